//! The form by which somebody of the vendor opens an incident themselves.

use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::telling::{line, typed, wrong};
use crate::{Context, Returned, Viewer, shell};

const SEVERITIES: [(&str, &str); 3] = [
    ("critical", "Critical: customers cannot work"),
    ("high", "High: badly hampered, a way around exists"),
    ("low", "Low: a nuisance"),
];

/// What is wrong, how bad, and who is to have it.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let frame = Frame { title: "Open an incident", current: "Board", scripts: &["keys.js"] };
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head { h1 { (frame.title) } }
            p.soft {
                "You know of a fault before anybody has called. Who calls about it later can be \
                 joined to it, and from its room you tell everyone."
            }
            (shell::problem(returned))
            @if frame::may_respond(context, viewer) {
                (form(context, viewer, command, returned))
            } @else {
                p { "Responders can open incidents. Ask one, or " a href="/help" { "ring" } "." }
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn form(
    context: &Context<'_>,
    viewer: &Viewer,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let severity = typed(returned, "severity", "critical");
    let service = typed(returned, "service", "");
    let services = &context.state.incidents.services;
    html! {
        form.stack method="post" action={ (context.base) "/console/incidents" } {
            input type="hidden" name="command" value=(command);
            input type="hidden" name="component" value=(typed(returned, "component", ""));
            (line(
                "title",
                "What is wrong, in a few words",
                &typed(returned, "title", ""),
                Some("Your colleagues read this. What customers read you write in the room."),
                returned,
            ))
            fieldset {
                legend { "How bad is it?" }
                @for (value, words) in SEVERITIES {
                    label.choice {
                        input type="radio" name="severity" value=(value)
                            checked[value == severity];
                        span { (words) }
                    }
                }
                (wrong("severity", returned))
            }
            @if !services.is_empty() {
                div.field {
                    label for="service" { "Service" }
                    select id="service" name="service"
                        aria-invalid=[shell::invalid(returned, "service")] {
                        option value="" { "None, or not known yet" }
                        @for (key, known) in services {
                            option value=(key) selected[key.as_str() == service] { (known.name) }
                        }
                    }
                    (wrong("service", returned))
                }
            }
            (crate::began::field(
                context,
                viewer,
                ("since", "since", "It has failed since (not required)"),
                &typed(returned, "since", ""),
                ("Where you know that it began before now.", returned),
            ))
            div.row {
                button.button data-tone="ink" type="submit" { "Open it, I have it" }
                button.button type="submit" name="rings" value="1" {
                    "Open it and ring who is on call"
                }
            }
        }
    }
}
