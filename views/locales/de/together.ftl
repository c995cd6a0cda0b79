# Many callers of one fault, and someone in danger.

accepted-before = { $name } war schon daran, als Sie gerufen haben.
danger-title = Jemand ist in Gefahr: Rufen Sie zuerst hier an
danger-told = Sie haben es uns um { $time } gesagt. Wir haben alle gerufen, die wir haben. Wir sind weder Rettungsdienst noch Feuerwehr.
danger-summary = Jemand ist in Gefahr
danger-call = Rufen Sie zuerst hier an:
danger-button = Danach hier alle rufen
danger-again = Danach noch einmal alle rufen
danger-hint = Damit rufen wir sofort alle, die wir haben. Drücken Sie nur, wenn Leben oder Gesundheit in Gefahr ist.
shared-title = Andere haben das auch
shared-hint = Es ist eine Störung, und wir arbeiten für Sie alle daran. Was Sie hier schreiben, lesen nur wir.
shared-different = Bei mir ist es anders
shared-leads = { $people ->
    [one] { $name } leitet.
   *[other] { $name } leitet, { $people } Personen antworten.
}
shared-count = { $count ->
    [one] 1 Person hat deswegen gerufen.
   *[other] { $count } haben deswegen gerufen.
}
shared-more = { $count ->
    [one] Mehr als 1 Person hat deswegen gerufen.
   *[other] Mehr als { $count } haben deswegen gerufen.
}
shared-others = Andere haben das auch.
said-joined = Andere haben dieselbe Störung. Ab jetzt behandeln wir sie gemeinsam. Nichts, was Sie geschrieben haben, ist verloren. Wenn es bei Ihnen etwas anderes ist, drücken Sie „Bei mir ist es anders“.
said-apart = Ihr Ruf wird wieder für sich behandelt, sagt { $name }.
said-different = Sie haben gesagt, dass es bei Ihnen anders ist. Ihr Ruf steht jetzt für sich, und wir rufen jemanden dafür.
said-danger = Sie haben gesagt, dass jemand in Gefahr ist. Wir rufen alle. Bei Lebensgefahr rufen Sie zuerst { $numbers } an.
