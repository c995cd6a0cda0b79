# Files in conversations, what is taken back, and how the help was.

# Choosing files beside the field for words.
attach-open = Photo ou fichier
attach-camera = Prendre une photo
attach-files = Photos ou fichiers journaux
attach-private = Pas de données de patients ni de cartes, s’il vous plaît.
attach-limits = Jusqu’à { $count } fichiers de { $size } Mo au plus chacun. Le lieu de prise de vue est retiré des photos.

# Files in the conversation.
attach-picture = Image : { $name }
attach-text = texte, { $size }
attach-unchecked = { $size }, non vérifié : à ouvrir avec prudence
attach-beginning = Le début
attach-erased = Un fichier se trouvait ici. Il a été effacé.
size-bytes = { $count } octets
size-kilobytes = { $count } ko
size-megabytes = { $whole },{ $tenths } Mo

# While files are on their way, said by the page’s script; what stands in braces is put in by it.
upload-ready = Fichiers choisis : { $count }. Appuyez sur Envoyer.
upload-large = « { $name } » dépasse { $size } Mo et ne sera pas gardé.
upload-many = Un message prend { $count } fichiers. Envoyez les autres avec le suivant.
upload-sending = Envoi en cours …
upload-progress = Envoi : { $percent } %
upload-lost = Pas envoyé : la connexion a été perdue. Les fichiers sont toujours choisis ; appuyez encore sur Envoyer.
upload-sent = Envoyé.

# What became of files that were sent.
kept-words = Vos mots sont enregistrés.
kept-words-and-files = Vos mots et les autres fichiers sont enregistrés.
kept-files = Les autres fichiers sont enregistrés.
kept-nothing = Rien n’a été enregistré.
kept-not = « { $name } » n’a pas été gardé.
kept-rest = La suite n’est pas arrivée entière. Envoyez-la de nouveau.
why-too-large = Il dépasse { $size } Mo. Envoyez-en une partie.
why-too-many = Un message prend { $count } fichiers. Envoyez-le avec le suivant.
why-full = Cette conversation ne prend plus de fichiers. Écrivez, s’il vous plaît.
why-busy = Trop de fichiers arrivent en ce moment. Renvoyez-le dans une minute.
why-cut = Il n’est pas arrivé entier. Renvoyez-le.
why-empty = Il est vide.
why-not-stored = Il n’a pas pu être enregistré. Réessayez plus tard.
why-no-room = Il n’y a plus de place pour des fichiers en ce moment. Écrivez, s’il vous plaît.
why-off = Les fichiers ne peuvent pas être gardés ici. Écrivez, s’il vous plaît.
why-no-picture = Il ressemble à une image, mais ne se lit pas comme telle.
why-too-many-pixels = Cette image a plus de { $millions } millions de pixels. Envoyez-en une plus petite, ou une capture d’écran.
why-unreadable = Il ne peut pas être lu.
why-one-caller = Les fichiers vont à un seul appelant à la fois.

# Taking a message or a file back.
redact-own = Retirer
redact-own-message = Retirer le message { $number }
redact-own-file = Retirer { $name }
redacted-you = Retiré par vous à { $time }.
redacted-caller = Retiré par l’appelant à { $time }.
redacted-person = Retiré par { $name } à { $time }.
redacted-operator = Retiré par l’exploitant à { $time }.
redact-undo = Annuler ({ $seconds } s)
refused-redact-unknown = Ce message ou ce fichier n’existe plus.
refused-redact-foreign = Vous ne pouvez retirer que ce que vous avez écrit ou envoyé vous-même.
refused-redact-late = C’est déjà supprimé et ne peut pas revenir.

# One question when it works again.
feedback-title = Comment était notre aide ?
feedback-hint = Un seul geste. Vous n’êtes pas obligé de répondre.
feedback-thanks = Merci. Vous pouvez encore changer d’avis.
feedback-words = Ajouter quelques mots (facultatif)
feedback-question = Qu’aurions-nous dû faire ?
feedback-order = Écrivez d’abord, puis appuyez sur une des réponses.
score-1 = Très mauvaise
score-2 = Mauvaise
score-3 = Moyenne
score-4 = Bonne
score-5 = Très bonne
feedback-chosen = Vous avez choisi : { $answer }. Appuyez encore une fois pour l’envoyer.
farewell-subject = { $name } : comment était notre aide ?
farewell-how = Tout fonctionne de nouveau. Choisissez une réponse ; elle n’est envoyée que si vous appuyez dessus sur la page. Vous n’êtes pas obligé de répondre.
farewell-open = Lire la conversation
refused-not-over = Nous le demandons quand tout fonctionne de nouveau. Ce n’est apparemment pas encore le cas.
refused-no-score = Choisissez une des { $count } réponses.

# First-aid cards.
card-tried = Essayé, sans effet
card-tried-step = Étape { $number } : essayé, sans effet
card-all-tried = Vous avez tout essayé ici. La personne qui vous aide le voit.
said-card = { $name } vous envoie que faire : « { $title } ».
said-card-sent = { $name } vous a envoyé que faire.
refused-card = Cela vient de changer. Regardez de nouveau, s’il vous plaît.
