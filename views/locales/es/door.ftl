# The door: one field, one button, and a person is called.

door-title = Pedir ayuda
door-sentence = Cuéntenos qué pasa. Le responde una persona.
door-not-set-up = Esta línea todavía no está lista.
door-rings-nobody = Aquí todavía no se puede avisar a nadie. Lo que escriba se guarda, y en la sede del proveedor suena una alarma.
door-words = ¿Qué está pasando?
door-words-hint = Bastan unas palabras. Puede dejarlo vacío. Por favor, no escriba datos de pacientes ni de tarjetas.
door-reach = Número al que llamarle si se corta
door-button = Avisar a alguien ahora
door-company-summary = Su empresa (nos ayuda, no es necesario)
door-company = Empresa y lugar
door-company-hint = Como se llaman ustedes mismos. Ningún número de contrato ni de cliente.
door-other-ways = Otras formas de contactarnos
door-or-call = O llame al
door-hold = Sin registro ni número de contrato. Avisamos a alguien en el acto, de día y de noche.

# While the cry for help is on its way through a bad network.
door-calling = Avisando a alguien …
door-again = Probando otra vez …
door-trouble-later = Su aviso no llega en este momento. Lo que ha escrito sigue aquí. Lo intentamos cada 3 segundos.
door-trouble-ringing = Estamos avisando a alguien, pero lo que ha escrito aún no está guardado. Sigue aquí. Lo intentamos cada 3 segundos.
door-trouble-network = Sin conexión. Lo que ha escrito sigue aquí. Lo intentamos cada 3 segundos.

# Nothing can be stored at this moment.
unstored-title = Aún no está guardado
unstored-title-ringing = Estamos avisando a alguien
unstored-sentence = Lo que ha escrito aún no está guardado. Por favor, envíelo otra vez.
unstored-sentence-ringing = Estamos avisando a alguien. Lo que ha escrito aún no está guardado.
unstored-fault = Nuestro sistema de registro tiene una avería. Deje esta página abierta y envíelo otra vez.
unstored-call = Llámenos
unstored-surest = Lo más seguro ahora es llamar.
unstored-button = Enviar otra vez

# La hoja para colgar junto a la máquina.
sheet-title = Línea de emergencia de { $organisation }
sheet-lead = ¿No funciona nada? Llame a una persona, de día y de noche.
sheet-camera = Apunte aquí con la cámara
sheet-or-open = o abra
sheet-or-call = o llame al
sheet-open = Abra la dirección.
sheet-open-more = Sin iniciar sesión, sin número de contrato.
sheet-press = Pulse «{ $button }».
sheet-press-more = Unas palabras ayudan; no hace falta ninguna.
sheet-keep = Deje la página abierta.
sheet-keep-more = Dice quién se ocupa y cuándo tendrá noticias.
sheet-works = Diga cuándo vuelve a funcionar.
sheet-works-more = No cerramos nada sin usted.
sheet-meanwhile = Qué hacer mientras tanto
sheet-try = Por favor, sin datos de pacientes ni de tarjetas. Pruébelo antes de necesitarlo, no avisa a nadie: { $url }

# Very many call at once: one question before a person is rung.
flood-title = Antes, una pregunta
flood-sentence = Una pregunta, y llamamos a una persona.
flood-why = En este momento llegan muchísimas llamadas, y algunas las hacen máquinas. Nada de lo escrito se ha perdido: está más abajo.
flood-again = No era esa. Por favor, inténtelo otra vez.
flood-question = ¿Cuánto es { $first } y { $second }?
flood-hint = Toque el número correcto. Se llama a una persona al instante.
