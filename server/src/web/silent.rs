//! The test with the phone on silent: planned, taken back, answered, from one's own page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::readiness::{Command, Phone};
use domain::words::{PersonKey, Timestamp};
use views::settings::TEST_AT;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, keys, see_other};

/// Where the result stands.
const OWN: &str = "/console/me#silent-title";
/// Longest wait that the form may name, in minutes; for more there is the clock.
const WAIT_MINUTES_MAX: u32 = 24 * 60;

/// `POST /console/silent-test`: plans one.
pub async fn plan(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let person = who.viewer.person.clone();
    let at = match moment(&site, &person, &fields) {
        Ok(at) => at,
        Err((field, why)) => return again(&site, &who, &headers, &fields, Some(field), why),
    };
    told(&site, &who, &headers, &fields, Command::PlanTest { person, at }).await
}

/// When the form says that it is to ring: after a while, or at the next such hour of the clock
/// where the person lives.
fn moment(
    site: &Site,
    person: &PersonKey,
    fields: &Fields,
) -> Result<Timestamp, (&'static str, &'static str)> {
    let published = site.line.published();
    let now = published.now();
    if fields.get("when") != TEST_AT {
        let minutes = fields.number("when").filter(|minutes| *minutes <= WAIT_MINUTES_MAX);
        let minutes = minutes.ok_or(("when", "Choose when it is to ring."))?;
        return Ok(now + std::time::Duration::from_secs(u64::from(minutes) * 60));
    }
    let wanted = ("at", "Write a time like 03:30.");
    // Browsers leave the seconds out, and some of them do not.
    let clock: String = fields.get("at").trim().chars().take(5).collect();
    let clock: jiff::civil::Time = match clock.len() {
        5 => clock.parse().map_err(|_| wanted)?,
        _ => return Err(wanted),
    };
    let zone = published.state.access.person(person).map(|known| known.zone.clone());
    let zone = zone.and_then(|zone| crate::zones().get(&zone).ok());
    let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
    let today = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let today = today.to_zoned(zone.clone()).date();
    // A time that a change of clocks leaves out rings as much later as the clocks leap.
    let instants = today.series(jiff::Span::new().days(1)).take(3).filter_map(|day| {
        let at = day.to_datetime(clock).to_zoned(zone.clone()).ok()?;
        Some(Timestamp(at.timestamp().as_millisecond()))
    });
    let mut ahead = instants.filter(|at| *at > now);
    ahead.next().ok_or(wanted)
}

/// `POST /console/silent-test/removal`: takes the planned one back.
pub async fn remove(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let person = who.viewer.person.clone();
    told(&site, &who, &headers, &fields, Command::DropTest { person }).await
}

/// `POST /console/silent-test/answer`: what woke them.
pub async fn answer(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let person = who.viewer.person.clone();
    let woke = fields.all("woke").into_iter().map(Into::into).collect();
    let phone = Phone::of_name(fields.get("phone")).unwrap_or_default();
    told(&site, &who, &headers, &fields, Command::AnswerTest { person, woke, phone }).await
}

/// Carries it out, and shows one's own page.
async fn told(
    site: &Site,
    who: &SignedIn,
    headers: &HeaderMap,
    fields: &Fields,
    command: Command,
) -> Response {
    match site.line.tell(who.actor(), domain::Command::Readiness(command)).await {
        Ok(Ok(_)) => see_other(OWN),
        Ok(Err(refusal)) if !who.wants_json => {
            again(site, who, headers, fields, Some("when"), &refusal.to_string())
        }
        Ok(Err(refusal)) => who.told(site, &Problem::from(refusal)),
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

fn again(
    site: &Site,
    who: &SignedIn,
    headers: &HeaderMap,
    fields: &Fields,
    field: Option<&str>,
    why: &str,
) -> Response {
    let returned = fields.returned(field, why);
    let page = keys::me_page(site, &who.viewer, headers, Some(&returned));
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}
