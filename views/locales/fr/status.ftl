# Status pages, which everyone may read.
status-title = { $name } · État
status-help = Obtenir de l’aide maintenant
status-help-hint = Votre travail est arrêté ? Une personne répond, à toute heure.
status-overall-operational = Tout fonctionne.
status-overall-suspected = Quelque chose est peut-être en panne ; nous ne l’avons pas encore confirmé.
status-overall-some-degraded = Une partie est lente ou ne marche que par moments.
status-overall-all-degraded = Tout est lent ou ne marche que par moments.
status-overall-some-partial = Une partie est en panne pour certains.
status-overall-partial = Une partie est en panne.
status-overall-major = Tout est en panne.
status-condition-operational = fonctionne
status-condition-degraded = lent ou instable
status-condition-partial = en panne pour certains
status-condition-major = en panne
status-components = Composants
status-no-components = Aucun composant ne figure encore sur cette page.
status-now = Maintenant
status-phase-investigating = Nous cherchons la cause
status-phase-identified = Nous connaissons la cause
status-phase-monitoring = Réparé ; nous surveillons
status-phase-resolved = Terminé
status-since = depuis { $time }
status-affected = Concerné
status-over-by-itself = Cela fonctionne de nouveau pour ceux qui nous ont appelés.
status-watched-by-itself = Ceux qui nous ont appelés disent que cela fonctionne de nouveau. Nous restons attentifs.
status-again-by-itself = Une personne qui nous a appelés dit que cela ne fonctionne plus à nouveau.
last-word-known = Cela fonctionne de nouveau.
last-word-impact = Vous pouvez tout utiliser comme d’habitude.
last-word-again = Cela ne fonctionne plus à nouveau.
last-word-again-impact = Ce que nous disions terminé ne l’est pas : ceux qui nous ont appelés ont de nouveau la panne.
status-late = Le message promis pour { $time } n’est pas venu. C’est notre faute, et nous le réclamons.
status-moved = À { $time }, l’heure du prochain message a été changée.
status-corrected = Corrigé le { $time }. Auparavant, on lisait :
status-corrected-why = Raison
status-taken-back = Le { $time }, quelque chose qui n’aurait pas dû figurer ici a été retiré.
status-was = auparavant
status-affected-none = Aucun composant n’était cité.
status-estimate-none = Aucune estimation n’était donnée.
status-earlier = Messages précédents ({ $count })
status-days = il y a { $count } jours
status-today = Aujourd’hui
status-uptime = { $percent } %
status-bar = A fonctionné { $percent } % des { $days } derniers jours.
status-bar-trouble = A fonctionné { $percent } % des { $days } derniers jours. Incidents sur { $count } jours, le dernier le { $day } ; au pire : { $worst }.
status-bar-day = { $day } { $month } : { $lost }
status-lost-down = en panne { $span }
status-lost-some = en panne pour certains { $span }
status-lost-both = en panne { $down }, pour certains { $some }
status-past = Les { $days } derniers jours
status-past-none = Rien ne s’est passé.
status-history = Tout ce qui s’est passé avant
status-history-title = Historique
status-back = Vers l’état actuel
status-own-page = Ceci sur sa propre page
status-lasted = a duré { $span }
status-zone = Les heures sont celles de { $zone }.
status-updated = Dernier changement { $time }.
status-feed = Flux Atom
status-rss = Flux RSS
status-json = JSON
status-stale = État de cette page : { $ago }. La liaison avec le serveur est coupée ; ce qui figure ici peut être dépassé.
status-printed = Imprimée { $time }, puis à nouveau au moins toutes les 15 minutes.
status-printed-once = Imprimée { $time }. La personne qui a déposé cette copie la renouvelle à la main.
status-languages = Langues
status-seen = Panne observée depuis { $time } : { $by }.
status-seen-alerts = { $count ->
    [one] 1 alerte
   *[other] { $count } alertes
}
status-seen-programs = { $count ->
    [one] 1 programme
   *[other] { $count } programmes
}
status-seen-callers = des clients qui nous ont appelés
status-seen-people = nos ingénieurs
status-seen-readers = { $count ->
    [one] 1 lecteur
   *[other] { $count } lecteurs
}
status-lag = Nous le disons depuis { $time }, { $span } plus tard.
status-failing-since = En panne depuis { $time }.
status-seen-since = Panne observée depuis { $time }.
status-failing-unsaid = Le début n’était pas indiqué.
status-was-over = C’était terminé : { $time }.
status-over-afterwards = C’est terminé.
status-written-afterwards = Écrit après coup, { $time }.
status-mistake = De { $from } à { $until }, une annonce affichée ici était une erreur. Elle a été retirée.
status-suspected = Pas encore confirmé par nous.
status-belied = À { $time }, nous avons dit que cela remarchait.
status-fails = Cela ne marche pas chez moi
status-fails-of = Cela ne marche pas chez moi : { $name }
status-fails-title = Merci de nous l’avoir dit
status-fails-count = { $count ->
    [one] Une personne l’a dit au cours de la dernière heure.
   *[other] { $count } personnes l’ont dit au cours de la dernière heure.
}
status-fails-next = Votre travail est à l’arrêt ? Quelqu’un vous répond maintenant, à toute heure.
status-promises = Promesses de message tenues ces 90 derniers jours : { $kept } sur { $all }.
status-estimates = Estimations du retour à la normale qui se sont vérifiées ces 90 derniers jours : { $hits } sur { $all }.
status-first-word = Temps jusqu’au premier mot d’une personne ces 90 derniers jours : au plus { $half } pour la moitié des appels, au plus { $nine } pour neuf sur dix.
status-overall-maintenance = Une maintenance prévue est en cours.
status-condition-maintenance = en maintenance
status-maintenance = Maintenance prévue
status-into-calendar = Ajouter à votre agenda
status-calendar = Agenda
status-stage-scheduled = Prévue
status-stage-in-progress = En cours
status-stage-verifying = Terminée ; nous vérifions
status-stage-overrun = Plus longue que prévu
status-stage-completed = Passée
status-stage-cancelled = Annulée
status-overdue = Elle devait être terminée { $time }. Nous y travaillons encore.
status-said-changed = Elle a été reprogrammée.
status-said-reminder = Elle commence { $time }.
status-said-extended = Elle dure jusqu’au { $time }.
status-said-begun = Elle a commencé.
status-said-verifying = Le travail est fait ; nous vérifions que tout marche.
status-said-overrun = Elle dure plus longtemps que prévu.
status-said-completed = Elle est terminée.
status-said-cancelled = Elle n’aura pas lieu.
status-announced = Annoncé jusqu’au { $time }
status-months = Autres mois
status-history-more = Et { $count } autres, qui ne tiennent pas ici.
status-failed = Quelque chose a été en panne pendant { $span } ; la maintenance prévue n’est pas comptée.
own-nothing = Rien n’est en cours à votre nom.
own-more = Et { $count } de plus.
own-sites = Vos sites : { $names }
own-sites-more = et { $count } de plus
own-has-it = { $name } s’en occupe.
own-ringing = Nous appelons l’ingénieur de garde.
own-since = Demandé à { $time }.
reader-under = Cette page est réservée à certains lecteurs. Écrivez votre adresse professionnelle : si elle donne accès à la page, vous recevez un lien à vous.
reader-email = Votre adresse e-mail professionnelle
reader-go = M’envoyer le lien
reader-sent-under = Si cette adresse donne accès à la page, un message avec le lien est en route. Le lien est valable { $days } jours. Si rien n’arrive en quelques minutes, demandez à la personne qui vous a parlé de cette page.
reader-again = Écrire une autre adresse

# What is said of a matter in hindsight.
review-title = Retour sur l’incident
review-happened = Ce qui s’est passé
review-cause = Pourquoi
review-change = Ce que nous changeons
review-course = Cela a commencé le { $from } et s’est terminé le { $until }, { $span } plus tard. Ce que nous disions entre-temps :
