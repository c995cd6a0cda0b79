//! Signing in: a link that works once, no password.

use domain::access::Role;
use maud::{Markup, html};

use crate::{Context, Returned, shell};

/// Who are you? `next` is where they wanted to go.
#[must_use]
pub fn ask(context: &Context<'_>, next: Option<&str>, returned: Option<&Returned>) -> Markup {
    let main = html! {
        main.plain.stack id="main" tabindex="-1" {
            form.stack.plain method="post" action={ (context.base) "/signin" } {
                h1.sentence { "Sign in" }
                p.under { "We send you a link that works once, for 15 minutes. No password." }
                (shell::problem(returned))
                (Field::new("who", "Your e-mail address, or your key").write(
                    returned, Some("username"), Some("The key is a short word, like maria."),
                ))
                (way_back(next))
                (demo_hint(context))
                button.button data-tone="ink" data-size="large" type="submit" { "Send the link" }
            }
            (passkey(context))
            div.plain {
                p.notice {
                    b { "Not from " (shell::organisation(context)) ", and in trouble?" } br;
                    a href={ (context.base) "/help" } { "Get a person now" }
                    ". You need no account."
                }
            }
        }
    };
    write(context, "Sign in", main)
}

fn way_back(next: Option<&str>) -> Markup {
    html! { @if let Some(next) = next { input type="hidden" name="next" value=(next); } }
}

/// Whoever tries the demo knows nobody here; one of its managers lends a name.
fn demo_hint(context: &Context<'_>) -> Markup {
    let mut people = context.state.access.people.iter();
    let manager = people.find(|(_, person)| context.demo && person.role == Role::Manager);
    html! {
        @if let Some((key, person)) = manager {
            p.notice {
                "This is the demo. Sign in as " b { code { (key) } } ": "
                bdi { (person.name.as_str()) }
                " is a manager here. The link then stands in the window in which the demo runs."
            }
        }
    }
}

/// Hidden until its script has seen that the browser can do it.
fn passkey(context: &Context<'_>) -> Markup {
    html! {
        form.stack.plain id="passkey-enter" method="post" hidden
            action={ (context.base) "/signin/passkey" }
            data-challenge={ (context.base) "/signin/passkey/challenge" } {
            button.button data-size="large" type="submit" { "Use a passkey" }
            p.wrong role="alert" hidden {}
        }
    }
}

/// The same answer to everyone, known here or not.
#[must_use]
pub fn sent(context: &Context<'_>) -> Markup {
    let main = html! {
        main.plain.stack id="main" tabindex="-1" {
            h1.sentence { "Look in your mail." }
            p.under {
                "If you are known here, a link is on its way. It works once, for 15 minutes."
            }
            p.notice {
                "No mail set up on this installation? Then the link is in the server’s log."
            }
            p { a href={ (context.base) "/signin" } { "Send it again" } }
        }
    };
    write(context, "Look in your mail", main)
}

/// One button: opening the link alone signs nobody in, so that a mail scanner cannot use it up.
#[must_use]
pub fn confirm(context: &Context<'_>, link: &str, person_name: &str, next: Option<&str>) -> Markup {
    let main = html! {
        main.plain.stack id="main" tabindex="-1" {
            form.stack.plain method="post" action={ (context.base) "/signin/" (link) } {
                h1.sentence { "Hello, " bdi { (person_name) } "." }
                p.under { "This signs you in on this device, for 30 days." }
                (way_back(next))
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    "Sign in"
                }
            }
        }
    };
    write(context, "Sign in", main)
}

struct Field {
    name: &'static str,
    label: &'static str,
}

impl Field {
    fn new(name: &'static str, label: &'static str) -> Self {
        Self { name, label }
    }

    fn write(
        &self,
        returned: Option<&Returned>,
        autocomplete: Option<&str>,
        hint: Option<&str>,
    ) -> Markup {
        let name = self.name;
        let invalid = shell::invalid(returned, name);
        let wrong = invalid.and_then(|_| returned?.problem.as_deref());
        let described = [hint.map(|_| "hint"), wrong.map(|_| "wrong")];
        let described: Vec<_> =
            described.into_iter().flatten().map(|what| format!("{name}-{what}")).collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        html! {
            div.field {
                label for=(name) { (self.label) }
                input id=(name) name=(name) value=(shell::typed(returned, name))
                    autocomplete=[autocomplete] autocapitalize="none" spellcheck="false"
                    required aria-describedby=[described.as_deref()]
                    aria-invalid=[invalid];
                @if let Some(wrong) = wrong { p.wrong id={ (name) "-wrong" } { (wrong) } }
                @if let Some(hint) = hint { p.hint id={ (name) "-hint" } { (hint) } }
            }
        }
    }
}

fn write(context: &Context<'_>, title: &str, main: Markup) -> Markup {
    let head = shell::Head {
        title: &shell::title(context, title),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &["passkey.js"],
    };
    let header = shell::plain_header(context, "/help", html! {});
    shell::document(context, &head, "caller", header, main, html! {})
}
