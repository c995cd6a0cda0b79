//! Security: headers for every answer, and posts from other sites turned away.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{Problem, Site};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' \
    data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// An address or a method that no handler took: said as everything else is said, not in the words
/// of the web framework.
fn in_our_words(site: &Site, asker: &HeaderMap, response: Response) -> Response {
    let problem = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Problem::wrong_method(),
        StatusCode::BAD_REQUEST => Problem::unreadable_address(),
        _ => return response,
    };
    let mut answer = problem.answer(site, asker);
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    answer
}

/// Adds the headers, and turns away posts that another site made a browser send. The door is open
/// to all: nothing there can be done in somebody's name.
pub async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let open = path == "/help" || path.starts_with("/api/");
    let asset = path.starts_with("/assets/");
    let foreign = request
        .headers()
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site" || site == "same-site");
    let foreign_origin = request.headers().get(header::ORIGIN).is_some_and(|origin| {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let origin = origin.to_str().unwrap_or_default();
        let origin_host = origin.split_once("://").map(|(_, host)| host);
        origin_host != host && origin != site.public_url
    });
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if changes && !open && (foreign || foreign_origin) {
        Problem::foreign().answer(&site, request.headers())
    } else {
        let asker = request.headers().clone();
        let response = next.run(request).await;
        in_our_words(&site, &asker, response)
    };
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::HeaderName::from_static("permissions-policy"), "geolocation=(), camera=()");
    set(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if site.public_url.starts_with("https://") {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    if !asset {
        set(header::CACHE_CONTROL, "no-store");
    }
    response
}
