//! The console's side of telling everyone: the status pages, and the components that they show.

use domain::access::Role;
use domain::components::{Component, Known};
use domain::readers::by_mail::LASTS;
use domain::status_pages::{DOMAINS_MAX, Readers, StatusPage};
use domain::words::{ComponentKey, Condition, StatusPageKey};
use maud::{Markup, html};

use crate::languages::{Part, names};
use crate::{Context, Returned, Viewer, board, nested, settings, shell};

mod elsewhere;
mod hosts;
mod links;
mod logo;
mod looks;
mod seen;
mod ways;

pub use hosts::Looked;

const TITLE: &str = "Status pages";

/// A copy of the pages that is kept elsewhere.
pub struct Copy {
    /// Where it lies.
    pub name: String,
    /// Why it could not be renewed the last time, if it could not.
    pub trouble: Option<String>,
}

/// All status pages and all components, and where copies of them are kept.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    copies: &[Copy],
    returned: Option<&Returned>,
) -> Markup {
    let writes = settings::at_least(context, viewer, Role::Lead);
    let content = html! {
        (shell::problem(returned))
        p.soft {
            "What everyone may read. In a crisis the same words that you write for the customers \
             who called stand there too, once you tick “Tell everyone” above them."
        }
        (pages(context, writes))
        (copied(copies))
        (components(context, writes))
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn pages(context: &Context<'_>, writes: bool) -> Markup {
    let base = context.base;
    html! {
        section.section aria-labelledby="pages-title" {
            header { h2 id="pages-title" { "Pages" } }
            @if context.state.status_pages.pages.is_empty() {
                p.empty { "There is no status page yet. One for everyone is a good start." }
            }
            ul.list {
                @for (key, known) in &context.state.status_pages.pages {
                    @let public = crate::status::below_door(context.state, "", base, key);
                    li.row data-row tabindex="-1" {
                        div {
                            a href={ (base) "/console/status/pages/" (key) } {
                                bdi { (known.profile.name) }
                            }
                            " "
                            span.soft.small {
                                @match known.profile.components.len() {
                                    0 => { "everything" }
                                    1 => { "1 component" }
                                    count => { (count) " components" }
                                }
                                ", " (known.profile.zone)
                                @for host in &known.profile.hosts { ", " (hosts::written(host)) }
                            }
                        }
                        @if known.profile.readers == Readers::Everyone {
                            a href=(public) { "As readers see it" }
                        } @else {
                            (privately(known.profile.readers.domains().len(), &public))
                        }
                    }
                }
            }
            p {
                a href={ (base) "/console/status/told" } { "What was told" } " · "
                a href={ (base) "/console/status/reviews" } { "Reviews for readers" }
            }
            @if writes {
                p {
                    a.button data-tone="ink" href={ (base) "/console/status/pages/new" } {
                        "Make a status page"
                    }
                    " "
                    a href={ (base) "/console/status/import" } { "From another status page" }
                }
            }
        }
    }
}

/// How a private page is read, and where one asks for a link to it.
fn privately(domains: usize, asks: &str) -> Markup {
    html! {
        @match domains {
            0 => { span.tag { "by link only" } }
            1 => { span.tag { "by link, or mail at 1 domain" } }
            count => { span.tag { "by link, or mail at " (count) " domains" } }
        }
        @if domains > 0 { " " a href=(asks) { "Where they ask for it" } }
    }
}

/// Copies stand when everything here is down, unless nobody notices that they fail.
fn copied(copies: &[Copy]) -> Markup {
    html! {
        section.section aria-labelledby="copies-title" {
            header { h2 id="copies-title" { "Copies elsewhere" } }
            @if copies.is_empty() {
                p.empty {
                    "No copy is kept elsewhere. With one, the page stands when everything here is \
                     down: name a directory or a bucket under [[status_export]] in the \
                     configuration, or write one now with “mayday export-status DIR”."
                }
            }
            ul.list {
                @for copy in copies {
                    li.row {
                        bdi { (copy.name) }
                        @match &copy.trouble {
                            None => { span.tag data-tone="steady" { "renewed on each change" } }
                            Some(why) => {
                                span.tag data-tone="signal" { "not renewed" }
                                p.wrong { (why) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn components(context: &Context<'_>, writes: bool) -> Markup {
    let base = context.base;
    let conditions = context.state.conditions();
    let evidence = context.state.evidence_at(context.now);
    html! {
        section.section aria-labelledby="components-title" {
            header { h2 id="components-title" { "Components" } }
            @if context.state.components.components.is_empty() {
                p.empty {
                    "No components are named yet. Name what readers notice: “Card payments”, not \
                     the machines behind it."
                }
            }
            ul.list {
                @for (depth, key, known) in context.state.components.listed() {
                    li.row data-row tabindex="-1" data-depth=[(depth > 0).then_some(depth)] {
                        div {
                            a href={ (base) "/console/status/components/" (key) } {
                                bdi { (known.profile.name) }
                            }
                            " " (behind(context, known)) " " (for_some(context, &known.profile))
                            @if let Some(seen) = evidence.get(key) {
                                " " span.small { (board::suspected::seen_by(context, key, seen)) }
                            }
                        }
                        @match conditions.get(key) {
                            Some(Condition::Major) => {
                                span.tag data-tone="signal" { "down" }
                            }
                            Some(Condition::Partial) => {
                                span.tag data-tone="care" { "fails for some" }
                            }
                            Some(Condition::Degraded) => {
                                span.tag data-tone="care" { "slow or unsteady" }
                            }
                            Some(Condition::Maintenance) => {
                                span.tag { "under maintenance" }
                            }
                            Some(Condition::Operational) | None => {
                                span.tag data-tone="steady" { "works" }
                            }
                        }
                    }
                }
            }
            @if writes {
                p {
                    a.button href={ (base) "/console/status/components/new" } {
                        "Name a component"
                    }
                }
            }
        }
    }
}

fn behind(context: &Context<'_>, known: &Known) -> Markup {
    let service = known.profile.service.as_ref();
    let service = service.and_then(|key| context.state.incidents.services.get(key));
    html! {
        @if let Some(service) = service { span.soft.small { (service.name) } }
    }
}

fn for_some(context: &Context<'_>, component: &Component) -> Markup {
    let audiences = component.audiences.iter().filter_map(|key| context.state.audiences.get(key));
    let named: Vec<&str> = audiences.map(|known| known.name.as_str()).collect();
    html! {
        @if !component.audiences.is_empty() { span.tag { "only " bdi { (named.join(", ")) } } }
    }
}

/// The form for a component: one that is known, or a new one.
#[must_use]
pub fn component(
    context: &Context<'_>,
    viewer: &Viewer,
    key: Option<&ComponentKey>,
    known: &Component,
    returned: Option<&Returned>,
) -> Markup {
    let path = match key {
        Some(key) => format!("{}/console/status/components/{key}", context.base),
        None => format!("{}/console/status/components", context.base),
    };
    let was = |field: &str, value: &str| typed(returned, field, value);
    let parent = was("parent", known.parent.as_ref().map_or("", |key| key.as_str()));
    let service = was("service", known.service.as_ref().map_or("", |key| key.as_str()));
    let counted_from = known.counted_from.map(crate::times::utc_day).unwrap_or_default();
    let only = match returned {
        Some(returned) => !returned.value("only_if_affected").is_empty(),
        None => known.only_if_affected,
    };
    let hides = match returned {
        Some(returned) => !returned.value("hides_history").is_empty(),
        None => known.hides_history,
    };
    let content = html! {
        h2 { @if key.is_some() { (known.name) } @else { "A new component" } }
        (shell::problem(returned))
        @if settings::at_least(context, viewer, Role::Lead) {
            form.stack method="post" action=(path) {
                (line("name", "What readers call it", &was("name", &known.name), None, returned))
                (area("about", "What it is (not required)", &was("about", &known.about), returned))
                (names(
                    context.state,
                    [
                        Part { name: "name", label: "What readers call it", rows: 1 },
                        Part { name: "about", label: "What it is", rows: 2 },
                    ],
                    &known.translations,
                    returned,
                ))
                div.field {
                    label for="parent" { "A part of" }
                    select id="parent" name="parent" {
                        option value="" selected[parent.is_empty()] { "nothing: it stands alone" }
                        @for (depth, other, component) in context.state.components.listed() {
                            @if Some(other) != key {
                                option value=(other) selected[parent == other.as_str()] {
                                    (nested::indent(depth)) (component.profile.name)
                                }
                            }
                        }
                    }
                    (wrong("parent", returned))
                }
                div.field {
                    label for="service" { "The service behind it" }
                    select id="service" name="service" {
                        option value="" selected[service.is_empty()] { "none" }
                        @for (other, known) in &context.state.incidents.services {
                            option value=(other) selected[service == other.as_str()] {
                                (known.name)
                            }
                        }
                    }
                    p.hint { "In an incident of this service the component is offered first." }
                }
                (line(
                    "order",
                    "Its place among its neighbours",
                    &was("order", &known.order.to_string()),
                    Some("The lowest number comes first."),
                    returned,
                ))
                (date(
                    "counted_from",
                    "Its history counts from (not required)",
                    &was("counted_from", &counted_from),
                    "A day, in UTC; from when it was defined here, where none is given.",
                    returned,
                ))
                (crate::audiences::ticks(
                    context,
                    &known.audiences,
                    "Its parts and what is told of it go with it.",
                    returned,
                ))
                label.choice {
                    input type="checkbox" name="only_if_affected" value="1" checked[only];
                    span { "Show it only while something is wrong with it" }
                }
                label.choice {
                    input type="checkbox" name="hides_history" value="1" checked[hides];
                    span { "Show it without the strip and the figure of its last ninety days" }
                }
                div.row {
                    button.button data-tone="ink" type="submit" { "Save" }
                    a href={ (context.base) "/console/status" } { "All components" }
                }
            }
            @if let Some(key) = key {
                form method="post"
                    action={ (context.base) "/console/status/components/" (key) "/removal" } {
                    button.button data-tone="plain" type="submit" { "Take it out" }
                }
            }
        }
        @if let Some(key) = key { (seen::section(context, viewer, key)) }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// What the form for a status page is filled with.
pub struct PageForm<'a> {
    /// Which page, if it is known.
    pub key: Option<&'a StatusPageKey>,
    /// Its definition.
    pub known: &'a StatusPage,
    /// What a look at its host names has found, if somebody just looked.
    pub looked: &'a [Looked],
    /// What came back with something wrong.
    pub returned: Option<&'a Returned>,
    /// A picture that came back, because it cannot be the logo.
    pub logo: Option<&'a Returned>,
}

/// The form for a status page: one that is known, or a new one.
#[must_use]
pub fn status_page(context: &Context<'_>, viewer: &Viewer, form: &PageForm<'_>) -> Markup {
    let PageForm { key, known, looked, returned, logo } = *form;
    let path = match key {
        Some(key) => format!("{}/console/status/pages/{key}", context.base),
        None => format!("{}/console/status/pages", context.base),
    };
    let was = |field: &str, value: &str| typed(returned, field, value);
    let suspicions = match returned {
        Some(returned) => !returned.value("shows_suspicions").is_empty(),
        None => known.shows_suspicions,
    };
    let named = nested::ticked(returned, "component", &known.components);
    let content = html! {
        h2 { @if key.is_some() { (known.name) } @else { "A new status page" } }
        (shell::problem(returned))
        @if settings::at_least(context, viewer, Role::Lead) {
            form.stack method="post" action=(path) {
                (line("name", "Heading", &was("name", &known.name), None, returned))
                (area(
                    "about",
                    "Below the heading (not required)",
                    &was("about", &known.about),
                    returned
                ))
                (names(
                    context.state,
                    [
                        Part { name: "name", label: "Heading", rows: 1 },
                        Part { name: "about", label: "Below the heading", rows: 2 },
                    ],
                    &known.translations,
                    returned,
                ))
                (line(
                    "zone",
                    "Time zone of its times",
                    &was("zone", &known.zone),
                    Some("Such as Europe/Copenhagen."),
                    returned,
                ))
                (looks::languages(known, returned))
                (looks::accent(known, returned))
                (hosts::field(&known.hosts, returned))
                (links::field(&known.links, returned))
                label.choice {
                    input type="checkbox" name="shows_suspicions" value="1" checked[suspicions];
                    span {
                        "Show what machines and readers have seen before one of us confirms it"
                    }
                }
                label.choice {
                    input type="checkbox" name="shows_promises" value="1"
                        checked[match returned {
                            Some(returned) => !returned.value("shows_promises").is_empty(),
                            None => known.shows_promises,
                        }];
                    span {
                        "Show figures of the last 90 days: promises of a next update kept, \
                         estimates that held, time to the first word from a person"
                    }
                }
                (who_reads(context, known, returned))
                (ways::ticks(known, returned))
                fieldset {
                    legend { "Which components" }
                    p.hint { "Tick none to show everything. What is part of one comes along." }
                    (nested::ticks(context.state, &named))
                    (wrong("component", returned))
                }
                div.row {
                    button.button data-tone="ink" type="submit" { "Save" }
                    a href={ (context.base) "/console/status" } { "All pages" }
                }
            }
            @if let Some(key) = key {
                (logo::forms(context, key, known, logo))
                (hosts::leading(context, key, known, looked))
                (elsewhere::shown(context, key, known))
                form method="post"
                    action={ (context.base) "/console/status/pages/" (key) "/removal" } {
                    button.button data-tone="plain" type="submit" { "Take it down" }
                }
            }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// Who may read a page: everyone, or those with a link.
fn who_reads(context: &Context<'_>, known: &StatusPage, returned: Option<&Returned>) -> Markup {
    let by_link = match returned {
        Some(returned) => returned.value("readers") == "link",
        None => known.readers != Readers::Everyone,
    };
    html! {
        div.field {
            label for="readers" { "Who may read it" }
            select id="readers" name="readers" {
                option value="everyone" selected[!by_link] { "everyone" }
                option value="link" selected[by_link] {
                    "only those with a link of their own"
                }
            }
            p.hint {
                "A page by link only is not there for anybody else: no JSON, no feeds, no copies, \
                 no words to subscribers."
            }
        }
        (crate::audiences::ticks(
            context,
            known.readers.audiences(),
            "This counts for a page by link only.",
            returned,
        ))
        (by_mail(known, returned))
    }
}

/// The mail domains whose readers may have a link sent to themselves.
fn by_mail(known: &StatusPage, returned: Option<&Returned>) -> Markup {
    let named = known.readers.domains();
    html! {
        div.field {
            label for="mail_domains" { "Whoever reads mail at (not required)" }
            textarea id="mail_domains" name="mail_domains" rows="2" spellcheck="false"
                autocapitalize="none" aria-describedby="mail-domains-hint"
                aria-invalid=[shell::invalid(returned, "mail_domains")] {
                (typed(returned, "mail_domains", &named.join("\n")))
            }
            p.hint id="mail-domains-hint" {
                "This counts for a page by link only. Such as hospital.example, one to a line, at \
                 most " (DOMAINS_MAX) "; never one at which anybody gets an address. Whoever \
                 writes such an address at the page’s own is sent a link, which works for "
                (LASTS.as_secs() / 86_400) " days. They read what all the audiences read that the \
                 page names, and no other private page. Take a domain off, and its links end."
            }
            (wrong("mail_domains", returned))
            (hosts::in_letters(named))
        }
    }
}

/// What stands in a field: as it was typed, else as it is known.
pub(crate) fn typed(returned: Option<&Returned>, field: &str, known: &str) -> String {
    match returned {
        Some(returned) => returned.value(field).to_owned(),
        None => known.to_owned(),
    }
}

/// A field of one line.
pub(crate) fn line(
    name: &str,
    label: &str,
    value: &str,
    hint: Option<&str>,
    returned: Option<&Returned>,
) -> Markup {
    let hint_id = format!("{name}-hint");
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) autocomplete="off" value=(value)
                aria-describedby=[hint.map(|_| &hint_id)]
                aria-invalid=[shell::invalid(returned, name)];
            @if let Some(hint) = hint { p.hint id=(hint_id) { (hint) } }
            (wrong(name, returned))
        }
    }
}

/// A field for a day.
fn date(name: &str, label: &str, value: &str, hint: &str, returned: Option<&Returned>) -> Markup {
    let hint_id = format!("{name}-hint");
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="date" value=(value) aria-describedby=(hint_id)
                aria-invalid=[shell::invalid(returned, name)];
            p.hint id=(hint_id) { (hint) }
            (wrong(name, returned))
        }
    }
}

/// A field of several lines.
pub(crate) fn area(name: &str, label: &str, value: &str, returned: Option<&Returned>) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            textarea id=(name) name=(name) rows="2"
                aria-invalid=[shell::invalid(returned, name)] { (value) }
            (wrong(name, returned))
        }
    }
}

/// What is wrong with a field, if that is the one.
pub(crate) fn wrong(name: &str, returned: Option<&Returned>) -> Markup {
    let problem = returned.and_then(|returned| returned.problem.as_deref());
    html! {
        @if let (Some(_), Some(problem)) = (shell::invalid(returned, name), problem) {
            p.wrong { (problem) }
        }
    }
}
