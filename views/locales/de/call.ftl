# Rückrufe: was zugesagt ist, wie es ausging, und was am Telefon gesagt wird.

call-summary = Rufen Sie mich an
call-stands = Jemand von uns ruft Sie bis { $time } an.
call-later = Nicht vor { $time }.
call-number-shown = Unter { $number }
call-picks-up = { $name } greift zum Telefon, um Sie anzurufen.
call-rings = { $name } ist in der Leitung. Ihr Telefon läutet jetzt.
call-talks = { $name } spricht mit Ihnen am Telefon.
call-given-up = Wir haben mehrmals angerufen und Sie nicht erreicht. Bitten Sie wieder um einen Anruf, wenn Sie ihn annehmen können.
call-others = Jemand von Ihnen wird bis { $time } angerufen.
call-number = Ihre Telefonnummer mit Ländervorwahl
call-when = Wann
call-now = So bald wie möglich
call-wait = Nicht in den nächsten { $span }
call-hint = Jemand von uns ruft innerhalb von { $span } an. Wir fragen nie nach einem Passwort oder einer Kartennummer.
call-button = Rufen Sie mich an
call-change = Nummer oder Zeit ändern
call-keep = Ändern
call-cancel = Ich brauche den Anruf nicht mehr
said-call-asked = Sie haben um einen Anruf gebeten. Jemand von uns ruft bis { $time } an.
said-call-changed = Der Anruf wurde geändert. Jemand von uns ruft bis { $time } an.
said-call-cancelled = Der Anruf wird nicht mehr gebraucht.
said-call-rings = { $name } ist in der Leitung. Ihr Telefon läutet jetzt.
said-call-talked = { $name } hat mit Ihnen telefoniert.
said-call-talked-for = { $count ->
    [one] { $name } hat eine Minute mit Ihnen telefoniert.
   *[other] { $name } hat { $count } Minuten mit Ihnen telefoniert.
}
said-call-busy = { $name } hat Sie angerufen: besetzt. Wir rufen bis { $time } wieder an. Sie können eine andere Nummer angeben.
said-call-silent = { $name } hat Sie angerufen, und niemand hat abgenommen. Wir rufen bis { $time } wieder an. Sie können eine andere Nummer angeben.
said-call-mailbox = { $name } hat Sie angerufen und eine Mailbox erreicht. Wir rufen bis { $time } wieder an. Sie können eine andere Nummer angeben.
said-call-failed = { $name } hat Sie angerufen, und die Nummer war nicht erreichbar. Stimmt sie? Wir rufen bis { $time } wieder an.
said-call-given-up = { $name } hat noch einmal angerufen und Sie nicht erreicht. Bitten Sie wieder um einen Anruf, wenn Sie ihn annehmen können, oder schreiben Sie hier.
said-call-ours = Der Anruf kam auf unserer Seite nicht zustande. Jemand von uns ruft Sie bis { $time } an.
said-call-not-made = Der Anruf kam nicht zustande.
said-call-unknown = Wir wissen nicht, ob der Anruf Sie erreicht hat. Wenn nicht, ruft jemand von uns bis { $time } an.
said-call-texted = { $name } hat Ihnen eine Textnachricht gesandt.
said-call-missed = Wir hatten Ihnen einen Anruf zugesagt und nicht angerufen. Das tut uns leid. Nun läutet es auch bei anderen; jemand von uns ruft Sie bis { $time } an.
said-call-dropped = Niemand ruft Sie mehr an, weil dies zur Seite gelegt wurde. Schreiben Sie hier, wenn Sie uns noch brauchen.
refused-call-number = Das ist keine Telefonnummer. Schreiben Sie sie mit + und der Ländervorwahl, etwa +46 70 123 45 67.
refused-call-barred = Diese Nummer können wir von hier aus nicht anrufen. Geben Sie eine andere an, oder schreiben Sie hier.
refused-call-over = Dies ist vorbei, deshalb wird niemand angerufen. Schreiben Sie hier, wenn Sie uns noch brauchen.
refused-call-often = Um einen Anruf wurde sehr oft gebeten. Warten Sie ein wenig, oder schreiben Sie hier.
refused-call-late = Um einen Anruf können Sie für den nächsten Tag bitten, nicht für später.

# Am Telefon und in Textnachrichten.
spoken-call = Hier ist { $organisation }. { $name } ruft Sie wegen Ihres Notrufs an.
spoken-call-key = Hier ist { $organisation }. { $name } ruft Sie wegen Ihres Notrufs an. Drücken Sie die 1, um zu sprechen.
spoken-call-on-file = Hier ist die Notfall-Leitung von { $organisation }. Jemand bittet im Namen von { $company } um Hilfe. Wenn Sie das sind, drücken Sie die 1. Wenn nicht, drücken Sie die 2.
spoken-call-not-you = Danke. Wir halten fest, dass Sie es nicht sind. Auf Wiederhören.
text-call = { $organisation }: { $name } wollte Sie anrufen. Schreiben Sie uns, oder bitten Sie um einen neuen Anruf: { $url }
