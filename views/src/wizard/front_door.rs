//! Step five: who is rung after whom when somebody presses the button, and what that means at
//! three in the morning.

use domain::paging::{Policy, Step as PolicyStep, Target};
use maud::{Markup, html};

use super::field::choice;
use super::{Sight, Step, night, standing};
use crate::board::names;
use crate::{Context, Returned};

/// Most steps that the form shows.
pub const ROWS: usize = 4;
/// Most at once in a step of the form.
const TOGETHER: usize = 2;
/// How long a step may wait, in words.
const DELAYS: [(u32, &str); 6] = [
    (15, "15 seconds, where a desk is staffed"),
    (30, "30 seconds"),
    (45, "45 seconds, where people sleep"),
    (60, "1 minute"),
    (120, "2 minutes"),
    (300, "5 minutes"),
];

/// The step.
#[must_use]
pub fn front_door(context: &Context<'_>, sight: &Sight<'_>) -> Markup {
    let key = context.state.organisation.settings.front_door.as_ref();
    let policy = key.and_then(|key| context.state.paging.policies.get(key));
    let content = html! {
        section.section aria-labelledby="order-title" {
            header { h2 id="order-title" { "Who is rung after whom" } }
            @if policy.is_some_and(|policy| is_richer(policy)) {
                p.notice {
                    "Your front door is richer than this form, so it stays as it is. "
                    a href={ (context.base) "/docs/organisation-file" } {
                        "The organisation file"
                    }
                    " changes it."
                }
            } @else {
                (form(context, sight.returned, policy.map(AsRef::as_ref)))
            }
        }
        @if let Some(policy) = policy { (night::section(context, policy)) }
    };
    super::document(context, sight, Step::FrontDoor, "Who is rung", &[], None, content)
}

fn is_richer(policy: &Policy) -> bool {
    let known = |step: &PolicyStep| DELAYS.iter().any(|(secs, _)| *secs == step.delay_secs);
    policy.steps.len() > ROWS
        || policy.steps.iter().any(|step| step.targets.len() > TOGETHER || !known(step))
}

fn form(context: &Context<'_>, returned: Option<&Returned>, policy: Option<&Policy>) -> Markup {
    let proposed = policy.map_or_else(|| proposal(context), |policy| policy.steps.clone());
    let rounds = policy.map_or(3, |policy| policy.rounds).to_string();
    let targets = targets(context);
    let rounds_of: Vec<(String, String)> =
        (1..=5).map(|count| (count.to_string(), count.to_string())).collect();
    let delays: Vec<(String, String)> =
        DELAYS.iter().map(|(secs, words)| (secs.to_string(), (*words).to_owned())).collect();
    html! {
        form.stack method="post" action={ (context.base) (Step::FrontDoor.path()) } {
            @for row in 0..ROWS {
                @let step = proposed.get(row);
                @let at = |which: usize| step.and_then(|step| step.targets.get(which));
                fieldset {
                    legend {
                        @if row == 0 { "At once" } @else { "Then, if nobody accepts" }
                    }
                    div.columns {
                        @for which in 0..TOGETHER {
                            @let name = format!("who-{row}-{which}");
                            @let label = if which == 0 { "Ring" } else { "and with them" };
                            (choice(returned, (&name, label), &value(at(which)), &targets))
                        }
                        @let name = format!("delay-{row}");
                        @let delay = step.map_or(45, |step| step.delay_secs).to_string();
                        (choice(returned, (&name, "and wait"), &delay, &delays))
                    }
                }
            }
            (choice(returned, ("rounds", "How often in turn, before everyone is rung"), &rounds,
                &rounds_of))
            div.row { button.button data-tone="ink" type="submit" { "Save and see the night" } }
            p.soft.small {
                "You need not name everyone: after the last round everyone who can respond is \
                 rung, again and again, with the last-resort alarm. That cannot be switched off."
            }
        }
        // The first field that was wrong may be any of them.
        @if let Some(problem) = returned.and_then(|known| known.problem.as_deref()) {
            p.wrong role="alert" { (problem) }
        }
    }
}

/// Whoever is on call first, and then everyone who leads.
fn proposal(context: &Context<'_>) -> Vec<PolicyStep> {
    let mut steps = Vec::new();
    if let Some((key, _)) = standing::first_schedule(context) {
        let targets = vec![Target::Schedule(key.as_str().into())];
        steps.push(PolicyStep { targets, delay_secs: 45 });
    }
    steps
}

fn value(target: Option<&Target>) -> String {
    match target {
        None => String::new(),
        Some(Target::Person(key)) => format!("person:{key}"),
        Some(Target::Schedule(key)) => format!("schedule:{key}"),
        Some(Target::Team(key)) => format!("team:{key}"),
    }
}

fn targets(context: &Context<'_>) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), "nobody".to_owned())];
    for (key, schedule) in context.state.oncall.schedules() {
        all.push((format!("schedule:{key}"), format!("whoever is on call: {}", schedule.name)));
    }
    for (key, team) in &context.state.access.teams {
        let name = if team.name.is_empty() { key.to_string() } else { team.name.to_string() };
        all.push((format!("team:{key}"), format!("everyone of the team {name}")));
    }
    for key in context.state.access.responders() {
        all.push((format!("person:{key}"), names::person(context, key).to_owned()));
    }
    all
}
