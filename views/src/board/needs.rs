//! Who needs a person now: nobody has accepted, a call was promised, an update is due, or words
//! came after the close.

use domain::callbacks::Desk;
use domain::emergencies::{Emergency, Standing};
use domain::incidents::Incident;
use domain::paging::{self, Escalation};
use domain::updates::WARNING;
use domain::words::Timestamp;
use maud::{Markup, html};

use super::{Row, frame, names, reached, row};
use crate::{Context, Viewer, shell, times};

/// Why an incident needs a person, the gravest first. The order is that of the board.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// Nobody could be reached: the last-resort alarm sounds.
    Alarm,
    /// It rings and nobody has accepted.
    Ringing,
    /// A call was promised to them.
    Call,
    /// They wrote after it was over, and nobody has read it.
    LateWord,
    /// The promised update is due.
    Promise,
}

/// An incident that needs a person, and since or until when.
pub(super) struct Needed<'a> {
    need: Need,
    at: Timestamp,
    incident: &'a Incident,
}

/// What needs a person now, sorted by need: who has waited longest comes first.
pub(super) fn all<'a>(context: &Context<'a>) -> Vec<Needed<'a>> {
    let incidents = context.state.incidents.incidents.values();
    let mut needed: Vec<Needed<'a>> = incidents
        .filter_map(|incident| {
            let (need, at) = need(context, incident)?;
            Some(Needed { need, at, incident })
        })
        .collect();
    needed.sort_by_key(|needed| (needed.need, needed.at));
    needed
}

/// Whether an incident stands in the list of those that need a person.
pub(super) fn is_needed(context: &Context<'_>, incident: &Incident) -> bool {
    need(context, incident).is_some()
}

fn need(context: &Context<'_>, incident: &Incident) -> Option<(Need, Timestamp)> {
    let escalation = context.state.paging.get(incident.id);
    if let Some(escalation) = escalation.filter(|e| is_ringing(e)) {
        let need = if escalation.alarm { Need::Alarm } else { Need::Ringing };
        return Some((need, escalation.started_at));
    }
    if let Some(by) = call_by(context, incident) {
        return Some((Need::Call, by));
    }
    if incident.settled_at.is_some() {
        let late = names::emergencies(context, incident).filter_map(late_word).min();
        return late.map(|since| (Need::LateWord, since));
    }
    let promise = context.state.updates.get(incident.id)?.soonest()?;
    let near = promise.warned || promise.by - WARNING <= context.now;
    near.then_some((Need::Promise, promise.by))
}

/// By when somebody is to be called, while nobody calls them and they have not put it off.
fn call_by(context: &Context<'_>, incident: &Incident) -> Option<Timestamp> {
    let callbacks = &context.state.callbacks;
    let desks = incident.emergencies.iter().filter_map(|emergency| callbacks.desk(*emergency));
    let waiting = desks.flat_map(Desk::open).filter(|known| {
        let off = known.not_before.is_some_and(|at| at > context.now);
        !off && known.live_call().is_none()
    });
    waiting.map(|known| known.by).min()
}

/// Since when words that came after the customer closed it stay unread.
fn late_word(emergency: &Emergency) -> Option<Timestamp> {
    let (_, since) = emergency.unread?;
    matches!(emergency.standing, Standing::Closed { at, .. } if at <= since).then_some(since)
}

pub(crate) fn is_ringing(escalation: &Escalation) -> bool {
    matches!(escalation.standing, paging::Standing::Ringing { .. })
}

/// The first section of the board.
pub(super) fn section(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let needed = all(context);
    let owed = crate::follow_ups::due(context);
    let waiting = crate::approvals::on_board(context, viewer);
    // What was taken back asks nothing of anybody.
    let asked = waiting.iter().filter(|known| known.waits()).count();
    let title = match needed.len() + owed.len() + asked {
        0 => "Nobody needs you right now.".to_owned(),
        1 => "One needs a person now".to_owned(),
        many => format!("{many} need a person now"),
    };
    html! {
        section.section id="needs" aria-labelledby="needs-title"
            data-title=(shell::title(context, &title)) {
            header.page-head {
                h1 id="needs-title" { (title) }
                @if super::frame::may_respond(context, viewer) {
                    @let href = format!("{}/console/incidents/new", context.base);
                    a.button.push data-tone="plain" href=(href) {
                        "Open an incident"
                    }
                }
            }
            (crate::wording::kept_here(context))
            (crate::flood::banner(context, viewer))
            (crate::subscribers::banner(context, viewer))
            @if needed.is_empty() && owed.is_empty() && waiting.is_empty() {
                (empty(context))
            } @else {
                ul.rows.wide {
                    @for needed in &needed { (line(context, viewer, needed)) }
                    @for known in &waiting {
                        (crate::approvals::board_row(context, viewer, known))
                    }
                    @for known in &owed { (crate::follow_ups::board_row(context, known)) }
                }
            }
        }
    }
}

