# Subscribers of status pages: signing up, choosing, leaving, and what they are sent.
told-subject = [{ $page }] { $heading }: { $phase }
told-digest-subject = [{ $page }] { $count ->
    [one] One update
   *[other] { $count } updates
}
told-replaces = This takes the place of an earlier message about the same, which had not been sent to you yet.
told-corrected = We put right what we said before. It should have said:
told-mistaken = this was a mistake
told-mistaken-why = We told you of this, and it was a mistake. Nothing more follows about it. Why:
told-next = The next word follows by { $time }.
told-notice = Notice
told-notice-until = It stands on the status page until { $time }.
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
subscribe-parts = { $count ->
    [one] 1 part, which comes along
   *[other] { $count } parts, which come along
}
subscribe-domain-hint = Sign up with an address of your house. At any other nothing arrives.
subscribe-sites = Your sites
subscribe-sites-hint = You hear of what serves them. All that you tick on this page adds up.
subscribe-services = Or by service
subscribe-services-hint = What a service stands behind comes along. All that you tick on this page adds up.
subscribe-grave = How bad it must be
subscribe-grave-all = everything, planned maintenance and notices too
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
subscribe-full = Too many sign up just now. If you are subscribed already, your link is on its way; otherwise please try again in an hour.
subscribe-too-many-named = At most { $most } components can be chosen, and as many services and sites. What is part of one comes along: choose what it is part of.
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
subscription-colleague-severity = Of which incidents
subscription-colleague-low = of every incident
subscription-colleague-high = of those that are high or critical
subscription-colleague-critical = only of critical ones
subscription-colleague-services = Of which services
subscription-colleague-quiet = What is not critical waits from
told-confirm-chat = Somebody, probably one of you, wants this channel to be told when something changes at { $page }. Open the link and press the button.
told-known-chat = This channel is already told when something changes at { $page }. Behind the link you can change what it gets, or stop it.
subscribe-by-chat = In a channel of a chat instead
subscribe-by-program = For a program instead
subscribe-chat-which = In which chat
subscribe-chat-address = Address of the channel’s incoming webhook
subscribe-chat-hint = Make an incoming webhook for the channel in your chat and paste its address. One message with a link is posted there; nothing else before you press the button behind it.
subscribe-program-which = In which shape
subscribe-program-standard = signed webhook (Standard Webhooks)
subscribe-program-statuspage = as Statuspage sends it
subscribe-program-address = Address that we post to
subscribe-program-hint = It starts with https:// and is reached from the internet. One signed message with a link is posted there; nothing else before you press the button behind it.
subscribe-hook-bad = This is no address that we can post to. Write one that starts with https://, without a name or password in it.
subscribe-hook-inside = This address leads into a private network, where nothing is posted. Write one that is reached from the internet.
subscribe-hook-other = This is no incoming webhook of { $chat }. Copy the address that { $chat } shows you when you make one.
subscribe-sent-chat = Please look into your channel
subscribe-sent-chat-under = If messages can be posted there, one with a link is on its way. Nothing else is posted before you open it and press the button.
subscribe-sent-program = Please look at what your program got
subscribe-sent-program-under = If it can be posted to, a message of the type status.confirm with a link is on its way. Nothing else is posted before you open the link and press the button.
subscription-secret = How to know that it is us
subscription-secret-hint = Each message is signed, as the Standard Webhooks have it, with this secret. Keep it now: it is not shown here again. Whoever has it can write in our name: make it anew when others may know it. From then on all messages are signed with the new one.
subscription-secret-hidden = Each message is signed, as the Standard Webhooks have it, with a secret. It is not shown here, because the link to this page stands in each message. Make a new one if it is lost or others may know it: you read it once, and from then on all messages are signed with it.
subscription-secret-renew = Make a new secret
subscription-unseen = { $count ->
    [one] One more thing is chosen that does not stand here now. It stays chosen.
   *[other] { $count } more things are chosen that do not stand here now. They stay chosen.
}
subscription-unseen-own = { $count ->
    [one] One more thing is chosen that only you may read, so it is not named here. It stays chosen. To choose anew, stop all of it and sign up beside your page.
   *[other] { $count } more things are chosen that only you may read, so they are not named here. They stay chosen. To choose anew, stop all of it and sign up beside your page.
}
