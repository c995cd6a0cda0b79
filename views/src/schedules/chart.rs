//! The next 14 days as bars, and the same as a list for those who do not see them.

use std::time::Duration;

use domain::oncall::{Schedule, Shift, Via};
use domain::words::{PersonKey, ScheduleKey, Timestamp};
use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use maud::{Markup, PreEscaped, html};

use super::{DRAWN_MAX, words};
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
/// Most characters of a schedule's name beside its bars.
const NAME_CHARS_MAX: usize = 16;

/// From the start of today to the end of the last day drawn.
struct Range {
    first: Date,
    from: Timestamp,
    until: Timestamp,
}

impl Range {
    fn new(context: &Context<'_>, zone: &str) -> Self {
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
    html! {
        section.section aria-labelledby="days" {
            header {
                h2 id="days" { "The next 14 days" } " "
                span.count { "times in " (zone) }
            }
            figure.chart tabindex="0" role="group" aria-label="Chart of the next 14 days" {
                (svg(context, drawn, zone))
            }
            @if schedules.len() > drawn.len() {
                p.soft {
                    "Drawn are the first " (drawn.len()) " of " (schedules.len()) " schedules."
                }
            }
        }
    }
}

fn svg(context: &Context<'_>, schedules: &[(&ScheduleKey, &Schedule)], zone: &str) -> Markup {
    let range = Range::new(context, zone);
    let rows = u32::try_from(schedules.len()).unwrap_or(0);
    let bottom = TOP + f64::from(rows) * ROW_HEIGHT + 8.0;
    let now = range.x(context.now);
    html! {
        svg viewBox={ "0 0 1000 " (bottom + 8.0) } role="img"
            aria-labelledby="chart-title chart-words" {
            title id="chart-title" { "Who is on call in the next 14 days" }
            desc id="chart-words" { "The same as the list below." }
            (grid(context, &range, zone, bottom))
            @for (row, (key, schedule)) in (0_u32..).zip(schedules) {
                (bars(context, &range, key, schedule, TOP + 10.0 + f64::from(row) * ROW_HEIGHT))
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

fn bars(
    context: &Context<'_>,
    range: &Range,
    key: &ScheduleKey,
    schedule: &Schedule,
    top: f64,
) -> Markup {
    let oncall = &context.state.oncall;
    let shifts = oncall.shifts(key, range.from, range.until, context.zones);
    let gaps = oncall.gaps(key, range.from, range.until, context.zones);
    let people = in_order(schedule);
    html! {
        text x="10" y=(top + 25.0) { (shortened(&schedule.name, NAME_CHARS_MAX)) }
        @for gap in &gaps { (bar(range, (gap.from, gap.until), "gap", "Nobody", top)) }
        @for shift in &shifts {
            @let (span, shade) = ((shift.from, shift.until), shade(&people, &shift.person));
            (bar(range, span, shade, &label(context, shift), top))
        }
    }
}

fn bar(
    range: &Range,
    (from, until): (Timestamp, Timestamp),
    class: &str,
    label: &str,
    top: f64,
) -> Markup {
    let (left, right) = (range.x(from), range.x(until));
    let width = (right - left).max(1.0);
    let room = ((width - 14.0) / CHARACTER_WIDTH).floor();
    // The longest form that fits: all of it, the name, the first name; the title says it whole.
    let name = label.split(" (").next().unwrap_or(label);
    let first = name.split(' ').next().unwrap_or(name);
    let fits =
        |text: &&&str| f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) <= room;
    let shown = [label, name, first].iter().find(fits).copied();
    html! {
        rect class=(class) x=(tenth(left)) y=(top) width=(tenth(width)) height=(BAR_HEIGHT) rx="5" {
            title { (label) }
        }
        @if let Some(shown) = shown { text x=(tenth(left + 8.0)) y=(top + 25.0) { (shown) } }
    }
}

/// A tenth of a unit is finer than any screen.
fn tenth(value: f64) -> PreEscaped<String> {
    PreEscaped(format!("{value:.1}"))
}

fn label(context: &Context<'_>, shift: &Shift) -> String {
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

fn shortened(name: &str, chars_max: usize) -> String {
    if name.chars().count() <= chars_max {
        return name.to_owned();
    }
    name.chars().take(chars_max - 1).chain(['…']).collect()
}

/// The same as the chart, as a table.
pub(super) fn shifts_in_words(
    context: &Context<'_>,
    schedules: &[(&ScheduleKey, &Schedule)],
    zone: &str,
) -> Markup {
    let range = Range::new(context, zone);
    // Folded: two weeks of several schedules are long, and the chart has said it already.
    html! {
        details.section {
            summary { "The same in words" }
            table.table {
                thead {
                    tr {
                        th scope="col" { "Schedule" }
                        th scope="col" { "Who" }
                        th scope="col" { "From" }
                        th scope="col" { "Until" }
                    }
                }
                tbody {
                    @for (key, schedule) in schedules.iter().take(DRAWN_MAX) {
                        @for line in lines(context, &range, key) {
                            (line_markup(context, &schedule.name, &line, range.until, zone))
                        }
                    }
                }
            }
        }
    }
}

/// A shift, or a gap when there is nobody.
struct Line {
    who: Option<String>,
    from: Timestamp,
    until: Timestamp,
}

fn lines(context: &Context<'_>, range: &Range, key: &ScheduleKey) -> Vec<Line> {
    let oncall = &context.state.oncall;
    let shifts = oncall.shifts(key, context.now, range.until, context.zones);
    let gaps = oncall.gaps(key, context.now, range.until, context.zones);
    let mut lines: Vec<Line> = shifts
        .iter()
        .map(|shift| Line {
            who: Some(label(context, shift)),
            from: shift.from,
            until: shift.until,
        })
        .chain(gaps.iter().map(|gap| Line { who: None, from: gap.from, until: gap.until }))
        .collect();
    lines.sort_by_key(|line| (line.from, line.until));
    lines
}

fn line_markup(
    context: &Context<'_>,
    name: &str,
    line: &Line,
    horizon: Timestamp,
    zone: &str,
) -> Markup {
    html! {
        tr {
            th scope="row" { (name) }
            td data-label="Who" {
                @match &line.who {
                    Some(who) => { (who) }
                    None => { "Nobody " span.tag data-tone="care" { "gap" } }
                }
            }
            td data-label="From" {
                @if line.from <= context.now { "now" } @else {
                    (words::day_time(context, zone, line.from))
                }
            }
            td data-label="Until" {
                // What reaches the end of the drawing goes on beyond it.
                @if line.until >= horizon { "after " }
                (words::day_time(context, zone, line.until))
            }
        }
    }
}
