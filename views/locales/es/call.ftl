# Llamadas: qué se promete, cómo fue y qué se dice por teléfono.

call-summary = Llámenme
call-stands = Un ingeniero le llama antes de las { $time }.
call-later = No antes de las { $time }.
call-number-shown = Al { $number }
call-picks-up = { $name } toma el teléfono para llamarle.
call-rings = { $name } está en la línea. Su teléfono suena ahora.
call-talks = { $name } habla con usted por teléfono.
call-given-up = Hemos llamado varias veces sin localizarle. Pida otra llamada cuando pueda atenderla.
call-others = A alguien de ustedes se le llama antes de las { $time }.
call-number = Su número de teléfono, con el prefijo del país
call-when = Cuándo
call-now = Cuanto antes
call-wait = No en los próximos { $span }
call-hint = Un ingeniero llama en { $span }. Nunca pedimos una contraseña ni un número de tarjeta.
call-button = Llámenme
call-change = Cambiar el número o la hora
call-keep = Cambiar
call-cancel = Ya no necesito la llamada
said-call-asked = Ha pedido una llamada. Un ingeniero llama antes de las { $time }.
said-call-changed = La llamada se ha cambiado. Un ingeniero llama antes de las { $time }.
said-call-cancelled = La llamada ya no hace falta.
said-call-rings = { $name } está en la línea. Su teléfono suena ahora.
said-call-talked = { $name } habló con usted por teléfono.
said-call-talked-for = { $count ->
    [one] { $name } habló con usted por teléfono durante 1 minuto.
   *[other] { $name } habló con usted por teléfono durante { $count } minutos.
}
said-call-busy = { $name } le llamó: la línea estaba ocupada. Volvemos a llamar antes de las { $time }. Puede dar otro número.
said-call-silent = { $name } le llamó y nadie contestó. Volvemos a llamar antes de las { $time }. Puede dar otro número.
said-call-mailbox = { $name } le llamó y respondió un buzón de voz. Volvemos a llamar antes de las { $time }. Puede dar otro número.
said-call-failed = { $name } le llamó y el número no estaba disponible. ¿Es correcto? Volvemos a llamar antes de las { $time }.
said-call-given-up = { $name } volvió a llamar sin localizarle. Pida otra llamada cuando pueda atenderla, o escriba aquí.
said-call-ours = La llamada no llegó a hacerse por nuestra parte. Un ingeniero le llama antes de las { $time }.
said-call-not-made = La llamada no llegó a hacerse.
said-call-unknown = No sabemos si la llamada le llegó. Si no, un ingeniero llama antes de las { $time }.
said-call-texted = { $name } le envió un SMS.
said-call-missed = Le prometimos una llamada y no llamamos. Lo sentimos. Ahora se avisa también a otros; un ingeniero le llama antes de las { $time }.
said-call-dropped = Ya nadie le llama, porque esto se dejó a un lado. Escriba aquí si aún nos necesita.
refused-call-number = Esto no es un número de teléfono. Escríbalo con + y el prefijo del país, como +46 70 123 45 67.
refused-call-barred = No podemos llamar a este número desde aquí. Dé otro, o escriba aquí.
refused-call-over = Esto ha terminado, así que no se llama a nadie. Escriba aquí si aún nos necesita.
refused-call-often = Se ha pedido una llamada muchas veces. Espere un poco, o escriba aquí.
refused-call-late = Se puede pedir una llamada dentro de un día, y no más tarde.

# Por teléfono y por SMS.
spoken-call = Somos { $organisation }. { $name } le llama por su emergencia.
spoken-call-key = Somos { $organisation }. { $name } le llama por su emergencia. Pulse 1 para hablar.
spoken-call-on-file = Esta es la línea de emergencia de { $organisation }. Alguien pide ayuda en nombre de { $company }. Si es usted, pulse 1. Si no es usted, pulse 2.
spoken-call-not-you = Gracias. Anotamos que no es usted. Adiós.
text-call = { $organisation }: { $name } intentó llamarle. Escríbanos, o pida otra llamada: { $url }
