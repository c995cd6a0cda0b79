//! What the one who is paged can do about it; the buttons lie where a thumb is.

use maud::{Markup, html};

use super::{Sight, Stand};
use crate::times;

/// For how long one can say "I can't".
pub(crate) const AWAY_MINUTES: [u16; 3] = [10, 30, 60];

pub(super) fn act(sight: &Sight<'_>, path: &str, command: &str) -> Markup {
    html! {
        div.act id="act" {
            @match sight.stand {
                Stand::Ringing => { (choices(path, command)) }
                Stand::Accepted => { (accepted(sight)) }
                Stand::Taken(by) => {
                    p.under {
                        bdi { (sight.name(by)) } " has accepted. Nothing more rings for you."
                    }
                }
                Stand::PassedOn | Stand::Withdrawn => {
                    (accept(path, command, "Accept after all"))
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
pub(crate) fn accept(path: &str, command: &str, label: &str) -> Markup {
    html! {
        form method="post" action={ (path) "/accept" } {
            input type="hidden" name="command" value=(command);
            button.button data-tone="signal" data-size="large" data-wide data-key="a"
                type="submit" { (label) }
        }
    }
}

/// "Ring the next person now."
pub(crate) fn pass(path: &str, command: &str) -> Markup {
    html! {
        form method="post" action={ (path) "/pass" } {
            input type="hidden" name="command" value=(command);
            button.button data-size="large" data-wide type="submit" { "Pass on" }
        }
    }
}

/// "I can't, for that many minutes."
pub(crate) fn decline(path: &str, command: &str, minutes: u16, label: &str) -> Markup {
    html! {
        form method="post" action={ (path) "/decline" } {
            input type="hidden" name="command" value=(command);
            input type="hidden" name="minutes" value=(minutes);
            button.button data-wide type="submit" { (label) }
        }
    }
}

fn choices(path: &str, command: &str) -> Markup {
    html! {
        (accept(path, command, "Accept"))
        (pass(path, command))
        div.minutes role="group" aria-label="I can’t, for" {
            span.label aria-hidden="true" { "I can’t, for" }
            @for minutes in AWAY_MINUTES {
                (decline(path, command, minutes, &format!("{minutes} min")))
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
                "Open the conversation"
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
