# Files in conversations, what is taken back, and how the help was.

# Choosing files beside the field for words.
attach-open = Foto oder Datei
attach-camera = Foto aufnehmen
attach-files = Fotos oder Protokolldateien
attach-private = Bitte keine Patienten- oder Kartendaten.
attach-limits = Bis zu { $count } Dateien, jede höchstens { $size } MB. Aus Fotos wird entfernt, wo sie aufgenommen wurden.

# Files in the conversation.
attach-picture = Bild: { $name }
attach-text = Text, { $size }
attach-unchecked = { $size }, nicht geprüft: mit Vorsicht öffnen
attach-beginning = So beginnt sie
attach-erased = Hier stand eine Datei. Sie wurde gelöscht.
size-bytes = { $count } Byte
size-kilobytes = { $count } kB
size-megabytes = { $whole },{ $tenths } MB

# While files are on their way, said by the page’s script; what stands in braces is put in by it.
upload-ready = Ausgewählte Dateien: { $count }. Drücken Sie auf Senden.
upload-large = „{ $name }“ ist größer als { $size } MB und wird nicht aufgehoben.
upload-many = { $count } Dateien passen zu einer Nachricht. Senden Sie die anderen mit der nächsten.
upload-sending = Wird gesendet …
upload-progress = Wird gesendet: { $percent } %
upload-lost = Nicht gesendet: Die Verbindung ist abgebrochen. Die Dateien sind noch ausgewählt; drücken Sie noch einmal auf Senden.
upload-sent = Gesendet.

# What became of files that were sent.
kept-words = Ihre Worte sind gespeichert.
kept-words-and-files = Ihre Worte und die anderen Dateien sind gespeichert.
kept-files = Die anderen Dateien sind gespeichert.
kept-nothing = Nichts wurde gespeichert.
kept-not = „{ $name }“ wurde nicht aufgehoben.
kept-rest = Was danach kam, ist nicht ganz angekommen. Senden Sie es noch einmal.
why-too-large = Sie ist größer als { $size } MB. Senden Sie einen Teil davon.
why-too-many = { $count } Dateien passen zu einer Nachricht. Senden Sie sie mit der nächsten.
why-full = In dieses Gespräch passen keine Dateien mehr. Bitte schreiben Sie.
why-busy = Gerade kommen zu viele Dateien an. Senden Sie sie in einer Minute noch einmal.
why-cut = Sie ist nicht ganz angekommen. Senden Sie sie noch einmal.
why-empty = Sie ist leer.
why-not-stored = Sie konnte gerade nicht gespeichert werden. Versuchen Sie es später noch einmal.
why-no-room = Gerade ist kein Platz für Dateien. Bitte schreiben Sie.
why-off = Dateien können hier nicht aufgehoben werden. Bitte schreiben Sie.
why-no-picture = Sie sieht aus wie ein Bild, lässt sich aber nicht als Bild lesen.
why-too-many-pixels = Dieses Bild hat mehr als { $millions } Millionen Bildpunkte. Senden Sie ein kleineres oder ein Bildschirmfoto davon.
why-unreadable = Sie lässt sich nicht lesen.
why-one-caller = Dateien gehen immer nur an einen Anrufer.

# Taking a message or a file back.
redact-own = Zurücknehmen
redact-own-message = Nachricht { $number } zurücknehmen
redact-own-file = { $name } zurücknehmen
redacted-you = Von Ihnen entfernt um { $time }.
redacted-caller = Von der anrufenden Person entfernt um { $time }.
redacted-person = Von { $name } entfernt um { $time }.
redacted-operator = Vom Betreiber entfernt um { $time }.
redact-undo = Rückgängig ({ $seconds } s)
refused-redact-unknown = Diese Nachricht oder Datei gibt es nicht mehr.
refused-redact-foreign = Zurücknehmen können Sie nur, was Sie selbst geschrieben oder gesendet haben.
refused-redact-late = Es ist schon gelöscht und kann nicht zurückkommen.

# One question when it works again.
feedback-title = Wie war unsere Hilfe?
feedback-hint = Einmal tippen. Sie müssen nicht antworten.
feedback-thanks = Danke. Sie können es noch ändern.
feedback-words = Ein paar Worte dazu (nicht nötig)
feedback-question = Was hätten wir tun sollen?
feedback-order = Schreiben Sie zuerst, dann drücken Sie auf eine der Antworten.
score-1 = Sehr schlecht
score-2 = Schlecht
score-3 = Mittel
score-4 = Gut
score-5 = Sehr gut
feedback-chosen = Sie haben gewählt: { $answer }. Drücken Sie noch einmal darauf, um es zu senden.
farewell-subject = { $name }: Wie war unsere Hilfe?
farewell-how = Es geht wieder. Wählen Sie eine Antwort; gesendet wird sie erst, wenn Sie auf der Seite darauf drücken. Sie müssen nicht antworten.
farewell-open = Das Gespräch lesen
refused-not-over = Das fragen wir, wenn es wieder geht. Noch scheint es nicht so weit zu sein.
refused-no-score = Wählen Sie eine der { $count } Antworten.

# First-aid cards.
card-tried = Versucht, half nicht
card-tried-step = Schritt { $number }: versucht, half nicht
card-all-tried = Sie haben hier alles versucht. Wer Ihnen hilft, sieht das.
said-card = { $name } schickt Ihnen, was zu tun ist: „{ $title }“.
said-card-sent = { $name } hat Ihnen geschickt, was zu tun ist.
refused-card = Das hat sich gerade geändert. Bitte sehen Sie noch einmal nach.
