//! Forms of the console that arrive after the session has ended: given back, so that no word is
//! lost on the way through the sign-in.

use std::sync::Arc;

use axum::extract::{FromRequest, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::forms::{Fields, wants_json};
use super::way_back::WayBack;
use super::{Site, html, sign_in};

/// Gives a form back to a browser that is no longer signed in. Scripts, which keep what they send,
/// and forms with files, which cannot be shown again, are answered by the handlers themselves.
///
/// Other sites cannot fill this page with words of theirs: their posts are turned away before.
pub async fn give_back(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_form =
        kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let theirs = *request.method() == Method::POST
        && is_form
        && request.uri().path().starts_with("/console")
        && !wants_json(request.headers());
    if !theirs || sign_in::person(&site, request.headers()).is_some() {
        return next.run(request).await;
    }
    let way = WayBack::of(request.method(), request.uri().path());
    let action = request.uri().path().to_owned();
    let headers = request.headers().clone();
    match Fields::from_request(request, &()).await {
        Ok(fields) => {
            let page = site.render(|context| {
                views::unsent::page(context, &way.sign_in(), &action, fields.pairs())
            });
            (StatusCode::UNAUTHORIZED, html(page)).into_response()
        }
        Err(problem) => problem.page(&site, &headers),
    }
}
