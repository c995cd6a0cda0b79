//! The next 14 days as a table, for those who do not see the bars.

use domain::oncall::Schedule;
use domain::words::{ScheduleKey, Timestamp};
use maud::{Markup, html};

use super::chart::{Range, label};
use super::{DRAWN_MAX, words};
use crate::Context;

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
