//! Whoever of the vendor sees a component fail, or work, says so with one press; and what machines
//! saw and nobody told is answered, where it was nothing.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use domain::sightings::{Command, DISMISSED_MAX, Dismissal, Refusal, said_by};
use domain::words::{ComponentKey, Timestamp};

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, see_other};

/// The routes of the presses.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/status/components/{key}/evidence", post(say))
        .route("/console/sightings/dismissed", post(dismiss))
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

/// `POST /console/sightings/dismissed`
async fn dismiss(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let again = |field: Option<&str>, problem: &str| {
        super::console::returned(&site, &who, &fields.returned(field, problem))
    };
    // The form has them ready; nobody types them.
    let Some((from, until)) = instant(&fields, "from").zip(instant(&fields, "until")) else {
        return again(None, &Refusal::BadSpan.to_string());
    };
    let components = fields.all("component").into_iter().take(DISMISSED_MAX + 1);
    let components = components.map(ComponentKey::from).collect();
    let reason = fields.get("reason").into();
    let command = Command::Dismiss(Dismissal { components, from, until, reason });
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other("/console#unsaid"),
        Ok(Err(refusal)) => {
            let bad = domain::Refusal::Sightings(Refusal::BadReason);
            again((refusal == bad).then_some("reason"), &refusal.to_string())
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// An instant as forms keep it, to the millisecond.
pub(super) fn instant(fields: &Fields, field: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = fields.get(field).parse().ok()?;
    Some(Timestamp(instant.as_millisecond()))
}
