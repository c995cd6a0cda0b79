# What the work on it comes to, as lines in the conversation.

said-handed-over = { $name } s’en occupe maintenant, après { $from }.
said-came = { $name } participe maintenant pour aider.
waits-customer = { $name } attend un mot de vous jusqu’à { $time }. Vous aurez alors de nos nouvelles. Un mot de vous nous appelle aussitôt.
waits-supplier = { $name } attend un de nos fournisseurs jusqu’à { $time }. Vous aurez alors de nos nouvelles. Un mot de vous nous appelle aussitôt.
waits-watching = { $name } vérifie jusqu’à { $time } que cela tient. Vous aurez alors de nos nouvelles. Un mot de vous nous appelle aussitôt.
waits-agreed = { $name } attend jusqu’à { $time }, comme convenu avec vous. Vous aurez alors de nos nouvelles. Un mot de vous nous appelle aussitôt.
state-waits-customer = { $name } attend un mot de vous jusqu’à { $time }.
state-waits-supplier = { $name } attend un de nos fournisseurs jusqu’à { $time }.
state-waits-watching = { $name } vérifie jusqu’à { $time } que cela tient.
state-waits-agreed = { $name } attend jusqu’à { $time }, comme convenu avec vous.
under-waits = Un mot de vous nous appelle aussitôt.
rings-wait-over = L’attente est finie. Nous appelons à nouveau.
rings-wrote = Vous avez écrit ; nous appelons donc à nouveau aussitôt.
rings-raised = C’est devenu plus grave. Nous appelons à nouveau.
rings-restarted = Nous appelons à nouveau, depuis le début.
rings-rerouted = Votre appel va à celles et ceux qui connaissent le mieux ce problème. Nous les appelons maintenant.
