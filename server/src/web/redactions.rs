//! Taking a message or a file out: one tap by anyone of the vendor's, and by callers of their own.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::redactions::{Command, Place};
use domain::words::{Actor, EmergencyId, FileId};

use super::forms::{Fields, wants_json};
use super::signed_in::SignedIn;
use super::{Problem, Site, emergency, room, see_other};

/// `7`, or `7/<file>`: what a button names within a conversation.
fn place(emergency: EmergencyId, text: &str) -> Option<Place> {
    let (number, file) = match text.split_once('/') {
        Some((number, file)) => (number, Some(FileId::parse(file)?)),
        None => (text, None),
    };
    Some(Place { emergency, number: number.parse().ok()?, file })
}

/// What the button asks for: `redact` or `undo`, and of what.
fn command(fields: &Fields, place: impl Fn(&str) -> Option<Place>) -> Option<Command> {
    match (fields.get("redact"), fields.get("undo")) {
        ("", undo) => Some(Command::Undo { place: place(undo)? }),
        (redact, _) => Some(Command::Redact { place: place(redact)? }),
    }
}

async fn done(
    site: &Site,
    actor: Actor,
    command: Option<Command>,
) -> Result<Result<(), domain::Refusal>, Problem> {
    let Some(command) = command else {
        return Ok(Err(domain::redactions::Refusal::Unknown.into()));
    };
    match site.line.tell(actor, command).await {
        Ok(answer) => Ok(answer.map(|_| ())),
        Err(unanswered) => Err(Problem::from(unanswered)),
    }
}

/// `POST /e/<link>/redactions`
pub async fn by_caller(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let done = match emergency::who(&site, &link) {
        Ok((actor, emergency)) => {
            done(&site, actor, command(&fields, |text| place(emergency, text))).await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(Ok(())) if wants_json(&headers) => StatusCode::NO_CONTENT.into_response(),
        Ok(Ok(())) => see_other(&format!("/e/{link}")),
        Ok(Err(refusal)) => emergency::given_back(&site, &link, &headers, None, "redact", refusal),
        Err(problem) => problem.answer(&site, &headers),
    }
}

/// `POST /console/redactions`; a button names the emergency's number before the message.
pub async fn by_vendor(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let mut with = None;
    let within = |text: &str| {
        text.split_once('/').map(|(number, rest)| (number.to_owned(), rest.to_owned()))
    };
    let said =
        if fields.get("redact").is_empty() { fields.get("undo") } else { fields.get("redact") };
    let command = within(said).and_then(|(emergency, rest)| {
        let emergency = room::emergency(&site, emergency.parse().ok()?)?;
        with = Some(emergency);
        command(&fields, |_| place(emergency, &rest))
    });
    match done(&site, who.actor(), command).await {
        Ok(Ok(())) if who.wants_json => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(refusal)) => who.told(&site, &Problem::from(refusal)),
        Ok(Ok(())) => {
            let room = with.map_or(0, |emergency| room::room_of(&site, emergency));
            let deed = room::Deed { site: &site, who: &who, fields: &fields, room, with };
            see_other(&deed.room())
        }
        Err(problem) => who.told(&site, &problem),
    }
}
