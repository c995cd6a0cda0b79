# Um ensaio: as mesmas páginas, e ninguém é chamado.

rehearsal-title = Ensaio
rehearsal-mark = Ensaio: ninguém é chamado.
rehearsal-real-door = A porta de verdade
rehearsal-real = É de verdade: chamar agora
rehearsal-explained = Isto é um ensaio. Ninguém foi chamado; em alguns segundos responde alguém que faz o papel de engenheiro, para você ver o caminho todo.
rehearsal-invitation = Só quer experimentar? Ensaie aqui: ninguém é chamado.

# O que diz quem faz o papel de engenheiro.
rehearsal-hello = Olá, eu só faço um papel: isto é um ensaio, e ninguém foi chamado. Numa chamada de verdade, uma pessoa lê o que você escreveu e responde aqui. Responda alguma coisa, como você faria.
rehearsal-thanks = Obrigado, chegou. Numa chamada de verdade, agora trabalharíamos juntos nisso. A seguir vem uma atualização, com a hora da próxima.
rehearsal-aside = Isso também chegou. Eu só faço um papel; se for de verdade, toque lá em cima em “É de verdade: chamar agora”.
rehearsal-known = Isto é um ensaio. Aqui fica o que sabemos.
rehearsal-impact = Aqui fica o que isso significa para você.
rehearsal-workaround = Aqui fica o que você pode fazer enquanto isso.
rehearsal-next = Aqui fica o que fazemos a seguir.
