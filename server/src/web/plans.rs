//! Plans: schedules with their overrides, policies, people and customers.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::oncall::Command;
use domain::words::{Actor, CustomerKey, OverrideId, PersonKey, ScheduleKey, Timestamp};
use serde::Deserialize;

use super::forms::Fields;
use super::{Problem, Site, html, see_other, sign_in};

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Find {
    #[serde(default)]
    find: String,
}

macro_rules! shown_to_viewers {
    ($(#[$doc:meta])* $name:ident, |$context:ident, $viewer:ident| $page:expr) => {
        $(#[$doc])*
        pub async fn $name(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
            match sign_in::viewer(&site, &headers) {
                Ok($viewer) => html(site.render(|$context| $page)),
                Err(answer) => answer,
            }
        }
    };
}

shown_to_viewers! {
    /// `GET /console/schedules`
    schedules, |context, viewer| views::schedules::page(context, &viewer, None)
}
shown_to_viewers! {
    /// `GET /console/policies`
    policies, |context, viewer| views::policies::page(context, &viewer)
}
shown_to_viewers! {
    /// `GET /console/people`
    people, |context, viewer| views::people::page(context, &viewer)
}

/// `GET /console/customers`
pub async fn customers(
    State(site): State<Arc<Site>>,
    Query(find): Query<Find>,
    headers: HeaderMap,
) -> Response {
    match sign_in::viewer(&site, &headers) {
        Ok(viewer) => {
            html(site.render(|context| views::customers::page(context, &viewer, &find.find)))
        }
        Err(answer) => answer,
    }
}

/// `GET /console/customers/<key>`
pub async fn customer(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let viewer = match sign_in::viewer(&site, &headers) {
        Ok(viewer) => viewer,
        Err(answer) => return answer,
    };
    let key = CustomerKey::from(key.as_str());
    match site.render(|context| views::customers::one(context, &viewer, &key)) {
        Some(page) => html(page),
        None => Problem::unknown("customer").answer(&site, &headers),
    }
}

/// `GET /console/schedules/<key>`
pub async fn schedule(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    match sign_in::viewer(&site, &headers) {
        Ok(viewer) => {
            let key = ScheduleKey::from(key.as_str());
            if site.line.published().state.oncall.schedule(&key).is_none() {
                return Problem::unknown("schedule").answer(&site, &headers);
            }
            show(&site, &viewer, &key, None)
        }
        Err(answer) => answer,
    }
}

fn show(
    site: &Site,
    viewer: &views::Viewer,
    key: &ScheduleKey,
    returned: Option<&views::Returned>,
) -> Response {
    match site.render(|context| views::schedules::one(context, viewer, key, returned)) {
        Some(page) if returned.is_some() => {
            (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
        }
        Some(page) => html(page),
        None => Problem::unknown("schedule").page(site),
    }
}

/// Which edge of an override a wall-clock time is.
#[derive(Clone, Copy)]
enum Edge {
    From,
    Until,
}

/// A wall-clock time in the schedule's zone, as `datetime-local` fields send it. Where it comes
/// twice, a start is the first and an end the last, so that there is overlap and never a gap.
fn instant(text: &str, zone: &str, edge: Edge) -> Option<Timestamp> {
    let civil: jiff::civil::DateTime = text.trim().parse().ok()?;
    let zone = crate::zones().get(zone).ok()?;
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let instant = match (edge, ambiguous.offset()) {
        (Edge::Until, jiff::tz::AmbiguousOffset::Fold { .. }) => ambiguous.later(),
        _ => ambiguous.compatible(),
    };
    Some(Timestamp(instant.ok()?.as_millisecond()))
}

/// `POST /console/schedules/<key>/overrides`
pub async fn add_override(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let viewer = match sign_in::viewer(&site, &headers) {
        Ok(viewer) => viewer,
        Err(answer) => return answer,
    };
    let schedule = ScheduleKey::from(key.as_str());
    let state = site.line.published().state;
    let Some(zone) = state.oncall.schedule(&schedule).map(|known| known.zone.clone()) else {
        return Problem::unknown("schedule").answer(&site, &headers);
    };
    let again = |field: &str, problem: &str| {
        let returned = fields.returned(Some(field), problem);
        show(&site, &viewer, &schedule, Some(&returned))
    };
    let person = PersonKey::from(fields.get("person"));
    if state.access.person(&person).is_none() {
        return again("person", "Choose who takes over.");
    }
    let Some(from) = instant(fields.get("from"), &zone, Edge::From) else {
        return again("from", "Say from when, as date and time.");
    };
    let Some(until) = instant(fields.get("until"), &zone, Edge::Until) else {
        return again("until", "Say until when, as date and time.");
    };
    let replaces = fields.given("replaces").map(PersonKey::from);
    let command =
        Command::AddOverride { schedule: schedule.clone(), from, until, person, replaces };
    match site.line.tell(Actor::Person(viewer.person.clone()), command).await {
        Ok(Ok(_)) => see_other(&format!("/console/schedules/{schedule}")),
        Ok(Err(refusal)) => again("until", &refusal.to_string()),
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}

/// `POST /console/schedules/<key>/overrides/<id>/removal`
pub async fn remove_override(
    State(site): State<Arc<Site>>,
    Path((key, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let viewer = match sign_in::viewer(&site, &headers) {
        Ok(viewer) => viewer,
        Err(answer) => return answer,
    };
    let schedule = ScheduleKey::from(key.as_str());
    let Some(id) = OverrideId::parse(&id) else {
        return Problem::unknown("override").answer(&site, &headers);
    };
    let command = Command::RemoveOverride { schedule: schedule.clone(), id };
    match site.line.tell(Actor::Person(viewer.person), command).await {
        Ok(Ok(_)) => see_other(&format!("/console/schedules/{schedule}")),
        Ok(Err(refusal)) => Problem::from(refusal).answer(&site, &headers),
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}
