//! Files: sent by callers and responders, one at a time and as they are, and read by the caller.

use axum::body::Body;
use domain::emergencies::{Command, FILE_LEN_MAX, Speaker};
use domain::words::{Actor, EmergencyId, Level};
use futures_util::StreamExt;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout_at};
use views::Reader;

use super::super::posted::{SILENCE_MAX, WITHIN, name_of};
use super::super::{Problem, Site, emergency, forms};
use super::call::{Answer, Call};
use super::schema::{count, maybe, named, number, object, text};
use super::table::Operation;
use super::{callers, conversation, emergencies};
use crate::uploads::Received;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let answer = || object(&[("number", maybe(count()))], &[]);
    let sends = |operation: Operation| {
        operation
            .takes_a_file()
            .query("name", "What it is called.", text())
            .query("words", "What is written beside it.", text())
            .answers(201, answer())
    };
    let level = number(0, 3);
    vec![
        sends(Operation::post("/calls/{link}/files", "attachAsCaller", "The caller shows a file."))
            .open()
            .by(as_caller),
        Operation::get(
            "/calls/{link}/files/{file}",
            "getFileAsCaller",
            "One file of the caller's conversation, with its bytes in Base64.",
        )
        .open()
        .answers(200, named("FileWithContent"))
        .by(read),
        sends(Operation::post(
            "/emergencies/{number}/files",
            "attach",
            "Shows a file to the caller.",
        ))
        .query("level", "How much proof whoever may see it needs; 0 for everyone.", level)
        .by(as_responder),
    ]
}

/// Takes a file in, onto the disk, within the limits of forms.
pub(super) async fn receive(site: &Site, body: Body, name: &str) -> Result<Received, Problem> {
    // As many as send files by the form, and no more.
    let busy = || Problem::from(crate::line::Unanswered::Busy);
    let seat = site.uploads.seats.try_acquire().map_err(|_| busy())?;
    let scratch = site.uploads.scratch();
    let not_stored = |error: std::io::Error| {
        tracing::error!(%error, "a file could not be taken in");
        Problem::from(crate::line::Unanswered::Busy)
    };
    let mut options = tokio::fs::OpenOptions::new();
    let options = options.write(true).create_new(true).mode(0o600);
    let mut out = options.open(scratch.path()).await.map_err(not_stored)?;
    let (mut len, mut digest) = (0_u64, blake3::Hasher::new());
    let until = Instant::now() + WITHIN;
    let mut parts = body.into_data_stream();
    let cut = || Problem::bad("body", "The file broke off on its way. Send it again.");
    loop {
        let silence = until.min(Instant::now() + SILENCE_MAX);
        let part = timeout_at(silence, parts.next()).await.map_err(|_| cut())?;
        let Some(part) = part else { break };
        let part = part.map_err(|_| cut())?;
        len += part.len() as u64;
        if len > FILE_LEN_MAX {
            forms::discard(parts, until).await;
            return Err(Problem::too_large(usize::try_from(FILE_LEN_MAX).unwrap_or(usize::MAX)));
        }
        digest.update(&part);
        out.write_all(&part).await.map_err(not_stored)?;
    }
    out.flush().await.map_err(not_stored)?;
    drop(seat);
    if len == 0 {
        return Err(Problem::bad("body", "Send the bytes of the file."));
    }
    let digest = digest.finalize().to_hex().to_string();
    Ok(Received { name: name_of(name), path: scratch, len, digest })
}

async fn show(
    mut call: Call,
    actor: Actor,
    emergency: EmergencyId,
    level: Level,
) -> Result<Answer, Problem> {
    let unreadable = || Problem::bad("body", "Send the bytes of the file.");
    let received = call.file.take().ok_or_else(unreadable)?;
    let (files, refused) = call.site.uploads.keep(vec![received]).await;
    if let Some(refused) = refused.first() {
        let why = refused.why.said(Reader::default().tongue);
        return Err(Problem::bad("body", why));
    }
    let speaker = match &actor {
        Actor::Participant(participant) => Speaker::Participant(*participant),
        _ => call.actor.person().cloned().map_or(Speaker::Mayday, Speaker::Person),
    };
    let words = call.query.get("words").cloned().unwrap_or_default();
    let message = callers::numbered_message(&call, emergency, &speaker, &words);
    let show = Command::Show { emergency, message, words, files, level };
    let outcome = call.ask_as(actor, show).await?;
    Answer::created(json!({ "number": outcome.message }))
}

async fn as_caller(call: Call) -> Result<Answer, Problem> {
    let callers::Caller { participant, emergency } = callers::caller(&call)?;
    show(call, Actor::Participant(participant), emergency, Level::Stranger).await
}

async fn as_responder(call: Call) -> Result<Answer, Problem> {
    let emergency = emergencies::known(&call)?.id;
    let level = match call.query.get("level").map(|text| text.parse().map(Level::of_number)) {
        None => Level::Stranger,
        Some(Ok(Some(level))) => level,
        Some(_) => return Err(Problem::bad("level", "Write a number from 0 to 3.")),
    };
    let actor = call.actor.clone();
    show(call, actor, emergency, level).await
}

async fn read(call: Call) -> Result<Answer, Problem> {
    let (actor, emergency) = emergency::who(&call.site, call.part("link"))?;
    conversation::whole(&call, &actor, emergency).await
}
