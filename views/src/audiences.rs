//! Audiences in the console: which customers read together what is not for everyone.

use domain::access::Role;
use domain::audiences::{Audience, Holder};
use domain::words::{AudienceKey, CustomerKey};
use maud::{Markup, html};

use crate::board::names;
use crate::telling::{line, typed, wrong};
use crate::{Context, Returned, Viewer, settings, shell};

pub mod handed;
pub(crate) mod link;

const TITLE: &str = "Audiences";
/// Rows of the field for customers.
const ROWS: usize = 8;

/// All of them, and the way to a new one.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer, returned: Option<&Returned>) -> Markup {
    let base = context.base;
    let content = html! {
        (shell::problem(returned))
        p.soft {
            "Customers who read together what is not for everyone: a component of theirs, an \
             announcement, what is told in a crisis. Everyone else never learns that it is there."
        }
        section.section aria-labelledby="audiences-title" {
            header { h2 id="audiences-title" { "All audiences" } }
            @if context.state.audiences.audiences.is_empty() {
                p.empty { "There is none: everyone reads the same." }
            }
            ul.list {
                @for (key, audience) in &context.state.audiences.audiences {
                    li.row data-row tabindex="-1" {
                        div {
                            a href={ (base) "/console/audiences/" (key) } {
                                bdi { (audience.name) }
                            }
                            " "
                            span.soft.small {
                                (names::count(audience.customers.len(), "customer", "customers"))
                            }
                        }
                    }
                }
            }
            @if settings::at_least(context, viewer, Role::Lead) {
                p {
                    a.button data-tone="ink" href={ (base) "/console/audiences/new" } {
                        "Make an audience"
                    }
                }
                (handed::way(context, None))
            }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// The form for an audience: one that is known, or a new one.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    known: Option<(&AudienceKey, &Audience)>,
    returned: Option<&Returned>,
) -> Markup {
    let list = format!("{}/console/audiences", context.base);
    let path = known.map_or_else(|| list.clone(), |(key, _)| format!("{list}/{key}"));
    let writes = settings::at_least(context, viewer, Role::Lead);
    let content = html! {
        h2 {
            @match known {
                Some((_, audience)) => { bdi { (audience.name) } }
                None => { "A new audience" }
            }
        }
        (shell::problem(returned))
        @if writes {
            (form(known.map(|(_, audience)| audience), &path, returned))
            p { a href=(list) { "All audiences" } }
            @if let Some((key, _)) = known {
                (kept_for(context, key))
                @let whose = Holder::Audience(key.clone());
                (link::card(context, &whose, &format!("{path}/status-link")))
                (handed::way(context, Some(key)))
                form method="post" action={ (path) "/removal" } {
                    button.button data-tone="plain" type="submit" { "Take it out" }
                }
            }
        } @else if let Some((key, audience)) = known {
            p { (names::count(audience.customers.len(), "customer", "customers")) }
            (kept_for(context, key))
            p { a href=(list) { "All audiences" } }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn form(known: Option<&Audience>, path: &str, returned: Option<&Returned>) -> Markup {
    let name = known.map_or("", |known| &known.name);
    let customers: Vec<&str> = known
        .map(|known| known.customers.iter().map(CustomerKey::as_str).collect())
        .unwrap_or_default();
    html! {
        form.stack method="post" action=(path) {
            (line(
                "name",
                "Name",
                &typed(returned, "name", name),
                Some("Only you see it."),
                returned,
            ))
            div.field {
                label for="customers" { "Customers" }
                textarea id="customers" name="customers" rows=(ROWS) spellcheck="false"
                    aria-describedby="customers-hint"
                    aria-invalid=[shell::invalid(returned, "customers")] {
                    (typed(returned, "customers", &customers.join("\n")))
                }
                p.hint id="customers-hint" {
                    "One key a line, as it stands below the customer’s name."
                }
                (wrong("customers", returned))
            }
            div { button.button data-tone="ink" type="submit" { "Save" } }
        }
    }
}

/// Which components are for an audience.
fn kept_for(context: &Context<'_>, key: &AudienceKey) -> Markup {
    let own = context.state.components.components.iter();
    let own: Vec<_> = own.filter(|(_, one)| one.profile.audiences.contains(key)).collect();
    html! {
        section.section aria-labelledby="theirs-title" {
            header { h2 id="theirs-title" { "Components for them" } }
            @if own.is_empty() { p.empty { "None." } }
            ul.list {
                @for (component, known) in own {
                    li.row data-row tabindex="-1" {
                        a href={ (context.base) "/console/status/components/" (component) } {
                            bdi { (known.profile.name) }
                        }
                    }
                }
            }
        }
    }
}

/// For whom something is: ticks for each audience, where there are any.
pub(crate) fn ticks(
    context: &Context<'_>,
    named: &[AudienceKey],
    hint: &str,
    returned: Option<&Returned>,
) -> Markup {
    let ticked: Vec<String> = match returned {
        Some(returned) => {
            let ticks = returned.typed.iter().filter(|(name, _)| name == "audience");
            ticks.map(|(_, value)| value.clone()).collect()
        }
        None => named.iter().map(ToString::to_string).collect(),
    };
    html! {
        @if !context.state.audiences.audiences.is_empty() {
            fieldset {
                legend { "For whom" }
                p.hint { "Tick none for everyone. " (hint) }
                @for (key, audience) in &context.state.audiences.audiences {
                    label.choice {
                        input type="checkbox" name="audience" value=(key)
                            checked[ticked.iter().any(|one| one == key.as_str())];
                        span { bdi { (audience.name) } }
                    }
                }
                (wrong("audience", returned))
            }
        }
    }
}
