# The caller’s emergency: where it stands, the conversation, and what is known.

# Where it stands, in the title of the page.
title-heard = Pedido recebido
title-ringing = Estamos chamando alguém
title-unanswered = Ninguém respondeu ainda
title-lapsed = Chamamos também outras pessoas
title-accepted = { $name } está cuidando disso
title-asked = Já funciona aí?
title-aside = Deixado de lado
title-works = Voltou a funcionar
title-closed = Encerrado
title-goes-on = Continua em outra página

# Where it stands, in one large sentence.
state-heard = Recebemos o que foi escrito.
state-searching = Recebemos. Procuramos alguém que possa responder.
state-ringing-first = Recebemos. Chamamos a pessoa de plantão.
state-ringing-next = Recebemos. Chamamos a próxima pessoa.
state-ringing-many = { $people ->
    [one] Recebemos. Chamamos { $people } pessoa.
   *[other] Recebemos. Chamamos { $people } pessoas.
}
state-unanswered = Ninguém respondeu ainda. Chamamos toda a equipe e continuamos chamando.
state-alarm = Ninguém respondeu ainda. O nosso último alarme está tocando.
state-lapsed = { $name } assumiu, mas não deu mais sinal. Chamamos também outras pessoas.
state-accepted = { $name } está cuidando disso.
state-asked = Aqui voltou a funcionar. E aí?
state-aside-fixed = { $name } deixou este pedido de lado: acreditamos que voltou a funcionar.
state-aside-unreachable = { $name } deixou este pedido de lado: não conseguimos contato.
state-aside-mistake = { $name } deixou este pedido de lado: acreditamos que foi engano.
state-aside-abuse = { $name } deixou este pedido de lado: acreditamos que ninguém precisa de ajuda aqui.
state-works = Recebemos a sua confirmação: voltou a funcionar.
state-mistake = Foi engano. Está tudo bem.
state-goes-on = Esta conversa está cheia. Ela continua em uma nova.

# What happens next.
kept-here = Nossa base de dados está fora do ar neste momento. O que for escrito aqui fica guardado em uma de nossas máquinas, e chamamos as pessoas como sempre.
asked-at = Pedido feito às { $time }
asked-since = { $clock } desde o pedido
under-heard = É possível escrever aqui a qualquer momento.
under-ringing-for = Chamamos há { $span }.
under-alarm-stops = O alarme para quando alguém responde.
under-asked = Por favor, experimente e diga aqui. Só encerramos com a sua palavra.
under-asked-rings = Enquanto isso, chamamos de novo.
under-aside = Escreva uma palavra e chamamos de novo na hora.
under-goes-on = Nada do que foi dito se perdeu, e não é preciso pedir ajuda outra vez.
under-closed = Encerrado por quem pediu às { $time }, { $span } depois do pedido.
under-wrote-since-ringing = Há palavras novas suas, e chamamos alguém para lê-las.
under-wrote-since-accepted = Há palavras novas suas, e { $name } está cuidando disso.
accepted-after-asking = { $name } assumiu { $span } depois do pedido.
accepted-after-ringing = { $name } assumiu { $span } depois da nossa nova chamada.
accepted-again = { $name } retomou o pedido.
accepted-seen = As suas palavras foram lidas.
accepted-hear-by = Damos notícias até { $time }, ou antes.
rung-now = { $people ->
    [0] Neste momento não conseguimos contato com ninguém; continuamos tentando com todos.
    [one] Neste momento chamamos { $people } pessoa.
   *[other] Neste momento chamamos { $people } pessoas.
}
next-people = { $people ->
    [one] A próxima pessoa é chamada em { $within }.
   *[other] As próximas { $people } pessoas são chamadas em { $within }.
}
next-again = Chamamos de novo em { $within }.
next-team = Toda a equipe é chamada em { $within }.
next-everyone = Todas as pessoas que temos são chamadas em { $within }.
next-everyone-again = Chamamos todos de novo em { $within }.

# What the page asks of the caller, and what else they can do.
works-title = Já funciona aí?
works-yes = Sim, voltou a funcionar
works-not-yet = Ainda não
again-aside-question = Ainda precisa de nós?
again-aside-button = Chamar de novo
again-closed-question = Parou de novo?
again-closed-button = Parou de novo
again-hint = Chamamos alguém na hora, com tudo o que foi escrito.
call-us = Ligue para nós
call-us-too = Também pode ligar para nós.
reach-title = Como entramos em contato se esta página cair?
reach-number = Número de telefone
reach-company = Empresa e local (não é obrigatório)
reach-keep = Guardar
reach-summary = Quem pede ajuda, e como entramos em contato
retract-button = Apertei por engano
first-aid-title = O que fazer enquanto isso
first-aid-more = O resto está na página seguinte, assim que apertar o botão.
earlier-section = Continua em outra página
earlier-hint = Na próxima página estamos nós e tudo o que foi dito desde então.
earlier-button = Continuar lá
before-hint = A sua conversa estava cheia, por isso continua aqui.
before-link = Ler o que foi dito antes

# The conversation.
talk-title = Conversa
talk-log = Mensagens
talk-you = Você
talk-your-side = Do seu lado
talk-engineer = Uma pessoa de plantão
talk-hidden = { $count ->
    [one] A primeira mensagem está guardada, mas não aparece aqui.
   *[other] As primeiras { $count } mensagens estão guardadas, mas não aparecem aqui.
}
talk-write-label = Mensagem
talk-write-here = Escreva aqui …
talk-send = Enviar
talk-write-button = Escrever para nós
talk-renews = { $seconds ->
    [one] Esta página se renova a cada segundo. A página para escrever fica parada.
   *[other] Esta página se renova a cada { $seconds } segundos. A página para escrever fica parada.
}
talk-back = Voltar à página que se renova
mark-seen = lida
mark-arrived = recebida
mark-stored = guardada
mark-sending = enviando …
mark-trying = ainda não enviada, nova tentativa
mark-refused = Não foi possível guardar.
mark-again = Tentar de novo
mark-edit = Alterar

