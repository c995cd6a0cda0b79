//! The conversation with the caller, and the field in which the responder writes.

use domain::emergencies::{Emergency, Message, Speaker, Standing};
use domain::incidents::Incident;
use domain::paging;
use domain::words::{EmergencyId, Timestamp};
use maud::{Markup, html};

use super::together;
use crate::board::{frame, machines, names};
use crate::shown::{self, Reader};
use crate::{Context, Fragment, Returned, Viewer, shell, times, wording};

/// Sets the proposed first words apart from everything else that could be pressed at that instant.
const FIRST_WORDS: u128 = 0x6669_7273_7420_776f_7264_7320_6f66_2075;
/// How much of a company's name the empty field shows.
const CALLER_CHARS_MAX: usize = 40;

pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    with: Option<EmergencyId>,
    new_message: &str,
    returned: Option<&Returned>,
) -> Markup {
    let emergencies = shown(context, incident, with);
    let present = together::chosen(context, incident, with);
    let marked = present.filter(|_| frame::may_respond(context, viewer));
    let marks =
        marked.map(|known| format!("{}/console/emergencies/{}/marks", context.base, known.number));
    html! {
        section.talk aria-labelledby="talk-title" {
            header.row {
                h2 id="talk-title" { "Conversation" }
                (standing(context, incident, with))
            }
            (together::tabs(context, incident, with))
            @if machines::is_alone(incident) {
                p.write.soft {
                    @match machines::declared_by(context, incident) {
                        Some(person) => { (names::person(context, person)) " opened this; " }
                        None => { "A machine reported this; " }
                    }
                    "nobody waits for an answer here. If a customer calls about it, their words \
                     stand on the board."
                }
            }
            div.scroll tabindex="0" role="log" aria-label="Messages" {
                ol.log id="conversation" data-me="us"
                    data-name=(names::person(context, &viewer.person)) data-marks=[marks] {
                    @for emergency in &emergencies {
                        @for known in &emergency.messages {
                            (message(context, emergency, known).markup)
                        }
                    }
                }
                (shown::form(&format!("{}/console/redactions", context.base)))
            }
            @if frame::may_respond(context, viewer) {
                @if let Some(emergency) = present {
                    div.write {
                        (first_words(context, viewer, incident, with))
                        (composer(context, incident, emergency, new_message, returned))
                    }
                }
            } @else {
                p.write.soft {
                    "You are an observer: you can read everything here, and redact what must not \
                     stand here."
                }
            }
        }
    }
}

/// The chosen conversation, after those that it goes on from.
pub(super) fn shown<'a>(
    context: &Context<'a>,
    incident: &'a Incident,
    with: Option<EmergencyId>,
) -> Vec<&'a Emergency> {
    let mut shown: Vec<&Emergency> =
        together::chosen(context, incident, with).into_iter().collect();
    while let Some(before) = shown.last().and_then(|known| known.follows)
        && let Some(known) = context.state.emergencies.get(before)
        && known.went_on()
        && incident.emergencies.contains(&before)
    {
        shown.push(known);
    }
    shown.reverse();
    shown
}

/// Where the emergency stands, in the words of the room.
pub(super) fn standing(
    context: &Context<'_>,
    incident: &Incident,
    with: Option<EmergencyId>,
) -> Markup {
    let emergency = together::chosen(context, incident, with);
    html! {
        span.soft.small id="standing" {
            @if let Some(emergency) = emergency {
                @match &emergency.standing {
                    Standing::Open => {
                        @if let Some((_, since)) = emergency.unread {
                            "words unread for " (times::count_up_words(context, since))
                        }
                    }
                    Standing::Asked { at } => {
                        "asked whether it works again, " (times::time(context, *at))
                    }
                    Standing::SetAside { reason, by, .. } => {
                        "set aside: " (wording::aside(*reason)) ", by " (names::person(context, by))
                        "; any word rings"
                    }
                    Standing::Closed { at, .. } => {
                        "closed by the customer, " (times::day_time(context, *at))
                    }
                }
            } @else if machines::is_alone(incident) {
                "nobody has called about this"
            } @else {
                "archived: the journal keeps it"
            }
        }
    }
}

/// Whether somebody of the vendor wrote it.
pub(super) fn is_ours(message: &Message) -> bool {
    matches!(message.from, Speaker::Person(_))
}

