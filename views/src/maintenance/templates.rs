//! Words about maintenance begin with a template: chosen, and filled in by a press of its own.

use domain::templates::Begins;
use domain::words::Language;
use maud::{Markup, html};

use crate::telling::typed;
use crate::{Context, Returned};

/// The fold in which one is chosen; `action` fills it in. Whatever else the form asks for may be
/// missing until then.
pub(super) fn fold(
    context: &Context<'_>,
    begins: &[Begins],
    action: &str,
    returned: Option<&Returned>,
) -> Markup {
    let all = begins.iter().flat_map(|begins| context.state.templates.that_begin(*begins));
    let offered: Vec<_> = all.collect();
    let chosen = typed(returned, "template", "");
    let usual = context.state.written_in();
    let language = match typed(returned, "template_language", usual.code()) {
        none if none.is_empty() => usual.code().to_owned(),
        language => language,
    };
    html! {
        @if !offered.is_empty() {
            details open[!chosen.is_empty()] {
                summary { "Begin with a template" }
                div.row {
                    select name="template" aria-label="Template" {
                        @for (key, known) in &offered {
                            option value=(key) selected[key.as_str() == chosen] { (known.name) }
                        }
                    }
                    select name="template_language" aria-label="Its language" {
                        @for one in Language::ALL {
                            option value=(one.code()) selected[one.code() == language] {
                                (one.own_name())
                            }
                        }
                    }
                    button.button type="submit" formaction=(action) formnovalidate { "Fill in" }
                }
                p.hint {
                    "It takes the place of what stands in the fields, in every language that it \
                     has. What stands between [ ] is yours to write. Name components and times \
                     first, and they are filled in."
                }
            }
        }
    }
}
