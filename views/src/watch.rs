//! What is watched: does it ring elsewhere, does what leaves here come back, since when, how fast.

use domain::words::Timestamp;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::{Context, Viewer, times};

/// How it is.
pub enum Condition {
    /// It was not looked at yet.
    Unknown,
    /// The last drill went through.
    Works {
        /// How long that took, in milliseconds.
        took_ms: u64,
    },
    /// The last drill did not go through.
    Fails {
        /// Why.
        why: String,
    },
}

/// One installation, or one of our own ways out.
pub struct Watched {
    /// Its public address, or what it is called.
    pub what: String,
    /// How it is.
    pub condition: Condition,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When it was looked at last.
    pub at: Option<Timestamp>,
}

/// What a table of them says.
struct Words {
    what: &'static str,
    question: &'static str,
    works: &'static str,
    last: &'static str,
}

const ELSEWHERE: Words = Words {
    what: "Installation",
    question: "Would it ring?",
    works: "accepted",
    last: "Last look",
};
const OUT: Words =
    Words { what: "Way out", question: "Does it come back?", works: "back", last: "Last try" };

/// The page.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    watched: &[Watched],
    ways: &[Watched],
) -> Markup {
    let frame = Frame { title: "Watched", current: "Settings", scripts: &["clock.js", "keys.js"] };
    let failing = |one: &&Watched| matches!(one.condition, Condition::Fails { .. });
    let fails = watched.iter().filter(failing).count();
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Watched" }
                p.soft {
                    @if watched.is_empty() { "Nothing elsewhere" }
                    @else if fails == 0 { "All of them ring" }
                    @else { (fails) " of " (watched.len()) " would ring nobody" }
                }
            }
            (crate::settings::pages(context, viewer, "Watched"))
            @if watched.is_empty() {
                p.empty {
                    strong { "No other installation is watched from here." }
                    "Name one in the configuration, or start " code { "mayday watch" } ". "
                    a href={ (context.base) "/docs/operating" } { "How to" } "."
                }
            } @else {
                (table(context, &ELSEWHERE, watched))
                p.soft.small {
                    "A drill goes through their public door to a robot's acceptance. Two that "
                    "fail in a row ring here, like a customer's call."
                }
            }
            h2 { "What leaves here" }
            @if ways.is_empty() {
                p.soft {
                    "Mail and text messages to an address and a number of your own, which must "
                    "come back, show that your mail server and your carriers work. "
                    a href={ (context.base) "/docs/operating#proof-from-outside" } { "How to" } "."
                }
            } @else {
                (table(context, &OUT, ways))
                p.soft.small {
                    "Sent to an address and a number of your own. Once nothing comes back by any "
                    "way, twice in a row, drills fail: the heartbeat stops, and whoever watches "
                    "this installation is rung."
                }
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn table(context: &Context<'_>, words: &Words, all: &[Watched]) -> Markup {
    html! {
        table.table {
            thead {
                tr {
                    th scope="col" { (words.what) }
                    th scope="col" { (words.question) }
                    th scope="col" { "Since" }
                    th scope="col" { (words.last) }
                }
            }
            tbody { @for one in all { (line(context, words, one)) } }
        }
    }
}

fn line(context: &Context<'_>, words: &Words, one: &Watched) -> Markup {
    let time = |at: Option<Timestamp>| {
        html! {
            @match at {
                Some(at) => { (times::day_time(context, at)) }
                None => { span.soft { "not yet" } }
            }
        }
    };
    html! {
        tr data-row tabindex="-1" {
            th scope="row" { bdi { (one.what) } }
            td data-label=(words.question) {
                @match &one.condition {
                    Condition::Unknown => { span.soft { "not looked at yet" } }
                    Condition::Works { took_ms } => {
                        b { "yes" } ", " (words.works) " after " (took_ms) " ms"
                    }
                    Condition::Fails { why } => {
                        span.tag data-tone="care" { "! no" } " " (why)
                    }
                }
            }
            td data-label="Since" { (time(one.since)) }
            td data-label=(words.last) { (time(one.at)) }
        }
    }
}
