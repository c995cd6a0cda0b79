//! What the caller is told of the fault: what is known, by when the next word comes, how long.

use domain::emergencies::{Emergency, Standing};
use domain::incidents::Incident;
use domain::updates::{Board, Estimate, Overview, Promise, Update};
use domain::words::{Cadence, Parts, Severity, Timestamp};
use maud::{Markup, html};

use super::stand::Stand;
use crate::room::preview::Preview;
use crate::{Context, addresses, plain, say, spoken, times};

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
    let promise = board.and_then(|board| board.promise_to(emergency.id));
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
            @if let Some(board) = board.filter(|_| live) { (late(context, emergency, board)) }
            @if latest.is_none() && live { p.soft { (nothing_yet(context, emergency)) } }
            dl {
                @if let Some(promise) = promise.filter(|_| live) {
                    (next_by(context, &promise))
                }
                @if let Some(update) = latest {
                    (parts(context, &update.overview))
                    @if let Some(estimate) = update.estimate.as_ref().filter(|_| live) {
                        (likely(context, update, estimate))
                    }
                }
            }
            @if let Some(update) = latest { (corrected(context, update)) }
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

/// An update as its readers would read it, before it is told.
///
/// Times stand on the clocks of a zone, in the words of that reader: no script writes them anew in
/// those of whoever looks before it is sent.
pub(crate) fn as_read(context: &Context<'_>, preview: &Preview, zone: &str) -> Markup {
    let now = times::clock_time_in(context, zone, context.now);
    html! {
        dl {
            dt { (say!(context, "known-next-by")) }
            dd { b { (times::day_time_in(context, zone, preview.next_by)) } }
            (parts(context, &preview.overview))
            @if let Some(estimate) = &preview.estimate {
                (expected(context, (context.now, now), estimate))
            }
        }
    }
}

fn nothing_yet(context: &Context<'_>, emergency: &Emergency) -> Markup {
    if Stand::of(context, emergency).waits() {
        let incident = context.state.incidents.of_emergency(emergency.id);
        let usual = |incident: &Incident| context.state.usually_within(incident.id);
        let span = incident.map_or(Cadence::default().of(Severity::Critical), usual);
        say!(context, "known-nothing-waiting", span = times::span(context, span))
    } else {
        say!(context, "known-nothing")
    }
}

fn next_by(context: &Context<'_>, promise: &Promise) -> Markup {
    let by = promise.by;
    let ahead = plain!(context.reader.tongue, "known-in", span = "{span}".to_owned());
    html! {
        div.promise {
            dt { (say!(context, "known-next-by")) }
            dd {
                (times::time(context, by)) " "
                span.soft.small {
                    (times::promised(context, by, &ahead))
                    @if promise.agreed { " " (say!(context, "known-agreed")) }
                }
            }
        }
    }
}

/// A promise that was not kept is told, until an update comes.
fn late(context: &Context<'_>, emergency: &Emergency, board: &Board) -> Markup {
    // With whom a time was agreed reads how that one fared, and not how what others were promised.
    if let Some(own) = board.own.get(&emergency.id) {
        return html! {
            @if let Some(by) = own.missed {
                p.notice data-tone="care" {
                    (say!(context, "known-late", time = times::time(context, by)))
                }
            }
        };
    }
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
    let Parts { known, impact, workaround, next } = spoken::parts(context, overview);
    let parts = [
        (say!(context, "known-wrong"), known),
        (say!(context, "known-for-you"), impact),
        (say!(context, "known-meanwhile"), workaround),
        (say!(context, "known-next"), next),
    ];
    html! {
        @for (title, said) in parts {
            @if !said.words.is_empty() {
                div {
                    dt { (title) }
                    dd.words dir="auto" lang=[spoken::lang(context, said)] {
                        (addresses::linked(said.words))
                    }
                }
            }
        }
    }
}

/// What was put right stands there with what it had said: nothing is changed in silence.
fn corrected(context: &Context<'_>, update: &Update) -> Markup {
    let now = &update.overview;
    let reworded = spoken::put_right(context, &update.corrections, |one| &one.said, now);
    // How long it may take is the same in every language.
    let later = update.corrections.iter().skip(1).map(|one| &one.estimate);
    let after = later.chain([&update.estimate]);
    let all = update.corrections.iter().zip(after).map(|(one, after)| {
        let words = reworded.iter().any(|known| std::ptr::eq(*known, one));
        (one, words, one.estimate.as_ref().filter(|was| Some(*was) != after.as_ref()))
    });
    let shown: Vec<_> = all.filter(|(_, words, was)| *words || was.is_some()).collect();
    html! {
        @for (correction, words, estimate) in shown.into_iter().rev() {
            @if correction.said == Overview::default() {
                p.soft.small {
                    (say!(context, "status-taken-back", time = times::time(context, correction.at)))
                }
            } @else {
                p.soft.small {
                    (say!(context, "known-corrected", time = times::time(context, correction.at)))
                }
                dl.soft {
                    @if words { (parts(context, &correction.said)) }
                    @if let Some(estimate) = estimate { (likely(context, update, estimate)) }
                }
            }
        }
    }
}

/// An estimate is never a promise, and one that has passed is said to have passed.
fn likely(context: &Context<'_>, update: &Update, estimate: &Estimate) -> Markup {
    expected(context, (update.at, times::time(context, update.at)), estimate)
}

fn expected(
    context: &Context<'_>,
    (said_at, from): (Timestamp, Markup),
    estimate: &Estimate,
) -> Markup {
    let Estimate { low_mins, high_mins, likely_of_ten, .. } = *estimate;
    let latest = said_at + std::time::Duration::from_secs(u64::from(high_mins) * 60);
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
                @if !estimate.depends_on.is_empty() {
                    br;
                    span.small dir="auto" {
                        (say!(context, "known-depends", what = estimate.depends_on.to_string()))
                    }
                }
                @if context.now > latest {
                    br; span.small { (say!(context, "known-longer")) }
                }
            }
        }
    }
}
