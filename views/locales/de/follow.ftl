# Das Wort an einen Kunden am Tag danach.
follow-subject = { $organisation }: was geschehen ist und was folgt
follow-hello = Guten Tag,
follow-called = Sie haben uns am { $time } gerufen.
follow-had = { $name } hat es { $span } später übernommen.
follow-over = { $span } nach Ihrem Ruf haben Sie uns gesagt, dass es wieder geht.
follow-unheard = Wir haben nichts mehr von Ihnen gehört und { $span } nach Ihrem Ruf angenommen, dass es wieder geht.
follow-stopped = Was Sie dadurch nicht tun konnten, in Ihren Worten:
follow-wrong = Was nicht stimmte, soweit wir es wissen:
follow-meant = Was es für Sie bedeutete:
follow-helped = Was in der Zwischenzeit half:
follow-kept = { $count ->
    [one] Die zugesagte Nachricht kam rechtzeitig.
   *[other] Die { $count } zugesagten Nachrichten kamen rechtzeitig.
}
follow-missed = { $count ->
    [one] Eine zugesagte Nachricht kam zu spät. Das tut uns leid.
   *[other] { $count } zugesagte Nachrichten kamen zu spät. Das tut uns leid.
}
follow-next = Was wir als Nächstes tun:
follow-ask = Ist noch etwas nicht, wie es sein soll? Schreiben Sie uns, oder drücken Sie den Knopf unten: Es antwortet ein Mensch.
follow-regards = Freundliche Grüße
follow-open = Uns erreichen
