# The caller’s emergency: where it stands, the conversation, and what is known.

# Where it stands, in the title of the page.
title-heard = Lo tenemos
title-ringing = Estamos avisando a alguien
title-unanswered = Todavía no ha respondido nadie
title-lapsed = Avisamos también a otras personas
title-accepted = { $name } se ocupa de ello
title-asked = ¿Le funciona a usted?
title-aside = Dejado a un lado
title-works = Vuelve a funcionar
title-closed = Cerrado
title-goes-on = Continúa en otra página

# Where it stands, in one large sentence.
state-heard = Tenemos lo que ha escrito.
state-searching = Lo tenemos. Buscamos a alguien que pueda responder.
state-ringing-first = Lo tenemos. Avisamos a la persona de guardia.
state-ringing-next = Lo tenemos. Avisamos a la siguiente persona.
state-ringing-many = { $people ->
    [one] Lo tenemos. Avisamos a 1 persona.
   *[other] Lo tenemos. Avisamos a { $people } personas.
}
state-unanswered = Todavía no ha respondido nadie. Avisamos a todo el equipo y seguimos avisando.
state-alarm = Todavía no ha respondido nadie. Suena nuestra última alarma.
state-lapsed = { $name } se había hecho cargo, pero no da señales. Avisamos también a otras personas.
state-accepted = { $name } se ocupa de ello.
state-asked = A nosotros nos vuelve a funcionar. ¿Y a usted?
state-aside-fixed = { $name } ha dejado esto a un lado: creemos que vuelve a funcionar.
state-aside-unreachable = { $name } ha dejado esto a un lado: no hemos podido contactar con usted.
state-aside-mistake = { $name } ha dejado esto a un lado: creemos que fue un error.
state-aside-abuse = { $name } ha dejado esto a un lado: creemos que aquí nadie necesita ayuda.
state-works = Usted ha dicho que vuelve a funcionar.
state-mistake = Fue un error. No pasa nada.
state-goes-on = Esta conversación está llena. Continúa en una nueva.

# What happens next.
kept-here = Nuestra base de datos no está disponible en este momento. Lo que escriba aquí se guarda en una de nuestras máquinas, y llamamos a las personas como siempre.
asked-at = Usted pidió ayuda a las { $time }
asked-since = { $clock } desde que pidió ayuda
under-heard = Puede escribir aquí en cualquier momento.
under-ringing-for = Avisamos desde hace { $span }.
under-alarm-stops = La alarma se detiene cuando alguien responde.
under-asked = Por favor, pruébelo y díganoslo aquí. Cerramos cuando usted lo diga.
under-asked-rings = Mientras tanto volvemos a avisar.
under-aside = Escriba una palabra y volvemos a avisar en el acto.
under-goes-on = No se ha perdido nada de lo dicho, y no hace falta que vuelva a pedir ayuda.
under-closed = Cerrado por usted a las { $time }, { $span } después de pedir ayuda.
under-wrote-since-ringing = Usted ha escrito después, y avisamos a alguien para que lo lea.
under-wrote-since-accepted = Usted ha escrito después, y { $name } se ocupa de ello.
accepted-after-asking = { $name } se hizo cargo { $span } después de que usted pidiera ayuda.
accepted-after-ringing = { $name } se hizo cargo { $span } después de nuestro nuevo aviso.
accepted-again = { $name } ha retomado su aviso.
accepted-seen = Hemos leído lo que escribió.
accepted-hear-by = Tendrá noticias nuestras antes de las { $time }.
rung-now = { $people ->
    [0] En este momento no podemos contactar con nadie; seguimos intentándolo con todos.
    [one] En este momento avisamos a 1 persona.
   *[other] En este momento avisamos a { $people } personas.
}
next-people = { $people ->
    [one] Avisamos a la siguiente persona en { $within }.
   *[other] Avisamos a las { $people } personas siguientes en { $within }.
}
next-again = Volvemos a avisar en { $within }.
next-team = Avisamos a todo el equipo en { $within }.
next-everyone = Avisamos a todas las personas que tenemos en { $within }.
next-everyone-again = Volvemos a avisar a todos en { $within }.

