//! Subscribing to a status page: signing up, confirming, choosing and leaving, for readers.

use domain::readers::ReadersSight;
use domain::status_pages::StatusPage;
use domain::subscribers::{Route, Standing, Subscriber, Through, Wants};
use domain::words::{Language, StatusPageKey};
use maud::{Markup, html};

use crate::{Context, Returned, plain, say, shell};

mod choices;

use choices::About;
pub use choices::services_on;
pub(crate) use choices::tick;

/// Where somebody signs up: at a page as everyone reads it, or at one that they read by a link.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// For which page.
    pub key: &'a StatusPageKey,
    /// Through what they read it, if not as everyone does.
    pub through: Option<&'a Through>,
    /// With what sight.
    pub sight: &'a ReadersSight,
    /// Where the form stands.
    pub path: &'a str,
    /// Where the page does.
    pub back: &'a str,
}

/// What stands in the form to sign up.
pub struct SignUp<'a> {
    /// Where.
    pub place: Place<'a>,
    /// Its definition.
    pub page: &'a StatusPage,
    /// Over which way.
    pub route: Route,
    /// Which ways can be sent over.
    pub offered: &'a [Route],
    /// What was typed and is wrong.
    pub returned: Option<&'a Returned>,
}

/// The form to sign up.
#[must_use]
pub fn sign_up(context: &Context<'_>, form: &SignUp<'_>) -> Markup {
    if form.offered.is_empty() {
        return nothing_offered(context, &form.place);
    }
    let tongue = context.reader.tongue;
    let returned = form.returned;
    let language = Language::of_tag(tongue.code()).unwrap_or_default();
    let wants = Wants { zone: form.page.zone.clone(), ..Wants::default() };
    let by_sms = form.route == Route::Sms;
    let place = &form.place;
    let keep = format!("&page={}&by={}", place.key, form.route.name());
    let other = if by_sms { Route::Email } else { Route::Sms };
    let by_mail = matches!(place.through, Some(Through::Mail { .. }));
    let hint = match (by_sms, by_mail) {
        (true, _) => Some(say!(context, "subscribe-phone-hint")),
        (false, true) => Some(say!(context, "subscribe-domain-hint")),
        (false, false) => None,
    };
    let about = About { page: form.page, through: place.through, sight: place.sight };
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-title")) }
                p.under { (say!(context, "subscribe-under", page = form.page.name.to_string())) }
            }
            (shell::problem(returned))
            form.stack method="post" action=(place.path) {
                input type="hidden" name="page" value=(place.key);
                input type="hidden" name="by" value=(form.route.name());
                div.field {
                    @let typed = returned.map_or("", |returned| returned.value("address"));
                    label for="address" {
                        @if by_sms { (say!(context, "subscribe-phone")) }
                        @else { (say!(context, "subscribe-email")) }
                    }
                    input id="address" name="address" required value=(typed)
                        type=(if by_sms { "tel" } else { "email" })
                        autocomplete=(if by_sms { "tel" } else { "email" })
                        aria-describedby=[hint.is_some().then_some("address-hint")]
                        aria-invalid=[shell::invalid(returned, "address")];
                    @if let Some(hint) = &hint {
                        p.hint id="address-hint" { (hint) }
                    }
                }
                (choices::form(context, &about, (&wants, language), returned))
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    (say!(context, "subscribe-go"))
                }
            }
            @if form.offered.contains(&other) {
                p {
                    a href={ (place.path) "?page=" (place.key) "&by=" (other.name()) } {
                        @if by_sms { (say!(context, "subscribe-by-mail")) }
                        @else { (say!(context, "subscribe-by-sms")) }
                    }
                }
            }
            (back(context, place.back))
        }
    };
    let title = plain!(tongue, "subscribe-title");
    document(context, &title, &shell::languages(context, &keep), main)
}

