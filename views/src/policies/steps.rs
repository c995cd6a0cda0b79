//! The steps of a policy as sentences, each with who that would be at this moment.

use domain::paging::{Policy, Step, Target, WIDENED_DELAY};
use domain::words::PersonKey;
use maud::{Markup, html};

use crate::board::{names, reached};
use crate::{Context, schedules};

/// Whether no step would ring anyone at this moment.
pub(super) fn rings_nobody(context: &Context<'_>, policy: &Policy) -> bool {
    policy.steps.iter().all(|step| {
        !meant(context, step).iter().any(|person| reached::is_reachable(context, person))
    })
}

/// The whole escalation, one sentence for each step.
pub(super) fn list(context: &Context<'_>, policy: &Policy) -> Markup {
    let mut after = 0;
    let mut steps = Vec::new();
    for step in &policy.steps {
        steps.push((after, step));
        after += step.delay_secs;
    }
    let then = WIDENED_DELAY.as_secs();
    html! {
        ol.steps {
            @for (after, step) in &steps { (sentence(context, *after, step)) }
            li {
                span {
                    @if policy.rounds == 1 { b { "One round" } " (" (after) " s)" }
                    @else { b { (rounds(policy.rounds)) " rounds" } " of " (after) " s" }
                    ", then everyone this policy names, on call or not"
                }
            }
            li {
                span {
                    b { "After " (then) " s more" }
                    ": everyone who can respond, again and again, and the last-resort alarm"
                }
            }
        }
    }
}

fn sentence(context: &Context<'_>, after: u32, step: &Step) -> Markup {
    let targets = step.targets.iter().map(|target| words(context, target)).collect();
    let people = meant(context, step);
    let (can, cannot): (Vec<&PersonKey>, Vec<&PersonKey>) =
        people.iter().partition(|person| reached::is_reachable(context, person));
    html! {
        li {
            span {
                b { @if after == 0 { "At once" } @else { "After " (after) " s" } }
                ": " (names::list(targets))
            }
            span.soft.small {
                @if people.is_empty() {
                    "Now: nobody, so the next step follows at once."
                } @else {
                    @if !can.is_empty() { "Now: " (names::ended(&names::people(context, can))) }
                    @if !cannot.is_empty() {
                        " " (names::people(context, cannot))
                        " cannot be reached: no contact method."
                    }
                }
            }
        }
    }
}

/// Whom the step means at this moment, each once.
fn meant(context: &Context<'_>, step: &Step) -> Vec<PersonKey> {
    reached::of_step(context, step)
}

fn words(context: &Context<'_>, target: &Target) -> String {
    match target {
        Target::Person(person) => names::person(context, person).to_owned(),
        Target::Schedule(key) => {
            format!("whoever is on call in {}", schedules::name(context, key))
        }
        Target::Team(key) => {
            let team = context.state.access.teams.get(key);
            let name = team.map_or(key.as_str(), |team| &team.name);
            format!("everyone of the team {name}")
        }
    }
}

fn rounds(count: u8) -> String {
    match count {
        2 => "Two".to_owned(),
        3 => "Three".to_owned(),
        4 => "Four".to_owned(),
        5 => "Five".to_owned(),
        _ => count.to_string(),
    }
}
