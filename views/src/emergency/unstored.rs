//! The page for the moment when nothing can be stored: somebody is rung all the same.

use maud::{Markup, html};

use crate::{Context, Returned, door, shell};

/// "We are ringing; your words are not stored yet." The words stay in the form, under the same
/// command, until they are: pressing again is harmless, and with script it happens by itself.
#[must_use]
pub fn alarm_only(
    context: &Context<'_>,
    returned: &Returned,
    command: &str,
    ringing: bool,
) -> Markup {
    let sentence = if ringing {
        "We are ringing. Your words are not stored yet."
    } else {
        "Your words are not stored yet. Please send them again."
    };
    let phone = context.state.organisation.settings.phone.trim();
    let typed = |field| shell::typed(Some(returned), field);
    let head = shell::Head {
        title: &shell::title(context, if ringing { "We are ringing" } else { "Not stored yet" }),
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
                    p.under {
                        "Our store has a fault. Please keep this page open and send it again."
                    }
                }
                @if !phone.is_empty() {
                    section.answer aria-label="Call us" {
                        p { "The surest way now is to call." }
                        p { (shell::telephone(phone, Some("button"))) }
                    }
                }
                p id="trouble" role="status" {}
                button.button data-tone="signal" data-size="large" data-wide type="submit" {
                    "Send again"
                }
                (door::words(&typed("words")))
                (door::reach(&typed("reach")))
                (door::company(&typed("who")))
                input type="hidden" name="command" value=(command);
            }
        }
    };
    let header = shell::caller_header(context);
    shell::document(context, &head, "caller", header, main, shell::caller_footer(context))
}
