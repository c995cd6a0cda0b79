//! The intake: where other tools post their alerts, each in its own words.
//!
//! What is answered with "stored" is stored. Too much at once is answered with 503, never with a
//! 4xx that would make a tool give up.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::monitoring::{Command, SIGNALS_MAX, Signal};
use domain::words::{Actor, IntegrationKey, Timestamp};
use domain::{Refusal, monitoring};
use serde_json::{Value, json};

use super::{Problem, Site, forms};
use crate::alerts::{self, changes, events_v1, events_v2};
use crate::line::Unanswered;
use crate::signals::event;

/// Longest body of the PagerDuty forms, in bytes.
pub const EVENT_LEN_MAX: usize = 512_000;
/// Longest body of the others, in bytes.
pub const ALERTS_LEN_MAX: usize = 1_000_000;
/// When a tool that found too much waiting should come again, in seconds.
pub(super) const RETRY_AFTER_SECS: &str = "5";

type Digest = [u8; 32];
/// The integrations by the digests of their routing keys.
type Known = HashMap<Digest, IntegrationKey>;

/// Which integration a routing key belongs to. It is looked up by its digest, so that the time
/// which that takes tells nothing about the keys there are.
#[derive(Default)]
pub struct Routes {
    known: Mutex<Option<(u64, Arc<Known>)>>,
    /// What could not be read, for the page of the integration; gone with the process.
    unread: Mutex<BTreeMap<IntegrationKey, (Timestamp, String)>>,
}

impl Routes {
    fn all(&self, site: &Site) -> Arc<Known> {
        let state = site.line.published().state;
        let generation = state.monitoring.generation();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((built, routes)) = known.as_ref()
            && *built == generation
        {
            return Arc::clone(routes);
        }
        let digest = |known: &monitoring::Integration| {
            *blake3::hash(site.key.routing_key(known.route).as_bytes()).as_bytes()
        };
        let integrations = state.monitoring.integrations.iter();
        let routes = integrations.map(|(key, known)| (digest(known), key.clone())).collect();
        let routes = Arc::new(routes);
        *known = Some((generation, Arc::clone(&routes)));
        routes
    }

    /// What of the integration could last not be read, and when.
    pub fn unread(&self, integration: &IntegrationKey) -> Option<(Timestamp, String)> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).get(integration).cloned()
    }

    fn note_unread(&self, site: &Site, integration: &IntegrationKey, why: &str) {
        let now = site.line.published().now();
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        unread.insert(integration.clone(), (now, why.to_owned()));
        while unread.len() > monitoring::INTEGRATIONS_MAX {
            unread.pop_first();
        }
    }
}

/// The integration of a routing key; dashes and capitals do not count, as some tools add them.
pub(super) fn integration(site: &Site, key: &str) -> Option<IntegrationKey> {
    let plain: String = key.trim().replace('-', "").to_ascii_lowercase();
    let digest = *blake3::hash(plain.as_bytes()).as_bytes();
    site.routes.all(site).get(&digest).cloned()
}

/// Why signals were not stored.
pub(super) enum NotTaken {
    /// The routing key opens nothing any more.
    Unknown,
    /// The asker must come again.
    Later(Unanswered),
    /// A fault of ours.
    Broken(Refusal),
}

/// Stores signals: all of them, or the tool is told to send them again. What is stored twice is
/// one alert all the same.
pub(super) async fn take(
    site: &Site,
    integration: &IntegrationKey,
    signals: Vec<Signal>,
) -> Result<(), NotTaken> {
    // The outcome is not kept under an id: the same body sent tomorrow is news, not a repeat.
    let parts = signals.chunks(SIGNALS_MAX).map(|some| {
        let take = Command::Take { integration: integration.clone(), signals: some.to_vec() };
        tell(site, integration, take)
    });
    for stored in futures_util::future::join_all(parts).await {
        stored?;
    }
    Ok(())
}

