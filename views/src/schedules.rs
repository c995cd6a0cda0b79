//! Schedules: who is on call now, which gaps lie ahead, and the next 14 days at a glance.

use std::time::Duration;

use domain::oncall::{Gap, Schedule};
use domain::words::{ScheduleKey, Timestamp};
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Returned, Viewer, shell};

mod chart;
mod detail;
mod initials;
mod overrides;
mod table;
mod words;

/// How far ahead gaps are looked for.
const GAPS_AHEAD: Duration = Duration::from_secs(30 * 86_400);
/// Most schedules drawn in one chart; the list of who is on call shows them all.
const DRAWN_MAX: usize = 30;
/// Most gaps told of one schedule.
const GAPS_TOLD_MAX: usize = 10;

/// The name of a schedule; the key where it is gone.
pub(crate) fn name<'a>(context: &'a Context<'_>, key: &'a ScheduleKey) -> &'a str {
    context.state.oncall.schedule(key).map_or(key.as_str(), |known| &known.name)
}

/// All schedules.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer, returned: Option<&Returned>) -> Markup {
    let frame =
        Frame { title: "Schedules", current: "Schedules", scripts: &["clock.js", "keys.js"] };
    let schedules: Vec<(&ScheduleKey, &Schedule)> = context.state.oncall.schedules().collect();
    let zone = viewer_zone(context, viewer);
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Schedules" }
                p.soft { "Times are in your zone, " (zone) "." }
            }
            (shell::problem(returned))
            @if schedules.is_empty() {
                p.empty {
                    strong { "There is no schedule yet." }
                    "A policy can name people and teams directly; with a schedule, people take \
                     turns. "
                    a href={ (context.base) "/docs/organisation-file" } {
                        "Write the first one"
                    }
                    "."
                }
            } @else {
                ul.on-call id="on-call" {
                    @for (key, schedule) in &schedules { (on_call(context, key, schedule, &zone)) }
                }
                (gaps(context, &schedules, &zone))
                (chart::section(context, &schedules, &zone))
                (table::shifts_in_words(context, &schedules, &zone))
            }
            (frame::by_file(context, "Schedules and rotations"))
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// One schedule, or nothing when there is none of that key.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &ScheduleKey,
    command: &str,
    returned: Option<&Returned>,
) -> Option<Markup> {
    let schedule = context.state.oncall.schedule(key)?;
    let frame = Frame {
        title: &schedule.name,
        current: "Schedules",
        scripts: &["clock.js", "keys.js", "drafts.js"],
    };
    let main = detail::main(context, viewer, key, schedule, command, returned);
    Some(frame::document(context, viewer, &frame, main))
}

/// The zone in which the viewer reads times.
pub(crate) fn viewer_zone(context: &Context<'_>, viewer: &Viewer) -> String {
    let own = context.state.access.person(&viewer.person).map(|person| person.zone.as_str());
    own.unwrap_or(&context.state.organisation.settings.zone).to_owned()
}

/// The next two weeks of some schedules as bars, with every gap in words, on their own clocks.
pub(crate) fn weeks(context: &Context<'_>, keys: &[&ScheduleKey]) -> Markup {
    let oncall = &context.state.oncall;
    let known = keys.iter().filter_map(|key| Some((*key, oncall.schedule(key)?)));
    let known: Vec<(&ScheduleKey, &Schedule)> = known.collect();
    let zone = known.first().map_or("UTC", |(_, schedule)| schedule.zone.as_str());
    html! {
        (gaps(context, &known, zone))
        (chart::section(context, &known, zone))
        (table::shifts_in_words(context, &known, zone))
    }
}

/// Who has it now, until when, and who is next.
fn on_call(context: &Context<'_>, key: &ScheduleKey, schedule: &Schedule, zone: &str) -> Markup {
    let oncall = &context.state.oncall;
    let now = oncall.on_call(key, context.now, context.zones);
    let change = oncall.next_change(key, context.now, context.zones);
    html! {
        li data-row {
            a.label href={ (context.base) "/console/schedules/" (key) } { (schedule.name) }
            @if now.is_empty() {
                span.person { "Nobody " span.tag data-tone="care" { "! gap" } }
            } @else {
                span.person { (names::people(context, &now)) }
            }
            span.soft {
                @match change {
                    Some(at) => {
                        "until " (words::day_time(context, zone, at)) ", then "
                        (then(context, key, at))
                    }
                    None => { "no change in sight" }
                }
            }
        }
    }
}

fn then(context: &Context<'_>, key: &ScheduleKey, at: Timestamp) -> String {
    let next = context.state.oncall.on_call(key, at, context.zones);
    if next.is_empty() { "nobody".to_owned() } else { names::people(context, &next) }
}

/// The gaps of the next 30 days, each in words.
fn gaps(context: &Context<'_>, schedules: &[(&ScheduleKey, &Schedule)], zone: &str) -> Markup {
    let found: Vec<(&ScheduleKey, &Schedule, Vec<Gap>)> = schedules
        .iter()
        .map(|(key, schedule)| (*key, *schedule, gaps_of(context, key)))
        .filter(|(_, _, gaps)| !gaps.is_empty())
        .collect();
    let count = found.iter().map(|(_, _, gaps)| gaps.len()).sum();
    html! {
        @if count == 0 {
            p.notice data-tone="steady" id="gaps" {
                b { "✓ No gap." } " Every schedule is covered for the next 30 days."
            }
        } @else {
            div.notice data-tone="care" id="gaps" {
                p { b { "! " (names::count(count, "gap", "gaps")) " in the next 30 days." } }
                @for (key, schedule, gaps) in &found {
                    (gap_list(context, key, &schedule.name, gaps, zone))
                }
            }
        }
    }
}

pub(crate) fn gaps_of(context: &Context<'_>, key: &ScheduleKey) -> Vec<Gap> {
    context.state.oncall.gaps(key, context.now, context.now + GAPS_AHEAD, context.zones)
}

fn gap_list(
    context: &Context<'_>,
    key: &ScheduleKey,
    name: &str,
    gaps: &[Gap],
    zone: &str,
) -> Markup {
    html! {
        ul.list {
            @for gap in gaps.iter().take(GAPS_TOLD_MAX) {
                li {
                    (name) ": nobody from " (words::day_time(context, zone, gap.from)) " to "
                    (words::day_time(context, zone, gap.until)) ". "
                    a href={ (context.base) "/console/schedules/" (key) "#cover" } { "Cover it" }
                }
            }
            @if gaps.len() > GAPS_TOLD_MAX { li { "and " (gaps.len() - GAPS_TOLD_MAX) " more" } }
        }
    }
}
