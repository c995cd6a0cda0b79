# What the work on it comes to, as lines in the conversation.

said-handed-over = { $name } kümmert sich jetzt darum, nach { $from }.
said-came = { $name } ist zur Hilfe dazugekommen.
waits-customer = { $name } wartet bis { $time } auf ein Wort von Ihnen. Dann hören Sie von uns. Jedes Wort von Ihnen ruft uns sofort.
waits-supplier = { $name } wartet bis { $time } auf einen unserer Lieferanten. Dann hören Sie von uns. Jedes Wort von Ihnen ruft uns sofort.
waits-watching = { $name } beobachtet bis { $time }, ob es hält. Dann hören Sie von uns. Jedes Wort von Ihnen ruft uns sofort.
waits-agreed = { $name } wartet bis { $time }, wie mit Ihnen vereinbart. Dann hören Sie von uns. Jedes Wort von Ihnen ruft uns sofort.
state-waits-customer = { $name } wartet bis { $time } auf ein Wort von Ihnen.
state-waits-supplier = { $name } wartet bis { $time } auf einen unserer Lieferanten.
state-waits-watching = { $name } beobachtet bis { $time }, ob es hält.
state-waits-agreed = { $name } wartet bis { $time }, wie mit Ihnen vereinbart.
under-waits = Jedes Wort von Ihnen ruft uns sofort.
rings-wait-over = Die Wartezeit ist um. Wir rufen wieder.
rings-wrote = Sie haben geschrieben, deshalb rufen wir sofort wieder.
rings-raised = Es ist ernster geworden. Wir rufen wieder.
rings-restarted = Wir rufen wieder, von Anfang an.
rings-rerouted = Das geht an die, die sich am besten damit auskennen. Wir rufen sie jetzt.
