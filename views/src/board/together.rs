//! Many callers, one fault, on the board: which lines look like one another, and several chosen at
//! once to be joined.

use domain::incidents::Incident;
use maud::{Markup, html};

use super::{frame, names};
use crate::{Context, Viewer};

/// With more live incidents than this, likely twins are looked for in the rooms only.
const COMPARED_MAX: usize = 60;

fn live(context: &Context<'_>) -> usize {
    let all = context.state.incidents.incidents.values();
    all.filter(|known| known.settled_at.is_none()).count()
}

/// The box with which a live incident is chosen, while there is another one to join it with.
pub(super) fn pick(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Option<Markup> {
    let several = incident.settled_at.is_none() && live(context) > 1;
    let hidden = context.state.restrictions.is_hidden(incident.id);
    if hidden || !several || !frame::may_respond(context, viewer) {
        return None;
    }
    let name = names::incident(context, incident);
    Some(html! {
        label.pick {
            input type="checkbox" name="incident" value=(incident.number) form="join" data-key="x"
                data-keep;
            span { "Choose" span.visually-hidden { ": " (name) " (" (incident.number) ")" } }
        }
    })
}

/// How many have called, when more than one has.
pub(super) fn callers(context: &Context<'_>, incident: &Incident) -> Option<Markup> {
    if incident.emergencies.len() < 2 {
        return None;
    }
    let crowd = context.state.crowd(incident.id, context.now);
    let many = crowd.is_shared().then_some(crowd)?;
    Some(html! {
        b { (many.callers) @if many.more { "+" } " callers" }
        @if many.confirmed > 0 { ", " (many.confirmed) " say it works" }
    })
}

/// What it looks like, and how to say so.
pub(super) fn likely(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
) -> Option<Markup> {
    let count = live(context);
    if !(2..=COMPARED_MAX).contains(&count) || !frame::may_respond(context, viewer) {
        return None;
    }
    let twins = context.state.twins(incident.id);
    let twin = twins.first()?;
    let known = context.state.incidents.get(twin.incident)?;
    Some(html! { "looks like incident " (known.number) " (" (twin.score / 10) " %)" })
}

/// The form to which the boxes belong. It stands outside every fragment that is renewed.
pub(super) fn form(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let action = format!("{}/console/incidents/join", context.base);
    html! {
        form id="join" method="post" action=(action) { (help(context, viewer)) }
    }
}

/// What the boxes are for, while there is something to choose.
pub(super) fn help(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let several = live(context) > 1 && frame::may_respond(context, viewer);
    html! {
        div.row id="join-help" hidden[!several] {
            button.button type="submit" data-key="t" {
                "Join what you chose: one fault " kbd aria-hidden="true" { "t" }
            }
            p.soft.small {
                "Choose with the boxes, or " kbd { "x" } ". They join the one that somebody has, "
                "else the oldest. You can undo it."
            }
        }
    }
}
