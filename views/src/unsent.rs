//! What was sent after the session had ended: shown again, and ready to be sent once more.

use maud::{Markup, html};

use crate::{Context, shell};

/// A form that was not taken, because nobody is signed in any more. It is kept in this very page:
/// signing in happens in another tab, and then one button sends it again.
#[must_use]
pub fn page(
    context: &Context<'_>,
    sign_in: &str,
    action: &str,
    fields: &[(String, String)],
) -> Markup {
    let head = shell::Head {
        title: &shell::title(context, "Not sent yet"),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &[],
    };
    let main = html! {
        main.plain.stack id="main" tabindex="-1" {
            h1.sentence { "Not sent yet: you are signed out." }
            p.under { "Nothing is lost. What you sent stands below, and stays in this page." }
            @for words in fields.iter().filter_map(|(_, value)| written(value)) {
                blockquote.words { (words) }
            }
            ol.stack {
                li {
                    a href={ (context.base) (sign_in) } target="_blank" {
                        "Sign in, in a new tab"
                    }
                    ". Leave this one open."
                }
                li { "Come back here and send it." }
            }
            form.stack method="post" action=(action) {
                @for (name, value) in fields {
                    // A hidden field keeps line breaks, which a line of text would lose.
                    input type="hidden" name=(name) value=(value);
                }
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    "Send it again"
                }
            }
        }
    };
    let header = shell::plain_header(context, "/help", html! {});
    shell::document(context, &head, "caller", header, main, html! {})
}

/// A value that a person wrote, rather than one that a form carries: it has a space in it.
fn written(value: &str) -> Option<&str> {
    let words = value.trim();
    words.contains(char::is_whitespace).then_some(words)
}
