# A palavra a um cliente no dia seguinte.
follow-subject = { $organisation }: o que aconteceu e o que se segue
follow-hello = Bom dia,
follow-called = Chamou-nos em { $time }.
follow-had = { $name } tomou conta do caso { $span } depois.
follow-over = { $span } depois da sua chamada disse-nos que voltou a funcionar.
follow-unheard = Não voltámos a ter notícias suas e, { $span } depois da sua chamada, partimos do princípio de que voltou a funcionar.
follow-stopped = O que deixou de poder fazer, nas suas palavras:
follow-wrong = O que estava errado, tanto quanto sabemos:
follow-meant = O que significou para si:
follow-helped = O que ajudou entretanto:
follow-kept = { $count ->
    [one] A notícia que lhe prometemos chegou a tempo.
   *[other] As { $count } notícias que lhe prometemos chegaram a tempo.
}
follow-missed = { $count ->
    [one] Uma notícia que lhe prometemos chegou atrasada. Pedimos desculpa.
   *[other] { $count } notícias que lhe prometemos chegaram atrasadas. Pedimos desculpa.
}
follow-next = O que fazemos a seguir:
follow-ask = Ainda há algo que não está como devia? Escreva-nos ou prima o botão abaixo: responde uma pessoa.
follow-regards = Com os melhores cumprimentos
follow-open = Contactar-nos
