//! First-aid cards in the console: the list in its order, and the page on which one is written.

use domain::access::Role;
use domain::cards::{Card, Edited, STEPS_MAX, Text};
use domain::words::{CardKey, Language, ServiceKey};
use maud::{Markup, html};

use crate::board::names;
use crate::{Context, Returned, Viewer, emergency, settings, shell};

/// All cards, service by service, and those that were taken out lately.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer, returned: Option<&Returned>) -> Markup {
    let cards = context.state.cards.listed();
    let writes = may_write(context, viewer);
    let mut services: Vec<Option<&ServiceKey>> = Vec::new();
    for (_, known) in &cards {
        let service = known.card.service.as_ref();
        if !services.contains(&service) {
            services.push(service);
        }
    }
    let content = html! {
        (shell::problem(returned))
        p.soft {
            "What callers can do meanwhile. Cards stand on their page from the first second, and \
             on the door once its address names the service. They tick what they tried; you see \
             it in the room, and can send a card there in one tap."
        }
        @if writes {
            p { a.button data-tone="ink" href={ (context.base) "/console/cards/new" } {
                "Write a card"
            } }
        }
        @if cards.is_empty() {
            p.empty {
                "There is no card yet. Two or three steps for your most common fault are a good \
                 start."
            }
        }
        @for service in services {
            section.section {
                header { h2 { (service_name(context, service)) } }
                ul.list {
                    @for (key, known) in &cards {
                        @if known.card.service.as_ref() == service {
                            (row(context, key, known, writes))
                        }
                    }
                }
            }
        }
        @if writes { (removed(context)) }
    };
    settings::document(context, viewer, "First-aid cards", &["keys.js"], content)
}

/// Whether somebody writes cards.
fn may_write(context: &Context<'_>, viewer: &Viewer) -> bool {
    settings::at_least(context, viewer, Role::Lead)
}

fn service_name(context: &Context<'_>, service: Option<&ServiceKey>) -> String {
    match service {
        Some(key) => {
            let known = context.state.incidents.services.get(key);
            known.map_or_else(|| key.to_string(), |known| known.name.to_string())
        }
        None => "For every service".to_owned(),
    }
}

fn title(card: &Card) -> &str {
    card.text(Language::default()).map_or("", |text| text.title.as_str())
}

fn row(context: &Context<'_>, key: &CardKey, known: &Edited, writes: bool) -> Markup {
    let card = &known.card;
    let path = format!("{}/console/cards/{key}", context.base);
    let languages: Vec<&str> = card.texts.iter().map(|text| text.language.code()).collect();
    html! {
        li.row data-row tabindex="-1" {
            div {
                a href=(path) { bdi { (title(card)) } } " "
                span.soft.small {
                    @if !card.asset.is_empty() { (card.asset) ", " }
                    (names::count(card.steps(), "step", "steps")) ", " (languages.join(" "))
                }
            }
            @if writes {
                form.row method="post" action={ (path) "/place" } {
                    button.button data-tone="plain" type="submit" name="to" value="up"
                        aria-label={ "Move " (title(card)) " up" } { "↑" }
                    button.button data-tone="plain" type="submit" name="to" value="down"
                        aria-label={ "Move " (title(card)) " down" } { "↓" }
                }
                form method="post" action={ (path) "/removal" } {
                    button.button data-tone="plain" type="submit"
                        aria-label={ "Delete " (title(card)) } { "Delete" }
                }
            }
        }
    }
}

