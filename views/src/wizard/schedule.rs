//! Step four: who has it when, with the next two weeks drawn before anything is saved.

use domain::State;
use domain::oncall::{self, Schedule};
use domain::words::{PersonKey, ScheduleKey};
use maud::{Markup, html};

use super::field::{Field, choice, zones};
use super::{Sight, Step};
use crate::board::names;
use crate::{Context, Returned, schedules, shell};

/// A schedule that was typed and can be, but is not saved.
pub struct Planned {
    /// Under which key it would be.
    pub key: ScheduleKey,
    /// What it would be.
    pub schedule: Schedule,
}

/// The step. `known` is what is saved; `planned`, what is only looked at.
#[must_use]
pub fn schedule(
    context: &Context<'_>,
    sight: &Sight<'_>,
    known: Option<&Schedule>,
    today: &str,
    planned: Option<&Planned>,
) -> Markup {
    let richer = known.is_some_and(|known| {
        known.rotations.len() != 1 || known.rotations.iter().any(|one| !one.windows.is_empty())
    });
    let content = html! {
        section.section aria-labelledby="plan-title" {
            header { h2 id="plan-title" { "Who takes turns" } }
            @if richer {
                p.notice {
                    "Your schedule is richer than this form, so it stays as it is. "
                    a href={ (context.base) "/docs/organisation-file" } {
                        "The organisation file"
                    }
                    " changes it."
                }
            } @else {
                (form(context, sight.returned, known, today))
            }
        }
        @match planned {
            Some(planned) => { (preview(context, planned)) }
            None => { (drawn(context)) }
        }
    };
    super::document(context, sight, Step::Schedule, "Who has it when", &[], None, content)
}

fn form(
    context: &Context<'_>,
    returned: Option<&Returned>,
    known: Option<&Schedule>,
    today: &str,
) -> Markup {
    let rotation = known.and_then(|known| known.rotations.first());
    let cadence = rotation.map_or("weekly", |known| known.cadence.name());
    let hand_off = rotation.map_or_else(|| "09:00".to_owned(), |one| one.hand_off.to_string());
    let start = rotation.map_or_else(|| today.to_owned(), |known| known.start.to_string());
    let zone = known.map_or(&context.state.organisation.settings.zone, |known| &known.zone);
    let name = known.map_or("On call", |known| &known.name);
    let turns = [("weekly", "every week"), ("daily", "every day")];
    let turns = turns.map(|(value, words)| (value.to_owned(), words.to_owned()));
    html! {
        form.stack method="post" action={ (context.base) (Step::Schedule.path()) } {
            (Field::new("name", "What you call it").known(name).write(returned))
            fieldset.stack {
                legend { "In which order" }
                p.hint { "1 is first. Leave it empty for whoever takes no turn." }
                @for key in context.state.access.responders() {
                    @let place = place(returned, rotation.map(|known| &known.people[..]), key);
                    div.order {
                        input id={ "turn-" (key) } name={ "turn-" (key) } inputmode="numeric"
                            size="2" maxlength="3" value=(place) autocomplete="off";
                        label for={ "turn-" (key) } {
                            bdi { (names::person(context, key)) }
                            " " span.soft.small { (zone_of(context, key)) }
                        }
                    }
                }
            }
            div.columns {
                (choice(returned, ("cadence", "The turn passes on"), cadence, &turns))
                (Field::new("hand_off", "At this time").kind("time").known(&hand_off)
                    .write(returned))
                (Field::new("start", "First turn begins").kind("date").known(&start)
                    .write(returned))
                (Field::new("zone", "On the clocks of").known(zone).list("zones").write(returned))
            }
            (zones(context))
            div.row {
                button.button data-tone="ink" type="submit" { "Save and go on" }
                button.button type="submit" formmethod="get" name="look" value="1" {
                    "Look at it first"
                }
            }
        }
    }
}

fn zone_of<'a>(context: &'a Context<'_>, key: &PersonKey) -> &'a str {
    context.state.access.person(key).map_or("", |person| person.zone.as_str())
}

/// At which place somebody stands.
fn place(returned: Option<&Returned>, people: Option<&[PersonKey]>, key: &PersonKey) -> String {
    if returned.is_some() {
        return shell::typed(returned, &format!("turn-{key}"));
    }
    let at = people.and_then(|people| people.iter().position(|known| known == key));
    at.map(|at| (at + 1).to_string()).unwrap_or_default()
}

/// What it would be, drawn on a copy of the organisation that nobody keeps.
fn preview(context: &Context<'_>, planned: &Planned) -> Markup {
    let mut state: State = context.state.clone();
    let (key, schedule) = (planned.key.clone(), planned.schedule.clone());
    state.oncall.evolve(&oncall::Event::SchedulePut { key, schedule }, context.now);
    let then = Context { state: &state, ..*context };
    html! {
        p.notice role="status" {
            b { "Not saved yet." } " This is what the form above would mean."
        }
        (schedules::weeks(&then, &[&planned.key]))
    }
}

fn drawn(context: &Context<'_>) -> Markup {
    let keys: Vec<&ScheduleKey> = context.state.oncall.schedules().map(|(key, _)| key).collect();
    html! { @if !keys.is_empty() { (schedules::weeks(context, &keys)) } }
}
