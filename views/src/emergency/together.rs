//! Many callers, one fault, as each of them sees it: the truth of the group, "mine is different",
//! and "someone is in danger", which nothing hides.

use domain::crowd::Crowd;
use domain::emergencies::{Emergency, Standing};
use domain::words::PersonKey;
use maud::{Markup, html};

use crate::wording::name_for_caller;
use crate::{Context, plain, reader, say, times};

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
                    h2 id="danger-title" { (say!(context, "danger-title")) }
                    (call_first(context))
                    p {
                        (say!(context, "danger-told", time = times::time(context, since)))
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
        section.answer.shared aria-label=(plain!(context.reader.tongue, "shared-title")) {
            p { (truth(context, holder, crowd)) }
            p.soft.small {
                (say!(context, "shared-hint"))
            }
            form method="post" action={ (path) "/different" } {
                button.button type="submit" { (say!(context, "shared-different")) }
            }
        }
    }
}

/// Who leads, how many answer, and how many have it; never who the others are.
fn truth(context: &Context<'_>, holder: Option<&PersonKey>, crowd: &Crowd) -> Markup {
    html! {
        @if let Some(holder) = holder {
            (say!(
                context, "shared-leads",
                name = name_for_caller(context, holder), people = crowd.answering.len().max(1),
            ))
            " "
        }
        b {
            @match (crowd.told(), crowd.more) {
                (Some(count), false) => { (say!(context, "shared-count", count = count)) }
                (Some(count), true) => { (say!(context, "shared-more", count = count)) }
                (None, _) => { (say!(context, "shared-others")) }
            }
        }
    }
}

/// What is always there, and never in the way.
pub(super) fn danger(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let again = emergency.danger.is_some() && emergency.standing != Standing::Open;
    html! {
        details.danger-call id="danger" {
            summary { (say!(context, "danger-summary")) }
            div.stack {
                p { (say!(context, "danger-call")) }
                (call_first(context))
                form method="post" action={ (path) "/danger" } {
                    button.button data-tone="signal" data-size="large" data-wide type="submit" {
                        @if again { (say!(context, "danger-again")) }
                        @else { (say!(context, "danger-button")) }
                    }
                }
                p.soft.small {
                    (say!(context, "danger-hint"))
                }
            }
        }
    }
}

/// The local emergency number, large enough to press with a trembling hand.
fn call_first(context: &Context<'_>) -> Markup {
    html! { p.call-first { (reader::danger_numbers_to_call(context)) } }
}
