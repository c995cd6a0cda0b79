# Many callers of one fault, and someone in danger.

accepted-before = { $name } y travaillait déjà quand vous avez appelé.
danger-title = Quelqu’un est en danger : appelez d’abord
danger-told = Vous nous l’avez dit à { $time }. Nous avons appelé toute notre équipe. Nous ne sommes ni une ambulance ni les pompiers.
danger-summary = Quelqu’un est en danger
danger-call = Appelez d’abord :
danger-button = Ensuite, appeler tout le monde ici
danger-again = Ensuite, rappeler tout le monde
danger-hint = Nous appelons aussitôt toutes les personnes que nous avons. N’appuyez que si la vie ou la santé est en danger.
shared-title = D’autres ont aussi ce problème
shared-hint = C’est une seule panne, et nous y travaillons pour vous tous. Ce que vous écrivez ici, nous seuls le lisons.
shared-different = Chez moi, c’est différent
shared-leads = { $people ->
    [one] { $name } dirige.
   *[other] { $name } dirige, { $people } personnes répondent.
}
shared-count = { $count ->
    [one] { $count } appel pour ce problème.
   *[other] { $count } appels pour ce problème.
}
shared-more = { $count ->
    [one] Plus de { $count } appel pour ce problème.
   *[other] Plus de { $count } appels pour ce problème.
}
shared-others = D’autres ont aussi ce problème.
said-joined = D’autres ont le même problème. Désormais, nous le traitons ensemble ; rien de ce que vous avez écrit n’est perdu. Si le vôtre est différent, appuyez sur « Chez moi, c’est différent ».
said-apart = Votre appel est à nouveau traité à part, dit { $name }.
said-different = Vous avez dit que chez vous, c’est différent. Votre appel est maintenant à part, et nous appelons quelqu’un.
said-danger = Vous avez dit que quelqu’un est en danger. Nous appelons tout le monde. En cas de danger de mort, appelez d’abord le { $numbers }.
