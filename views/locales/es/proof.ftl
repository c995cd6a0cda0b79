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
