# The caller’s emergency: where it stands, the conversation, and what is known.

# Where it stands, in the title of the page.
title-heard = Wir haben es
title-ringing = Wir rufen jemanden
title-unanswered = Noch hat niemand geantwortet
title-lapsed = Wir rufen weitere Leute
title-accepted = { $name } kümmert sich darum
title-asked = Geht es bei Ihnen wieder?
title-aside = Zurückgestellt
title-works = Es geht wieder
title-closed = Geschlossen
title-goes-on = Es geht weiter

# Where it stands, in one large sentence.
state-heard = Wir haben, was Sie geschrieben haben.
state-searching = Wir haben es. Wir suchen jemanden, der antworten kann.
state-ringing-first = Wir haben es. Wir rufen die Bereitschaft.
state-ringing-next = Wir haben es. Wir rufen die nächste Person.
state-ringing-many = { $people ->
    [one] Wir haben es. 1 Person wird gerufen.
   *[other] Wir haben es. { $people } Personen werden gerufen.
}
state-unanswered = Noch hat niemand geantwortet. Wir rufen das ganze Team, und wir hören nicht auf zu rufen.
state-alarm = Noch hat niemand geantwortet. Unser letzter Alarm ertönt.
state-lapsed = { $name } hat übernommen, meldet sich aber nicht mehr. Wir rufen weitere Leute.
state-accepted = { $name } kümmert sich darum.
state-asked = Bei uns geht es wieder. Bei Ihnen auch?
state-aside-fixed = { $name } hat dies zurückgestellt: Wir glauben, dass es wieder geht.
state-aside-unreachable = { $name } hat dies zurückgestellt: Wir konnten Sie nicht erreichen.
state-aside-mistake = { $name } hat dies zurückgestellt: Wir glauben, dass der Ruf ein Versehen war.
state-aside-abuse = { $name } hat dies zurückgestellt: Wir glauben, dass hier niemand Hilfe braucht.
state-works = Sie haben gesagt, dass es wieder geht.
state-mistake = Es war ein Versehen. Das ist in Ordnung.
state-goes-on = Dieses Gespräch ist voll. Es geht in einem neuen weiter.

# What happens next.
kept-here = Unsere Datenbank ist gerade nicht erreichbar. Was Sie schreiben, wird auf einem unserer Rechner aufbewahrt, und Menschen werden wie immer angerufen.
asked-at = Sie haben um { $time } gerufen
asked-since = { $clock } seit Ihrem Ruf
under-heard = Sie können hier jederzeit schreiben.
under-ringing-for = Wir rufen seit { $span }.
under-alarm-stops = Der Alarm endet, wenn jemand antwortet.
under-asked = Bitte probieren Sie es und sagen Sie es uns hier. Wir schließen erst, wenn Sie es sagen.
under-asked-rings = Inzwischen rufen wir wieder.
under-aside = Schreiben Sie ein Wort, und wir rufen sofort wieder jemanden.
under-goes-on = Nichts Gesagtes ist verloren, und Sie müssen nicht noch einmal rufen.
under-closed = Von Ihnen geschlossen um { $time }, { $span } nach Ihrem Ruf.
under-wrote-since-ringing = Sie haben seither geschrieben, und wir rufen jemanden, der es liest.
under-wrote-since-accepted = Sie haben seither geschrieben, und { $name } kümmert sich darum.
accepted-after-asking = { $name } hat { $span } nach Ihrem Ruf übernommen.
accepted-after-ringing = { $name } hat { $span } nach unserem neuen Ruf übernommen.
accepted-again = { $name } hat sich wieder gemeldet.
accepted-seen = Ihre Worte wurden gelesen.
accepted-hear-by = Sie hören bis { $time } von uns, oder früher.
rung-now = { $people ->
    [0] Im Augenblick ist niemand erreichbar. Wir versuchen es weiter bei allen.
    [one] Gerade wird 1 Person gerufen.
   *[other] Gerade werden { $people } Personen gerufen.
}
next-people = { $people ->
    [one] Die nächste Person wird in { $within } gerufen.
   *[other] Die nächsten { $people } Personen werden in { $within } gerufen.
}
next-again = Wir rufen in { $within } wieder.
next-team = Das ganze Team wird in { $within } gerufen.
next-everyone = In { $within } rufen wir alle, die wir haben.
next-everyone-again = In { $within } rufen wir wieder alle.

