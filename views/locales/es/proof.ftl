# Those who take part beside the caller, and how one shows who one is.

people-somebody = Alguien de su parte
said-invited = Se ha invitado a { $name }.
said-joins = { $name } ya participa.
said-removed = { $name } ya no participa.
said-upgraded = { $name } le da desde ahora { $plan }. No le cuesta nada.
refused-too-many = En una conversación no caben más personas. Quite primero a alguien.
refused-too-many-sent = No podemos enviar más invitaciones para este aviso. Deje la dirección vacía y pase el enlace usted mismo.
refused-bad-address = Esto no es una dirección de correo ni un número de teléfono. Corríjalo, o déjelo vacío y pase el enlace usted mismo.
refused-national-number = A este número le falta el prefijo del país. Escríbalo como se marca desde el extranjero, por ejemplo +46 70 123 45 67.
refused-last-one = No participa nadie más, así que este enlace sigue válido: hace falta un camino hasta nosotros.
refused-too-often = Se ha intentado demasiadas veces. Díganoslo en la conversación: podemos llamarle a un número que ya tenemos.
refused-nothing-typed = No se ha escrito nada. Escriba una dirección de correo o un número.
refused-expired = Ya no se puede responder.

# On the caller’s page.
people-withheld = Esto se muestra en cuanto usted acredite quién es.
people-withheld-how = Cómo se hace
people-title = Quién participa en esta conversación
people-caller = Quien pidió ayuda
people-colleague = Alguien de su empresa
people-you = (usted)
people-not-opened = aún no ha abierto el enlace
people-not-read = aún no ha leído
people-link = Su enlace, para dárselo solo a esa persona
people-vouch = Respondo por esta persona
people-renew = Dar un enlace nuevo
people-remove = Quitar
invite-summary = Invitar a alguien de su empresa
invite-name = Su nombre
invite-to = Correo o número de móvil (no es necesario)
invite-hint = Recibe un enlace propio y lee todo lo que se escribe aquí. En cuanto alguien nuestro se haga cargo, podemos enviarlo; hasta entonces, y sin dirección, lo pasa usted mismo. Puede retirarlo en cualquier momento.
invite-button = Crear su enlace
proof-done = Usted ha acreditado quién es. Gracias.
proof-summary = Acreditar quién es
proof-vouched = Una persona acreditada responde por usted, así que lee lo mismo que ella.
proof-hint = Nadie lo necesita para recibir ayuda. Lo que solo concierne a su empresa se muestra y se hace después. Nunca pedimos una contraseña.
proof-address = Su correo o número en el trabajo
proof-send = Enviarme un código
proof-sent = Si tenemos registrado este contacto suyo, un código está en camino. Vale 15 minutos.
proof-code = El código, si tiene uno
proof-check = Comprobar el código
proof-wrong-code = Este código no es correcto o es demasiado antiguo. Mírelo otra vez, o pida uno nuevo.
