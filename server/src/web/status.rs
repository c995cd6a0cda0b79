//! Status pages, their JSON and their feeds: bytes that lie ready.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use super::{Problem, Site};
use crate::line::Unanswered;
use crate::status::Sheet;

pub(super) mod by_mail;
pub mod fails;
pub mod matters;
pub mod own;
mod readers;

/// A cache on the way may hand out for ten seconds what it has read. Whoever reads asks each time,
/// and mostly learns that nothing changed.
const KEPT_BRIEFLY: &str = "public, max-age=0, s-maxage=10, stale-if-error=86400";
/// What never changes at its address.
const KEPT_FOR_EVER: &str = "public, max-age=31536000, immutable";
/// So many headers an answer has, those that every answer gets among them.
const HEADERS: usize = 16;
/// For so long a reader who comes right after the start waits for the first edition: the door is
/// open before everything is printed, and an address that stands must not be answered with 404.
const FIRST_WITHIN: Duration = Duration::from_secs(5);

/// `OPTIONS` of a document: a script of any site may ask for it, and by the tag that it has.
pub async fn preflight() -> Response {
    let set: [(HeaderName, &str); 4] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "If-None-Match"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, set).into_response()
}

/// `GET` of everything that the press has printed.
pub async fn show(State(site): State<Arc<Site>>, request: Request) -> Response {
    // What is read most is asked for at its very path, and mostly lies ready there.
    if request.uri().query().is_none() {
        let path = request.uri().path();
        let path = path.strip_prefix(site.base).unwrap_or(path).trim_end_matches('/');
        if let Some(sheet) = site.status.printed().get(path) {
            return answer(sheet, request.headers());
        }
    }
    let mut editions = site.status.editions();
    if *editions.borrow_and_update() == 0 {
        let first = tokio::time::timeout(FIRST_WITHIN, editions.changed()).await;
        if first.is_err() {
            // Nobody may take it for gone, least of all a cache.
            return Problem::from(Unanswered::Busy).answer(&site, request.headers());
        }
    }
    let path = request.uri().path();
    let path = path.strip_prefix(site.base).unwrap_or(path);
    if let Some(page) = path.strip_suffix("/stream") {
        return readers::of_page(&site, page)
            .unwrap_or_else(|| Problem::unknown("status page").answer(&site, request.headers()));
    }
    let headers = request.headers();
    let printed = site.status.printed();
    // A month may also be asked for as a form would.
    let asked = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let month = asked.into_iter().find(|(name, _)| name == "month" && path.ends_with("/history"));
    let path = month.map_or_else(|| path.into(), |(_, month)| format!("{path}/{month}"));
    let path = path.trim_end_matches('/');
    if let Some(sheet) = printed.get(path) {
        return answer(sheet, headers);
    }
    if let Some(answer) = matters::still(&site, path, headers).await {
        return answer;
    }
    match by_mail::asks_at(&site, path) {
        // A private page has nothing printed here; some may ask for a link to it.
        Some(page) => by_mail::form(&site, &page, request.uri(), headers),
        // Programs that look for a document that is not there are answered as Statuspage does.
        None if path.contains("/api/v2/") => {
            let anyone = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
            (StatusCode::NOT_FOUND, anyone).into_response()
        }
        None => Problem::unknown("status page").answer(&site, headers),
    }
}

fn answer(sheet: &Sheet, headers: &HeaderMap) -> Response {
    let (status, set, bytes) = laid_out(sheet, headers);
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    *response.headers_mut() = set;
    response.extensions_mut().insert(Printed);
    response
}

/// Marks an answer that the press has laid out.
#[derive(Clone, Copy)]
struct Printed;

/// Compresses answers on their way out, but for what lies ready: the press has packed that where it
/// is worth it, so that the doorstep and the router hand out the same bytes.
pub(super) fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().compress_when(DefaultPredicate::new().and(is_written_now))
}

fn is_written_now(_: StatusCode, _: Version, _: &HeaderMap, marks: &Extensions) -> bool {
    marks.get::<Printed>().is_none()
}

/// What a reader with these headers is answered.
pub(super) fn laid_out(sheet: &Sheet, headers: &HeaderMap) -> (StatusCode, HeaderMap, Bytes) {
    let same = knows(headers, sheet.tag.to_str().unwrap_or_default());
    let (coding, bytes) = match same {
        true => (None, Bytes::new()),
        false => coded(sheet, headers),
    };
    let mut set = HeaderMap::with_capacity(HEADERS);
    set.insert(header::ETAG, sheet.tag.clone());
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let keep = HeaderValue::from_static(if sheet.lasting { KEPT_FOR_EVER } else { KEPT_BRIEFLY });
    set.insert(header::CACHE_CONTROL, keep);
    set.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if sheet.kind == "application/json" {
        // A script of another site may read the tag as well, and ask by it.
        set.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag"));
    }
    if same {
        return (StatusCode::NOT_MODIFIED, set, bytes);
    }
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(sheet.kind));
    set.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if let Some(coding) = coding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    if let Some(policy) = &sheet.policy {
        set.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    (StatusCode::OK, set, bytes)
}

/// Whether a reader has what goes by that tag.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known.filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(','));
    known.any(|known| matches!(bare(known), "*") || bare(known) == bare(tag))
}

/// A tag without what says that it is weak.
fn bare(tag: &str) -> &str {
    tag.trim().trim_start_matches("W/")
}

/// The best coding that the reader takes.
fn coded(sheet: &Sheet, headers: &HeaderMap) -> (Option<&'static str>, Bytes) {
    let takes = |name: &str| super::spliced::takes(headers, name);
    match () {
        () if takes("br") && !sheet.brotli.is_empty() => (Some("br"), sheet.brotli.clone()),
        () if takes("gzip") && !sheet.gzip.is_empty() => (Some("gzip"), sheet.gzip.clone()),
        () => (None, sheet.plain.clone()),
    }
}
