//! A call to a caller: our own side is rung and asked for a key, then theirs is rung, hears who
//! calls, and both are joined.
//!
//! Everything here may come twice, late, or never. Each callback is told to the room of call-backs
//! as a fact; what is known at the end decides how the call went.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::callbacks::{Call, Callback as Promise, Command, Heard, Side, Step};
use domain::organisation::Settings;
use domain::words::{Actor, CallEnd, CallId, Channel, Language};
use domain::{Refusal, State as Organisation};
use serde::Deserialize;
use views::plain;
use views::tongue::Tongue;

use super::{Callback, order_id, twiml};
use crate::channels::telephone::twiml::{Document, Join};
use crate::letters::likely_customer;
use crate::summary::spoken_number;
use crate::web::{Problem, Site};

/// How often a call asks for a key before it gives up: a mailbox listens for ever.
const ROUNDS_MAX: u32 = 3;
const OVER: &str = "They do not wait for this call any more. Goodbye.";

/// What stands behind the address.
#[derive(Deserialize, Default)]
pub struct Options {
    round: Option<u32>,
}

/// `POST /hooks/<carrier>/bridges/<link>`: our own side answered, or a mailbox of ours.
pub async fn answered(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    Path((carrier, link)): Path<(String, String)>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(refused) = Callback::read(&site, &carrier, &uri, &headers, body).await {
        return refused;
    }
    let hook = format!("{}/hooks/{carrier}/bridges/{link}", site.public_url);
    let state = site.line.published().state;
    let known = site.key.open_bridge(&link).and_then(|call| state.callbacks.call(call));
    let Some((promise, call)) = known else { return twiml(over()) };
    twiml(question(&state, (promise, call), &hook, options.round.unwrap_or(1)))
}

fn over() -> Document {
    Document::default().say(OVER).hang_up()
}

/// Whom the call is to, and which key makes it.
fn question(
    state: &Organisation,
    (promise, call): (&Promise, &Call),
    hook: &str,
    round: u32,
) -> Document {
    if !promise.is_open() || call.step != Step::Ringing {
        return over();
    }
    if round > ROUNDS_MAX {
        return Document::default().say("Nobody has pressed a key. Goodbye.").hang_up();
    }
    let organisation = &state.organisation.settings.name;
    let incident = state.incidents.of_emergency(promise.emergency);
    let number = incident.map_or(0, |known| known.number);
    // What the telephone may say is said: it is our own side's.
    let whom = incident.map(|known| {
        let shown = state.may_show(Channel::Voice, known.id);
        likely_customer(state, known.id, shown)
    });
    let whom = whom.filter(|whom| !whom.is_empty());
    let whom = whom.map(|whom| format!(", {}", whom.trim_end_matches('?'))).unwrap_or_default();
    let on = match &call.on_file {
        Some(_) => "on a number on file",
        None => "on the number that they gave",
    };
    let asked = format!(
        "This is the emergency line of {organisation}. Your call for emergency {}{whom}. Press 1, \
         and we ring them {on}. Press 2 if you cannot.",
        spoken_number(number),
    );
    Document::default()
        .ask(&format!("{hook}/key?round={round}"), &asked)
        .go_on(&format!("{hook}?round={}", round + 1))
}

/// `POST /hooks/<carrier>/bridges/<link>/{key,heard,said,joined,ended,status}`
pub async fn step(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    Path((carrier, link, step)): Path<(String, String, String)>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let told = match Callback::read(&site, &carrier, &uri, &headers, body).await {
        Ok(told) => told,
        Err(refused) => return refused,
    };
    let hook = format!("{}/hooks/{carrier}/bridges/{link}", site.public_url);
    let Some(call) = site.key.open_bridge(&link) else {
        return match step.as_str() {
            "ended" | "status" => StatusCode::NO_CONTENT.into_response(),
            _ => twiml(over()),
        };
    };
    let round = options.round.unwrap_or(1);
    match step.as_str() {
        "key" => twiml(key(&site, (&carrier, &link), call, &told, (&hook, round)).await),
        "heard" => twiml(heard(&site, call, &told, &hook, round).await),
        "said" => twiml(said(&site, call, &told).await),
        "joined" => twiml(joined(&site, call, &told).await),
        "ended" | "status" => ended(&site, call, &told, &step).await,
        _ => Problem::unknown("step of a call").json(),
    }
}

