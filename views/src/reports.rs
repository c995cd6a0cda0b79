//! Reports: promises kept, estimates that held, and how soon callers had an answer, by month.

use domain::figures::Figures;
use domain::words::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::{Context, Viewer, settings, times};

const TITLE: &str = "Reports";
/// How many months are shown.
const MONTHS: i32 = 6;

/// The figures of the last months, the present one first.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let months = months(context).into_iter();
    let months: Vec<(String, Figures)> =
        months.map(|(month, figures)| (month.strftime("%B %Y").to_string(), figures)).collect();
    let content = html! {
        p.soft {
            "What customers were promised, and what came of it. Only what is over counts; drills \
             and rehearsals do not."
        }
        @if months.iter().all(|(_, figures)| kept(figures).1 + held(figures).1 == 0) {
            p.empty {
                "No figures yet. They come by themselves: a promise counts once its time has come \
                 or the next update is there, an estimate once it works again, and the first word \
                 with each call. Each stands in the month in which it came about."
            }
        }
        @for (title, hint, one) in [
            ("Promises kept", "of the promises of a next update", kept as Share),
            ("Estimates that held", "of the estimates of when it works again", held as Share),
        ] {
            section.section {
                header { h2 { (title) } p.soft.small { (hint) } }
                ul.list {
                    @for (name, figures) in &months { (share(name, one(figures))) }
                }
            }
        }
        section.section {
            header {
                h2 { "Time to the first word" }
                p.soft.small { "from the call to what a person wrote" }
            }
            ul.list {
                @for (name, figures) in &months {
                    li.row {
                        span { (name) }
                        @match (figures.first_word_of_ten(5), figures.first_word_of_ten(9)) {
                            (Some(half), Some(nine)) => {
                                span {
                                    "half within " b { (span(half)) } ", 9 of 10 within "
                                    b { (span(nine)) } " "
                                    span.soft.small { "(" (figures.first_words.len()) " calls)" }
                                }
                            }
                            _ => { span.soft { "none" } }
                        }
                    }
                }
            }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

type Share = fn(&Figures) -> (u32, u32);

fn kept(figures: &Figures) -> (u32, u32) {
    (figures.kept, figures.kept + figures.missed)
}

fn held(figures: &Figures) -> (u32, u32) {
    (figures.hits, figures.estimates)
}

/// A share as a bar, with the same in figures beside it.
fn share(name: &str, (good, all): (u32, u32)) -> Markup {
    html! {
        li.row {
            span { (name) }
            @if all == 0 {
                span.soft { "none" }
            } @else {
                span {
                    meter min="0" max=(all) value=(good) aria-label=(name) {} " "
                    b { (good) " of " (all) }
                }
            }
        }
    }
}

fn span(secs: u64) -> String {
    times::span_words(std::time::Duration::from_secs(secs))
}

/// The last months by the organisation's calendar, each by its first day, with their figures.
#[must_use]
pub fn months(context: &Context<'_>) -> Vec<(Date, Figures)> {
    let first = times::local(context, context.now).date().first_of_month();
    let zone = times::local(context, context.now).time_zone().clone();
    let instant = |date: Date| {
        let at = zone.to_ambiguous_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
        Timestamp(at.compatible().map_or(0, jiff::Timestamp::as_millisecond))
    };
    let month = |back: i32| {
        let from = first.checked_sub(back.months()).ok()?;
        let until = from.checked_add(1.month()).ok()?;
        let figures = context.state.figures(instant(from), instant(until));
        Some((from, figures))
    };
    (0..MONTHS).filter_map(month).collect()
}
