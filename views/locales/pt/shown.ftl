# Files in conversations, what is taken back, and how the help was.

# Choosing files beside the field for words.
attach-open = Foto ou ficheiro
attach-camera = Tirar uma foto
attach-files = Fotos ou ficheiros de registo
attach-private = Sem dados de doentes nem de cartões, por favor.
attach-limits = Até { $count } ficheiros, cada um com { $size } MB no máximo. O lugar onde foram tiradas é retirado das fotos.

# Files in the conversation.
attach-picture = Imagem: { $name }
attach-text = texto, { $size }
attach-unchecked = { $size }, não verificado: abra com cuidado
attach-beginning = Como começa
attach-erased = Aqui estava um ficheiro. Foi apagado.
size-bytes = { $count } bytes
size-kilobytes = { $count } kB
size-megabytes = { $whole },{ $tenths } MB

# While files are on their way, said by the page’s script; what stands in braces is put in by it.
upload-ready = Ficheiros escolhidos: { $count }. Prima Enviar.
upload-large = «{ $name }» tem mais de { $size } MB e não será guardado.
upload-many = Uma mensagem leva { $count } ficheiros. Envie os outros com a seguinte.
upload-sending = A enviar …
upload-progress = A enviar: { $percent } %
upload-lost = Não foi enviado: a ligação perdeu-se. Os ficheiros continuam escolhidos; prima Enviar outra vez.
upload-sent = Enviado.

# What became of files that were sent.
kept-words = As suas palavras estão guardadas.
kept-words-and-files = As suas palavras e os outros ficheiros estão guardados.
kept-files = Os outros ficheiros estão guardados.
kept-nothing = Nada foi guardado.
kept-not = «{ $name }» não foi guardado.
kept-rest = O que vinha a seguir não chegou inteiro. Envie outra vez.
why-too-large = Tem mais de { $size } MB. Envie uma parte.
why-too-many = Uma mensagem leva { $count } ficheiros. Envie-o com a seguinte.
why-full = Nesta conversa não cabem mais ficheiros. Escreva, por favor.
why-busy = Neste momento chegam demasiados ficheiros. Envie outra vez daqui a um minuto.
why-cut = Não chegou inteiro. Envie outra vez.
why-empty = Está vazio.
why-not-stored = Não foi possível guardá-lo agora. Tente mais tarde.
why-no-room = Agora não há espaço para ficheiros. Escreva, por favor.
why-off = Aqui não se podem guardar ficheiros. Escreva, por favor.
why-no-picture = Parece uma imagem, mas não se consegue ler como tal.
why-too-many-pixels = Esta imagem tem mais de { $millions } milhões de píxeis. Envie uma mais pequena ou uma captura de ecrã.
why-unreadable = Não se consegue ler.
why-one-caller = Os ficheiros vão para uma pessoa de cada vez.

# Taking a message or a file back.
redact-own = Retirar
redact-own-message = Retirar a mensagem { $number }
redact-own-file = Retirar { $name }
redacted-you = Retirado por si às { $time }.
redacted-caller = Retirado por quem ligou às { $time }.
redacted-person = Retirado por { $name } às { $time }.
redacted-operator = Retirado pelo operador às { $time }.
redact-undo = Anular ({ $seconds } s)
refused-redact-unknown = Essa mensagem ou esse ficheiro já não existe.
refused-redact-foreign = Só pode retirar o que escreveu ou enviou.
refused-redact-late = Já foi apagado e não pode voltar.

# One question when it works again.
feedback-title = Como foi a nossa ajuda?
feedback-hint = Um toque. Não tem de responder.
feedback-thanks = Obrigado. Ainda pode mudar.
feedback-words = Juntar umas palavras (não é necessário)
feedback-question = O que deveríamos ter feito?
feedback-order = Escreva primeiro e depois prima uma das respostas.
score-1 = Muito má
score-2 = Má
score-3 = Razoável
score-4 = Boa
score-5 = Muito boa
feedback-chosen = Escolheu: { $answer }. Prima outra vez para enviar.
farewell-subject = { $name }: como foi a nossa ajuda?
farewell-how = Voltou a funcionar. Escolha uma resposta; só é enviada quando a prime na página. Não tem de responder.
farewell-open = Ler a conversa
refused-not-over = Perguntamos isto quando volta a funcionar. Parece que ainda não é o caso.
refused-no-score = Escolha uma das { $count } respostas.

# First-aid cards.
card-tried = Tentei, não ajudou
card-tried-step = Passo { $number }: tentei, não ajudou
card-all-tried = Já tentou tudo isto. Quem o ajuda vê isso.
said-card = { $name } envia-lhe o que fazer: «{ $title }».
said-card-sent = { $name } enviou-lhe o que fazer.
refused-card = Isto acabou de mudar. Veja outra vez, por favor.
