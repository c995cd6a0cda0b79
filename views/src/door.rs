//! The door: one field, one button, and a person is called.

use maud::{Markup, html};

use crate::{Context, Returned, plain, rehearsal, say, shell};

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
        title: &shell::title(context, &plain!(context.reader.tongue, "door-title")),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &["door.js"],
    };
    let returned = door.returned;
    let who = match shell::typed(returned, "who") {
        typed if typed.is_empty() => door.who.to_owned(),
        typed => typed,
    };
    let keep = match door.service {
        "" => String::new(),
        service => format!("&service={service}"),
    };
    let main = html! {
        main id="main" tabindex="-1" {
            form.door.stack method="post" action={ (context.base) "/help" } data-door {
                h1.sentence { (say!(context, "door-sentence")) }
                (shell::problem(returned))
                @if context.state.access.responders().next().is_none() {
                    // What cannot be kept is not promised.
                    p.notice data-tone="care" role="note" {
                        b { (say!(context, "door-not-set-up")) } " "
                        (say!(context, "door-rings-nobody"))
                    }
                }
                // Before the words: however many there are, the number of the call arrives.
                input type="hidden" name="command" value=(door.command);
                input type="hidden" name="lang" value=(context.reader.tongue.code());
                @if !door.service.is_empty() {
                    input type="hidden" name="service" value=(door.service);
                }
                (words(context, &shell::typed(returned, "words")))
                (reach(context, &shell::typed(returned, "reach")))
                div.stack {
                    p id="trouble" role="status" {}
                    button.button data-tone="signal" data-size="large" data-wide type="submit" {
                        (say!(context, "door-button"))
                    }
                    (rehearsal::real_at_the_door(context))
                    details open[!who.is_empty()] {
                        summary { (say!(context, "door-company-summary")) }
                        (company(context, &who))
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
        shell::caller_header_with(context, shell::languages(context, &keep)),
        main,
        shell::caller_footer(context),
    )
}

/// Most characters that the field takes. More than are kept, so that whoever writes too much is
/// told on their page; and few enough that the fields after it still fit into one form.
pub(crate) const WORDS_CHARS_MAX: usize = 25_000;

/// What is happening.
pub(crate) fn words(context: &Context<'_>, typed: &str) -> Markup {
    html! {
        div.field {
            label for="words" { (say!(context, "door-words")) }
            textarea id="words" name="words" rows="3" maxlength=(WORDS_CHARS_MAX) dir="auto"
                autofocus data-draft
                aria-describedby="words-hint" enterkeyhint="enter" { (typed) }
            p.hint id="words-hint" { (say!(context, "door-words-hint")) }
        }
    }
}

/// Where to reach the caller.
pub(crate) fn reach(context: &Context<'_>, typed: &str) -> Markup {
    html! {
        div.field {
            label for="reach" { (say!(context, "door-reach")) }
            input id="reach" name="reach" type="tel" autocomplete="tel" inputmode="tel"
                value=(typed) data-draft;
        }
    }
}

/// Who calls.
pub(crate) fn company(context: &Context<'_>, typed: &str) -> Markup {
    html! {
        div.field {
            label for="who" { (say!(context, "door-company")) }
            input id="who" name="who" autocomplete="organization" dir="auto" value=(typed)
                aria-describedby="who-hint" data-draft;
            p.hint id="who-hint" { (say!(context, "door-company-hint")) }
        }
    }
}

/// The telephone, for those whose browser fails.
fn other_ways(context: &Context<'_>) -> Markup {
    let phone = context.state.organisation.settings.phone.trim();
    html! {
        @if !phone.is_empty() {
            section.other-ways aria-label=(plain!(context.reader.tongue, "door-other-ways")) {
                p {
                    span.label { (say!(context, "door-or-call")) } br;
                    (shell::telephone(phone, None))
                }
            }
        }
        p.hold { (say!(context, "door-hold")) }
        @if context.rehearsal.is_none() {
            p.hold {
                a href={ (context.base) "/try" } { (say!(context, "rehearsal-invitation")) }
            }
        }
    }
}
