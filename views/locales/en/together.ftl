# Many callers of one fault, and someone in danger.

accepted-before = { $name } was at work on this already when you asked.
danger-title = Someone is in danger: call first
danger-told = You told us at { $time }. We rang everyone we have. We are no ambulance and no fire brigade.
danger-summary = Someone is in danger
danger-call = Call first:
danger-button = Then ring everyone here
danger-again = Then ring everyone again
danger-hint = It rings every person we have, at once. Press it only for danger to life or health.
shared-title = Others have this too
shared-hint = It is one fault, and we work on it for all of you. What you write here, only we read.
shared-different = Mine is different
shared-leads = { $people ->
    [one] { $name } leads.
   *[other] { $name } leads, { $people } people are answering.
}
shared-count = { $count ->
    [one] 1 has called about this.
   *[other] { $count } have called about this.
}
shared-more = { $count ->
    [one] More than 1 has called about this.
   *[other] More than { $count } have called about this.
}
shared-others = Others have this too.
said-joined = Others have the same trouble. From now on it is handled together; nothing you wrote is lost. If yours is another, press “Mine is different”.
said-apart = Yours is handled by itself again, says { $name }.
said-different = You said yours is different. It is on its own now, and we are ringing for it.
said-danger = You said someone is in danger. We are ringing everyone. In danger of life, call { $numbers } first.
