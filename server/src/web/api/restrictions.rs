//! Who may read an incident: restricting it, letting people in, and breaking the glass.

use domain::State;
use domain::credentials::Scope;
use domain::proof;
use domain::restrictions::Command;
use domain::words::{IncidentId, PersonKey, Personal};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::incidents::{known, numbered};
use super::schema::{Schema, key, list, maybe, named, object, text, time};
use super::shapes;
use super::table::Operation;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let restrict = object(&[("reason", text())], &[("people", list(key()))]);
    vec![
        Operation::get(
            "/incidents/{number}/restriction",
            "getRestriction",
            "Whether only some may read it, why, and who was let in by name.",
        )
        .answers(200, named("Restriction"))
        .by(show),
        Operation::put(
            "/incidents/{number}/restriction",
            "restrictIncident",
            "Only those who work on it, and these people, may read it from now on.",
        )
        .needs(Scope::Respond)
        .takes(restrict)
        .answers(200, named("Restriction"))
        .by(restrict_it),
        Operation::delete(
            "/incidents/{number}/restriction",
            "liftRestriction",
            "Everybody may read it again.",
        )
        .needs(Scope::Respond)
        .by(lift),
        Operation::put(
            "/incidents/{number}/restriction/people/{key}",
            "letIn",
            "This person may read it, by name.",
        )
        .needs(Scope::Respond)
        .answers(200, named("Restriction"))
        .by(let_in),
        Operation::delete(
            "/incidents/{number}/restriction/people/{key}",
            "shutOut",
            "Takes back that somebody was let in by name.",
        )
        .needs(Scope::Respond)
        .by(shut_out),
        Operation::post(
            "/incidents/{number}/glass",
            "breakGlassOfRestriction",
            "A manager reads it all the same, with a reason that is recorded and reviewed.",
        )
        .needs(Scope::Manage)
        .takes(object(&[("reason", text())], &[]))
        .answers(200, named("Restriction"))
        .by(break_glass),
    ]
}

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let restriction = object(
        &[
            ("by", maybe(named("Person"))),
            ("at", maybe(time())),
            ("reason", maybe(text())),
            ("people", list(named("Person"))),
        ],
        &[],
    );
    vec![("Restriction", restriction)]
}

fn shape(state: &State, incident: IncidentId) -> Value {
    let kept = state.restricted_as(incident);
    let Some(known) = kept.and_then(|kept| state.restrictions.get(kept)) else {
        return json!({ "by": null, "at": null, "reason": null, "people": [] });
    };
    let people: Vec<Value> = known.people.iter().map(|one| shapes::person(state, one)).collect();
    json!({
        "by": shapes::person(state, &known.by), "at": iso_exact(known.at),
        "reason": Personal::as_str(&known.reason), "people": people,
    })
}

async fn show(call: Call) -> Result<Answer, Problem> {
    Answer::ok(shape(call.state(), known(&call)?.id))
}

async fn after(
    call: &Call,
    incident: IncidentId,
    command: impl Into<domain::Command>,
) -> Result<Answer, Problem> {
    call.ask(command).await?;
    Answer::ok(shape(&call.fresh(), incident))
}

async fn restrict_it(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let people = call.body["people"].as_array().into_iter().flatten();
    let people = people.filter_map(Value::as_str).map(PersonKey::from).collect();
    let reason = call.text("reason").to_owned();
    after(&call, incident, Command::Restrict { incident, reason, people }).await
}

async fn lift(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    call.ask(Command::Lift { incident }).await?;
    Answer::done()
}

async fn let_in(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let person = PersonKey::from(call.part("key"));
    after(&call, incident, Command::LetIn { incident, person }).await
}

async fn shut_out(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let person = PersonKey::from(call.part("key"));
    call.ask(Command::ShutOut { incident, person }).await?;
    Answer::done()
}

async fn break_glass(call: Call) -> Result<Answer, Problem> {
    // Whoever breaks the glass may not read it yet.
    let incident = numbered(&call)?.id;
    let reason = call.text("reason").to_owned();
    after(&call, incident, proof::Command::Enter { incident, reason }).await
}
