# La palabra a un cliente al día siguiente.
follow-subject = { $organisation }: qué pasó y qué sigue
follow-hello = Buenos días:
follow-called = Nos llamó el { $time }.
follow-had = { $name } se hizo cargo { $span } después.
follow-over = { $span } después de su llamada nos dijo que vuelve a funcionar.
follow-unheard = No volvimos a saber de usted y, { $span } después de su llamada, dimos por hecho que vuelve a funcionar.
follow-stopped = Lo que no pudo hacer, en sus palabras:
follow-wrong = Lo que fallaba, hasta donde sabemos:
follow-meant = Lo que significó para usted:
follow-helped = Lo que ayudó mientras tanto:
follow-kept = { $count ->
    [one] La noticia que le prometimos llegó a tiempo.
   *[other] Las { $count } noticias que le prometimos llegaron a tiempo.
}
follow-missed = { $count ->
    [one] Una noticia que le prometimos llegó tarde. Lo sentimos.
   *[other] { $count } noticias que le prometimos llegaron tarde. Lo sentimos.
}
follow-next = Lo que haremos ahora:
follow-ask = ¿Hay algo que todavía no está como debe? Escríbanos o pulse el botón de abajo: responde una persona.
follow-regards = Un cordial saludo
follow-open = Contactar con nosotros
