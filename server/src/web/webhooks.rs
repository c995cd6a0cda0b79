//! Webhooks: what other programs were told and what became of it, and telling them once more.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::access::Role;
use domain::deliveries::Command;
use domain::words::{Actor, DeliveryId, Timestamp};
use views::settings::{Attempt, Receiver};

use super::forms::Fields;
use super::{Problem, Site, html, see_other, sign_in};
use crate::delivery_log;

/// Most attempts that are shown of each webhook.
const SHOWN_MAX: usize = 50;

/// `GET /console/webhooks`
pub async fn show(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let viewer = match sign_in::viewer(&site, &headers) {
        Ok(viewer) => viewer,
        Err(answer) => return answer,
    };
    if !site.render(|context| views::settings::at_least(context, &viewer, Role::Lead)) {
        return Problem::unknown("page").answer(&site, &headers);
    }
    let attempts = match delivery_log::attempts(&site).await {
        Ok(attempts) => attempts,
        Err(problem) => return problem.answer(&site, &headers),
    };
    let names = delivery_log::webhooks(&site.line.published().state, &attempts);
    let receivers: Vec<Receiver> = names
        .into_iter()
        .map(|key| {
            let own = attempts.iter().filter(|attempt| attempt.webhook == key);
            Receiver { attempts: own.take(SHOWN_MAX).map(shown).collect(), key }
        })
        .collect();
    html(site.render(|context| views::settings::webhooks(context, &viewer, &receivers)))
}

fn shown(attempt: &delivery_log::Attempt) -> Attempt {
    Attempt {
        at: attempt.at,
        delivery: attempt.delivery.to_string(),
        kind: attempt.kind,
        incident: attempt.incident,
        attempt: attempt.attempt,
        outcome: attempt.outcome,
        reason: attempt.reason.clone(),
        retry_at: attempt.retry_at,
        can_be_replayed: attempt.can_be_replayed,
    }
}

/// `POST /console/webhooks/<key>/replay`: one message, or all since a time.
pub async fn replay(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let viewer = match sign_in::viewer(&site, &headers) {
        Ok(viewer) => viewer,
        Err(answer) => return answer,
    };
    let published = site.line.published();
    let deliveries = match fields.given("delivery") {
        Some(delivery) => Vec::from_iter(DeliveryId::parse(delivery)),
        None => {
            let hours = i64::from(fields.number("hours").unwrap_or(1).min(24 * 30));
            let from = Timestamp(published.now().0 - hours * 3_600_000);
            delivery_log::since(&published.state, &key, from)
        }
    };
    match site.line.tell(Actor::Person(viewer.person), Command::Replay { deliveries }).await {
        Ok(Ok(_)) => see_other("/console/webhooks"),
        Ok(Err(refusal)) => Problem::from(refusal).answer(&site, &headers),
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}
