# Many callers of one fault, and someone in danger.

accepted-before = { $name } já estava cuidando disso quando o pedido chegou.
danger-title = Alguém está em perigo: ligue primeiro
danger-told = Soubemos às { $time }. Chamamos todas as pessoas que temos. Não somos ambulância nem bombeiros.
danger-summary = Alguém está em perigo
danger-call = Ligue primeiro:
danger-button = Depois, chamar todos aqui
danger-again = Depois, chamar todos de novo
danger-hint = Chamamos na hora todas as pessoas que temos. Aperte só em caso de perigo para a vida ou a saúde.
shared-title = Outros têm o mesmo problema
shared-hint = É uma só falha, e trabalhamos nela para todos. O que for escrito aqui, só nós lemos.
shared-different = O meu caso é diferente
shared-leads = { $people ->
    [one] { $name } coordena.
   *[other] { $name } coordena, { $people } pessoas respondem.
}
shared-count = { $count ->
    [one] { $count } pedido por causa disto.
   *[other] { $count } pedidos por causa disto.
}
shared-more = { $count ->
    [one] Mais de { $count } pedido por causa disto.
   *[other] Mais de { $count } pedidos por causa disto.
}
shared-others = Outros têm o mesmo problema.
said-joined = Outros têm o mesmo problema. A partir de agora é tratado em conjunto; nada do que foi escrito se perdeu. Se o seu caso é outro, aperte “O meu caso é diferente”.
said-apart = O seu pedido volta a ser tratado em separado, diz { $name }.
said-different = A sua resposta: o caso é diferente. Ele agora está em separado, e chamamos alguém.
said-danger = Soubemos que alguém está em perigo. Chamamos todos. Em perigo de vida, ligue primeiro para { $numbers }.
