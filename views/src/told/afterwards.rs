//! The form for an incident that is over and of which nobody was told.

use maud::{Markup, html};

use crate::board::frame;
use crate::room::correct::Words;
use crate::room::public;
use crate::telling::{typed, wrong};
use crate::{Context, Returned, Viewer, began, settings, shell};
use domain::words::{IncidentId, Overview};

/// What happened, from when until when, to which components, and whether subscribers are told.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let content = html! {
        h2 { "Write of an incident that is over" }
        (shell::problem(returned))
        p.soft {
            "It stands in the history of the pages, and in their bars, from when until when it \
             failed. Readers see that it was written afterwards."
        }
        @if frame::may_respond(context, viewer) {
            (form(context, viewer, command, returned))
        } @else {
            p { "Responders can write it." }
        }
        p { a href={ (context.base) "/console/status/told" } { "All that was told" } }
    };
    settings::document(context, viewer, super::TITLE, &["keys.js"], content)
}

fn form(
    context: &Context<'_>,
    viewer: &Viewer,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let none = Overview::default();
    let words = Words { told: &none, title: Some(""), id: "new", returned };
    let tells = returned.is_some_and(|returned| !returned.value("tell_subscribers").is_empty());
    let when = |name, label, hint| {
        let value = typed(returned, name, "");
        began::field(context, viewer, (name, name, label), &value, (hint, returned))
    };
    html! {
        form.stack method="post" action={ (context.base) "/console/status/told" } {
            input type="hidden" name="command" value=(command);
            div.columns {
                (when("from", "It failed from", "When it began."))
                (when("until", "It was over", "Bars and uptime count until then."))
            }
            (words.fields(context, IncidentId(0)))
            @for name in ["title", "known", "impact"] { (wrong(name, returned)) }
            (public::rows_of(context, &[], returned))
            (crate::audiences::ticks(
                context,
                &[],
                "Nobody else ever reads of it.",
                returned,
            ))
            label.choice {
                input type="checkbox" name="tell_subscribers" value="1" checked[tells];
                span { "Tell subscribers too" }
            }
            (crate::approvals::before(context, &viewer.person, "For readers of the pages it"))
            div.row {
                button.button data-tone="ink" type="submit" { "Put it into the history" }
            }
        }
    }
}
