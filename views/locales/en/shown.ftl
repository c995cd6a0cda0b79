# Files in conversations, what is taken back, and how the help was.

# Choosing files beside the field for words.
attach-open = Photo or file
attach-camera = Take a photo
attach-files = Photos or log files
attach-private = No patient or card data, please.
attach-limits = Up to { $count } files, each at most { $size } MB. Photos lose where they were taken.

# Files in the conversation.
attach-picture = Picture: { $name }
attach-text = text, { $size }
attach-unchecked = { $size }, not checked: open it with care
attach-beginning = How it begins
attach-erased = A file stood here. It was erased.
size-bytes = { $count } bytes
size-kilobytes = { $count } kB
size-megabytes = { $whole }.{ $tenths } MB

# While files are on their way, said by the page’s script; what stands in braces is put in by it.
upload-ready = Files chosen: { $count }. Press Send.
upload-large = “{ $name }” is larger than { $size } MB and will not be kept.
upload-many = { $count } files go with one message. Send the others with the next.
upload-sending = Sending …
upload-progress = Sending: { $percent } %
upload-lost = Not sent: the connection was lost. The files are still chosen; press Send again.
upload-sent = Sent.

# What became of files that were sent.
kept-words = Your words are stored.
kept-words-and-files = Your words and the other files are stored.
kept-files = The other files are stored.
kept-nothing = Nothing was stored.
kept-not = “{ $name }” was not kept.
kept-rest = What came after did not arrive whole. Send it again.
why-too-large = It is larger than { $size } MB. Send a part of it.
why-too-many = { $count } files go with one message. Send it with the next.
why-full = No more files fit into this conversation. Please use words.
why-busy = Too many files come in just now. Send it again in a minute.
why-cut = It did not arrive whole. Send it again.
why-empty = There is nothing in it.
why-not-stored = It could not be stored just now. Try again later.
why-no-room = There is no room for files just now. Please use words.
why-off = Files cannot be kept here. Please use words.
why-no-picture = It looks like a picture but cannot be read as one.
why-too-many-pixels = This picture has more than { $millions } million pixels. Send a smaller one, or a screenshot of it.
why-unreadable = It cannot be read.
why-one-caller = Files go to one caller at a time.

# Taking a message or a file back.
redact-own = Take back
redact-own-message = Take back message { $number }
redact-own-file = Take back { $name }
redacted-you = Redacted by you at { $time }.
redacted-caller = Redacted by the caller at { $time }.
redacted-person = Redacted by { $name } at { $time }.
redacted-operator = Redacted by the operator at { $time }.
redact-undo = Undo ({ $seconds } s)
refused-redact-unknown = There is no such message or file any more.
refused-redact-foreign = You can take back only what you wrote or sent yourself.
refused-redact-late = It is deleted already and cannot come back.

# One question when it works again.
feedback-title = How was our help?
feedback-hint = One tap. You need not answer.
feedback-thanks = Thank you. You can still change it.
feedback-words = Add a few words (not required)
feedback-question = What should we have done?
feedback-order = Write first, then press one of the answers.
score-1 = Very bad
score-2 = Bad
score-3 = Fair
score-4 = Good
score-5 = Very good
feedback-chosen = You chose: { $answer }. Press it once more to send it.
farewell-subject = { $name }: how was our help?
farewell-how = It works again. Choose an answer; it is sent only when you press it on the page. You need not answer.
farewell-open = Read the conversation
refused-not-over = This is asked when it works again. It does not seem to be so yet.
refused-no-score = Choose one of the { $count } answers.

# First-aid cards.
card-tried = Tried, did not help
card-tried-step = Step { $number }: tried, did not help
card-all-tried = You have tried everything here. Whoever helps you sees that.
said-card = { $name } sends you what to do: “{ $title }”.
said-card-sent = { $name } sent you what to do.
refused-card = This has just changed. Please look at it again.
