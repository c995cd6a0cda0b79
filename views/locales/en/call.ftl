# Call-backs: what is promised, how it went, and what is said on the telephone.

call-summary = Call me
call-stands = An engineer calls you by { $time }.
call-later = Not before { $time }.
call-number-shown = On { $number }
call-picks-up = { $name } takes the telephone to call you.
call-rings = { $name } is on the line. Your telephone rings now.
call-talks = { $name } talks with you on the telephone.
call-given-up = We called several times and could not reach you. Ask again when you can take the call.
call-others = Somebody of yours is called by { $time }.
call-number = Your telephone number, with its country’s code
call-when = When
call-now = As soon as possible
call-wait = Not within the next { $span }
call-hint = An engineer calls within { $span }. We never ask for a password or a card number.
call-button = Call me
call-change = Change the number or the time
call-keep = Change it
call-cancel = I do not need the call any more
said-call-asked = You asked for a call. An engineer calls by { $time }.
said-call-changed = The call was changed. An engineer calls by { $time }.
said-call-cancelled = The call is not needed any more.
said-call-rings = { $name } is on the line. Your telephone rings now.
said-call-talked = { $name } talked with you on the telephone.
said-call-talked-for = { $count ->
    [one] { $name } talked with you on the telephone for 1 minute.
   *[other] { $name } talked with you on the telephone for { $count } minutes.
}
said-call-busy = { $name } called you: the line was busy. We call again by { $time }. You can give another number.
said-call-silent = { $name } called you, and nobody answered. We call again by { $time }. You can give another number.
said-call-mailbox = { $name } called you and reached a mailbox. We call again by { $time }. You can give another number.
said-call-failed = { $name } called you, and the number could not be reached. Is it right? We call again by { $time }.
said-call-given-up = { $name } called you again and could not reach you. Ask for another call when you can take it, or write here.
said-call-ours = The call did not come about on our side. An engineer calls you by { $time }.
said-call-not-made = The call did not come about.
said-call-unknown = We do not know whether the call reached you. If it did not, an engineer calls by { $time }.
said-call-texted = { $name } sent you a text message.
said-call-missed = We promised you a call and did not make it. We are sorry. Others are rung as well; an engineer calls you by { $time }.
said-call-dropped = Nobody calls you any more, because this was set aside. Write here if you still need us.
refused-call-number = This is no telephone number. Write it with + and its country’s code, like +46 70 123 45 67.
refused-call-barred = We cannot call this number from here. Give another one, or write here.
refused-call-over = This is over, so nobody is called. Write here if you still need us.
refused-call-often = A call was asked for very often. Wait a little, or write here.
refused-call-late = A call can be asked for within a day, and not later.

# On the telephone and in text messages.
spoken-call = This is { $organisation }. { $name } calls you about your emergency.
spoken-call-key = This is { $organisation }. { $name } calls you about your emergency. Press 1 to talk.
spoken-call-on-file = This is the emergency line of { $organisation }. Somebody asks for help in the name of { $company }. If it is you, press 1. If it is not you, press 2.
spoken-call-not-you = Thank you. We note that it is not you. Goodbye.
text-call = { $organisation }: { $name } tried to call you. Write to us, or ask for another call: { $url }
