# The caller’s emergency: where it stands, the conversation, and what is known.

# Where it stands, in the title of the page.
title-heard = Bien reçu
title-ringing = Nous appelons quelqu’un
title-unanswered = Personne n’a encore répondu
title-lapsed = Nous appelons aussi d’autres personnes
title-accepted = { $name } s’en occupe
title-asked = Est-ce que cela fonctionne chez vous ?
title-aside = Mis de côté
title-works = Cela fonctionne à nouveau
title-closed = Clôturé
title-goes-on = La suite est ailleurs

# Where it stands, in one large sentence.
state-heard = Nous avons bien reçu votre message.
state-searching = Bien reçu. Nous cherchons quelqu’un qui puisse répondre.
state-ringing-first = Bien reçu. Nous appelons la personne d’astreinte.
state-ringing-next = Bien reçu. Nous appelons la personne suivante.
state-ringing-many = { $people ->
    [one] Bien reçu. Nous appelons { $people } personne.
   *[other] Bien reçu. Nous appelons { $people } personnes.
}
state-unanswered = Personne n’a encore répondu. Nous appelons toute l’équipe, et nous continuons d’appeler.
state-alarm = Personne n’a encore répondu. Notre dernière alarme sonne.
state-lapsed = { $name } a pris votre appel en charge, mais ne donne plus de nouvelles. Nous appelons aussi d’autres personnes.
state-accepted = { $name } s’en occupe.
state-asked = Chez nous, cela fonctionne à nouveau. Et chez vous ?
state-aside-fixed = { $name } a mis cet appel de côté : nous pensons que cela fonctionne à nouveau.
state-aside-unreachable = { $name } a mis cet appel de côté : nous n’avons pas pu vous joindre.
state-aside-mistake = { $name } a mis cet appel de côté : nous pensons que c’était une erreur.
state-aside-abuse = { $name } a mis cet appel de côté : nous pensons que personne n’a besoin d’aide ici.
state-works = Vous avez dit que cela fonctionne à nouveau.
state-mistake = C’était une erreur. Ce n’est pas grave.
state-goes-on = Cette conversation est pleine. Elle continue dans une nouvelle.

# What happens next.
kept-here = Notre base de données est injoignable en ce moment. Ce que vous écrivez est gardé sur l’une de nos machines, et l’on appelle quelqu’un comme toujours.
asked-at = Vous avez appelé à { $time }
asked-since = { $clock } depuis votre appel
under-heard = Vous pouvez écrire ici à tout moment.
under-ringing-for = Nous appelons depuis { $span }.
under-alarm-stops = L’alarme s’arrête dès que quelqu’un répond.
under-asked = Essayez, et dites-le-nous ici. Nous clôturons quand vous le dites.
under-asked-rings = En attendant, nous appelons à nouveau.
under-aside = Écrivez un mot, et nous rappelons quelqu’un aussitôt.
under-goes-on = Rien de ce qui a été dit n’est perdu, et vous n’avez pas besoin de rappeler.
under-closed = Clôturé par vous à { $time }, { $span } après votre appel.
under-wrote-since-ringing = Vous avez écrit depuis, et nous appelons quelqu’un pour vous lire.
under-wrote-since-accepted = Vous avez écrit depuis, et { $name } s’en occupe.
accepted-after-asking = { $name } a pris votre appel en charge { $span } après votre demande.
accepted-after-ringing = { $name } a pris votre appel en charge { $span } après notre nouvel appel.
accepted-again = { $name } a repris votre appel.
accepted-seen = Vos mots ont été lus.
accepted-hear-by = Vous aurez de nos nouvelles avant { $time }.
rung-now = { $people ->
    [0] Personne n’est joignable pour l’instant ; nous continuons d’essayer tout le monde.
    [one] Nous appelons { $people } personne en ce moment.
   *[other] Nous appelons { $people } personnes en ce moment.
}
next-people = { $people ->
    [one] La personne suivante sera appelée dans { $within }.
   *[other] Les { $people } personnes suivantes seront appelées dans { $within }.
}
next-again = Nous appelons à nouveau dans { $within }.
next-team = Toute l’équipe sera appelée dans { $within }.
next-everyone = Dans { $within }, nous appelons tout le monde.
next-everyone-again = Dans { $within }, nous rappelons tout le monde.