# What the page asks of the caller, and what else they can do.
works-title = Geht es bei Ihnen wieder?
works-yes = Ja, es geht wieder
works-not-yet = Noch nicht
again-aside-question = Brauchen Sie uns noch?
again-aside-button = Wieder rufen
again-closed-question = Geht es wieder nicht?
again-closed-button = Es geht wieder nicht
again-hint = Wir rufen sofort jemanden, mit allem, was Sie geschrieben haben.
call-us = Rufen Sie uns an
call-us-too = Sie können uns auch anrufen.
reach-title = Wie erreichen wir Sie, wenn diese Seite ausfällt?
reach-number = Telefonnummer
reach-company = Firma und Ort (nicht nötig)
reach-keep = Speichern
reach-summary = Wer Sie sind, und wie wir Sie erreichen
retract-button = Das war ein Versehen
first-aid-title = Was Sie inzwischen tun können
first-aid-more = Alles Weitere steht auf der nächsten Seite, sobald Sie gedrückt haben.
earlier-section = Es geht weiter
earlier-hint = Auf der nächsten Seite finden Sie uns und alles, was seither gesagt wurde.
earlier-button = Dort weitermachen
before-hint = Ihr Gespräch war voll, deshalb geht es hier weiter.
before-link = Lesen, was vorher gesagt wurde

# The conversation.
talk-title = Gespräch
talk-log = Nachrichten
talk-you = Sie
talk-your-side = Ihre Seite
talk-engineer = Jemand von der Bereitschaft
talk-hidden = { $count ->
    [one] Die erste Nachricht ist gespeichert, wird hier aber nicht gezeigt.
   *[other] Die ersten { $count } Nachrichten sind gespeichert, werden hier aber nicht gezeigt.
}
talk-write-label = Ihre Nachricht
talk-write-here = Hier schreiben …
talk-send = Senden
talk-write-button = Uns schreiben
talk-renews = { $seconds ->
    [one] Diese Seite erneuert sich jede Sekunde. Die Seite zum Schreiben bleibt stehen.
   *[other] Diese Seite erneuert sich alle { $seconds } Sekunden. Die Seite zum Schreiben bleibt stehen.
}
talk-back = Zurück zur Seite, die sich erneuert
mark-seen = gelesen
mark-arrived = angekommen
mark-stored = gespeichert
mark-sending = wird gesendet …
mark-trying = noch nicht gesendet, neuer Versuch
mark-refused = Das konnte nicht gespeichert werden.
mark-again = Noch einmal
mark-edit = Ändern

# Mayday’s own lines in the conversation.
said-received = Angekommen. Wir rufen die Bereitschaft.
said-accepted = { $name } hat übernommen.
said-widened = Noch hat niemand geantwortet. Wir rufen das ganze Team.
said-alarm = Noch konnten wir niemanden erreichen. Unser letzter Alarm ertönt, und wir rufen alle weiter.
said-lapsed = { $name } meldet sich nicht mehr. Wir rufen weitere Leute.
said-quiet = Es ist still geworden. Wir rufen wieder.
said-update-missed = Der zugesagte Zwischenstand kam nicht rechtzeitig. Sie hören bis { $time } von uns.
said-updated = Es gibt einen neuen Zwischenstand. Er steht unter „Was wir wissen“.
said-agreed-time = { $name } hat mit Ihnen vereinbart: Der nächste Zwischenstand kommt bis { $time }. Passt das nicht, schreiben Sie uns.
said-put-right = Ein Zwischenstand wurde berichtigt. Er steht unter „Was wir wissen“, mit dem, was vorher dort stand.
said-asked = { $name } fragt: Geht es bei Ihnen wieder?
said-not-yet = Sie haben gesagt: noch nicht. Die Arbeit geht weiter.
said-broken-again = Sie haben gesagt, dass es wieder nicht geht. Wir rufen sofort jemanden.
said-taken-up = Wir haben dies wieder aufgenommen.
said-aside-fixed = { $name } hat dies zurückgestellt: Wir glauben, dass es wieder geht. Jedes Wort von Ihnen ruft wieder jemanden.
said-aside-unreachable = { $name } hat dies zurückgestellt: Wir konnten Sie nicht erreichen. Jedes Wort von Ihnen ruft wieder jemanden.
said-aside-mistake = { $name } hat dies zurückgestellt: Wir glauben, dass der Ruf ein Versehen war. Jedes Wort von Ihnen ruft wieder jemanden.
said-aside-abuse = { $name } hat dies zurückgestellt: Wir glauben, dass hier niemand Hilfe braucht. Jedes Wort von Ihnen ruft wieder jemanden.
said-closed-works = Sie haben gesagt, dass es wieder geht. Dies ist geschlossen.
said-closed-mistake = Sie haben gesagt, dass es ein Versehen war. Dies ist geschlossen.
said-closed-goes-on = Es geht in einem neuen Gespräch weiter. Dieses ist geschlossen.
said-follows = Hier geht Ihr früherer Ruf weiter.
said-goes-on = Dieses Gespräch ist voll und geht in einem neuen weiter. Nichts ist verloren, und Sie müssen nicht noch einmal rufen.
said-cut-words = { $kept ->
    [one] Ihr Text war zu lang: Das erste Zeichen ist gespeichert. Senden Sie den Rest als Nachricht.
   *[other] Ihr Text war zu lang: Die ersten { $kept } Zeichen sind gespeichert. Senden Sie den Rest als Nachricht.
}
said-cut-who = { $kept ->
    [one] Die Angabe zur Firma war zu lang: Das erste Zeichen ist gespeichert. Senden Sie den Rest als Nachricht.
   *[other] Die Angabe zur Firma war zu lang: Die ersten { $kept } Zeichen sind gespeichert. Senden Sie den Rest als Nachricht.
}
said-cut-reach = { $kept ->
    [one] Die Rückrufnummer war zu lang: Das erste Zeichen ist gespeichert. Senden Sie den Rest als Nachricht.
   *[other] Die Rückrufnummer war zu lang: Die ersten { $kept } Zeichen sind gespeichert. Senden Sie den Rest als Nachricht.
}

