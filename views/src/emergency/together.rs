//! Many callers, one fault, as each of them sees it: the truth of the group, "mine is different",
//! and "someone is in danger", which nothing hides.

use domain::crowd::Crowd;
use domain::emergencies::{Emergency, Standing};
use domain::words::PersonKey;
use maud::{Markup, html};

use crate::wording::name_for_caller;
use crate::{Context, shell, times};

/// What this caller shares with others, and what to do first when someone is in danger; an empty
/// element when there is nothing of the kind.
pub(super) fn section(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let live = emergency.standing.is_live();
    let danger = emergency.danger.filter(|_| live);
    let crowd = crowd(context, emergency).filter(|_| live);
    html! {
        div.stack.together id="together" {
            @if let Some(since) = danger {
                section.answer.in-danger aria-labelledby="danger-title" {
                    h2 id="danger-title" { "Someone is in danger: call first" }
                    (call_first(context))
                    p {
                        "You told us at " (times::time(context, since))
                        ". We rang everyone we have. We are no ambulance and no fire brigade."
                    }
                }
            }
            @if let Some((holder, crowd)) = &crowd { (shared(context, *holder, crowd, path)) }
        }
    }
}

/// The others of the same fault, if there are any.
fn crowd<'a>(
    context: &Context<'a>,
    emergency: &Emergency,
) -> Option<(Option<&'a PersonKey>, Crowd)> {
    let incident = context.state.incidents.of_emergency(emergency.id)?;
    // Who calls alone is the rule; only a look at the list then.
    if incident.emergencies.len() < 2 {
        return None;
    }
    let holder = context.state.paging.get(incident.id).and_then(|known| known.accepted_by());
    let crowd = context.state.crowd(incident.id, context.now);
    crowd.is_shared().then_some((holder, crowd))
}

fn shared(context: &Context<'_>, holder: Option<&PersonKey>, crowd: &Crowd, path: &str) -> Markup {
    html! {
        section.answer.shared aria-label="Others have this too" {
            p { (truth(context, holder, crowd)) }
            p.soft.small {
                "It is one fault, and we work on it for all of you. What you write here, only we "
                "read."
            }
            form method="post" action={ (path) "/different" } {
                button.button type="submit" { "Mine is different" }
            }
        }
    }
}

/// Who leads, how many answer, and how many have it; never who the others are.
fn truth(context: &Context<'_>, holder: Option<&PersonKey>, crowd: &Crowd) -> Markup {
    html! {
        @if let Some(holder) = holder {
            bdi { (name_for_caller(context, holder)) } " leads"
            @match crowd.answering.len() {
                0 | 1 => { ". " }
                many => { ", " (many) " people are answering. " }
            }
        }
        @match (crowd.told(), crowd.more) {
            (Some(count), false) => { b { (count) " have called about this." } }
            (Some(count), true) => { b { "More than " (count) " have called about this." } }
            (None, _) => { b { "Others have this too." } }
        }
    }
}

/// What is always there, and never in the way.
pub(super) fn danger(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let again = emergency.danger.is_some() && emergency.standing != Standing::Open;
    html! {
        details.danger-call id="danger" {
            summary { "Someone is in danger" }
            div.stack {
                p { "Call first:" }
                (call_first(context))
                form method="post" action={ (path) "/danger" } {
                    button.button data-tone="signal" data-size="large" data-wide type="submit" {
                        @if again { "Then ring everyone again" } @else { "Then ring everyone here" }
                    }
                }
                p.soft.small {
                    "It rings every person we have, at once. Press it only for danger to life or "
                    "health."
                }
            }
        }
    }
}

/// The local emergency number, large enough to press with a trembling hand.
fn call_first(context: &Context<'_>) -> Markup {
    html! { p.call-first { (shell::danger_numbers(context)) } }
}
