//! What it stops the caller doing, as the page asked them: once, in their own words.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::emergencies::Command;
use domain::words::MessageId;

use super::super::forms::Fields;
use super::super::{Problem, Site, command_id};
use super::{NOT_STORED, No, caller, given_back, returned, stored, tongue};

/// `POST /e/<link>/impact`: what it stops them doing, as the page asked them.
pub async fn impact(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Result<Fields, Problem>,
) -> Response {
    let (caller, fields) = match (caller(&site, &link), fields) {
        (Ok(caller), Ok(fields)) => (caller, fields),
        (Err(problem), _) | (_, Err(problem)) => return problem.answer(&site, &headers),
    };
    let words = fields.get("stops").to_owned();
    let now = caller.latest(&site);
    let emergency = caller.emergency;
    // The form changes by itself and carries no number: the same words again are the same answer.
    let id = |place: &str| command_id(&"0".repeat(32), &format!("/e/{link}/{place}"), &[&words]);
    let message = MessageId(id("stops").0);
    let impair = Command::Impair { emergency, message, words: words.clone() };
    let answer = site.line.ask(id("impact"), caller.actor(), impair).await;
    // Where an older version runs beside this one, it is a message like any other.
    let answer = match answer {
        Ok(Err(domain::Refusal::NotYet)) => {
            let say = Command::Say { emergency, message, words: words.clone() };
            site.line.ask(id("messages"), caller.actor(), say).await
        }
        answer => answer,
    };
    match answer {
        Ok(Ok(outcome)) => stored(&caller, &caller.latest(&site), outcome.message, None, &headers),
        Ok(Err(refusal)) => given_back(&site, &link, &headers, Some(&fields), "stops", refusal),
        Err(unanswered) => {
            let problem = Problem::from(unanswered);
            let why = problem.told(tongue(&site, &now, &headers));
            let no = No { status: NOT_STORED, field: "stops", why: &why, problem };
            returned(&site, &now, &headers, Some(&fields), &no)
        }
    }
}
