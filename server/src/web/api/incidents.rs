//! Incidents: who has them, how bad they are, how far the work has got.

use domain::incidents::{Command, Incident, Phase};
use domain::subjects::Subject;
use domain::words::{ServiceKey, Severity, Timestamp};
use domain::{monitoring, paging};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call, read_instant};
use super::schema::{choice, flag, key, named, object, text};
use super::shapes::{self, PHASES, SEVERITIES};
use super::table::Operation;
use crate::audit::{self, Entry};

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/incidents", "listIncidents", "The live incidents, oldest first.")
            .pages("Incident")
            .by(list),
        Operation::post(
            "/incidents",
            "declareIncident",
            "Opens one that nobody has called about and no machine has reported.",
        )
        .takes(object(
            &[("title", text()), ("severity", choice(&SEVERITIES))],
            &[("service", key()), ("ring", flag()), ("since", super::schema::time())],
        ))
        .answers(201, named("Incident"))
        .by(declare),
        Operation::get("/incidents/{number}", "getIncident", "One, with whom it rang.")
            .answers(200, named("IncidentWithPages"))
            .by(show),
        Operation::get("/incidents/{number}/timeline", "getTimeline", "What happened, in order.")
            .pages("TimelineEntry")
            .by(timeline),
        Operation::post(
            "/incidents/{number}/accept",
            "acceptIncident",
            "The token's person has it, and leads from now on.",
        )
        .answers(200, named("Incident"))
        .by(accept),
        Operation::post("/incidents/{number}/severity", "setSeverity", "Says how bad it is.")
            .takes(object(&[("severity", choice(&SEVERITIES))], &[]))
            .answers(200, named("Incident"))
            .by(severity),
        Operation::post("/incidents/{number}/phase", "setPhase", "Says how far the work has got.")
            .takes(object(&[("phase", choice(&PHASES[..3]))], &[]))
            .answers(200, named("Incident"))
            .by(phase),
    ]
}

async fn list(call: Call) -> Result<Answer, Problem> {
    let known = call.state().incidents.incidents.values();
    let items: Vec<(u32, &Incident)> = known.map(|known| (known.number, known.as_ref())).collect();
    call.page(|text| text.parse().ok(), items, |known| shapes::incident(call.state(), known))
}

/// The incident whose number stands in the path, for somebody who may read it.
pub fn known(call: &Call) -> Result<&Incident, Problem> {
    let found = numbered(call)?;
    if call.state().sees(&call.actor, found.id) { Ok(found) } else { Err(Problem::restricted()) }
}

/// The same, for whoever asks.
pub fn numbered(call: &Call) -> Result<&Incident, Problem> {
    let number = call.number();
    let mut all = call.state().incidents.incidents.values();
    let found = all.find(|known| Some(known.number) == number).map(AsRef::as_ref);
    found.ok_or_else(|| Problem::unknown("live incident"))
}

/// The incident as it is now that something was done.
pub fn after(call: &Call, incident: domain::words::IncidentId) -> Result<Value, Problem> {
    let state = call.fresh();
    let known = state.incidents.get(incident).ok_or_else(|| Problem::unknown("live incident"))?;
    Ok(shapes::incident(&state, known))
}

/// Since when something has failed, where that is said.
pub(super) fn since(said: &Value, field: &str) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = said.as_str() else { return Ok(None) };
    let no = || Problem::bad(field, "Write an instant like 2026-03-01T14:00:00Z.");
    read_instant(text).map(Some).ok_or_else(no)
}

async fn declare(call: Call) -> Result<Answer, Problem> {
    let service = call.given("service").map(|key| ServiceKey::from(key.as_str()));
    let known = &call.state().incidents.services;
    if service.as_ref().is_some_and(|service| !known.contains_key(service)) {
        return Err(Problem::bad("service", "There is no such service."));
    }
    let (title, severity) = (call.text("title").to_owned(), severity_of(&call));
    let rings = call.flag("ring");
    let since = since(&call.body["since"], "since")?;
    let command =
        monitoring::Command::Declare { title, severity, service, rings, since, matter: None };
    let outcome = call.ask(command).await?;
    let made = outcome.incident.ok_or_else(|| Problem::unknown("incident"))?;
    Answer::created(after(&call, made)?)
}

async fn show(call: Call) -> Result<Answer, Problem> {
    Answer::ok(shapes::incident_whole(call.state(), known(&call)?))
}

async fn timeline(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?;
    let emergencies = incident.emergencies.iter().map(|id| Subject::Emergency(*id));
    let subjects = std::iter::once(Subject::Incident(incident.id)).chain(emergencies);
    let mut entries: Vec<(u64, Entry)> = Vec::new();
    for subject in subjects {
        let about = audit::about(&call.site, &subject.to_string()).await?;
        entries.extend(about.into_iter().map(|entry| (entry.seq, entry)));
    }
    entries.sort_by_key(|(seq, _)| *seq);
    entries.dedup_by_key(|(seq, _)| *seq);
    call.page(|text| text.parse().ok(), entries, |entry| timeline_entry(&entry))
}

/// An entry of a timeline or of the audit log.
pub fn timeline_entry(entry: &Entry) -> Value {
    let about = entry.about.iter().map(|(kind, key)| json!({ "kind": kind, "key": key }));
    json!({
        "seq": entry.seq, "at": iso_exact(entry.at), "kind": entry.kind, "by": entry.who,
        "what": entry.what, "about": about.collect::<Vec<_>>(),
    })
}

async fn accept(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let person = call.actor.person().cloned().ok_or_else(|| Problem::unknown("person"))?;
    call.ask(paging::Command::Accept { incident, person }).await?;
    Answer::ok(after(&call, incident)?)
}

fn severity_of(call: &Call) -> Severity {
    match call.text("severity") {
        "critical" => Severity::Critical,
        "high" => Severity::High,
        _ => Severity::Low,
    }
}

async fn severity(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let severity = severity_of(&call);
    call.ask(Command::SetSeverity { incident, severity }).await?;
    Answer::ok(after(&call, incident)?)
}

async fn phase(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let phase = match call.text("phase") {
        "investigating" => Phase::Investigating,
        "identified" => Phase::Identified,
        _ => Phase::Monitoring,
    };
    call.ask(Command::SetPhase { incident, phase }).await?;
    Answer::ok(after(&call, incident)?)
}
