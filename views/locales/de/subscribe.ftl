# Wer Meldungen einer Statusseite bekommt: anmelden, wählen, beenden, und was sie bekommen.
told-subject = [{ $page }] { $heading }: { $phase }
told-digest-subject = [{ $page }] { $count ->
    [one] Eine Meldung
   *[other] { $count } Meldungen
}
told-replaces = Dies ersetzt eine frühere Meldung zum selben Thema, die Ihnen noch nicht geschickt worden war.
told-corrected = Wir berichtigen, was wir zuvor gesagt haben. Richtig ist:
told-next = Die nächste Meldung folgt bis { $time }.
told-open = Auf der Statusseite ansehen
told-why = Sie wollten über { $page } informiert werden. Hier ändern oder beenden Sie das:
told-code = { $code } ist Ihr Code für Meldungen von { $page }. Wenn Sie das nicht waren, tun Sie nichts.
told-confirm-subject = Bitte bestätigen: Meldungen von { $page }
told-confirm = Jemand, wahrscheinlich Sie, möchte an diese Adresse Meldungen von { $page } bekommen. Öffnen Sie den Link und drücken Sie den Knopf.
told-confirm-open = Bestätigen
told-confirm-else = Wenn Sie das nicht waren, tun Sie nichts: Es kommt nichts mehr.
told-known-subject = Sie bekommen schon Meldungen von { $page }
told-known = Diese Adresse bekommt schon Meldungen von { $page }. Hinter dem Link können Sie ändern, was Sie bekommen, oder es beenden.
told-known-open = Was ich bekomme
status-subscribe = Über Änderungen informieren lassen
subscribe-title = Meldungen bei Änderungen bekommen
subscribe-under = Wir schreiben Ihnen, wenn es bei { $page } etwas Neues gibt. Sonst nichts, und ein Druck beendet es.
subscribe-email = Ihre E-Mail-Adresse
subscribe-phone = Ihre Mobilnummer
subscribe-phone-hint = Mit Ländervorwahl, wie +46 70 123 45 67. Wir schicken einen Code dorthin.
subscribe-by-sms = Lieber per SMS
subscribe-by-mail = Lieber per E-Mail
subscribe-about = Worüber
subscribe-about-hint = Kreuzen Sie nichts an, um alles zu erfahren. Was dazugehört, kommt mit.
subscribe-grave = Ab welcher Schwere
subscribe-grave-all = alles, auch geplante Wartung
subscribe-grave-some = was für manche ausfällt oder ganz
subscribe-grave-down = nur was ganz ausfällt
subscribe-when = Wann
subscribe-when-now = sofort
subscribe-when-daily = einmal am Tag, um { $hour }
subscribe-quiet-from = Was nur langsam ist, wartet ab
subscribe-quiet-until = bis
subscribe-quiet-never = nie
subscribe-zone = Zeitzone dieser Stunden
subscribe-more = Mehr Auswahl
subscribe-language = Sprache der Meldungen
subscribe-go = Informieren Sie mich
subscribe-sent = Bitte sehen Sie in Ihre Post
subscribe-sent-under = Wenn die Adresse Post bekommen kann, ist ein Brief mit einem Link unterwegs. Sonst kommt nichts, bis Sie ihn öffnen und den Knopf drücken.
subscribe-code = Welchen Code haben Sie bekommen?
subscribe-code-under = Wenn die Nummer SMS bekommen kann, ist ein Code aus sechs Ziffern unterwegs.
subscribe-code-label = Ihr Code
subscribe-code-wrong = Das ist nicht der Code, oder er ist zu alt. Sehen Sie noch einmal nach, oder fordern Sie einen neuen an.
subscribe-bad-address = Diese Adresse führt nirgendwohin. Bitte sehen Sie noch einmal hin.
subscribe-too-many = Gerade melden sich zu viele an. Bitte versuchen Sie es in einer Stunde noch einmal.
subscribe-bad-choice = Etwas davon lässt sich nicht wählen. Bitte sehen Sie nach den Stunden und der Zeitzone.
subscription-title = Was Sie erfahren
subscription-confirm = Sollen wir Ihnen hierher schreiben?
subscription-confirm-under = Drücken Sie den Knopf, und { $address } bekommt Meldungen von { $page }.
subscription-confirm-button = Ja, schreiben Sie mir
subscription-active = Wir schreiben Ihnen
subscription-active-under = { $address } bekommt Meldungen von { $page }.
subscription-paused = Nichts kam an
subscription-paused-under = Mehrere Meldungen an { $address } kamen zurück, darum haben wir aufgehört. Drücken Sie den Knopf, wenn es wieder geht.
subscription-resume = Schreiben Sie mir wieder
subscription-save = Speichern
subscription-leave = Alles beenden
subscription-leave-title = Sollen wir aufhören, Ihnen zu schreiben?
subscription-leave-under = { $address } erfährt dann nichts mehr von { $page }.
subscription-leave-button = Ja, beenden
subscription-gone = Sie bekommen nichts mehr
subscription-gone-under = An diese Adresse wird nichts mehr geschickt. Auf der Statusseite können Sie sich wieder anmelden.
subscription-stopped = Sie haben STOP geschickt
subscription-stopped-under = An { $address } wird nichts geschickt. Schicken Sie von dort START, dann kommen wieder Meldungen zu { $page }.
subscribe-none = Diese Seite verschickt keine Meldungen
subscribe-none-under = Von hier kann noch nichts verschickt werden. Programme für Feeds zeigen Ihnen alles, was sich ändert:
text-subscription-stop = An diese Nummer wird nichts mehr geschickt. Mit START bekommen Sie wieder Meldungen.
text-subscription-start = Sie bekommen auf dieser Nummer wieder Meldungen. Mit STOP beenden Sie das.
told-colleague-why = Sie erfahren als Kollegin oder Kollege von Störungen bei { $page }. Hier ändern oder beenden Sie das:
told-colleague-open = In Mayday öffnen
told-colleague-about = { $severity ->
    [critical] Störung { $number }, kritisch
    [high] Störung { $number }, hoch
   *[low] Störung { $number }, niedrig
}
told-colleague-line = Nur für Kolleginnen und Kollegen:
told-colleague-over = Es ist vorbei.
subscription-colleague-under = { $address } erfährt, was die Kunden von { $page } über Störungen erfahren.
