# The caller’s emergency: where it stands, the conversation, and what is known.

# Where it stands, in the title of the page.
title-heard = We have it
title-ringing = Ringing
title-unanswered = Nobody has answered yet
title-lapsed = Ringing others as well
title-accepted = { $name } has it
title-asked = Does it work for you?
title-aside = Set aside
title-works = It works again
title-closed = Closed
title-goes-on = It goes on

# Where it stands, in one large sentence.
state-heard = We have what you wrote.
state-searching = We have it. We are looking for someone who can answer.
state-ringing-first = We have it. Ringing the engineer on duty.
state-ringing-next = We have it. Ringing the next person.
state-ringing-many = { $people ->
    [one] We have it. 1 person is being rung.
   *[other] We have it. { $people } people are being rung.
}
state-unanswered = Nobody has answered yet. We are ringing the whole team, and we keep ringing.
state-alarm = Nobody has answered yet. Our last alarm is sounding.
state-lapsed = { $name } has it, but has gone quiet. We are ringing others as well.
state-accepted = { $name } has it.
state-asked = It works again for us. Does it for you?
state-aside-fixed = { $name } has set this aside: we believe it works again.
state-aside-unreachable = { $name } has set this aside: we could not reach you.
state-aside-mistake = { $name } has set this aside: we believe it was pressed by mistake.
state-aside-abuse = { $name } has set this aside: we believe nobody needs help here.
state-works = You said it works again.
state-mistake = You pressed by mistake. That is all right.
state-goes-on = This conversation is full. It goes on in a new one.

# What happens next.
kept-here = Our database is away just now. What you write is kept on one machine of ours, and people are rung as always.
asked-at = You asked at { $time }
asked-since = { $clock } since you asked
under-heard = Write here at any time.
under-ringing-for = Ringing for { $span }.
under-alarm-stops = The alarm stops when somebody answers.
under-asked = Please try it, and tell us here. We close it when you say so.
under-asked-rings = Meanwhile we are ringing again.
under-aside = Write one word, and it rings again at once.
under-goes-on = Nothing that was said is lost, and you need not call again.
under-closed = Closed by you at { $time }, { $span } after you asked.
under-wrote-since-ringing = You wrote since, and we are ringing someone to read it.
under-wrote-since-accepted = You wrote since, and { $name } has it.
accepted-after-asking = { $name } accepted { $span } after you asked.
accepted-after-ringing = { $name } accepted { $span } after we rang again.
accepted-again = { $name } took it up again.
accepted-seen = Your words have been seen.
accepted-hear-by = You hear from us by { $time }, or sooner.
rung-now = { $people ->
    [0] Nobody can be reached at this moment; we keep trying everyone.
    [one] 1 person is being rung now.
   *[other] { $people } people are being rung now.
}
next-people = { $people ->
    [one] The next person is rung in { $within }.
   *[other] The next { $people } people are rung in { $within }.
}
next-again = We ring again in { $within }.
next-team = The whole team is rung in { $within }.
next-everyone = Everyone we have is rung in { $within }.
next-everyone-again = We ring everyone again in { $within }.

# What the page asks of the caller, and what else they can do.
works-title = Does it work for you?
works-yes = Yes, it works again
works-not-yet = Not yet
again-aside-question = Do you still need us?
again-aside-button = Ring again
again-closed-question = Is it broken again?
again-closed-button = It is broken again
again-hint = It rings at once, with everything you wrote.
call-us = Call us
call-us-too = You may also call us.
reach-title = How do we reach you if this page dies?
reach-number = Telephone number
reach-company = Company and place (not required)
reach-keep = Keep this
reach-summary = Who you are, and how we reach you
retract-button = I pressed by mistake
first-aid-title = What you can do meanwhile
first-aid-more = The rest stands on the next page, once you have pressed the button.
earlier-section = It goes on
earlier-hint = You find us, and what was said since, on the next page.
earlier-button = Go on there
before-hint = Your conversation was full, so it goes on here.
before-link = Read what was said before

# The conversation.
talk-title = Conversation
talk-log = Messages
talk-you = You
talk-your-side = Your side
talk-engineer = An engineer
talk-hidden = { $count ->
    [one] The first message is kept, but not shown here.
   *[other] The first { $count } messages are kept, but not shown here.
}
talk-write-label = Your message
talk-write-here = Write here …
talk-send = Send
talk-write-button = Write to us
talk-renews = { $seconds ->
    [one] This page renews itself every second. The page for writing stands still.
   *[other] This page renews itself every { $seconds } seconds. The page for writing stands still.
}
talk-back = Back to the page that renews itself
mark-seen = seen
mark-arrived = arrived
mark-stored = stored
mark-sending = sending …
mark-trying = not sent yet, trying again
mark-refused = This could not be stored.
mark-again = Try again
mark-edit = Edit

