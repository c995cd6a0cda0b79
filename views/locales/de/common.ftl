# Every page for callers: what stands around its content, and how times are told.

skip-link = Zum Inhalt springen
danger-first = Ist jemand in Gefahr? Rufen Sie zuerst { $numbers } an.
footer-promise = Wir schließen nichts über Ihren Kopf hinweg. Diese Leitung ist Tag und Nacht offen.
footer-zone = Zeiten auf dieser Seite gelten für { $zone }.
language-label = Sprache
page-title = { $page } · { $organisation }

# Spans of time. The short ones tick every second and stand after “in” or “seit”.
span-seconds = { $count ->
    [one] 1 Sekunde
   *[other] { $count } Sekunden
}
span-minutes = { $count } Min.
span-hours = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
}
span-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
tick-seconds = { $count } s
tick-minutes = { $count } Min.
tick-hours = { $count } Std.
tick-days = { $count } Tagen
tick-now = jetzt
tick-moment = einem Augenblick
tick-late = seit { $span } überfällig

# A day and its time, as a calendar on the wall shows it. Monday is 1, January is 1.
time-day = { $weekday } { $day }. { $month }, { $time }
time-weekday = { $number ->
    [1] Mo
    [2] Di
    [3] Mi
    [4] Do
    [5] Fr
    [6] Sa
   *[7] So
}
time-month = { $number ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}

# The line to the server, as the page itself tells of it.
line-connected = Verbunden.
line-lost = Keine Verbindung seit { $time }. Nichts, was Sie geschrieben haben, geht verloren. Es wird gesendet, sobald die Verbindung wieder steht.
press-let-go = Nicht gedrückt: Die Seite hat sich hier eben erst geändert. Drücken Sie noch einmal.
