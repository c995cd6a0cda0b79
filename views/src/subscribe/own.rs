//! A subscriber's own page: confirming, choosing and leaving.

use domain::subscribers::{Standing, Subscriber};
use domain::words::StatusPageKey;
use maud::{Markup, html};

use super::choices::{self, About};
use super::{back, document, is_first};
use crate::{Context, Returned, plain, say, shell};

/// Whose page it is.
pub struct Own<'a> {
    /// Who.
    pub known: &'a Subscriber,
    /// The link that leads here.
    pub link: &'a str,
    /// With what posts to them are signed, where whoever asks may see it: the link stands in every
    /// one of those posts.
    pub secret: Option<&'a str>,
}

/// A subscriber's own page, at `/s/<link>`: opening it changes nothing.
#[must_use]
pub fn subscription(context: &Context<'_>, own: &Own<'_>, returned: Option<&Returned>) -> Markup {
    let Own { known, link, secret } = *own;
    let path = format!("{}/s/{link}", context.base);
    let address = || address_of(known);
    let page = context.state.status_pages.get(&known.profile.page);
    let name = name_for(context, known);
    let colleague = known.profile.colleague.is_some();
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                @match known.standing {
                    Standing::Unconfirmed { .. } => {
                        h1.sentence { (say!(context, "subscription-confirm")) }
                        p.under {
                            (say!(context, "subscription-confirm-under",
                                address = address(), page = name))
                        }
                    }
                    Standing::Active => {
                        h1.sentence { (say!(context, "subscription-active")) }
                        p.under {
                            @if colleague {
                                (say!(context, "subscription-colleague-under",
                                    address = address(), page = name))
                            } @else {
                                (say!(context, "subscription-active-under",
                                    address = address(), page = name))
                            }
                        }
                    }
                    Standing::Paused => {
                        h1.sentence { (say!(context, "subscription-paused")) }
                        p.under {
                            (say!(context, "subscription-paused-under", address = address()))
                        }
                    }
                    Standing::Stopped => {
                        h1.sentence { (say!(context, "subscription-stopped")) }
                        p.under {
                            (say!(context, "subscription-stopped-under",
                                address = address(), page = name))
                        }
                    }
                }
            }
            (shell::problem(returned))
            @match known.standing {
                Standing::Unconfirmed { .. } => {
                    (press(&format!("{path}/confirm"),
                        &say!(context, "subscription-confirm-button")))
                }
                Standing::Paused => {
                    (press(&format!("{path}/resume"), &say!(context, "subscription-resume")))
                }
                Standing::Active | Standing::Stopped => {}
            }
            @let profile = &known.profile;
            @let sight = context.state.sight_of_subscriber(known);
            @let choices = match (page.zip(sight.as_ref()), profile.colleague) {
                (_, Some(least)) => {
                    Some(choices::for_colleague(context, least, profile, returned))
                }
                (Some((page, sight)), None) => {
                    let through = profile.through.as_ref();
                    let own = Some(&profile.wants);
                    let about = About { page: &page.profile, through, sight, own };
                    let chosen = (&profile.wants, profile.language);
                    Some(choices::form(context, &about, chosen, returned))
                }
                (None, None) => None,
            };
            @if let Some(choices) = choices {
                form.stack method="post" action=(path) {
                    (choices)
                    button.button type="submit" { (say!(context, "subscription-save")) }
                }
            }
            @if known.profile.route.is_signed() { (signed(context, &path, secret)) }
            p { a href={ (path) "/leave" } { (say!(context, "subscription-leave")) } }
            // Whoever reads by a link has it; it stands nowhere where others may come by it.
            @if !colleague && profile.through.is_none() {
                (back(context, &at_page(context, &profile.page)))
            }
        }
    };
    let title = plain!(context.reader.tongue, "subscription-title");
    document(context, &title, &html! {}, main)
}

/// Whether somebody wants to leave; the button does, and opening this does not.
#[must_use]
pub fn leaving(context: &Context<'_>, known: &Subscriber, link: &str) -> Markup {
    let path = format!("{}/s/{link}", context.base);
    let name = name_for(context, known);
    let address = address_of(known);
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscription-leave-title")) }
                p.under {
                    (say!(context, "subscription-leave-under", address = address, page = name))
                }
            }
            (press(&format!("{path}/leave"), &say!(context, "subscription-leave-button")))
            p { a href=(path) { (say!(context, "told-known-open")) } }
        }
    };
    let title = plain!(context.reader.tongue, "subscription-leave");
    document(context, &title, &html! {}, main)
}

/// What they are told of: a page, or the vendor itself where they are a colleague.
fn name_for(context: &Context<'_>, known: &Subscriber) -> String {
    let page = context.state.status_pages.get(&known.profile.page);
    match (page, known.profile.colleague) {
        (Some(page), _) => page.profile.name_in(context.reader.tongue.language()).words.to_owned(),
        (None, Some(_)) => context.state.organisation.settings.name.to_string(),
        (None, None) => String::new(),
    }
}

/// They have left, or never were here: the same for both.
#[must_use]
pub fn gone(context: &Context<'_>) -> Markup {
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscription-gone")) }
                p.under { (say!(context, "subscription-gone-under")) }
            }
            p { a href={ (context.base) "/status" } { (say!(context, "status-back")) } }
        }
    };
    let title = plain!(context.reader.tongue, "subscription-gone");
    document(context, &title, &html! {}, main)
}

/// Their address. Whoever has that of a program or a chat posts there, and the link to this page
/// stands in a channel for all to open: so no more than its host.
fn address_of(known: &Subscriber) -> String {
    let address = known.address.as_str();
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // What stands before it is a name or a password.
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}/…")
}

/// With what posts are signed, where it may be seen, and how it is made anew.
fn signed(context: &Context<'_>, path: &str, secret: Option<&str>) -> Markup {
    html! {
        details open[secret.is_some()] {
            summary { (say!(context, "subscription-secret")) }
            div.stack {
                @if let Some(secret) = secret {
                    p.hint { (say!(context, "subscription-secret-hint")) }
                    p { code { (secret) } }
                } @else { p.hint { (say!(context, "subscription-secret-hidden")) } }
                form method="post" action={ (path) "/secret" } {
                    button.button data-tone="plain" type="submit" {
                        (say!(context, "subscription-secret-renew"))
                    }
                }
            }
        }
    }
}

/// Where everyone reads a page.
fn at_page(context: &Context<'_>, key: &StatusPageKey) -> String {
    match is_first(context, key) {
        true => format!("{}/status", context.base),
        false => format!("{}/status/p/{key}", context.base),
    }
}

fn press(path: &str, label: &Markup) -> Markup {
    html! {
        form.stack method="post" action=(path) {
            button.button data-tone="ink" data-size="large" data-wide type="submit" { (label) }
        }
    }
}