# What is known of the fault.
known-title = Was wir wissen
known-wrong = Was nicht geht
known-for-you = Für Sie
known-meanwhile = Was Sie inzwischen tun können
known-next = Was wir als Nächstes tun
known-next-by = Nächster Zwischenstand bis
known-in = (in { $span })
known-agreed = (wie mit Ihnen vereinbart)
known-likely = Wahrscheinlich
known-likely-exactly = { $high } Min. ab { $time }
known-likely-between = { $low }–{ $high } Min. ab { $time }
known-odds = (so ging es { $odds } von 10 Malen; keine Zusage)
known-depends = Es hängt davon ab: { $what }
known-longer = Es dauert länger, als wir dachten.
known-corrected = Berichtigt um { $time }. Vorher stand hier:
known-nothing-waiting = Noch nichts. Wer antwortet, schreibt es hierher, und zwar in { $span }.
known-nothing = Noch nichts. Es steht hier, sobald etwas bekannt ist.
known-late = Der für { $time } zugesagte Zwischenstand kam nicht. Das ist unser Fehler, und wir fordern ihn gerade ein.
known-late-first = Der erste Zwischenstand kam nicht rechtzeitig. Das ist unser Fehler, und wir fordern ihn gerade ein.
known-works = Es geht wieder
known-close-hint = Wir schließen, wenn Sie es sagen, und nicht vorher.

# What could not be done.
refused-empty = Es stand nichts darin. Schreiben Sie ein paar Worte.
refused-too-long = Das ist zu lang für eine Nachricht: Etwa { $letters } Buchstaben passen hinein. Bitte senden Sie es in Teilen.
refused-line-too-long = Das ist zu lang: In ein Feld passen etwa 400 Buchstaben. Bitte kürzen Sie es. Den Rest können Sie als Nachricht schreiben.
refused-link = Dieser Link führt hier nicht weiter. Rufen Sie neu um Hilfe: Es wird sofort jemand gerufen.
refused-elsewhere = Inzwischen hat sich etwas geändert. Sehen Sie nach, wie es jetzt steht.
refused-otherwise = Das hat nicht geklappt. Nichts, was Sie geschrieben haben, ist verloren. Bitte versuchen Sie es noch einmal.
refused-not-stored = Das konnte gerade nicht gespeichert werden und ist noch nicht geschehen. Bitte drücken Sie in ein paar Sekunden noch einmal. Schreiben geht auch.

# What it keeps them from, asked once.
stops-title = Was können Sie deshalb gerade nicht tun?
stops-hint = In Ihren eigenen Worten. Das sagt uns, was zuerst wieder gehen muss.
stops-such-as = Zum Beispiel: In drei Filialen können wir keine Karten annehmen.
stops-keep = Mitteilen
