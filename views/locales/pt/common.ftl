# Every page for callers: what stands around its content, and how times are told.

skip-link = Ir para o conteúdo
danger-first = Alguém está em perigo? Ligue primeiro para { $numbers }.
footer-promise = Nada é encerrado sem a sua palavra. Esta linha está aberta dia e noite.
footer-zone = As horas desta página são as de { $zone }.
language-label = Idioma
page-title = { $page } · { $organisation }

# Spans of time. The short ones tick every second and stand after “em” or “há”.
span-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
span-minutes = { $count } min
span-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
span-days = { $count ->
    [one] { $count } dia
   *[other] { $count } dias
}
tick-seconds = { $count } s
tick-minutes = { $count } min
tick-hours = { $count } h
tick-days = { $count } dias
tick-now = agora
tick-moment = um instante
tick-late = com { $span } de atraso

# A day and its time, as a calendar on the wall shows it. Monday is 1, January is 1.
time-day = { $weekday } { $day } { $month }, { $time }
time-weekday = { $number ->
    [1] seg.
    [2] ter.
    [3] qua.
    [4] qui.
    [5] sex.
    [6] sáb.
   *[7] dom.
}
time-month = { $number ->
    [1] jan.
    [2] fev.
    [3] mar.
    [4] abr.
    [5] mai.
    [6] jun.
    [7] jul.
    [8] ago.
    [9] set.
    [10] out.
    [11] nov.
   *[12] dez.
}

# The line to the server, as the page itself tells of it.
line-connected = Conexão restabelecida.
line-lost = Sem conexão desde { $time }. Nada do que foi escrito se perde; será enviado assim que a conexão voltar.
press-let-go = Não foi premido: a página tinha acabado de mudar aqui. Prima outra vez.
