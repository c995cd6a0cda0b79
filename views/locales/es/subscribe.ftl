# Suscriptores de las páginas de estado: alta, opciones, baja y lo que reciben.
told-subject = [{ $page }] { $heading }: { $phase }
told-digest-subject = [{ $page }] { $count ->
    [one] Una novedad
   *[other] { $count } novedades
}
told-replaces = Este mensaje sustituye a otro anterior sobre lo mismo que todavía no se le había enviado.
told-corrected = Corregimos lo que dijimos antes. Debía decir:
told-mistaken = fue un error
told-mistaken-why = Le informamos de esto, y fue un error. No seguirá nada más. El motivo:
told-next = La próxima información llegará antes de { $time }.
told-notice = Aviso
told-notice-until = Figura en la página de estado hasta { $time }.
told-open = Verlo en la página de estado
told-why = Usted pidió recibir novedades de { $page }. Cámbielo o deténgalo aquí:
told-code = { $code } es su código para las novedades de { $page }. Si no lo pidió, no haga nada.
told-confirm-subject = Confirme: novedades de { $page }
told-confirm = Alguien, seguramente usted, quiere recibir en esta dirección las novedades de { $page }. Abra el enlace y pulse el botón.
told-confirm-open = Confirmar
told-confirm-else = Si no fue usted, no haga nada: no llegará nada más.
told-known-subject = Ya recibe novedades de { $page }
told-known = Esta dirección ya recibe las novedades de { $page }. En el enlace puede cambiarlas o detenerlas.
told-known-open = Lo que recibo
status-subscribe = Recibir avisos de cambios
subscribe-title = Recibir avisos cuando algo cambie
subscribe-under = Le escribimos cuando haya novedades en { $page }. Nada más, y puede detenerlo con un solo clic.
subscribe-email = Su dirección de correo
subscribe-phone = Su número de móvil
subscribe-phone-hint = Con el prefijo del país, como +46 70 123 45 67. Enviamos un código.
subscribe-by-sms = Mejor por SMS
subscribe-by-mail = Mejor por correo
subscribe-about = Sobre qué
subscribe-about-hint = No marque nada para recibirlo todo. Lo que forma parte va incluido.
subscribe-parts = { $count ->
    [one] 1 parte, que va incluida
   *[other] { $count } partes, que van incluidas
}
subscribe-domain-hint = Use una dirección de su casa. A cualquier otra no llega nada.
subscribe-sites = Sus centros
subscribe-sites-hint = Sabrá de lo que les da servicio. Todo lo que marque se suma.
subscribe-services = O por servicio
subscribe-services-hint = Lo que depende de un servicio va incluido. Todo lo que marque se suma.
subscribe-grave = A partir de qué gravedad
subscribe-grave-all = todo, también el mantenimiento planificado y los avisos
subscribe-grave-some = lo que falla para algunos o está caído
subscribe-grave-down = solo lo que está caído
subscribe-when = Cuándo
subscribe-when-now = al momento
subscribe-when-daily = una vez al día, a las { $hour }
subscribe-quiet-from = Lo que solo va lento espera desde las
subscribe-quiet-until = hasta las
subscribe-quiet-never = nunca
subscribe-zone = Zona horaria de estas horas
subscribe-more = Más opciones
subscribe-language = Idioma de los mensajes
subscribe-go = Avisarme
subscribe-sent = Mire su correo
subscribe-sent-under = Si la dirección puede recibir correo, va en camino un mensaje con un enlace. No se envía nada más hasta que lo abra y pulse el botón.
subscribe-code = ¿Qué código ha recibido?
subscribe-code-under = Si el número puede recibir SMS, va en camino un código de seis cifras.
subscribe-code-label = Código
subscribe-code-wrong = Ese no es el código, o es demasiado antiguo. Mírelo otra vez o pida uno nuevo.
subscribe-bad-address = Esta dirección no lleva a ninguna parte. Revísela.
subscribe-too-many = Hay demasiadas altas ahora mismo. Inténtelo dentro de una hora.
subscribe-bad-choice = Alguna opción no es posible. Revise las horas y la zona horaria.
subscribe-full = Hay demasiadas altas ahora mismo. Si ya está suscrito, su enlace va en camino; si no, inténtelo dentro de una hora.
subscribe-too-many-named = Se pueden elegir como máximo { $most } componentes, y otros tantos servicios y centros. Lo que forma parte de uno va incluido: elija aquello de lo que forma parte.
subscription-title = Lo que recibe
subscription-confirm = ¿Le escribimos aquí?
subscription-confirm-under = Pulse el botón y { $address } recibirá las novedades de { $page }.
subscription-confirm-button = Sí, escríbame
subscription-active = Le escribimos
subscription-active-under = { $address } recibe las novedades de { $page }.
subscription-paused = No se pudo entregar nada
subscription-paused-under = Varios mensajes a { $address } fueron devueltos y paramos. Pulse el botón cuando vuelva a funcionar.
subscription-resume = Escríbame de nuevo
subscription-save = Guardar
subscription-leave = Detenerlo todo
subscription-leave-title = ¿Dejamos de escribirle?
subscription-leave-under = { $address } ya no recibirá nada de { $page }.
subscription-leave-button = Sí, detener
subscription-gone = Ya no recibirá nada
subscription-gone-under = No se envía nada a esta dirección. Puede darse de alta otra vez en la página de estado.
subscription-stopped = Usted envió STOP
subscription-stopped-under = No se envía nada al { $address }. Envíe START desde ese número y volverán las novedades de { $page }.
subscribe-none = Esta página no envía mensajes
subscribe-none-under = Desde aquí todavía no se puede enviar nada. Un lector de canales le muestra todo lo que cambia:
text-subscription-stop = No se envía nada más a este número. Responda START para volver a recibir novedades.
text-subscription-start = Vuelve a recibir novedades en este número. Responda STOP para terminar.
told-colleague-why = Como colega, recibe las novedades de los incidentes de { $page }. Cámbielo o deténgalo aquí:
told-colleague-open = Abrirlo en Mayday
told-colleague-about = { $severity ->
    [critical] Incidente { $number }, crítico
    [high] Incidente { $number }, alto
   *[low] Incidente { $number }, bajo
}
told-colleague-line = Solo para colegas:
told-colleague-over = Ha terminado.
subscription-colleague-under = { $address } recibe lo que se dice de los incidentes a los clientes de { $page }.
subscription-colleague-severity = De qué incidentes
subscription-colleague-low = de todos los incidentes
subscription-colleague-high = de los altos y críticos
subscription-colleague-critical = solo de los críticos
subscription-colleague-services = De qué servicios
subscription-colleague-quiet = Lo que no es crítico espera desde las
told-confirm-chat = Alguien, seguramente de ustedes, quiere recibir en este canal las novedades de { $page }. Abra el enlace y pulse el botón.
told-known-chat = Este canal ya recibe las novedades de { $page }. Detrás del enlace puede cambiar lo que recibe o detenerlo.
subscribe-by-chat = Mejor en un canal de chat
subscribe-by-program = Mejor para un programa
subscribe-chat-which = En qué chat
subscribe-chat-address = Dirección del webhook entrante del canal
subscribe-chat-hint = Cree en su chat un webhook entrante para el canal y pegue su dirección. Allí se envía un solo mensaje con un enlace; nada más hasta que pulse el botón.
subscribe-program-which = En qué forma
subscribe-program-standard = webhook firmado (Standard Webhooks)
subscribe-program-statuspage = como lo envía Statuspage
subscribe-program-address = Dirección a la que enviamos
subscribe-program-hint = Empieza por https:// y se alcanza desde Internet. Allí se envía un solo mensaje firmado con un enlace; nada más hasta que pulse el botón.
subscribe-hook-bad = No podemos enviar nada a esta dirección. Escriba una que empiece por https://, sin nombre ni contraseña.
subscribe-hook-inside = Esta dirección lleva a una red privada, donde no se envía nada. Escriba una que se alcance desde Internet.
subscribe-hook-other = Esto no es un webhook entrante de { $chat }. Copie la dirección que { $chat } le muestra al crear uno.
subscribe-sent-chat = Mire su canal
subscribe-sent-chat-under = Si allí se pueden enviar mensajes, va en camino uno con un enlace. No se envía nada más hasta que lo abra y pulse el botón.
subscribe-sent-program = Mire lo que ha recibido su programa
subscribe-sent-program-under = Si se puede alcanzar, va en camino un mensaje de tipo status.confirm con un enlace. No se envía nada más hasta que abra el enlace y pulse el botón.
subscription-secret = Cómo saber que somos nosotros
subscription-secret-hint = Cada mensaje va firmado, según los Standard Webhooks, con este secreto. Guárdelo ahora: aquí no se muestra otra vez. Quien lo tenga puede escribir en nuestro nombre: renuévelo si otros pueden conocerlo. Desde entonces todo va firmado con el nuevo.
subscription-secret-hidden = Cada mensaje va firmado, según los Standard Webhooks, con un secreto. Aquí no se muestra, porque el enlace a esta página está en cada mensaje. Cree uno nuevo si lo ha perdido o si otros pueden conocerlo: lo lee una vez, y desde entonces todo va firmado con él.
subscription-secret-renew = Crear un secreto nuevo
subscription-unseen = { $count ->
    [one] Hay otra cosa elegida que ahora no aparece aquí. Sigue elegida.
   *[other] Hay otras { $count } cosas elegidas que ahora no aparecen aquí. Siguen elegidas.
}
subscription-unseen-own = { $count ->
    [one] Hay otra cosa elegida que solo usted puede leer, por eso no se nombra aquí. Sigue elegida. Para elegir de nuevo, deténgalo todo y suscríbase junto a su página.
   *[other] Hay otras { $count } cosas elegidas que solo usted puede leer, por eso no se nombran aquí. Siguen elegidas. Para elegir de nuevo, deténgalo todo y suscríbase junto a su página.
}
