//! The headline of the room: what, how bad, how far, how long, who leads, and the first buttons.

use domain::incidents::Incident;
use maud::{Markup, html};

use crate::board::{frame, machines, names, needs, reached};
use crate::{Context, Viewer, flood, shell, times, wording};

pub(super) fn headline(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let title = names::incident(context, incident);
    let escalation = context.state.paging.get(incident.id);
    let ringing = escalation.filter(|escalation| needs::is_ringing(escalation));
    let shout = ringing.map(|_| format!("Ringing: {title}"));
    let tone = if incident.settled_at.is_some() { None } else { Some("care") };
    let like: u64 = incident.emergencies.iter().map(|id| context.state.floods.like(*id)).sum();
    html! {
        header.headline id="headline" data-ringing=[shout.as_deref()]
            data-title=(shell::title(context, &title)) {
            h1 { (title) }
            span.tag data-tone=[tone] { (wording::severity(incident.severity)) }
            span.tag { (wording::phase(incident.phase)) }
            @if like > 0 { span.tag data-tone="care" { (flood::more(like)) } }
            @if super::proof::is_denied(context, incident) {
                span.tag data-tone="signal" { "a contact says: not us" }
            }
            @if context.state.restricted_as(incident.id).is_some() { span.tag { "restricted" } }
            @if let Some(person) = machines::declared_by(context, incident) {
                span.tag { "opened by " (names::person(context, person)) }
            } @else if machines::is_alone(incident) {
                span.tag { "reported by a machine" }
            }
            @match incident.settled_at {
                None => { (times::count_up(context, incident.opened_at)) }
                Some(at) => { span.soft { "since " (times::day_time(context, at)) } }
            }
            // At a desk it stands last, on a line of its own: its length changes by the second, and
            // must not move a button from under a finger.
            span.soft {
                @match (&incident.lead, ringing) {
                    (_, Some(escalation)) => {
                        @if escalation.alarm { b { "The last-resort alarm sounds. " } }
                        (reached::phrase(context, escalation))
                    }
                    (Some(lead), None) => {
                        (names::person(context, lead)) " leads" (also(context, incident))
                        @if let Some(snooze) = escalation.and_then(|known| known.snooze.as_ref()) {
                            ", snoozed until " (times::time(context, snooze.until))
                        }
                    }
                    (None, None) => { "nobody leads yet" }
                }
            }
            span.row.push id="room-actions" {
                @if let Some(escalation) = ringing {
                    @if let Some(accept) = needs::accept(context, viewer, incident, escalation) {
                        (accept)
                    }
                }
                @if incident.settled_at.is_none() && frame::may_respond(context, viewer) {
                    a.button href="#bring-words" data-key="b" {
                        "Bring " kbd aria-hidden="true" { "b" }
                    }
                    a.button href="#to" data-key="h" {
                        "Hand over " kbd aria-hidden="true" { "h" }
                    }
                }
                @if incident.settled_at.is_none()
                    && frame::may_respond(context, viewer)
                    && super::update::is_open(context, incident) {
                    a.button data-tone=[ringing.is_none().then_some("ink")]
                        href="#known" data-key="u" {
                        "Update " kbd aria-hidden="true" { "u" }
                    }
                }
            }
        }
    }
}

/// Who has it as well: they accepted while they could not know of each other.
fn also(context: &Context<'_>, incident: &Incident) -> Markup {
    let escalation = context.state.paging.get(incident.id);
    html! {
        @for person in escalation.iter().flat_map(|known| &known.also) {
            ", " (names::person(context, person)) " has it as well"
        }
    }
}
