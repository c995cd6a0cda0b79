# Le mot à un client le lendemain.
follow-subject = { $organisation } : ce qui s’est passé et la suite
follow-hello = Bonjour,
follow-called = Vous nous avez appelés le { $time }.
follow-had = { $name } s’en est chargé { $span } plus tard.
follow-over = { $span } après votre appel, vous nous avez dit que tout fonctionne de nouveau.
follow-unheard = Nous n’avons plus eu de nouvelles de vous et, { $span } après votre appel, nous avons supposé que tout fonctionne de nouveau.
follow-stopped = Ce que cela vous empêchait de faire, avec vos mots :
follow-wrong = Ce qui n’allait pas, à notre connaissance :
follow-meant = Ce que cela signifiait pour vous :
follow-helped = Ce qui aidait en attendant :
follow-kept = { $count ->
    [one] La nouvelle promise est arrivée à temps.
   *[other] Les { $count } nouvelles promises sont arrivées à temps.
}
follow-missed = { $count ->
    [one] Une nouvelle promise est arrivée en retard. Nous en sommes désolés.
   *[other] { $count } nouvelles promises sont arrivées en retard. Nous en sommes désolés.
}
follow-next = Ce que nous faisons ensuite :
follow-ask = Quelque chose n’est pas encore comme il faut ? Écrivez-nous, ou appuyez sur le bouton ci-dessous : une personne vous répond.
follow-regards = Bien à vous
follow-open = Nous joindre
