//! Who takes part in the conversation, how others are brought in, and how one shows who one is.
//!
//! What stands here is the same for callers whom we know and for those whom we do not: it depends
//! on what they did themselves, and on nothing that our side found out.

use domain::emergencies::{Emergency, Reader};
use domain::proof::CODE_LASTS;
use domain::words::{Level, ParticipantId};
use maud::{Markup, html};

use crate::{Context, Returned, say, shell};

/// What stands in place of words that are for others.
pub(super) fn withheld(context: &Context<'_>) -> Markup {
    html! {
        p.words.soft {
            (say!(context, "people-withheld")) " "
            a href="#proof" { (say!(context, "people-withheld-how")) }
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
                h2 id="people-title" { (say!(context, "people-title")) }
                ul.plain {
                    @for one in &emergency.participants {
                        (person(context, emergency, participant, *one, path))
                    }
                }
                (invite(context, path, returned))
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
                b.who {
                    @match emergency.name_of(one) {
                        Some(name) => { bdi { (name) } }
                        None if one == emergency.opener => { (say!(context, "people-caller")) }
                        None => { (say!(context, "people-colleague")) }
                    }
                }
                @if own { " " (say!(context, "people-you")) }
                @if let Some(guest) = guest.filter(|_| !own) {
                    @if !has_come(emergency, one) {
                        " · "
                        span.soft {
                            @if guest.by.is_some() { (say!(context, "people-not-opened")) }
                            @else { (say!(context, "people-not-read")) }
                        }
                    }
                }
            }
            @if brought && !has_come(emergency, one) {
                div.field {
                    label for={ "link-" (one) } { (say!(context, "people-link")) }
                    input id={ "link-" (one) } readonly
                        value={ (context.public_url) (context.conversation(one)) };
                }
            }
            @if brought || vouches {
                div.row {
                    @if vouches { (press(&deed("vouch"), say!(context, "people-vouch"))) }
                    @if brought {
                        (press(&deed("renewal"), say!(context, "people-renew")))
                        (press(&deed("removal"), say!(context, "people-remove")))
                    }
                }
            }
        }
    }
}

fn press(action: &str, label: Markup) -> Markup {
    html! {
        form method="post" action=(action) {
            button.button data-tone="plain" type="submit" { (label) }
        }
    }
}

/// Whether anything shows that they have opened their link.
pub(crate) fn has_come(emergency: &Emergency, one: ParticipantId) -> bool {
    let spoke = |from: &domain::emergencies::Speaker| {
        *from == domain::emergencies::Speaker::Participant(one)
    };
    emergency.marks.contains_key(&Reader::Participant(one))
        || emergency.messages.iter().any(|message| spoke(&message.from))
}

fn invite(context: &Context<'_>, path: &str, returned: Option<&Returned>) -> Markup {
    let open = returned
        .is_some_and(|known| known.field.as_deref() == Some("to") || !known.value("to").is_empty());
    html! {
        details.typing id="invite" open[open] {
            summary { (say!(context, "invite-summary")) }
            form.stack method="post" action={ (path) "/invitations" } data-keep {
                div.field {
                    label for="invite-name" { (say!(context, "invite-name")) }
                    input id="invite-name" name="name" dir="auto" autocomplete="off"
                        value=(shell::typed(returned, "name"));
                }
                div.field {
                    label for="invite-to" { (say!(context, "invite-to")) }
                    input id="invite-to" name="to" autocomplete="off"
                        aria-invalid=[shell::invalid(returned, "to")]
                        value=(shell::typed(returned, "to"));
                }
                p.soft.small { (say!(context, "invite-hint")) }
                div { button.button type="submit" { (say!(context, "invite-button")) } }
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
            p.soft id="proof" { (say!(context, "proof-done")) }
        } @else {
            details.typing id="proof" open[asked || back("address") || back("code")] {
                summary { (say!(context, "proof-summary")) }
                div.stack {
                    @if standing.vouched_by.is_some() {
                        p { (say!(context, "proof-vouched")) }
                    }
                    p.soft.small { (say!(context, "proof-hint")) }
                    form.stack method="post" action={ (path) "/proof" } data-keep {
                        div.field {
                            label for="proof-address" {
                                (say!(context, "proof-address"))
                            }
                            input id="proof-address" name="address" autocomplete="email"
                                aria-invalid=[shell::invalid(returned, "address")]
                                value=(shell::typed(returned, "address"));
                        }
                        div { button.button type="submit" { (say!(context, "proof-send")) } }
                    }
                    @if asked {
                        p role="status" { (say!(context, "proof-sent")) }
                    }
                    form.stack method="post" action={ (path) "/code" } data-keep {
                        div.field {
                            label for="proof-code" { (say!(context, "proof-code")) }
                            input id="proof-code" name="code" inputmode="numeric"
                                autocomplete="one-time-code" maxlength="20"
                                aria-invalid=[shell::invalid(returned, "code")];
                        }
                        div { button.button type="submit" { (say!(context, "proof-check")) } }
                    }
                }
            }
        }
    }
}
