//! The two pages behind the one-time link: who the vendor is, and who is the first to be rung.

use maud::{Markup, html};

use super::field::{Field, zones};
use crate::{Context, Returned, shell};

/// The first page of an empty installation.
#[must_use]
pub fn first_organisation(
    context: &Context<'_>,
    link: &str,
    returned: Option<&Returned>,
) -> Markup {
    let settings = &context.state.organisation.settings;
    let main = html! {
        main.plain id="main" tabindex="-1" {
            form.stack.plain method="post" action={ (context.base) "/setup/" (link) } {
                p.label { "Step 1 of 2 before the door is open" }
                h1.sentence { "Set up the emergency line" }
                p.under {
                    "First your organisation, then you. Everything can be changed later, and what "
                    "you have saved is here when you come back."
                }
                (shell::problem(returned.filter(|known| known.field.is_none())))
                (super::organisation::fields(settings, returned))
                (zones(context))
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    "Save and go on"
                }
            }
        }
    };
    write(context, main)
}

/// The second: with this person, the door is open.
#[must_use]
pub fn first_person(context: &Context<'_>, link: &str, returned: Option<&Returned>) -> Markup {
    let action = format!("{}/setup/{link}", context.base);
    let main = html! {
        main.plain id="main" tabindex="-1" {
            form.stack.plain method="post" action=(action) {
                p.label { "Step 2 of 2 before the door is open" }
                h1.sentence { "Now you" }
                p.under {
                    "You are the first whom " (shell::organisation(context)) " rings. "
                    "The next page rings you as a test."
                }
                (shell::problem(returned.filter(|known| known.field.is_none())))
                (Field::new("name", "Your name, as callers will read it")
                    .fills("name").write(returned))
                (Field::new("key", "A short word for you").fills("username")
                    .hint("You sign in with it. Small letters, like maria.").write(returned))
                (Field::new("email", "Your e-mail address").kind("email").optional().fills("email")
                    .hint("Pages and sign-in links go there.").write(returned))
                (Field::new("number", "Your mobile number").kind("tel").optional().fills("tel")
                    .hint("With the country: +47 … A call wakes you; mail does not.")
                    .write(returned))
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    "Open the door"
                }
                p { a href={ (action) "?step=organisation" } { "Back to the organisation" } }
            }
        }
    };
    write(context, main)
}

fn write(context: &Context<'_>, main: Markup) -> Markup {
    let head = shell::Head {
        title: &shell::title(context, "Set up"),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &[],
    };
    let header = shell::plain_header(context, "/help", html! {});
    shell::document(context, &head, "caller", header, main, html! {})
}
