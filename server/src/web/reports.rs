//! Reports: how promises and estimates fared, month by month.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::signed_in::SignedIn;
use super::{Site, html};

/// `GET /console/reports`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| views::reports::page(context, &who.viewer)))
}
