//! The door: one field and one button, for anyone, always.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::emergencies::Command;
use domain::words::{Actor, ServiceKey, tidy_line};
use serde::Deserialize;
use views::Links;

use super::forms::{Fields, wants_json};
use super::spliced::takes_gzip;
use super::{Problem, Site, command_id, html, see_other};
use crate::line::Unanswered;

/// What the door's address may add.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default)]
    service: String,
    /// Whether somebody only wants to try it: then the same page that rings nobody.
    #[serde(default, rename = "try")]
    rehearse: Option<String>,
}

/// An address that cannot be read opens the front door.
type Asked = Result<Query<Options>, QueryRejection>;

/// `GET /help`, or `/help?service=<key>` as it stands on a sticker or in a product; an unknown
/// service looks like a known one, and rings the front door.
///
/// Without a service it is immutable bytes around one single-use number.
pub async fn show(State(site): State<Arc<Site>>, headers: HeaderMap, asked: Asked) -> Response {
    if rehearses(&site, &asked) {
        return see_other(crate::rehearsal::BASE);
    }
    let service = service(asked);
    if service.is_empty() {
        let render = |number| markup(&site, number, "", "").into_string();
        if let Some(page) = site.door.page(&site, render) {
            return page.answer(takes_gzip(&headers));
        }
    }
    html(markup(&site, crate::chance::number(), "", &service))
}

/// `GET /help/<access name>`: the same page, prefilled; an unknown name looks like a known one.
pub async fn show_named(
    State(site): State<Arc<Site>>,
    uri: Uri,
    name: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    if rehearses(&site, &asked) {
        return see_other(&format!("{}{}", crate::rehearsal::BASE, uri.path()));
    }
    // An address that is no text opens the door all the same, with nothing filled in.
    let who = name.map(|Path(name)| tidy_line(&name)).unwrap_or_default();
    html(markup(&site, crate::chance::number(), &who, &service(asked)))
}

/// Whether the address asks for a rehearsal, and this is not its stage already.
fn rehearses(site: &Site, asked: &Asked) -> bool {
    site.base.is_empty() && asked.as_ref().is_ok_and(|asked| asked.rehearse.is_some())
}

/// The service that the address names, if it is a key at all.
fn service(asked: Asked) -> String {
    let asked = asked.map(|Query(options)| options.service).unwrap_or_default();
    if domain::words::is_key(&asked) { asked } else { String::new() }
}

/// The door around the single-use number of its command.
fn markup(site: &Site, number: u128, who: &str, service: &str) -> maud::Markup {
    let command = &format!("{number:032x}");
    let door = views::door::Door { command, who, service, returned: None };
    site.render(|context| views::door::page(context, &door))
}

/// `POST /help`: durable, then the way to one's own emergency.
pub async fn open(State(site): State<Arc<Site>>, headers: HeaderMap, body: Body) -> Response {
    let fields = Fields::read_at_any_cost(body).await;
    let (words, who, reach) = (fields.get("words"), fields.get("who"), fields.get("reach"));
    let door = fields.get("service");
    let id = command_id(fields.get("command"), "/help", &[words, who, reach, door]);
    let open = Command::Open {
        words: words.to_owned(),
        who: who.to_owned(),
        reach: reach.to_owned(),
        door: domain::words::is_key(door).then(|| ServiceKey::from(door)),
        follows: None,
    };
    match site.line.ask(id, Actor::Stranger, open).await {
        Ok(Ok(outcome)) => match outcome.participant {
            Some(participant) => see_other(&format!("/e/{}", site.key.participant(participant))),
            None => Problem::from(domain::Refusal::Broken).answer(&site, &headers),
        },
        Ok(Err(refusal)) => Problem::from(refusal).answer(&site, &headers),
        Err(unanswered) => not_stored(&site, &headers, &fields, unanswered),
    }
}

/// Nothing can be stored: the page keeps the words and sends them again, under the same number.
fn not_stored(
    site: &Site,
    headers: &HeaderMap,
    fields: &Fields,
    unanswered: Unanswered,
) -> Response {
    let ringing = matches!(unanswered, Unanswered::NotStored { ringing: true, .. });
    let problem = Problem::from(unanswered);
    if wants_json(headers) {
        return problem.json();
    }
    let returned = fields.returned(None, problem.detail());
    let command = fields.get("command");
    let page =
        site.render(|context| views::emergency::alarm_only(context, &returned, command, ringing));
    (StatusCode::SERVICE_UNAVAILABLE, html(page)).into_response()
}
