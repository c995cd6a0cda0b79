//! What needs no token: calling for help, and what the holder of a link may do. The link proves.

use domain::emergencies::Command;
use domain::paging;
use domain::words::{Actor, EmergencyId, MessageId, PageId, ParticipantId};
use serde_json::json;
use views::times::iso_exact;

use super::super::{Problem, message_id};
use super::call::{Answer, Call};
use super::schema::{choice, count, named, number, object, text};
use super::shapes;
use super::table::Operation;

/// What a caller can answer.
const ANSWERS: [&str; 6] = ["confirm", "deny", "reopen", "retract", "different", "danger"];

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let opened = object(&[("url", text()), ("messages", text())], &[]);
    let call = object(
        &[],
        &[
            ("words", text()),
            ("who", text()),
            ("reach", text()),
            ("service", text()),
            ("language", text()),
            ("question", text()),
            ("answer", text()),
        ],
    );
    let marks = object(&[], &[("delivered", count()), ("seen", count())]);
    vec![
        Operation::post("/emergencies", "openEmergency", "Calls for help. Nothing is required.")
            .open()
            .takes(call)
            .answers(201, opened),
        Operation::get("/calls/{link}", "getCall", "An emergency, as its caller sees it.")
            .open()
            .answers(200, named("Call"))
            .by(show),
        Operation::post("/calls/{link}/messages", "writeAsCaller", "The caller writes.")
            .open()
            .takes(object(&[("words", text())], &[]))
            .answers(201, object(&[("number", super::schema::maybe(count()))], &[]))
            .by(say),
        Operation::post("/calls/{link}/marks", "markAsCaller", "The caller's device showed these.")
            .open()
            .takes(marks)
            .by(mark),
        Operation::post("/calls/{link}/introduction", "introduceCaller", "Says who is calling.")
            .open()
            .takes(object(&[], &[("who", text()), ("reach", text())]))
            .by(introduce),
        Operation::post(
            "/calls/{link}/answer",
            "answerAsCaller",
            "Answers: it works (this closes), not yet, broken again, pressed by mistake; ours is \
             another fault; somebody is in danger.",
        )
        .open()
        .takes(object(&[("answer", choice(&ANSWERS))], &[]))
        .by(answer),
        Operation::post("/calls/{link}/impact", "sayWhatItStops", "Says what it stops them doing.")
            .open()
            .takes(object(&[("words", text())], &[]))
            .answers(201, object(&[("number", super::schema::maybe(count()))], &[]))
            .by(impair),
        Operation::get("/pages/{link}", "getPage", "What a page asks of the person it reached.")
            .open()
            .answers(200, named("PageSummary"))
            .by(show_page),
        Operation::post("/pages/{link}/answer", "answerPage", "Whom it reached answers.")
            .open()
            .takes(object(
                &[("answer", choice(&["accept", "accept_all", "pass_on", "decline"]))],
                &[("minutes", number(1, 720)), ("reason", text())],
            ))
            .by(answer_page),
    ]
}

/// The holder of a caller's link.
pub(super) struct Caller {
    /// Who.
    pub(super) participant: ParticipantId,
    /// Of which emergency.
    pub(super) emergency: EmergencyId,
}

/// A forged link and one that never existed get the same answer.
pub(super) fn caller(call: &Call) -> Result<Caller, Problem> {
    let known = &call.state().emergencies;
    let generation = |participant| known.generation(participant);
    let participant = call.site.key.open_participant(call.part("link"), generation);
    let participant = participant.ok_or_else(Problem::unknown_link)?;
    let emergency = known.lets_in(participant).ok_or_else(Problem::unknown_link)?;
    Ok(Caller { participant, emergency })
}

async fn show(call: Call) -> Result<Answer, Problem> {
    let caller = caller(&call)?;
    let known = match call.state().emergencies.get(caller.emergency).cloned() {
        Some(known) => std::sync::Arc::new(known),
        None => super::super::emergency::archived(&call.site, caller.emergency).await?,
    };
    Answer::ok(shapes::call(call.state(), &known, caller.participant))
}

async fn say(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let words = call.text("words").to_owned();
    let speaker = domain::emergencies::Speaker::Participant(participant);
    let message = numbered_message(&call, emergency, &speaker, &words);
    let say = Command::Say { emergency, message, words };
    let outcome = call.ask_as(Actor::Participant(participant), say).await?;
    Answer::created(json!({ "number": outcome.message }))
}

