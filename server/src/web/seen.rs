//! Whoever of the vendor sees a component fail, or work, says so with one press.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use domain::sightings::{Command, said_by};
use domain::words::ComponentKey;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, see_other};

/// The route of the press.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/console/status/components/{key}/evidence", post(say))
}

/// `POST /console/status/components/<key>/evidence`
pub async fn say(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let component = ComponentKey::from(key.as_str());
    if site.line.published().state.components.get(&component).is_none() {
        return who.told(&site, &Problem::unknown("component"));
    }
    let failing = fields.get("failing") == "1";
    let source = said_by(&who.viewer.person);
    match site.line.tell(who.actor(), Command::Report { component, source, failing }).await {
        Ok(Ok(_)) => see_other(&format!("/console/status/components/{key}")),
        Ok(Err(refusal)) => who.told(&site, &Problem::bad("failing", refusal.to_string())),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}
