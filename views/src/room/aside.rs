//! What an update says to colleagues: people of the vendor who are not responders and want to know.

use domain::incidents::Incident;
use maud::{Markup, html};

use crate::Context;
use crate::board::names;

/// The part of the form for the line that nobody else reads.
pub(super) fn section(context: &Context<'_>, incident: &Incident, typed: &str) -> Markup {
    let count = context.state.subscribers.colleagues();
    if context.state.restricted_as(incident.id).is_some() {
        return html! {
            p.hint { "It is restricted: colleagues who do not work on it are told nothing." }
        };
    }
    if count == 0 && typed.is_empty() {
        return html! {
            p.hint {
                "Colleagues could be told each update as well: leads add them under "
                a href={ (context.base) "/console/subscribers" } { "Subscribers" } "."
            }
        };
    }
    html! {
        details open[!typed.is_empty()] {
            summary { "For colleagues only" }
            div.field {
                label for="for_colleagues" { "What it means for us" }
                textarea id="for_colleagues" name="for_colleagues" rows="2" data-draft
                    aria-describedby="for-colleagues-hint" { (typed) }
                p.hint id="for-colleagues-hint" {
                    (names::count(count, "colleague gets", "colleagues may get"))
                    " this line with the update, by what they chose. No customer and no page shows \
                     it."
                }
            }
        }
    }
}
