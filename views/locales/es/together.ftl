# Many callers of one fault, and someone in danger.

accepted-before = { $name } ya estaba en ello cuando usted pidió ayuda.
danger-title = Hay alguien en peligro: llame primero
danger-told = Nos lo dijo a las { $time } y hemos avisado a todas las personas que tenemos. No somos una ambulancia ni los bomberos.
danger-summary = Hay alguien en peligro
danger-call = Llame primero:
danger-button = Después, avisar aquí a todos
danger-again = Después, volver a avisar a todos
danger-hint = Avisamos en el acto a todas las personas que tenemos. Púlselo solo si hay peligro para la vida o la salud.
shared-title = A otros les pasa lo mismo
shared-hint = Es una sola avería, y trabajamos en ella para todos ustedes. Lo que escriba aquí solo lo leemos nosotros.
shared-different = Lo mío es distinto
shared-leads = { $people ->
    [one] { $name } dirige.
   *[other] { $name } dirige y responden { $people } personas.
}
shared-count = { $count ->
    [one] 1 ha pedido ayuda por esto.
   *[other] { $count } han pedido ayuda por esto.
}
shared-more = { $count ->
    [one] Más de 1 ha pedido ayuda por esto.
   *[other] Más de { $count } han pedido ayuda por esto.
}
shared-others = A otros les pasa lo mismo.
said-joined = A otros les pasa lo mismo. Desde ahora lo tratamos en conjunto; no se pierde nada de lo que ha escrito. Si lo suyo es otra cosa, pulse «Lo mío es distinto».
said-apart = Su aviso vuelve a tratarse por separado, dice { $name }.
said-different = Usted ha dicho que lo suyo es distinto. Ahora va por separado, y avisamos a alguien.
said-danger = Usted ha dicho que hay alguien en peligro. Avisamos a todos. Si hay peligro de muerte, llame primero al { $numbers }.
