//! Callbacks of telephone carriers: read, checked for their signature, and passed on.
//!
//! They may be lost, come twice and overtake one another. So nothing here counts or remembers:
//! only what ends a call or a message is reported, every report is one that may come again, and
//! what a key or a reply orders carries an id derived from the call or the message.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::deliveries::{self, Outcome};
use domain::words::{Actor, CommandId};

use super::forms::read;
use super::{Problem, Site};
use crate::channels::telephone::twiml::Document;
use crate::links::Attempt;

pub mod bounces;
pub mod bridge;
pub mod call;
pub mod reply;

/// Longest callback, in bytes.
const CALLBACK_LEN_MAX: usize = 64 * 1024;
/// Most fields of a callback; carriers add new ones without notice.
const FIELDS_MAX: usize = 300;

/// What a carrier posted, with its signature checked.
pub struct Callback(Vec<(String, String)>);

impl Callback {
    /// Reads a callback of this carrier.
    ///
    /// # Errors
    /// The answer to give when there is no such carrier or it did not sign this.
    pub async fn read(
        site: &Site,
        carrier: &str,
        uri: &Uri,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Self, Response> {
        let trunk = site
            .telephone
            .trunk(carrier)
            .ok_or_else(|| Problem::unknown("telephone carrier").json())?;
        let bytes = read(body, CALLBACK_LEN_MAX).await.map_err(|problem| problem.json())?;
        let mut fields = form_urlencoded::parse(&bytes);
        let first = fields.by_ref().take(FIELDS_MAX);
        let form: Vec<(String, String)> =
            first.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        // With some of them left out the signature would seem wrong, and nobody would know why.
        if fields.next().is_some() {
            tracing::warn!(carrier, most = FIELDS_MAX, "a callback with too many fields");
            return Err(Problem::too_many_fields(FIELDS_MAX).json());
        }
        // The address as people reach it: behind a proxy, what arrives here names another host.
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let url = format!("{}{path}", site.public_url);
        let given = headers.get("x-twilio-signature").and_then(|value| value.to_str().ok());
        if trunk.is_genuine(&url, &form, given.unwrap_or_default()) {
            return Ok(Self(form));
        }
        tracing::warn!(
            carrier,
            "a callback with a wrong signature was refused; if they all are, look at public_url \
             and at the carrier's token"
        );
        let detail = "The signature does not fit. Nothing was changed.";
        Err(Problem::new(StatusCode::FORBIDDEN, "not-allowed", "Not allowed", detail).json())
    }

    /// A field; empty when it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A document for the carrier.
fn twiml(document: Document) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/xml; charset=utf-8")];
    (kind, document.into_string()).into_response()
}

/// The id of what a key or a reply orders: the same one ordered twice is one order.
pub(super) fn order_id(parts: &[&str]) -> CommandId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"mayday telephone 1");
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    CommandId(u128::from_be_bytes(bytes))
}

/// Reports what became of an attempt; the answer to the carrier.
async fn report(site: &Arc<Site>, attempt: &Attempt, outcome: Outcome) -> Response {
    let Attempt { delivery, fence, .. } = *attempt;
    let report = deliveries::Command::Report { delivery, fence, outcome };
    match site.line.tell(Actor::System, domain::Command::Deliveries(report)).await {
        // A delivery that a later ring has replaced is nobody's concern any more.
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}
