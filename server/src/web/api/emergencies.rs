//! Emergencies, as the vendor's side works on them.

use domain::credentials::Scope;
use domain::customers;
use domain::emergencies::{Aside, Command, Emergency, Speaker};
use domain::words::{CustomerKey, Level};
use serde_json::json;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{choice, count, key, maybe, named, number, object, text};
use super::shapes::{self, ASIDES};
use super::table::Operation;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let marks = object(&[], &[("delivered", count()), ("seen", count())]);
    vec![
        Operation::get("/emergencies", "listEmergencies", "The live emergencies, oldest first.")
            .pages("Emergency")
            .by(list),
        Operation::get("/emergencies/{number}", "getEmergency", "One, with its conversation.")
            .answers(200, named("EmergencyWithConversation"))
            .by(show),
        Operation::post("/emergencies/{number}/messages", "writeToCaller", "Writes to the caller.")
            .takes(object(&[("words", text())], &[("level", number(0, 3))]))
            .answers(201, object(&[("number", maybe(count()))], &[]))
            .by(say),
        Operation::post("/emergencies/{number}/marks", "markAsRead", "The token's person read it.")
            .takes(marks)
            .by(mark),
        Operation::post("/emergencies/{number}/ask", "askCaller", "Asks whether it works again.")
            .by(ask),
        Operation::post(
            "/emergencies/{number}/set-aside",
            "setAside",
            "Sets it aside, for a reason.",
        )
        .takes(object(&[("reason", choice(&ASIDES))], &[]))
        .by(set_aside),
        Operation::post("/emergencies/{number}/take-up", "takeUp", "Takes it up again.")
            .by(take_up),
        Operation::put("/emergencies/{number}/customer", "attachCustomer", "Says who is calling.")
            .needs(Scope::Respond)
            .takes(object(&[("customer", key())], &[]))
            .by(attach),
        Operation::delete("/emergencies/{number}/customer", "detachCustomer", "Takes that back.")
            .needs(Scope::Respond)
            .by(detach),
    ]
}

async fn list(call: Call) -> Result<Answer, Problem> {
    let known = call.state().emergencies.emergencies.values();
    let items: Vec<(u32, &Emergency)> = known.map(|known| (known.number, known.as_ref())).collect();
    call.page(|text| text.parse().ok(), items, |known| shapes::emergency(call.state(), known))
}

pub(super) fn known(call: &Call) -> Result<&Emergency, Problem> {
    let number = call.number();
    let mut all = call.state().emergencies.emergencies.values();
    let found = all.find(|known| Some(known.number) == number).map(AsRef::as_ref);
    found.ok_or_else(|| Problem::unknown("live emergency"))
}

async fn show(call: Call) -> Result<Answer, Problem> {
    Answer::ok(shapes::emergency_whole(call.state(), known(&call)?))
}

async fn say(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    let words = call.text("words").to_owned();
    let person = call.actor.person().cloned().ok_or_else(|| Problem::unknown("person"))?;
    let message =
        super::callers::numbered_message(&call, emergency, &Speaker::Person(person), &words);
    let level = call.figure("level").and_then(Level::of_number).unwrap_or_default();
    let command = match level {
        Level::Stranger => Command::Say { emergency, message, words },
        level => Command::Disclose { emergency, message, words, level },
    };
    let outcome = call.ask(command).await?;
    Answer::created(json!({ "number": outcome.message }))
}

async fn mark(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    let delivered = call.figure("delivered").unwrap_or(0);
    call.ask(Command::Mark { emergency, delivered, seen: call.figure("seen").unwrap_or(0) })
        .await?;
    Answer::done()
}

async fn ask(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    call.ask(Command::Ask { emergency }).await?;
    Answer::done()
}

async fn set_aside(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    let reason = match call.text("reason") {
        "believed_fixed" => Aside::BelievedFixed,
        "unreachable" => Aside::Unreachable,
        "mistake" => Aside::Mistake,
        _ => Aside::Abuse,
    };
    call.ask(Command::SetAside { emergency, reason }).await?;
    Answer::done()
}

async fn take_up(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    call.ask(Command::TakeUp { emergency }).await?;
    Answer::done()
}

async fn attach(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    let customer = CustomerKey::from(call.text("customer"));
    if call.state().customers.profile(&customer).is_none() {
        return Err(Problem::bad("customer", "There is no such customer.".to_owned()));
    }
    call.ask(customers::Command::Attach { emergency, customer }).await?;
    Answer::done()
}

async fn detach(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    call.ask(customers::Command::Detach { emergency }).await?;
    Answer::done()
}
