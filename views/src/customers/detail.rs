//! One customer: its names, contacts, sites, plan, and what is open.

use domain::audiences::Holder;
use domain::customers::{Contact, Money, Profile};
use domain::words::{CustomerKey, Owner, SmolStr};
use maud::{Markup, html};

use super::live;
use crate::board::{frame, names};
use crate::{Context, Viewer, audiences, kept, times};

/// Most sites that are listed.
const SITES_SHOWN_MAX: usize = 200;

pub(super) fn main(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &CustomerKey,
    profile: &Profile,
) -> Markup {
    html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { bdi { (profile.name) } }
                p.soft { (key) }
            }
            (open(context, key))
            div.columns {
                section.card {
                    h2 { "Names they use" }
                    (tags(&profile.access_names, "No name besides the one above."))
                    @if !profile.former_names.is_empty() {
                        h2 { "Once called" }
                        (tags(&profile.former_names, ""))
                    }
                    (suggested(context, key))
                }
                section.card {
                    h2 { "Contacts" }
                    @if profile.contacts.is_empty() {
                        p.soft { "None on file: nobody can be called back to prove who calls." }
                    }
                    ul.list {
                        @for contact in &profile.contacts {
                            (contact_line(context, viewer, key, contact))
                        }
                    }
                    @if !profile.domains.is_empty() {
                        h2 { "E-mail domains" }
                        (tags(&profile.domains, ""))
                    }
                }
                section.card {
                    h2 { "Sites" }
                    @if profile.sites.is_empty() { p.soft { "None written down." } }
                    ul.list {
                        @for site in profile.sites.iter().take(SITES_SHOWN_MAX) {
                            li {
                                bdi { (site.name) }
                                @if let Some(zone) = &site.zone {
                                    @let clock = times::in_zone(context, zone, context.now);
                                    " " span.soft.small {
                                        (clock.strftime("%H:%M").to_string()) " there, " (zone)
                                    }
                                }
                                @let served = site.component.as_ref();
                                @let served = served.and_then(|key| {
                                    context.state.components.get(key)
                                });
                                @if let Some(served) = served {
                                    " " span.soft.small {
                                        "served by " bdi { (served.profile.name) }
                                    }
                                }
                            }
                        }
                    }
                    @if profile.sites.len() > SITES_SHOWN_MAX {
                        p.soft { "and " (profile.sites.len() - SITES_SHOWN_MAX) " more" }
                    }
                }
                section.card {
                    h2 { "Plan" }
                    p {
                        @if profile.plan.is_empty() { span.soft { "None written down." } }
                        @else { (profile.plan) }
                    }
                    p.soft.small { "Nobody waits for a plan: every call rings at once." }
                    @if let Some(rate) = &profile.downtime_rate {
                        h2 { "An hour of standstill costs them" }
                        p.large.figures { (amount(rate)) }
                    }
                    @if crate::settings::at_least(context, viewer, domain::access::Role::Lead) {
                        h2 { "Messages about them" }
                        p {
                            a href={ (context.base) "/console/shows?customer=" (key) "#one" } {
                                "What messages show"
                            }
                        }
                    }
                }
            }
            @if crate::settings::at_least(context, viewer, domain::access::Role::Lead) {
                (reads(context, key))
            }
            (frame::by_file(context, "Customers"))
        }
    }
}

/// What they read of the status pages beyond what everyone does, and by which link.
fn reads(context: &Context<'_>, key: &CustomerKey) -> Markup {
    let base = context.base;
    let of = context.state.audiences.of(key);
    let whose = Holder::Customer(key.clone());
    html! {
        (audiences::link::card(
            context,
            &whose,
            &format!("{base}/console/customers/{key}/status-link"),
        ))
        @if !of.is_empty() {
            p {
                "They belong to "
                @for (place, audience) in of.iter().enumerate() {
                    @if place > 0 { ", " }
                    a href={ (base) "/console/audiences/" (audience) } {
                        bdi {
                            (context.state.audiences.get(audience).map_or("", |one| &one.name))
                        }
                    }
                }
                "."
            }
        }
    }
}

fn open(context: &Context<'_>, key: &CustomerKey) -> Markup {
    let open = live(context, key);
    let incidents = &context.state.incidents;
    html! {
        @if !open.is_empty() {
            section.section aria-labelledby="open" {
                header { h2 id="open" { "Open now" } }
                ul.rows {
                    @for emergency in open {
                        @if let Some(incident) = incidents.of_emergency(emergency.id) {
                            li data-row {
                                span.lamp data-tone="steady" { span.visually-hidden { "Open" } }
                                a.what href=(names::room(context, incident)) {
                                    (names::what(context, incident))
                                }
                                (times::count_up(context, emergency.opened_at))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn tags(texts: &[SmolStr], none: &str) -> Markup {
    html! {
        @if texts.is_empty() {
            @if !none.is_empty() { p.soft { (none) } }
        } @else {
            ul.row { @for text in texts { li.tag { bdi { (text) } } } }
        }
    }
}

/// What callers called themselves and a person recognised; worth adding to the names.
fn suggested(context: &Context<'_>, key: &CustomerKey) -> Markup {
    let suggestions = context.state.customers.suggestions(key);
    html! {
        @if !suggestions.is_empty() {
            h2 { "Callers also said" }
            ul.row {
                @for suggestion in suggestions {
                    li.tag data-tone="care" { bdi { (suggestion.said.as_str()) } }
                }
            }
            p.soft.small { "Add what is right to the access names in the organisation file." }
        }
    }
}

fn contact_line(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &CustomerKey,
    contact: &Contact,
) -> Markup {
    let owner = Owner::Contact(key.clone(), contact.key.clone());
    html! {
        li {
            bdi { (contact.name.as_str()) }
            @if let Some(phone) = &contact.phone { ", " bdi { (phone.as_str()) } }
            @if let Some(email) = &contact.email { ", " bdi { (email.as_str()) } }
            @if contact.told {
                " " span.soft.small { "(is told when someone calls in their name)" }
            }
            (kept::link(context, viewer, &owner))
        }
    }
}

/// An amount in the currency's usual unit.
fn amount(rate: &Money) -> String {
    let decimals = decimals(&rate.currency);
    let unit = 10_i64.pow(decimals);
    let (whole, rest) = (rate.minor_per_hour / unit, rate.minor_per_hour % unit);
    let whole = format!("{} {}", rate.currency, grouped(whole));
    if rest == 0 { whole } else { format!("{whole}.{rest:0width$}", width = decimals as usize) }
}

/// How many decimals the currency has, by ISO 4217; nearly all have two.
fn decimals(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Thousands apart, so that a tired person reads the size at once.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
