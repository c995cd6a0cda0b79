//! The next 14 days as bars.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::oncall::{Schedule, Shift, Via};
use domain::words::{PersonKey, ScheduleKey, Timestamp};
use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use maud::{Markup, PreEscaped, html};

use super::{DRAWN_MAX, initials};
use crate::board::names;
use crate::{Context, times};

/// How many days are drawn.
const DAYS: i64 = 14;
/// The drawing's measures, in its own units.
const LEFT: f64 = 130.0;
const RIGHT: f64 = 992.0;
const TOP: f64 = 24.0;
const ROW_HEIGHT: f64 = 56.0;
const BAR_HEIGHT: f64 = 40.0;
/// A label of a character needs about this width.
const CHARACTER_WIDTH: f64 = 7.0;
/// What stays free beside a name on its bar, and beside initials.
const NAME_MARGIN: f64 = 14.0;
const INITIALS_MARGIN: f64 = 4.0;
/// Most characters of a schedule's name beside its bars.
const NAME_CHARS_MAX: usize = 16;

/// From the start of today to the end of the last day drawn.
pub(super) struct Range {
    first: Date,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

impl Range {
    pub(super) fn new(context: &Context<'_>, zone: &str) -> Self {
        let now = times::in_zone(context, zone, context.now);
        let first = now.date();
        let from = now.start_of_day().map_or(context.now, |start| instant(&start));
        let last = first.checked_add(DAYS.days()).unwrap_or(first);
        let until = last
            .to_zoned(now.time_zone().clone())
            .map_or(from + Duration::from_secs(14 * 86_400), |end| instant(&end));
        Self { first, from, until }
    }

    fn x(&self, at: Timestamp) -> f64 {
        let whole = self.until.since(self.from).as_secs_f64().max(1.0);
        LEFT + (RIGHT - LEFT) * (at.since(self.from).as_secs_f64() / whole).clamp(0.0, 1.0)
    }
}

fn instant(at: &Zoned) -> Timestamp {
    Timestamp(at.timestamp().as_millisecond())
}

/// The chart with its title.
pub(super) fn section(
    context: &Context<'_>,
    schedules: &[(&ScheduleKey, &Schedule)],
    zone: &str,
) -> Markup {
    let drawn = &schedules[..schedules.len().min(DRAWN_MAX)];
    let range = Range::new(context, zone);
    let rows = rows(context, &range, drawn);
    html! {
        section.section aria-labelledby="days" {
            header {
                h2 id="days" { "The next 14 days" } " "
                span.count { "times in " (zone) }
            }
            figure.chart tabindex="0" role="group" aria-label="Chart of the next 14 days" {
                (svg(context, &range, &rows, zone))
            }
            (legend(&rows))
            @if schedules.len() > drawn.len() {
                p.soft {
                    "Drawn are the first " (drawn.len()) " of " (schedules.len()) " schedules."
                }
            }
        }
    }
}

fn svg(context: &Context<'_>, range: &Range, rows: &[Row<'_>], zone: &str) -> Markup {
    let count = u32::try_from(rows.len()).unwrap_or(0);
    let bottom = TOP + f64::from(count) * ROW_HEIGHT + 8.0;
    let now = range.x(context.now);
    html! {
        svg viewBox={ "0 0 1000 " (bottom + 8.0) } role="img"
            aria-labelledby="chart-title chart-words" {
            title id="chart-title" { "Who is on call in the next 14 days" }
            desc id="chart-words" { "The same as the list below." }
            (grid(context, range, zone, bottom))
            @for (at, row) in (0_u32..).zip(rows) {
                (drawn(row, TOP + 10.0 + f64::from(at) * ROW_HEIGHT))
            }
            line.now x1=(tenth(now)) x2=(tenth(now)) y1="22" y2=(bottom + 2.0) {}
        }
    }
}

fn grid(context: &Context<'_>, range: &Range, zone: &str, bottom: f64) -> Markup {
    let clock = times::in_zone(context, zone, context.now).time_zone().clone();
    let days: Vec<(Date, f64, f64)> = (0..DAYS)
        .filter_map(|ahead| {
            let day = range.first.checked_add(ahead.days()).ok()?;
            let start = day.to_zoned(clock.clone()).ok()?;
            let end = day.tomorrow().ok()?.to_zoned(clock.clone()).ok()?;
            Some((day, range.x(instant(&start)), range.x(instant(&end))))
        })
        .collect();
    html! {
        @for (day, left, right) in &days {
            @if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                rect.weekend x=(tenth(*left)) y=(TOP)
                    width=(tenth(right - left)) height=(bottom - TOP) {}
            }
            line.grid x1=(tenth(*left)) x2=(tenth(*left)) y1=(TOP) y2=(bottom) {}
            text.axis x=(tenth(left + 4.0)) y="17" { (day.strftime("%a %-d").to_string()) }
        }
    }
}

/// One bar, and what can be read on it.
struct Bar {
    left: f64,
    width: f64,
    class: &'static str,
    /// The whole of it, for whoever points at it.
    title: String,
    text: Text,
}

