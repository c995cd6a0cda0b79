//! Feedback: callers answer with one tap, and leads read how it was.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::access::Role;
use domain::feedback::Command;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, emergency, html, see_other};

/// `POST /e/<link>/feedback`
pub async fn give(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let (actor, id) = match emergency::who(&site, &link) {
        Ok(known) => known,
        Err(problem) => return problem.answer(&site, &headers),
    };
    let score = fields.number("score").and_then(|score| u8::try_from(score).ok()).unwrap_or(0);
    let words = Some(fields.get("feedback").to_owned());
    match site.line.tell(actor, Command::Give { emergency: id, score, words }).await {
        Ok(Ok(_)) => see_other(&format!("/e/{link}")),
        Ok(Err(refusal)) => {
            emergency::given_back(&site, &link, &headers, Some(&fields), "feedback", refusal)
        }
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}

/// `GET /console/feedback`
pub async fn report(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    if !site.render(|context| views::settings::at_least(context, &who.viewer, Role::Lead)) {
        return who.told(&site, &Problem::unknown("page"));
    }
    html(site.render(|context| views::settings::feedback(context, &who.viewer)))
}

/// An answer that a letter's link chooses. Opening the link says nothing: the answer stands on the
/// page, ready to be pressed.
pub(super) fn chosen(score: String) -> views::Returned {
    views::Returned { typed: vec![("score".to_owned(), score)], ..views::Returned::default() }
}
