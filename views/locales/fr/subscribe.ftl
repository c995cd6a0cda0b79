# Abonnés des pages d’état : s’inscrire, choisir, arrêter, et ce qui leur est envoyé.
told-subject = [{ $page }] { $heading }: { $phase }
told-digest-subject = [{ $page }] { $count ->
    [one] Une information
   *[other] { $count } informations
}
told-replaces = Ce message remplace un message précédent sur le même sujet, qui ne vous avait pas encore été envoyé.
told-corrected = Nous corrigeons notre message précédent. Il fallait lire :
told-mistaken = c’était une erreur
told-mistaken-why = Nous vous en avons informé, et c’était une erreur. Rien d’autre ne suivra. La raison :
told-next = Prochaine information au plus tard à { $time }.
told-notice = Annonce
told-notice-until = Cette annonce figure sur la page d’état jusqu’au { $time }.
told-open = Voir sur la page d’état
told-why = Vous avez demandé à être informé de { $page }. Modifier ou arrêter :
told-code = { $code } est votre code pour les informations de { $page }. Si ce n’était pas vous, ne faites rien.
told-confirm-subject = À confirmer : informations de { $page }
told-confirm = Quelqu’un, sans doute vous, souhaite recevoir à cette adresse les informations de { $page }. Ouvrez le lien et appuyez sur le bouton.
told-confirm-open = Confirmer
told-confirm-else = Si ce n’était pas vous, ne faites rien : vous ne recevrez plus rien.
told-known-subject = Vous recevez déjà les informations de { $page }
told-known = Cette adresse reçoit déjà les informations de { $page }. Le lien permet de les modifier ou de les arrêter.
told-known-open = Ce que je reçois
status-subscribe = Être informé des changements
subscribe-title = Être informé des changements
subscribe-under = Nous vous écrivons quand { $page } a du nouveau. Rien d’autre, et un seul clic suffit pour arrêter.
subscribe-email = Votre adresse e-mail
subscribe-phone = Votre numéro de portable
subscribe-phone-hint = Avec l’indicatif du pays, comme +46 70 123 45 67. Nous y envoyons un code.
subscribe-by-sms = Plutôt par SMS
subscribe-by-mail = Plutôt par e-mail
subscribe-about = À propos de quoi
subscribe-about-hint = Ne cochez rien pour tout recevoir. Ce qui en fait partie est compris.
subscribe-parts = { $count ->
    [one] 1 élément, qui est compris
   *[other] { $count } éléments, qui sont compris
}
subscribe-domain-hint = Utilisez une adresse de votre établissement. À toute autre adresse, rien n’arrive.
subscribe-sites = Vos sites
subscribe-sites-hint = Vous êtes informé de ce qui les dessert. Tout ce que vous cochez s’additionne.
subscribe-services = Ou par service
subscribe-services-hint = Ce qui dépend d’un service est compris. Tout ce que vous cochez s’additionne.
subscribe-grave = À partir de quelle gravité
subscribe-grave-all = tout, y compris la maintenance prévue et les annonces
subscribe-grave-some = ce qui échoue pour certains ou est en panne
subscribe-grave-down = seulement ce qui est en panne
subscribe-when = Quand
subscribe-when-now = tout de suite
subscribe-when-daily = une fois par jour, à { $hour }
subscribe-quiet-from = Ce qui est seulement lent attend à partir de
subscribe-quiet-until = jusqu’à
subscribe-quiet-never = jamais
subscribe-zone = Fuseau horaire de ces heures
subscribe-more = Plus de choix
subscribe-language = Langue des messages
subscribe-go = M’informer
subscribe-sent = Consultez votre messagerie
subscribe-sent-under = Si l’adresse peut recevoir du courrier, un message avec un lien est en route. Rien d’autre n’est envoyé avant que vous ne l’ouvriez et appuyiez sur le bouton.
subscribe-code = Quel code avez-vous reçu ?
subscribe-code-under = Si le numéro peut recevoir des SMS, un code à six chiffres est en route.
subscribe-code-label = Votre code
subscribe-code-wrong = Ce n’est pas le code, ou il est trop ancien. Vérifiez ou demandez-en un nouveau.
subscribe-bad-address = Cette adresse ne mène nulle part. Vérifiez-la.
subscribe-too-many = Trop d’inscriptions en ce moment. Réessayez dans une heure.
subscribe-bad-choice = Un de ces choix n’est pas possible. Vérifiez les heures et le fuseau.
subscribe-full = Trop d’inscriptions en ce moment. Si vous êtes déjà inscrit, votre lien est en route ; sinon, réessayez dans une heure.
subscribe-too-many-named = On peut choisir au plus { $most } composants, et autant de services et de sites. Ce qui fait partie de l’un vient avec : choisissez ce dont il fait partie.
subscription-title = Ce dont vous êtes informé
subscription-confirm = Devons-nous vous écrire ici ?
subscription-confirm-under = Appuyez sur le bouton et { $address } recevra les informations de { $page }.
subscription-confirm-button = Oui, écrivez-moi
subscription-active = Nous vous écrivons
subscription-active-under = { $address } reçoit les informations de { $page }.
subscription-paused = Rien n’a pu être remis
subscription-paused-under = Plusieurs messages à { $address } sont revenus ; nous avons arrêté. Appuyez sur le bouton quand cela fonctionne à nouveau.
subscription-resume = Écrivez-moi à nouveau
subscription-save = Enregistrer
subscription-leave = Tout arrêter
subscription-leave-title = Devons-nous arrêter de vous écrire ?
subscription-leave-under = { $address } ne recevra plus rien de { $page }.
subscription-leave-button = Oui, arrêter
subscription-gone = Vous ne recevrez plus rien
subscription-gone-under = Plus rien n’est envoyé à cette adresse. Vous pouvez vous réinscrire sur la page d’état.
subscription-stopped = Vous avez envoyé STOP
subscription-stopped-under = Rien n’est envoyé au { $address }. Envoyez START depuis ce numéro, et les nouvelles de { $page } reviendront.
subscribe-none = Cette page n’envoie pas de messages
subscribe-none-under = Rien ne peut encore être envoyé d’ici. Un lecteur de flux vous montre tout ce qui change :
text-subscription-stop = Plus rien n’est envoyé à ce numéro. Répondez START pour recevoir à nouveau les nouvelles.
text-subscription-start = Vous recevez à nouveau les nouvelles à ce numéro. Répondez STOP pour arrêter.
told-colleague-why = En tant que collègue, vous êtes informé des incidents de { $page }. Modifier ou arrêter :
told-colleague-open = Ouvrir dans Mayday
told-colleague-about = { $severity ->
    [critical] Incident { $number }, critique
    [high] Incident { $number }, élevé
   *[low] Incident { $number }, faible
}
told-colleague-line = Réservé aux collègues :
told-colleague-over = C’est terminé.
subscription-colleague-under = { $address } reçoit ce que les clients de { $page } apprennent des incidents.
subscription-colleague-severity = Pour quels incidents
subscription-colleague-low = pour tous les incidents
subscription-colleague-high = les incidents élevés et critiques
subscription-colleague-critical = seulement les incidents critiques
subscription-colleague-services = Pour quels services
subscription-colleague-quiet = Ce qui n’est pas critique attend à partir de
told-confirm-chat = Quelqu’un, sans doute l’un de vous, souhaite recevoir dans ce canal les informations de { $page }. Ouvrez le lien et appuyez sur le bouton.
told-known-chat = Ce canal reçoit déjà les informations de { $page }. Derrière le lien, vous pouvez changer ce qu’il reçoit ou tout arrêter.
subscribe-by-chat = Plutôt dans un canal de messagerie
subscribe-by-program = Plutôt pour un programme
subscribe-chat-which = Dans quelle messagerie
subscribe-chat-address = Adresse du webhook entrant du canal
subscribe-chat-hint = Créez un webhook entrant pour le canal dans votre messagerie et collez son adresse. Un seul message avec un lien y est envoyé ; rien d’autre avant que vous n’appuyiez sur le bouton.
subscribe-program-which = Sous quelle forme
subscribe-program-standard = webhook signé (Standard Webhooks)
subscribe-program-statuspage = comme Statuspage l’envoie
subscribe-program-address = Adresse à laquelle nous envoyons
subscribe-program-hint = Elle commence par https:// et est accessible depuis Internet. Un seul message signé avec un lien y est envoyé ; rien d’autre avant que vous n’appuyiez sur le bouton.
subscribe-hook-bad = Nous ne pouvons rien envoyer à cette adresse. Écrivez-en une qui commence par https://, sans nom ni mot de passe.
subscribe-hook-inside = Cette adresse mène à un réseau privé, où rien n’est envoyé. Écrivez-en une qui est accessible depuis Internet.
subscribe-hook-other = Ce n’est pas un webhook entrant de { $chat }. Copiez l’adresse que { $chat } vous montre quand vous en créez un.
subscribe-sent-chat = Regardez dans votre canal
subscribe-sent-chat-under = Si l’on peut y envoyer des messages, un message avec un lien est en route. Rien d’autre n’est envoyé avant que vous ne l’ouvriez et appuyiez sur le bouton.
subscribe-sent-program = Regardez ce que votre programme a reçu
subscribe-sent-program-under = S’il est joignable, un message de type status.confirm avec un lien est en route. Rien d’autre n’est envoyé avant que vous n’ouvriez le lien et appuyiez sur le bouton.
subscription-secret = Comment savoir que c’est nous
subscription-secret-hint = Chaque message est signé, selon les Standard Webhooks, avec ce secret. Conservez-le maintenant : il n’est plus montré ici ensuite. Qui le possède peut écrire en notre nom : renouvelez-le si d’autres peuvent le connaître. Dès lors, tout est signé avec le nouveau.
subscription-secret-hidden = Chaque message est signé, selon les Standard Webhooks, avec un secret. Il n’est pas montré ici, car le lien vers cette page figure dans chaque message. Créez-en un nouveau s’il est perdu ou si d’autres peuvent le connaître : vous le lisez une fois, et dès lors tout est signé avec lui.
subscription-secret-renew = Créer un nouveau secret
subscription-unseen = { $count ->
    [one] Un autre choix n’est pas affiché ici pour le moment. Il est conservé.
   *[other] { $count } autres choix ne sont pas affichés ici pour le moment. Ils sont conservés.
}
subscription-unseen-own = { $count ->
    [one] Un autre choix ne peut être lu que par vous, son nom n’est donc pas affiché ici. Il est conservé. Pour choisir à nouveau, arrêtez tout et inscrivez-vous à côté de votre page.
   *[other] { $count } autres choix ne peuvent être lus que par vous, leurs noms ne sont donc pas affichés ici. Ils sont conservés. Pour choisir à nouveau, arrêtez tout et inscrivez-vous à côté de votre page.
}
