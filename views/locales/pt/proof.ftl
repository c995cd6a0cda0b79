# Those who take part beside the caller, and how one shows who one is.

people-somebody = Alguém do seu lado
said-invited = { $name } recebeu um convite.
said-joins = { $name } já participa.
said-removed = { $name } não participa mais.
said-upgraded = { $name } oferece { $plan } a partir de agora, sem nenhum custo.
refused-too-many = Não cabem mais pessoas em uma conversa. Primeiro, retire alguém.
refused-too-many-sent = Não podemos enviar mais convites para este pedido. Deixe o endereço vazio e passe o link adiante.
refused-bad-address = Isto não é um endereço de e-mail nem um número de telefone. Corrija, ou deixe vazio e passe o link adiante.
refused-national-number = Falta o código do país neste número. Escreva como se disca do exterior, por exemplo +46 70 123 45 67.
refused-last-one = Ninguém mais participa, por isso este link continua válido: é preciso um caminho até nós.
refused-too-often = Houve tentativas demais. Diga na conversa: podemos ligar para um número que já temos.
refused-nothing-typed = O campo estava vazio. Escreva um endereço de e-mail ou um número.
refused-expired = Já não é possível responder.
