//! What holds now: the promise, what was told last, who is reached, and by what.

use domain::incidents::Incident;
use domain::paging::{Escalation, Snooze, Standing};
use domain::updates::{Board, Estimate, Overview, Tally, Update};
use maud::{Markup, html};

use super::fold::Fold;
use super::{Look, crew, deliveries};
use crate::board::{frame, machines, names, reached};
use crate::{Context, Viewer, times, wording};

pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    look: &Look,
) -> Markup {
    let board = context.state.updates.get(incident.id);
    let escalation = context.state.paging.get(incident.id);
    let alone = machines::is_alone(incident);
    html! {
        aside.now id="now" aria-label="Now" {
            (crew::card(context, viewer, incident, look))
            (crate::subscribers::held_about(context, viewer, incident))
            @if !alone { (promise(context, board)) }
            @if let Some(escalation) = escalation {
                (reaching(context, viewer, incident, escalation, alone))
            }
            @if let Some(update) = board.and_then(Board::latest) { (told(context, update)) }
            (deliveries::fold(context, incident.id))
        }
    }
}

fn promise(context: &Context<'_>, board: Option<&Board>) -> Markup {
    let Tally { kept, missed } = board.map(Board::fared).unwrap_or_default();
    html! {
        section.card {
            h2 { "Next update by" }
            @match board.and_then(|board| board.promise) {
                Some(promise) => {
                    p.large {
                        (times::time(context, promise.by)) " "
                        span.soft.small {
                            (times::promised(context, promise.by, "in {span}"))
                            @if promise.agreed { ", as agreed with them" }
                        }
                    }
                }
                None => {
                    p.soft { "No update is owed. The first is promised when somebody accepts." }
                }
            }
            @for (emergency, own) in board.into_iter().flat_map(|board| &board.own) {
                @if let Some(emergency) = context.state.emergencies.get(*emergency) {
                    p.small {
                        (times::time(context, own.promise.by)) " for "
                        bdi { (names::Caller::of(context, emergency).short()) }
                        @if own.promise.agreed { ", as agreed with them" }
                    }
                }
            }
            @if kept + missed > 0 {
                p.soft.small { (kept) " kept, " (missed) " missed" }
            }
        }
    }
}

fn told(context: &Context<'_>, update: &Update) -> Markup {
    let state = times::time(context, update.at);
    Fold { id: "told", title: "What they were told", state, needs: None }.around(html! {
        (overview(&update.overview))
        @if let Some(estimate) = &update.estimate { (expected(estimate)) }
        @if let Some(line) = &update.for_colleagues {
            p.small.words dir="auto" { b lang="en" { "For colleagues only: " } (line) }
        }
        @for correction in update.corrections.iter().rev() {
            p.soft.small {
                "Put right by " (names::person(context, &correction.by)) ", "
                (times::time(context, correction.at))
                @if correction.said == Overview::default() {
                    ": something was taken out."
                } @else {
                    ". Before, it said:"
                }
            }
            div.soft {
                (overview(&correction.said))
                @if let Some(estimate) = &correction.estimate { (expected(estimate)) }
            }
        }
        p.soft.small { "by " (names::person(context, &update.author)) }
    })
}

fn expected(estimate: &Estimate) -> Markup {
    html! {
        p.small {
            "Estimate: " (estimate.low_mins) " to " (estimate.high_mins) " min from then ("
            (estimate.likely_of_ten) " of 10 like it)"
            @if !estimate.depends_on.is_empty() { ", depending on " (estimate.depends_on) }
        }
    }
}

fn overview(overview: &Overview) -> Markup {
    let parts = [
        ("Known", &overview.known),
        ("For them", &overview.impact),
        ("Meanwhile", &overview.workaround),
        ("Next", &overview.next),
    ];
    html! {
        @for (label, text) in parts {
            @if !text.is_empty() {
                p { span.label { (label) } " " span.words { (text) } }
            }
        }
        (crate::languages::said(&overview.translations))
    }
}

fn reaching(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    escalation: &Escalation,
    alone: bool,
) -> Markup {
    html! {
        section.card {
            h2 { "Who is reached" }
            @match &escalation.standing {
                Standing::Ringing { .. } => {
                    @if escalation.alarm {
                        p { b { "Nobody could be reached. The last-resort alarm sounds." } }
                    }
                    p { (reached::phrase(context, escalation)) }
                }
                Standing::Accepted { by, at, first_word_by, silent_at } => {
                    p {
                        (names::person(context, by))
                        " has it since " (times::time(context, *at)) "."
                    }
                    @if let Some(snooze) = &escalation.snooze {
                        (snoozed(context, viewer, incident, snooze))
                    } @else { p.soft.small {
                        @if let Some(due) = first_word_by {
                            "Without a first word it rings again in "
                            (times::count_down(context, *due, "a moment")) "."
                        } @else if alone {
                            "Without a sign of life it rings again at "
                            (times::time(context, *silent_at)) "."
                        } @else {
                            "If nobody writes, it rings again at "
                            (times::time(context, *silent_at)) "."
                        }
                    } }
                }
                Standing::Stopped if alone => {
                    p.soft { "Nobody: it is over. If it fires again, it rings anew." }
                }
                Standing::Stopped => {
                    p.soft { "Nobody: it is over. A word from them rings again." }
                }
            }
        }
    }
}

/// It is left alone: until when, why, and how to end that.
fn snoozed(context: &Context<'_>, viewer: &Viewer, incident: &Incident, snooze: &Snooze) -> Markup {
    html! {
        p {
            "Snoozed until " b { (times::time(context, snooze.until)) } ": waiting "
            (wording::wait(snooze.wait)) ", because " q.words { (snooze.because.as_str()) } " ("
            (names::person(context, &snooze.by)) "). Then it rings again; any word of theirs rings \
            at once."
        }
        @if frame::may_respond(context, viewer) {
            form method="post" action={ (names::room(context, incident)) "/snooze/removal" } {
                button.button type="submit" { "Go on now" }
            }
        }
    }
}