/// Our own side pressed a key, which no mailbox does.
async fn key(
    site: &Arc<Site>,
    (carrier, link): (&str, &str),
    call: CallId,
    told: &Callback,
    (hook, round): (&str, u32),
) -> Document {
    let again = |round: u32| {
        let state = site.line.published().state;
        let known = state.callbacks.call(call);
        known.map_or_else(over, |known| question(&state, known, hook, round))
    };
    match told.get("Digits") {
        "1" => {}
        "2" => {
            tell(site, Command::End { call, side: Side::Ours, end: CallEnd::NotPressed }).await;
            return Document::default().say("They are not called now. Goodbye.").hang_up();
        }
        // Whoever presses keys is awake, so the count begins again.
        "9" => return again(1),
        _ => return again(round + 1),
    }
    let state = site.line.published().state;
    let Some((_, known)) = state.callbacks.call(call) else { return over() };
    let actor = Actor::Person(known.person.clone());
    let id = order_id(&["bridge", told.get("CallSid"), link, "1"]);
    let take = domain::Command::from(Command::Take { call });
    match site.line.ask(id, actor, take).await {
        Ok(Ok(_)) => {}
        Ok(Err(Refusal::Callbacks(_))) | Ok(Err(_)) => return over(),
        Err(_) => return again(round + 1),
    }
    let state = site.line.published().state;
    let from = site.telephone.trunk(carrier).and_then(|trunk| trunk.fared().calls_from);
    let theirs = state.callbacks.call(call).and_then(|(_, call)| call.theirs.clone());
    let (Some(from), Some(theirs)) = (from, theirs.and_then(|theirs| theirs.text)) else {
        return over();
    };
    let join = Join {
        to: &theirs,
        from: &from,
        heard: &format!("{hook}/heard"),
        ended: &format!("{hook}/ended"),
        then: &format!("{hook}/joined"),
    };
    Document::default().say("We ring them now. Please stay on the line.").join(&join)
}

/// Portuguese as it is spoken where the vendor's customers are, else where the vendor is: the two
/// sound so unlike that a tired person may not follow the other.
fn portuguese(settings: &Settings) -> &'static str {
    let serves = |code: &str| settings.serves.iter().any(|country| country.code() == code);
    let from_afar = ["PT", "AO", "MZ", "CV", "GW", "ST", "TL"].into_iter().any(serves);
    let zone = settings.zone.as_str();
    let near = ["Europe/", "Africa/", "Atlantic/"].iter().any(|part| zone.starts_with(part));
    match (serves("BR"), from_afar) {
        (true, false) => "pt-BR",
        (false, true) => "pt-PT",
        _ if near => "pt-PT",
        _ => "pt-BR",
    }
}

/// The language in which the caller is spoken to, and its name for the carrier's voice.
fn tongue(state: &Organisation, promise: &Promise) -> (&'static Tongue, &'static str) {
    let language = state.language_with(promise.emergency);
    let voice = match language {
        Language::English => "en-GB",
        Language::German => "de-DE",
        Language::French => "fr-FR",
        Language::Spanish => "es-ES",
        Language::Portuguese => portuguese(&state.organisation.settings),
    };
    (Tongue::of(language), voice)
}

/// Their side answered and hears who calls. A machine, and whoever has a number on file, is asked
/// for a key: no mailbox is joined, and nobody proves by picking up that it was they who asked.
async fn heard(
    site: &Arc<Site>,
    call: CallId,
    told: &Callback,
    hook: &str,
    round: u32,
) -> Document {
    let state = site.line.published().state;
    let Some((promise, known)) = state.callbacks.call(call) else { return over() };
    let answered_by = told.get("AnsweredBy");
    let machine = answered_by.starts_with("machine") || answered_by == "fax";
    let asks = machine || known.on_file.is_some();
    let heard = if asks { Heard::Machine } else { Heard::Somebody };
    tell(site, Command::Answer { call, heard }).await;
    let (tongue, voice) = tongue(&state, promise);
    let organisation = state.organisation.settings.name.to_string();
    let name = state.access.person(&known.person);
    let name = name
        .map_or_else(|| plain!(tongue, "talk-engineer"), |person| person.name.as_str().to_owned());
    let document = Document::default();
    if !asks {
        let words = plain!(tongue, "spoken-call", organisation = organisation, name = name);
        return document.say_in(voice, &words);
    }
    let company = known.on_file.as_ref().and_then(|one| state.customers.profile(&one.customer));
    let words = match company {
        Some(company) => plain!(
            tongue,
            "spoken-call-on-file",
            organisation = organisation,
            company = company.name.to_string(),
        ),
        None => plain!(tongue, "spoken-call-key", organisation = organisation, name = name),
    };
    let document = document.ask_in(voice, &format!("{hook}/said"), &words);
    match round {
        1 => document.go_on(&format!("{hook}/heard?round=2")),
        _ => document.hang_up(),
    }
}

