//! What the caller is told of the fault: what is known, by when the next word comes, how long.

use domain::emergencies::{Emergency, Standing};
use domain::updates::{Board, Estimate, Overview, Update};
use domain::words::Timestamp;
use maud::{Markup, html};

use super::stand::Stand;
use crate::{Context, times};

/// What we know; and, while it is open, the caller's own "it works again".
pub(super) fn section(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let incident = context.state.incidents.of_emergency(emergency.id);
    let board = incident.and_then(|incident| context.state.updates.get(incident.id));
    let latest = board.and_then(Board::latest);
    let live = emergency.standing.is_live();
    html! {
        section.overview id="overview" aria-labelledby="overview-title"
            hidden[latest.is_none() && !live] {
            header {
                h2 id="overview-title" { "What we know" }
                @if let Some(update) = latest {
                    span.soft.small { (times::time(context, update.at)) }
                }
            }
            @if let Some(board) = board.filter(|_| live) { (late(context, board)) }
            @if latest.is_none() && live { p.soft { (nothing_yet(context, emergency)) } }
            dl {
                @if let Some(promise) = board.and_then(|board| board.promise).filter(|_| live) {
                    (next_by(context, promise.by))
                }
                @if let Some(update) = latest {
                    (parts(&update.overview))
                    @if let Some(estimate) = update.estimate.filter(|_| live) {
                        (likely(context, update, estimate))
                    }
                }
            }
            @if emergency.standing == Standing::Open {
                form method="post" action={ (path) "/confirm" } {
                    button.button data-wide type="submit" { "It works again" }
                }
                p.soft.small { "We close it when you say so, and not before." }
            }
        }
    }
}

fn nothing_yet(context: &Context<'_>, emergency: &Emergency) -> &'static str {
    if Stand::of(context, emergency).waits() {
        "Nothing yet. Whoever answers writes it here, within 15 minutes of answering."
    } else {
        "Nothing yet. It is written here as soon as something is known."
    }
}

fn next_by(context: &Context<'_>, by: Timestamp) -> Markup {
    html! {
        div.promise {
            dt { "Next update by" }
            dd {
                (times::time(context, by)) " "
                span.soft.small { "(in " (times::count_down(context, by, "a moment")) ")" }
            }
        }
    }
}

/// A promise that was not kept is told, until an update comes.
fn late(context: &Context<'_>, board: &Board) -> Markup {
    let promise = board.promise;
    let missed = match (board.latest(), promise) {
        // Taken up again, an emergency gets a promise of its own though none was broken.
        (Some(update), Some(promise)) => board.missed > 0 && promise.made_at >= update.next_by,
        (None, Some(_)) => board.missed > 0,
        (_, None) => false,
    };
    html! {
        @if missed {
            p.notice data-tone="care" {
                @if let Some(update) = board.latest() {
                    "The update promised for " (times::time(context, update.next_by))
                    " did not come. That is our fault, and we are asking for it."
                } @else {
                    "The first update did not come in time. "
                    "That is our fault, and we are asking for it."
                }
            }
        }
    }
}

fn parts(overview: &Overview) -> Markup {
    let parts = [
        ("What is wrong", &overview.known),
        ("For you", &overview.impact),
        ("What you can do meanwhile", &overview.workaround),
        ("What we do next", &overview.next),
    ];
    html! {
        @for (title, text) in parts {
            @if !text.is_empty() {
                div { dt { (title) } dd.words dir="auto" { (text) } }
            }
        }
    }
}

/// An estimate is never a promise, and one that has passed is said to have passed.
fn likely(context: &Context<'_>, update: &Update, estimate: Estimate) -> Markup {
    let Estimate { low_mins, high_mins, likely_of_ten } = estimate;
    let latest = update.at + std::time::Duration::from_secs(u64::from(high_mins) * 60);
    html! {
        div {
            dt { "Likely" }
            dd {
                @if low_mins == high_mins { (high_mins) } @else { (low_mins) "-" (high_mins) }
                " min from " (times::time(context, update.at)) " "
                span.soft.small { "(" (likely_of_ten) " of 10 like it; not a promise)" }
                @if context.now > latest {
                    br; span.small { "It takes longer than we thought." }
                }
            }
        }
    }
}
