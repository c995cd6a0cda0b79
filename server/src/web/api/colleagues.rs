//! What the people of a room do together: bring, hand over, take over, snooze, send on, note.

use std::time::Duration;

use domain::crew::{self, Reply, Request, Standing, Whom};
use domain::incidents::{self, Route};
use domain::notes::{self, Note, Share};
use domain::paging;
use domain::words::{IncidentId, NoteId, Personal, Purpose, RequestId};
use domain::{Command, State};
use serde_json::{Value, json};
use views::room::course::WAITS;
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::incidents::{after, known};
use super::schema::{Schema, choice, count, key, list, maybe, named, number, object, text, time};
use super::shapes;
use super::table::Operation;

const NOUNS: [&str; 4] = ["person", "team", "schedule", "service"];
const ROUTES: [&str; 2] = ["service", "policy"];
const PURPOSES: [&str; 2] = ["help", "lead"];
const STANDINGS: [&str; 4] = ["open", "joined", "unanswered", "withdrawn"];
const REPLIES: [&str; 4] = ["none", "joined", "declined", "missed"];

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let mut operations = of_crew();
    operations.extend(of_course());
    operations.extend(of_notes());
    operations
}

fn of_crew() -> Vec<Operation> {
    let whom = object(&[("kind", choice(&NOUNS)), ("key", key())], &[]);
    let ask = object(&[("whom", whom)], &[("purpose", choice(&PURPOSES)), ("words", text())]);
    vec![
        Operation::get(
            "/incidents/{number}/requests",
            "listRequests",
            "Who was asked to help or to lead, and what they answered.",
        )
        .answers(200, named("RequestList"))
        .by(requests),
        Operation::post(
            "/incidents/{number}/requests",
            "askForSomebody",
            "Asks somebody to help, or to take command; they are paged now.",
        )
        .takes(ask)
        .answers(201, named("RequestList"))
        .by(ask_for),
        Operation::post(
            "/incidents/{number}/requests/{id}/withdrawal",
            "withdrawRequest",
            "Nobody needs to answer it any more.",
        )
        .by(withdraw),
        Operation::post(
            "/incidents/{number}/take-over",
            "takeOver",
            "The token's person leads from now on, because whoever led is gone.",
        )
        .takes(object(&[("reason", text())], &[]))
        .answers(200, named("Incident"))
        .by(take_over),
        Operation::post(
            "/incidents/{number}/leave",
            "leaveIncident",
            "The token's person is done helping.",
        )
        .by(leave),
    ]
}

fn of_course() -> Vec<Operation> {
    let waits: Vec<&str> = WAITS.iter().map(|(_, name)| *name).collect();
    let snooze = object(
        &[("mins", number(5, 1_440)), ("waiting_for", choice(&waits)), ("because", text())],
        &[],
    );
    vec![
        Operation::post(
            "/incidents/{number}/restart",
            "restartIncident",
            "Rings anew, from the first step of the policy as it is now.",
        )
        .answers(200, named("Incident"))
        .by(restart),
        Operation::post(
            "/incidents/{number}/reroute",
            "rerouteIncident",
            "Sends it to another service or policy; the time that has run counts.",
        )
        .takes(object(&[("kind", choice(&ROUTES)), ("key", key())], &[]))
        .answers(200, named("Incident"))
        .by(reroute),
        Operation::post(
            "/incidents/{number}/snooze",
            "snoozeIncident",
            "Leaves alone what was accepted, until then; the customers are told.",
        )
        .takes(snooze)
        .answers(200, named("Incident"))
        .by(snooze_it),
        Operation::post(
            "/incidents/{number}/snooze/removal",
            "endSnooze",
            "Goes on before the end of the snooze.",
        )
        .answers(200, named("Incident"))
        .by(unsnooze),
    ]
}