/// Their side pressed a key.
async fn said(site: &Arc<Site>, call: CallId, told: &Callback) -> Document {
    let state = site.line.published().state;
    let Some((promise, known)) = state.callbacks.call(call) else { return over() };
    let digit = told.get("Digits");
    let heard = match (&known.on_file, digit) {
        (Some(_), "1") => Heard::Contact,
        (Some(_), "2") => {
            let (side, end) = (Side::Theirs, CallEnd::NotThem);
            tell(site, Command::End { call, side, end }).await;
            let (tongue, voice) = tongue(&state, promise);
            let words = plain!(tongue, "spoken-call-not-you");
            return Document::default().say_in(voice, &words).hang_up();
        }
        // Whoever presses another key is no mailbox, and has said nothing of who they are.
        (Some(_) | None, _) => Heard::Somebody,
    };
    tell(site, Command::Answer { call, heard }).await;
    Document::default()
}

/// The carrier is done with their side; ours is still on the line.
async fn joined(site: &Arc<Site>, call: CallId, told: &Callback) -> Document {
    let secs = told.get("DialCallDuration").parse().ok();
    let end = match told.get("DialCallStatus") {
        "completed" | "answered" => CallEnd::Talked { secs },
        other => of_their_side(other).unwrap_or(CallEnd::HungUp),
    };
    tell(site, Command::End { call, side: Side::Theirs, end }).await;
    let state = site.line.published().state;
    let end = state.callbacks.call(call).map(|(_, call)| call.step);
    let words = match end {
        Some(Step::Ended { end: CallEnd::Talked { .. }, .. }) => "The call is over. Goodbye.",
        Some(Step::Ended { end: CallEnd::Busy, .. }) => {
            "Their line is busy. You can try again in the console, or send a text. Goodbye."
        }
        Some(Step::Ended { end: CallEnd::Mailbox, .. }) => {
            "A mailbox answered. You can try again in the console, or send a text. Goodbye."
        }
        Some(Step::Ended { end: CallEnd::NotThem, .. }) => {
            "Whoever answered says that they did not ask for help. Look at the console. Goodbye."
        }
        _ => "They were not reached. You can try again in the console, or send a text. Goodbye.",
    };
    Document::default().say(words).hang_up()
}

fn of_their_side(status: &str) -> Option<CallEnd> {
    Some(match status {
        "busy" => CallEnd::Busy,
        "no-answer" => CallEnd::NoAnswer,
        "failed" => CallEnd::Unreachable,
        "canceled" => CallEnd::HungUp,
        _ => return None,
    })
}

/// One side has ended. That theirs did says less than what the carrier says when it is done with
/// it: who hangs up while they hear who calls has not talked.
async fn ended(site: &Arc<Site>, call: CallId, told: &Callback, step: &str) -> Response {
    let status = told.get("CallStatus");
    let (side, end) = match (step, status) {
        ("ended", "completed") => (Side::Ours, CallEnd::HungUp),
        ("ended", other) => match of_their_side(other) {
            Some(end) => (Side::Theirs, end),
            None => return StatusCode::NO_CONTENT.into_response(),
        },
        (_, "failed") => (Side::Ours, CallEnd::NotPlaced),
        (_, "completed" | "busy" | "no-answer" | "canceled") => (Side::Ours, CallEnd::NotPressed),
        _ => return StatusCode::NO_CONTENT.into_response(),
    };
    let command = domain::Command::from(Command::End { call, side, end });
    match site.line.tell(Actor::System, command).await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

/// Tells what is known. What cannot be stored just now stops no call: its time ends it later.
async fn tell(site: &Arc<Site>, command: Command) {
    if let Err(error) = site.line.tell(Actor::System, domain::Command::from(command)).await {
        tracing::warn!(?error, "what became of a call could not be stored");
    }
}

#[cfg(test)]
mod tests {
    use domain::words::Country;

    use super::*;

    #[test]
    fn portuguese_sounds_as_it_does_where_the_customers_are() {
        let voice = |serves: &[&str], zone: &str| {
            let serves = serves.iter().map(|code| Country::parse(code).expect("a country"));
            let serves = serves.collect();
            portuguese(&Settings { serves, zone: zone.into(), ..Settings::default() })
        };
        assert_eq!(voice(&["PT"], "America/New_York"), "pt-PT");
        assert_eq!(voice(&["BR"], "Europe/Lisbon"), "pt-BR");
        assert_eq!(voice(&["BR", "PT"], "Europe/Lisbon"), "pt-PT");
        assert_eq!(voice(&["BR", "PT"], "America/Sao_Paulo"), "pt-BR");
        assert_eq!(voice(&[], "Europe/Stockholm"), "pt-PT");
        assert_eq!(voice(&[], ""), "pt-BR");
    }
}
