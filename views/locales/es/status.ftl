# Status pages, which everyone may read.
status-title = { $name } · Estado
status-help = Pedir ayuda ahora
status-help-hint = ¿Su trabajo está parado? Una persona responde, a cualquier hora.
status-overall-operational = Todo funciona.
status-overall-suspected = Puede que algo falle; todavía no lo hemos confirmado.
status-overall-some-degraded = Una parte va lenta o solo funciona a ratos.
status-overall-all-degraded = Todo va lento o solo funciona a ratos.
status-overall-some-partial = Una parte falla para algunos.
status-overall-partial = Una parte no funciona.
status-overall-major = Nada funciona.
status-condition-operational = funciona
status-condition-degraded = lento o inestable
status-condition-partial = falla para algunos
status-condition-major = no funciona
status-components = Componentes
status-no-components = Todavía no hay componentes en esta página.
status-now = Ahora
status-phase-investigating = Buscamos la causa
status-phase-identified = Conocemos la causa
status-phase-monitoring = Reparado; lo vigilamos
status-phase-resolved = Terminado
status-since = desde { $time }
status-affected = Afecta a
status-over-by-itself = Vuelve a funcionar para quienes nos llamaron.
status-watched-by-itself = Quienes nos llamaron dicen que vuelve a funcionar. Lo estamos vigilando.
status-again-by-itself = Alguien que nos llamó dice que vuelve a fallar.
last-word-known = Vuelve a funcionar.
last-word-impact = Puede usar todo como siempre.
last-word-again = Vuelve a fallar.
last-word-again-impact = Lo que dimos por terminado no lo está: quienes nos llamaron lo sufren de nuevo.
status-late = El aviso prometido para las { $time } no llegó. Es culpa nuestra, y lo estamos reclamando.
status-moved = A las { $time } se cambió la hora del próximo aviso.
status-corrected = Corregido el { $time }. Antes decía:
status-corrected-why = Motivo
status-taken-back = El { $time } se quitó de aquí algo que no debía estar.
status-was = antes
status-affected-none = No se nombraba ningún componente.
status-estimate-none = No se daba ninguna estimación.
status-earlier = Avisos anteriores ({ $count })
status-days = hace { $count } días
status-today = Hoy
status-uptime = { $percent } %
status-bar = Funcionó el { $percent } % de los últimos { $days } días.
status-bar-trouble = Funcionó el { $percent } % de los últimos { $days } días. Problemas en { $count } de ellos, el último el { $day }; en el peor caso: { $worst }.
status-bar-day = { $day } { $month }: { $lost }
status-lost-down = caído { $span }
status-lost-some = con fallos para algunos { $span }
status-lost-both = caído { $down }, con fallos para algunos { $some }
status-past = Los últimos { $days } días
status-past-none = No pasó nada.
status-history = Todo lo que pasó antes
status-history-title = Historial
status-back = Al estado actual
status-own-page = Esto en su propia página
status-lasted = duró { $span }
status-zone = Las horas son las de { $zone }.
status-updated = Último cambio { $time }.
status-feed = Canal Atom
status-rss = Canal RSS
status-json = JSON
status-stale = Estado de esta página: { $ago }. Se ha cortado la conexión con el servidor; lo que dice puede estar anticuado.
status-printed = Impresa { $time }, y de nuevo al menos cada 15 minutos.
status-printed-once = Impresa { $time }. Quien puso aquí esta copia la renueva a mano.
status-languages = Idiomas
status-seen = Se observa que falla desde { $time }: { $by }.
status-seen-alerts = { $count ->
    [one] 1 alerta
   *[other] { $count } alertas
}
status-seen-programs = { $count ->
    [one] 1 programa
   *[other] { $count } programas
}
status-seen-callers = clientes que nos llamaron
status-seen-people = nuestro equipo técnico
status-seen-readers = { $count ->
    [one] 1 lector
   *[other] { $count } lectores
}
status-lag = Lo decimos desde { $time }, { $span } después.
status-failing-since = Falla desde { $time }.
status-seen-since = Se observa que falla desde { $time }.
status-failing-unsaid = No se decía cuándo empezó.
status-was-over = Terminó: { $time }.
status-over-afterwards = Ha terminado.
status-written-afterwards = Escrito a posteriori, { $time }.
status-mistake = De { $from } a { $until } hubo aquí algo que era un error. Se ha retirado.
status-suspected = Todavía sin confirmar por nosotros.
status-belied = A las { $time } dijimos que ya funciona.
status-fails = A mí me falla
status-fails-of = A mí me falla: { $name }
status-fails-title = Gracias por decírnoslo
status-fails-count = { $count ->
    [one] Una persona lo ha dicho en la última hora.
   *[other] { $count } personas lo han dicho en la última hora.
}
status-fails-next = ¿Su trabajo está parado? Una persona responde ahora, a cualquier hora.
status-promises = Promesas de un próximo aviso que cumplimos en los últimos 90 días: { $kept } de { $all }.
status-estimates = Estimaciones de cuándo vuelve a funcionar que se cumplieron en los últimos 90 días: { $hits } de { $all }.
status-first-word = Tiempo hasta la primera palabra de una persona en los últimos 90 días: como máximo { $half } en la mitad de las llamadas, como máximo { $nine } en nueve de cada diez.
status-overall-maintenance = Hay un mantenimiento previsto en curso.
status-condition-maintenance = en mantenimiento
status-maintenance = Mantenimiento previsto
status-into-calendar = Añadir a su calendario
status-calendar = Calendario
status-stage-scheduled = Previsto
status-stage-in-progress = En curso
status-stage-verifying = Hecho; lo comprobamos
status-stage-overrun = Más largo de lo previsto
status-stage-completed = Acabado
status-stage-cancelled = Cancelado
status-overdue = Tenía que acabar { $time }. Seguimos en ello.
status-said-changed = Se ha previsto de nuevo.
status-said-reminder = Empieza { $time }.
status-said-extended = Dura hasta { $time }.
status-said-begun = Ha empezado.
status-said-verifying = El trabajo está hecho; comprobamos que todo funcione.
status-said-overrun = Dura más de lo previsto.
status-said-completed = Ha acabado.
status-said-cancelled = No tendrá lugar.
status-announced = Anunciado hasta { $time }
status-months = Otros meses
status-history-more = Y { $count } más, que no caben aquí.
status-failed = Algo falló durante { $span }; el mantenimiento previsto no cuenta.
own-nothing = No hay nada abierto a su nombre.
own-more = Y { $count } más.
own-sites = Sus sedes: { $names }
own-sites-more = y { $count } más
own-has-it = { $name } se ocupa de ello.
own-ringing = Estamos llamando al ingeniero de guardia.
own-since = Pedido a las { $time }.
reader-under = Esta página es solo para algunos lectores. Escriba su dirección del trabajo: si puede leer la página, recibirá un enlace propio.
reader-email = Su correo electrónico del trabajo
reader-go = Enviarme el enlace
reader-sent-under = Si esta dirección puede leer la página, un mensaje con el enlace está en camino. El enlace vale { $days } días. Si no llega nada en unos minutos, pregunte a quien le habló de esta página.
reader-again = Escribir otra dirección

# What is said of a matter in hindsight.
review-title = Balance
review-happened = Qué pasó
review-cause = Por qué
review-change = Qué cambiamos
review-course = Empezó el { $from } y terminó el { $until }, { $span } después. Lo que decíamos entretanto:
