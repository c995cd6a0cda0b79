# Those who take part beside the caller, and how one shows who one is.

people-somebody = Jemand von Ihnen
said-invited = { $name } wurde eingeladen.
said-joins = { $name } ist dazugekommen.
said-removed = { $name } wurde entfernt.
said-upgraded = { $name } gibt Ihnen ab jetzt { $plan }. Das kostet Sie nichts.
refused-too-many = Mehr Personen passen nicht in ein Gespräch. Entfernen Sie zuerst jemanden.
refused-too-many-sent = Mehr Einladungen können wir für diesen Ruf nicht senden. Lassen Sie die Adresse leer und geben Sie den Link selbst weiter.
refused-bad-address = Das ist weder eine E-Mail-Adresse noch eine Telefonnummer. Verbessern Sie es, oder lassen Sie es leer und geben Sie den Link selbst weiter.
refused-national-number = Dieser Nummer fehlt die Ländervorwahl. Schreiben Sie sie so, wie man sie aus dem Ausland wählt, etwa +46 70 123 45 67.
refused-last-one = Sonst nimmt niemand teil, deshalb bleibt dieser Link: Es braucht einen Weg zu uns.
refused-too-often = Das wurde zu oft versucht. Sagen Sie es uns im Gespräch: Wir können Sie unter einer Nummer zurückrufen, die wir schon haben.
refused-nothing-typed = Es wurde nichts eingegeben. Schreiben Sie eine E-Mail-Adresse oder eine Nummer.
refused-expired = Darauf kann nicht mehr geantwortet werden.

# On the caller’s page.
people-withheld = Das wird gezeigt, sobald Sie sich ausgewiesen haben.
people-withheld-how = So geht das
people-title = Wer an diesem Gespräch teilnimmt
people-caller = Wer gerufen hat
people-colleague = Jemand aus Ihrem Haus
people-you = (Sie)
people-not-opened = hat den Link noch nicht geöffnet
people-not-read = hat noch nicht gelesen
people-link = Der Link, nur für diese Person zum Weitergeben
people-vouch = Ich bürge für diese Person
people-renew = Neuen Link geben
people-remove = Entfernen
invite-summary = Jemanden aus Ihrem Haus einladen
invite-name = Name
invite-to = E-Mail-Adresse oder Mobilnummer (nicht nötig)
invite-hint = Die Person bekommt einen eigenen Link und liest alles, was hier steht. Sobald jemand von uns übernommen hat, können wir ihn senden. Bis dahin, und ohne Adresse, geben Sie ihn selbst weiter. Sie können ihn jederzeit zurücknehmen.
invite-button = Link erstellen
proof-done = Sie haben gezeigt, wer Sie sind. Danke.
proof-summary = Zeigen, wer Sie sind
proof-vouched = Eine ausgewiesene Person bürgt für Sie, deshalb lesen Sie, was sie liest.
proof-hint = Für Hilfe braucht das niemand. Was nur Ihre Firma angeht, zeigen und tun wir erst danach. Wir fragen nie nach einem Passwort.
proof-address = Ihre E-Mail-Adresse oder Nummer bei der Arbeit
proof-send = Code zusenden
proof-sent = Wenn wir diesen Kontakt von Ihnen kennen, ist ein Code unterwegs. Er gilt 15 Minuten.
proof-code = Der Code, wenn Sie einen haben
proof-check = Code prüfen
proof-wrong-code = Dieser Code stimmt nicht oder ist zu alt. Sehen Sie noch einmal nach, oder fordern Sie einen neuen an.
