# Every page for callers: what stands around its content, and how times are told.

skip-link = Ir al contenido
danger-first = ¿Hay alguien en peligro? Llame primero al { $numbers }.
footer-promise = No cerramos nada sin usted. Esta línea está abierta de día y de noche.
footer-zone = Las horas de esta página son las de { $zone }.
language-label = Idioma
page-title = { $page } · { $organisation }

# Spans of time. The short ones tick every second and stand after “en” or “desde hace”.
span-seconds = { $count ->
    [one] 1 segundo
   *[other] { $count } segundos
}
span-minutes = { $count } min
span-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
span-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}
tick-seconds = { $count } s
tick-minutes = { $count } min
tick-hours = { $count } h
tick-days = { $count } días
tick-now = ahora
tick-moment = un momento
tick-late = con { $span } de retraso

# A day and its time, as a calendar on the wall shows it. Monday is 1, January is 1.
time-day = { $weekday } { $day } { $month }, { $time }
time-weekday = { $number ->
    [1] lun
    [2] mar
    [3] mié
    [4] jue
    [5] vie
    [6] sáb
   *[7] dom
}
time-month = { $number ->
    [1] ene
    [2] feb
    [3] mar
    [4] abr
    [5] may
    [6] jun
    [7] jul
    [8] ago
    [9] sept
    [10] oct
    [11] nov
   *[12] dic
}

# The line to the server, as the page itself tells of it.
line-connected = Conexión recuperada.
line-lost = Sin conexión desde las { $time }. No se pierde nada de lo que ha escrito; se enviará en cuanto vuelva la conexión.
press-let-go = No se ha pulsado: la página acababa de cambiar aquí. Pulse otra vez.
