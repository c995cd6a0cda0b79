//! The conversation as the caller reads and writes it.

use domain::emergencies::{Emergency, Message, Speaker};
use domain::words::ParticipantId;
use maud::{Markup, html};

use super::first_aid;
use crate::shown::{self, Reader};
use crate::wording::name_for_caller;
use crate::{Context, Returned, plain, say, shell, times};

/// Most messages that one page shows; the earlier ones are kept.
const MESSAGES_SHOWN_MAX: usize = 1_000;

/// Everything said, in order.
pub(super) fn log(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    path: &str,
) -> Markup {
    let tongue = context.reader.tongue;
    let earlier = emergency.messages.len().saturating_sub(MESSAGES_SHOWN_MAX);
    html! {
        div role="log" aria-label=(plain!(tongue, "talk-log")) {
            @if earlier > 0 {
                p.soft.small { (say!(context, "talk-hidden", count = earlier)) }
            }
            ol.log id="conversation" data-me="caller" data-name=(plain!(tongue, "talk-you"))
                data-marks={ (path) "/marks" } {
                @for said in emergency.messages.iter().skip(earlier) {
                    (message(context, emergency, said, participant))
                }
            }
            (shown::form(&format!("{path}/redactions")))
        }
    }
}

/// One entry.
pub(super) fn message(
    context: &Context<'_>,
    emergency: &Emergency,
    message: &Message,
    participant: ParticipantId,
) -> Markup {
    let path = super::path(context, participant);
    let reader = Reader::Caller(participant, &path);
    let own = message.from == Speaker::Participant(participant);
    let client_id = message.id.filter(|_| own);
    let (from, who) = match &message.from {
        Speaker::Participant(_) if own => ("caller", say!(context, "talk-you")),
        Speaker::Participant(other) => match emergency.name_of(*other) {
            Some(name) => ("caller", html! { (name) }),
            None => ("caller", say!(context, "talk-your-side")),
        },
        Speaker::Person(person) => ("us", html! { (name_for_caller(context, person)) }),
        Speaker::Mayday => ("mayday", html! { (shell::organisation(context)) }),
    };
    html! {
        li id={ "m" (message.number) } data-from=(from) data-message=[client_id] {
            b.who { bdi { (who) } }
            (times::clock_time(context, message.at))
            (shown::content(context, emergency, message, reader))
            (first_aid::sent(context, emergency, message, &path))
            @if own { span.mark { (mark(context, emergency, message.number)) } }
            (shown::button(context, emergency, message, reader))
        }
    }
}

/// How far the caller's words have got.
fn mark(context: &Context<'_>, emergency: &Emergency, number: u32) -> Markup {
    let marks = emergency.seen_by_vendor();
    // Who answers has read what stands above.
    let answered = emergency
        .messages
        .iter()
        .rev()
        .take_while(|message| message.number > number)
        .any(|message| matches!(message.from, Speaker::Person(_)));
    if marks.seen >= number || answered {
        say!(context, "mark-seen")
    } else if marks.delivered >= number {
        say!(context, "mark-arrived")
    } else {
        say!(context, "mark-stored")
    }
}

/// Where the caller writes. It works in every standing: a word always reaches somebody.
/// What waited on this device for the conversation before it is sent in this one.
pub(super) fn composer(
    context: &Context<'_>,
    path: &str,
    new_message: &str,
    before: Option<&str>,
    returned: Option<&Returned>,
) -> Markup {
    html! {
        form.composer id="composer" method="post" action={ (path) "/messages" } data-outbox
            enctype="multipart/form-data" data-before=[before] data-keep {
            label.visually-hidden for="words" { (say!(context, "talk-write-label")) }
            textarea id="words" name="words" rows="1" dir="auto"
                placeholder=(plain!(context.reader.tongue, "talk-write-here"))
                aria-invalid=[shell::invalid(returned, "words")] data-draft {
                (shell::typed(returned, "words"))
            }
            input type="hidden" name="message" value=(new_message);
            button.button data-tone="ink" type="submit" { (say!(context, "talk-send")) }
            (shown::chooser(context))
        }
    }
}
