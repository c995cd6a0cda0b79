//! One schedule: who is on call, its rotations in words, its overrides, and a form to cover.

use domain::oncall::Schedule;
use domain::words::ScheduleKey;
use maud::{Markup, html};

use super::{chart, overrides, table, words};
use crate::board::{frame, names};
use crate::{Context, Returned, Viewer, shell};

pub(super) fn main(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &ScheduleKey,
    schedule: &Schedule,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let zone = schedule.zone.as_str();
    let only = [(key, schedule)];
    html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { (schedule.name) }
                p.soft { "Times are those of the schedule, " (zone) "." }
            }
            (shell::problem(returned))
            ul.on-call id="on-call" { (super::on_call(context, key, schedule, zone)) }
            (super::gaps(context, &only, zone))
            (chart::section(context, &only, zone))
            section.section aria-labelledby="rotations" {
                header { h2 id="rotations" { "Rotations" } }
                ul.list {
                    @for rotation in &schedule.rotations {
                        li { b { (rotation.key) } ": " (words::rotation(context, rotation)) }
                    }
                }
                @if let Some(layers) = words::layers(schedule) { p.soft { (layers) } }
            }
            (overrides::section(context, viewer, key, zone))
            @if frame::may_respond(context, viewer) {
                (overrides::form(context, key, schedule, command, returned))
            }
            (table::shifts_in_words(context, &only, zone))
            (used_by(context, key))
            (frame::by_file(context, "Rotations"))
        }
    }
}

/// Which policies ring whoever is on call here.
fn used_by(context: &Context<'_>, key: &ScheduleKey) -> Markup {
    let target = domain::paging::Target::Schedule(key.clone());
    let policies = context.state.paging.policies.values();
    let using: Vec<String> = policies
        .filter(|policy| policy.steps.iter().any(|step| step.targets.contains(&target)))
        .map(|policy| policy.name.to_string())
        .collect();
    html! {
        p.soft {
            @if using.is_empty() {
                "No policy uses this schedule: nobody is rung because of it."
            } @else {
                "Used by "
                a href={ (context.base) "/console/policies" } { (names::list(using)) } "."
            }
        }
    }
}