# Mayday’s own lines in the conversation.
said-received = Received. We are ringing the engineer on duty.
said-accepted = { $name } has accepted.
said-widened = Nobody has answered yet. We are ringing the whole team.
said-alarm = Nobody could be reached yet. Our last alarm sounds, and we keep ringing everyone.
said-lapsed = { $name } has gone quiet. We are ringing others as well.
said-quiet = It has gone quiet. We are ringing again.
said-update-missed = The update we promised did not come in time. You hear from us by { $time }.
said-updated = There is an update. It stands under “What we know”.
said-agreed-time = { $name } and you have agreed: the next update comes by { $time }. If that does not suit you, write to us.
said-put-right = An update was put right. It stands under “What we know”, with what it said before.
said-asked = { $name } asks: does it work again for you?
said-not-yet = You said: not yet. The work goes on.
said-broken-again = You said it is broken again. We are ringing at once.
said-taken-up = This is taken up again.
said-aside-fixed = { $name } set this aside: we believe it works again. Any word from you rings again.
said-aside-unreachable = { $name } set this aside: we could not reach you. Any word from you rings again.
said-aside-mistake = { $name } set this aside: we believe it was pressed by mistake. Any word from you rings again.
said-aside-abuse = { $name } set this aside: we believe nobody needs help here. Any word from you rings again.
said-closed-works = You said it works again. This is closed.
said-closed-mistake = You said it was pressed by mistake. This is closed.
said-closed-goes-on = It goes on in a new conversation. This is closed.
said-follows = This goes on from your earlier call.
said-goes-on = This conversation is full and goes on in a new one. Nothing is lost, and you need not call again.
said-cut-words = { $kept ->
    [one] What was written was too long: its first character is kept. Send the rest as a message.
   *[other] What was written was too long: its first { $kept } characters are kept. Send the rest as a message.
}
said-cut-who = { $kept ->
    [one] What stands under “who” was too long: its first character is kept. Send the rest as a message.
   *[other] What stands under “who” was too long: its first { $kept } characters are kept. Send the rest as a message.
}
said-cut-reach = { $kept ->
    [one] What stands under “how to reach you” was too long: its first character is kept. Send the rest as a message.
   *[other] What stands under “how to reach you” was too long: its first { $kept } characters are kept. Send the rest as a message.
}

# What is known of the fault.
known-title = What we know
known-wrong = What is wrong
known-for-you = For you
known-meanwhile = What you can do meanwhile
known-next = What we do next
known-next-by = Next update by
known-in = (in { $span })
known-agreed = (as agreed with you)
known-likely = Likely
known-likely-exactly = { $high } min from { $time }
known-likely-between = { $low }–{ $high } min from { $time }
known-odds = ({ $odds } of 10 like it; not a promise)
known-depends = It depends on: { $what }
known-longer = It takes longer than we thought.
known-corrected = Put right at { $time }. Before, it said:
known-nothing-waiting = Nothing yet. Whoever answers writes it here, within { $span } of answering.
known-nothing = Nothing yet. It is written here as soon as something is known.
known-late = The update promised for { $time } did not come. That is our fault, and we are asking for it.
known-late-first = The first update did not come in time. That is our fault, and we are asking for it.
known-works = It works again
known-close-hint = We close it when you say so, and not before.

# What could not be done.
refused-empty = There was nothing in it. Write a few words.
refused-too-long = That is too long for one message: about { $letters } letters fit. Please send it in parts.
refused-line-too-long = That is too long: about 400 letters fit into one field. Please shorten it; the rest can be written as a message.
refused-link = This link does not work here. Ask for help anew: a person is called at once.
refused-elsewhere = Things have changed meanwhile. Look at where it stands now.
refused-otherwise = This could not be done. Nothing you wrote is lost. Please try again.
refused-not-stored = This could not be stored just now, so it is not done yet. Please press it again in a few seconds. Writing works as well.

# What it keeps them from, asked once.
stops-title = What does this stop you doing?
stops-hint = In your own words. It tells us what to mend first.
stops-such-as = Such as: we cannot take cards in three shops.
stops-keep = Tell us