/// A message has the call's own number, so that a repeat is not said twice.
pub fn numbered_message(
    call: &Call,
    emergency: EmergencyId,
    speaker: &domain::emergencies::Speaker,
    words: &str,
) -> MessageId {
    let number = call.id.map(|id| id.to_string()).unwrap_or_default();
    message_id(&call.site, emergency, speaker, &number, words)
}

/// The same words again are the same answer, as in the form, which changes by itself.
async fn impair(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let words = call.text("words").to_owned();
    let place = format!("/e/{}/stops", call.part("link"));
    let message = super::super::command_id(&"0".repeat(32), &place, &[&words]);
    let message = MessageId(message.0);
    let actor = || Actor::Participant(participant);
    let impair = Command::Impair { emergency, message, words: words.clone() };
    let outcome = match call.ask_as(actor(), impair).await {
        // Where an older version runs beside this one, it is a message like any other.
        Err(problem) if problem.is_not_yet() => {
            call.ask_as(actor(), Command::Say { emergency, message, words }).await?
        }
        answer => answer?,
    };
    Answer::created(json!({ "number": outcome.message }))
}

async fn mark(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let delivered = call.figure("delivered").unwrap_or(0);
    let mark = Command::Mark { emergency, delivered, seen: call.figure("seen").unwrap_or(0) };
    call.ask_as(Actor::Participant(participant), mark).await?;
    Answer::done()
}

async fn introduce(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let (who, reach) = (call.given("who"), call.given("reach"));
    let introduce = Command::Introduce { emergency, who, reach };
    call.ask_as(Actor::Participant(participant), introduce).await?;
    Answer::done()
}

async fn answer(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let command = match call.text("answer") {
        "confirm" => Command::Confirm { emergency },
        "deny" => Command::Deny { emergency },
        "reopen" => Command::Reopen { emergency },
        "different" => Command::Differ { emergency },
        "danger" => Command::Endanger { emergency },
        _ => Command::Retract { emergency },
    };
    call.ask_as(Actor::Participant(participant), command).await?;
    Answer::done()
}

fn page(call: &Call) -> Result<PageId, Problem> {
    call.site.key.open_page(call.part("link")).ok_or_else(Problem::unknown_link)
}

async fn show_page(call: Call) -> Result<Answer, Problem> {
    let page = page(&call)?;
    let state = call.state();
    let (escalation, known) = state.paging.page(page).ok_or_else(Problem::unknown_link)?;
    let incident = state.incidents.get(escalation.incident).ok_or_else(Problem::unknown_link)?;
    let by = escalation.accepted_by().map(|person| state.access.name(person));
    let standing = match &escalation.standing {
        paging::Standing::Ringing { .. } => "ringing",
        paging::Standing::Accepted { .. } => "accepted",
        paging::Standing::Stopped => "stopped",
    };
    Answer::ok(json!({
        "incident": incident.number, "severity": shapes::severity(incident.severity),
        "person": shapes::person(state, &known.person), "standing": standing,
        "accepted_by": by, "rang_at": iso_exact(known.rang_at),
    }))
}

async fn answer_page(call: Call) -> Result<Answer, Problem> {
    let page = page(&call)?;
    if call.text("answer") == "accept_all" {
        call.ask_as(Actor::PageLink(page), paging::Command::AcceptAll { page }).await?;
        return Answer::done();
    }
    let minutes = call.figure("minutes").and_then(|minutes| u16::try_from(minutes).ok());
    let answer = match call.text("answer") {
        "accept" => paging::Answer::Accept,
        "pass_on" => paging::Answer::PassOn,
        _ => paging::Answer::Decline { minutes: minutes.unwrap_or(10) },
    };
    let command = paging::Command::Answer { page, answer };
    // Whoever a colleague asked may say why they cannot.
    let declined = super::super::page::declined(&call.site, page, call.text("reason"));
    let command = match declined {
        Some(declined) if matches!(answer, paging::Answer::Decline { .. }) => declined,
        _ => command.into(),
    };
    call.ask_as(Actor::PageLink(page), command).await?;
    Answer::done()
}
