//! What never was: the form that takes a matter off the status pages, and the list of what was.

use domain::access::Role;
use domain::bulletins::Bulletin;
use maud::{Markup, html};

use crate::telling::{line, typed};
use crate::{Context, Returned, Viewer, settings, shell, times};

/// Stands among what was typed where this form came back.
pub const TYPED: &str = "never";

/// The form for a matter, folded.
pub(super) fn form(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &Bulletin,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let returned = returned.filter(|returned| !returned.value(TYPED).is_empty());
    html! {
        @if settings::at_least(context, viewer, Role::Lead) {
            details.fold open[returned.is_some()] {
                summary { "This was never so" }
                form.stack method="post" action={ (super::href(context, known)) "/never" } {
                    input type="hidden" name="command" value=(command);
                    p.hint {
                        "For a test, or a mistake. It leaves the pages, their bars and figures, \
                         feeds and programs at once. For a day the pages say that something was a \
                         mistake, and why. Subscribers who were told get one last word. Whoever \
                         called about it goes on being helped, and the audit keeps it."
                    }
                    (line(
                        "reason",
                        "Why it was told; readers see this",
                        &typed(returned, "reason", ""),
                        None,
                        returned,
                    ))
                    div {
                        button.button data-tone="plain" type="submit" {
                            "Take it off the status pages"
                        }
                    }
                }
            }
        }
    }
}

/// What was taken off, with a press that puts it back.
pub(super) fn list(
    context: &Context<'_>,
    viewer: &Viewer,
    (command, returned): (&str, Option<&Returned>),
) -> Markup {
    let all = context.state.bulletins.mistaken();
    let leads = settings::at_least(context, viewer, Role::Lead);
    html! {
        @if !all.is_empty() {
            section.section aria-labelledby="never" {
                header { h2 id="never" { "What never was" } }
                (shell::problem(returned))
                ul.list {
                    @for known in all.iter().take(super::LISTED_MAX) {
                        @let told = &known.bulletin;
                        @let back = format!("{}/after-all", super::href(context, told));
                        li.row {
                            div {
                                bdi { (told.title) } " "
                                span.soft.small {
                                    "taken off " (times::day_time(context, known.at)) " by "
                                    (crate::board::names::person(context, &known.by)) ": "
                                    q { (known.reason) }
                                }
                            }
                            @if leads {
                                form method="post" action=(back) {
                                    input type="hidden" name="command" value=(command);
                                    button.button data-tone="plain" type="submit"
                                        aria-label={ "It was so after all: " (told.title) } {
                                        "It was so after all"
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
