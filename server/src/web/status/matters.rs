//! Lasting addresses: what lies still at its own, and the ways to it from the addresses that
//! Statuspage gives to the same things.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::readers::ReadersSight;
use domain::words::StatusPageKey;

use super::super::Site;
use super::{KEPT_BRIEFLY, answer, show};
use crate::status::{OWN, former, shelf};

/// The routes at the root that stand for the oldest page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/history", get(history)).route("/incidents/{id}", get(show))
}

/// `GET /history`: where Statuspage has it.
async fn history(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    // Its pages are counted, ours are months: what is asked for beyond the first is not there.
    let month = query.filter(|query| query.starts_with("month="));
    let month = month.map(|month| format!("?{month}")).unwrap_or_default();
    moved(&format!("{}/status/history{month}", site.base))
}

/// Somewhere else, for good.
pub(super) fn moved(to: &str) -> Response {
    let Ok(to) = HeaderValue::try_from(to) else { return StatusCode::NOT_FOUND.into_response() };
    let set =
        [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static(KEPT_BRIEFLY))];
    (StatusCode::MOVED_PERMANENTLY, set).into_response()
}

/// What lies still at a path, or the way to where it stands; `None` where nothing does.
pub(super) async fn still(site: &Arc<Site>, path: &str, headers: &HeaderMap) -> Option<Response> {
    if let Some(sheet) = shelf::public(site, path).await {
        return Some(answer(&sheet, headers));
    }
    let (page, root, id) = former_of(site, path)?;
    let found = former::matter(site, &ReadersSight::public(), &page, id).await?;
    Some(moved(&format!("{root}/{found}")))
}

/// Which page is asked for something by the id that it has with Statuspage, and where the page
/// stands.
fn former_of<'a>(site: &Site, path: &'a str) -> Option<(StatusPageKey, String, &'a str)> {
    let (before, id) = path.split_once("/incidents/")?;
    let first = || site.line.published().state.status_pages.first().map(|(key, _)| key.clone());
    let base = site.base;
    if matches!(before, "" | "/status") {
        return Some((first()?, format!("{base}/status"), id));
    }
    let rest = before.strip_prefix("/status/p/")?;
    match rest.strip_suffix(OWN).and_then(|rest| rest.strip_suffix('/')) {
        // At a name of its own all parts of a page stand at the root.
        Some(key) => Some((StatusPageKey::from(key), String::new(), id)),
        None => Some((StatusPageKey::from(rest), format!("{base}/status/p/{rest}"), id)),
    }
}
