# Un ensayo: las mismas páginas, y no se avisa a nadie.

rehearsal-title = Ensayo
rehearsal-mark = Ensayo: no se avisa a nadie.
rehearsal-real-door = La puerta de verdad
rehearsal-real = Es de verdad: avisar ahora
rehearsal-explained = Esto es un ensayo. No se ha avisado a nadie; en unos segundos responde alguien que hace de ingeniero, para que vea todo el camino.
rehearsal-invitation = ¿Solo quiere probar? Ensaye aquí: no se avisa a nadie.

# Lo que dice quien hace de ingeniero.
rehearsal-hello = Hola, solo hago un papel: esto es un ensayo y no se ha avisado a nadie. En una llamada de verdad, una persona lee lo que ha escrito y responde aquí. Conteste algo, como lo haría entonces.
rehearsal-thanks = Gracias, ha llegado. En una llamada de verdad, ahora trabajaríamos juntos en ello. A continuación recibe una actualización, con la hora de la siguiente.
rehearsal-aside = Eso también ha llegado. Solo hago un papel; si es de verdad, pulse arriba «Es de verdad: avisar ahora».
rehearsal-known = Esto es un ensayo. Aquí figura lo que sabemos.
rehearsal-impact = Aquí figura lo que significa para usted.
rehearsal-workaround = Aquí figura lo que puede hacer mientras tanto.
rehearsal-next = Aquí figura lo que hacemos a continuación.
