//! What the one who is paged can do about it; the buttons lie where a thumb is.

use maud::{Markup, html};

use super::{Sight, Stand, errand, more};
use crate::times;

/// For how long one can say "I can't".
pub(crate) const AWAY_MINUTES: [u16; 3] = [10, 30, 60];

/// Where an answer is posted.
#[derive(Clone, Copy)]
pub(crate) struct Reply<'a> {
    /// The path of the page.
    pub path: &'a str,
    /// The number of the command.
    pub command: &'a str,
    /// The visible pager to come back to; the page itself when absent.
    pub back: Option<&'a str>,
}

impl Reply<'_> {
    pub(super) fn form(&self, answer: &str, inside: Markup) -> Markup {
        html! {
            form method="post" action={ (self.path) "/" (answer) } {
                input type="hidden" name="command" value=(self.command);
                @if let Some(back) = self.back { input type="hidden" name="back" value=(back); }
                (inside)
            }
        }
    }
}

pub(super) fn act(sight: &Sight<'_>, reply: Reply<'_>) -> Markup {
    html! {
        div.act id="act" {
            @match sight.stand {
                Stand::Ringing => { (choices(reply, sight.others_count())) }
                Stand::Asked(purpose) => { (errand::choices(reply, purpose)) }
                Stand::Joined => { (errand::joined(sight)) }
                Stand::NotAsked => {
                    p.under { "Nothing rings for you." }
                    (board(sight))
                }
                Stand::Accepted => { (accepted(sight)) }
                Stand::Taken(by) => {
                    p.under {
                        bdi { (sight.name(by)) } " has accepted. Nothing more rings for you."
                    }
                }
                Stand::PassedOn | Stand::Withdrawn => {
                    (accept(reply, "Accept after all"))
                    p.soft.small { "Nothing rings for you now. You may still take it." }
                }
                Stand::Over => {
                    p.under { "There is nothing for you to do." }
                    (board(sight))
                }
            }
        }
    }
}

/// The one deliberate act that accepts.
pub(crate) fn accept(reply: Reply<'_>, label: &str) -> Markup {
    let button = html! {
        button.button data-tone="signal" data-size="large" data-wide data-key="a" type="submit" {
            (label)
        }
    };
    reply.form("accept", button)
}

/// "Ring the next person now."
pub(crate) fn pass(reply: Reply<'_>) -> Markup {
    let button = html! { button.button data-size="large" data-wide type="submit" { "Pass on" } };
    reply.form("pass", button)
}

/// "I can't, for that many minutes."
pub(crate) fn decline(reply: Reply<'_>, minutes: u16, label: &str) -> Markup {
    let button = html! {
        input type="hidden" name="minutes" value=(minutes);
        button.button data-wide type="submit" { (label) }
    };
    reply.form("decline", button)
}

fn choices(reply: Reply<'_>, others: usize) -> Markup {
    html! {
        (accept(reply, if others > 0 { "Accept this one" } else { "Accept" }))
        (more::accept_all(reply, others))
        (pass(reply))
        div.minutes role="group" aria-label="I can’t, for" {
            span.label aria-hidden="true" { "I can’t, for" }
            @for minutes in AWAY_MINUTES {
                (decline(reply, minutes, &format!("{minutes} min")))
            }
        }
        p.soft.small {
            "Opening this page accepts nothing. After Accept, one more tap leads into the "
            "conversation; a device that is not signed in yet is asked to sign in first."
        }
    }
}

fn accepted(sight: &Sight<'_>) -> Markup {
    let domain::paging::Standing::Accepted { at, first_word_by, .. } = sight.escalation.standing
    else {
        return html! {};
    };
    let context = sight.context;
    html! {
        p.under {
            "You accepted at " (times::clock_time(context, at)) "."
            @if let Some(by) = first_word_by {
                " Write to them within " (times::count_down(context, by, "a moment"))
                ", or others are rung as well."
            }
        }
        @if let Some(incident) = sight.incident {
            a.button data-tone="ink" data-size="large" data-wide
                href={ (context.base) "/console/incidents/" (incident.number) } {
                @if sight.is_of_machines() { "Open the incident" }
                @else { "Open the conversation" }
            }
            p.soft.small { "If this device is not signed in yet, it is asked to first." }
        }
    }
}

fn board(sight: &Sight<'_>) -> Markup {
    html! {
        a.button data-size="large" data-wide href={ (sight.context.base) "/console" } {
            "Open the board"
        }
    }
}
