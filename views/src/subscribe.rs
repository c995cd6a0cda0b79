//! Subscribing to a status page: signing up, confirming, choosing and leaving, for readers.

use domain::status_pages::StatusPage;
use domain::subscribers::{Profile, Route, Standing, Subscriber, Wants};
use domain::words::{Condition, Language, Severity, StatusPageKey};
use maud::{Markup, html};

use crate::subscribers::colleagues::word;
use crate::telling::typed;
use crate::{Context, Returned, plain, say, shell, status};

/// What stands in the form to sign up.
pub struct SignUp<'a> {
    /// For which page.
    pub key: &'a StatusPageKey,
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
        return nothing_offered(context, form.key);
    }
    let tongue = context.reader.tongue;
    let returned = form.returned;
    let language = Language::of_tag(tongue.code()).unwrap_or_default();
    let wants = Wants { zone: form.page.zone.clone(), ..Wants::default() };
    let by_sms = form.route == Route::Sms;
    let keep = format!("&page={}&by={}", form.key, form.route.name());
    let other = if by_sms { Route::Email } else { Route::Sms };
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-title")) }
                p.under { (say!(context, "subscribe-under", page = form.page.name.to_string())) }
            }
            (shell::problem(returned))
            form.stack method="post" action={ (context.base) "/status/subscribe" } {
                input type="hidden" name="page" value=(form.key);
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
                        aria-describedby=[by_sms.then_some("address-hint")]
                        aria-invalid=[shell::invalid(returned, "address")];
                    @if by_sms {
                        p.hint id="address-hint" { (say!(context, "subscribe-phone-hint")) }
                    }
                }
                (choices(context, form.page, &wants, language, returned))
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    (say!(context, "subscribe-go"))
                }
            }
            @if form.offered.contains(&other) {
                p {
                    a href={ (context.base) "/status/subscribe?page=" (form.key) "&by="
                        (other.name()) } {
                        @if by_sms { (say!(context, "subscribe-by-mail")) }
                        @else { (say!(context, "subscribe-by-sms")) }
                    }
                }
            }
            (back(context, form.key))
        }
    };
    let title = plain!(tongue, "subscribe-title");
    document(context, &title, &shell::languages(context, &keep), main)
}

/// Where nothing can be sent, what there is instead.
fn nothing_offered(context: &Context<'_>, key: &StatusPageKey) -> Markup {
    let feed = |kind: &str| match is_first(context, key) {
        true => format!("{}/history.{kind}", context.base),
        false => format!("{}/status/p/{key}/history.{kind}", context.base),
    };
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-none")) }
                p.under { (say!(context, "subscribe-none-under")) }
            }
            p { a href=(feed("atom")) { (say!(context, "status-feed")) } }
            p { a href=(feed("rss")) { (say!(context, "status-rss")) } }
            (back(context, key))
        }
    };
    let title = plain!(context.reader.tongue, "subscribe-none");
    document(context, &title, &html! {}, main)
}

/// The same answer to everyone, whether or not the address is known.
#[must_use]
pub fn sent(context: &Context<'_>, key: &StatusPageKey) -> Markup {
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-sent")) }
                p.under { (say!(context, "subscribe-sent-under")) }
            }
            (back(context, key))
        }
    };
    document(context, &plain!(context.reader.tongue, "subscribe-sent"), &html! {}, main)
}

