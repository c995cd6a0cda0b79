# Those who take part beside the caller, and how one shows who one is.

people-somebody = Somebody of yours
said-invited = { $name } was invited.
said-joins = { $name } has joined.
said-removed = { $name } was removed.
said-upgraded = { $name } gives you { $plan } from now on. It costs you nothing.
refused-too-many = No more people can take part in one conversation. Remove someone first.
refused-too-many-sent = We have sent as many invitations as we can for one emergency. Leave the address empty and pass the link on yourself.
refused-bad-address = This is no mail address and no telephone number. Correct it, or leave it empty and pass the link on yourself.
refused-national-number = This number has no country’s code. Write it as it is dialled from abroad, like +46 70 123 45 67.
refused-last-one = Nobody else takes part, so their link stays: they need a way to us.
refused-too-often = That was tried too often for now. Tell us in the conversation: we can call you back on a number that we already have.
refused-nothing-typed = Nothing was typed. Write a mail address or a number.
refused-expired = This can no longer be answered.

# On the caller’s page.
people-withheld = This is shown once you are verified.
people-withheld-how = How that is done
people-title = Who is in this conversation
people-caller = Who called
people-colleague = A colleague
people-you = (you)
people-not-opened = has not opened the link yet
people-not-read = has not read yet
people-link = Their link, to pass on to them alone
people-vouch = I vouch for them
people-renew = Give them a new link
people-remove = Remove
invite-summary = Invite a colleague
invite-name = Their name
invite-to = Mail address or mobile number (not required)
invite-hint = They get a link of their own and read everything that is written here. Once somebody of ours has accepted, we can send it; until then, and without an address, you pass it on yourself. You can take it back at any time.
invite-button = Make their link
proof-done = You have shown who you are. Thank you.
proof-summary = Show who you are
proof-vouched = Somebody verified vouches for you, so you read what they read.
proof-hint = Nobody needs this to get help. What concerns your company alone is shown and done once you have. We never ask for a password.
proof-address = Your mail address or number at work
proof-send = Send me a code
proof-sent = If we have this contact of yours on file, a code is on its way. It works for 15 minutes.
proof-code = The code, if you have one
proof-check = Check the code
proof-wrong-code = This code is not right, or it is too old. Look at it once more, or ask for a new one.
