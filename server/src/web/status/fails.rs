//! "It fails for me": one tap on the status page, counted, and the way to a person.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::sightings;
use domain::words::{Actor, ComponentKey, StatusPageKey, is_key};

use super::super::forms::Fields;
use super::super::{Problem, Site, html, see_other};
use crate::proxies::ClientAddress;
use crate::status::Ink;

/// Longest name of a browser that tells readers apart, in bytes.
const AGENT_LEN_MAX: usize = 300;

/// `POST /status/p/<page>/fails`
pub async fn say(
    State(site): State<Arc<Site>>,
    Path(page): Path<String>,
    extensions: Extensions,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let page = StatusPageKey::from(page.as_str());
    let component = fields.get("component").trim();
    let published = site.line.published();
    let open = published.state.for_everyone();
    let shown = open.status_page_at(&page, published.now());
    let key = ComponentKey::from(component);
    if !is_key(component) || !shown.is_some_and(|shown| shown.has(&key)) {
        return Problem::unknown("component").answer(&site, &headers);
    }
    let address = extensions.get::<ClientAddress>().map(|client| client.0);
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], HeaderValue::as_bytes);
    let agent = String::from_utf8_lossy(&agent[..agent.len().min(AGENT_LEN_MAX)]);
    if site.status.reports.counts(address, &agent, component, published.now()) {
        let see = sightings::Command::See { component: key };
        match site.line.tell(Actor::System, see).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => tracing::warn!(%refusal, "a reader's word is not counted"),
            // Whoever cannot work is not stopped here: the way to a person stands open.
            Err(unanswered) => tracing::warn!(?unanswered, "a reader's word is not stored"),
        }
    }
    see_other(&format!("{}/status/p/{page}/fails/{component}", site.base))
}

/// `GET /status/p/<page>/fails/<component>`
pub async fn thanks(
    State(site): State<Arc<Site>>,
    Path((page, component)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let published = site.line.published();
    let seen = &published.state.for_everyone();
    let ink = Ink {
        published: &published,
        seen,
        key: &site.key,
        public_url: &site.public_url,
        base: site.base,
    };
    let (page, component) = (page.as_str().into(), component.as_str().into());
    match ink.thanks(&page, &component) {
        None => Problem::unknown("component").answer(&site, &headers),
        Some((markup, policy)) => {
            let mut response = (StatusCode::OK, html(markup)).into_response();
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            }
            response
        }
    }
}
