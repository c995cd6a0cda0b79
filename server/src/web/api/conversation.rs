//! What is shown in conversations and taken out of them, over the API.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::State;
use domain::credentials::Scope;
use domain::emergencies::{Emergency, FileKind, Message};
use domain::redactions::{Command, Place};
use domain::words::{Actor, EmergencyId, FileId, Personal};
use futures_util::StreamExt;
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::{Problem, files};
use super::call::{Answer, Call};
use super::schema::{Schema, choice, count, maybe, named, number, object, text, time};
use super::table::Operation;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let place = || object(&[("message", count())], &[("file", text())]);
    vec![
        Operation::get(
            "/emergencies/{number}/files/{file}",
            "getFile",
            "One file of a conversation, with its bytes in Base64.",
        )
        .needs(Scope::Read)
        .answers(200, named("FileWithContent"))
        .by(file),
        Operation::post(
            "/emergencies/{number}/redactions",
            "redact",
            "Takes a message, or one file of it, out for good, after five seconds.",
        )
        .takes(place())
        .by(redact),
        Operation::post(
            "/emergencies/{number}/redactions/undo",
            "undoRedaction",
            "Leaves it in after all, within these five seconds.",
        )
        .takes(place())
        .by(undo),
        Operation::get("/feedback", "listFeedback", "How callers found the help, oldest first.")
            .pages("Feedback")
            .by(feedback),
        Operation::post("/calls/{link}/feedback", "giveFeedback", "Says how the help was.")
            .open()
            .takes(object(&[("score", number(1, 5))], &[("words", text())]))
            .by(give_feedback),
        Operation::post(
            "/calls/{link}/redactions",
            "redactAsCaller",
            "The caller takes a message or a file of their own out.",
        )
        .open()
        .takes(place())
        .by(redact_own),
    ]
}

/// The schemas of this part.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let mut whole = fields();
    whole.push(("content", text()));
    let feedback = [
        ("emergency", maybe(count())),
        ("at", time()),
        ("score", number(1, 5)),
        ("words", maybe(text())),
    ];
    vec![
        ("File", object(&fields(), &[])),
        ("FileWithContent", object(&whole, &[])),
        ("Feedback", object(&feedback, &[])),
    ]
}

fn fields() -> Vec<(&'static str, Schema)> {
    vec![
        ("id", text()),
        ("name", text()),
        ("kind", choice(&["picture", "text", "other"])),
        ("len", count()),
        ("extract", maybe(text())),
    ]
}

/// The files of a message that are still there.
pub fn files(state: &State, emergency: &Emergency, message: &Message) -> Vec<Value> {
    let there = |file: &&domain::emergencies::File| {
        let place = Place { emergency: emergency.id, number: message.number, file: Some(file.id) };
        state.redactions.of(place).is_none() && state.emergencies.files.contains_key(&file.id)
    };
    message.files.iter().filter(there).map(shape).collect()
}

fn shape(file: &domain::emergencies::File) -> Value {
    let kind = match file.kind {
        FileKind::Picture { .. } => "picture",
        FileKind::Text => "text",
        FileKind::Other => "other",
    };
    json!({
        "id": file.id.to_string(), "name": file.name.as_str(), "kind": kind, "len": file.len,
        "extract": file.extract.as_ref().map(Personal::as_str),
    })
}

async fn file(call: Call) -> Result<Answer, Problem> {
    let known = super::emergencies::known(&call)?;
    whole(&call, &call.actor, known.id).await
}

/// The file that stands in the path, with its bytes, for somebody who may see it.
pub(super) async fn whole(
    call: &Call,
    actor: &Actor,
    emergency: EmergencyId,
) -> Result<Answer, Problem> {
    let part = call.part("file");
    let (id, file) = files::held(&call.site, actor, emergency, part).await?;
    let unknown = || Problem::unknown("file");
    let objects = call.site.uploads.shelf().objects.clone().map_err(|_| unknown())?;
    let (_, mut content) =
        objects.get(&id.to_string()).await.map_err(|_| unknown())?.ok_or_else(unknown)?;
    let mut bytes = Vec::new();
    while let Some(part) = content.next().await {
        bytes.extend_from_slice(&part.map_err(|_| unknown())?);
    }
    let mut whole = shape(&file);
    whole["content"] = json!(STANDARD.encode(bytes));
    Answer::ok(whole)
}

fn place(call: &Call, emergency: domain::words::EmergencyId) -> Result<Place, Problem> {
    let unknown = || Problem::unknown("message");
    let number = call.figure("message").ok_or_else(unknown)?;
    let file = match call.given("file") {
        Some(file) => Some(FileId::parse(&file).ok_or_else(unknown)?),
        None => None,
    };
    Ok(Place { emergency, number, file })
}

async fn redact(call: Call) -> Result<Answer, Problem> {
    let place = place(&call, super::emergencies::known(&call)?.id)?;
    call.tell(Command::Redact { place }).await?;
    Answer::done()
}

async fn undo(call: Call) -> Result<Answer, Problem> {
    let place = place(&call, super::emergencies::known(&call)?.id)?;
    call.tell(Command::Undo { place }).await?;
    Answer::done()
}

async fn redact_own(call: Call) -> Result<Answer, Problem> {
    let (actor, emergency) = super::super::emergency::who(&call.site, call.part("link"))?;
    debug_assert!(matches!(actor, Actor::Participant(_)), "a link is a participant's");
    let place = place(&call, emergency)?;
    call.ask_as(actor, Command::Redact { place }).await?;
    Answer::done()
}

async fn feedback(call: Call) -> Result<Answer, Problem> {
    let state = call.state();
    let items = state.feedback.latest().map(|(id, given)| {
        let emergency = state.emergencies.get(id).map(|known| known.number);
        (format!("{:020}-{id}", given.at.0), (emergency, given))
    });
    call.page(
        |text| Some(text.to_owned()),
        items.collect(),
        |(emergency, given)| {
            json!({
                "emergency": emergency, "at": iso_exact(given.at), "score": given.score,
                "words": given.words.as_ref().map(Personal::as_str),
            })
        },
    )
}

async fn give_feedback(call: Call) -> Result<Answer, Problem> {
    let (actor, emergency) = super::super::emergency::who(&call.site, call.part("link"))?;
    let score = call.figure("score").and_then(|score| u8::try_from(score).ok()).unwrap_or(0);
    let words = call.given("words");
    call.ask_as(actor, domain::feedback::Command::Give { emergency, score, words }).await?;
    Answer::done()
}