async fn tell(site: &Site, integration: &IntegrationKey, command: Command) -> Result<(), NotTaken> {
    let actor = Actor::Integration(integration.clone());
    match site.line.tell(actor, domain::Command::Monitoring(command)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(Refusal::Monitoring(monitoring::Refusal::UnknownIntegration))) => {
            Err(NotTaken::Unknown)
        }
        Ok(Err(refusal)) => Err(NotTaken::Broken(refusal)),
        Err(unanswered) => Err(NotTaken::Later(unanswered)),
    }
}

/// `POST /alerts/<format>/<key>`
pub async fn alerts(
    State(site): State<Arc<Site>>,
    Path((format, key)): Path<(String, String)>,
    body: Body,
) -> Response {
    let Some(format) = alerts::format(&format) else {
        return Problem::unknown("alert format").json();
    };
    let Some(integration) = integration(&site, &key) else {
        return Problem::unknown_link().json();
    };
    let body = forms::take(body, ALERTS_LEN_MAX).await;
    if !body.whole {
        return cut_short(&site, &integration, &body, ALERTS_LEN_MAX).await;
    }
    let state = site.line.published().state;
    let known = state.monitoring.integration(&integration);
    let mapping = known.map(|known| known.profile.mapping.clone()).unwrap_or_default();
    let signals = match (format.read)(&body.bytes, &mapping) {
        Ok(signals) => signals,
        Err(unreadable) => {
            site.routes.note_unread(&site, &integration, &unreadable.0);
            return Problem::bad("body", unreadable.0).json();
        }
    };
    let count = signals.len();
    match take(&site, &integration, signals).await {
        Ok(()) => answer(StatusCode::ACCEPTED, &json!({ "status": "success", "taken": count })),
        Err(NotTaken::Unknown) => Problem::unknown_link().json(),
        Err(NotTaken::Broken(refusal)) => Problem::from(refusal).json(),
        Err(NotTaken::Later(unanswered)) => Problem::from(unanswered).json(),
    }
}

