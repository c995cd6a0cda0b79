# Une répétition : les mêmes pages, et personne n’est appelé.

rehearsal-title = Exercice
rehearsal-mark = Exercice : personne n’est appelé.
rehearsal-real-door = La vraie porte
rehearsal-real = C’est pour de vrai : appeler maintenant
rehearsal-explained = Ceci est un exercice. Personne n’a été appelé ; un faux ingénieur répond dans quelques secondes, pour que vous voyiez tout le déroulement.
rehearsal-invitation = Juste pour essayer ? Exercez-vous ici : personne n’est appelé.

# Ce que dit le faux ingénieur.
rehearsal-hello = Bonjour, je ne suis qu’un rôle : c’est un exercice, et personne n’a été appelé. Lors d’un vrai appel, quelqu’un lit ce que vous avez écrit et répond ici. Répondez quelque chose, comme vous le feriez.
rehearsal-thanks = Merci, c’est bien arrivé. Lors d’un vrai appel, nous y travaillerions maintenant ensemble. Vous allez recevoir un point de la situation, avec l’heure du suivant.
rehearsal-aside = Cela aussi est arrivé. Je ne suis qu’un rôle ; si c’est pour de vrai, appuyez en haut sur « C’est pour de vrai : appeler maintenant ».
rehearsal-known = Ceci est un exercice. Ici figure ce que nous savons.
rehearsal-impact = Ici figure ce que cela change pour vous.
rehearsal-workaround = Ici figure ce que vous pouvez faire entre-temps.
rehearsal-next = Ici figure ce que nous faisons ensuite.
