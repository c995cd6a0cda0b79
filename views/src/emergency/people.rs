//! Who takes part in the conversation, how others are brought in, and how one shows who one is.
//!
//! What stands here is the same for callers whom we know and for those whom we do not: it depends
//! on what they did themselves, and on nothing that our side found out.

use domain::emergencies::{Emergency, Guest, Reader};
use domain::proof::CODE_LASTS;
use domain::words::{Level, ParticipantId};
use maud::{Markup, html};

use crate::{Context, Returned, shell};

/// What stands in place of words that are for others.
pub(super) fn withheld() -> Markup {
    html! {
        p.words.soft {
            "This is shown once you are verified. " a href="#proof" { "How that is done" }
        }
    }
}

pub(super) fn section(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let known = context.state.emergencies.get(emergency.id).is_some();
    html! {
        section.people id="people" aria-labelledby="people-title" {
            @if known && emergency.participants.contains(&participant) {
                h2 id="people-title" { "Who is in this conversation" }
                ul.plain {
                    @for one in &emergency.participants {
                        (person(context, emergency, participant, *one, path))
                    }
                }
                (invite(path, returned))
                (proof(context, emergency, participant, path, returned))
            }
        }
    }
}

fn person(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    one: ParticipantId,
    path: &str,
) -> Markup {
    let own = one == participant;
    let guest = emergency.guests.get(&one);
    let brought = guest.is_some_and(|guest| guest.by == Some(participant));
    let me = context.state.standing(emergency.id, participant);
    let vouches = me.level >= Level::Verified
        && !own
        && context.state.standing(emergency.id, one).reads() < Level::Verified;
    let deed = |name: &str| format!("{path}/participants/{one}/{name}");
    html! {
        li {
            p {
                b.who { bdi { (emergency.name_of(one).unwrap_or(unnamed(emergency, one))) } }
                @if own { " (you)" }
                @if let Some(guest) = guest.filter(|_| !own) {
                    span.soft { (arrived(emergency, one, guest)) }
                }
            }
            @if brought && !has_come(emergency, one) {
                div.field {
                    label for={ "link-" (one) } { "Their link, to pass on to them alone" }
                    input id={ "link-" (one) } readonly
                        value={ (context.public_url) (context.conversation(one)) };
                }
            }
            @if brought || vouches {
                div.row {
                    @if vouches { (press(&deed("vouch"), "I vouch for them")) }
                    @if brought {
                        (press(&deed("renewal"), "Give them a new link"))
                        (press(&deed("removal"), "Remove"))
                    }
                }
            }
        }
    }
}

fn press(action: &str, label: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            button.button data-tone="plain" type="submit" { (label) }
        }
    }
}

fn unnamed(emergency: &Emergency, one: ParticipantId) -> &'static str {
    if one == emergency.opener { "Who called" } else { "A colleague" }
}

/// Whether anything shows that they have opened their link.
pub(crate) fn has_come(emergency: &Emergency, one: ParticipantId) -> bool {
    let spoke = |from: &domain::emergencies::Speaker| {
        *from == domain::emergencies::Speaker::Participant(one)
    };
    emergency.marks.contains_key(&Reader::Participant(one))
        || emergency.messages.iter().any(|message| spoke(&message.from))
}

fn arrived(emergency: &Emergency, one: ParticipantId, guest: &Guest) -> &'static str {
    match (has_come(emergency, one), guest.by) {
        (true, _) => "",
        (false, Some(_)) => " · has not opened the link yet",
        (false, None) => " · has not read yet",
    }
}

fn invite(path: &str, returned: Option<&Returned>) -> Markup {
    let open = returned
        .is_some_and(|known| known.field.as_deref() == Some("to") || !known.value("to").is_empty());
    html! {
        details.typing id="invite" open[open] {
            summary { "Invite a colleague" }
            form.stack method="post" action={ (path) "/invitations" } data-keep {
                div.field {
                    label for="invite-name" { "Their name" }
                    input id="invite-name" name="name" dir="auto" autocomplete="off"
                        value=(shell::typed(returned, "name"));
                }
                div.field {
                    label for="invite-to" { "Mail address or mobile number (not required)" }
                    input id="invite-to" name="to" autocomplete="off"
                        aria-invalid=[shell::invalid(returned, "to")]
                        value=(shell::typed(returned, "to"));
                }
                p.soft.small {
                    "They get a link of their own and read everything that is written here. Once \
                     somebody of ours has accepted, we can send it; until then, and without an \
                     address, you pass it on yourself. You can take it back at any time."
                }
                div { button.button type="submit" { "Make their link" } }
            }
        }
    }
}

/// How one shows who one is. The words are the same whether or not anything of them is on file.
fn proof(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let standing = context.state.standing(emergency.id, participant);
    let case = context.state.proof.case(emergency.id);
    let sought = case.and_then(|case| case.sought.get(&participant));
    let asked = sought.is_some_and(|sought| context.now < sought.at + CODE_LASTS);
    let back = |field: &str| returned.is_some_and(|known| known.field.as_deref() == Some(field));
    html! {
        @if standing.level >= Level::Verified {
            p.soft id="proof" { "You have shown who you are. Thank you." }
        } @else {
            details.typing id="proof" open[asked || back("address") || back("code")] {
                summary { "Show who you are" }
                div.stack {
                    @if standing.vouched_by.is_some() {
                        p { "Somebody verified vouches for you, so you read what they read." }
                    }
                    p.soft.small {
                        "Nobody needs this to get help. What concerns your company alone is shown \
                         and done once you have. We never ask for a password."
                    }
                    form.stack method="post" action={ (path) "/proof" } data-keep {
                        div.field {
                            label for="proof-address" { "Your mail address or number at work" }
                            input id="proof-address" name="address" autocomplete="email"
                                aria-invalid=[shell::invalid(returned, "address")]
                                value=(shell::typed(returned, "address"));
                        }
                        div { button.button type="submit" { "Send me a code" } }
                    }
                    @if asked {
                        p role="status" {
                            "If we have this contact of yours on file, a code is on its way. It \
                             works for 15 minutes."
                        }
                    }
                    form.stack method="post" action={ (path) "/code" } data-keep {
                        div.field {
                            label for="proof-code" { "The code, if you have one" }
                            input id="proof-code" name="code" inputmode="numeric"
                                autocomplete="one-time-code" maxlength="20"
                                aria-invalid=[shell::invalid(returned, "code")];
                        }
                        div { button.button type="submit" { "Check the code" } }
                    }
                }
            }
        }
    }
}
