# Les rappels : ce qui est promis, ce qui en est advenu, et ce qui se dit au téléphone.

call-summary = Appelez-moi
call-stands = Un ingénieur vous appelle avant { $time }.
call-later = Pas avant { $time }.
call-number-shown = Au { $number }
call-picks-up = { $name } prend le téléphone pour vous appeler.
call-rings = { $name } est en ligne. Votre téléphone sonne.
call-talks = { $name } vous parle au téléphone.
call-given-up = Nous avons appelé plusieurs fois sans vous joindre. Redemandez un appel quand vous pourrez répondre.
call-others = L’un des vôtres est appelé avant { $time }.
call-number = Votre numéro de téléphone, avec l’indicatif du pays
call-when = Quand
call-now = Dès que possible
call-wait = Pas dans les { $span } qui viennent
call-hint = Un ingénieur appelle dans les { $span }. Nous ne demandons jamais de mot de passe ni de numéro de carte.
call-button = Appelez-moi
call-change = Changer le numéro ou l’heure
call-keep = Changer
call-cancel = Je n’ai plus besoin de l’appel
said-call-asked = Vous avez demandé un appel. Un ingénieur appelle avant { $time }.
said-call-changed = L’appel a été changé. Un ingénieur appelle avant { $time }.
said-call-cancelled = L’appel n’est plus nécessaire.
said-call-rings = { $name } est en ligne. Votre téléphone sonne.
said-call-talked = { $name } vous a parlé au téléphone.
said-call-talked-for = { $count ->
    [one] { $name } vous a parlé au téléphone pendant { $count } minute.
   *[other] { $name } vous a parlé au téléphone pendant { $count } minutes.
}
said-call-busy = { $name } vous a appelé : la ligne était occupée. Nous rappelons avant { $time }. Vous pouvez donner un autre numéro.
said-call-silent = { $name } vous a appelé, et personne n’a répondu. Nous rappelons avant { $time }. Vous pouvez donner un autre numéro.
said-call-mailbox = { $name } vous a appelé et a trouvé une messagerie. Nous rappelons avant { $time }. Vous pouvez donner un autre numéro.
said-call-failed = { $name } vous a appelé, et le numéro est injoignable. Est-il juste ? Nous rappelons avant { $time }.
said-call-given-up = { $name } a encore appelé sans vous joindre. Redemandez un appel quand vous pourrez répondre, ou écrivez ici.
said-call-ours = L’appel n’a pas abouti de notre côté. Un ingénieur vous appelle avant { $time }.
said-call-not-made = L’appel n’a pas eu lieu.
said-call-unknown = Nous ne savons pas si l’appel vous est parvenu. Sinon, un ingénieur appelle avant { $time }.
said-call-texted = { $name } vous a envoyé un SMS.
said-call-missed = Nous vous avions promis un appel et nous n’avons pas appelé. Nous en sommes désolés. D’autres sont appelés aussi ; un ingénieur vous appelle avant { $time }.
said-call-dropped = Personne ne vous appelle plus, car ceci a été mis de côté. Écrivez ici si vous avez encore besoin de nous.
refused-call-number = Ce n’est pas un numéro de téléphone. Écrivez-le avec + et l’indicatif du pays, comme +46 70 123 45 67.
refused-call-barred = Nous ne pouvons pas appeler ce numéro d’ici. Donnez-en un autre, ou écrivez ici.
refused-call-over = C’est terminé, donc personne n’est appelé. Écrivez ici si vous avez encore besoin de nous.
refused-call-often = Un appel a été demandé très souvent. Attendez un peu, ou écrivez ici.
refused-call-late = Un appel peut être demandé pour le jour qui vient, et pas plus tard.

# Au téléphone et par SMS.
spoken-call = Ici { $organisation }. { $name } vous appelle au sujet de votre urgence.
spoken-call-key = Ici { $organisation }. { $name } vous appelle au sujet de votre urgence. Appuyez sur 1 pour parler.
spoken-call-on-file = Ici la ligne d’urgence de { $organisation }. Quelqu’un demande de l’aide au nom de { $company }. Si c’est vous, appuyez sur 1. Sinon, appuyez sur 2.
spoken-call-not-you = Merci. Nous notons que ce n’est pas vous. Au revoir.
text-call = { $organisation } : { $name } a essayé de vous appeler. Écrivez-nous, ou demandez un autre appel : { $url }
