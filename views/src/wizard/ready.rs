//! The end of the wizard, and the page "Setup" of the settings: ready, or exactly what is missing.

use maud::{Markup, html};

use super::{Sight, Step, progress, standing};
use crate::Context;
use crate::board::frame::{self, Frame};

/// Whether all is ready.
#[must_use]
pub fn ready(context: &Context<'_>, sight: &Sight<'_>) -> Markup {
    let all: Vec<_> =
        Step::ALL.into_iter().map(|step| (step, standing(context, sight, step))).collect();
    let open = all.iter().filter(|(_, standing)| !standing.done).count();
    let base = context.base;
    let main = html! {
        main.wizard id="main" tabindex="-1" {
            header.page-head {
                h1 { (if open == 0 { "Ready" } else { "Setup" }) }
            }
            (crate::settings::pages(context, sight.viewer, "Setup"))
            (progress(context, sight, None))
            @if open == 0 {
                p.notice data-tone="steady" {
                    b { "✓ Your line is ready." }
                    " Print the sheet, give out the address, and rehearse once with a customer."
                }
            } @else {
                p.notice data-tone="care" {
                    b {
                        "! " (open) (if open == 1 { " thing is" } else { " things are" })
                        " missing."
                    }
                    " The door is open all the same: whoever presses the button is heard."
                }
            }
            ul.readiness {
                @for (step, standing) in &all {
                    li data-tone=[(!standing.done).then_some("care")] {
                        span.sign aria-hidden="true" { (if standing.done { "✓" } else { "!" }) }
                        span {
                            b { (step.label()) ": " } (standing.says) " "
                            a href={ (base) (step.path()) } {
                                (if standing.done { "Change" } else { "Do it" })
                                span.visually-hidden { ": " (step.label()) }
                            }
                        }
                    }
                }
            }
            @if !sight.ways.calls { (no_carrier(context)) }
            @if !sight.ways.mails { (no_mail(context)) }
            @if sight.ways.is_local() { (local_address(context)) }
            div.row {
                a.button data-tone="ink" href={ (base) "/console/setup/sheet" } {
                    "The sheet to print"
                }
                a.button href={ (base) "/try" } { "Try it: rings nobody" }
                a.button data-tone="plain" href={ (base) "/console" } { "To the board" }
            }
        }
    };
    let title = if open == 0 { "Ready" } else { "Setup" };
    let frame = Frame { title, current: "Settings", scripts: &[] };
    frame::document(context, sight.viewer, &frame, main)
}

/// Something that the installation lacks, what that means, and the lines that bring it.
fn lacks(context: &Context<'_>, what: &str, means: &str, lines: &str, more: &str) -> Markup {
    html! {
        section.notice data-tone="care" aria-label=(what) {
            p { b { "! " (what) } " " (means) }
            p.small { "Add these lines to the configuration, and start Mayday again:" }
            pre.small tabindex="0" { (lines) }
            p.small {
                a href={ (context.base) "/docs/operating" (more) } { "What each line means" }
            }
        }
    }
}

pub(super) fn no_carrier(context: &Context<'_>) -> Markup {
    lacks(
        context,
        "No telephone carrier is configured.",
        "Nobody can be called and no text message is sent, so nothing wakes whoever sleeps.",
        "[[carrier]]\nkey = \"first\"\naccount = \"…\"\nfrom = \"+47 …\"\n\
         token_file = \"/etc/mayday/carrier-token\"",
        "#telephone-carriers",
    )
}

pub(super) fn no_mail(context: &Context<'_>) -> Markup {
    lacks(
        context,
        "No mail server is configured.",
        "No page and no sign-in link goes out by mail; links stand in the log, or are handed over.",
        "[smtp]\nhost = \"mail.example.com\"\ntls = \"starttls\"\nusername = \"mayday\"\n\
         password_file = \"/etc/mayday/smtp-password\"\n\
         from = \"Emergency line <help@example.com>\"",
        "#the-configuration",
    )
}

pub(super) fn local_address(context: &Context<'_>) -> Markup {
    lacks(
        context,
        "Its address leads only to this machine.",
        "No customer can open the door, and no link in a message works elsewhere.",
        "public_url = \"https://help.example.com\"",
        "#the-configuration",
    )
}
