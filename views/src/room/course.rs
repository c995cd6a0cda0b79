//! The course of an incident: leave it alone for a while, ring anew, send it to others.

use domain::incidents::Incident;
use domain::paging::{Escalation, Standing, Wait};
use maud::{Markup, html};

use crate::board::names;
use crate::{Context, Returned, shell, times, wording};

/// For how long it can be left alone, in minutes.
const SNOOZE_MINS: [u64; 7] = [15, 30, 60, 120, 240, 480, 1_440];
/// What can be waited for, with its name in forms.
pub const WAITS: [(Wait, &str); 4] = [
    (Wait::Customer, "customer"),
    (Wait::Supplier, "supplier"),
    (Wait::Watching, "watching"),
    (Wait::Agreed, "agreed"),
];

/// What stands among the other deeds.
pub(super) fn deeds(
    context: &Context<'_>,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let escalation = context.state.paging.get(incident.id);
    html! {
        @if let Some(escalation) = escalation {
            div.stack {
                (snooze(context, incident, escalation, command, returned))
            }
            div.stack {
                (reroute(context, incident, command, returned))
                (restart(context, incident, escalation, command))
            }
        }
    }
}

fn snooze(
    context: &Context<'_>,
    incident: &Incident,
    escalation: &Escalation,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let room = names::room(context, incident);
    html! {
        @match &escalation.standing {
            Standing::Accepted { first_word_by: None, .. } => {
                form.stack method="post" action={ (room) "/snooze" } data-keep id="snooze" {
                    input type="hidden" name="command" value=(command);
                    div.columns.close {
                        div.field {
                            label for="wait" { "Leave it alone: waiting" }
                            select id="wait" name="wait" {
                                @for (wait, value) in WAITS {
                                    option value=(value) { (wording::wait(wait)) }
                                }
                            }
                        }
                        div.field {
                            label for="mins" { "for" }
                            select id="mins" name="mins" {
                                @for mins in SNOOZE_MINS {
                                    @let secs = mins * 60;
                                    @let span = std::time::Duration::from_secs(secs);
                                    option value=(mins) { (times::span_words(span)) }
                                }
                            }
                        }
                    }
                    div.field {
                        label for="because" { "because (only colleagues read this)" }
                        input id="because" name="because" autocomplete="off"
                            value=(shell::typed(returned, "because"))
                            aria-invalid=[shell::invalid(returned, "because")];
                    }
                    div.row { button.button type="submit" { "Snooze" } }
                    p.soft.small {
                        "They read until when, and for what you wait. The next update is \
                         promised for 15 minutes after it. Any word of theirs ends it at once; at \
                         the end it rings again."
                    }
                }
            }
            Standing::Accepted { .. } => {
                p.soft.small { "Once you have written to them, you can snooze it." }
            }
            Standing::Ringing { .. } | Standing::Stopped => {}
        }
    }
}

/// To whom it can go: each service, then each policy.
fn reroute(
    context: &Context<'_>,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let state = context.state;
    html! {
        form.deed method="post" action={ (names::room(context, incident)) "/reroute" } data-keep {
            input type="hidden" name="command" value=(command);
            div.field {
                label for="route" { "It belongs to others" }
                select id="route" name="route" aria-invalid=[shell::invalid(returned, "route")] {
                    option value="" { "Choose …" }
                    @if !state.incidents.services.is_empty() {
                        optgroup label="Service" {
                            @for (key, service) in &state.incidents.services {
                                option value={ "service/" (key) } { (service.name) }
                            }
                        }
                    }
                    optgroup label="Policy" {
                        @for (key, policy) in &state.paging.policies {
                            option value={ "policy/" (key) } { (policy.name) }
                        }
                    }
                }
            }
            button.button type="submit" { "Send it there" }
            p.soft.small {
                "Its people are rung at once, and the time that has run counts. Whoever has it \
                 leads until one of them accepts."
            }
        }
    }
}

fn restart(
    context: &Context<'_>,
    incident: &Incident,
    escalation: &Escalation,
    command: &str,
) -> Markup {
    let held = matches!(escalation.standing, Standing::Accepted { .. });
    html! {
        details id="restart" {
            summary data-key="r" {
                "Restart with the current policy " kbd aria-hidden="true" { "r" }
            }
            form method="post" action={ (names::room(context, incident)) "/restart" } {
                input type="hidden" name="command" value=(command);
                p.small {
                    "It rings from the first step, by the policy as it is now"
                    @if held { ", although somebody has it; they read that it rings again" }
                    "."
                }
                button.button data-tone="signal" type="submit" { "Yes, ring anew" }
            }
        }
    }
}