# What the page asks of the caller, and what else they can do.
works-title = Est-ce que cela fonctionne chez vous ?
works-yes = Oui, cela fonctionne à nouveau
works-not-yet = Pas encore
again-aside-question = Avez-vous encore besoin de nous ?
again-aside-button = Appeler à nouveau
again-closed-question = Est-ce à nouveau en panne ?
again-closed-button = C’est à nouveau en panne
again-hint = Nous appelons quelqu’un aussitôt, avec tout ce que vous avez écrit.
call-us = Appelez-nous
call-us-too = Vous pouvez aussi nous appeler.
reach-title = Comment vous joindre si cette page ne répond plus ?
reach-number = Numéro de téléphone
reach-company = Entreprise et lieu (pas nécessaire)
reach-keep = Enregistrer
reach-summary = Qui vous êtes, et comment vous joindre
retract-button = J’ai appuyé par erreur
first-aid-title = Ce que vous pouvez faire en attendant
first-aid-more = La suite figure sur la page suivante, dès que vous aurez appuyé sur le bouton.
earlier-section = La suite est ailleurs
earlier-hint = Vous nous trouvez à la page suivante, avec ce qui a été dit depuis.
earlier-button = Continuer là-bas
before-hint = Votre conversation était pleine ; elle continue donc ici.
before-link = Lire ce qui a été dit avant

# The conversation.
talk-title = Conversation
talk-log = Messages
talk-you = Vous
talk-your-side = Votre côté
talk-engineer = Une personne d’astreinte
talk-hidden = { $count ->
    [one] Le premier message est conservé, mais n’est pas affiché ici.
   *[other] Les { $count } premiers messages sont conservés, mais ne sont pas affichés ici.
}
talk-write-label = Votre message
talk-write-here = Écrivez ici …
talk-send = Envoyer
talk-write-button = Nous écrire
talk-renews = { $seconds ->
    [one] Cette page se renouvelle chaque seconde. La page pour écrire reste fixe.
   *[other] Cette page se renouvelle toutes les { $seconds } secondes. La page pour écrire reste fixe.
}
talk-back = Retour à la page qui se renouvelle
mark-seen = lu
mark-arrived = arrivé
mark-stored = enregistré
mark-sending = envoi …
mark-trying = pas encore envoyé, nouvel essai
mark-refused = Ceci n’a pas pu être enregistré.
mark-again = Réessayer
mark-edit = Modifier

# Mayday’s own lines in the conversation.
said-received = Bien reçu. Nous appelons la personne d’astreinte.
said-accepted = { $name } a pris votre appel en charge.
said-widened = Personne n’a encore répondu. Nous appelons toute l’équipe.
said-alarm = Nous n’avons encore pu joindre personne. Notre dernière alarme sonne, et nous continuons d’appeler tout le monde.
said-lapsed = { $name } ne donne plus de nouvelles. Nous appelons aussi d’autres personnes.
said-quiet = Nous n’avons plus de nouvelles. Nous appelons à nouveau.
said-update-missed = Le point promis n’est pas venu à temps. Vous aurez de nos nouvelles avant { $time }.
said-updated = Il y a un nouveau point. Il se trouve sous « Ce que nous savons ».
said-agreed-time = { $name } en a convenu avec vous : le prochain point viendra avant { $time }. Si cela ne vous convient pas, écrivez-nous.
said-put-right = Un point a été corrigé. Il se trouve sous « Ce que nous savons », avec ce qui y était écrit avant.
said-asked = { $name } demande : est-ce que cela fonctionne à nouveau chez vous ?
said-not-yet = Vous avez dit : pas encore. Le travail continue.
said-broken-again = Vous avez dit que c’est à nouveau en panne. Nous appelons quelqu’un aussitôt.
said-taken-up = Nous avons repris votre appel.
said-aside-fixed = { $name } a mis cet appel de côté : nous pensons que cela fonctionne à nouveau. Un mot de vous, et nous rappelons quelqu’un.
said-aside-unreachable = { $name } a mis cet appel de côté : nous n’avons pas pu vous joindre. Un mot de vous, et nous rappelons quelqu’un.
said-aside-mistake = { $name } a mis cet appel de côté : nous pensons que c’était une erreur. Un mot de vous, et nous rappelons quelqu’un.
said-aside-abuse = { $name } a mis cet appel de côté : nous pensons que personne n’a besoin d’aide ici. Un mot de vous, et nous rappelons quelqu’un.
said-closed-works = Vous avez dit que cela fonctionne à nouveau. Votre appel est clôturé.
said-closed-mistake = Vous avez dit que c’était une erreur. Votre appel est clôturé.
said-closed-goes-on = La suite est dans une nouvelle conversation. Celle-ci est clôturée.
said-follows = Ceci est la suite de votre appel précédent.
said-goes-on = Cette conversation est pleine et continue dans une nouvelle. Rien n’est perdu, et vous n’avez pas besoin de rappeler.
said-cut-words = { $kept ->
    [one] Votre texte était trop long : le premier caractère est conservé. Envoyez la suite comme message.
   *[other] Votre texte était trop long : les { $kept } premiers caractères sont conservés. Envoyez la suite comme message.
}
said-cut-who = { $kept ->
    [one] Le nom de l’entreprise était trop long : le premier caractère est conservé. Envoyez la suite comme message.
   *[other] Le nom de l’entreprise était trop long : les { $kept } premiers caractères sont conservés. Envoyez la suite comme message.
}
said-cut-reach = { $kept ->
    [one] Le numéro où vous joindre était trop long : le premier caractère est conservé. Envoyez la suite comme message.
   *[other] Le numéro où vous joindre était trop long : les { $kept } premiers caractères sont conservés. Envoyez la suite comme message.
}

