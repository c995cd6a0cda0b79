# Wer Meldungen einer Statusseite bekommt: anmelden, wählen, beenden, und was sie bekommen.
told-subject = [{ $page }] { $heading }: { $phase }
told-digest-subject = [{ $page }] { $count ->
    [one] Eine Meldung
   *[other] { $count } Meldungen
}
told-replaces = Dies ersetzt eine frühere Meldung zum selben Thema, die Ihnen noch nicht geschickt worden war.
told-corrected = Wir berichtigen, was wir zuvor gesagt haben. Richtig ist:
told-mistaken = das war ein Irrtum
told-mistaken-why = Wir haben Ihnen davon berichtet, und das war ein Irrtum. Dazu folgt nichts mehr. Der Grund:
told-next = Die nächste Meldung folgt bis { $time }.
told-notice = Hinweis
told-notice-until = Das steht auf der Statusseite bis { $time }.
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
subscribe-parts = { $count ->
    [one] 1 Teil, der mitkommt
   *[other] { $count } Teile, die mitkommen
}
subscribe-domain-hint = Nehmen Sie eine Adresse Ihres Hauses. An einer anderen kommt nichts an.
subscribe-sites = Ihre Standorte
subscribe-sites-hint = Sie hören von dem, was sie versorgt. Alles Angekreuzte zählt zusammen.
subscribe-services = Oder nach Dienst
subscribe-services-hint = Was zu einem Dienst gehört, kommt mit. Alles Angekreuzte zählt zusammen.
subscribe-grave = Ab welcher Schwere
subscribe-grave-all = alles, auch geplante Wartung und Hinweise
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
subscribe-full = Gerade melden sich zu viele an. Wenn Sie schon angemeldet sind, ist Ihr Link unterwegs; sonst versuchen Sie es bitte in einer Stunde noch einmal.
subscribe-too-many-named = Höchstens { $most } Komponenten lassen sich wählen, und ebenso viele Dienste und Standorte. Was dazugehört, kommt mit: Wählen Sie, wozu es gehört.
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
subscription-colleague-severity = Bei welchen Störungen
subscription-colleague-low = bei jeder
subscription-colleague-high = bei hohen und kritischen
subscription-colleague-critical = nur bei kritischen
subscription-colleague-services = Bei welchen Diensten
subscription-colleague-quiet = Was nicht kritisch ist, wartet ab
told-confirm-chat = Jemand, wahrscheinlich aus Ihrer Runde, möchte in diesem Kanal Meldungen von { $page } bekommen. Öffnen Sie den Link und drücken Sie den Knopf.
told-known-chat = Dieser Kanal bekommt schon Meldungen von { $page }. Hinter dem Link können Sie ändern, was kommt, oder es beenden.
subscribe-by-chat = Lieber in einem Chat-Kanal
subscribe-by-program = Lieber für ein Programm
subscribe-chat-which = In welchem Chat
subscribe-chat-address = Adresse des eingehenden Webhooks für den Kanal
subscribe-chat-hint = Legen Sie in Ihrem Chat einen eingehenden Webhook für den Kanal an und fügen Sie seine Adresse ein. Dorthin geht eine Nachricht mit einem Link; sonst nichts, bis Sie den Knopf dahinter drücken.
subscribe-program-which = In welcher Form
subscribe-program-standard = signierter Webhook (Standard Webhooks)
subscribe-program-statuspage = so, wie Statuspage sendet
subscribe-program-address = Adresse, an die wir senden
subscribe-program-hint = Sie beginnt mit https:// und ist aus dem Internet erreichbar. Dorthin geht eine signierte Nachricht mit einem Link; sonst nichts, bis Sie den Knopf dahinter drücken.
subscribe-hook-bad = An diese Adresse können wir nichts senden. Schreiben Sie eine, die mit https:// beginnt und weder Namen noch Passwort enthält.
subscribe-hook-inside = Diese Adresse führt in ein privates Netz, dorthin wird nichts gesendet. Schreiben Sie eine, die aus dem Internet erreichbar ist.
subscribe-hook-other = Das ist kein eingehender Webhook von { $chat }. Kopieren Sie die Adresse, die { $chat } Ihnen beim Anlegen zeigt.
subscribe-sent-chat = Bitte sehen Sie in Ihren Kanal
subscribe-sent-chat-under = Wenn dort Nachrichten ankommen können, ist eine mit einem Link unterwegs. Sonst kommt nichts, bis Sie ihn öffnen und den Knopf drücken.
subscribe-sent-program = Bitte sehen Sie nach, was Ihr Programm bekommen hat
subscribe-sent-program-under = Wenn es erreichbar ist, ist eine Nachricht vom Typ status.confirm mit einem Link unterwegs. Sonst kommt nichts, bis Sie den Link öffnen und den Knopf drücken.
subscription-secret = Woran Sie erkennen, dass wir es sind
subscription-secret-hint = Jede Nachricht ist nach den Standard Webhooks mit diesem Geheimnis signiert. Bewahren Sie es jetzt auf: Es wird hier nicht noch einmal gezeigt. Wer es hat, kann in unserem Namen schreiben: Erneuern Sie es, wenn andere es kennen könnten. Von da an ist alles mit dem neuen signiert.
subscription-secret-hidden = Jede Nachricht ist nach den Standard Webhooks mit einem Geheimnis signiert. Hier steht es nicht, weil der Link zu dieser Seite in jeder Nachricht steht. Erzeugen Sie ein neues, wenn es verloren ist oder andere es kennen könnten: Sie lesen es einmal, und von da an ist alles damit signiert.
subscription-secret-renew = Neues Geheimnis erzeugen
subscription-unseen = { $count ->
    [one] Gewählt ist noch etwas, das hier gerade nicht steht. Es bleibt gewählt.
   *[other] Gewählt sind noch { $count } Dinge, die hier gerade nicht stehen. Sie bleiben gewählt.
}
subscription-unseen-own = { $count ->
    [one] Gewählt ist noch etwas, das nur Sie lesen dürfen, darum steht sein Name nicht hier. Es bleibt gewählt. Um neu zu wählen, beenden Sie alles und melden sich neben Ihrer Seite wieder an.
   *[other] Gewählt sind noch { $count } Dinge, die nur Sie lesen dürfen, darum stehen ihre Namen nicht hier. Sie bleiben gewählt. Um neu zu wählen, beenden Sie alles und melden sich neben Ihrer Seite wieder an.
}
