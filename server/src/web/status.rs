//! Status pages, their JSON and their feeds: bytes that lie ready.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::{Problem, Site};
use crate::status::Sheet;

pub mod fails;
pub mod own;
mod readers;

/// For so long a cache on the way may hand out what it has read, in seconds. Whoever reads asks
/// each time, and mostly learns that nothing changed.
const KEEP_SECS: u32 = 10;
/// For so long a reader who comes right after the start waits for the first edition: the door is
/// open before everything is printed, and an address that stands must not be answered with 404.
const FIRST_WITHIN: Duration = Duration::from_secs(5);

/// `GET` of everything that the press has printed.
pub async fn show(State(site): State<Arc<Site>>, request: Request) -> Response {
    let mut editions = site.status.editions();
    if *editions.borrow_and_update() == 0 {
        let first = tokio::time::timeout(FIRST_WITHIN, editions.changed()).await;
        tracing::debug!(?first, "a reader waited for the first edition");
    }
    let path = request.uri().path();
    let path = path.strip_prefix(site.base).unwrap_or(path);
    if let Some(page) = path.strip_suffix("/stream") {
        return readers::stream(&site, page)
            .unwrap_or_else(|| Problem::unknown("status page").answer(&site, request.headers()));
    }
    let headers = request.headers();
    let printed = site.status.printed();
    // A month may also be asked for as a form would.
    let asked = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let month = asked.into_iter().find(|(name, _)| name == "month" && path.ends_with("/history"));
    let path = month.map_or_else(|| path.into(), |(_, month)| format!("{path}/{month}"));
    match printed.get(path.trim_end_matches('/')) {
        Some(sheet) => answer(sheet, headers),
        // Programs that look for a document that is not there are answered as Statuspage does.
        None if path.contains("/api/v2/") => StatusCode::NOT_FOUND.into_response(),
        None => Problem::unknown("status page").answer(&site, headers),
    }
}

fn answer(sheet: &Sheet, headers: &HeaderMap) -> Response {
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let known = known.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let same = known.map(str::trim).any(|tag| tag == "*" || weak(tag) == weak(&sheet.tag));
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (coding, bytes) = coded(sheet, headers);
        let mut response = Response::new(Body::from(bytes.clone()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(sheet.kind));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    };
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::ETAG, &sheet.tag);
    set(header::VARY, "accept-encoding");
    let keep = match sheet.lasting {
        true => "public, max-age=31536000, immutable".to_owned(),
        false => format!("public, max-age=0, s-maxage={KEEP_SECS}, stale-if-error=86400"),
    };
    set(header::CACHE_CONTROL, &keep);
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if let Some(policy) = &sheet.policy {
        set(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The best coding that the reader takes.
fn coded<'a>(sheet: &'a Sheet, headers: &HeaderMap) -> (Option<&'static str>, &'a Bytes) {
    let takes = |name: &str| super::spliced::takes(headers, name);
    match () {
        () if takes("br") && !sheet.brotli.is_empty() => (Some("br"), &sheet.brotli),
        () if takes("gzip") && !sheet.gzip.is_empty() => (Some("gzip"), &sheet.gzip),
        () => (None, &sheet.plain),
    }
}
