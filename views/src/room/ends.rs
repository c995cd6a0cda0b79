//! How it ends: the question that only the customer answers, and taking up what was set aside.

use domain::emergencies::{Emergency, Standing};
use domain::incidents::Incident;
use domain::words::EmergencyId;
use maud::{Markup, html};

use crate::board::frame;
use crate::{Context, Viewer};

/// Plain buttons, which a live update may replace; an empty element where there is nothing to ask.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    with: Option<EmergencyId>,
) -> Markup {
    let emergency = super::together::chosen(context, incident, with);
    let emergency = emergency.filter(|_| frame::may_respond(context, viewer));
    html! {
        div.ends id="ends" hidden[emergency.is_none()] {
            @if let Some(emergency) = emergency { (of_emergency(context, emergency)) }
        }
    }
}

fn of_emergency(context: &Context<'_>, emergency: &Emergency) -> Markup {
    let to = format!("{}/console/emergencies/{}", context.base, emergency.number);
    html! {
        @match &emergency.standing {
            Standing::Open | Standing::Asked { .. } => {
                form.row method="post" action={ (to) "/ask" } {
                    button.button type="submit" {
                        @if matches!(emergency.standing, Standing::Asked { .. }) {
                            "Ask again: does it work for you?"
                        } @else {
                            "Ask: does it work for you?"
                        }
                    }
                    p.soft.small { "Only the customer closes it." }
                }
            }
            Standing::SetAside { .. } => {
                form.row method="post" action={ (to) "/takeup" } {
                    button.button data-tone="ink" type="submit" { "Take it up again" }
                    p.soft.small { "You lead it from then on, and they are told." }
                }
            }
            Standing::Closed { .. } => {
                p.soft { "The customer closed it. If they write again, it rings." }
                (crate::follow_ups::of_emergency(context, emergency.id))
            }
        }
    }
}
