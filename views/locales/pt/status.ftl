# Status pages, which everyone may read.
status-title = { $name } · Estado
status-help = Pedir ajuda agora
status-help-hint = O seu trabalho está parado? Uma pessoa responde, a qualquer hora.
status-overall-operational = Tudo funciona.
status-overall-suspected = Talvez algo esteja a falhar; ainda não o confirmámos.
status-overall-some-degraded = Uma parte está lenta ou só funciona por vezes.
status-overall-all-degraded = Tudo está lento ou só funciona por vezes.
status-overall-some-partial = Uma parte falha para alguns.
status-overall-partial = Uma parte não funciona.
status-overall-major = Nada funciona.
status-condition-operational = funciona
status-condition-degraded = lento ou instável
status-condition-partial = falha para alguns
status-condition-major = não funciona
status-components = Componentes
status-no-components = Ainda não há componentes nesta página.
status-now = Agora
status-phase-investigating = Procuramos a causa
status-phase-identified = Conhecemos a causa
status-phase-monitoring = Reparado; estamos a vigiar
status-phase-resolved = Terminado
status-since = desde { $time }
status-affected = Afeta
status-over-by-itself = Voltou a funcionar para quem nos chamou.
status-watched-by-itself = Quem nos chamou diz que voltou a funcionar. Estamos a acompanhar.
status-again-by-itself = Alguém que nos chamou diz que voltou a falhar.
last-word-known = Voltou a funcionar.
last-word-impact = Pode usar tudo como de costume.
last-word-again = Voltou a falhar.
last-word-again-impact = O que dissemos estar terminado não está: quem nos chamou tem o problema outra vez.
status-late = A mensagem prometida para { $time } não chegou. A culpa é nossa, e estamos a pedi-la.
status-moved = Às { $time } a hora da próxima mensagem foi alterada.
status-corrected = Corrigido em { $time }. Antes dizia:
status-corrected-why = Motivo
status-taken-back = Em { $time } foi retirado daqui algo que não devia cá estar.
status-was = antes
status-affected-none = Não se nomeava nenhum componente.
status-estimate-none = Não se dava nenhuma estimativa.
status-earlier = Mensagens anteriores ({ $count })
status-days = há { $count } dias
status-today = Hoje
status-uptime = { $percent } %
status-bar = Funcionou { $percent } % dos últimos { $days } dias.
status-bar-trouble = Funcionou { $percent } % dos últimos { $days } dias. Problemas em { $count } deles, o último em { $day }; no pior caso: { $worst }.
status-bar-day = { $day } { $month }: { $lost }
status-lost-down = em baixo { $span }
status-lost-some = com falhas para alguns { $span }
status-lost-both = em baixo { $down }, com falhas para alguns { $some }
status-past = Os últimos { $days } dias
status-past-none = Não aconteceu nada.
status-history = Tudo o que aconteceu antes
status-history-title = Histórico
status-back = Para o estado atual
status-own-page = Isto na sua própria página
status-lasted = durou { $span }
status-zone = As horas são as de { $zone }.
status-updated = Última alteração { $time }.
status-feed = Feed Atom
status-rss = Feed RSS
status-json = JSON
status-stale = Estado desta página: { $ago }. A ligação ao servidor foi cortada; o que aqui está pode estar desatualizado.
status-printed = Impressa { $time }, e de novo pelo menos a cada 15 minutos.
status-printed-once = Impressa { $time }. Quem colocou aqui esta cópia renova-a à mão.
status-languages = Línguas
status-seen = Vê-se falhar desde { $time }: { $by }.
status-seen-alerts = { $count ->
    [one] 1 alerta
   *[other] { $count } alertas
}
status-seen-programs = { $count ->
    [one] 1 programa
   *[other] { $count } programas
}
status-seen-callers = clientes que nos chamaram
status-seen-people = a nossa equipa técnica
status-seen-readers = { $count ->
    [one] 1 leitor
   *[other] { $count } leitores
}
status-lag = Dizemo-lo desde { $time }, { $span } depois.
status-failing-since = Falha desde { $time }.
status-seen-since = Vê-se falhar desde { $time }.
status-failing-unsaid = Não se dizia quando começou.
status-was-over = Tinha terminado: { $time }.
status-over-afterwards = Acabou.
status-written-afterwards = Escrito depois, { $time }.
status-mistake = De { $from } a { $until } esteve aqui algo que era um engano. Foi retirado.
status-suspected = Ainda não confirmado por nós.
status-belied = Às { $time } dissemos que já funciona.
status-fails = Comigo falha
status-fails-of = Comigo falha: { $name }
status-fails-title = Obrigado por nos dizer
status-fails-count = { $count ->
    [one] Uma pessoa disse-o na última hora.
   *[other] { $count } pessoas disseram-no na última hora.
}
status-fails-next = O seu trabalho parou? Uma pessoa responde agora, a qualquer hora.
status-promises = Promessas de uma próxima mensagem que cumprimos nos últimos 90 dias: { $kept } de { $all }.
status-estimates = Estimativas de quando volta a funcionar que se confirmaram nos últimos 90 dias: { $hits } de { $all }.
status-first-word = Tempo até à primeira palavra de uma pessoa nos últimos 90 dias: no máximo { $half } em metade das chamadas, no máximo { $nine } em nove de cada dez.
status-overall-maintenance = Está em curso uma manutenção prevista.
status-condition-maintenance = em manutenção
status-maintenance = Manutenção prevista
status-into-calendar = Adicionar ao seu calendário
status-calendar = Agenda
status-stage-scheduled = Prevista
status-stage-in-progress = A decorrer
status-stage-verifying = Feita; estamos a verificar
status-stage-overrun = Mais longa do que previsto
status-stage-completed = Acabada
status-stage-cancelled = Cancelada
status-overdue = Devia ter acabado { $time }. Ainda estamos a trabalhar.
status-said-changed = Foi marcada de novo.
status-said-reminder = Começa { $time }.
status-said-extended = Dura até { $time }.
status-said-begun = Começou.
status-said-verifying = O trabalho está feito; verificamos se tudo funciona.
status-said-overrun = Demora mais do que previsto.
status-said-completed = Acabou.
status-said-cancelled = Não se realiza.
status-announced = Anunciado até { $time }
status-months = Outros meses
status-history-more = E mais { $count }, que não cabem aqui.
status-failed = Algo falhou durante { $span }; a manutenção prevista não conta.
own-nothing = Não há nada aberto em seu nome.
own-more = E mais { $count }.
own-sites = Os seus locais: { $names }
own-sites-more = e mais { $count }
own-has-it = { $name } está a tratar disso.
own-ringing = Estamos a ligar ao engenheiro de serviço.
own-since = Pedido às { $time }.
reader-under = Esta página é só para alguns leitores. Escreva o seu endereço do trabalho: se ele puder ler a página, recebe um link seu.
reader-email = O seu e-mail do trabalho
reader-go = Enviar-me o link
reader-sent-under = Se este endereço puder ler a página, vai a caminho uma mensagem com o link. O link vale { $days } dias. Se nada chegar dentro de minutos, pergunte a quem lhe falou desta página.
reader-again = Escrever outro endereço

# What is said of a matter in hindsight.
review-title = Balanço
review-happened = O que aconteceu
review-cause = Porquê
review-change = O que mudamos
review-course = Começou em { $from } e terminou em { $until }, { $span } depois. O que dizíamos entretanto:
