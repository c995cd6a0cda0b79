//! Words about maintenance: what was said is taken back, and what is not out is written otherwise,
//! or taken back before anybody has read it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use domain::maintenance::{Command, Maintenance, Plan};
use domain::words::UpdateId;
use serde::Deserialize;

use super::{LIST, further, page, refused, with};
use crate::web::announcements::UNTICKED;
use crate::web::forms::{Fields, translations};
use crate::web::signed_in::SignedIn;
use crate::web::{Problem, Site};

/// The routes of these words.
pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/maintenance/{number}/taking-back", post(of_plan))
        .route("/console/maintenance/{number}/words/{entry}", post(otherwise))
        .route("/console/maintenance/{number}/words/{entry}/withdrawal", post(withdraw))
        .route("/console/maintenance/{number}/words/{entry}/taking-back", post(of_word))
}

/// About which word somebody asks.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    word: Option<String>,
}

impl Asked {
    /// It, where there is such an id.
    pub(super) fn word(&self) -> Option<UpdateId> {
        self.word.as_deref().and_then(UpdateId::parse)
    }
}

/// `POST /console/maintenance/<number>/taking-back`
async fn of_plan(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let left = |known: &Maintenance| {
        let plan = Plan {
            title: fields.get("title").into(),
            impact: fields.get("impact").into(),
            translations: further(&fields),
            ..known.plan.clone()
        };
        Command::Change { maintenance: known.id, plan, takes_back: true }
    };
    send(&site, &who, (number, None), &fields, left).await
}

/// `POST /console/maintenance/<number>/words/<word>/taking-back`
async fn of_word(
    State(site): State<Arc<Site>>,
    Path((number, entry)): Path<(u32, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(entry) = UpdateId::parse(&entry) else {
        return who.told(&site, &Problem::unknown("word"));
    };
    let left = |known: &Maintenance| {
        let (words, translations) =
            (fields.get("left").into(), translations(&fields, &[("known", "left")]));
        Command::TakeBack { maintenance: known.id, entry, words, translations }
    };
    send(&site, &who, (number, Some(entry)), &fields, left).await
}

/// `POST /console/maintenance/<number>/words/<word>`
async fn otherwise(
    State(site): State<Arc<Site>>,
    Path((number, entry)): Path<(u32, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(entry) = UpdateId::parse(&entry) else {
        return who.told(&site, &Problem::unknown("word"));
    };
    let anew = |known: &Maintenance| {
        let (words, translations) =
            (fields.get("left").into(), translations(&fields, &[("known", "left")]));
        Command::Rewrite { maintenance: known.id, entry, words, translations }
    };
    sends(&site, &who, (number, Some(entry)), &fields, anew).await
}

/// `POST /console/maintenance/<number>/words/<word>/withdrawal`
async fn withdraw(
    State(site): State<Arc<Site>>,
    Path((number, entry)): Path<(u32, String)>,
    who: SignedIn,
) -> Response {
    let state = site.line.published().state;
    let known = state.maintenance.numbered(number).map(|known| known.id);
    match known.zip(UpdateId::parse(&entry)) {
        Some((maintenance, entry)) => {
            let next = format!("{LIST}/{number}");
            who.does(&site, Command::Withdraw { maintenance, entry }, &next).await
        }
        None => who.told(&site, &Problem::unknown("word")),
    }
}

/// Takes words back, where whoever does so has said that they mean it.
async fn send(
    site: &Site,
    who: &SignedIn,
    (number, entry): (u32, Option<UpdateId>),
    fields: &Fields,
    command: impl FnOnce(&Maintenance) -> Command,
) -> Response {
    if fields.has("takes_back") {
        return sends(site, who, (number, entry), fields, command).await;
    }
    let returned = fields.returned(Some("takes_back"), UNTICKED);
    with(site, who, number, |known| page(site, who, (known, entry), Some(&returned)))
}

async fn sends(
    site: &Site,
    who: &SignedIn,
    (number, entry): (u32, Option<UpdateId>),
    fields: &Fields,
    command: impl FnOnce(&Maintenance) -> Command,
) -> Response {
    let state = site.line.published().state;
    let Some(known) = state.maintenance.numbered(number) else {
        return who.told(site, &Problem::unknown("maintenance"));
    };
    let place = format!("maintenance/{number}/words/{}", entry.unwrap_or(UpdateId(0)));
    let again = |refusal: &domain::Refusal| {
        let word = if entry.is_some() { "left" } else { "impact" };
        refused(site, who, (number, entry), (fields, word), refusal)
    };
    let next = format!("{LIST}/{number}");
    who.sends(site, (&place, fields), command(known), &next, again).await
}
