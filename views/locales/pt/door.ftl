# The door: one field, one button, and a person is called.

door-title = Pedir ajuda
door-sentence = Conte o que se passa. Uma pessoa responde.
door-not-set-up = Esta linha ainda não está pronta.
door-rings-nobody = Aqui ainda não é possível chamar ninguém. O que for escrito fica guardado, e um alarme toca no fornecedor.
door-words = O que está acontecendo?
door-words-hint = Bastam poucas palavras. O campo pode ficar vazio. Por favor, não escreva dados de pacientes nem de cartões.
door-reach = Número para ligarmos se a conexão cair
door-button = Chamar alguém agora
door-company-summary = A sua empresa (ajuda, mas não é obrigatório)
door-company = Empresa e local
door-company-hint = Como a própria empresa se chama. Nenhum número de contrato ou de cliente.
door-other-ways = Outras formas de falar conosco
door-or-call = Ou ligue para
door-hold = Sem cadastro, sem número de contrato. Alguém é chamado na hora, de dia e de noite.

# While the cry for help is on its way through a bad network.
door-calling = Chamando alguém …
door-again = Nova tentativa …
door-trouble-later = O seu pedido não está passando neste momento. O que foi escrito continua aqui. Tentamos de novo a cada 3 segundos.
door-trouble-ringing = Estamos chamando alguém, mas o que foi escrito ainda não está guardado. Continua aqui. Tentamos de novo a cada 3 segundos.
door-trouble-network = Sem conexão. O que foi escrito continua aqui. Tentamos de novo a cada 3 segundos.

# Nothing can be stored at this moment.
unstored-title = Ainda não está guardado
unstored-title-ringing = Estamos chamando alguém
unstored-sentence = O que foi escrito ainda não está guardado. Por favor, envie de novo.
unstored-sentence-ringing = Estamos chamando alguém. O que foi escrito ainda não está guardado.
unstored-fault = O nosso sistema de registro está com uma falha. Deixe esta página aberta e envie de novo.
unstored-call = Ligue para nós
unstored-surest = O mais seguro agora é ligar.
unstored-button = Enviar de novo

# A folha para afixar junto à máquina.
sheet-title = Linha de emergência de { $organisation }
sheet-lead = Nada funciona? Chame uma pessoa, de dia e de noite.
sheet-camera = Aponte a câmara para aqui
sheet-or-open = ou abra
sheet-or-call = ou ligue para
sheet-open = Abra o endereço.
sheet-open-more = Sem iniciar sessão, sem número de contrato.
sheet-press = Pressione “{ $button }”.
sheet-press-more = Algumas palavras ajudam; nenhuma é precisa.
sheet-keep = Deixe a página aberta.
sheet-keep-more = Ela diz quem trata disto e quando terá notícias.
sheet-works = Diga quando voltar a funcionar.
sheet-works-more = Não fechamos nada sem você.
sheet-meanwhile = O que fazer entretanto
sheet-try = Por favor, sem dados de pacientes ou de cartões. Experimente antes de precisar, não chama ninguém: { $url }

# Very many call at once: one question before a person is rung.
flood-title = Antes, uma pergunta
flood-sentence = Uma pergunta, e chamamos uma pessoa.
flood-why = Neste momento chegam muitíssimas chamadas, e algumas são feitas por máquinas. Nada do que foi escrito se perdeu: está mais abaixo.
flood-again = Não era essa. Por favor, tente outra vez.
flood-question = Quanto é { $first } e { $second }?
flood-hint = Toque no número certo. Uma pessoa é chamada na hora.