# What is known of the fault.
known-title = Ce que nous savons
known-wrong = Ce qui ne va pas
known-for-you = Pour vous
known-meanwhile = Ce que vous pouvez faire en attendant
known-next = Ce que nous faisons ensuite
known-next-by = Prochain point avant
known-in = (dans { $span })
known-agreed = (comme convenu avec vous)
known-likely = Durée probable
known-likely-exactly = { $high } min à partir de { $time }
known-likely-between = { $low } à { $high } min à partir de { $time }
known-odds = ({ $odds } cas semblables sur 10 ; ce n’est pas une promesse)
known-depends = Cela dépend de ceci : { $what }
known-longer = Cela dure plus longtemps que prévu.
known-corrected = Corrigé à { $time }. Auparavant, on lisait :
known-nothing-waiting = Rien pour l’instant. La personne qui répond l’écrit ici, en { $span }.
known-nothing = Rien pour l’instant. Nous l’écrivons ici dès que nous savons quelque chose.
known-late = Le point promis pour { $time } n’est pas venu. C’est notre faute, et nous le demandons.
known-late-first = Le premier point n’est pas venu à temps. C’est notre faute, et nous le demandons.
known-works = Cela fonctionne à nouveau
known-close-hint = Nous clôturons quand vous le dites, et pas avant.

# What could not be done.
refused-empty = Le message était vide. Écrivez quelques mots.
refused-too-long = C’est trop long pour un seul message, qui peut contenir environ { $letters } lettres. Veuillez l’envoyer en plusieurs parties.
refused-line-too-long = C’est trop long : un champ contient environ 400 lettres. Raccourcissez, et écrivez le reste comme message.
refused-link = Ce lien ne fonctionne pas ici. Demandez de l’aide à nouveau : quelqu’un est appelé aussitôt.
refused-elsewhere = La situation a changé entre-temps. Regardez où nous en sommes.
refused-otherwise = Cela n’a pas pu être fait. Rien de ce que vous avez écrit n’est perdu. Veuillez réessayer.
refused-not-stored = Ceci n’a pas pu être enregistré à l’instant ; ce n’est donc pas encore fait. Appuyez à nouveau dans quelques secondes. Vous pouvez aussi écrire.

# What it keeps them from, asked once.
stops-title = Qu’est-ce que cela vous empêche de faire ?
stops-hint = Avec vos propres mots. Nous saurons quoi réparer d’abord.
stops-such-as = Par exemple : trois magasins ne peuvent plus prendre la carte.
stops-keep = Nous le dire
