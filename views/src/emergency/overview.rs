//! What the caller is told of the fault: what is known, by when the next word comes, how long.

use domain::emergencies::{Emergency, Standing};
use domain::updates::{Board, Estimate, Overview, Update};
use domain::words::Timestamp;
use maud::{Markup, html};

use super::stand::Stand;
use crate::{Context, say, times};

/// Whether the vendor has said anything about the fault yet.
pub(super) fn has_update(context: &Context<'_>, emergency: &Emergency) -> bool {
    latest(context, emergency).is_some()
}

fn latest<'a>(context: &Context<'a>, emergency: &Emergency) -> Option<&'a Update> {
    let incident = context.state.incidents.of_emergency(emergency.id)?;
    context.state.updates.get(incident.id).and_then(Board::latest)
}

/// What we know; and, while it is open, the caller's own "it works again".
pub(super) fn section(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let incident = context.state.incidents.of_emergency(emergency.id);
    let board = incident.and_then(|incident| context.state.updates.get(incident.id));
    let latest = latest(context, emergency);
    let live = emergency.standing.is_live();
    html! {
        section.overview id="overview" aria-labelledby="overview-title"
            hidden[latest.is_none() && !live] {
            header {
                h2 id="overview-title" { (say!(context, "known-title")) }
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
                    (parts(context, &update.overview))
                    @if let Some(estimate) = update.estimate.filter(|_| live) {
                        (likely(context, update, estimate))
                    }
                }
            }
            @if emergency.standing == Standing::Open {
                form method="post" action={ (path) "/confirm" } {
                    button.button data-wide type="submit" {
                        (say!(context, "known-works"))
                    }
                }
                p.soft.small { (say!(context, "known-close-hint")) }
            }
        }
    }
}

fn nothing_yet(context: &Context<'_>, emergency: &Emergency) -> Markup {
    if Stand::of(context, emergency).waits() {
        say!(context, "known-nothing-waiting")
    } else {
        say!(context, "known-nothing")
    }
}

fn next_by(context: &Context<'_>, by: Timestamp) -> Markup {
    html! {
        div.promise {
            dt { (say!(context, "known-next-by")) }
            dd {
                (times::time(context, by)) " "
                span.soft.small {
                    (say!(context, "known-in", span = times::within(context, by)))
                }
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
                    (say!(context, "known-late", time = times::time(context, update.next_by)))
                } @else {
                    (say!(context, "known-late-first"))
                }
            }
        }
    }
}

fn parts(context: &Context<'_>, overview: &Overview) -> Markup {
    let parts = [
        (say!(context, "known-wrong"), &overview.known),
        (say!(context, "known-for-you"), &overview.impact),
        (say!(context, "known-meanwhile"), &overview.workaround),
        (say!(context, "known-next"), &overview.next),
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
    let from = times::time(context, update.at);
    html! {
        div {
            dt { (say!(context, "known-likely")) }
            dd {
                @if low_mins == high_mins {
                    (say!(context, "known-likely-exactly", high = high_mins, time = from))
                } @else {
                    (say!(
                        context, "known-likely-between",
                        low = low_mins, high = high_mins, time = from,
                    ))
                }
                " "
                span.soft.small { (say!(context, "known-odds", odds = u32::from(likely_of_ten))) }
                @if context.now > latest {
                    br; span.small { (say!(context, "known-longer")) }
                }
            }
        }
    }
}
