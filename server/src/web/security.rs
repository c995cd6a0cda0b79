//! Security: headers for every answer, and posts from other sites turned away.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{Problem, Site};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' \
    data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// An address or a method that no handler took: said as everything else is said, not in the words
/// of the web framework.
fn in_our_words(site: &Site, json: bool, headers: &HeaderMap, response: Response) -> Response {
    let problem = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Problem::wrong_method(),
        StatusCode::BAD_REQUEST => Problem::unreadable_address(),
        _ => return response,
    };
    let mut answer = if json { problem.json() } else { problem.page(site, headers) };
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    answer
}

/// Those headers by which a reader's language is found; the request itself is gone by then.
fn language_headers(headers: &HeaderMap) -> HeaderMap {
    let found = |name: HeaderName| headers.get(&name).cloned().map(|value| (name, value));
    [header::ACCEPT_LANGUAGE, header::COOKIE].into_iter().filter_map(found).collect()
}

/// Adds the headers, and turns away posts that another site made a browser send. The door is open
/// to all: nothing there can be done in somebody's name.
pub async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let tool = ["/v2/", "/alerts/", "/generic/"].iter().any(|start| path.starts_with(start));
    // So is what readers of a status page say, which is nobody's name.
    let open =
        path == "/help" || path.starts_with("/api/") || path.starts_with("/status/p/") || tool;
    let asset = path.starts_with("/assets/");
    let api = path.starts_with("/api/");
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let foreign = |headers: &HeaderMap| is_foreign(headers, &site.public_url);
    let mut response = if changes && !open && foreign(request.headers()) {
        Problem::foreign().answer(&site, request.headers())
    } else {
        let json = api || super::forms::wants_json(request.headers());
        let asked = language_headers(request.headers());
        let response = next.run(request).await;
        // Tools read what the tool that they were written for would have answered.
        let theirs = tool && response.status() == StatusCode::BAD_REQUEST;
        if theirs { response } else { in_our_words(&site, json || tool, &asked, response) }
    };
    let status = response.status();
    guarded(status, response.headers_mut(), &site);
    if !asset && status != StatusCode::NOT_MODIFIED {
        store_nowhere(response.headers_mut());
    }
    response
}

/// Adds the headers of every answer but one: what the reader has already came with all of them
/// (RFC 9110, section 15.4.5).
pub fn guarded(status: StatusCode, headers: &mut HeaderMap, site: &Site) {
    if status != StatusCode::NOT_MODIFIED {
        protect(headers, site);
    }
}

/// The headers of every answer; one that is there stays as it is.
pub fn protect(headers: &mut HeaderMap, site: &Site) {
    let set = |headers: &mut HeaderMap, name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let permissions = HeaderName::from_static("permissions-policy");
    set(headers, permissions, "geolocation=(), camera=()");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    // The older header knows no "anywhere"; what may stand in any frame goes without it.
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|said| said.to_str().ok());
    if !policy.is_some_and(|said| said.contains("frame-ancestors *")) {
        set(headers, header::X_FRAME_OPTIONS, "DENY");
    }
    if site.public_url.starts_with("https://") {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
}

/// The header of what no cache may keep, which is everything but assets.
pub fn store_nowhere(headers: &mut HeaderMap) {
    let value = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(value);
}

/// Whether another site made the browser send this.
fn is_foreign(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    // What the browser itself says of the two sites is the surest.
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "cross-site" || site == "same-site";
    }
    // Our own pages send no referrer, and then browsers write "null" even to us. Older ones, which
    // say nothing else, are kept out by the cookie, which goes to no post of another site's.
    text(header::ORIGIN).filter(|origin| *origin != "null").is_some_and(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host != text(header::HOST) && origin != public_url
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(pairs: &[(&'static str, &'static str)]) -> bool {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        is_foreign(&pairs.iter().map(header).collect(), "https://help.example.com")
    }

    #[test]
    fn our_own_pages_may_post_though_they_send_no_referrer() {
        assert!(!foreign(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!foreign(&[("origin", "null"), ("sec-fetch-site", "none")]));
        assert!(!foreign(&[("origin", "null")]));
        assert!(!foreign(&[]));
        assert!(!foreign(&[("origin", "http://127.0.0.1:7878"), ("host", "127.0.0.1:7878")]));
        assert!(!foreign(&[("origin", "https://help.example.com"), ("host", "10.0.0.1:7878")]));
    }

    #[test]
    fn other_sites_may_not_post() {
        assert!(foreign(&[("sec-fetch-site", "cross-site")]));
        assert!(foreign(&[("origin", "null"), ("sec-fetch-site", "same-site")]));
        assert!(foreign(&[("origin", "https://bad.example.org"), ("host", "help.example.com")]));
    }
}
