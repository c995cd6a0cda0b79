//! What shapes updates before anybody writes one: how soon the next is promised.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::organisation::{self, Settings};
use domain::words::Cadence;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other};

/// Where all of it stands.
const PAGE: &str = "/console/templates";

/// `GET /console/templates`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    page(&site, &who, None)
}

fn page(site: &Site, who: &SignedIn, returned: Option<&views::Returned>) -> Response {
    html(site.render(|context| views::templates::page(context, &who.viewer, returned)))
}

fn again(site: &Site, who: &SignedIn, returned: &views::Returned) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page(site, who, Some(returned))).into_response()
}

/// `POST /console/templates/cadence`
pub async fn cadence(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let secs = |field: &str| fields.number(field).and_then(|mins| mins.checked_mul(60));
    let fields_of = views::templates::CADENCE.map(|(field, _, _)| field);
    let [Some(critical_secs), Some(high_secs), Some(low_secs)] = fields_of.map(secs) else {
        let wrong = fields_of.into_iter().find(|field| secs(field).is_none());
        let returned = fields.returned(wrong, "Write minutes, such as 15.");
        return again(&site, &who, &returned);
    };
    let cadence = Cadence { critical_secs, high_secs, low_secs };
    // What is usual stays unsaid, so that it follows when the usual changes.
    let cadence = (cadence != Cadence::default()).then_some(cadence);
    let known = site.line.published().state;
    let settings = Settings { cadence, ..known.organisation.settings.as_ref().clone() };
    match site.line.tell(who.actor(), organisation::Command::Put { settings }).await {
        Ok(Ok(_)) => see_other(PAGE),
        Ok(Err(refusal)) => {
            let returned = fields.returned(Some("critical_mins"), &refusal.to_string());
            again(&site, &who, &returned)
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}
