//! Incidents: who has them, how bad they are, how far the work has got, what customers are told.

use std::sync::Arc;
use std::time::Duration;

use domain::incidents::{Command, Incident, Phase};
use domain::subjects::Subject;
use domain::updates::{Estimate, Overview};
use domain::words::{Affected, Public, Severity};
use domain::{paging, updates};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{self, choice, named, number, object, text};
use super::shapes::{self, PHASES, SEVERITIES};
use super::table::Operation;
use crate::audit::{self, Entry};

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let estimate = object(
        &[("high_mins", number(1, 43_200))],
        &[("low_mins", number(0, 43_200)), ("likely_of_ten", number(1, 10))],
    );
    let conditions = views::room::public::CONDITIONS.map(|(word, _, _)| word);
    let affected = object(&[("component", text()), ("condition", choice(&conditions))], &[]);
    let phases = views::room::public::PHASES.map(|(word, _, _)| word);
    let public = object(
        &[("title", text()), ("phase", choice(&phases))],
        &[("affected", schema::list(affected))],
    );
    let update = object(
        &[("known", text())],
        &[
            ("impact", text()),
            ("workaround", text()),
            ("next", text()),
            ("next_in_mins", number(1, 1_440)),
            ("estimate", estimate),
            ("public", public),
        ],
    );
    vec![
        Operation::get("/incidents", "listIncidents", "The live incidents, oldest first.")
            .pages("Incident")
            .by(list),
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
        Operation::post(
            "/incidents/{number}/updates",
            "publishUpdate",
            "Tells the customers what is known, and promises the next update.",
        )
        .takes(update)
        .answers(201, named("IncidentWithPages"))
        .by(publish),
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

async fn severity(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let severity = match call.text("severity") {
        "critical" => Severity::Critical,
        "high" => Severity::High,
        _ => Severity::Low,
    };
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

async fn publish(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let part = |field: &str| Arc::from(call.text(field));
    let overview = Overview {
        known: part("known"),
        impact: part("impact"),
        workaround: part("workaround"),
        next: part("next"),
    };
    let mins = u64::from(call.figure("next_in_mins").unwrap_or(15));
    let figure = |field: &str| call.body["estimate"][field].as_u64();
    let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let estimate = figure("high_mins").map(|high| Estimate {
        low_mins: narrow(figure("low_mins").unwrap_or(0)),
        high_mins: narrow(high),
        likely_of_ten: figure("likely_of_ten").and_then(|n| u8::try_from(n).ok()).unwrap_or(7),
    });
    let next_by = call.now() + Duration::from_secs(mins * 60);
    let public = told_to_everyone(&call)?;
    let publish = updates::Command::Publish { incident, overview, next_by, estimate, public };
    call.ask(publish).await?;
    let state = call.fresh();
    let known = state.incidents.get(incident).ok_or_else(|| Problem::unknown("live incident"))?;
    Answer::created(shapes::incident_whole(&state, known))
}

/// What the update says to everyone, if it does.
fn told_to_everyone(call: &Call) -> Result<Option<Public>, Problem> {
    let public = &call.body["public"];
    if public.is_null() {
        return Ok(None);
    }
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let phase = views::room::public::phase(&word(&public["phase"]));
    let phase = phase.ok_or_else(|| Problem::bad("public", "Its phase is none of the four."))?;
    let mut affected = Vec::new();
    for one in public["affected"].as_array().into_iter().flatten() {
        let condition = views::room::public::condition(&word(&one["condition"]));
        let condition =
            condition.ok_or_else(|| Problem::bad("public", "A condition is none of the four."))?;
        affected.push(Affected { component: word(&one["component"]).as_str().into(), condition });
    }
    Ok(Some(Public { title: word(&public["title"]).into(), phase, affected }))
}
