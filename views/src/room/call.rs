//! Who waits for a call, by when it was promised, and the ways to make it.

use domain::callbacks::{Callback, Heard, Standing, Step, TEXTS_MAX};
use domain::customers::Contact;
use domain::emergencies::Emergency;
use domain::incidents::Incident;
use domain::words::dialling::masked;
use domain::words::{CallWorth, e164};
use maud::{Markup, html};

use super::Carriers;
use crate::board::{frame, names};
use crate::{Context, Viewer, shell, times, wording};

/// One card for each who waits for a call, or could not be reached by one.
pub(super) fn cards(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    carriers: Carriers,
) -> Markup {
    let shown = |known: &&Callback| {
        known.is_open() || known.live_call().is_some() || known.standing == Standing::GivenUp
    };
    html! {
        @for id in &incident.emergencies {
            @if let Some(emergency) = context.state.emergencies.get(*id)
                && let Some(desk) = context.state.callbacks.desk(*id) {
                @for known in desk.callbacks.iter().map(AsRef::as_ref).filter(shown) {
                    (card(context, viewer, emergency, known, carriers))
                }
            }
        }
    }
}

fn card(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    known: &Callback,
    carriers: Carriers,
) -> Markup {
    let responds = frame::may_respond(context, viewer);
    html! {
        section.card id={ "call-" (known.id) } {
            h2 { "Call " bdi { (who(context, emergency, known)) } }
            (promise(context, known))
            p {
                @if responds { (shell::telephone(known.number.as_str(), None)) }
                @else { bdi dir="ltr" { (masked(known.number.as_str())) } }
                @if known.participant != emergency.opener {
                    span.soft { " · not the one who called for help" }
                }
            }
            (course(context, viewer, known))
            @if responds && known.live_call().is_none() && known.is_open() {
                (ways(context, viewer, emergency, known, carriers))
            } @else if responds && known.live_call().is_none() && carriers.texts {
                (text_alone(context, emergency, known))
            }
        }
    }
}

fn who(context: &Context<'_>, emergency: &Emergency, known: &Callback) -> String {
    match emergency.name_of(known.participant) {
        Some(name) if known.participant != emergency.opener => name.to_owned(),
        _ => match names::Caller::of(context, emergency) {
            names::Caller::Unknown => "them back".to_owned(),
            caller => caller.short(),
        },
    }
}

fn promise(context: &Context<'_>, known: &Callback) -> Markup {
    html! {
        @match known.standing {
            Standing::Waiting => {
                p.large {
                    "by " (times::time(context, known.by)) " "
                    span.soft.small { "in " (times::count_down(context, known.by, "now")) }
                }
            }
            Standing::GivenUp => {
                p { "Called " (known.tried) " times, not reached. They can ask again." }
            }
            _ => {}
        }
        @if let Some(at) = known.not_before.filter(|at| *at > context.now) {
            p { b { "Not before " (times::time(context, at)) } }
        }
        @if known.missed > 0 {
            p.soft.small {
                (names::count(known.missed as usize, "promise was", "promises were")) " missed"
            }
        }
    }
}

/// How far the call has got, or how the last one ended and what to do next.
fn course(context: &Context<'_>, viewer: &Viewer, known: &Callback) -> Markup {
    html! {
        @if let Some(call) = known.live_call() {
            p role="status" {
                @match (call.step, call.person == viewer.person) {
                    (Step::Ringing, true) => { b { "Your telephone rings. Press 1 there." } }
                    (Step::Ringing, false) => {
                        (names::person(context, &call.person)) "’s telephone rings."
                    }
                    (Step::Taken { .. }, _) => { "Their telephone rings." }
                    (Step::Heard { heard: Heard::Machine, .. }, _) => {
                        "It may be a mailbox. We ask for a key."
                    }
                    (Step::Heard { at, .. }, _) => {
                        (names::person(context, &call.person)) " talks with them, "
                        (times::count_up(context, at))
                    }
                    (Step::Ended { .. }, _) => {}
                }
            }
        } @else if let Some((call, end, at)) = known.last_end() {
            p.small {
                (times::time(context, at)) " " (names::person(context, &call.person)) ": "
                (wording::call_end(end)) "."
            }
            p.soft.small {
                @match end.worth() {
                    CallWorth::Tried => { "Try again, call another number, or send a text." }
                    CallWorth::Ours => { "They have heard nothing of it. Call again." }
                    CallWorth::Kept => {}
                }
            }
        }
    }
}

/// A form of its own for each way would ask for the number again each time; so it is one.
fn ways(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    known: &Callback,
    carriers: Carriers,
) -> Markup {
    let own = context.state.own_number(&viewer.person).is_some();
    let on_file = context.state.contacts_on_file(emergency.id);
    let callable: Vec<(&Contact, String)> = on_file
        .into_iter()
        .flat_map(|(_, contacts)| contacts)
        .filter_map(|one| Some((one, e164(one.phone.as_ref()?.text.as_deref()?).ok()?)))
        .collect();
    let id = format!("on-{}", known.id);
    html! {
        form.stack method="post" action=(action(context, emergency)) data-keep {
            input type="hidden" name="callback" value=(known.id);
            input type="hidden" name="command" value=(press(known));
            @if !callable.is_empty() {
                div.field {
                    label for=(id) { "On which number" }
                    select id=(id) name="contact" {
                        option value="" { "The one they gave: proves nothing" }
                        @for (contact, number) in &callable {
                            option value=(contact.key) {
                                "On file: " (contact.name.as_str()) ", " (number)
                            }
                        }
                    }
                }
            }
            @if carriers.calls && own {
                button.button data-tone="signal" data-wide name="way" value="call" type="submit" {
                    "Call"
                }
                p.soft.small {
                    "Your telephone rings first. Press 1 on it, and theirs rings; they hear your \
                     name."
                }
            } @else if carriers.calls {
                p.soft.small {
                    "None of your telephone numbers is verified, so we do not ring you. "
                    a href={ (context.base) "/console/me" } { "Verify one" }
                    ", or dial the number yourself and say here how it went."
                }
            } @else {
                p.soft.small {
                    "No carrier is configured: dial the number yourself and say here how it went."
                }
            }
            div.row {
                button.button name="way" value="reached" type="submit" { "I called: reached" }
                button.button name="way" value="missed" type="submit" { "I called: not reached" }
            }
            @if !callable.is_empty() {
                p.soft.small {
                    "Reached on a number on file means: it was they who asked. They count as \
                     verified then."
                }
            }
            @if carriers.texts && known.tried > 0 && known.texted < TEXTS_MAX {
                button.button data-tone="plain" name="way" value="text" type="submit" {
                    "Send a text"
                }
            }
        }
    }
}

fn text_alone(context: &Context<'_>, emergency: &Emergency, known: &Callback) -> Markup {
    html! {
        @if known.standing == Standing::GivenUp && known.texted < TEXTS_MAX {
            form method="post" action=(action(context, emergency)) {
                input type="hidden" name="callback" value=(known.id);
                input type="hidden" name="command" value=(press(known));
                button.button data-tone="plain" name="way" value="text" type="submit" {
                    "Send a text"
                }
            }
        }
    }
}

fn action(context: &Context<'_>, emergency: &Emergency) -> String {
    format!("{}/console/emergencies/{}/call-back", context.base, emergency.number)
}

/// What is done about this promise as it stands now is one deed, pressed once or twice.
fn press(known: &Callback) -> String {
    let last = known.calls.last().map_or(0, |call| call.id.0);
    let done = last ^ u128::from(known.texted);
    names::press(known.id.0 ^ done, known.asked_at)
}
