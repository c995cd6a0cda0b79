//! What messages may show of an emergency: by channel, and less of some customers.

use domain::access::Role;
use domain::methods::{Shown, Shows};
use maud::{Markup, html};

use super::{at_least, document};
use crate::{Context, Returned, Viewer, shell, wording};

/// What each choice is called.
const CHOICES: [(Shown, &str); 3] = [
    (Shown::Nothing, "nothing: only that it rings, and how bad it is"),
    (Shown::Summary, "a summary: who it probably is, and which service"),
    (Shown::Words, "also what the customer wrote"),
];

/// The page, for leads to read and for managers to change.
#[must_use]
pub fn shows(context: &Context<'_>, viewer: &Viewer, returned: Option<&Returned>) -> Markup {
    let known = context.state.methods.shows();
    let manages = at_least(context, viewer, Role::Manager);
    let content = html! {
        (shell::problem(returned))
        section.section aria-labelledby="shows-title" {
            header { h2 id="shows-title" { "What a message shows" } }
            p.soft {
                "Lock screens, mail and texts are read by more eyes than one. Whoever opens the "
                "link sees everything. Of two rules the stricter one wins."
            }
            form.stack method="post" action={ (context.base) "/console/shows" } {
                @for channel in Shows::CHANNELS {
                    @let field = format!("channel-{}", channel.name());
                    div.field {
                        label for=(field) { "By " (wording::channel(channel)) }
                        (choice(&field, Some(known.on(channel)), manages))
                    }
                }
                h3 { "Less of these customers, over every channel" }
                @if known.customers.is_empty() { p.empty { "Of none." } }
                @for (customer, shown) in &known.customers {
                    @let field = format!("customer-{customer}");
                    @let profile = context.state.customers.profile(customer);
                    @let name = profile.map_or(customer.as_str(), |profile| &profile.name);
                    div.field {
                        label for=(field) { bdi { (name) } }
                        (choice(&field, Some(*shown), manages))
                    }
                }
                @if manages {
                    div.field {
                        label for="customer" { "Another customer, by its key" }
                        input id="customer" name="customer" autocomplete="off" maxlength="64"
                            value=(shell::typed(returned, "customer"))
                            aria-invalid=[shell::invalid(returned, "customer")];
                    }
                    div.field {
                        label for="shown" { "Of it, at most" }
                        (choice("shown", Some(Shown::Nothing), true))
                    }
                    div.row { button.button data-tone="ink" type="submit" { "Save" } }
                } @else {
                    p.soft { "Managers change it." }
                }
            }
        }
    };
    document(context, viewer, "Messages", &["keys.js"], content)
}

fn choice(field: &str, chosen: Option<Shown>, changes: bool) -> Markup {
    html! {
        select id=(field) name=(field) disabled[!changes] {
            @for (shown, words) in CHOICES {
                option value=(shown.name()) selected[chosen == Some(shown)] { (words) }
            }
            @if field.starts_with("customer-") { option value="" { "no rule of its own" } }
        }
    }
}
