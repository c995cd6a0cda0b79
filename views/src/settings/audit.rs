//! The audit log as a page: who did what when, with a filter and a way further back.

use domain::words::Timestamp;
use maud::{Markup, html};

use super::document;
use crate::{Context, Viewer, times};

/// One line of the log.
pub struct AuditLine {
    /// The number of its event.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who, in words.
    pub who: String,
    /// What, in words.
    pub what: String,
    /// Room and event.
    pub kind: String,
    /// What it is about: the noun, and its key or number.
    pub about: Vec<(String, String)>,
}

/// What is looked for, as it was typed.
#[derive(Default)]
pub struct AuditFilter {
    /// A person's key.
    pub person: String,
    /// A customer's key.
    pub customer: String,
    /// The start of a kind.
    pub kind: String,
    /// From which day.
    pub from: String,
    /// Until which day.
    pub until: String,
    /// Whether what Mayday did by itself is shown too.
    pub all: bool,
}

impl AuditFilter {
    /// How many of its parts narrow or widen what is shown.
    fn active(&self) -> usize {
        let typed = [&self.person, &self.customer, &self.kind, &self.from, &self.until];
        typed.iter().filter(|text| !text.is_empty()).count() + usize::from(self.all)
    }
}

/// A page of the log, newest first; `next` and `export` are the queries of what follows and of the
/// same as a file.
#[must_use]
pub fn audit(
    context: &Context<'_>,
    viewer: &Viewer,
    filter: &AuditFilter,
    lines: &[AuditLine],
    next: Option<&str>,
    export: &str,
) -> Markup {
    let path = format!("{}/console/audit", context.base);
    let content = html! {
        p.soft {
            "Read from the event log itself. What people wrote does not stand here."
        }
        (form(context, &path, filter))
        @if lines.is_empty() { p.empty { "Nothing was found." } }
        @else {
            table.table id="audit" {
                thead { tr {
                    th scope="col" { "When" } th scope="col" { "Who" }
                    th scope="col" { "What" } th scope="col" { "About" }
                } }
                tbody { @for line in lines {
                    tr data-row tabindex="-1" id={ "event-" (line.seq) } {
                        td data-label="When" { (times::day_time(context, line.at)) }
                        th scope="row" { bdi { (line.who) } }
                        td data-label="What" { (line.what) " " code.small.soft { (line.kind) } }
                        td data-label="About" { (about(context, &line.about)) }
                    }
                } }
            }
        }
        div.row {
            @if let Some(next) = next { a.button href={ (path) "?" (next) } { "Further back" } }
            a href={ (path) ".csv?" (export) } { "As CSV" }
            a href={ (path) ".jsonl?" (export) } { "As JSON lines" }
        }
    };
    document(context, viewer, "Audit log", &["keys.js"], content)
}

fn form(context: &Context<'_>, path: &str, filter: &AuditFilter) -> Markup {
    let field = |name: &str, label: &str, kind: &str, value: &str| {
        html! {
            div.field {
                label for={ "audit-" (name) } { (label) }
                input id={ "audit-" (name) } name=(name) type=(kind) value=(value)
                    autocomplete="off" list=[(name == "person").then_some("audit-people")];
            }
        }
    };
    let active = filter.active();
    html! {
        // On a phone the open form would fill the screen before the first line of the log.
        details {
            summary {
                "Filter"
                @if active > 0 { span.tag { (active) " active" } }
            }
            form.stack role="search" aria-label="In the log" action=(path) {
                div.columns {
                    (field("person", "Person", "text", &filter.person))
                    (field("customer", "Customer", "text", &filter.customer))
                    (field("kind", "Kind, such as paging.accepted", "text", &filter.kind))
                    (field("from", "From", "date", &filter.from))
                    (field("until", "Until", "date", &filter.until))
                }
                datalist id="audit-people" {
                    @for key in context.state.access.people.keys() { option value=(key) {} }
                }
                label.row {
                    input type="checkbox" name="all" value="1" checked[filter.all];
                    span { "also what Mayday did by itself" }
                }
                div.row {
                    button.button data-tone="ink" type="submit" { "Find" }
                    @if active > 0 { a href=(path) { "Show everything again" } }
                }
            }
        }
    }
}

fn about(context: &Context<'_>, about: &[(String, String)]) -> Markup {
    html! {
        @for (index, (noun, key)) in about.iter().enumerate() {
            @if index > 0 { ", " }
            @let path = match noun.as_str() {
                "incident" if key.len() < 10 => Some("/console/incidents/"),
                "customer" => Some("/console/customers/"),
                "schedule" => Some("/console/schedules/"),
                _ => None,
            };
            (noun) " "
            @if let Some(path) = path { a href={ (context.base) (path) (key) } { (key) } }
            @else { (key) }
        }
    }
}