/// The longest form of a name that fits on its bar.
enum Text {
    Whole(String),
    /// Initials, and whose.
    Initials(String, String),
    Nothing,
}

/// A schedule's name and its bars.
struct Row<'a> {
    name: &'a str,
    bars: Vec<Bar>,
}

fn rows<'a>(
    context: &Context<'_>,
    range: &Range,
    schedules: &[(&ScheduleKey, &'a Schedule)],
) -> Vec<Row<'a>> {
    let oncall = &context.state.oncall;
    let span = |key| oncall.shifts(key, range.from, range.until, context.zones);
    let shifts: Vec<Vec<Shift>> = schedules.iter().map(|(key, _)| span(key)).collect();
    let initials = initials::of(context, shifts.iter().flatten().map(|shift| &shift.person));
    let row = |((key, schedule), shifts): (&(&ScheduleKey, &'a Schedule), &Vec<Shift>)| {
        let people = in_order(schedule);
        let gaps = oncall.gaps(key, range.from, range.until, context.zones);
        let gaps =
            gaps.iter().map(|gap| bar(range, (gap.from, gap.until), "gap", "Nobody", "Nobody", ""));
        let shifts = shifts.iter().map(|shift| {
            let name = names::person(context, &shift.person);
            let initials = initials.get(&shift.person).map_or("", String::as_str);
            let (span, class) = ((shift.from, shift.until), shade(&people, &shift.person));
            bar(range, span, class, &label(context, shift), name, initials)
        });
        Row { name: &schedule.name, bars: gaps.chain(shifts).collect() }
    };
    schedules.iter().zip(&shifts).map(row).collect()
}

fn bar(
    range: &Range,
    (from, until): (Timestamp, Timestamp),
    class: &'static str,
    title: &str,
    name: &str,
    initials: &str,
) -> Bar {
    let left = range.x(from);
    let width = (range.x(until) - left).max(1.0);
    let first = name.split(' ').next().unwrap_or(name);
    let fits = |text: &str, margin: f64| {
        let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        f64::from(chars) * CHARACTER_WIDTH <= width - margin
    };
    // The longest form that fits: all of it, the name, the first name, the initials.
    let text = match [title, name, first].into_iter().find(|text| fits(text, NAME_MARGIN)) {
        Some(text) => Text::Whole(text.to_owned()),
        None if !initials.is_empty() && fits(initials, INITIALS_MARGIN) => {
            Text::Initials(initials.to_owned(), name.to_owned())
        }
        None => Text::Nothing,
    };
    Bar { left, width, class, title: title.to_owned(), text }
}

fn drawn(row: &Row<'_>, top: f64) -> Markup {
    let short = names::shortened(row.name, NAME_CHARS_MAX);
    html! {
        text x="10" y=(top + 25.0) { (short) @if short != row.name { title { (row.name) } } }
        @for bar in &row.bars {
            g {
                title { (bar.title) }
                rect class=(bar.class) x=(tenth(bar.left)) y=(top) width=(tenth(bar.width))
                    height=(BAR_HEIGHT) rx="5" {}
                @match &bar.text {
                    Text::Whole(text) => {
                        text x=(tenth(bar.left + 8.0)) y=(top + 25.0) { (text) }
                    }
                    Text::Initials(text, _) => {
                        text x=(tenth(bar.left + bar.width / 2.0)) y=(top + 25.0)
                            text-anchor="middle" { (text) }
                    }
                    Text::Nothing => {}
                }
            }
        }
    }
}

/// What the initials on the bars stand for; nothing where every name fits.
fn legend(rows: &[Row<'_>]) -> Markup {
    let bars = rows.iter().flat_map(|row| &row.bars);
    let meant: BTreeMap<&str, &str> = bars
        .filter_map(|bar| match &bar.text {
            Text::Initials(initials, name) => Some((initials.as_str(), name.as_str())),
            Text::Whole(_) | Text::Nothing => None,
        })
        .collect();
    html! {
        @if !meant.is_empty() {
            dl.initials {
                @for (initials, name) in meant { div { dt { (initials) } dd { bdi { (name) } } } }
            }
        }
    }
}

/// A tenth of a unit is finer than any screen.
fn tenth(value: f64) -> PreEscaped<String> {
    PreEscaped(format!("{value:.1}"))
}

pub(super) fn label(context: &Context<'_>, shift: &Shift) -> String {
    let name = names::person(context, &shift.person);
    match shift.via {
        Via::Rotation(_) => name.to_owned(),
        Via::Override(_) => format!("{name} (override)"),
    }
}

/// The people of a schedule in the order in which they first take a turn.
fn in_order(schedule: &Schedule) -> Vec<&PersonKey> {
    let mut people = Vec::new();
    for person in schedule.rotations.iter().flat_map(|rotation| &rotation.people) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

/// Neighbours look different; the name on the bar says who it is.
fn shade(people: &[&PersonKey], person: &PersonKey) -> &'static str {
    let place = people.iter().position(|known| *known == person).unwrap_or(people.len());
    ["shift", "shift second", "shift third"][place % 3]
}
