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