fn of_notes() -> Vec<Operation> {
    let share = object(&[("emergencies", list(count()))], &[]);
    vec![
        Operation::get(
            "/incidents/{number}/notes",
            "listNotes",
            "What colleagues wrote for each other, oldest first.",
        )
        .answers(200, named("NoteList"))
        .by(notes),
        Operation::post(
            "/incidents/{number}/notes",
            "writeNote",
            "Writes a note that no customer sees.",
        )
        .takes(object(&[("words", text())], &[]))
        .answers(201, named("NoteList"))
        .by(write),
        Operation::post(
            "/incidents/{number}/notes/{id}/share",
            "shareNote",
            "Shares it with the callers of these emergencies; it leaves after five seconds.",
        )
        .takes(share)
        .answers(200, named("NoteList"))
        .by(share_it),
        Operation::post(
            "/incidents/{number}/notes/{id}/undo",
            "undoShare",
            "Takes the sharing back, before it has left.",
        )
        .answers(200, named("NoteList"))
        .by(undo),
    ]
}

/// The schemas of what stands here, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let asked = object(
        &[
            ("person", named("Person")),
            ("since", time()),
            ("reply", choice(&REPLIES)),
            ("reason", maybe(text())),
        ],
        &[],
    );
    let request = object(
        &[
            ("id", text()),
            ("by", named("Person")),
            ("whom", object(&[("kind", choice(&NOUNS)), ("key", key())], &[])),
            ("purpose", choice(&PURPOSES)),
            ("words", maybe(text())),
            ("at", time()),
            ("standing", choice(&STANDINGS)),
            ("asked", list(asked)),
        ],
        &[],
    );
    let note = object(
        &[
            ("id", text()),
            ("by", named("Person")),
            ("at", time()),
            ("words", text()),
            ("shared_with", list(count())),
            ("leaves_at", maybe(time())),
        ],
        &[],
    );
    vec![
        ("Request", request),
        ("RequestList", object(&[("items", list(named("Request")))], &[])),
        ("Note", note),
        ("NoteList", object(&[("items", list(named("Note")))], &[])),
    ]
}

fn request(state: &State, known: &Request) -> Value {
    let (kind, key) = known.whom.parts();
    let asked = known.asked.iter().map(|one| {
        let (reply, reason) = match &one.reply {
            Reply::None => ("none", None),
            Reply::Joined => ("joined", None),
            Reply::Declined(reason) => ("declined", reason.as_ref().map(Personal::as_str)),
            Reply::Missed => ("missed", None),
        };
        json!({
            "person": shapes::person(state, &one.person), "since": iso_exact(one.since),
            "reply": reply, "reason": reason,
        })
    });
    let standing = match known.standing {
        Standing::Open => "open",
        Standing::Joined => "joined",
        Standing::Unanswered => "unanswered",
        Standing::Withdrawn => "withdrawn",
    };
    let purpose = match known.purpose {
        Purpose::Help => "help",
        Purpose::Lead => "lead",
    };
    json!({
        "id": known.id.to_string(), "by": shapes::person(state, &known.by),
        "whom": { "kind": kind, "key": key }, "purpose": purpose,
        "words": known.words.as_ref().map(Personal::as_str), "at": iso_exact(known.at),
        "standing": standing, "asked": asked.collect::<Vec<_>>(),
    })
}

fn request_list(state: &State, incident: IncidentId) -> Value {
    let crew = state.crew.get(incident);
    let requests = crew.into_iter().flat_map(|crew| &crew.requests);
    json!({ "items": requests.map(|known| request(state, known)).collect::<Vec<_>>() })
}

fn note(state: &State, known: &Note) -> Value {
    let number = |id| state.emergencies.get(id).map(|emergency| emergency.number);
    let left = known.shares.iter().filter_map(|share| match share {
        Share::Left { to, .. } => Some(to),
        Share::Owed { .. } => None,
    });
    let shared: Vec<u32> = left.flatten().filter_map(|(id, _)| number(*id)).collect();
    json!({
        "id": known.id.to_string(), "by": shapes::person(state, &known.by),
        "at": iso_exact(known.at), "words": known.words.as_str(), "shared_with": shared,
        "leaves_at": known.owed().map(|(_, _, due)| iso_exact(due)),
    })
}

