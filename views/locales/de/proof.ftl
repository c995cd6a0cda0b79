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
