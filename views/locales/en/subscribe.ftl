# Subscribers of status pages: signing up, choosing, leaving, and what they are sent.
told-subject = [{ $page }] { $heading }: { $phase }
told-digest-subject = [{ $page }] { $count ->
    [one] One update
   *[other] { $count } updates
}
told-replaces = This takes the place of an earlier message about the same, which had not been sent to you yet.
told-corrected = We put right what we said before. It should have said:
told-next = The next word follows by { $time }.
told-open = See it on the status page
told-why = You asked to be told of { $page }. Change what you get, or stop it:
told-code = { $code } is your code for word of { $page }. If you did not ask for it, do nothing.
told-confirm-subject = Please confirm: word of { $page }
told-confirm = Somebody, probably you, wants this address to be told when something changes at { $page }. Open the link and press the button.
told-confirm-open = Confirm
told-confirm-else = If it was not you, do nothing: nothing more will come.
told-known-subject = You already get word of { $page }
told-known = This address is already told when something changes at { $page }. Behind the link you can change what you get, or stop it.
told-known-open = What I get
status-subscribe = Get told of changes
subscribe-title = Get told when something changes
subscribe-under = We write to you when { $page } has news. Nothing else, and you can stop it with one press.
subscribe-email = Your e-mail address
subscribe-phone = Your mobile number
subscribe-phone-hint = With the country’s code, like +46 70 123 45 67. We send a code to it.
subscribe-by-sms = By text message instead
subscribe-by-mail = By e-mail instead
subscribe-about = About what
subscribe-about-hint = Tick nothing to hear of everything. What is part of one comes along.
subscribe-grave = How bad it must be
subscribe-grave-all = everything, planned maintenance too
subscribe-grave-some = what fails for some, or is down
subscribe-grave-down = only what is down
subscribe-when = When
subscribe-when-now = at once
subscribe-when-daily = once a day, at { $hour }
subscribe-quiet-from = What is only slow waits from
subscribe-quiet-until = until
subscribe-quiet-never = never
subscribe-zone = Time zone of these hours
subscribe-more = More choices
subscribe-language = Language of the messages
subscribe-go = Tell me
subscribe-sent = Please look into your mail
subscribe-sent-under = If the address can receive mail, a letter with a link is on its way. Nothing else is sent before you open it and press the button.
subscribe-code = Which code did you get?
subscribe-code-under = If the number can receive texts, a code of six digits is on its way.
subscribe-code-label = Code
subscribe-code-wrong = This is not the code, or it is too old. Look once more, or ask for a new one.
subscribe-bad-address = This address leads nowhere. Please look at it once more.
subscribe-too-many = Too many sign up just now. Please try again in an hour.
subscribe-bad-choice = Something of this cannot be chosen. Please look at the hours and the time zone.
subscription-title = What you are told
subscription-confirm = Shall we write to you here?
subscription-confirm-under = Press the button, and { $address } is told when something changes at { $page }.
subscription-confirm-button = Yes, write to me
subscription-active = We write to you
subscription-active-under = { $address } is told when something changes at { $page }.
subscription-paused = Nothing could be delivered
subscription-paused-under = Several messages to { $address } came back, so we stopped. Press the button when it works again.
subscription-resume = Write to me again
subscription-save = Save
subscription-leave = Stop all of it
subscription-leave-title = Shall we stop writing to you?
subscription-leave-under = { $address } is then told nothing more of { $page }.
subscription-leave-button = Yes, stop
subscription-gone = You are told nothing any more
subscription-gone-under = Nothing is sent to this address now. You can sign up again on the status page.
subscription-stopped = You sent STOP
subscription-stopped-under = Nothing is sent to { $address }. Send START from it, and word of { $page } comes again.
subscribe-none = This page sends no messages
subscribe-none-under = Nothing can be sent from here yet. Programs that read feeds show you all that changes:
text-subscription-stop = Nothing more is sent to this number. Reply START to get word of changes again.
text-subscription-start = You get word of changes at this number again. Reply STOP to end it.
told-colleague-why = You are told of incidents of { $page } as a colleague. Change that, or stop it:
told-colleague-open = Open it in Mayday
told-colleague-about = { $severity ->
    [critical] Incident { $number }, critical
    [high] Incident { $number }, high
   *[low] Incident { $number }, low
}
told-colleague-line = For colleagues only:
told-colleague-over = It is over.
subscription-colleague-under = { $address } is told what the customers of { $page } are told of incidents.
