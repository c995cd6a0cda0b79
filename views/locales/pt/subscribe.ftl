# Subscritores das páginas de estado: inscrição, opções, saída e o que recebem.
told-subject = [{ $page }] { $heading }: { $phase }
told-digest-subject = [{ $page }] { $count ->
    [one] Uma atualização
   *[other] { $count } atualizações
}
told-replaces = Esta mensagem substitui uma anterior sobre o mesmo assunto, que ainda não lhe tinha sido enviada.
told-corrected = Corrigimos o que dissemos antes. Deveria dizer:
told-mistaken = foi um engano
told-mistaken-why = Informámos sobre isto, e foi um engano. Nada mais se seguirá. O motivo:
told-next = A próxima informação chega até { $time }.
told-notice = Aviso
told-notice-until = Está na página de estado até { $time }.
told-open = Ver na página de estado
told-why = Pediu para receber novidades de { $page }. Altere ou pare aqui:
told-code = { $code } é o seu código para as novidades de { $page }. Se não o pediu, não faça nada.
told-confirm-subject = Confirme: novidades de { $page }
told-confirm = Alguém, provavelmente você, quer receber neste endereço as novidades de { $page }. Abra o link e carregue no botão.
told-confirm-open = Confirmar
told-confirm-else = Se não foi você, não faça nada: não chegará mais nada.
told-known-subject = Já recebe novidades de { $page }
told-known = Este endereço já recebe as novidades de { $page }. No link pode alterá-las ou pará-las.
told-known-open = O que recebo
status-subscribe = Receber avisos de alterações
subscribe-title = Receber avisos quando algo mudar
subscribe-under = Escrevemos-lhe quando { $page } tiver novidades. Nada mais, e pode parar com um só clique.
subscribe-email = O seu endereço de e-mail
subscribe-phone = O seu número de telemóvel
subscribe-phone-hint = Com o indicativo do país, como +46 70 123 45 67. Enviamos um código.
subscribe-by-sms = Antes por SMS
subscribe-by-mail = Antes por e-mail
subscribe-about = Sobre o quê
subscribe-about-hint = Não assinale nada para receber tudo. O que faz parte vai incluído.
subscribe-parts = { $count ->
    [one] 1 parte, que vai incluída
   *[other] { $count } partes, que vão incluídas
}
subscribe-domain-hint = Use um endereço da sua casa. A qualquer outro nada chega.
subscribe-sites = Os seus locais
subscribe-sites-hint = Recebe notícia do que os serve. Tudo o que assinalar se soma.
subscribe-services = Ou por serviço
subscribe-services-hint = O que depende de um serviço vai incluído. Tudo o que assinalar se soma.
subscribe-grave = A partir de que gravidade
subscribe-grave-all = tudo, também a manutenção planeada e os avisos
subscribe-grave-some = o que falha para alguns ou está em baixo
subscribe-grave-down = só o que está em baixo
subscribe-when = Quando
subscribe-when-now = de imediato
subscribe-when-daily = uma vez por dia, às { $hour }
subscribe-quiet-from = O que só está lento espera desde as
subscribe-quiet-until = até às
subscribe-quiet-never = nunca
subscribe-zone = Fuso horário destas horas
subscribe-more = Mais opções
subscribe-language = Idioma das mensagens
subscribe-go = Avisar-me
subscribe-sent = Veja o seu correio
subscribe-sent-under = Se o endereço puder receber correio, vai a caminho uma mensagem com um link. Nada mais é enviado até a abrir e carregar no botão.
subscribe-code = Que código recebeu?
subscribe-code-under = Se o número puder receber SMS, vai a caminho um código de seis algarismos.
subscribe-code-label = Código
subscribe-code-wrong = Esse não é o código, ou é demasiado antigo. Veja de novo ou peça um novo.
subscribe-bad-address = Este endereço não leva a lado nenhum. Verifique-o.
subscribe-too-many = Há demasiadas inscrições neste momento. Tente daqui a uma hora.
subscribe-bad-choice = Alguma opção não é possível. Verifique as horas e o fuso horário.
subscribe-full = Há demasiadas inscrições neste momento. Se já subscreve, a sua ligação vai a caminho; se não, tente daqui a uma hora.
subscribe-too-many-named = Podem escolher-se no máximo { $most } componentes, e outros tantos serviços e locais. O que faz parte de um vem junto: escolha aquilo de que faz parte.
subscription-title = O que recebe
subscription-confirm = Escrevemos-lhe para aqui?
subscription-confirm-under = Carregue no botão e { $address } receberá as novidades de { $page }.
subscription-confirm-button = Sim, escreva-me
subscription-active = Escrevemos-lhe
subscription-active-under = { $address } recebe as novidades de { $page }.
subscription-paused = Não foi possível entregar nada
subscription-paused-under = Várias mensagens para { $address } foram devolvidas e parámos. Carregue no botão quando voltar a funcionar.
subscription-resume = Escreva-me de novo
subscription-save = Guardar
subscription-leave = Parar tudo
subscription-leave-title = Deixamos de lhe escrever?
subscription-leave-under = { $address } deixará de receber novidades de { $page }.
subscription-leave-button = Sim, parar
subscription-gone = Já não recebe nada
subscription-gone-under = Nada é enviado para este endereço. Pode inscrever-se de novo na página de estado.
subscription-stopped = Enviou STOP
subscription-stopped-under = Nada é enviado para { $address }. Envie START desse número e as notícias de { $page } voltam.
subscribe-none = Esta página não envia mensagens
subscribe-none-under = Daqui ainda nada pode ser enviado. Um leitor de feeds mostra-lhe tudo o que muda:
text-subscription-stop = Nada mais é enviado para este número. Responda START para voltar a receber notícias.
text-subscription-start = Volta a receber notícias neste número. Responda STOP para terminar.
told-colleague-why = Como colega, recebe as novidades dos incidentes de { $page }. Altere ou pare aqui:
told-colleague-open = Abrir no Mayday
told-colleague-about = { $severity ->
    [critical] Incidente { $number }, crítico
    [high] Incidente { $number }, alto
   *[low] Incidente { $number }, baixo
}
told-colleague-line = Só para colegas:
told-colleague-over = Acabou.
subscription-colleague-under = { $address } recebe o que se diz dos incidentes aos clientes de { $page }.
subscription-colleague-severity = De que incidentes
subscription-colleague-low = de todos os incidentes
subscription-colleague-high = dos altos e críticos
subscription-colleague-critical = só dos críticos
subscription-colleague-services = De que serviços
subscription-colleague-quiet = O que não é crítico espera a partir das
told-confirm-chat = Alguém, provavelmente de vocês, quer receber neste canal as novidades de { $page }. Abra o link e carregue no botão.
told-known-chat = Este canal já recebe as novidades de { $page }. Atrás do link pode mudar o que recebe ou parar.
subscribe-by-chat = Antes num canal de chat
subscribe-by-program = Antes para um programa
subscribe-chat-which = Em que chat
subscribe-chat-address = Endereço do webhook de entrada do canal
subscribe-chat-hint = Crie no seu chat um webhook de entrada para o canal e cole o endereço. É enviada para lá uma só mensagem com um link; nada mais até carregar no botão.
subscribe-program-which = Em que forma
subscribe-program-standard = webhook assinado (Standard Webhooks)
subscribe-program-statuspage = como o Statuspage envia
subscribe-program-address = Endereço para onde enviamos
subscribe-program-hint = Começa por https:// e é acessível a partir da Internet. É enviada para lá uma só mensagem assinada com um link; nada mais até carregar no botão.
subscribe-hook-bad = Não podemos enviar nada para este endereço. Escreva um que comece por https://, sem nome nem palavra-passe.
subscribe-hook-inside = Este endereço leva a uma rede privada, para onde nada é enviado. Escreva um que seja acessível a partir da Internet.
subscribe-hook-other = Isto não é um webhook de entrada do { $chat }. Copie o endereço que o { $chat } lhe mostra ao criar um.
subscribe-sent-chat = Veja o seu canal
subscribe-sent-chat-under = Se for possível enviar mensagens para lá, vai a caminho uma com um link. Nada mais é enviado até a abrir e carregar no botão.
subscribe-sent-program = Veja o que o seu programa recebeu
subscribe-sent-program-under = Se for acessível, vai a caminho uma mensagem do tipo status.confirm com um link. Nada mais é enviado até abrir o link e carregar no botão.
subscription-secret = Como saber que somos nós
subscription-secret-hint = Cada mensagem é assinada, segundo os Standard Webhooks, com este segredo. Guarde-o agora: aqui não volta a ser mostrado. Quem o tiver pode escrever em nosso nome: renove-o se outros o puderem conhecer. A partir daí tudo é assinado com o novo.
subscription-secret-hidden = Cada mensagem é assinada, segundo os Standard Webhooks, com um segredo. Não é mostrado aqui, porque a ligação para esta página está em cada mensagem. Crie um novo se o perdeu ou se outros o puderem conhecer: lê-o uma vez, e a partir daí tudo é assinado com ele.
subscription-secret-renew = Criar um novo segredo
subscription-unseen = { $count ->
    [one] Há mais uma coisa escolhida que agora não aparece aqui. Continua escolhida.
   *[other] Há mais { $count } coisas escolhidas que agora não aparecem aqui. Continuam escolhidas.
}
subscription-unseen-own = { $count ->
    [one] Há mais uma coisa escolhida que só você pode ler, por isso não é nomeada aqui. Continua escolhida. Para escolher de novo, pare tudo e inscreva-se junto à sua página.
   *[other] Há mais { $count } coisas escolhidas que só você pode ler, por isso não são nomeadas aqui. Continuam escolhidas. Para escolher de novo, pare tudo e inscreva-se junto à sua página.
}
