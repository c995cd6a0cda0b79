//! Words begin with a template: chosen, and filled in by a press of its own.

use std::sync::Arc;

use domain::templates::Template;
use domain::words::{Language, TemplateKey};
use maud::{Markup, html};

use crate::telling::typed;
use crate::{Context, Returned};

/// The fold in which one is chosen, where any is offered; `action` fills it in, and `hint` says
/// what of it. Whatever else the form asks for may be missing until then.
pub(crate) fn fold(
    context: &Context<'_>,
    offered: &[(TemplateKey, Arc<Template>)],
    action: &str,
    hint: &str,
    returned: Option<&Returned>,
) -> Markup {
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
                        @for (key, known) in offered {
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
                     has. What stands between [ ] is yours to write. " (hint)
                }
            }
        }
    }
}
