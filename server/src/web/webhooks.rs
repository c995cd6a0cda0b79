//! Webhooks: what other programs were told and what became of it, and telling them once more.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Role;
use domain::deliveries::Command;
use domain::words::{DeliveryId, Timestamp};
use views::settings::{Attempt, Receiver};

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html};
use crate::delivery_log;

/// Most attempts that are shown of each webhook.
const SHOWN_MAX: usize = 50;

/// `GET /console/webhooks`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    if !site.render(|context| views::settings::at_least(context, &who.viewer, Role::Lead)) {
        return who.told(&site, &Problem::unknown("page"));
    }
    let attempts = match delivery_log::attempts(&site).await {
        Ok(attempts) => attempts,
        Err(problem) => return who.told(&site, &problem),
    };
    let names = delivery_log::webhooks(&site.line.published().state, &attempts);
    let receivers: Vec<Receiver> = names
        .into_iter()
        .map(|key| {
            let own = attempts.iter().filter(|attempt| attempt.webhook == key);
            Receiver { attempts: own.take(SHOWN_MAX).map(shown).collect(), key }
        })
        .collect();
    html(site.render(|context| views::settings::webhooks(context, &who.viewer, &receivers)))
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
    who: SignedIn,
    fields: Fields,
) -> Response {
    let published = site.line.published();
    let deliveries = match fields.given("delivery") {
        Some(delivery) => Vec::from_iter(DeliveryId::parse(delivery)),
        None => {
            let hours = i64::from(fields.number("hours").unwrap_or(1).min(24 * 30));
            let from = Timestamp(published.now().0 - hours * 3_600_000);
            delivery_log::since(&published.state, &key, from)
        }
    };
    who.does(&site, Command::Replay { deliveries }, "/console/webhooks").await
}
