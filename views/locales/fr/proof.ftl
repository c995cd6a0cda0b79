# Those who take part beside the caller, and how one shows who one is.

people-somebody = Une personne de chez vous
said-invited = { $name } a reçu une invitation.
said-joins = { $name } participe maintenant.
said-removed = { $name } ne participe plus.
said-upgraded = { $name } vous donne désormais { $plan }. Cela ne vous coûte rien.
refused-too-many = Une conversation ne peut pas réunir plus de personnes. Retirez d’abord quelqu’un.
refused-too-many-sent = Nous ne pouvons pas envoyer plus d’invitations pour cet appel. Laissez l’adresse vide et transmettez le lien vous-même.
refused-bad-address = Ce n’est ni une adresse électronique ni un numéro de téléphone. Corrigez, ou laissez vide et transmettez le lien vous-même.
refused-national-number = Il manque l’indicatif du pays à ce numéro. Écrivez-le comme on le compose depuis l’étranger, par exemple +46 70 123 45 67.
refused-last-one = Personne d’autre ne participe ; ce lien reste donc valable, pour garder un chemin vers nous.
refused-too-often = Il y a eu trop d’essais. Dites-le-nous dans la conversation : nous pouvons vous rappeler à un numéro que nous avons déjà.
refused-nothing-typed = Le champ était vide. Écrivez une adresse électronique ou un numéro.
refused-expired = Il n’est plus possible d’y répondre.

# On the caller’s page.
people-withheld = Ceci s’affiche dès que vous avez montré qui vous êtes.
people-withheld-how = Comment faire
people-title = Qui participe à cette conversation
people-caller = La personne qui a appelé
people-colleague = Une personne de chez vous
people-you = (vous)
people-not-opened = n’a pas encore ouvert le lien
people-not-read = n’a pas encore lu
people-link = Son lien, à ne transmettre qu’à cette personne
people-vouch = Je réponds de cette personne
people-renew = Donner un nouveau lien
people-remove = Retirer
invite-summary = Inviter une personne de chez vous
invite-name = Son nom
invite-to = Adresse électronique ou numéro de mobile (pas nécessaire)
invite-hint = Cette personne reçoit son propre lien et lit tout ce qui est écrit ici. Dès que quelqu’un de chez nous a pris votre appel en charge, nous pouvons l’envoyer ; d’ici là, et sans adresse, vous le transmettez vous-même. Vous pouvez le reprendre à tout moment.
invite-button = Créer son lien
proof-done = Vous avez montré qui vous êtes. Merci.
proof-summary = Montrer qui vous êtes
proof-vouched = Une personne reconnue répond de vous ; vous lisez donc ce qu’elle lit.
proof-hint = Personne n’en a besoin pour être aidé. Ce qui ne concerne que votre entreprise n’est montré et fait qu’ensuite. Nous ne demandons jamais de mot de passe.
proof-address = Votre adresse électronique ou numéro au travail
proof-send = Envoyez-moi un code
proof-sent = Si nous connaissons ce contact, un code est en route. Il est valable 15 minutes.
proof-code = Le code, si vous en avez un
proof-check = Vérifier le code
proof-wrong-code = Ce code n’est pas le bon, ou il est trop ancien. Regardez encore une fois, ou demandez-en un nouveau.
