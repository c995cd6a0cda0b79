//! "Call me": the number, the time, and what is promised and done about it.

use std::time::Duration;

use domain::callbacks::{Callback, Heard, Standing, Step, promised_within};
use domain::emergencies::Emergency;
use domain::words::{ParticipantId, Severity, e164};
use maud::{Markup, html};

use crate::wording::name_for_caller;
use crate::{Context, Returned, plain, say, shell, times};

/// How many minutes a caller may put a call off by, in one tap.
const WAITS_MINS: [u64; 4] = [15, 30, 60, 120];

/// Everything about calls, for one participant; an empty element when nobody would call.
pub(super) fn section(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let live = context.state.emergencies.get(emergency.id).is_some();
    let live = live && emergency.standing.is_live();
    let here = emergency.participants.contains(&participant);
    let desk = context.state.callbacks.desk(emergency.id);
    let own = desk.and_then(|desk| desk.of(participant));
    let others = desk.into_iter().flat_map(domain::callbacks::Desk::open);
    let others = others.filter(|known| known.participant != participant);
    html! {
        div.stack.call id="call" {
            @if live && here {
                @match own {
                    Some(known) if known.is_open() => { (promised(context, known, path, returned)) }
                    own => {
                        @if own.is_some_and(|known| known.standing == Standing::GivenUp) {
                            p.notice role="note" { (say!(context, "call-given-up")) }
                        }
                        (ask(context, emergency, participant, path, returned))
                    }
                }
                @for other in others {
                    p.soft {
                        (say!(context, "call-others", time = times::time(context, other.by)))
                    }
                }
            }
        }
    }
}

/// What is promised, how far it has got, and the ways to change it.
fn promised(
    context: &Context<'_>,
    known: &Callback,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let number = html! { bdi dir="ltr" { (known.number.as_str()) } };
    let back = is_returned(returned);
    html! {
        section.promised.row aria-label=(plain!(context.reader.tongue, "call-summary")) {
            p.small role="status" { b { (course(context, known)) } }
            details.typing open[back] {
                summary { (say!(context, "call-change")) }
                div.stack {
                    p.soft {
                        (say!(context, "call-number-shown", number = number))
                        @if let Some(at) = known.not_before.filter(|at| *at > context.now) {
                            " · " (say!(context, "call-later", time = times::time(context, at)))
                        }
                    }
                    (form(context, known.number.as_str(), path, returned, Press::Change))
                    form method="post" action={ (path) "/call-back/removal" } {
                        button.button data-tone="plain" type="submit" {
                            (say!(context, "call-cancel"))
                        }
                    }
                }
            }
        }
    }
}

/// How far it has got, in one sentence.
fn course(context: &Context<'_>, known: &Callback) -> Markup {
    let Some(call) = known.live_call() else {
        return say!(context, "call-stands", time = times::time(context, known.by));
    };
    let name = name_for_caller(context, &call.person);
    match call.step {
        Step::Ringing | Step::Ended { .. } => say!(context, "call-picks-up", name = name),
        Step::Taken { .. } | Step::Heard { heard: Heard::Machine, .. } => {
            say!(context, "call-rings", name = name)
        }
        Step::Heard { .. } => say!(context, "call-talks", name = name),
    }
}

fn ask(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    // What the caller said of how to reach them is theirs to confirm.
    let said = emergency.reach.as_ref().filter(|_| participant == emergency.opener);
    let said = said.and_then(|reach| e164(reach.text.as_deref()?).ok()).unwrap_or_default();
    html! {
        details.typing id="call-me" open[is_returned(returned)] {
            summary { (say!(context, "call-summary")) }
            (form(context, &said, path, returned, Press::Ask(severity(context, emergency))))
        }
    }
}

fn severity(context: &Context<'_>, emergency: &Emergency) -> Severity {
    let incident = context.state.incidents.of_emergency(emergency.id);
    incident.map_or(Severity::Critical, |incident| incident.severity)
}

/// Whether it is this form that came back, with what was typed.
fn is_returned(returned: Option<&Returned>) -> bool {
    returned.is_some_and(|known| known.field.as_deref() == Some("number"))
}

/// What the form's button does.
enum Press {
    /// Asks for a call, which is promised by the severity.
    Ask(Severity),
    /// Changes what was asked for.
    Change,
}

fn form(
    context: &Context<'_>,
    known: &str,
    path: &str,
    returned: Option<&Returned>,
    press: Press,
) -> Markup {
    let typed = shell::typed(returned, "number");
    let number = if typed.is_empty() { known.to_owned() } else { typed };
    let chosen = shell::typed(returned, "wait");
    let tongue = context.reader.tongue;
    let span = |minutes: u64| times::span_in(tongue, Duration::from_secs(minutes * 60));
    html! {
        form.stack method="post" action={ (path) "/call-back" } data-keep {
            div.field {
                label for="call-number" { (say!(context, "call-number")) }
                input id="call-number" name="number" type="tel" autocomplete="tel" inputmode="tel"
                    dir="ltr" value=(number) data-draft
                    aria-invalid=[shell::invalid(returned, "number")];
            }
            div.field {
                label for="call-wait" { (say!(context, "call-when")) }
                select id="call-wait" name="wait" {
                    option value="0" { (say!(context, "call-now")) }
                    @for minutes in WAITS_MINS {
                        option value=(minutes) selected[chosen == minutes.to_string()] {
                            (plain!(tongue, "call-wait", span = span(minutes)))
                        }
                    }
                }
            }
            @match press {
                Press::Ask(severity) => {
                    @let within = times::span_in(tongue, promised_within(severity));
                    p.soft.small { (say!(context, "call-hint", span = within)) }
                    div { button.button type="submit" { (say!(context, "call-button")) } }
                }
                Press::Change => {
                    div { button.button type="submit" { (say!(context, "call-keep")) } }
                }
            }
        }
    }
}
