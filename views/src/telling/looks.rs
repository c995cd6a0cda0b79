//! How a status page looks and sounds, in the console: its languages, and the colour of its line.

use domain::status_pages::StatusPage;
use domain::words::Language;
use maud::{Markup, html};

use super::{line, typed};
use crate::{Returned, status};

/// Its own language, and those that it is offered in besides.
pub(super) fn languages(known: &StatusPage, returned: Option<&Returned>) -> Markup {
    let own = typed(returned, "language", known.language.code());
    let offered = |language: Language| match returned {
        Some(returned) => {
            let mut ticks = returned.typed.iter().filter(|(name, _)| name == "languages");
            ticks.any(|(_, code)| code == language.code())
        }
        None => known.languages.contains(&language),
    };
    html! {
        div.field {
            label for="language" { "Language of Mayday’s own words on it" }
            select id="language" name="language" aria-describedby="language-hint" {
                @for one in Language::ALL {
                    option value=(one.code()) selected[one.code() == own] { (one.own_name()) }
                }
            }
            p.hint id="language-hint" {
                "What you write is taken to be in this language too, and marked so for readers \
                 of the others."
            }
        }
        fieldset {
            legend { "Offered in these languages too" }
            p.hint { "Each has an address of its own, and the page leads from one to the other." }
            @for one in Language::ALL {
                label.choice {
                    input type="checkbox" name="languages" value=(one.code())
                        checked[offered(one)];
                    span lang=(one.code()) { (one.own_name()) }
                }
            }
        }
    }
}

/// The colour of its line, and as which it is seen where it would be too faint.
pub(super) fn accent(known: &StatusPage, returned: Option<&Returned>) -> Markup {
    let hint = match status::accents(&known.accent) {
        Some([light, dark]) if light != known.accent || dark != known.accent => format!(
            "Such as #1257c4. So that everyone sees the line, it is drawn as {light} on light \
             and as {dark} on dark."
        ),
        _ => "Such as #1257c4. Where it would be too faint, on light or on dark, a darker or a \
              lighter one is drawn."
            .to_owned(),
    };
    line(
        "accent",
        "Colour of its line (not required)",
        &typed(returned, "accent", &known.accent),
        Some(&hint),
        returned,
    )
}
