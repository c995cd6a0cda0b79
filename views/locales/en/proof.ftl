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
