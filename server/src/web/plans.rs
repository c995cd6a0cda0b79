//! Plans: schedules with their overrides, policies, people and customers.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::oncall::Command;
use domain::words::{CustomerKey, OverrideId, PersonKey, ScheduleKey, Timestamp};
use serde::Deserialize;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, command_id, html, room, see_other};

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Find {
    #[serde(default)]
    find: String,
    /// The number of the emergency whose customer is looked for.
    emergency: Option<u32>,
}

/// `GET /console/schedules`
pub async fn schedules(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render_to(&who.actor(), |context| views::schedules::page(context, &who.viewer, None)))
}

/// `GET /console/policies`
pub async fn policies(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render_to(&who.actor(), |context| views::policies::page(context, &who.viewer)))
}

/// `GET /console/people`
pub async fn people(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render_to(&who.actor(), |context| views::people::page(context, &who.viewer)))
}

/// `GET /console/customers`
pub async fn customers(
    State(site): State<Arc<Site>>,
    Query(find): Query<Find>,
    who: SignedIn,
) -> Response {
    let Some(number) = find.emergency else {
        return html(site.render_to(&who.actor(), |context| {
            views::customers::page(context, &who.viewer, &find.find)
        }));
    };
    let page = site.render_to(&who.actor(), |context| {
        let emergency = context.state.emergencies.get(room::emergency(&site, number)?)?;
        views::customers::choose(context, &who.viewer, emergency, &find.find)
    });
    match page {
        Some(page) => html(page),
        None => who.told(&site, &Problem::unknown_incident()),
    }
}

/// `GET /console/customers/<key>`
pub async fn customer(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let key = CustomerKey::from(key.as_str());
    match site.render_to(&who.actor(), |context| views::customers::one(context, &who.viewer, &key))
    {
        Some(page) => html(page),
        None => who.told(&site, &Problem::unknown("customer")),
    }
}

/// `GET /console/schedules/<key>`
pub async fn schedule(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    show(&site, &who, &ScheduleKey::from(key.as_str()), None)
}

fn show(
    site: &Site,
    who: &SignedIn,
    key: &ScheduleKey,
    returned: Option<&views::Returned>,
) -> Response {
    // A form that comes back keeps its number: sent again, it is the same command.
    let typed = returned.map(|known| known.value("command")).filter(|number| !number.is_empty());
    let number = typed.map_or_else(|| format!("{:032x}", crate::chance::id()), str::to_owned);
    let page = site.render_to(&who.actor(), |context| {
        views::schedules::one(context, &who.viewer, key, &number, returned)
    });
    match page {
        Some(page) => html(page),
        None => who.told(site, &Problem::unknown("schedule")),
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
    who: SignedIn,
    fields: Fields,
) -> Response {
    let schedule = ScheduleKey::from(key.as_str());
    let state = site.line.published().state;
    let Some(zone) = state.oncall.schedule(&schedule).map(|known| known.zone.clone()) else {
        return who.told(&site, &Problem::unknown("schedule"));
    };
    let again = |field: &str, problem: &str| {
        let returned = fields.returned(Some(field), problem);
        let page = show(&site, &who, &schedule, Some(&returned));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
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
    let place = format!("/console/schedules/{schedule}/overrides {}", who.viewer.person);
    let content = ["person", "replaces", "from", "until"].map(|name| fields.get(name));
    let id = command_id(fields.get("command"), &place, &content);
    match site.line.ask(id, who.actor(), command).await {
        Ok(Ok(_)) => see_other(&format!("/console/schedules/{schedule}")),
        Ok(Err(refusal)) => again("until", &refusal.to_string()),
        Err(unanswered) => {
            let problem = Problem::from(unanswered);
            let returned = fields.returned(None, problem.detail());
            let page = show(&site, &who, &schedule, Some(&returned));
            (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
        }
    }
}

/// `POST /console/schedules/<key>/overrides/<id>/removal`
pub async fn remove_override(
    State(site): State<Arc<Site>>,
    Path((key, id)): Path<(String, String)>,
    who: SignedIn,
) -> Response {
    let schedule = ScheduleKey::from(key.as_str());
    let Some(id) = OverrideId::parse(&id) else {
        return who.told(&site, &Problem::unknown("override"));
    };
    let command = Command::RemoveOverride { schedule: schedule.clone(), id };
    who.does(&site, command, &format!("/console/schedules/{schedule}")).await
}
