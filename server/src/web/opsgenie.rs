//! The Opsgenie Alert API: open, acknowledge and close by alias or id, and ask what became of it.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::monitoring::{Alert, Asks, Signal};
use domain::words::IntegrationKey;
use serde::Deserialize;
use serde_json::{Value, json};

use super::intake::{ALERTS_LEN_MAX, NotTaken, RETRY_AFTER_SECS, cut_short, genie_key, take};
use super::{Site, forms, intake};
use crate::alerts::opsgenie::{self, Wrong};

/// What a client adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default, rename = "identifierType")]
    identifier_type: String,
}

/// One request on its way to an answer.
struct Asked {
    site: Arc<Site>,
    since: Instant,
    integration: IntegrationKey,
}

impl Asked {
    fn of(site: Arc<Site>, headers: &HeaderMap) -> Result<Self, Box<Response>> {
        let since = Instant::now();
        let key = genie_key(headers).and_then(|key| intake::integration(&site, key));
        match key {
            Some(integration) => Ok(Self { site, since, integration }),
            None => Err(Box::new(unknown(since))),
        }
    }

    /// The number of a request follows from the alert that it is about, so that asking for it
    /// later needs no memory.
    fn number(&self, alias: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.integration.as_str().as_bytes()).update(&[0]);
        hasher.update(domain::monitoring::tidy_key(alias).as_bytes());
        uuid(&hasher.finalize().to_hex()[..32])
    }

    fn alert(&self, number: &str) -> Option<Alert> {
        let state = self.site.line.published().state;
        let wanted = number.to_ascii_lowercase();
        let mut all = state.monitoring.firing_of(&self.integration);
        all.find(|alert| self.number(&alert.key) == wanted).cloned()
    }

    fn answer(&self, status: StatusCode, mut body: Value, number: &str) -> Response {
        body["took"] = json!(self.since.elapsed().as_secs_f64());
        body["requestId"] = json!(number);
        let kind = (header::CONTENT_TYPE, "application/json");
        (status, [kind], body.to_string()).into_response()
    }

    async fn send(&self, alias: &str, asks: Asks) -> Response {
        let number = self.number(alias);
        match take(&self.site, &self.integration, vec![Signal::new(alias, asks)]).await {
            Ok(()) => {
                let body = json!({ "result": "Request will be processed" });
                self.answer(StatusCode::ACCEPTED, body, &number)
            }
            Err(NotTaken::Unknown) => unknown(self.since),
            Err(NotTaken::Broken(_)) => {
                let body = json!({ "message": "A fault in the program; it is reported." });
                self.answer(StatusCode::INTERNAL_SERVER_ERROR, body, &number)
            }
            Err(NotTaken::Later(_)) => {
                let body = json!({ "message": "It could not be stored just now. Send it again." });
                let status = StatusCode::SERVICE_UNAVAILABLE;
                let mut response = self.answer(status, body, &number);
                let retry = header::HeaderValue::from_static(RETRY_AFTER_SECS);
                response.headers_mut().insert(header::RETRY_AFTER, retry);
                response
            }
        }
    }
}

fn uuid(hex: &str) -> String {
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn unknown(since: Instant) -> Response {
    let body = json!({
        "message": "Could not authenticate", "took": since.elapsed().as_secs_f64(),
        "requestId": uuid(&format!("{:032x}", crate::chance::id())),
    });
    let kind = (header::CONTENT_TYPE, "application/json");
    (StatusCode::UNAUTHORIZED, [kind], body.to_string()).into_response()
}

/// `POST /v2/alerts`
pub async fn open(State(site): State<Arc<Site>>, headers: HeaderMap, body: Body) -> Response {
    let asked = match Asked::of(site, &headers) {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let body = forms::take(body, ALERTS_LEN_MAX).await;
    if !body.whole {
        return cut_short(&asked.site, &asked.integration, &body, ALERTS_LEN_MAX).await;
    }
    match opsgenie::open(&body.bytes) {
        Ok((alias, signal)) => asked.send(&alias, signal.asks).await,
        Err(Wrong::Unrecognized) => {
            let body = json!({ "message": "Could not parse request body" });
            asked.answer(StatusCode::BAD_REQUEST, body, &asked.number(""))
        }
        Err(Wrong::NoMessage) => {
            let body = json!({
                "message": "Request body is not processable. Please check the errors.",
                "errors": { "message": "Message can not be empty." },
            });
            asked.answer(StatusCode::UNPROCESSABLE_ENTITY, body, &asked.number(""))
        }
    }
}

/// `POST /v2/alerts/<identifier>/{close,acknowledge}`
pub async fn act(
    State(site): State<Arc<Site>>,
    Path((identifier, deed)): Path<(String, String)>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = match Asked::of(site, &headers) {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    // Who closes it, and why, may stand in the body; nothing of it is needed.
    let _ = forms::take(body, ALERTS_LEN_MAX).await;
    let asks = match deed.as_str() {
        "close" => Asks::Resolve,
        "acknowledge" => Asks::Acknowledge,
        _ => {
            let body = json!({ "message": "Only close and acknowledge can be done here." });
            return asked.answer(StatusCode::NOT_FOUND, body, &asked.number(&identifier));
        }
    };
    let alias = match options.identifier_type.as_str() {
        "alias" => identifier,
        _ => asked.alert(&identifier).map_or(identifier, |alert| alert.key.to_string()),
    };
    asked.send(&alias, asks).await
}

/// `DELETE /v2/alerts/<identifier>`
pub async fn delete(
    State(site): State<Arc<Site>>,
    Path(identifier): Path<String>,
    options: Query<Options>,
    headers: HeaderMap,
) -> Response {
    let path = Path((identifier, "close".to_owned()));
    act(State(site), path, options, headers, Body::empty()).await
}

/// `GET /v2/alerts/requests/<number>`
pub async fn request(
    State(site): State<Arc<Site>>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let asked = match Asked::of(site, &headers) {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let Some(alert) = asked.alert(&number) else {
        let body = json!({ "message": "Request not found. It might not be processed, yet." });
        return asked.answer(StatusCode::NOT_FOUND, body, &number);
    };
    let body = json!({ "data": {
        "success": true, "action": "Create", "isSuccess": true, "status": "Created alert",
        "processedAt": views::times::iso(alert.first_at),
        "integrationId": asked.integration.as_str(),
        "alertId": asked.number(&alert.key), "alias": alert.key.as_str(),
    }});
    asked.answer(StatusCode::OK, body, &number)
}
