# The door: one field, one button, and a person is called.

door-title = Demander de l’aide
door-sentence = Dites-le-nous. Une personne vous répond.
door-not-set-up = Cette ligne n’est pas encore en service.
door-rings-nobody = Personne ne peut encore être appelé ici. Vos mots sont conservés, et une alarme sonne chez le fournisseur.
door-words = Que se passe-t-il ?
door-words-hint = Quelques mots suffisent. Vous pouvez laisser ce champ vide. Merci de n’écrire aucune donnée de patient ni de carte.
door-reach = Numéro où vous rappeler si la connexion est perdue
door-button = Appeler quelqu’un maintenant
door-company-summary = Votre entreprise (utile, mais pas nécessaire)
door-company = Entreprise et lieu
door-company-hint = Comme vous vous nommez vous-mêmes. Pas de numéro de contrat ni de client.
door-other-ways = Autres moyens de nous joindre
door-or-call = Ou appelez
door-hold = Pas d’inscription, pas de numéro de contrat. Quelqu’un est appelé tout de suite, jour et nuit.

# While the cry for help is on its way through a bad network.
door-calling = Nous appelons quelqu’un …
door-again = Nouvel essai …
door-trouble-later = Votre appel ne passe pas pour l’instant. Vos mots restent ici. Nous réessayons toutes les 3 secondes.
door-trouble-ringing = Nous appelons quelqu’un, mais vos mots ne sont pas encore enregistrés. Ils restent ici. Nous réessayons toutes les 3 secondes.
door-trouble-network = Pas de connexion. Vos mots restent ici. Nous réessayons toutes les 3 secondes.

# Nothing can be stored at this moment.
unstored-title = Pas encore enregistré
unstored-title-ringing = Nous appelons quelqu’un
unstored-sentence = Vos mots ne sont pas encore enregistrés. Veuillez les envoyer à nouveau.
unstored-sentence-ringing = Nous appelons quelqu’un. Vos mots ne sont pas encore enregistrés.
unstored-fault = Notre système d’enregistrement est en panne. Gardez cette page ouverte et envoyez à nouveau.
unstored-call = Appelez-nous
unstored-surest = Le plus sûr maintenant est d’appeler.
unstored-button = Envoyer à nouveau

# La feuille à afficher à côté de la machine.
sheet-title = Ligne d’urgence de { $organisation }
sheet-lead = Plus rien ne marche ? Appelez quelqu’un, jour et nuit.
sheet-camera = Visez ici avec l’appareil photo
sheet-or-open = ou ouvrez
sheet-or-call = ou appelez
sheet-open = Ouvrez l’adresse.
sheet-open-more = Sans connexion, sans numéro de contrat.
sheet-press = Appuyez sur « { $button } ».
sheet-press-more = Quelques mots aident ; aucun n’est nécessaire.
sheet-keep = Laissez la page ouverte.
sheet-keep-more = Elle dit qui s’en occupe et quand vous aurez des nouvelles.
sheet-works = Dites quand cela remarche.
sheet-works-more = Nous ne fermons rien sans vous.
sheet-meanwhile = Que faire en attendant
sheet-try = Pas de données de patients ou de cartes, s’il vous plaît. Essayez avant d’en avoir besoin, cela n’appelle personne : { $url }

# Very many call at once: one question before a person is rung.
flood-title = Une question d’abord
flood-sentence = Une question, puis nous appelons quelqu’un.
flood-why = De très nombreux appels arrivent en ce moment, et certains viennent de machines. Rien de ce que vous avez écrit n’est perdu : cela se trouve plus bas.
flood-again = Ce n’était pas cela. Essayez encore une fois, s’il vous plaît.
flood-question = Combien font { $first } et { $second } ?
flood-hint = Touchez le bon nombre. Quelqu’un est appelé aussitôt.