fn note_list(state: &State, incident: IncidentId) -> Value {
    json!({ "items": state.notes.of(incident).map(|known| note(state, known)).collect::<Vec<_>>() })
}

async fn requests(call: Call) -> Result<Answer, Problem> {
    Answer::ok(request_list(call.state(), known(&call)?.id))
}

async fn ask_for(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let part = |name: &str| call.body["whom"][name].as_str().unwrap_or_default();
    let whom = Whom::parse(part("kind"), part("key"));
    let whom = whom.ok_or_else(|| Problem::bad("whom", "Nobody goes by that name.".to_owned()))?;
    let purpose = if call.text("purpose") == "lead" { Purpose::Lead } else { Purpose::Help };
    let words = call.text("words").to_owned();
    call.ask(crew::Command::Ask { incident, whom, purpose, words }).await?;
    Answer::created(request_list(&call.fresh(), incident))
}

async fn withdraw(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let request = RequestId::parse(call.part("id"));
    let of = |id: &RequestId| call.state().crew.requests.get(id) == Some(&incident);
    let request = request.filter(of).ok_or_else(|| Problem::unknown("request"))?;
    call.ask(crew::Command::Withdraw { request }).await?;
    Answer::done()
}

async fn take_over(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let reason = call.text("reason").to_owned();
    done(&call, incident, crew::Command::TakeOver { incident, reason }).await
}

async fn leave(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    call.ask(crew::Command::Leave { incident }).await?;
    Answer::done()
}

async fn done(
    call: &Call,
    incident: IncidentId,
    command: impl Into<Command>,
) -> Result<Answer, Problem> {
    call.ask(command).await?;
    Answer::ok(after(call, incident)?)
}

async fn restart(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    done(&call, incident, incidents::Command::Restart { incident }).await
}

async fn reroute(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let to = match call.text("kind") {
        "policy" => Route::Policy(call.text("key").into()),
        _ => Route::Service(call.text("key").into()),
    };
    done(&call, incident, incidents::Command::Reroute { incident, to }).await
}

async fn snooze_it(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let wait = WAITS.iter().find(|(_, name)| *name == call.text("waiting_for"));
    let (wait, _) = *wait.ok_or_else(|| Problem::unknown("reason"))?;
    let mins = u64::from(call.figure("mins").unwrap_or_default());
    let until = call.now() + Duration::from_secs(mins * 60);
    let because = call.text("because").to_owned();
    done(&call, incident, paging::Command::Snooze { incident, until, wait, because }).await
}

async fn unsnooze(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    done(&call, incident, paging::Command::Unsnooze { incident }).await
}

async fn notes(call: Call) -> Result<Answer, Problem> {
    Answer::ok(note_list(call.state(), known(&call)?.id))
}

async fn write(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let words = call.text("words").to_owned();
    call.ask(notes::Command::Write { incident, words }).await?;
    Answer::created(note_list(&call.fresh(), incident))
}

fn known_note(call: &Call, incident: IncidentId) -> Result<NoteId, Problem> {
    let note = NoteId::parse(call.part("id"));
    let of = |id: &NoteId| call.state().notes.incidents.get(id) == Some(&incident);
    note.filter(of).ok_or_else(|| Problem::unknown("note"))
}

async fn share_it(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let note = known_note(&call, incident)?;
    let numbers = call.body["emergencies"].as_array().into_iter().flatten();
    let state = call.state();
    let id = |number: &Value| {
        let mut all = state.emergencies.emergencies.values();
        all.find(|known| Some(u64::from(known.number)) == number.as_u64()).map(|known| known.id)
    };
    let emergencies: Option<Vec<_>> = numbers.map(id).collect();
    let emergencies = emergencies.ok_or_else(|| Problem::unknown("emergency"))?;
    call.ask(notes::Command::Share { note, emergencies }).await?;
    Answer::ok(note_list(&call.fresh(), incident))
}

async fn undo(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let note = known_note(&call, incident)?;
    call.ask(notes::Command::Undo { note }).await?;
    Answer::ok(note_list(&call.fresh(), incident))
}
