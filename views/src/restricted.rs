//! The page of an incident that is kept from whoever looks: that there is something, how bad, who
//! leads, and how to get in.

use domain::access::Role;
use domain::incidents::Incident;
use domain::restrictions::Restriction;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Returned, Viewer, shell, times, wording};

/// The page, whole. The context is that of somebody who may not read it.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let frame = Frame { title: "Restricted", current: "Board", scripts: &["clock.js", "keys.js"] };
    let main = html! {
        main.room id="main" tabindex="-1" {
            (shell::problem(returned))
            header.headline {
                h1 { (names::incident(context, incident)) }
                span.tag { "restricted" }
                span.tag data-tone="care" { (wording::severity(incident.severity)) }
                span.tag { (wording::phase(incident.phase)) }
                (times::count_up(context, incident.opened_at))
                span.soft { (who_leads(context, incident)) }
            }
            section.section.stack {
                h2 { "Only those who work on it can read this" }
                p {
                    "Somebody is at it. Its words, callers and notes are kept to the people in it. "
                    @match &incident.lead {
                        Some(lead) => {
                            "If you are needed, ask " b { (names::person(context, lead)) }
                            " to let you in or to bring you."
                        }
                        None => { "Whoever accepts it can let you in." }
                    }
                }
                (glass(context, viewer, incident, command, returned))
                p { a.button href={ (context.base) "/console" } { "Back to the board" } }
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn who_leads(context: &Context<'_>, incident: &Incident) -> Markup {
    html! {
        @match &incident.lead {
            Some(lead) => { (names::person(context, lead)) " leads" }
            None => { "nobody leads yet" }
        }
    }
}

/// The way in for those who answer for the organisation; the others read that there is one.
fn glass(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    if !frame::is_at_least(context, viewer, Role::Manager) {
        return html! {
            p.soft { "A manager can break the glass, with a reason that is recorded." }
        };
    }
    html! {
        form.stack method="post" action={ (names::room(context, incident)) "/glass" } {
            input type="hidden" name="command" value=(command);
            div.field {
                label for="glass-reason" { "Why must you read it?" }
                textarea id="glass-reason" name="reason" rows="2" maxlength="2000"
                    aria-describedby="glass-hint"
                    aria-invalid=[shell::invalid(returned, "reason")] {
                    (shell::typed(returned, "reason"))
                }
                p.hint id="glass-hint" {
                    "It stands on the board until a lead has reviewed it, and those who work on it \
                     see that you came in."
                }
            }
            button.button data-tone="signal" type="submit" { "Break the glass" }
        }
    }
}

/// The restricted incidents that go on, for whoever searches: what is kept from them is told apart
/// from what does not exist, and in the same words whatever they typed.
pub(crate) fn in_progress(context: &Context<'_>) -> Markup {
    let state = context.state;
    let live = state.incidents.incidents.values().filter(|known| {
        let own = !state.groups.is_joined(known.id) && known.settled_at.is_none();
        own && state.restrictions.is_hidden(known.id)
    });
    let live: Vec<&Incident> = live.map(AsRef::as_ref).collect();
    html! {
        @if !live.is_empty() {
            section.section aria-labelledby="restricted-title" {
                header {
                    h2 id="restricted-title" { "Restricted" } " "
                    span.count { "not searched for you" }
                }
                ul.rows {
                    @for incident in live {
                        li data-row {
                            span.lamp data-tone="quiet" {
                                span.visually-hidden { "Restricted" }
                            }
                            a.what href=(names::room(context, incident)) {
                                (names::what(context, incident))
                            }
                            p.about {
                                span { (wording::severity(incident.severity)) }
                                span { (who_leads(context, incident)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who said that it is restricted, why, and whom they let in by name.
pub(crate) fn told<'a>(context: &Context<'a>, incident: &Incident) -> Option<&'a Restriction> {
    let state = context.state;
    state.restricted_as(incident.id).and_then(|kept| state.restrictions.get(kept))
}