/// Where nothing can be sent, what there is instead.
fn nothing_offered(context: &Context<'_>, place: &Place<'_>) -> Markup {
    let Place { key, back: there, .. } = *place;
    let feed = |kind: &str| match (place.through, is_first(context, key)) {
        (Some(_), _) => format!("{there}history.{kind}"),
        (None, true) => format!("{}/history.{kind}", context.base),
        (None, false) => format!("{}/status/p/{key}/history.{kind}", context.base),
    };
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-none")) }
                p.under { (say!(context, "subscribe-none-under")) }
            }
            p { a href=(feed("atom")) { (say!(context, "status-feed")) } }
            p { a href=(feed("rss")) { (say!(context, "status-rss")) } }
            (back(context, there))
        }
    };
    let title = plain!(context.reader.tongue, "subscribe-none");
    document(context, &title, &html! {}, main)
}

/// The same answer to everyone, whether or not the address is known.
#[must_use]
pub fn sent(context: &Context<'_>, place: &Place<'_>) -> Markup {
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-sent")) }
                p.under { (say!(context, "subscribe-sent-under")) }
            }
            (back(context, place.back))
        }
    };
    document(context, &plain!(context.reader.tongue, "subscribe-sent"), &html! {}, main)
}

/// Where the code that a telephone was sent is typed; the same for known and unknown numbers.
#[must_use]
pub fn code(
    context: &Context<'_>,
    place: &Place<'_>,
    number: &str,
    returned: Option<&Returned>,
) -> Markup {
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-code")) }
                p.under { (say!(context, "subscribe-code-under")) }
            }
            (shell::problem(returned))
            form.stack method="post" action={ (place.path) "/code" } {
                input type="hidden" name="page" value=(place.key);
                input type="hidden" name="address" value=(number);
                div.field {
                    label for="code" { (say!(context, "subscribe-code-label")) }
                    input id="code" name="code" required inputmode="numeric"
                        autocomplete="one-time-code" maxlength="12"
                        aria-invalid=[shell::invalid(returned, "code")];
                }
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    (say!(context, "subscription-confirm-button"))
                }
            }
            (back(context, place.back))
        }
    };
    document(context, &plain!(context.reader.tongue, "subscribe-code"), &html! {}, main)
}

/// A subscriber's own page, at `/s/<link>`: opening it changes nothing.
#[must_use]
pub fn subscription(
    context: &Context<'_>,
    known: &Subscriber,
    link: &str,
    returned: Option<&Returned>,
) -> Markup {
    let path = format!("{}/s/{link}", context.base);
    let address = || known.address.as_str().to_owned();
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
                    let about = About { page: &page.profile, through, sight };
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
    let address = known.address.as_str().to_owned();
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
        (Some(page), _) => page.profile.name.to_string(),
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

/// A page of those who read and are no callers; the way to the door stands above it.
pub(crate) fn document(context: &Context<'_>, title: &str, aside: &Markup, main: Markup) -> Markup {
    let title = shell::title(context, title);
    let styles = &["tokens.css", "base.css", "caller.css"];
    let head = shell::Head { title: &title, styles, scripts: &[] };
    let header = shell::caller_header_with(context, aside.clone());
    shell::document(context, &head, "caller", header, main, shell::caller_footer(context))
}

fn back(context: &Context<'_>, there: &str) -> Markup {
    html! { p { a href=(there) { (say!(context, "status-back")) } } }
}

/// Where everyone reads a page.
fn at_page(context: &Context<'_>, key: &StatusPageKey) -> String {
    match is_first(context, key) {
        true => format!("{}/status", context.base),
        false => format!("{}/status/p/{key}", context.base),
    }
}

fn is_first(context: &Context<'_>, key: &StatusPageKey) -> bool {
    context.state.status_pages.first().is_some_and(|(first, _)| first == key)
}

fn press(path: &str, label: &Markup) -> Markup {
    html! {
        form.stack method="post" action=(path) {
            button.button data-tone="ink" data-size="large" data-wide type="submit" { (label) }
        }
    }
}
