//! The door: one field, one button, and a person is called.

use maud::{Markup, html};

use crate::{Context, Returned, rehearsal, shell};

/// What differs between one door and the next.
pub struct Door<'a> {
    /// The single-use number of the command, 32 hexadecimal digits. It stands in the page once.
    pub command: &'a str,
    /// Who calls, where the door's address says so.
    pub who: &'a str,
    /// The service that the door's address names; empty for the front door.
    pub service: &'a str,
    /// What was refused; a cry for help hardly ever is.
    pub returned: Option<&'a Returned>,
}

/// The door, whole.
#[must_use]
pub fn page(context: &Context<'_>, door: &Door<'_>) -> Markup {
    let head = shell::Head {
        title: &shell::title(context, "Get help"),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &["door.js"],
    };
    let returned = door.returned;
    let who = match shell::typed(returned, "who") {
        typed if typed.is_empty() => door.who.to_owned(),
        typed => typed,
    };
    let main = html! {
        main id="main" tabindex="-1" {
            form.door.stack method="post" action={ (context.base) "/help" } data-door {
                h1.sentence { "Tell us. A person answers." }
                (shell::problem(returned))
                @if context.state.access.responders().next().is_none() {
                    // What cannot be kept is not promised.
                    p.notice data-tone="care" role="note" {
                        b { "This line is not set up yet." }
                        " Nobody can be rung here. Your words are kept, and an alarm sounds at \
                         the vendor's."
                    }
                }
                // Before the words: however many there are, the number of the call arrives.
                input type="hidden" name="command" value=(door.command);
                @if !door.service.is_empty() {
                    input type="hidden" name="service" value=(door.service);
                }
                (words(&shell::typed(returned, "words")))
                (reach(&shell::typed(returned, "reach")))
                div.stack {
                    p id="trouble" role="status" {}
                    button.button data-tone="signal" data-size="large" data-wide type="submit" {
                        "Get a person now"
                    }
                    (rehearsal::real_at_the_door(context))
                    details open[!who.is_empty()] {
                        summary { "Your company (helps us; not required)" }
                        (company(&who))
                    }
                }
                (other_ways(context))
            }
        }
    };
    shell::document(
        context,
        &head,
        "caller",
        shell::caller_header(context),
        main,
        shell::caller_footer(context),
    )
}

/// Most characters that the field takes. More than are kept, so that whoever writes too much is
/// told on their page; and few enough that the fields after it still fit into one form.
const WORDS_CHARS_MAX: usize = 25_000;

/// What is happening.
pub(crate) fn words(typed: &str) -> Markup {
    html! {
        div.field {
            label for="words" { "What is happening?" }
            textarea id="words" name="words" rows="3" maxlength=(WORDS_CHARS_MAX) dir="auto"
                autofocus data-draft
                aria-describedby="words-hint" enterkeyhint="enter" { (typed) }
            p.hint id="words-hint" {
                "A few words are enough. You may leave it empty. Please no patient or card data."
            }
        }
    }
}

/// Where to reach the caller.
pub(crate) fn reach(typed: &str) -> Markup {
    html! {
        div.field {
            label for="reach" { "Number to call if we lose you" }
            input id="reach" name="reach" type="tel" autocomplete="tel" inputmode="tel"
                value=(typed) data-draft;
        }
    }
}

/// Who calls.
pub(crate) fn company(typed: &str) -> Markup {
    html! {
        div.field {
            label for="who" { "Company and place" }
            input id="who" name="who" autocomplete="organization" dir="auto" value=(typed)
                aria-describedby="who-hint" data-draft;
            p.hint id="who-hint" { "As you call yourselves. No contract or customer number." }
        }
    }
}

/// The telephone, for those whose browser fails.
fn other_ways(context: &Context<'_>) -> Markup {
    let phone = context.state.organisation.settings.phone.trim();
    html! {
        @if !phone.is_empty() {
            section.other-ways aria-label="Other ways to reach us" {
                p { span.label { "Or call" } br; (shell::telephone(phone, None)) }
            }
        }
        p.hold { "No sign-in, no contract number. Somebody is rung at once, day and night." }
        @if context.rehearsal.is_none() {
            p.hold {
                "Only trying it out? " a href={ (context.base) "/try" } { "Rehearse here" }
                ": it rings nobody."
            }
        }
    }
}
