//! The console's side of writing updates: templates, and how soon the next one is promised.

use domain::access::Role;
use domain::organisation::Approver;
use domain::templates::{Begins, Place, SHIPPED, Template, Text};
use domain::words::{Cadence, Language, Phase, Severity, TemplateKey};
use maud::{Markup, html};

use crate::room::public::PHASES;
use crate::{Context, Returned, Viewer, settings, shell};

mod fold;

pub(crate) use fold::fold;

const TITLE: &str = "Updates";
/// How soon the next update is promised, by the words of the form.
pub const CADENCE: [(&str, &str, Severity); 3] = [
    ("critical_mins", "Critical, after (minutes)", Severity::Critical),
    ("high_mins", "High, after (minutes)", Severity::High),
    ("low_mins", "Low, after (minutes)", Severity::Low),
];

/// What templates begin, by what the forms call it.
const BEGIN: [(Begins, &str, &str); 4] = [
    (Begins::Update, "updates", "Write a template"),
    (Begins::Work, "planned maintenance", "For planned maintenance"),
    (Begins::Reminder, "a word before maintenance", "For a word before it"),
    (Begins::Completed, "the word that maintenance is over", "For the word that it is over"),
];

/// Which of the forms was just saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// How soon the next update is promised.
    Cadence,
    /// Who may object to public text.
    Approvers,
}

fn is_saved(form: Saved, saved: Option<Saved>, follows: &str) -> Markup {
    html! {
        @if saved == Some(form) {
            p.notice data-tone="good" role="status" { b { "Saved." } " " (follows) }
        }
    }
}

