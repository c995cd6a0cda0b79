//! Subscribing to a status page: signing up, confirming, choosing and leaving, for readers.

use domain::readers::ReadersSight;
use domain::status_pages::StatusPage;
use domain::subscribers::{Route, Through, Wants};
use domain::words::{Language, StatusPageKey};
use maud::{Markup, html};

use crate::{Context, Returned, plain, say, shell};

mod address;
mod choices;
mod own;

pub use address::chat;
use choices::About;
pub use choices::keep_unseen;
pub use own::{Own, gone, leaving, subscription};

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
    let place = &form.place;
    let keep = format!("&page={}&by={}", place.key, form.route.name());
    let about = About { page: form.page, through: place.through, sight: place.sight, own: None };
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-title")) }
                @let page = form.page.name_in(language).words;
                p.under { (say!(context, "subscribe-under", page = page)) }
            }
            (shell::problem(returned))
            form.stack method="post" action=(place.path) {
                input type="hidden" name="page" value=(place.key);
                (address::field(context, form))
                (choices::form(context, &about, (&wants, language), returned))
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    (say!(context, "subscribe-go"))
                }
            }
            (address::others(context, form))
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
pub fn sent(context: &Context<'_>, place: &Place<'_>, route: Route) -> Markup {
    let tongue = context.reader.tongue;
    let (title, under) = match (route.is_chosen(), route.is_chat()) {
        (false, _) => (plain!(tongue, "subscribe-sent"), say!(context, "subscribe-sent-under")),
        (true, true) => {
            let title = plain!(tongue, "subscribe-sent-chat");
            (title, say!(context, "subscribe-sent-chat-under"))
        }
        (true, false) => {
            let title = plain!(tongue, "subscribe-sent-program");
            (title, say!(context, "subscribe-sent-program-under"))
        }
    };
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (title) }
                p.under { (under) }
            }
            (back(context, place.back))
        }
    };
    document(context, &title, &html! {}, main)
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

fn is_first(context: &Context<'_>, key: &StatusPageKey) -> bool {
    context.state.status_pages.first().is_some_and(|(first, _)| first == key)
}