# Mayday’s own lines in the conversation.
said-received = Pedido recebido. Chamamos a pessoa de plantão.
said-accepted = { $name } assumiu.
said-widened = Ninguém respondeu ainda. Chamamos toda a equipe.
said-alarm = Ainda não conseguimos contato com ninguém. O nosso último alarme toca, e continuamos chamando todos.
said-lapsed = { $name } não deu mais sinal. Chamamos também outras pessoas.
said-quiet = Não há mais sinal. Chamamos de novo.
said-update-missed = As notícias prometidas não vieram a tempo. Damos notícias até { $time }.
said-updated = Há notícias. Estão em “O que sabemos”.
said-agreed-time = { $name } combinou consigo: as próximas notícias chegam até { $time }. Se não lhe convier, escreva-nos.
said-put-right = Uma notícia foi corrigida. Está em “O que sabemos”, com o que dizia antes.
said-asked = { $name } pergunta: já voltou a funcionar aí?
said-not-yet = A sua resposta: ainda não. O trabalho continua.
said-broken-again = A sua resposta: parou de novo. Chamamos alguém na hora.
said-taken-up = O pedido foi retomado.
said-aside-fixed = { $name } deixou este pedido de lado: acreditamos que voltou a funcionar. Com uma palavra sua chamamos de novo.
said-aside-unreachable = { $name } deixou este pedido de lado: não conseguimos contato. Com uma palavra sua chamamos de novo.
said-aside-mistake = { $name } deixou este pedido de lado: acreditamos que foi engano. Com uma palavra sua chamamos de novo.
said-aside-abuse = { $name } deixou este pedido de lado: acreditamos que ninguém precisa de ajuda aqui. Com uma palavra sua chamamos de novo.
said-closed-works = A sua resposta: voltou a funcionar. O pedido está encerrado.
said-closed-mistake = A sua resposta: foi engano. O pedido está encerrado.
said-closed-goes-on = Continua em uma nova conversa. Esta está encerrada.
said-follows = Aqui continua o seu pedido anterior.
said-goes-on = Esta conversa está cheia e continua em uma nova. Nada se perdeu, e não é preciso pedir ajuda outra vez.
said-cut-words = { $kept ->
    [one] O texto era longo demais: o primeiro caractere está guardado. Envie o resto como mensagem.
   *[other] O texto era longo demais: os primeiros { $kept } caracteres estão guardados. Envie o resto como mensagem.
}
said-cut-who = { $kept ->
    [one] O nome da empresa era longo demais: o primeiro caractere está guardado. Envie o resto como mensagem.
   *[other] O nome da empresa era longo demais: os primeiros { $kept } caracteres estão guardados. Envie o resto como mensagem.
}
said-cut-reach = { $kept ->
    [one] O número de contato era longo demais: o primeiro caractere está guardado. Envie o resto como mensagem.
   *[other] O número de contato era longo demais: os primeiros { $kept } caracteres estão guardados. Envie o resto como mensagem.
}

# What is known of the fault.
known-title = O que sabemos
known-wrong = O que não funciona
known-for-you = Para quem usa
known-meanwhile = O que fazer enquanto isso
known-next = O que fazemos a seguir
known-next-by = Próximas notícias até
known-in = (em { $span })
known-agreed = (como combinado consigo)
known-likely = Provavelmente
known-likely-exactly = { $high } min a partir de { $time }
known-likely-between = { $low } a { $high } min a partir de { $time }
known-odds = (foi assim em { $odds } de cada 10 casos parecidos; não é promessa)
known-depends = Depende disto: { $what }
known-longer = Demora mais do que pensávamos.
known-corrected = Corrigido às { $time }. Antes dizia:
known-nothing-waiting = Nada ainda. Quem responder escreve aqui, em { $span }.
known-nothing = Nada ainda. Escrevemos aqui assim que soubermos algo.
known-late = As notícias prometidas para { $time } não vieram. É falha nossa, e já estamos cobrando.
known-late-first = As primeiras notícias não vieram a tempo. É falha nossa, e já estamos cobrando.
known-works = Voltou a funcionar
known-close-hint = Só encerramos com a sua palavra, e não antes.

# What could not be done.
refused-empty = A mensagem estava vazia. Escreva algumas palavras.
refused-too-long = É longo demais para uma mensagem: cabem cerca de { $letters } letras. Por favor, envie em partes.
refused-line-too-long = É longo demais: em um campo cabem cerca de 400 letras. Por favor, encurte; o resto pode ir como mensagem.
refused-link = Este link não funciona aqui. Peça ajuda de novo: alguém é chamado na hora.
refused-elsewhere = Algo mudou entretanto. Veja como está agora.
refused-otherwise = Não foi possível. Nada do que foi escrito se perdeu. Por favor, tente de novo.
refused-not-stored = Não foi possível guardar agora, por isso ainda não está feito. Por favor, aperte de novo em alguns segundos. Também é possível escrever.

# What it keeps them from, asked once.
stops-title = O que é que isto o impede de fazer?
stops-hint = Nas suas palavras. Assim sabemos o que reparar primeiro.
stops-such-as = Por exemplo: em três lojas não podemos aceitar cartões.
stops-keep = Dizer-nos
