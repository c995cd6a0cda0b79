# Eine Probe: dieselben Seiten, und niemand wird gerufen.

rehearsal-title = Probe
rehearsal-mark = Probe: Hier wird niemand gerufen.
rehearsal-real-door = Zur echten Tür
rehearsal-real = Es ist ernst: jetzt rufen
rehearsal-explained = Sie proben. Niemand wurde gerufen; gleich antwortet jemand, der die Rolle spielt, damit Sie den ganzen Weg sehen.
rehearsal-invitation = Sie wollen es nur ausprobieren? Hier können Sie proben: Niemand wird gerufen.

# Was die gespielte Technikerin sagt.
rehearsal-hello = Guten Tag, ich bin nur gespielt: Das ist eine Probe, und niemand wurde gerufen. Bei einem echten Ruf liest ein Mensch, was Sie geschrieben haben, und antwortet hier. Schreiben Sie etwas zurück, wie Sie es dann täten.
rehearsal-thanks = Danke, das ist angekommen. Bei einem echten Ruf würden wir jetzt gemeinsam daran arbeiten. Als Nächstes kommt eine Meldung, mit der Zeit der nächsten.
rehearsal-aside = Auch das ist angekommen. Ich bin nur gespielt; wenn es ernst ist, drücken Sie oben auf „Es ist ernst: jetzt rufen“.
rehearsal-known = Das ist eine Probe. Hier steht, was wir wissen.
rehearsal-impact = Hier steht, was es für Sie bedeutet.
rehearsal-workaround = Hier steht, was Sie inzwischen tun können.
rehearsal-next = Hier steht, was wir als Nächstes tun.
