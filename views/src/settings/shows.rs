//! What messages may show of an emergency: by channel, and otherwise of single customers.

use domain::access::Role;
use domain::methods::{ByChannel, Shown, Shows};
use domain::words::{Channel, CustomerKey};
use maud::{Markup, html};

use super::{at_least, document};
use crate::{Context, Returned, Viewer, shell, wording};

/// Most customers that are listed.
const LISTED_MAX: usize = 200;

/// What each choice means.
const MEANINGS: [(Shown, &str); 3] = [
    (Shown::Nothing, "That it rings, how bad it is, and its number."),
    (Shown::Summary, "Also who it probably is, and which service."),
    (Shown::Words, "Also the first of what they wrote."),
];

/// How the page is come upon.
#[derive(Clone, Copy, Default)]
pub struct ShowsSight<'a> {
    /// Whose form is open besides.
    pub customer: Option<&'a CustomerKey>,
    /// What was typed and could not be kept.
    pub returned: Option<&'a Returned>,
    /// What has just been saved.
    pub saved: Option<ShowsSaved>,
}

/// Which of the forms was saved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ShowsSaved {
    /// That of everybody.
    Everybody,
    /// That of a single customer.
    Customer,
}

/// The page, for leads to read and for managers to change; with the form of one customer.
#[must_use]
pub fn shows(context: &Context<'_>, viewer: &Viewer, sight: ShowsSight<'_>) -> Markup {
    let ShowsSight { customer, returned, saved } = sight;
    let manages = at_least(context, viewer, Role::Manager);
    let content = html! {
        (shell::problem(returned))
        @if saved == Some(ShowsSaved::Everybody) { (is_saved()) }
        section.section aria-labelledby="shows-title" {
            header { h2 id="shows-title" { "What a message shows" } }
            p.soft {
                "Lock screens, mailboxes and texts are read by more eyes than one. This says how "
                "much of an emergency stands there. Whoever opens the link sees everything."
            }
            div.stack {
                dl.facts {
                    @for (shown, what) in MEANINGS { div { dt { (short(shown)) } dd { (what) } } }
                }
                (form(context, None, manages))
            }
        }
        section.section aria-labelledby="customers" {
            header { h2 id="customers" { "Otherwise for single customers" } }
            @if saved == Some(ShowsSaved::Customer) { (is_saved()) }
            p.soft {
                "Until it is clear who calls, their words stand nowhere that any customer’s would "
                "not. Where several customers have the same fault, the strictest counts."
            }
            @if let Some(customer) = customer { (of_one(context, customer, manages)) }
            (listed(context))
            form.stack method="get" action={ (context.base) "/console/shows#one" } {
                div.field {
                    label for="customer" { "A customer, by its key" }
                    input id="customer" name="customer" autocomplete="off" maxlength="64" required
                        value=(shell::typed(returned, "customer"))
                        aria-invalid=[shell::invalid(returned, "customer")];
                }
                div.row { button.button type="submit" { "Open" } }
            }
        }
    };
    document(context, viewer, "Messages", &["keys.js"], content)
}

fn is_saved() -> Markup {
    html! {
        p.notice data-tone="good" role="status" {
            b { "Saved." } " Every message that leaves from now on goes by it."
        }
    }
}

fn short(shown: Shown) -> &'static str {
    match shown {
        Shown::Nothing => "nothing",
        Shown::Summary => "a summary",
        Shown::Words => "their words",
    }
}

fn of_one(context: &Context<'_>, customer: &CustomerKey, manages: bool) -> Markup {
    html! {
        section.card.stack id="one" aria-labelledby="one-title" {
            h3 id="one-title" { bdi { (name(context, customer)) } }
            (form(context, Some(customer), manages))
        }
    }
}

fn name<'a>(context: &'a Context<'_>, customer: &'a CustomerKey) -> &'a str {
    let profile = context.state.customers.profile(customer);
    profile.map_or(customer.as_str(), |profile| &profile.name)
}

/// The customers of whom something else was said, and what.
fn listed(context: &Context<'_>) -> Markup {
    let known: Vec<_> = context.state.methods.shows().customers().take(LISTED_MAX + 1).collect();
    html! {
        @if known.is_empty() { p.empty { "None: all are shown as above." } }
        ul.list {
            @for (customer, channels) in known.iter().take(LISTED_MAX) {
                li {
                    a href={ (context.base) "/console/shows?customer=" (customer) "#one" } {
                        bdi { (name(context, customer)) }
                    }
                    " " span.soft { (summed_up(channels)) }
                }
            }
        }
        @if known.len() > LISTED_MAX { p.soft { "And more. Open one by its key." } }
    }
}

/// "push message: nothing, e-mail: their words".
fn summed_up(channels: &ByChannel) -> String {
    let each = channels.iter();
    let each =
        each.map(|(channel, shown)| format!("{}: {}", wording::channel(*channel), short(*shown)));
    each.collect::<Vec<_>>().join(", ")
}

fn form(context: &Context<'_>, customer: Option<&CustomerKey>, manages: bool) -> Markup {
    let prefix = if customer.is_some() { "one" } else { "all" };
    html! {
        form.stack method="post" action={ (context.base) "/console/shows" } {
            @if let Some(customer) = customer {
                input type="hidden" name="customer" value=(customer);
            }
            div.columns {
                @for channel in Shows::CHANNELS {
                    @let id = format!("{prefix}-{}", channel.name());
                    div.field {
                        label for=(id) { "By " (wording::channel(channel)) }
                        (choice(context, &id, customer, channel, manages))
                    }
                }
            }
            @if manages {
                div.row { button.button data-tone="ink" type="submit" { "Save" } }
            } @else {
                p.soft { "Managers change it." }
            }
        }
    }
}

fn choice(
    context: &Context<'_>,
    id: &str,
    customer: Option<&CustomerKey>,
    channel: Channel,
    changes: bool,
) -> Markup {
    let shows = context.state.methods.shows();
    let chosen = match customer {
        None => Some(shows.on(channel)),
        Some(customer) => shows.customer(customer).and_then(|own| own.get(&channel).copied()),
    };
    html! {
        select id=(id) name=(channel.name()) disabled[!changes] {
            @if customer.is_some() {
                option value="" selected[chosen.is_none()] {
                    "as for everybody (" (short(shows.on(channel))) ")"
                }
            }
            @for shown in Shown::ALL {
                option value=(shown.name()) selected[chosen == Some(shown)] { (short(shown)) }
            }
        }
    }
}
