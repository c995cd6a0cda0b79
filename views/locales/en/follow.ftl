# The word to a customer the day after.
follow-subject = { $organisation }: what happened, and what follows
follow-hello = Hello,
follow-called = You called us on { $time }.
follow-had = { $name } had it { $span } later.
follow-over = You told us { $span } after your call that it works again.
follow-unheard = We heard nothing more from you, and { $span } after your call we took it that it works again.
follow-stopped = What it stopped you doing, in your words:
follow-wrong = What was wrong, as far as we know:
follow-meant = What it meant for you:
follow-helped = What helped meanwhile:
follow-kept = { $count ->
    [one] The update that we promised you came in time.
   *[other] The { $count } updates that we promised you came in time.
}
follow-missed = { $count ->
    [one] One update that we promised you came late. We are sorry.
   *[other] { $count } updates that we promised you came late. We are sorry.
}
follow-next = What we do next:
follow-ask = Is anything still not as it should be? Write to us, or press the button below: a person answers.
follow-regards = Kind regards
follow-open = Reach us
