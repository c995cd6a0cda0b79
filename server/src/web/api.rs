//! The JSON API: one table of operations, and the door for programs, which needs no token.

mod access;
mod announcements;
mod approvals;
mod around;
mod attachments;
mod call;
mod callbacks;
mod callers;
mod colleagues;
mod conversation;
mod definitions;
mod duty;
mod emergencies;
mod figures;
mod first_aid;
mod floods;
mod follow_ups;
mod groups;
mod incidents;
mod kept;
mod limits;
mod machines;
mod maintenance;
pub mod openapi;
mod own_hosts;
mod proof;
mod readers;
mod restrictions;
mod reviews;
pub mod schema;
mod shapes;
mod shows;
mod silent;
mod subscriber_lists;
mod subscribers;
mod table;
mod telling;
mod told;
mod translations;
mod updates;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::emergencies::Command;
use domain::words::{Actor, Language, ServiceKey};
use serde::Deserialize;
use serde_json::json;
use views::Links;

pub use table::router;

pub(super) use call::authenticated;

use super::flood::{self, Passage};
use super::{FORM_LEN_MAX, Problem, Site, forms};

/// Shortest idempotency key that counts, in bytes: a UUID without its dashes has 32.
const KEY_LEN_MIN: usize = 22;

/// What a program sends to call for help; nothing is required.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Call {
    words: String,
    who: String,
    reach: String,
    service: String,
    language: String,
    /// The token of a question that came back instead, and its answer.
    question: String,
    answer: String,
}

/// `POST /api/v1/emergencies`
pub async fn open(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (Parts { headers, extensions, .. }, body) = request.into_parts();
    let bytes = match forms::read(body, FORM_LEN_MAX).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.json(),
    };
    let call: Call = match serde_json::from_slice(&bytes) {
        Ok(call) => call,
        Err(_) if bytes.is_empty() => Call::default(),
        Err(error) => {
            return Problem::bad("body", format!("This is not the JSON expected: {error}")).json();
        }
    };
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    // Any text may be a key; it is folded into the form that ours have.
    let number = blake3::hash(key.as_bytes()).to_hex();
    // Two devices that count from one must not share an emergency: only a key that is unlikely
    // to be anybody else's counts. A short one is no reason to turn a cry for help away.
    let number = if key.len() < KEY_LEN_MIN { "" } else { &number[..32] };
    let content = [call.words.as_str(), &call.who, &call.reach, &call.service];
    let id = super::command_id(number, "/api/v1/emergencies", &content);
    let door =
        domain::words::is_key(&call.service).then(|| ServiceKey::from(call.service.as_str()));
    let language = Language::of_tag(&call.language);
    let answer = (call.question.as_str(), call.answer.as_str());
    let asked = flood::Asked { id, words: &call.words, who: &call.who, answer };
    let cry = match flood::passage(&site, &headers, &extensions, &asked) {
        Passage::Rings(cry) => cry,
        Passage::Asks(wrong) => return flood::question_for_programs(&site, wrong),
    };
    let Call { words, who, reach, .. } = call;
    let open = Command::Open { words, who, reach, door, follows: None, language };
    match site.line.ask(id, Actor::Stranger, open).await {
        Ok(Ok(outcome)) => {
            let Some(participant) = outcome.participant else {
                return Problem::from(domain::Refusal::Broken).json();
            };
            outcome.emergency.inspect(|emergency| site.flood.rang(&cry, *emergency));
            let path = format!("/e/{}", site.key.participant(participant));
            let url = format!("{}{path}", site.public_url);
            let answer = json!({ "url": url, "messages": format!("{url}/messages") }).to_string();
            let kind = (header::CONTENT_TYPE, "application/json".to_owned());
            (StatusCode::CREATED, [kind, (header::LOCATION, path)], answer).into_response()
        }
        Ok(Err(refusal)) => Problem::from(refusal).json(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_of_any_bytes_is_read_or_refused() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let _ = serde_json::from_slice::<Call>(bytes);
            // The same bytes as the words of a call are taken as they are.
            let words = String::from_utf8_lossy(bytes);
            let call = json!({ "words": words }).to_string();
            let call: Call = serde_json::from_str(&call).expect("a call");
            assert_eq!(call.words, words);
        });
    }
}