# What the page asks of the caller, and what else they can do.
works-title = ¿Le funciona a usted?
works-yes = Sí, vuelve a funcionar
works-not-yet = Todavía no
again-aside-question = ¿Todavía nos necesita?
again-aside-button = Volver a avisar
again-closed-question = ¿Vuelve a fallar?
again-closed-button = Vuelve a fallar
again-hint = Avisamos a alguien en el acto, con todo lo que ha escrito.
call-us = Llámenos
call-us-too = También puede llamarnos.
reach-title = ¿Cómo contactamos con usted si esta página deja de funcionar?
reach-number = Número de teléfono
reach-company = Empresa y lugar (no es necesario)
reach-keep = Guardar
reach-summary = Quién es usted y cómo contactarle
retract-button = Lo pulsé por error
first-aid-title = Qué puede hacer mientras tanto
first-aid-more = El resto está en la página siguiente, en cuanto pulse el botón.
earlier-section = Continúa en otra página
earlier-hint = Nos encuentra en la página siguiente, con lo que se ha dicho desde entonces.
earlier-button = Continuar allí
before-hint = Su conversación estaba llena, por eso continúa aquí.
before-link = Leer lo que se dijo antes

# The conversation.
talk-title = Conversación
talk-log = Mensajes
talk-you = Usted
talk-your-side = De su parte
talk-engineer = Una persona de guardia
talk-hidden = { $count ->
    [one] El primer mensaje está guardado, pero no se muestra aquí.
   *[other] Los primeros { $count } mensajes están guardados, pero no se muestran aquí.
}
talk-write-label = Su mensaje
talk-write-here = Escriba aquí …
talk-send = Enviar
talk-write-button = Escribirnos
talk-renews = { $seconds ->
    [one] Esta página se renueva cada segundo. La página para escribir se queda quieta.
   *[other] Esta página se renueva cada { $seconds } segundos. La página para escribir se queda quieta.
}
talk-back = Volver a la página que se renueva
mark-seen = leído
mark-arrived = recibido
mark-stored = guardado
mark-sending = enviando …
mark-trying = aún no enviado, probando otra vez
mark-refused = Esto no se ha podido guardar.
mark-again = Probar otra vez
mark-edit = Cambiar

# Mayday’s own lines in the conversation.
said-received = Recibido. Avisamos a la persona de guardia.
said-accepted = { $name } se ha hecho cargo.
said-widened = Todavía no ha respondido nadie. Avisamos a todo el equipo.
said-alarm = Todavía no hemos podido contactar con nadie. Suena nuestra última alarma y seguimos avisando a todos.
said-lapsed = { $name } no da señales. Avisamos también a otras personas.
said-quiet = No hay noticias. Volvemos a avisar.
said-update-missed = Las noticias que prometimos no llegaron a tiempo. Tendrá noticias nuestras antes de las { $time }.
said-updated = Hay noticias. Están en «Lo que sabemos».
said-agreed-time = { $name } lo ha acordado con usted: las próximas noticias llegan antes de las { $time }. Si no le conviene, escríbanos.
said-put-right = Se ha corregido un aviso. Está en «Lo que sabemos», con lo que decía antes.
said-asked = { $name } pregunta: ¿le vuelve a funcionar?
said-not-yet = Usted ha dicho: todavía no. El trabajo sigue.
said-broken-again = Usted ha dicho que vuelve a fallar. Avisamos a alguien en el acto.
said-taken-up = Hemos retomado su aviso.
said-aside-fixed = { $name } ha dejado esto a un lado: creemos que vuelve a funcionar. Con una palabra suya volvemos a avisar.
said-aside-unreachable = { $name } ha dejado esto a un lado: no hemos podido contactar con usted. Con una palabra suya volvemos a avisar.
said-aside-mistake = { $name } ha dejado esto a un lado: creemos que fue un error. Con una palabra suya volvemos a avisar.
said-aside-abuse = { $name } ha dejado esto a un lado: creemos que aquí nadie necesita ayuda. Con una palabra suya volvemos a avisar.
said-closed-works = Usted ha dicho que vuelve a funcionar. Queda cerrado.
said-closed-mistake = Usted ha dicho que fue un error. Queda cerrado.
said-closed-goes-on = Continúa en una conversación nueva. Esta queda cerrada.
said-follows = Aquí continúa su aviso anterior.
said-goes-on = Esta conversación está llena y continúa en una nueva. No se pierde nada, y no hace falta que vuelva a pedir ayuda.
said-cut-words = { $kept ->
    [one] Su texto era demasiado largo: se ha guardado el primer carácter. Envíe el resto como mensaje.
   *[other] Su texto era demasiado largo: se han guardado los primeros { $kept } caracteres. Envíe el resto como mensaje.
}
said-cut-who = { $kept ->
    [one] El nombre de la empresa era demasiado largo: se ha guardado el primer carácter. Envíe el resto como mensaje.
   *[other] El nombre de la empresa era demasiado largo: se han guardado los primeros { $kept } caracteres. Envíe el resto como mensaje.
}
said-cut-reach = { $kept ->
    [one] El número para llamarle era demasiado largo: se ha guardado el primer carácter. Envíe el resto como mensaje.
   *[other] El número para llamarle era demasiado largo: se han guardado los primeros { $kept } caracteres. Envíe el resto como mensaje.
}

