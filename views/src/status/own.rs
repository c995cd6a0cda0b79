//! What a customer reads above the page by its own link: its sites and what is open in its name.
//! The way to a person stands where it stands for everyone, and has its name filled in.

use domain::customers::Profile;
use domain::readers::own::{Own, OwnEmergency, OwnSite};
use maud::{Markup, html};

use crate::wording::name_for_caller;
use crate::{Context, say, times};

/// A customer's own part. `zone` is that of the page.
#[must_use]
pub fn own(context: &Context<'_>, own: &Own<'_>, zone: &str) -> Markup {
    let profile = own.profile;
    let sites = own.sites.iter().filter(|site| site.served.is_none());
    let sites: Vec<&str> = sites.map(|site| site.name).collect();
    let beyond = profile.sites.len() - own.sites.len();
    html! {
        section id="own" aria-labelledby="own-name" {
            h2 id="own-name" { bdi { (profile.name) } }
            @for one in &own.open { (emergency(context, one, zone)) }
            @if own.more > 0 { p { (say!(context, "own-more", count = own.more)) } }
            @if own.open.is_empty() { p { (say!(context, "own-nothing")) } }
            (served(context, &own.sites))
            @if !sites.is_empty() || beyond > 0 {
                p.soft {
                    (say!(context, "own-sites", names = sites.join(", ")))
                    @if beyond > 0 { " " (say!(context, "own-sites-more", count = beyond)) }
                }
            }
        }
    }
}

/// The sites of which it is known what serves them, each with how that fares.
fn served(context: &Context<'_>, sites: &[OwnSite<'_>]) -> Markup {
    let all: Vec<_> = sites.iter().filter_map(|site| Some((site.name, site.served?))).collect();
    html! {
        @if !all.is_empty() {
            ul.parts {
                @for (name, (component, fares)) in &all {
                    li data-is=(super::code(*fares)) {
                        div.row {
                            span.name { bdi { (name) } " " span.soft { bdi { (component) } } }
                            span.is {
                                (super::mark(*fares)) " " (super::condition(context, *fares))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn emergency(context: &Context<'_>, one: &OwnEmergency<'_>, zone: &str) -> Markup {
    let time = |at| times::day_time_in(context, zone, at);
    html! {
        article.matter {
            p {
                b {
                    @match one.holder {
                        Some(person) => {
                            (say!(context, "own-has-it", name = name_for_caller(context, person)))
                        }
                        None => { (say!(context, "own-ringing")) }
                    }
                }
                " " span.soft { (say!(context, "own-since", time = time(one.since))) }
            }
            dl {
                @if let Some(by) = one.next_by {
                    dt { (say!(context, "known-next-by")) }
                    dd { b { (time(by)) } (times::far_off(context, by)) }
                }
                @if let Some((estimate, at)) = one.estimate {
                    (super::bulletin::likely(context, zone, (at, true), estimate))
                }
            }
        }
    }
}

/// The door with a customer's name filled in, below the base.
#[must_use]
pub fn door_of(profile: &Profile) -> String {
    format!("/help/{}", in_path(profile.access_names.first().unwrap_or(&profile.name)))
}

/// A name as one step of an address.
fn in_path(name: &str) -> String {
    let mut path = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
                path.push(char::from(byte));
            }
            byte => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}
