//! Overrides of one schedule: those ahead, each with its removal, and the form for another one.

use domain::access::Role;
use domain::oncall::{Override, Schedule};
use domain::words::{PersonKey, ScheduleKey, Timestamp};
use maud::{Markup, html};

use super::words;
use crate::board::{frame, names};
use crate::{Context, Returned, Viewer, shell};

pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &ScheduleKey,
    zone: &str,
) -> Markup {
    let overrides = context.state.oncall.overrides(key);
    let mut ahead: Vec<&Override> =
        overrides.iter().filter(|entry| entry.until > context.now).collect();
    ahead.sort_by_key(|entry| entry.from);
    html! {
        section.section id="overrides" aria-labelledby="overrides-title" {
            header { h2 id="overrides-title" { "Overrides" } " " span.count { (ahead.len()) } }
            @if ahead.is_empty() {
                p.soft { "Nobody stands in for anybody." }
            } @else {
                ul.rows.wide { @for entry in &ahead { (line(context, viewer, key, entry, zone)) } }
            }
        }
    }
}

fn line(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &ScheduleKey,
    entry: &Override,
    zone: &str,
) -> Markup {
    let name = names::person(context, &entry.person);
    let action = format!("{}/console/schedules/{key}/overrides/{}/removal", context.base, entry.id);
    html! {
        li data-row {
            span.lamp data-tone="steady" {}
            span {
                b { (name) }
                @match &entry.replaces {
                    Some(replaced) => { " instead of " (names::person(context, replaced)) }
                    None => { " instead of whoever is on call" }
                }
            }
            p.about {
                span {
                    (words::day_time(context, zone, entry.from)) " to "
                    (words::day_time(context, zone, entry.until))
                }
                @if let Some(by) = entry.by.person() {
                    span { "arranged by " (names::person(context, by)) }
                }
            }
            @if frame::may_respond(context, viewer) {
                div.act {
                    form method="post" action=(action) {
                        button.button type="submit" {
                            "Take it back" span.visually-hidden { ": " (name) }
                        }
                    }
                }
            }
        }
    }
}

/// The form for an override, in the schedule's own zone.
pub(super) fn form(
    context: &Context<'_>,
    key: &ScheduleKey,
    schedule: &Schedule,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let action = format!("{}/console/schedules/{key}/overrides", context.base);
    let chosen =
        |field: &str| returned.map(|known| known.value(field).to_owned()).unwrap_or_default();
    let responders: Vec<&PersonKey> = responders(context);
    let rotating: Vec<&PersonKey> = rotating(schedule);
    // What most likely needs cover is the next gap.
    let gap = super::gaps_of(context, key).first().copied();
    let local = |at| words::input_value(context, &schedule.zone, at);
    let value = |field: &str, suggested: Option<Timestamp>| match returned {
        Some(_) => shell::typed(returned, field),
        None => suggested.map(local).unwrap_or_default(),
    };
    let (from, until) =
        (value("from", gap.map(|gap| gap.from)), value("until", gap.map(|gap| gap.until)));
    html! {
        section.section id="cover" aria-labelledby="cover-title" {
            header {
                h2 id="cover-title" { "Cover some hours" } " "
                span.count { "times in " (schedule.zone) }
            }
            @if returned.is_some_and(|known| known.field.is_none()) { (shell::problem(returned)) }
            form.stack method="post" action=(action) data-keep {
                div.columns {
                    (instant("from", "From", &from, returned))
                    (instant("until", "Until", &until, returned))
                    div.field {
                        label for="person" { "Who takes them" }
                        select id="person" name="person" required {
                            (options(context, &responders, &chosen("person")))
                        }
                    }
                    div.field {
                        label for="replaces" { "Instead of" }
                        select id="replaces" name="replaces" aria-describedby="replaces-hint" {
                            option value="" { "whoever is on call, or nobody" }
                            (options(context, &rotating, &chosen("replaces")))
                        }
                        p.hint id="replaces-hint" { "With a name, only that person's hours." }
                    }
                }
                input type="hidden" name="command" value=(command);
                div.row { button.button data-tone="ink" type="submit" { "Cover these hours" } }
            }
        }
    }
}

fn instant(name: &str, label: &str, value: &str, returned: Option<&Returned>) -> Markup {
    let problem = returned.and_then(|known| known.problem.as_deref());
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="datetime-local" required data-draft
                value=(value) aria-invalid=[shell::invalid(returned, name)];
            @if let (Some(_), Some(problem)) = (shell::invalid(returned, name), problem) {
                p.wrong { (problem) }
            }
        }
    }
}

fn options(context: &Context<'_>, people: &[&PersonKey], chosen: &str) -> Markup {
    html! {
        @for person in people {
            option value=(person) selected[person.as_str() == chosen] {
                (names::person(context, person))
            }
        }
    }
}

/// Everyone who may stand in, by name.
fn responders<'a>(context: &Context<'a>) -> Vec<&'a PersonKey> {
    let people = &context.state.access.people;
    let responds = people.iter().filter(|(_, person)| person.role > Role::Observer);
    let mut found: Vec<(&str, &PersonKey)> =
        responds.map(|(key, person)| (person.name.as_str(), key)).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, key)| key).collect()
}

fn rotating(schedule: &Schedule) -> Vec<&PersonKey> {
    let mut people: Vec<&PersonKey> =
        schedule.rotations.iter().flat_map(|rotation| &rotation.people).collect();
    people.sort_unstable();
    people.dedup();
    people
}
