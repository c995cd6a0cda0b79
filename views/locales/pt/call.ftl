# Chamadas: o que é prometido, como correu, e o que se diz ao telefone.

call-summary = Quero uma chamada
call-stands = Um engenheiro liga até às { $time }.
call-later = Não antes das { $time }.
call-number-shown = Para { $number }
call-picks-up = { $name } pega no telefone para lhe ligar.
call-rings = { $name } está na linha. O seu telefone toca agora.
call-talks = { $name } está ao telefone com você.
call-given-up = Ligamos várias vezes e não conseguimos falar com você. Peça outra chamada quando puder atender.
call-others = Ligamos a alguém da sua parte até às { $time }.
call-number = O seu número de telefone, com o indicativo do país
call-when = Quando
call-now = O mais depressa possível
call-wait = Não nos próximos { $span }
call-hint = Um engenheiro liga dentro de { $span }. Nunca pedimos uma senha nem um número de cartão.
call-button = Quero uma chamada
call-change = Mudar o número ou a hora
call-keep = Mudar
call-cancel = Já não preciso da chamada
said-call-asked = Pediu uma chamada. Um engenheiro liga até às { $time }.
said-call-changed = A chamada foi mudada. Um engenheiro liga até às { $time }.
said-call-cancelled = A chamada já não é precisa.
said-call-rings = { $name } está na linha. O seu telefone toca agora.
said-call-talked = { $name } falou com você ao telefone.
said-call-talked-for = { $count ->
    [one] { $name } falou com você ao telefone durante { $count } minuto.
   *[other] { $name } falou com você ao telefone durante { $count } minutos.
}
said-call-busy = { $name } ligou: a linha estava ocupada. Voltamos a ligar até às { $time }. Pode dar outro número.
said-call-silent = { $name } ligou e ninguém atendeu. Voltamos a ligar até às { $time }. Pode dar outro número.
said-call-mailbox = { $name } ligou e respondeu uma caixa postal. Voltamos a ligar até às { $time }. Pode dar outro número.
said-call-failed = { $name } ligou e o número não estava acessível. Está certo? Voltamos a ligar até às { $time }.
said-call-given-up = { $name } voltou a ligar e não conseguiu falar com você. Peça outra chamada quando puder atender, ou escreva aqui.
said-call-ours = A chamada não se fez do nosso lado. Um engenheiro liga até às { $time }.
said-call-not-made = A chamada não se fez.
said-call-unknown = Não sabemos se a chamada lhe chegou. Se não, um engenheiro liga até às { $time }.
said-call-texted = { $name } enviou-lhe um SMS.
said-call-missed = Prometemos uma chamada e não a fizemos. Pedimos desculpa. Agora chamamos também outros; um engenheiro liga até às { $time }.
said-call-dropped = Já ninguém lhe liga, porque isto foi posto de lado. Escreva aqui se ainda precisa de nós.
refused-call-number = Isto não é um número de telefone. Escreva-o com + e o indicativo do país, como +46 70 123 45 67.
refused-call-barred = Não podemos ligar para este número daqui. Dê outro, ou escreva aqui.
refused-call-over = Isto terminou, por isso ninguém liga. Escreva aqui se ainda precisa de nós.
refused-call-often = Foi pedida uma chamada muitas vezes. Espere um pouco, ou escreva aqui.
refused-call-late = Pode pedir uma chamada para o próximo dia, e não mais tarde.

# Ao telefone e por SMS.
spoken-call = Fala { $organisation }. { $name } liga-lhe por causa da sua emergência.
spoken-call-key = Fala { $organisation }. { $name } liga-lhe por causa da sua emergência. Pressione 1 para falar.
spoken-call-on-file = Esta é a linha de emergência de { $organisation }. Alguém pede ajuda em nome de { $company }. Se é você, pressione 1. Se não é, pressione 2.
spoken-call-not-you = Obrigado. Anotamos que não é você. Adeus.
text-call = { $organisation }: { $name } tentou ligar-lhe. Escreva-nos, ou peça outra chamada: { $url }