/// Where the code that a telephone was sent is typed; the same for known and unknown numbers.
#[must_use]
pub fn code(
    context: &Context<'_>,
    key: &StatusPageKey,
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
            form.stack method="post" action={ (context.base) "/status/subscribe/code" } {
                input type="hidden" name="page" value=(key);
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
            (back(context, key))
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
            @let choices = match (page, profile.colleague) {
                (_, Some(least)) => Some(for_colleague(context, least, profile, returned)),
                (Some(page), None) => Some(choices(
                    context, &page.profile, &profile.wants, profile.language, returned,
                )),
                (None, None) => None,
            };
            @if let Some(choices) = choices {
                form.stack method="post" action=(path) {
                    (choices)
                    button.button type="submit" { (say!(context, "subscription-save")) }
                }
            }
            p { a href={ (path) "/leave" } { (say!(context, "subscription-leave")) } }
            @if !colleague { (back(context, &known.profile.page)) }
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

fn back(context: &Context<'_>, key: &StatusPageKey) -> Markup {
    html! {
        p {
            @if is_first(context, key) {
                a href={ (context.base) "/status" } { (say!(context, "status-back")) }
            } @else {
                a href={ (context.base) "/status/p/" (key) } { (say!(context, "status-back")) }
            }
        }
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

/// What can be chosen: about what, how bad, when, and in which language.
fn choices(
    context: &Context<'_>,
    page: &StatusPage,
    wants: &Wants,
    language: Language,
    returned: Option<&Returned>,
) -> Markup {
    let ticked = ticked(returned, "component", &wants.components);
    let is_ticked = |key: &str| ticked.iter().any(|one| one == key);
    let grave = typed(returned, "grave", status::code(wants.at_least));
    let open = context.state.for_everyone();
    let parts = open.components_on(page);
    let more =
        returned.is_some() || *wants != Wants { zone: wants.zone.clone(), ..Wants::default() };
    html! {
        details open[more] {
            summary { (say!(context, "subscribe-more")) }
            div.stack {
                @if !parts.is_empty() {
                    fieldset {
                        legend { (say!(context, "subscribe-about")) }
                        p.hint { (say!(context, "subscribe-about-hint")) }
                        @for (depth, key, name) in parts {
                            @let ticked = is_ticked(key.as_str());
                            (tick(("component", key.as_str()), depth, name, ticked))
                        }
                    }
                }
                div.field {
                    label for="grave" { (say!(context, "subscribe-grave")) }
                    select id="grave" name="grave" {
                        (option(status::code(Condition::Operational), &grave,
                            &say!(context, "subscribe-grave-all")))
                        (option(status::code(Condition::Partial), &grave,
                            &say!(context, "subscribe-grave-some")))
                        (option(status::code(Condition::Major), &grave,
                            &say!(context, "subscribe-grave-down")))
                    }
                }
                (when(context, &say!(context, "subscribe-quiet-from"), (wants, language), returned))
            }
        }
    }
}

/// What a colleague can choose: of which incidents, of which services, when, and in which language.
fn for_colleague(
    context: &Context<'_>,
    least: Severity,
    profile: &Profile,
    returned: Option<&Returned>,
) -> Markup {
    let wants = &profile.wants;
    let ticked = ticked(returned, "service", &wants.services);
    let severity = typed(returned, "severity", word(least));
    let services = &context.state.incidents.services;
    html! {
        div.field {
            label for="severity" { (say!(context, "subscription-colleague-severity")) }
            select id="severity" name="severity" {
                (option("low", &severity, &say!(context, "subscription-colleague-low")))
                (option("high", &severity, &say!(context, "subscription-colleague-high")))
                (option("critical", &severity, &say!(context, "subscription-colleague-critical")))
            }
        }
        @if !services.is_empty() {
            fieldset {
                legend { (say!(context, "subscription-colleague-services")) }
                p.hint { (say!(context, "subscribe-about-hint")) }
                @for (key, service) in services {
                    @let is = ticked.iter().any(|one| one == key.as_str());
                    (tick(("service", key.as_str()), 0, &service.name, is))
                }
            }
        }
        @let quiet = say!(context, "subscription-colleague-quiet");
        (when(context, &quiet, (wants, profile.language), returned))
    }
}

/// At once or once a day, what waits at which hours, and in which language.
fn when(
    context: &Context<'_>,
    quiet_label: &Markup,
    (wants, language): (&Wants, Language),
    returned: Option<&Returned>,
) -> Markup {
    let hour = |hour: Option<u8>| hour.map_or_else(String::new, |hour| hour.to_string());
    let daily = typed(returned, "daily", &hour(wants.daily));
    let from = typed(returned, "quiet_from", &hour(wants.quiet.map(|quiet| quiet.from)));
    let until = typed(returned, "quiet_until", &hour(wants.quiet.map(|quiet| quiet.until)));
    let zone = typed(returned, "zone", &wants.zone);
    let language = typed(returned, "language", language.code());
    let never = say!(context, "subscribe-quiet-never");
    html! {
        div.field {
            label for="daily" { (say!(context, "subscribe-when")) }
            select id="daily" name="daily" {
                (option("", &daily, &say!(context, "subscribe-when-now")))
                @for hour in 0..24_u8 {
                    (option(&hour.to_string(), &daily, &say!(
                        context, "subscribe-when-daily", hour = clock(hour)
                    )))
                }
            }
        }
        div.field {
            label for="quiet_from" { (quiet_label) }
            select id="quiet_from" name="quiet_from" {
                (option("", &from, &never))
                (hours(&from))
            }
        }
        div.field {
            label for="quiet_until" { (say!(context, "subscribe-quiet-until")) }
            select id="quiet_until" name="quiet_until" {
                (option("", &until, &never))
                (hours(&until))
            }
        }
        div.field {
            label for="zone" { (say!(context, "subscribe-zone")) }
            input id="zone" name="zone" value=(zone) autocomplete="off"
                aria-invalid=[shell::invalid(returned, "zone")];
        }
        div.field {
            label for="language" { (say!(context, "subscribe-language")) }
            select id="language" name="language" {
                @for one in Language::ALL {
                    option value=(one.code()) lang=(one.code())
                        selected[one.code() == language] { (one.own_name()) }
                }
            }
        }
    }
}

/// What is ticked: as it was sent, else as it is kept.
fn ticked<K: ToString>(returned: Option<&Returned>, field: &str, known: &[K]) -> Vec<String> {
    match returned {
        Some(returned) => {
            let ticks = returned.typed.iter().filter(|(name, _)| name == field);
            ticks.map(|(_, value)| value.clone()).collect()
        }
        None => known.iter().map(ToString::to_string).collect(),
    }
}

/// A component or a service to tick, as deep as it lies.
pub(crate) fn tick((field, key): (&str, &str), depth: usize, name: &str, ticked: bool) -> Markup {
    html! {
        label.choice {
            input type="checkbox" name=(field) value=(key) checked[ticked];
            span {
                @for _ in 0..depth { "\u{2003}" }
                bdi { (name) }
            }
        }
    }
}

fn hours(chosen: &str) -> Markup {
    html! {
        @for hour in 0..24_u8 { (option(&hour.to_string(), chosen, &html! { (clock(hour)) })) }
    }
}

fn clock(hour: u8) -> String {
    format!("{hour:02}:00")
}

fn option(value: &str, chosen: &str, label: &Markup) -> Markup {
    html! { option value=(value) selected[value == chosen] { (label) } }
}
