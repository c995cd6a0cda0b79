# What the work on it comes to, as lines in the conversation.

said-handed-over = { $name } has it now, after { $from }.
said-came = { $name } has joined to help.
waits-customer = { $name } waits for word from you until { $time }. You hear from us then. Any word from you rings us at once.
waits-supplier = { $name } waits for a supplier of ours until { $time }. You hear from us then. Any word from you rings us at once.
waits-watching = { $name } watches whether it holds until { $time }. You hear from us then. Any word from you rings us at once.
waits-agreed = { $name } waits, as agreed with you, until { $time }. You hear from us then. Any word from you rings us at once.
state-waits-customer = { $name } waits for word from you until { $time }.
state-waits-supplier = { $name } waits for a supplier of ours until { $time }.
state-waits-watching = { $name } watches whether it holds until { $time }.
state-waits-agreed = { $name } waits, as agreed with you, until { $time }.
under-waits = Any word from you rings us at once.
rings-wait-over = The wait is over. We are ringing again.
rings-wrote = You wrote, so we are ringing again at once.
rings-raised = This has become more serious. We are ringing again.
rings-restarted = We are ringing again, from the start.
rings-rerouted = This goes to those who know it best. We are ringing them now.
