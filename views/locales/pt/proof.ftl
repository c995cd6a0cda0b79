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

# On the caller’s page.
people-withheld = Isto aparece depois de confirmar quem pede.
people-withheld-how = Como se faz
people-title = Quem participa desta conversa
people-caller = Quem pediu ajuda
people-colleague = Alguém da sua empresa
people-you = (você)
people-not-opened = ainda não abriu o link
people-not-read = ainda não leu
people-link = O link, para passar só a essa pessoa
people-vouch = Eu respondo por esta pessoa
people-renew = Dar um novo link
people-remove = Retirar
invite-summary = Convidar alguém da sua empresa
invite-name = Nome
invite-to = E-mail ou número de celular (não é obrigatório)
invite-hint = A pessoa recebe um link próprio e lê tudo o que é escrito aqui. Assim que alguém nosso assumir, podemos enviá-lo; até lá, e sem endereço, é preciso passá-lo adiante. É possível retirá-lo a qualquer momento.
invite-button = Criar o link
proof-done = Já sabemos quem pede. Obrigado.
proof-summary = Mostrar quem pede
proof-vouched = Uma pessoa confirmada responde por você, por isso o que ela lê também aparece aqui.
proof-hint = Ninguém precisa disto para receber ajuda. O que só diz respeito à sua empresa é mostrado e feito depois. Nunca pedimos senha.
proof-address = E-mail ou número no trabalho
proof-send = Enviar um código
proof-sent = Se este contato estiver nos nossos registros, um código está a caminho. Vale 15 minutos.
proof-code = O código, se houver
proof-check = Verificar o código
proof-wrong-code = Este código não está certo, ou é antigo demais. Veja mais uma vez, ou peça um novo.
