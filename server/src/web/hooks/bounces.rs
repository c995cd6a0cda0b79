//! Mail that comes back: the mail server, or whatever reads its mailbox, posts it here as it is.
//! Nobody signs in: the return address in it has a proof that we made it. What a drill sent to
//! ourselves comes here as well.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::deliveries::{self, CAME_BACK, Outcome};
use domain::subscribers;
use domain::words::Actor;

use crate::channels::email::bounce::{self, MESSAGE_LEN_MAX, Notification};
use crate::drill::round;
use crate::links::Returned;
use crate::web::forms::read;
use crate::web::{Problem, Site};

/// `POST /hooks/mail/bounces`, a message as RFC 3464 has it.
pub async fn received(State(site): State<Arc<Site>>, body: Body) -> Response {
    let bytes = match read(body, MESSAGE_LEN_MAX).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.json(),
    };
    let Some(said) = bounce::read(&bytes) else {
        if let Some(number) = round::number_in(&site.key, bounce::tags_of(&bytes)) {
            return round::came_back(&site, number).await;
        }
        let detail = "This is no report about a delivery (RFC 3464). Nothing was changed.";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Problem::new(status, "no-report", "No report", detail).json();
    };
    let Some(returned) = said.tags.iter().find_map(|tag| site.key.open_return(tag)) else {
        return Problem::unknown("mail of ours").json();
    };
    // What is late may still arrive, and what was relayed has.
    if !said.is_final() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let Some(command) = command(returned, &said) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    match site.line.tell(Actor::System, command).await {
        // What is long settled, or told a second time, changes nothing.
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

fn command(returned: Returned, said: &Notification) -> Option<domain::Command> {
    let reason = format!("{CAME_BACK} ({})", said.status).into();
    Some(match returned {
        Returned::Delivery { delivery, fence } => {
            let outcome = Outcome::Failed { permanent: true, reason };
            deliveries::Command::Report { delivery, fence, outcome }.into()
        }
        Returned::Word { subscriber, word } => {
            let dead = said.is_of_the_address();
            let ours = false;
            subscribers::Command::Bounce { subscriber, broadcast: word, reason, dead, ours }.into()
        }
        // It waits for itself and not for a report; in time it gives up.
        Returned::Drill { .. } => return None,
    })
}
