//! The test with the phone on silent: one's own is planned and answered, leads read the others'.

use domain::access::Role;
use domain::credentials::Scope;
use domain::readiness::{Command, Phone, Tests};
use domain::words::{MethodKey, PersonKey};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call, read_instant};
use super::schema::{Schema, choice, key, list, maybe, named, object, time};
use super::table::Operation;

const PHONES: [&str; 3] = ["iphone", "android", "other"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let open = object(&[("rang_at", time()), ("methods", list(key()))], &[]);
    let last = object(
        &[
            ("rang_at", time()),
            ("answered_at", maybe(time())),
            ("methods", list(key())),
            ("woke", list(key())),
            ("phone", choice(&PHONES)),
        ],
        &[],
    );
    let test = [
        ("person", key()),
        ("planned_at", maybe(time())),
        ("missed_at", maybe(time())),
        ("waits_for_answer", maybe(open)),
        ("last", maybe(last)),
    ];
    vec![("SilentTest", object(&test, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let answer = [("woke", list(key())), ("phone", choice(&PHONES))];
    vec![
        Operation::get(
            "/people/{key}/silent-test",
            "getSilentTest",
            "What tests with the phone on silent showed of somebody; a lead reads everybody's.",
        )
        .answers(200, named("SilentTest"))
        .by(show),
        Operation::put(
            "/silent-test",
            "planSilentTest",
            "Rings whoever made the token at that moment, over all that rings them when critical.",
        )
        .takes(object(&[("at", time())], &[]))
        .answers(200, named("SilentTest"))
        .by(plan),
        Operation::delete("/silent-test", "dropSilentTest", "Takes the planned test back.")
            .by(remove),
        Operation::post("/silent-test/answer", "answerSilentTest", "Says what woke them.")
            .needs(Scope::Manage)
            .takes(object(&answer, &[]))
            .answers(200, named("SilentTest"))
            .by(reply),
    ]
}

fn shape(person: &PersonKey, tests: Option<&Tests>) -> Value {
    let none = Tests::default();
    let tests = tests.unwrap_or(&none);
    let keys = |methods: &[MethodKey]| -> Vec<String> {
        methods.iter().map(ToString::to_string).collect()
    };
    json!({
        "person": person.as_str(),
        "planned_at": tests.planned.map(iso_exact),
        "missed_at": tests.missed.map(iso_exact),
        "waits_for_answer": tests.open.as_ref().map(|open| json!({
            "rang_at": iso_exact(open.rang_at), "methods": keys(&open.methods),
        })),
        "last": tests.last.as_ref().map(|last| json!({
            "rang_at": iso_exact(last.rang_at),
            "answered_at": last.answered_at.map(iso_exact),
            "methods": keys(&last.methods), "woke": keys(&last.woke),
            "phone": last.phone.name(),
        })),
    })
}

async fn show(call: Call) -> Result<Answer, Problem> {
    let person = PersonKey::from(call.part("key"));
    let state = call.state();
    let own = call.actor.person() == Some(&person);
    let asker = call.actor.person().and_then(|asker| state.access.person(asker));
    let lead = asker.is_some_and(|asker| asker.role >= Role::Lead);
    if state.access.person(&person).is_none() || !(own || lead) {
        return Err(Problem::unknown("person"));
    }
    Answer::ok(shape(&person, state.readiness.tests(&person)))
}

/// Of whom the token is.
fn own(call: &Call) -> Result<PersonKey, Problem> {
    call.actor.person().cloned().ok_or_else(|| Problem::unknown("person"))
}

async fn said(call: Call, person: PersonKey, command: Command) -> Result<Answer, Problem> {
    call.ask(command).await?;
    Answer::ok(shape(&person, call.fresh().readiness.tests(&person)))
}

async fn plan(call: Call) -> Result<Answer, Problem> {
    let person = own(&call)?;
    let at = read_instant(call.text("at")).ok_or_else(|| {
        Problem::bad("at", "Write an instant like 2026-03-01T03:00:00Z.".to_owned())
    })?;
    said(call, person.clone(), Command::PlanTest { person, at }).await
}

async fn remove(call: Call) -> Result<Answer, Problem> {
    let person = own(&call)?;
    call.ask(Command::DropTest { person }).await?;
    Answer::done()
}

async fn reply(call: Call) -> Result<Answer, Problem> {
    let person = own(&call)?;
    let woke = call.body["woke"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let woke = woke.map(MethodKey::from).collect();
    let phone = Phone::of_name(call.text("phone")).unwrap_or_default();
    said(call, person.clone(), Command::AnswerTest { person, woke, phone }).await
}
