//! Duty: who is on call at an instant, when nobody is, and who takes over for a while.

use std::time::Duration;

use domain::credentials::Scope;
use domain::oncall::{Command, Override};
use domain::words::{OverrideId, PersonKey, ScheduleKey, Timestamp};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call, read_instant};
use super::schema::{Schema, key, list, maybe, named, object, text, time};
use super::shapes;
use super::table::Operation;

/// Longest span that is looked at, and how long it is when nothing is said.
const SPAN: (Duration, Duration) =
    (Duration::from_secs(92 * 86_400), Duration::from_secs(14 * 86_400));

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let on_call =
        [("at", time()), ("people", list(named("Person"))), ("next_change", maybe(time()))];
    let shift = [("person", named("Person")), ("from", time()), ("until", time())];
    let entry = [
        ("id", text()),
        ("from", time()),
        ("until", time()),
        ("person", named("Person")),
        ("replaces", maybe(named("Person"))),
    ];
    vec![
        ("OnCall", object(&on_call, &[])),
        ("Shift", object(&shift, &[])),
        ("Gap", object(&[("from", time()), ("until", time())], &[])),
        ("Override", object(&entry, &[])),
    ]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let span = |operation: Operation| {
        operation.query("from", "From this instant; now otherwise.", time()).query(
            "until",
            "Until this one, at most 92 days later; 14 days otherwise.",
            time(),
        )
    };
    let wanted =
        object(&[("from", time()), ("until", time()), ("person", key())], &[("replaces", key())]);
    let overrides = "/schedules/{key}/overrides";
    vec![
        Operation::get("/schedules/{key}/on-call", "getOnCall", "Who is on call at an instant.")
            .query("at", "The instant; now otherwise.", time())
            .answers(200, named("OnCall"))
            .by(on_call),
        span(Operation::get("/schedules/{key}/shifts", "listShifts", "Who is on call when."))
            .answers(200, object(&[("items", list(named("Shift")))], &[]))
            .by(shifts),
        span(Operation::get("/schedules/{key}/gaps", "listGaps", "When nobody is on call."))
            .answers(200, object(&[("items", list(named("Gap")))], &[]))
            .by(gaps),
        Operation::get(overrides, "listOverrides", "Who takes over for a while.")
            .pages("Override")
            .by(list_overrides),
        Operation::post(overrides, "addOverride", "Somebody takes over for a while.")
            .takes(wanted)
            .answers(201, named("Override"))
            .by(add_override),
        Operation::delete("/schedules/{key}/overrides/{id}", "removeOverride", "Takes one back.")
            .needs(Scope::Respond)
            .by(remove_override),
    ]
}

fn schedule(call: &Call) -> Result<ScheduleKey, Problem> {
    let key = ScheduleKey::from(call.part("key"));
    match call.state().oncall.schedule(&key) {
        Some(_) => Ok(key),
        None => Err(Problem::unknown("schedule")),
    }
}

async fn on_call(call: Call) -> Result<Answer, Problem> {
    let key = schedule(&call)?;
    let at = call.instant("at")?.unwrap_or_else(|| call.now());
    let (oncall, zones) = (&call.state().oncall, crate::zones());
    let people = oncall.on_call(&key, at, zones);
    let people: Vec<Value> = people.iter().map(|key| shapes::person(call.state(), key)).collect();
    let next = oncall.next_change(&key, at, zones).map(iso_exact);
    Answer::ok(json!({ "at": iso_exact(at), "people": people, "next_change": next }))
}

fn span(call: &Call) -> Result<(Timestamp, Timestamp), Problem> {
    let from = call.instant("from")?.unwrap_or_else(|| call.now());
    let until = call.instant("until")?.unwrap_or(from + SPAN.1);
    if until <= from || until > from + SPAN.0 {
        let wanted = "Write an instant after `from`, at most 92 days later.";
        return Err(Problem::bad("until", wanted.to_owned()));
    }
    Ok((from, until))
}

async fn shifts(call: Call) -> Result<Answer, Problem> {
    let key = schedule(&call)?;
    let (from, until) = span(&call)?;
    let shifts = call.state().oncall.shifts(&key, from, until, crate::zones());
    let shift = |shift: &domain::oncall::Shift| {
        let person = shapes::person(call.state(), &shift.person);
        json!({ "person": person, "from": iso_exact(shift.from), "until": iso_exact(shift.until) })
    };
    Answer::ok(json!({ "items": shifts.iter().map(shift).collect::<Vec<_>>() }))
}

async fn gaps(call: Call) -> Result<Answer, Problem> {
    let key = schedule(&call)?;
    let (from, until) = span(&call)?;
    let gaps = call.state().oncall.gaps(&key, from, until, crate::zones());
    let gap = |gap: &domain::oncall::Gap| {
        let (from, until) = (iso_exact(gap.from), iso_exact(gap.until));
        json!({ "from": from, "until": until })
    };
    Answer::ok(json!({ "items": gaps.iter().map(gap).collect::<Vec<_>>() }))
}

fn shape(state: &domain::State, entry: &Override) -> Value {
    json!({
        "id": entry.id.to_string(), "from": iso_exact(entry.from), "until": iso_exact(entry.until),
        "person": shapes::person(state, &entry.person),
        "replaces": shapes::perhaps(state, entry.replaces.as_ref()),
    })
}

async fn list_overrides(call: Call) -> Result<Answer, Problem> {
    let key = schedule(&call)?;
    let known = call.state().oncall.overrides(&key);
    let items = known.iter().map(|entry| (entry.id.to_string(), entry)).collect();
    call.page(|text| Some(text.to_owned()), items, |entry| shape(call.state(), entry))
}

async fn add_override(call: Call) -> Result<Answer, Problem> {
    let schedule = schedule(&call)?;
    let person = PersonKey::from(call.text("person"));
    if call.state().access.person(&person).is_none() {
        return Err(Problem::bad("person", "There is no such person.".to_owned()));
    }
    let instant = |field: &str| {
        read_instant(call.text(field)).ok_or_else(|| Problem::bad(field, "No instant.".to_owned()))
    };
    let (from, until) = (instant("from")?, instant("until")?);
    let replaces = call.given("replaces").map(|key| PersonKey::from(key.as_str()));
    let command = Command::AddOverride {
        schedule: schedule.clone(),
        from,
        until,
        person: person.clone(),
        replaces: replaces.clone(),
    };
    call.ask(command).await.map_err(|problem| problem.at("until"))?;
    let state = call.fresh();
    let same = |entry: &&Override| {
        (entry.from, entry.until) == (from, until)
            && (&entry.person, &entry.replaces) == (&person, &replaces)
    };
    match state.oncall.overrides(&schedule).iter().find(same) {
        Some(entry) => Answer::created(shape(&state, entry)),
        None => Err(Problem::unknown("override")),
    }
}

async fn remove_override(call: Call) -> Result<Answer, Problem> {
    let schedule = schedule(&call)?;
    let id = OverrideId::parse(call.part("id"));
    let known = call.state().oncall.overrides(&schedule);
    let id = id.filter(|id| known.iter().any(|entry| entry.id == *id));
    let id = id.ok_or_else(|| Problem::unknown("override"))?;
    call.ask(Command::RemoveOverride { schedule, id }).await?;
    Answer::done()
}