/// One entry, whose id stays unique when an incident has several emergencies.
pub(super) fn message(context: &Context<'_>, emergency: &Emergency, known: &Message) -> Fragment {
    let reader = Reader::Vendor;
    let number = known.number;
    // One conversation is shown at a time; what it goes on from keeps its own numbers.
    let id = match emergency.went_on() {
        true => format!("e{}-m{number}", emergency.number),
        false => format!("m{number}"),
    };
    let (from, who) = speaker(context, emergency, &known.from);
    let own = known.id.map(|id| id.to_string());
    let markup = html! {
        li id=(id) data-from=(from) data-message=[own] {
            b.who { bdi { (who) } } " "
            (times::clock_time(context, known.at))
            (shown::content(context, emergency, known, reader))
            @if is_ours(known) { span.mark { (mark(emergency, number)) } }
            (shown::button(context, emergency, known, reader))
        }
    };
    Fragment::new(id, markup)
}

fn speaker(context: &Context<'_>, emergency: &Emergency, from: &Speaker) -> (&'static str, String) {
    match from {
        Speaker::Participant(one) if *one != emergency.opener => {
            ("caller", emergency.name_of(*one).unwrap_or("Their colleague").to_owned())
        }
        Speaker::Participant(_) => {
            let who = match names::Caller::of(context, emergency) {
                names::Caller::Unknown => "Caller".to_owned(),
                caller => caller.short(),
            };
            ("caller", who)
        }
        Speaker::Person(person) => ("us", names::person(context, person).to_owned()),
        Speaker::Mayday => ("mayday", "Mayday".to_owned()),
    }
}

/// How far our words have got; "stored" is all that is known before their device answers.
fn mark(emergency: &Emergency, number: u32) -> &'static str {
    let marks = emergency.seen_by_callers();
    if marks.seen >= number {
        "seen"
    } else if marks.delivered >= number {
        "delivered"
    } else {
        "stored"
    }
}

/// The first words, ready to send, for whoever has just accepted and not yet spoken.
pub(super) fn first_words(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    with: Option<EmergencyId>,
) -> Markup {
    let chosen = together::chosen(context, incident, with);
    let emergency = chosen.filter(|known| known.standing.is_live());
    let due = wordless(context, viewer, incident);
    html! {
        div id="first-words" hidden[due.is_none() || emergency.is_none()] {
            @if let (Some((since, by)), Some(emergency)) = (due, emergency) {
                (proposal(context, viewer, emergency, since, by))
            }
        }
    }
}

/// Since when the viewer has it without a word to the customer, and until when one is due.
fn wordless(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
) -> Option<(Timestamp, Timestamp)> {
    match &context.state.paging.get(incident.id)?.standing {
        paging::Standing::Accepted { by, at, first_word_by: Some(due), .. }
            if *by == viewer.person =>
        {
            Some((*at, *due))
        }
        _ => None,
    }
}

fn proposal(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    since: Timestamp,
    by: Timestamp,
) -> Markup {
    let name = names::person(context, &viewer.person);
    let words = if names::first_words(context, emergency).is_some() {
        format!("I'm {name}. I have read what you wrote and I am on it. What do you see right now?")
    } else {
        format!("I'm {name}. I am here. What is happening, and what do you see right now?")
    };
    let action = format!("{}/console/emergencies/{}/messages", context.base, emergency.number);
    let message = names::press(emergency.id.0 ^ FIRST_WORDS, since);
    html! {
        form.composer method="post" action=(action) {
            input type="hidden" name="words" value=(words);
            input type="hidden" name="message" value=(message);
            p {
                span.soft.small {
                    "They wait for a first word; without one it rings others in "
                    (times::count_down(context, by, "a moment")) "."
                }
                br;
                q.words { (words) }
            }
            button.button data-key="f" type="submit" { "Send this " kbd aria-hidden="true" { "f" } }
        }
    }
}

fn composer(
    context: &Context<'_>,
    incident: &Incident,
    emergency: &Emergency,
    new_message: &str,
    returned: Option<&Returned>,
) -> Markup {
    let action = format!("{}/console/emergencies/{}/messages", context.base, emergency.number);
    let typed = shell::typed(returned, "words");
    let shared = together::is_shared(context, incident) && incident.settled_at.is_none();
    let caller = names::shortened(&names::Caller::of(context, emergency).short(), CALLER_CHARS_MAX);
    html! {
        form.composer id="composer" method="post" action=(action) enctype="multipart/form-data"
            data-outbox data-keep {
            label.visually-hidden for="words" { "Your message to the customer" }
            textarea id="words" name="words" rows="2" data-draft data-key="w"
                placeholder={ "Write to " (caller) " …" } { (typed) }
            input type="hidden" name="message" value=(new_message);
            button.button data-tone="ink" type="submit" { "Send" }
            @if shared {
                // The audience stands on the button: nobody writes to all by accident.
                button.button type="submit" name="to" value="all" {
                    "Send to all callers of this fault"
                }
            }
            (super::proof::audience(returned))
            (shown::chooser(context))
        }
    }
}
