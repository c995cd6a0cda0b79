//! The console's side of writing updates: how soon the next one is promised.

use domain::access::Role;
use domain::words::{Cadence, Severity};
use maud::{Markup, html};

use crate::{Context, Returned, Viewer, settings, shell};

const TITLE: &str = "Updates";
/// How soon the next update is promised, by the words of the form.
pub const CADENCE: [(&str, &str, Severity); 3] = [
    ("critical_mins", "Critical, after (minutes)", Severity::Critical),
    ("high_mins", "High, after (minutes)", Severity::High),
    ("low_mins", "Low, after (minutes)", Severity::Low),
];

/// What shapes updates before anybody writes one.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer, returned: Option<&Returned>) -> Markup {
    let content = html! {
        (shell::problem(returned))
        (cadence(context, viewer, returned))
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn cadence(context: &Context<'_>, viewer: &Viewer, returned: Option<&Returned>) -> Markup {
    let known = context.state.organisation.settings.cadence();
    let mins = |cadence: Cadence, severity| cadence.of(severity).as_secs() / 60;
    let writes = settings::at_least(context, viewer, Role::Manager);
    html! {
        section.section aria-labelledby="cadence-title" {
            header { h2 id="cadence-title" { "How soon the next update is promised" } }
            p.soft {
                "By how severe it is, where nobody says otherwise. Whoever writes may promise \
                 another time, or agree one with the customer. A promise that is missed is said \
                 to every reader, and rings again."
            }
            @if writes {
                form.stack method="post"
                    action={ (context.base) "/console/templates/cadence" } {
                    div.columns {
                        @for (field, label, severity) in CADENCE {
                            @let value = match returned {
                                Some(returned) => returned.value(field).to_owned(),
                                None => mins(known, severity).to_string(),
                            };
                            div.field {
                                label for=(field) { (label) }
                                input id=(field) name=(field) inputmode="numeric"
                                    autocomplete="off" required value=(value)
                                    aria-invalid=[shell::invalid(returned, field)];
                            }
                        }
                    }
                    div { button.button type="submit" { "Save" } }
                }
            } @else {
                ul {
                    @for (_, label, severity) in CADENCE {
                        li { (label) ": " (mins(known, severity)) }
                    }
                }
            }
        }
    }
}
