//! Signing in: a link that works once, no password; and the one-time setup of an installation.

use maud::{Markup, html};

use crate::{Context, Returned, shell};

/// Who are you?
#[must_use]
pub fn ask(context: &Context<'_>, returned: Option<&Returned>) -> Markup {
    let main = html! {
        main.plain id="main" tabindex="-1" {
            form.stack.plain method="post" action={ (context.base) "/signin" } {
                h1.sentence { "Sign in" }
                p.under { "We send you a link that works once, for 15 minutes. No password." }
                (shell::problem(returned))
                (Field::new("who", "Your e-mail address, or your short name").write(
                    returned, Some("username"), None,
                ))
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
pub fn confirm(context: &Context<'_>, link: &str, person_name: Option<&str>) -> Markup {
    let main = html! {
        main.plain.stack id="main" tabindex="-1" {
            @if let Some(name) = person_name {
                form.stack.plain method="post" action={ (context.base) "/signin/" (link) } {
                    h1.sentence { "Hello, " bdi { (name) } "." }
                    p.under { "This signs you in on this device, for 30 days." }
                    button.button data-tone="ink" data-size="large" data-wide type="submit" {
                        "Sign in"
                    }
                }
            } @else {
                h1.sentence { "This link does not work any more." }
                p.under { "It was used already, or it is too old." }
                a.button data-tone="ink" data-size="large" href={ (context.base) "/signin" } {
                    "Send me a new one"
                }
            }
        }
    };
    write(context, "Sign in", main)
}

/// The first page of a new installation: who you are, and the door is open.
#[must_use]
pub fn setup(context: &Context<'_>, link: &str, returned: Option<&Returned>) -> Markup {
    let field = |name: &'static str, label: &'static str| Field::new(name, label);
    let main = html! {
        main.plain id="main" tabindex="-1" {
            form.stack.plain method="post" action={ (context.base) "/setup/" (link) } {
                h1.sentence { "Set up the emergency line" }
                p.under {
                    "A minute, once. Afterwards the door is open, and you are the first whom it "
                    "rings."
                }
                (shell::problem(returned))
                (field("organisation", "Your organisation’s name, as callers know it")
                    .write(returned, Some("organization"), None))
                (field("zone", "Your time zone")
                    .write(returned, None, Some("Like Europe/Berlin or America/New_York.")))
                (field("name", "Your name, as callers will read it")
                    .write(returned, Some("name"), None))
                (field("key", "Your short name, for files and sign-in")
                    .write(returned, Some("username"), Some("Like maria, in small letters.")))
                (field("email", "Your e-mail address").optional()
                    .write(returned, Some("email"), Some("Pages and sign-in links go there.")))
                (field("danger_number", "Number for danger of life").optional()
                    .write(returned, None, Some("Shown to every caller. Empty: 112 / 911.")))
                (field("phone", "A telephone number of yours, for callers whose browser fails")
                    .optional().write(returned, Some("tel"), None))
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    "Open the door"
                }
            }
        }
    };
    write(context, "Set up", main)
}

struct Field {
    name: &'static str,
    label: &'static str,
    required: bool,
}

impl Field {
    fn new(name: &'static str, label: &'static str) -> Self {
        Self { name, label, required: true }
    }

    fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    fn write(
        &self,
        returned: Option<&Returned>,
        autocomplete: Option<&str>,
        hint: Option<&str>,
    ) -> Markup {
        let name = self.name;
        let described = hint.map(|_| format!("{name}-hint"));
        html! {
            div.field {
                label for=(name) {
                    (self.label)
                    @if !self.required { span.soft { " (not required)" } }
                }
                input id=(name) name=(name) value=(shell::typed(returned, name))
                    autocomplete=[autocomplete] autocapitalize="none" spellcheck="false"
                    required[self.required] aria-describedby=[described.as_deref()]
                    aria-invalid=[shell::invalid(returned, name)];
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