# What is known of the fault.
known-title = Lo que sabemos
known-wrong = Qué falla
known-for-you = Para usted
known-meanwhile = Qué puede hacer mientras tanto
known-next = Qué hacemos ahora
known-next-by = Próximas noticias antes de las
known-in = (en { $span })
known-agreed = (como acordamos con usted)
known-likely = Probablemente
known-likely-exactly = { $high } min desde las { $time }
known-likely-between = { $low } a { $high } min desde las { $time }
known-odds = (así fue en { $odds } de cada 10 casos parecidos; no es una promesa)
known-depends = Depende de esto: { $what }
known-longer = Tarda más de lo que pensábamos.
known-corrected = Corregido a las { $time }. Antes decía:
known-nothing-waiting = Todavía nada. Quien responda lo escribe aquí en { $span }.
known-nothing = Todavía nada. Lo escribimos aquí en cuanto se sepa algo.
known-late = Las noticias prometidas para las { $time } no llegaron. Es culpa nuestra, y las estamos reclamando.
known-late-first = Las primeras noticias no llegaron a tiempo. Es culpa nuestra, y las estamos reclamando.
known-works = Vuelve a funcionar
known-close-hint = Cerramos cuando usted lo diga, y no antes.

# What could not be done.
refused-empty = El mensaje estaba vacío. Escriba unas palabras.
refused-too-long = Es demasiado largo para un mensaje: caben unas { $letters } letras. Por favor, envíelo por partes.
refused-line-too-long = Es demasiado largo: en un campo caben unas 400 letras. Por favor, acórtelo; el resto puede escribirlo como mensaje.
refused-link = Este enlace no sirve aquí. Pida ayuda de nuevo: avisamos a alguien en el acto.
refused-elsewhere = Mientras tanto ha cambiado algo. Mire cómo está ahora.
refused-otherwise = No se ha podido hacer. No se pierde nada de lo que ha escrito. Por favor, pruebe otra vez.
refused-not-stored = Esto no se ha podido guardar ahora mismo, así que aún no está hecho. Por favor, pulse otra vez dentro de unos segundos. También puede escribir.

# What it keeps them from, asked once.
stops-title = ¿Qué no puede hacer por culpa de esto?
stops-hint = Con sus palabras. Así sabemos qué arreglar primero.
stops-such-as = Por ejemplo: en tres tiendas no podemos cobrar con tarjeta.
stops-keep = Decírnoslo
