# Files in conversations, what is taken back, and how the help was.

# Choosing files beside the field for words.
attach-open = Foto o archivo
attach-camera = Hacer una foto
attach-files = Fotos o archivos de registro
attach-private = Sin datos de pacientes ni de tarjetas, por favor.
attach-limits = Hasta { $count } archivos de { $size } MB como máximo cada uno. Se quita de las fotos dónde se tomaron.

# Files in the conversation.
attach-picture = Imagen: { $name }
attach-text = texto, { $size }
attach-unchecked = { $size }, sin comprobar: ábralo con cuidado
attach-beginning = Cómo empieza
attach-erased = Aquí había un archivo. Se ha borrado.
size-bytes = { $count } bytes
size-kilobytes = { $count } kB
size-megabytes = { $whole },{ $tenths } MB

# While files are on their way, said by the page’s script; what stands in braces is put in by it.
upload-ready = Archivos elegidos: { $count }. Pulse Enviar.
upload-large = «{ $name }» supera los { $size } MB y no se guardará.
upload-many = Un mensaje lleva { $count } archivos. Envíe los demás con el siguiente.
upload-sending = Enviando …
upload-progress = Enviando: { $percent } %
upload-lost = No se ha enviado: se perdió la conexión. Los archivos siguen elegidos; pulse Enviar otra vez.
upload-sent = Enviado.

# What became of files that were sent.
kept-words = Sus palabras están guardadas.
kept-words-and-files = Sus palabras y los demás archivos están guardados.
kept-files = Los demás archivos están guardados.
kept-nothing = No se ha guardado nada.
kept-not = «{ $name }» no se ha guardado.
kept-rest = Lo que seguía no llegó entero. Envíelo otra vez.
why-too-large = Supera los { $size } MB. Envíe una parte.
why-too-many = Un mensaje lleva { $count } archivos. Envíelo con el siguiente.
why-full = En esta conversación no caben más archivos. Escríbalo, por favor.
why-busy = Ahora mismo llegan demasiados archivos. Envíelo otra vez dentro de un minuto.
why-cut = No llegó entero. Envíelo otra vez.
why-empty = Está vacío.
why-not-stored = No se pudo guardar ahora. Inténtelo más tarde.
why-no-room = Ahora no hay sitio para archivos. Escríbalo, por favor.
why-off = Aquí no se pueden guardar archivos. Escríbalo, por favor.
why-no-picture = Parece una imagen, pero no se puede leer como tal.
why-too-many-pixels = Esta imagen tiene más de { $millions } millones de píxeles. Envíe una más pequeña o una captura de pantalla.
why-unreadable = No se puede leer.
why-one-caller = Los archivos van a una sola persona cada vez.

# Taking a message or a file back.
redact-own = Retirar
redact-own-message = Retirar el mensaje { $number }
redact-own-file = Retirar { $name }
redacted-you = Retirado por usted a las { $time }.
redacted-caller = Retirado por quien llamó a las { $time }.
redacted-person = Retirado por { $name } a las { $time }.
redacted-operator = Retirado por el operador a las { $time }.
redact-undo = Deshacer ({ $seconds } s)
refused-redact-unknown = Ese mensaje o archivo ya no existe.
refused-redact-foreign = Solo puede retirar lo que usted mismo escribió o envió.
refused-redact-late = Ya está borrado y no puede volver.

# One question when it works again.
feedback-title = ¿Qué tal fue nuestra ayuda?
feedback-hint = Un toque. No tiene que responder.
feedback-thanks = Gracias. Todavía puede cambiarlo.
feedback-words = Añadir unas palabras (no es necesario)
feedback-question = ¿Qué deberíamos haber hecho?
feedback-order = Escriba primero y después pulse una de las respuestas.
score-1 = Muy mala
score-2 = Mala
score-3 = Regular
score-4 = Buena
score-5 = Muy buena
feedback-chosen = Ha elegido: { $answer }. Púlselo otra vez para enviarlo.
farewell-subject = { $name }: ¿qué tal fue nuestra ayuda?
farewell-how = Vuelve a funcionar. Elija una respuesta; solo se envía cuando la pulsa en la página. No tiene que responder.
farewell-open = Leer la conversación
refused-not-over = Lo preguntamos cuando vuelve a funcionar. Parece que todavía no es así.
refused-no-score = Elija una de las { $count } respuestas.

# First-aid cards.
card-tried = Probado, no ayudó
card-tried-step = Paso { $number }: probado, no ayudó
card-all-tried = Ha probado todo esto. Quien le ayuda lo ve.
said-card = { $name } le envía qué hacer: «{ $title }».
said-card-sent = { $name } le envió qué hacer.
refused-card = Esto acaba de cambiar. Mírelo otra vez, por favor.
