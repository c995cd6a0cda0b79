# The door: one field, one button, and a person is called.

door-title = Hilfe holen
door-sentence = Sagen Sie es uns. Ein Mensch antwortet.
door-not-set-up = Diese Leitung ist noch nicht eingerichtet.
door-rings-nobody = Hier kann noch niemand gerufen werden. Was Sie schreiben, bleibt erhalten, und beim Anbieter ertönt ein Alarm.
door-words = Was ist los?
door-words-hint = Wenige Worte genügen. Sie können das Feld auch leer lassen. Bitte keine Patienten- oder Kartendaten.
door-reach = Nummer, unter der wir Sie zurückrufen können
door-button = Jetzt jemanden rufen
door-company-summary = Ihre Firma (hilft uns, ist nicht nötig)
door-company = Firma und Ort
door-company-hint = So, wie Sie sich selbst nennen. Keine Vertrags- oder Kundennummer.
door-other-ways = Andere Wege, uns zu erreichen
door-or-call = Oder rufen Sie an
door-hold = Keine Anmeldung, keine Vertragsnummer. Es wird sofort jemand gerufen, Tag und Nacht.

# While the cry for help is on its way through a bad network.
door-calling = Wir rufen jemanden …
door-again = Neuer Versuch …
door-trouble-later = Im Augenblick kommt Ihr Ruf nicht durch. Ihre Worte bleiben hier erhalten. Wir versuchen es alle 3 Sekunden wieder.
door-trouble-ringing = Wir rufen jemanden, aber Ihre Worte sind noch nicht gespeichert. Sie bleiben hier erhalten. Wir versuchen es alle 3 Sekunden wieder.
door-trouble-network = Keine Verbindung. Ihre Worte bleiben hier erhalten. Wir versuchen es alle 3 Sekunden wieder.

# Nothing can be stored at this moment.
unstored-title = Noch nicht gespeichert
unstored-title-ringing = Wir rufen jemanden
unstored-sentence = Ihre Worte sind noch nicht gespeichert. Bitte senden Sie sie noch einmal.
unstored-sentence-ringing = Wir rufen jemanden. Ihre Worte sind noch nicht gespeichert.
unstored-fault = Unser Speicher ist gestört. Bitte lassen Sie diese Seite offen und senden Sie noch einmal.
unstored-call = Rufen Sie uns an
unstored-surest = Am sichersten ist jetzt ein Anruf.
unstored-button = Noch einmal senden

# Das Blatt, das neben der Maschine hängt.
sheet-title = Notfall-Leitung von { $organisation }
sheet-lead = Nichts geht mehr? Rufen Sie jemanden, Tag und Nacht.
sheet-camera = Kamera hierauf richten
sheet-or-open = oder öffnen
sheet-or-call = oder anrufen
sheet-open = Öffnen Sie die Adresse.
sheet-open-more = Keine Anmeldung, keine Vertragsnummer.
sheet-press = Drücken Sie „{ $button }“.
sheet-press-more = Ein paar Worte helfen; nötig sind keine.
sheet-keep = Lassen Sie die Seite offen.
sheet-keep-more = Sie sagt, wer sich kümmert und wann Sie wieder von uns hören.
sheet-works = Sagen Sie, wenn es wieder geht.
sheet-works-more = Wir schließen nichts über Ihren Kopf hinweg.
sheet-meanwhile = Was Sie inzwischen tun können
sheet-try = Bitte keine Patienten- oder Kartendaten. Probieren Sie es aus, bevor Sie es brauchen; es läutet bei niemandem: { $url }

# Very many call at once: one question before a person is rung.
flood-title = Zuerst eine Frage
flood-sentence = Eine Frage, dann rufen wir einen Menschen.
flood-why = Gerade kommen sehr viele Anrufe, manche davon von Maschinen. Nichts, was Sie geschrieben haben, ist verloren: Es steht unten.
flood-again = Das war es nicht. Bitte versuchen Sie es noch einmal.
flood-question = Wie viel ist { $first } und { $second }?
flood-hint = Tippen Sie auf die richtige Zahl. Dann wird sofort jemand gerufen.