/// What to know, and what to try, while nothing happens.
fn empty(context: &Context<'_>) -> Markup {
    let base = context.base;
    let guard = super::readiness::on_guard(context);
    html! {
        p.empty {
            @if guard.is_empty() {
                "Nobody is on call for the front door at this moment; a call would ring everyone \
                 at once. "
            } @else {
                (names::people(context, &guard))
                @if guard.len() == 1 { " is" } @else { " are" }
                " rung first. "
            }
            "When someone asks for help it appears here and rings. "
            @if context.demo {
                "Try it: " a href={ (base) "/demo" } { "play a crisis" }
                ", or press the button at the "
                a href={ (base) "/help" } { "door" } " yourself."
            } @else {
                "Try it: " a href={ (base) "/help" } { "the door your customers see" } "."
            }
        }
    }
}

fn line(context: &Context<'_>, viewer: &Viewer, needed: &Needed<'_>) -> Markup {
    let Needed { need, at, incident } = *needed;
    let emergency = names::present(context, incident);
    let caller = emergency.map(|emergency| names::Caller::of(context, emergency));
    let mut about = Vec::new();
    about.extend(caller.as_ref().map(names::Caller::markup));
    about.extend(super::machines::phrase(context, incident));
    let (lamp, act, since) = match need {
        Need::Alarm | Need::Ringing => {
            let escalation = context.state.paging.get(incident.id);
            let danger = context.state.is_in_danger(incident.id);
            about.extend(danger.then(|| html! { b { "someone is in danger" } }));
            about.extend(escalation.map(|escalation| ringing(context, escalation)));
            let lamp = if need == Need::Alarm { "Alarm" } else { "Ringing" };
            (("signal", lamp), escalation.and_then(|e| accept(context, viewer, incident, e)), at)
        }
        Need::Call => {
            about.push(html! { "promised call " b { (due(context, at)) } });
            if let Some(lead) = &incident.lead {
                about.push(html! { (names::person(context, lead)) " leads" });
            }
            let room = names::room(context, incident);
            let call = html! { a.button href={ (room) "#asked" } { "Call them" } };
            (("care", "Call promised"), Some(call), incident.opened_at)
        }
        Need::LateWord => {
            about.push(html! { "wrote after it was over; nobody has read it yet" });
            let read = html! { a.button href=(names::room(context, incident)) { "Read it" } };
            (("care", "Unread"), Some(read), at)
        }
        Need::Promise => {
            about.push(html! {
                "promised update " b { (due(context, at)) }
            });
            if let Some(lead) = &incident.lead {
                about.push(html! { (names::person(context, lead)) " leads" });
            }
            (("care", "Promise due"), Some(write_update(context, incident)), incident.opened_at)
        }
    };
    let rings = matches!(need, Need::Alarm | Need::Ringing);
    let ringing = rings.then(|| {
        let machine = super::machines::is_alone(incident);
        let who = || if machine { names::incident(context, incident) } else { "someone".into() };
        format!("Ringing: {}", caller.map_or_else(who, |c| c.short()))
    });
    about.extend(super::together::callers(context, incident));
    about.extend(super::together::likely(context, viewer, incident));
    let pick = super::together::pick(context, viewer, incident);
    let act = match (act, pick) {
        (Some(act), Some(pick)) => Some(html! { (act) (pick) }),
        (act, pick) => act.or(pick),
    };
    let href = names::room(context, incident);
    let what = names::what(context, incident);
    let since = Some(since);
    row(context, &Row { lamp, href, what, since, about, act, ringing, urgent: rings })
}

fn ringing(context: &Context<'_>, escalation: &Escalation) -> Markup {
    html! {
        @if escalation.alarm { b { "Nobody has answered. The last-resort alarm sounds." } " " }
        (reached::phrase(context, escalation))
    }
}

fn due(context: &Context<'_>, by: Timestamp) -> Markup {
    html! {
        (times::promised(context, by, "due in {span}"))
    }
}

/// The one button that takes it; observers have none.
pub(crate) fn accept(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    escalation: &Escalation,
) -> Option<Markup> {
    let hidden = context.state.restrictions.is_hidden(incident.id);
    if hidden || !frame::may_respond(context, viewer) || !is_ringing(escalation) {
        return None;
    }
    let action = format!("{}/accept", names::room(context, incident));
    let command = names::press(incident.id.0, escalation.entered_at);
    Some(html! {
        form method="post" action=(action) {
            input type="hidden" name="command" value=(command);
            button.button data-tone="signal" data-key="a" type="submit" {
                "Accept " kbd aria-hidden="true" { "a" }
            }
        }
    })
}

fn write_update(context: &Context<'_>, incident: &Incident) -> Markup {
    html! {
        a.button href={ (names::room(context, incident)) "#known" } data-key="u" {
            "Write update " kbd aria-hidden="true" { "u" }
        }
    }
}
