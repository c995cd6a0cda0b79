//! Customers: the directory, found by any name that they use, and one customer whole.

use domain::customers::{Profile, fold};
use domain::emergencies::Emergency;
use domain::words::CustomerKey;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Viewer};

mod choose;
mod detail;

pub use choose::page as choose;

/// Most customers shown at once; whoever looks for more narrows the search.
const SHOWN_MAX: usize = 50;
/// So many names of one customer tell it from others.
const NAMES_SHOWN_MAX: usize = 4;
/// Longest search that is considered, in characters.
const FIND_CHARS_MAX: usize = 200;

/// The directory, or what of it fits the words in the field.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer, find: &str) -> Markup {
    let frame = Frame { title: "Customers", current: "Customers", scripts: &["keys.js"] };
    let found = Found::of(context, find);
    let all = context.state.customers.directory().count();
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Customers" }
                p.soft.figures { (all) }
            }
            form.row role="search" aria-label="Customers"
                action={ (context.base) "/console/customers" } {
                div.field {
                    label for="name" { "Find by any name they use" }
                    input id="name" name="find" type="search" value=(found.find) autocomplete="off";
                }
                button.button type="submit" { "Find" }
            }
            @if all == 0 {
                p.empty {
                    strong { "There are no customers yet." }
                    "Everyone is helped all the same; with a directory you see who is likely \
                     calling. "
                    a href={ (context.base) "/docs/organisation-file" } { "Write them down" } "."
                }
            } @else {
                (listed(context, &found))
            }
            (frame::by_file(context, "Customers"))
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// One customer, or nothing when there is none of that key.
#[must_use]
pub fn one(context: &Context<'_>, viewer: &Viewer, key: &CustomerKey) -> Option<Markup> {
    let profile = context.state.customers.profile(key)?;
    let frame =
        Frame { title: &profile.name, current: "Customers", scripts: &["clock.js", "keys.js"] };
    Some(frame::document(context, viewer, &frame, detail::main(context, viewer, key, profile)))
}

/// The customers that words fit, in the order of their names.
struct Found<'a> {
    /// The words, as far as they are considered.
    find: String,
    fitting: Vec<(&'a CustomerKey, &'a Profile)>,
}

impl<'a> Found<'a> {
    fn of(context: &Context<'a>, find: &str) -> Self {
        let find: String = find.chars().take(FIND_CHARS_MAX).collect();
        let find = find.trim().to_owned();
        let wanted = fold::fold(&find);
        let fits = |(key, profile): &(&CustomerKey, &Profile)| {
            find.is_empty() || fits(key, profile, &find, &wanted)
        };
        let mut fitting: Vec<_> = context.state.customers.directory().filter(fits).collect();
        fitting.sort_by_key(|(_, profile)| profile.name.to_lowercase());
        Self { find, fitting }
    }

    /// How many are not shown.
    fn more(&self) -> Markup {
        html! {
            @if self.fitting.len() > SHOWN_MAX {
                p.soft {
                    "and " (self.fitting.len() - SHOWN_MAX)
                    " more; write more of the name to narrow it."
                }
            }
        }
    }
}

fn fits(key: &CustomerKey, profile: &Profile, find: &str, wanted: &str) -> bool {
    let has = |text: &str| {
        // What folds to nothing, as a lone mark does, is compared as it was written.
        if wanted.is_empty() { text.contains(find) } else { fold::fold(text).contains(wanted) }
    };
    let names = std::iter::once(&profile.name).chain(&profile.access_names);
    let sites = profile.sites.iter().map(|site| &site.name);
    let mut written = names.chain(&profile.former_names).chain(sites).chain(&profile.domains);
    key.as_str().contains(find)
        || written.any(|text| has(text))
        || profile.contacts.iter().any(|contact| has(contact.name.as_str()))
}

fn listed(context: &Context<'_>, found: &Found<'_>) -> Markup {
    let Found { find, fitting } = found;
    let title = if find.is_empty() { "All" } else { "Found" };
    html! {
        section.section aria-labelledby="found" {
            header {
                h2 id="found" { (title) } " "
                span.count { (fitting.len()) }
            }
            @if fitting.is_empty() {
                p.empty {
                    "No customer has “" bdi { (find) }
                    "” among its names, sites, domains or contacts. "
                    a href={ (context.base) "/console/customers" } { "Show all" } "."
                }
            } @else {
                ul.rows.wide {
                    @for (key, profile) in fitting.iter().take(SHOWN_MAX) {
                        (line(context, key, profile))
                    }
                }
                (found.more())
            }
        }
    }
}

/// The first few names, and how many more there are.
fn some(names: &[&str]) -> String {
    let shown = names.iter().take(NAMES_SHOWN_MAX).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_SHOWN_MAX) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What tells one customer from another of a like name.
fn about(profile: &Profile) -> Markup {
    let also: Vec<&str> = profile.access_names.iter().map(AsRef::as_ref).collect();
    let sites: Vec<&str> = profile.sites.iter().map(|site| site.name.as_str()).collect();
    html! {
        p.why {
            @if !also.is_empty() { span { "also: " (some(&also)) " · " } }
            @if !sites.is_empty() { span { "at " (some(&sites)) " · " } }
            @if profile.plan.is_empty() { span { "no plan written down" } }
            @else { span { "plan " (profile.plan) } }
        }
    }
}

fn line(context: &Context<'_>, key: &CustomerKey, profile: &Profile) -> Markup {
    let open = live(context, key).len();
    let (tone, lamp) =
        if open > 0 { ("steady", "Open emergency") } else { ("quiet", "Nothing open") };
    let also: Vec<String> = profile.access_names.iter().map(ToString::to_string).collect();
    html! {
        li data-row {
            span.lamp data-tone=(tone) { span.visually-hidden { (lamp) } }
            a.what href={ (context.base) "/console/customers/" (key) } { bdi { (profile.name) } }
            p.about {
                @if open > 0 {
                    span { b { (names::count(open, "open emergency", "open emergencies")) } }
                }
                @if !profile.sites.is_empty() {
                    span { (names::count(profile.sites.len(), "site", "sites")) }
                }
                @if !also.is_empty() { span { "also: " (also.join(", ")) } }
                @if !profile.plan.is_empty() { span { "plan " (profile.plan) } }
            }
        }
    }
}

/// The live emergencies that are attached to the customer.
fn live<'a>(context: &Context<'a>, key: &CustomerKey) -> Vec<&'a Emergency> {
    let state = context.state;
    let emergencies = state.emergencies.emergencies.values().map(AsRef::as_ref);
    let of_them = |emergency: &&Emergency| {
        let held = state.customers.attached(emergency.id);
        emergency.standing.is_live() && held.is_some_and(|held| held.customer == *key)
    };
    emergencies.filter(of_them).collect()
}
