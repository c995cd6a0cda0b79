//! The page for the moment when nothing can be stored: somebody is rung all the same.

use maud::{Markup, html};

use crate::{Context, Returned, door, plain, say, shell};

/// "We are ringing; your words are not stored yet." The words stay in the form, under the same
/// command, until they are: pressing again is harmless, and with script it happens by itself.
#[must_use]
pub fn alarm_only(
    context: &Context<'_>,
    returned: &Returned,
    command: &str,
    ringing: bool,
) -> Markup {
    let tongue = context.reader.tongue;
    let (title, sentence) = match ringing {
        true => {
            (plain!(tongue, "unstored-title-ringing"), plain!(tongue, "unstored-sentence-ringing"))
        }
        false => (plain!(tongue, "unstored-title"), plain!(tongue, "unstored-sentence")),
    };
    let phone = context.state.organisation.settings.phone.trim();
    let typed = |field| shell::typed(Some(returned), field);
    let head = shell::Head {
        title: &shell::title(context, &title),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &["door.js"],
    };
    let main = html! {
        main id="main" tabindex="-1" data-state="unstored" data-rings[ringing] {
            form.door.stack method="post" action={ (context.base) "/help" } data-door data-again
                data-refused {
                section.state id="state" data-state="unstored" {
                    div.beam aria-hidden="true" {}
                    div role="alert" { h1.sentence { (sentence) } }
                    p.under { (say!(context, "unstored-fault")) }
                }
                @if !phone.is_empty() {
                    section.answer aria-label=(plain!(tongue, "unstored-call")) {
                        p { (say!(context, "unstored-surest")) }
                        p { (shell::telephone(phone, Some("button"))) }
                    }
                }
                p id="trouble" role="status" {}
                button.button data-tone="signal" data-size="large" data-wide type="submit" {
                    (say!(context, "unstored-button"))
                }
                (door::words(context, &typed("words")))
                (door::reach(context, &typed("reach")))
                (door::company(context, &typed("who")))
                input type="hidden" name="command" value=(command);
                input type="hidden" name="lang" value=(tongue.code());
            }
        }
    };
    let header = shell::caller_header_with(context, html! {});
    shell::document(context, &head, "caller", header, main, shell::caller_footer(context))
}
