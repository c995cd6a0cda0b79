//! The marks of a rehearsal: that nobody is rung stands on every page of it, with the way to the
//! real door; and the console's list, apart from everything real.

use domain::emergencies::{Closure, Emergency, Standing};
use domain::words::Timestamp;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::{Context, Viewer, plain, say, settings, times};

/// What stands over every page of a rehearsal; nothing on a real one.
pub(crate) fn bar(context: &Context<'_>) -> Markup {
    html! {
        @if let Some(real) = context.rehearsal {
            aside.rehearsal aria-label=(plain!(context.reader.tongue, "rehearsal-title")) {
                b { (say!(context, "rehearsal-mark")) }
                " " a href={ (real) "/help" } { (say!(context, "rehearsal-real-door")) }
            }
        }
    }
}

/// Beside the door's own button: the same words, for real, in one tap.
pub(crate) fn real_at_the_door(context: &Context<'_>) -> Markup {
    html! {
        @if let Some(real) = context.rehearsal {
            button.button data-size="large" data-wide type="submit" formaction={ (real) "/help" } {
                (say!(context, "rehearsal-real"))
            }
        }
    }
}

/// On the page of a rehearsed emergency: everything that was written, for real, in one tap.
pub(crate) fn real_in_the_call(context: &Context<'_>, path: &str) -> Markup {
    html! {
        @if context.rehearsal.is_some() {
            form.rehearsed method="post" action={ (path) "/real" } {
                p { (say!(context, "rehearsal-explained")) }
                button.button data-wide type="submit" { (say!(context, "rehearsal-real")) }
            }
        }
    }
}

/// A rehearsal that was cleared away.
pub struct Past {
    /// When it began.
    pub at: Timestamp,
    /// Whether the caller walked all the way.
    pub whole: bool,
    /// Whether it became a real call.
    pub became_real: bool,
}

/// Who rehearses and who did, since this process started.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    running: &[&Emergency],
    past: &[Past],
) -> Markup {
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head { h1 { "Rehearsals" } p.soft { "They ring nobody." } }
            (settings::pages(context, viewer, "Rehearsals"))
            p {
                "At " a href={ (context.base) "/try" } { (context.base) "/try" }
                " anybody can walk the whole way of a call. An acted engineer answers at once, on "
                "a stage of its own: nothing of it stands on the board, in figures or in backups, "
                "and it is cleared away after an hour."
            }
            section.section aria-labelledby="running-title" {
                header {
                    h2 id="running-title" { "On the stage" } " " span.count { (running.len()) }
                }
                @if running.is_empty() { p.empty { "Nobody rehearses." } }
                ul.rows { @for known in running { (one(context, known)) } }
            }
            @if !past.is_empty() {
                section.section aria-labelledby="past-title" {
                    header { h2 id="past-title" { "Cleared away" } }
                    ul.list { @for known in past {
                        li {
                            (times::day_time(context, known.at)) ": "
                            @if known.became_real { b { "was real, and rang" } }
                            @else if known.whole { "walked all the way" }
                            @else { "left on the way" }
                        }
                    } }
                }
            }
        }
    };
    let frame = Frame { title: "Rehearsals", current: "Settings", scripts: &[] };
    frame::document(context, viewer, &frame, main)
}

fn one(context: &Context<'_>, known: &Emergency) -> Markup {
    html! {
        li data-row {
            span.lamp data-tone="done" {}
            span {
                @match known.first_words() {
                    Some(words) => { q.words { (words.as_str()) } }
                    None => { "nothing written" }
                }
            }
            p.about {
                span { b { "rehearsal" } }
                span { (times::day_time(context, known.opened_at)) }
                span {
                    @match &known.standing {
                        Standing::Closed { how: Closure::Works, .. } => { "walked all the way" }
                        Standing::Closed { .. } => { "ended" }
                        Standing::Open | Standing::Asked { .. } | Standing::SetAside { .. } => {
                            "under way"
                        }
                    }
                }
            }
        }
    }
}
