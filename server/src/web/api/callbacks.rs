//! Call-backs: what a caller asks for, and what a responder does about it.

use std::time::Duration;

use domain::State;
use domain::callbacks::{Callback, Command, Standing, Step};
use domain::words::dialling::masked;
use domain::words::{Actor, CallEnd, CallbackId};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::{Problem, callbacks};
use super::call::{Answer, Call};
use super::callers::{self, Caller};
use super::emergencies::known;
use super::schema::{Schema, choice, count, flag, key, list, maybe, named, number, object, text};
use super::table::Operation;

/// Furthest ahead that a call can be asked for, in minutes.
const WAIT_MINS_MAX: u64 = 24 * 60;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/calls/{link}/call-back", "getOwnCallBack", "The call that was promised.")
            .open()
            .answers(200, object(&[("call_back", maybe(named("CallBack")))], &[]))
            .by(show_own),
        Operation::post(
            "/calls/{link}/call-back",
            "askForCall",
            "The caller asks to be called; asked again, it changes the number or the time.",
        )
        .open()
        .takes(object(&[("number", text())], &[("wait_mins", number(0, WAIT_MINS_MAX))]))
        .by(ask),
        Operation::delete("/calls/{link}/call-back", "cancelCall", "It is not needed any more.")
            .open()
            .by(cancel),
        Operation::get(
            "/emergencies/{number}/call-backs",
            "listCallBacks",
            "Who waits for a call, and how those that were made ended. Observers see no numbers.",
        )
        .answers(200, list(named("CallBack")))
        .by(show),
        Operation::post(
            "/emergencies/{number}/call-backs/{callback}/call",
            "callBack",
            "Rings the token's person, and then the caller; on a contact's number on file if one \
             is named.",
        )
        .takes(object(&[], &[("contact", key())]))
        .by(|call| deed(call, "call")),
        Operation::post(
            "/emergencies/{number}/call-backs/{callback}/report",
            "reportCall",
            "The token's person called by hand, and says how it went.",
        )
        .takes(object(&[("reached", flag())], &[("contact", key())]))
        .by(report),
        Operation::post(
            "/emergencies/{number}/call-backs/{callback}/text",
            "textInPlaceOfCall",
            "Sends a text message in place of a call.",
        )
        .by(|call| deed(call, "text")),
    ]
}

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let standings = ["waiting", "kept", "given_up", "cancelled", "over"];
    let made = [
        ("person", text()),
        ("at", text()),
        ("contact", maybe(key())),
        ("end", maybe(text())),
        ("secs", maybe(count())),
    ];
    let shape = [
        ("call_back", text()),
        ("participant", text()),
        ("number", text()),
        ("by", text()),
        ("not_before", maybe(text())),
        ("standing", choice(&standings)),
        ("missed", count()),
        ("calls", list(named("CallMade"))),
    ];
    vec![("CallBack", object(&shape, &[])), ("CallMade", object(&made, &[]))]
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting => "waiting",
        Standing::Kept => "kept",
        Standing::GivenUp => "given_up",
        Standing::Cancelled => "cancelled",
        Standing::Closed => "over",
    }
}

const fn end_name(end: CallEnd) -> &'static str {
    match end {
        CallEnd::Talked { .. } => "talked",
        CallEnd::Busy => "busy",
        CallEnd::NoAnswer => "no_answer",
        CallEnd::Mailbox => "mailbox",
        CallEnd::Unreachable => "unreachable",
        CallEnd::NotThem => "not_them",
        CallEnd::NotPressed => "not_pressed",
        CallEnd::HungUp => "hung_up",
        CallEnd::NotPlaced => "not_placed",
        CallEnd::Unknown => "unknown",
    }
}

/// One promise. To those who need not dial it, the number is masked; to the caller, whose number
/// on file was called is nobody's business.
fn shape(state: &State, known: &Callback, whole: bool, for_vendor: bool) -> Value {
    let number = known.number.as_str();
    let made = known.calls.iter().map(|call| {
        let end = match call.step {
            Step::Ended { end, .. } => Some(end),
            _ => None,
        };
        let secs = match end {
            Some(CallEnd::Talked { secs }) => secs,
            _ => None,
        };
        let contact = call.on_file.as_ref().map(|one| &one.contact).filter(|_| for_vendor);
        // Who answered in their place is for our side to weigh.
        let end = end.map(|end| match end {
            CallEnd::NotThem if !for_vendor => CallEnd::NoAnswer,
            end => end,
        });
        json!({
            "person": state.access.name(&call.person), "at": iso_exact(call.at),
            "contact": contact, "end": end.map(end_name), "secs": secs,
        })
    });
    json!({
        "call_back": known.id, "participant": known.participant,
        "number": if whole { number.to_owned() } else { masked(number) },
        "by": iso_exact(known.by), "not_before": known.not_before.map(iso_exact),
        "standing": standing(known.standing), "missed": known.missed,
        "calls": made.collect::<Vec<Value>>(),
    })
}

async fn show_own(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = callers::caller(&call)?;
    let state = call.state();
    let own = state.emergencies.counterpart(participant).unwrap_or(participant);
    let desk = state.callbacks.desk(state.emergencies.latest(emergency));
    let known = desk.and_then(|desk| desk.of(own));
    let shown = known.map(|known| shape(state, known, true, false));
    Answer::ok(json!({ "call_back": shown }))
}

async fn ask(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = callers::caller(&call)?;
    let wait = Duration::from_secs(u64::from(call.figure("wait_mins").unwrap_or(0)) * 60);
    let number = call.text("number").to_owned();
    let ask = Command::Ask { emergency, number, wait, asker: None };
    call.ask_as(Actor::Participant(participant), ask).await?;
    Answer::done()
}

async fn cancel(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = callers::caller(&call)?;
    let cancel = Command::Cancel { emergency, asker: None };
    call.ask_as(Actor::Participant(participant), cancel).await?;
    Answer::done()
}

async fn show(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    let state = call.state();
    let person = call.actor.person().and_then(|person| state.access.person(person));
    let whole = person.is_some_and(|person| person.role > domain::access::Role::Observer);
    let desk = state.callbacks.desk(emergency);
    let all = desk.into_iter().flat_map(|desk| &desk.callbacks);
    Answer::ok(Value::from_iter(all.map(|known| shape(state, known, whole, true))))
}

async fn report(call: Call) -> Result<Answer, Problem> {
    let way = if call.flag("reached") { "reached" } else { "missed" };
    deed(call, way).await
}

async fn deed(call: Call, way: &'static str) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    let callback = CallbackId::parse(call.part("callback"));
    let own = |id: &CallbackId| {
        call.state().callbacks.get(*id).is_some_and(|known| known.emergency == emergency)
    };
    let callback = callback.filter(own).ok_or_else(|| Problem::unknown("call-back"))?;
    let command = callbacks::named(way, callback, call.text("contact"));
    let command = command.ok_or_else(|| Problem::unknown("deed"))?;
    call.ask(command).await?;
    Answer::done()
}
