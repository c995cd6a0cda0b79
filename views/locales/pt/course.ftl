# What the work on it comes to, as lines in the conversation.

said-handed-over = { $name } está cuidando disso agora, depois de { $from }.
said-came = { $name } veio ajudar.
waits-customer = { $name } espera notícias suas até { $time }. Então damos notícias. Uma palavra sua nos chama na hora.
waits-supplier = { $name } espera um fornecedor nosso até { $time }. Então damos notícias. Uma palavra sua nos chama na hora.
waits-watching = { $name } observa até { $time } se continua funcionando. Então damos notícias. Uma palavra sua nos chama na hora.
waits-agreed = { $name } espera até { $time }, como combinado. Então damos notícias. Uma palavra sua nos chama na hora.
state-waits-customer = { $name } espera notícias suas até { $time }.
state-waits-supplier = { $name } espera um fornecedor nosso até { $time }.
state-waits-watching = { $name } observa até { $time } se continua funcionando.
state-waits-agreed = { $name } espera até { $time }, como combinado.
under-waits = Uma palavra sua nos chama na hora.
rings-wait-over = A espera acabou. Chamamos de novo.
rings-wrote = Há palavras novas suas, por isso chamamos de novo na hora.
rings-raised = Ficou mais grave. Chamamos de novo.
rings-restarted = Chamamos de novo, desde o começo.
rings-rerouted = O pedido passa para quem mais entende do assunto. Chamamos essas pessoas agora.
