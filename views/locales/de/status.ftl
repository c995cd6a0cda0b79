# Status pages, which everyone may read.
status-title = { $name } · Status
status-help = Jetzt Hilfe holen
status-help-hint = Ihre Arbeit steht still? Ein Mensch antwortet, zu jeder Stunde.
status-overall-operational = Alles funktioniert.
status-overall-suspected = Etwas fällt vielleicht aus; wir haben es noch nicht bestätigt.
status-overall-some-degraded = Ein Teil ist langsam oder geht nur zeitweise.
status-overall-all-degraded = Alles ist langsam oder geht nur zeitweise.
status-overall-some-partial = Ein Teil fällt bei manchen aus.
status-overall-partial = Ein Teil ist ausgefallen.
status-overall-major = Alles ist ausgefallen.
status-condition-operational = funktioniert
status-condition-degraded = langsam oder unstet
status-condition-partial = fällt bei manchen aus
status-condition-major = ausgefallen
status-components = Bestandteile
status-no-components = Auf dieser Seite stehen noch keine Bestandteile.
status-now = Jetzt
status-phase-investigating = Wir suchen die Ursache
status-phase-identified = Wir kennen die Ursache
status-phase-monitoring = Behoben; wir beobachten
status-phase-resolved = Vorbei
status-since = seit { $time }
status-affected = Betroffen
status-over-by-itself = Bei denen, die uns gerufen haben, geht es wieder.
status-watched-by-itself = Die, die uns gerufen haben, sagen, dass es wieder geht. Wir beobachten es.
status-again-by-itself = Jemand, der uns gerufen hat, sagt, dass es wieder nicht geht.
last-word-known = Es geht wieder.
last-word-impact = Sie können alles benutzen wie sonst.
last-word-again = Es geht wieder nicht.
last-word-again-impact = Was wir für beendet erklärt hatten, ist es nicht: Wer uns gerufen hat, hat die Störung wieder.
status-late = Die für { $time } versprochene Nachricht kam nicht. Das ist unser Fehler, und wir fordern sie ein.
status-moved = Um { $time } wurde die Zeit der nächsten Nachricht geändert.
status-corrected = Berichtigt am { $time }. Vorher stand hier:
status-corrected-why = Grund
status-taken-back = Am { $time } wurde hier etwas herausgenommen, das hier nicht hätte stehen dürfen.
status-was = vorher
status-affected-none = Es war nichts als betroffen genannt.
status-estimate-none = Es war keine Schätzung genannt.
status-earlier = Frühere Nachrichten ({ $count })
status-days = vor { $count } Tagen
status-today = Heute
status-uptime = { $percent } %
status-bar = Funktionierte { $percent } % der letzten { $days } Tage.
status-bar-trouble = Funktionierte { $percent } % der letzten { $days } Tage. Störungen an { $count } Tagen, zuletzt am { $day }; am schlimmsten Tag: { $worst }.
status-bar-day = { $day }. { $month }: { $lost }
status-lost-down = ausgefallen { $span }
status-lost-some = für einige ausgefallen { $span }
status-lost-both = ausgefallen { $down }, für einige { $some }
status-past = Die letzten { $days } Tage
status-past-none = Es ist nichts geschehen.
status-history = Alles, was davor geschah
status-history-title = Verlauf
status-back = Zum Stand von jetzt
status-own-page = Dies auf einer eigenen Seite
status-lasted = dauerte { $span }
status-zone = Zeiten gelten für { $zone }.
status-updated = Letzte Änderung { $time }.
status-feed = Atom-Feed
status-rss = RSS-Feed
status-json = JSON
status-stale = Stand dieser Seite: { $ago }. Die Verbindung zum Server ist unterbrochen; was hier steht, kann überholt sein.
status-printed = Gedruckt { $time }, und mindestens alle 15 Minuten neu.
status-printed-once = Gedruckt { $time }. Wer diese Kopie hier abgelegt hat, erneuert sie von Hand.
status-languages = Sprachen
status-seen = Als gestört gesehen seit { $time }: { $by }.
status-seen-alerts = { $count ->
    [one] 1 Alarm
   *[other] { $count } Alarme
}
status-seen-programs = { $count ->
    [one] 1 Programm
   *[other] { $count } Programme
}
status-seen-callers = Kunden, die uns gerufen haben
status-seen-people = unsere Technik
status-seen-readers = { $count ->
    [one] 1 Leser
   *[other] { $count } Leser
}
status-lag = Wir sagen es seit { $time }, { $span } später.
status-failing-since = Gestört seit { $time }.
status-seen-since = Als gestört gesehen seit { $time }.
status-failing-unsaid = Wann es begann, war nicht gesagt.
status-was-over = Es war vorbei: { $time }.
status-over-afterwards = Es ist vorbei.
status-written-afterwards = Nachträglich geschrieben, { $time }.
status-mistake = Von { $from } bis { $until } stand hier etwas, das ein Irrtum war. Es wurde entfernt.
status-suspected = Von uns noch nicht bestätigt.
status-belied = Um { $time } haben wir gesagt, dass es wieder geht.
status-fails = Bei mir geht es nicht
status-fails-of = Bei mir geht es nicht: { $name }
status-fails-title = Danke für den Hinweis
status-fails-count = { $count ->
    [one] Eine Person hat das in der letzten Stunde gesagt.
   *[other] { $count } Personen haben das in der letzten Stunde gesagt.
}
status-fails-next = Steht Ihre Arbeit still? Ein Mensch antwortet jetzt, zu jeder Stunde.
status-promises = Zusagen einer nächsten Nachricht, die wir in den letzten 90 Tagen gehalten haben: { $kept } von { $all }.
status-estimates = Schätzungen, wann es wieder geht, die in den letzten 90 Tagen zutrafen: { $hits } von { $all }.
status-first-word = Zeit bis zum ersten Wort eines Menschen in den letzten 90 Tagen: bei der Hälfte der Hilferufe höchstens { $half }, bei neun von zehn höchstens { $nine }.
status-overall-maintenance = Eine geplante Wartung läuft.
status-condition-maintenance = in Wartung
status-maintenance = Geplante Wartung
status-into-calendar = In den eigenen Kalender
status-calendar = Kalender
status-stage-scheduled = Geplant
status-stage-in-progress = Läuft
status-stage-verifying = Fertig; wir prüfen
status-stage-overrun = Länger als geplant
status-stage-completed = Vorbei
status-stage-cancelled = Abgesagt
status-overdue = Sie sollte { $time } vorbei sein. Wir sind noch dabei.
status-said-changed = Sie wurde neu geplant.
status-said-reminder = Sie beginnt { $time }.
status-said-extended = Sie dauert bis { $time }.
status-said-begun = Sie hat begonnen.
status-said-verifying = Die Arbeit ist getan; wir prüfen, ob alles geht.
status-said-overrun = Sie dauert länger als geplant.
status-said-completed = Sie ist vorbei.
status-said-cancelled = Sie findet nicht statt.
status-announced = Bekanntgabe bis { $time }
status-months = Andere Monate
status-history-more = Und { $count } weitere, die hier keinen Platz haben.
status-failed = Etwas fiel { $span } lang aus; geplante Wartung zählt nicht.
own-nothing = In Ihrem Namen ist nichts offen.
own-more = Und { $count } weitere.
own-sites = Ihre Standorte: { $names }
own-sites-more = und { $count } weitere
own-has-it = { $name } hat es übernommen.
own-ringing = Wir rufen den Bereitschaftsdienst.
own-since = Gefragt um { $time }.
reader-under = Diese Seite ist nur für bestimmte Leser. Schreiben Sie Ihre Adresse bei der Arbeit: Darf sie die Seite lesen, bekommen Sie einen eigenen Link.
reader-email = Ihre E-Mail-Adresse bei der Arbeit
reader-go = Link schicken
reader-sent-under = Wenn diese Adresse die Seite lesen darf, ist ein Brief mit dem Link unterwegs. Der Link gilt { $days } Tage. Kommt in ein paar Minuten nichts, fragen Sie, wer Ihnen von dieser Seite erzählt hat.
reader-again = Eine andere Adresse schreiben

# What is said of a matter in hindsight.
review-title = Rückblick
review-happened = Was geschehen ist
review-cause = Warum
review-change = Was wir ändern
review-course = Es begann am { $from } und war am { $until } vorbei, { $span } später. Was wir unterdessen sagten:
