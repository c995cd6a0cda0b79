//! The vendor's own addresses at the foot of a status page, in the console.

use domain::status_pages::{LINKS_MAX, OwnLink};
use maud::{Markup, html};

use super::{typed, wrong};
use crate::{Returned, shell};

/// The field in which they are named, one to a line.
pub(super) fn field(links: &[OwnLink], returned: Option<&Returned>) -> Markup {
    let lines: Vec<String> = links.iter().map(ToString::to_string).collect();
    html! {
        div.field {
            label for="links" { "Your links at its foot (not required)" }
            textarea id="links" name="links" rows="3" spellcheck="false"
                aria-describedby="links-hint" aria-invalid=[shell::invalid(returned, "links")] {
                (typed(returned, "links", &lines.join("\n")))
            }
            p.hint id="links-hint" {
                "One to a line, at most " (LINKS_MAX) ": a name and its address, such as “Legal \
                 notice https://example.com/legal” or “Contact mailto:support@example.com”. They \
                 stand on the page, on its copies and in the mails to its subscribers."
            }
            (wrong("links", returned))
        }
    }
}
