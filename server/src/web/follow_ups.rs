//! Follow-ups in the console: responders read the draft, make it theirs, send it or waive it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::follow_ups::{Command, FollowUp, Refusal};
use domain::words::{FollowUpId, Personal};

use super::forms::Fields;
use super::maintenance::number;
use super::signed_in::SignedIn;
use super::{Problem, Site, form_page, html};

/// The routes of follow-ups.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/follow-ups", get(list))
        .route("/console/follow-ups/{number}", get(one).post(write))
        .route("/console/follow-ups/{number}/waiver", post(waive))
        .route("/console/follow-ups/{number}/again", post(again))
}

/// `GET /console/follow-ups`
async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render_to(&who.actor(), |context| views::follow_ups::page(context, &who.viewer)))
}

/// `GET /console/follow-ups/<number>`
async fn one(State(site): State<Arc<Site>>, Path(number): Path<u32>, who: SignedIn) -> Response {
    form(&site, &who, number, None)
}

fn form(
    site: &Site,
    who: &SignedIn,
    follow_up: u32,
    returned: Option<&views::Returned>,
) -> Response {
    let command = number();
    let page = site.render_to(&who.actor(), |context| {
        let known = context.state.follow_ups.numbered(follow_up)?;
        Some(views::follow_ups::one(context, &who.viewer, known, &command, returned))
    });
    match page {
        Some(page) => form_page(page, returned),
        None => who.told(site, &Problem::unknown("follow-up")),
    }
}

/// The follow-up of that number, and the addresses among its readers' that were chosen.
fn chosen(site: &Site, who: &SignedIn, number: u32, to: &[&str]) -> Option<Chosen> {
    site.render_to(&who.actor(), |context| {
        let known = context.state.follow_ups.numbered(number)?;
        Some(Chosen { id: known.id, to: addressed(context.state, known, to) })
    })
}

struct Chosen {
    id: FollowUpId,
    to: Vec<Personal>,
}

/// Those readers of a follow-up who have these addresses.
pub(super) fn addressed(state: &domain::State, known: &FollowUp, to: &[&str]) -> Vec<Personal> {
    let readers = state.readers_of(known).into_iter();
    readers.map(|reader| reader.to).filter(|mail| to.contains(&mail.as_str())).collect()
}

/// `POST /console/follow-ups/<number>`
async fn write(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    if fields.get("act") == "preview" {
        return form(&site, &who, number, Some(&fields.preview()));
    }
    let Some(chosen) = chosen(&site, &who, number, &fields.all("to")) else {
        return who.told(&site, &Problem::unknown("follow-up"));
    };
    let command = Command::Write {
        follow_up: chosen.id,
        subject: fields.get("subject").to_owned(),
        text: fields.get("text").to_owned(),
        to: chosen.to,
    };
    tell(&site, &who, (number, "letter"), &fields, command).await
}

/// `POST /console/follow-ups/<number>/waiver`
async fn waive(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(chosen) = chosen(&site, &who, number, &[]) else {
        return who.told(&site, &Problem::unknown("follow-up"));
    };
    let reason = fields.get("reason").to_owned();
    let command = Command::Waive { follow_up: chosen.id, reason };
    tell(&site, &who, (number, "waiver"), &fields, command).await
}

/// `POST /console/follow-ups/<number>/again`
async fn again(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(chosen) = chosen(&site, &who, number, &[]) else {
        return who.told(&site, &Problem::unknown("follow-up"));
    };
    // What is no place at all is none that failed.
    let place = fields.get("place").parse().unwrap_or(u16::MAX);
    let command = Command::SendAgain { follow_up: chosen.id, place };
    tell(&site, &who, (number, "again"), &fields, command).await
}

async fn tell(
    site: &Site,
    who: &SignedIn,
    (number, what): (u32, &str),
    fields: &Fields,
    command: Command,
) -> Response {
    let place = format!("follow-up/{number}/{what}");
    let next = format!("/console/follow-ups/{number}");
    let again = |refusal: &domain::Refusal| {
        let returned = fields.returned(field_of(refusal), &refusal.to_string());
        form(site, who, number, Some(&returned))
    };
    who.sends(site, (&place, fields), command, &next, again).await
}

/// The field that a refusal is about.
fn field_of(refusal: &domain::Refusal) -> Option<&'static str> {
    let domain::Refusal::FollowUps(refusal) = refusal else { return None };
    match refusal {
        Refusal::BadSubject => Some("subject"),
        Refusal::BadText => Some("text"),
        Refusal::BadReaders => Some("to"),
        Refusal::BadReason => Some("reason"),
        Refusal::Unknown | Refusal::Settled | Refusal::NotFailed | Refusal::NotYours => None,
    }
}
