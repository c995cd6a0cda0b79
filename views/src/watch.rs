//! What is watched elsewhere: does it ring, since when, and how fast.

use domain::words::Timestamp;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::{Context, Viewer, times};

/// How an installation is.
pub enum Condition {
    /// It was not looked at yet.
    Unknown,
    /// A drill was accepted.
    Rings {
        /// How long that took, in milliseconds.
        took_ms: u64,
    },
    /// A drill was not accepted.
    Fails {
        /// Why.
        why: String,
    },
}

/// One installation.
pub struct Watched {
    /// Its public address.
    pub url: String,
    /// How it is.
    pub condition: Condition,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When it was looked at last.
    pub at: Option<Timestamp>,
}

/// The page.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer, watched: &[Watched]) -> Markup {
    let frame = Frame { title: "Watched", current: "Settings", scripts: &["clock.js", "keys.js"] };
    let failing = |one: &&Watched| matches!(one.condition, Condition::Fails { .. });
    let fails = watched.iter().filter(failing).count();
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Watched" }
                p.soft {
                    @if watched.is_empty() { "Nothing" }
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
                table.table {
                    thead {
                        tr {
                            th scope="col" { "Installation" }
                            th scope="col" { "Would it ring?" }
                            th scope="col" { "Since" }
                            th scope="col" { "Last look" }
                        }
                    }
                    tbody { @for one in watched { (line(context, one)) } }
                }
                p.soft.small {
                    "A drill goes through their public door to a robot's acceptance. Two that "
                    "fail in a row ring here, like a customer's call."
                }
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn line(context: &Context<'_>, one: &Watched) -> Markup {
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
            th scope="row" { bdi { (one.url) } }
            td data-label="Would it ring?" {
                @match &one.condition {
                    Condition::Unknown => { span.soft { "not looked at yet" } }
                    Condition::Rings { took_ms } => {
                        b { "yes" } ", accepted after " (took_ms) " ms"
                    }
                    Condition::Fails { why } => {
                        span.tag data-tone="care" { "! no" } " " (why)
                    }
                }
            }
            td data-label="Since" { (time(one.since)) }
            td data-label="Last look" { (time(one.at)) }
        }
    }
}
