//! Taking in what another status page has told: pasted or from files, shown first, then made.

use domain::access::Role;
use maud::{Markup, html};

use crate::telling::wrong;
use crate::{Context, Returned, Viewer, settings, shell};

/// What would be made.
pub struct Preview {
    /// Line by line.
    pub lines: Vec<String>,
    /// The sum of it.
    pub summary: String,
    /// What goes on there: what the press says, and its heading.
    pub open: Vec<(String, String)>,
    /// What was given, where it fits into the form again.
    pub text: Option<String>,
    /// Whether there is anything to make.
    pub makes: bool,
}

/// The form, and what would be made of what was given.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    preview: Option<&Preview>,
    returned: Option<&Returned>,
) -> Markup {
    let path = format!("{}/console/status/import", context.base);
    let text = match (returned, preview) {
        (Some(returned), _) => returned.value("text").to_owned(),
        (None, Some(preview)) => preview.text.clone().unwrap_or_default(),
        (None, None) => String::new(),
    };
    let content = html! {
        h2 { "From another status page" }
        (shell::problem(returned))
        p.soft {
            "Components, past incidents and planned maintenance from Statuspage’s JSON \
             (summary.json, components.json, incidents.json, scheduled-maintenances.json), or \
             incidents from an Atom or RSS feed. First you see what would be made. What is here \
             already is left alone, so you can do it again."
        }
        @if settings::at_least(context, viewer, Role::Lead) {
            @if let Some(preview) = preview { (shown(preview)) }
            form.stack method="post" enctype="multipart/form-data" action=(path) {
                div.field {
                    label for="text" { "Paste it" }
                    textarea id="text" name="text" rows="6" spellcheck="false"
                        aria-invalid=[shell::invalid(returned, "text")] { (text) }
                    (wrong("text", returned))
                }
                div.field {
                    label for="file" { "Or choose files" }
                    input id="file" name="file" type="file" multiple
                        accept=".json,.xml,.atom,.rss";
                    @if preview.is_some_and(|preview| preview.text.is_none()) {
                        p.hint { "Choose the same files again to make it." }
                    }
                }
                @if let Some(preview) = preview { (going_on(preview)) }
                div.row {
                    button.button type="submit" name="do" value="show" {
                        "Show what it would make"
                    }
                    @if preview.is_some_and(|preview| preview.makes) {
                        button.button data-tone="ink" type="submit" name="do" value="make" {
                            "Make it"
                        }
                    }
                    a href={ (context.base) "/console/status" } { "All pages" }
                }
            }
        }
    };
    settings::document(context, viewer, "Status pages", &["keys.js"], content)
}

/// What goes on is told from an incident: whoever opens it has it.
fn going_on(preview: &Preview) -> Markup {
    html! {
        @if !preview.open.is_empty() {
            p.hint {
                "Still going on there. Whoever opens an incident for it has it: nobody is rung, \
                 the page tells on from what was told there, and the next update is promised."
            }
            @for (press, title) in &preview.open {
                div.row {
                    button.button type="submit" name="do" value=(press) {
                        "Open an incident for “" (title) "”"
                    }
                }
            }
        }
    }
}

fn shown(preview: &Preview) -> Markup {
    html! {
        section.section aria-labelledby="preview-title" {
            header { h2 id="preview-title" { "What it would make" } }
            p { (preview.summary) }
            ul.list {
                @for line in &preview.lines { li { (line) } }
            }
        }
    }
}
