# The door: one field, one button, and a person is called.

door-title = Get help
door-sentence = Tell us. A person answers.
door-not-set-up = This line is not set up yet.
door-rings-nobody = Nobody can be rung here. Your words are kept, and an alarm sounds at the vendor’s.
door-words = What is happening?
door-words-hint = A few words are enough. You may leave it empty. Please no patient or card data.
door-reach = Number to call if we lose you
door-button = Get a person now
door-company-summary = Your company (helps us; not required)
door-company = Company and place
door-company-hint = As you call yourselves. No contract or customer number.
door-other-ways = Other ways to reach us
door-or-call = Or call
door-hold = No sign-in, no contract number. Somebody is rung at once, day and night.

# While the cry for help is on its way through a bad network.
door-calling = Calling a person …
door-again = Trying again …
door-trouble-later = We cannot take it this second. Your words are kept here. We try again every 3 seconds.
door-trouble-ringing = We are ringing a person, but your words are not stored yet. Your words are kept here. We try again every 3 seconds.
door-trouble-network = No connection. Your words are kept here. We try again every 3 seconds.

# Nothing can be stored at this moment.
unstored-title = Not stored yet
unstored-title-ringing = We are ringing
unstored-sentence = Your words are not stored yet. Please send them again.
unstored-sentence-ringing = We are ringing. Your words are not stored yet.
unstored-fault = Our store has a fault. Please keep this page open and send it again.
unstored-call = Call us
unstored-surest = The surest way now is to call.
unstored-button = Send again

# The sheet to pin up beside the machine.
sheet-title = { $organisation } emergency line
sheet-lead = Nothing works? Get a person now, day and night.
sheet-camera = Point your camera here
sheet-or-open = or open
sheet-or-call = or call
sheet-open = Open the address.
sheet-open-more = No sign-in, no contract number.
sheet-press = Press “{ $button }”.
sheet-press-more = A few words help; none are needed.
sheet-keep = Keep the page open.
sheet-keep-more = It says who has it and when you hear next.
sheet-works = Say when it works again.
sheet-works-more = We close nothing over your head.
sheet-meanwhile = What to do meanwhile
sheet-try = Please no patient or card data. Try it before you need it, it rings nobody: { $url }

# Very many call at once: one question before a person is rung.
flood-title = One question first
flood-sentence = One question, then we ring a person.
flood-why = Very many calls come in at this moment, and some of them are made by machines. Nothing you wrote is lost: it stands below.
flood-again = That was not it. Please try once more.
flood-question = How much is { $first } and { $second }?
flood-hint = Tap the right number. A person is rung at once.
