# Every page for callers: what stands around its content, and how times are told.

skip-link = Aller au contenu
danger-first = Quelqu’un est en danger ? Appelez d’abord le { $numbers }.
footer-promise = Nous ne clôturons rien sans vous. Cette ligne est ouverte jour et nuit.
footer-zone = Les heures de cette page sont celles de { $zone }.
language-label = Langue
page-title = { $page } · { $organisation }

# Spans of time. The short ones tick every second and stand after “dans” or “depuis”.
span-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
span-minutes = { $count } min
span-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
span-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
tick-seconds = { $count } s
tick-minutes = { $count } min
tick-hours = { $count } h
tick-days = { $count } jours
tick-now = maintenant
tick-moment = un instant
tick-late = en retard de { $span }

# A day and its time, as a calendar on the wall shows it. Monday is 1, January is 1.
time-day = { $weekday } { $day } { $month }, { $time }
time-weekday = { $number ->
    [1] lun.
    [2] mar.
    [3] mer.
    [4] jeu.
    [5] ven.
    [6] sam.
   *[7] dim.
}
time-month = { $number ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[12] déc.
}

# The line to the server, as the page itself tells of it.
line-connected = Connexion rétablie.
line-lost = Pas de connexion depuis { $time }. Rien de ce que vous avez écrit n’est perdu ; tout sera envoyé dès le retour de la connexion.
press-let-go = Pas pris en compte : la page venait de changer à cet endroit. Appuyez de nouveau.