/// A body that is too long, or that broke off. What is too long cannot be read, but somebody must
/// know that it came: the tool may have been told to give up on a 4xx.
pub(super) async fn cut_short(
    site: &Site,
    integration: &IntegrationKey,
    body: &forms::Taken,
    len_max: usize,
) -> Response {
    if body.bytes.len() < len_max {
        let broke_off = "It broke off before its end. Send it again.";
        return Problem::bad("body", broke_off).json();
    }
    match take(site, integration, vec![alerts::too_large(len_max)]).await {
        Ok(()) => Problem::too_large(len_max).json(),
        Err(NotTaken::Unknown) => Problem::unknown_link().json(),
        Err(NotTaken::Broken(refusal)) => Problem::from(refusal).json(),
        Err(NotTaken::Later(unanswered)) => Problem::from(unanswered).json(),
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let kind = (header::CONTENT_TYPE, "application/json");
    (status, [kind], body.to_string()).into_response()
}

fn later(body: &Value) -> Response {
    let kind = (header::CONTENT_TYPE, "application/json");
    let retry = (header::RETRY_AFTER, RETRY_AFTER_SECS);
    (StatusCode::SERVICE_UNAVAILABLE, [kind, retry], body.to_string()).into_response()
}

fn invalid(errors: &[String]) -> Response {
    let body = json!({
        "status": "invalid event", "message": "Event object is invalid", "errors": errors,
    });
    answer(StatusCode::BAD_REQUEST, &body)
}

fn wrong(wrong: &event::Wrong) -> Response {
    match wrong {
        event::Wrong::Unrecognized => {
            let body = json!({
                "status": "Unrecognized object",
                "message": "Event object format is unrecognized",
                "errors": ["JSON parse error"],
            });
            answer(StatusCode::BAD_REQUEST, &body)
        }
        event::Wrong::Invalid(errors) => invalid(errors),
    }
}

fn not_taken(why: &NotTaken, key_name: &str) -> Response {
    match why {
        // The same for a key that never was and one that was taken back.
        NotTaken::Unknown => invalid(&[format!("Invalid {key_name}")]),
        NotTaken::Later(_) => later(&json!({
            "status": "retry later", "message": "Event was not stored",
            "errors": ["It could not be stored just now. Send it again."],
        })),
        NotTaken::Broken(_) => {
            let errors = ["This event met a fault in the program, which is reported."];
            let body =
                json!({ "status": "error", "message": "Event not stored", "errors": errors });
            answer(StatusCode::INTERNAL_SERVER_ERROR, &body)
        }
    }
}

async fn too_long(site: &Site, body: &forms::Taken) -> Response {
    let key = event::routing_key_in(&body.bytes);
    if let Some(integration) = key.and_then(|key| integration(site, &key))
        && body.bytes.len() == EVENT_LEN_MAX
        && let Err(why) = take(site, &integration, vec![alerts::too_large(EVENT_LEN_MAX)]).await
    {
        return not_taken(&why, "routing key");
    }
    let body = json!({
        "status": "invalid event", "message": "Event object is invalid",
        "errors": [format!("The event is larger than {EVENT_LEN_MAX} bytes, or broke off")],
    });
    answer(StatusCode::PAYLOAD_TOO_LARGE, &body)
}

/// `POST /v2/enqueue`
pub async fn enqueue(State(site): State<Arc<Site>>, body: Body) -> Response {
    let body = forms::take(body, EVENT_LEN_MAX).await;
    if !body.whole {
        return too_long(&site, &body).await;
    }
    let opened = match events_v2::open(&body.bytes) {
        Ok(opened) => opened,
        Err(mistakes) => return wrong(&mistakes),
    };
    let Some(integration) = integration(&site, &opened.routing_key) else {
        return not_taken(&NotTaken::Unknown, "routing key");
    };
    match take(&site, &integration, vec![opened.signal]).await {
        Ok(()) => {
            let body = json!({
                "status": "success", "message": "Event processed", "dedup_key": opened.dedup_key,
            });
            answer(StatusCode::ACCEPTED, &body)
        }
        Err(why) => not_taken(&why, "routing key"),
    }
}

/// `POST /v2/change/enqueue`
pub async fn change(State(site): State<Arc<Site>>, body: Body) -> Response {
    let body = forms::take(body, EVENT_LEN_MAX).await;
    if !body.whole {
        return answer(
            StatusCode::PAYLOAD_TOO_LARGE,
            &json!({ "status": "invalid event", "message": "Event object is invalid",
                "errors": [format!("The event is larger than {EVENT_LEN_MAX} bytes")] }),
        );
    }
    let (key, change) = match changes::open(&body.bytes) {
        Ok(opened) => opened,
        Err(mistakes) => return wrong(&mistakes),
    };
    let Some(integration) = integration(&site, &key) else {
        return not_taken(&NotTaken::Unknown, "routing key");
    };
    let command = Command::Change { integration: integration.clone(), change };
    match tell(&site, &integration, command).await {
        Ok(()) => {
            let body = json!({ "status": "success", "message": "Change event processed" });
            answer(StatusCode::ACCEPTED, &body)
        }
        Err(why) => not_taken(&why, "routing key"),
    }
}

/// `POST /generic/2010-04-15/create_event.json`
pub async fn create_event(State(site): State<Arc<Site>>, body: Body) -> Response {
    let body = forms::take(body, EVENT_LEN_MAX).await;
    if !body.whole {
        return too_long(&site, &body).await;
    }
    let opened = match events_v1::open(&body.bytes) {
        Ok(opened) => opened,
        Err(mistakes) => return wrong(&mistakes),
    };
    let Some(integration) = integration(&site, &opened.routing_key) else {
        return not_taken(&NotTaken::Unknown, "service key");
    };
    match take(&site, &integration, vec![opened.signal]).await {
        Ok(()) => {
            let body = json!({
                "status": "success", "message": "Event processed",
                "incident_key": opened.dedup_key,
            });
            answer(StatusCode::OK, &body)
        }
        Err(why) => not_taken(&why, "service key"),
    }
}

/// The key of a header `Authorization: GenieKey <key>`.
pub(super) fn genie_key(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("geniekey").then(|| key.trim())
}