/// What shapes updates before anybody writes one.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    saved: Option<Saved>,
    returned: Option<&Returned>,
) -> Markup {
    let content = html! {
        (shell::problem(returned))
        (list(context, viewer))
        (cadence(context, viewer, saved, returned))
        (approvers(context, viewer, saved))
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn list(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let base = context.base;
    html! {
        section.section aria-labelledby="templates-title" {
            header { h2 id="templates-title" { "Templates" } }
            p.soft {
                "How an update begins, and how words about maintenance do. They are chosen below \
                 the form, and filled in from what it is about. Those that come with Mayday can \
                 be changed like your own."
            }
            ul.list {
                @for (key, known) in context.state.templates.listed() {
                    li.row data-row tabindex="-1" {
                        div {
                            a href={ (base) "/console/templates/of/" (key) } {
                                bdi { (known.name) }
                            }
                            " "
                            span.soft.small { (meant_for(context, &known)) }
                        }
                        @if !context.state.templates.templates.contains_key(&key) {
                            span.tag { "comes with Mayday" }
                        }
                    }
                }
            }
            @if settings::at_least(context, viewer, Role::Lead) {
                p.row {
                    @for (begins, _, label) in BEGIN {
                        @if begins == Begins::Update {
                            a.button data-tone="ink" href={ (base) "/console/templates/new" } {
                                (label)
                            }
                        } @else {
                            a href={ (base) "/console/templates/new?begins=" (begins.name()) } {
                                (label)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// For which service and phase, and in which languages.
fn meant_for(context: &Context<'_>, known: &Template) -> String {
    let service = known.service.as_ref().map(|key| {
        let service = context.state.incidents.services.get(key);
        service.map_or_else(|| key.to_string(), |service| service.name.to_string())
    });
    let phase = known.phase.and_then(phase_words).map(ToOwned::to_owned);
    let work = (known.begins != Begins::Update).then(|| begins_words(known.begins).to_owned());
    let languages: Vec<&str> = known.texts.iter().map(|text| text.language.code()).collect();
    let parts = work.into_iter().chain(service).chain(phase).chain([languages.join(", ")]);
    parts.collect::<Vec<_>>().join(" · ")
}

fn begins_words(begins: Begins) -> &'static str {
    BEGIN.iter().find(|(one, _, _)| *one == begins).map_or("", |(_, words, _)| *words)
}

fn phase_words(phase: Phase) -> Option<&'static str> {
    PHASES.iter().find(|(_, _, known)| *known == phase).map(|(_, words, _)| *words)
}

/// The form for a template: one that is known, or a new one.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    key: Option<&TemplateKey>,
    known: &Template,
    returned: Option<&Returned>,
) -> Markup {
    let base = context.base;
    let path = match key {
        Some(key) => format!("{base}/console/templates/of/{key}"),
        None => format!("{base}/console/templates/new"),
    };
    let own = key.is_some_and(|key| context.state.templates.templates.contains_key(key));
    let shipped = key.is_some_and(|key| SHIPPED.contains(&key.as_str()));
    let content = html! {
        h2 { @if key.is_some() { (known.name) } @else { "A new template" } }
        (shell::problem(returned))
        @if known.begins != Begins::Update {
            p.soft { "For " (begins_words(known.begins)) "." }
        }
        p.soft.small {
            "Places that are filled in: "
            @for place in Place::ALL { code { "{" (place.name()) "}" } " " }
        }
        @if settings::at_least(context, viewer, Role::Lead) {
            form.stack method="post" action=(path) {
                input type="hidden" name="begins" value=(known.begins.name());
                (head(context, known, returned))
                @for language in Language::ALL { (text(language, known, returned)) }
                div.row {
                    button.button data-tone="ink" type="submit" { "Save" }
                    a href={ (base) "/console/templates" } { "All templates" }
                }
            }
            @if own {
                form method="post" action={ (path) "/removal" } {
                    button.button data-tone="plain" type="submit" {
                        @if shipped { "As it came with Mayday" } @else { "Take it out" }
                    }
                }
            }
        } @else {
            @for text in &known.texts {
                section.section {
                    header { h3 { (text.language.own_name()) } }
                    p.words { (text.overview.known) }
                    p.words { (text.overview.impact) }
                    p.words { (text.overview.workaround) }
                    p.words { (text.overview.next) }
                }
            }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn was(returned: Option<&Returned>, field: &str, known: &str) -> String {
    match returned {
        Some(returned) => returned.value(field).to_owned(),
        None => known.to_owned(),
    }
}

fn head(context: &Context<'_>, known: &Template, returned: Option<&Returned>) -> Markup {
    let name = was(returned, "name", &known.name);
    html! {
        div.field {
            label for="name" { "What you call it" }
            input id="name" name="name" autocomplete="off" required value=(name)
                aria-invalid=[shell::invalid(returned, "name")];
        }
        @if known.begins == Begins::Update { (meant(context, known, returned)) }
    }
}

/// For which service, and for how far the work is.
fn meant(context: &Context<'_>, known: &Template, returned: Option<&Returned>) -> Markup {
    let service = was(returned, "service", known.service.as_ref().map_or("", |key| key.as_str()));
    let code = known.phase.and_then(|phase| PHASES.iter().find(|(_, _, one)| *one == phase));
    let phase = was(returned, "phase", code.map_or("", |one| one.0));
    html! {
        div.columns {
            div.field {
                label for="service" { "For which service" }
                select id="service" name="service" {
                    option value="" selected[service.is_empty()] { "every service" }
                    @for (key, one) in &context.state.incidents.services {
                        option value=(key) selected[service == key.as_str()] { (one.name) }
                    }
                }
            }
            div.field {
                label for="phase" { "For how far the work is" }
                select id="phase" name="phase" {
                    option value="" selected[phase.is_empty()] { "whenever it fits" }
                    @for (code, words, _) in PHASES {
                        option value=(code) selected[phase == code] { (words) }
                    }
                }
            }
        }
    }
}

/// One language, folded unless something stands in it or is wrong with it.
fn text(language: Language, known: &Template, returned: Option<&Returned>) -> Markup {
    let code = language.code();
    let none = Text::default();
    let text = known.texts.iter().find(|text| text.language == language).unwrap_or(&none);
    let parts = [
        ("title", "Heading on status pages", text.title.as_str()),
        ("known", "What we know", &*text.overview.known),
        ("impact", "What it means for them", &*text.overview.impact),
        ("workaround", "What they can do meanwhile", &*text.overview.workaround),
        ("next", "What we do next", &*text.overview.next),
    ];
    let parts = parts.into_iter().filter_map(|(part, label, value)| {
        let label = match (known.begins, part) {
            (Begins::Update, _) => label,
            (Begins::Work, "title") => "Heading",
            (Begins::Work, "impact") => "What it means for the reader",
            (Begins::Reminder | Begins::Completed, "known") => "What readers are told",
            _ => return None,
        };
        let field = format!("{part}-{code}");
        let value = was(returned, &field, value);
        Some((field, label, value))
    });
    let fields: Vec<(String, &str, String)> = parts.collect();
    let wrong = fields.iter().any(|(field, _, _)| shell::invalid(returned, field).is_some());
    html! {
        details open[wrong || language == Language::default()] {
            summary { (language.own_name()) }
            div.columns lang=(code) {
                @for (field, label, value) in &fields {
                    div.field {
                        label for=(field) lang="en" { (label) }
                        textarea id=(field) name=(field) rows="2"
                            aria-invalid=[shell::invalid(returned, field)] { (value) }
                    }
                }
            }
        }
    }
}

fn cadence(
    context: &Context<'_>,
    viewer: &Viewer,
    saved: Option<Saved>,
    returned: Option<&Returned>,
) -> Markup {
    let known = context.state.organisation.settings.cadence();
    let mins = |cadence: Cadence, severity| cadence.of(severity).as_secs() / 60;
    let writes = settings::at_least(context, viewer, Role::Manager);
    html! {
        section.section aria-labelledby="cadence-title" {
            header { h2 id="cadence-title" { "How soon the next update is promised" } }
            (is_saved(Saved::Cadence, saved, "The next promise goes by it."))
            p.soft {
                "By how severe it is, where nobody says otherwise. Whoever writes may promise \
                 another time, or agree one with the customer. A promise that is missed is said \
                 to every reader, and rings again."
            }
            @if writes {
                form.stack method="post"
                    action={ (context.base) "/console/templates/cadence" } {
                    div.columns {
                        @for (field, label, severity) in CADENCE {
                            @let value = match returned {
                                Some(returned) => returned.value(field).to_owned(),
                                None => mins(known, severity).to_string(),
                            };
                            div.field {
                                label for=(field) { (label) }
                                input id=(field) name=(field) inputmode="numeric"
                                    autocomplete="off" required value=(value)
                                    aria-invalid=[shell::invalid(returned, field)];
                            }
                        }
                    }
                    div { button.button type="submit" { "Save" } }
                }
            } @else {
                ul {
                    @for (_, label, severity) in CADENCE {
                        li { (label) ": " (mins(known, severity)) }
                    }
                }
            }
        }
    }
}

/// Who may object to public text: people and teams.
fn approvers(context: &Context<'_>, viewer: &Viewer, saved: Option<Saved>) -> Markup {
    let named = &context.state.organisation.settings.approvers;
    let people = context.state.access.people.iter();
    let people = people.map(|(key, known)| (Approver::Person(key.clone()), known.name.as_str()));
    let teams = context.state.access.teams.iter();
    let teams = teams.map(|(key, known)| (Approver::Team(key.clone()), known.name.as_str()));
    let writes = settings::at_least(context, viewer, Role::Manager);
    html! {
        section.section aria-labelledby="approvers-title" {
            header { h2 id="approvers-title" { "Who may object to public text" } }
            (is_saved(Saved::Approvers, saved, "Text that is written from now on goes by it."))
            p.soft {
                "An update for everyone goes to the customers inside at once. Its public part \
                 waits up to ten minutes for those ticked here, and goes out by itself unless one \
                 of them objects. What they write themselves does not wait. Tick nobody, and \
                 nothing waits. "
                a href={ (context.base) "/console/approvals" } { "What waits now" }
            }
            @if writes {
                form.stack method="post" action={ (context.base) "/console/approvals/approvers" } {
                    fieldset {
                        legend { "People and teams" }
                        @for (approver, name) in teams.chain(people) {
                            label.choice {
                                input type="checkbox" name="approver" value=(approver)
                                    checked[named.contains(&approver)];
                                span {
                                    bdi { (name) }
                                    @if matches!(approver, Approver::Team(_)) { ", as a team" }
                                }
                            }
                        }
                    }
                    div { button.button type="submit" { "Save" } }
                }
            } @else if named.is_empty() {
                p { "Nobody." }
            } @else {
                ul { @for approver in named { li { (approver) } } }
            }
        }
    }
}
