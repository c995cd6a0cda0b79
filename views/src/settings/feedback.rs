//! Feedback: how those who were helped found it, week by week, for the lead.

use domain::feedback::SCORE_MAX;
use domain::words::Timestamp;
use maud::{Markup, html};

use super::document;
use crate::{Context, Viewer, times, wording};

/// How many weeks the plot shows.
const WEEKS: i64 = 12;
const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// Most answers that are listed.
const LISTED_MAX: usize = 50;

/// One week of answers.
struct Week {
    count: u32,
    sum: u32,
}

/// The report.
#[must_use]
pub fn feedback(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let all = context.state.feedback.latest().count();
    let content = html! {
        p.soft {
            "One question is asked when it works again: how was our help? It is never required."
        }
        @if all == 0 {
            p.empty { "Nobody has answered yet. Answers appear here as soon as somebody taps one." }
        } @else {
            (plot(context))
            (list(context))
        }
    };
    document(context, viewer, "Feedback", &["clock.js", "keys.js"], content)
}

/// Weeks back from now, the oldest first.
fn weeks(context: &Context<'_>) -> Vec<Week> {
    let mut weeks: Vec<Week> = (0..WEEKS).map(|_| Week { count: 0, sum: 0 }).collect();
    for (_, given) in context.state.feedback.latest() {
        let back = context.now.0.saturating_sub(given.at.0).max(0) / WEEK_MS;
        if let Ok(index) = usize::try_from(WEEKS - 1 - back)
            && let Some(week) = weeks.get_mut(index)
        {
            week.count += 1;
            week.sum += u32::from(given.score);
        }
    }
    weeks
}

fn tenths(week: &Week) -> u32 {
    (week.sum * 10 + week.count / 2) / week.count.max(1)
}

fn plot(context: &Context<'_>) -> Markup {
    let weeks = weeks(context);
    html! {
        section.section aria-labelledby="weeks-title" {
            header { h2 id="weeks-title" { "The last " (WEEKS) " weeks" } }
            table.table {
                thead { tr {
                    th scope="col" { "Week of" } th scope="col" { "Answers" }
                    th scope="col" { "On average, of " (SCORE_MAX) }
                } }
                tbody {
                    @for (index, week) in weeks.iter().enumerate().rev() {
                        @if week.count > 0 {
                            tr {
                                td { (times::day_time(context, start(context, index))) }
                                td { (week.count) }
                                td {
                                    @let best = u32::from(SCORE_MAX) * 10;
                                    meter min="0" max=(best) value=(tenths(week)) {}
                                    " " (tenths(week) / 10) "." (tenths(week) % 10)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn start(context: &Context<'_>, index: usize) -> Timestamp {
    let back = WEEKS - i64::try_from(index).unwrap_or(0);
    Timestamp(context.now.0 - back * WEEK_MS)
}

fn list(context: &Context<'_>) -> Markup {
    html! {
        section.section aria-labelledby="answers-title" {
            header { h2 id="answers-title" { "The latest answers" } }
            ul.stack {
                @for (emergency, given) in context.state.feedback.latest().take(LISTED_MAX) {
                    li {
                        b { (wording::score(context.reader.tongue, given.score)) } " "
                        span.soft.small {
                            (times::day_time(context, given.at))
                            @if let Some(known) = context.state.emergencies.get(emergency) {
                                ", emergency " (known.number)
                            }
                        }
                        @if let Some(words) = &given.words {
                            p.words dir="auto" { (words.as_str()) }
                        }
                    }
                }
            }
        }
    }
}