/// What was taken out can be brought back.
fn removed(context: &Context<'_>) -> Markup {
    let removed = &context.state.cards.removed;
    html! {
        @if !removed.is_empty() {
            section.section aria-labelledby="removed-title" {
                header { h2 id="removed-title" { "Deleted lately" } }
                ul.list {
                    @for (key, known) in removed.iter().rev() {
                        li.row {
                            bdi { (title(&known.card)) }
                            form method="post"
                                action={ (context.base) "/console/cards/" (key) "/restoration" } {
                                button.button data-tone="plain" type="submit"
                                    aria-label={ "Bring back " (title(&known.card)) } {
                                    "Bring it back"
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What stands in the form: a card that is known, or one that is being written.
pub struct Draft<'a> {
    /// Which card; none while it is new.
    pub key: Option<&'a CardKey>,
    /// What is in it so far.
    pub card: &'a Card,
    /// What was typed and cannot be kept so.
    pub returned: Option<&'a Returned>,
}

/// One card: the form, and how its readers see it.
#[must_use]
pub fn one(context: &Context<'_>, viewer: &Viewer, draft: &Draft<'_>) -> Markup {
    let path = match draft.key {
        Some(key) => format!("{}/console/cards/{key}", context.base),
        None => format!("{}/console/cards", context.base),
    };
    let content = html! {
        h2 {
            @match draft.key { Some(_) => { (title(draft.card)) } None => { "A new card" } }
        }
        (shell::problem(draft.returned))
        @if may_write(context, viewer) {
            div.section {
                form.stack method="post" action=(path) {
                    (place(context, draft))
                    @for language in Language::ALL { (text(draft, language)) }
                    div.row {
                        button.button data-tone="ink" type="submit" name="do" value="save" {
                            "Save"
                        }
                        button.button type="submit" name="do" value="preview" { "Preview" }
                        a href={ (context.base) "/console/cards" } { "All cards" }
                    }
                }
            }
        }
        @if !draft.card.texts.is_empty() { (seen(draft.card)) }
    };
    settings::document(context, viewer, "First-aid cards", &["keys.js"], content)
}

/// How callers see it, in each language that it has.
fn seen(card: &Card) -> Markup {
    html! {
        section.section id="preview" aria-labelledby="preview-title" {
            header { h2 id="preview-title" { "What callers see" } }
            @for text in &card.texts {
                p.label { (text.language.own_name()) }
                (emergency::preview(text, true))
            }
            p.soft.small {
                "Whoever reads another language sees English, or else the first of these."
            }
        }
    }
}

fn typed(draft: &Draft<'_>, field: &str, known: &str) -> String {
    match draft.returned {
        Some(returned) => returned.value(field).to_owned(),
        None => known.to_owned(),
    }
}

fn place(context: &Context<'_>, draft: &Draft<'_>) -> Markup {
    let service = draft.card.service.as_ref().map_or("", |key| key.as_str());
    let service = typed(draft, "service", service);
    html! {
        div.field {
            label for="service" { "For which service" }
            select id="service" name="service" {
                option value="" selected[service.is_empty()] { "Every service" }
                @for (key, known) in &context.state.incidents.services {
                    option value=(key) selected[service == key.as_str()] { (known.name) }
                }
            }
        }
        div.field {
            label for="asset" { "For which kind of thing (not required)" }
            input id="asset" name="asset" value=(typed(draft, "asset", &draft.card.asset))
                aria-describedby="asset-hint"
                aria-invalid=[shell::invalid(draft.returned, "asset")];
            p.hint id="asset-hint" {
                "Such as: card terminal. The card comes first when the caller writes this."
            }
        }
    }
}

/// The fields of one language; those that are empty stay folded.
fn text(draft: &Draft<'_>, language: Language) -> Markup {
    let code = language.code();
    let known = draft.card.texts.iter().find(|text| text.language == language);
    let (title, steps) = (format!("title-{code}"), format!("steps-{code}"));
    let has = typed(draft, &title, known.map_or("", |text| &text.title));
    let lines = typed(draft, &steps, &known.map(lines).unwrap_or_default());
    let open = language == Language::default() || !has.is_empty() || !lines.is_empty();
    html! {
        details open[open] {
            summary { (language.own_name()) }
            div.stack lang=(code) {
                div.field {
                    label for=(title) lang="en" { "Heading" }
                    input id=(title) name=(title) value=(has) dir="auto"
                        aria-invalid=[shell::invalid(draft.returned, &title)];
                }
                div.field {
                    label for=(steps) lang="en" { "Steps, one on each line" }
                    textarea id=(steps) name=(steps) rows="5" dir="auto"
                        aria-describedby={ (steps) "-hint" }
                        aria-invalid=[shell::invalid(draft.returned, &steps)] { (lines) }
                    p.hint id={ (steps) "-hint" } lang="en" {
                        "At most " (STEPS_MAX) ", and as many in each language."
                    }
                }
            }
        }
    }
}

fn lines(text: &Text) -> String {
    text.steps.join("\n")
}
