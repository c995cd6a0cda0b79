//! The one-time link of an empty installation: two pages, and the first person is signed in.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::access::{self, Person, Role};
use domain::organisation::{self, Settings};
use domain::paging;
use domain::words::{Actor, KEY_LEN_MAX, Owner, PersonKey, Personal, is_key, tidy_line};
use serde::Deserialize;
use views::Returned;

use super::forms::Fields;
use super::way_back::WayBack;
use super::wizard::{named, reached, with_methods};
use super::{Problem, Site, html, see_other, sign_in};

/// Longest names and telephone number, in bytes, as the domain takes them.
pub(super) const NAME_LEN_MAX: usize = 200;
/// Longest number for danger of life, in bytes.
pub(super) const DANGER_NUMBER_LEN_MAX: usize = 40;
/// Under which key the front door's policy stands.
const FRONT_DOOR: &str = "front-door";
/// Where the first person goes on: to the call that proves that they are woken.
const GOES_ON: &str = "/console/setup/you";

/// What the address may add.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default)]
    step: String,
}

/// Why the link sets nothing up, if it does not.
fn closed(site: &Site, link: &str) -> Option<Problem> {
    let published = site.line.published();
    let access = &published.state.access;
    if !access.people.is_empty() {
        return Some(Problem::spent_link());
    }
    let offer = site.key.open_sign_in(link).and_then(|offer| access.offers.get(&offer));
    let open = offer.is_some_and(|offer| offer.person.is_none() && offer.until > published.now());
    (!open).then(Problem::spent_setup)
}

fn settings(site: &Site) -> Settings {
    site.line.published().state.organisation.settings.as_ref().clone()
}

/// `GET /setup/<link>`: the page that comes next, by what the organisation knows already.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    if let Some(problem) = closed(&site, &link) {
        return problem.answer(&site, &headers);
    }
    let first = settings(&site).name.is_empty() || options.step == "organisation";
    page(&site, &link, first, None)
}

fn page(site: &Site, link: &str, first: bool, returned: Option<&Returned>) -> Response {
    html(site.render(|context| match first {
        true => views::wizard::first_organisation(context, link, returned),
        false => views::wizard::first_person(context, link, returned),
    }))
}

/// `POST /setup/<link>`: what the form has, be it the organisation, its first person, or both.
pub async fn set_up(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    if let Some(problem) = closed(&site, &link) {
        return problem.answer(&site, &headers);
    }
    let again = |first: bool, field: Option<&str>, problem: &str| {
        let returned = fields.returned(field, problem);
        (StatusCode::UNPROCESSABLE_ENTITY, page(&site, &link, first, Some(&returned)))
            .into_response()
    };
    if fields.has("organisation") {
        let settings = match named(&fields, settings(&site)) {
            Ok(settings) => Settings { front_door: Some(FRONT_DOOR.into()), ..settings },
            Err((field, why)) => return again(true, Some(field), &why),
        };
        match tell(&site, vec![organisation::Command::Put { settings }.into()]).await {
            Ok(None) => {}
            Ok(Some(refusal)) => return again(true, None, &refusal.to_string()),
            Err(problem) => return problem.answer(&site, &headers),
        }
    }
    // Without an organisation nobody can be of it, and the second page comes after the first.
    if settings(&site).name.is_empty() || !fields.has("key") {
        return see_other(&format!("/setup/{link}"));
    }
    let key = key(&fields);
    let commands = match person(&fields, &key, &site) {
        Ok(commands) => commands,
        Err((field, why)) => return again(false, Some(field), &why),
    };
    match tell(&site, commands).await {
        Ok(None) => {
            let way = WayBack::parse(GOES_ON);
            let person = PersonKey::from(key.as_str());
            sign_in::enter(&site, &link, Some(person), way, &headers).await
        }
        Ok(Some(refusal)) => again(false, None, &refusal.to_string()),
        Err(problem) => problem.answer(&site, &headers),
    }
}

/// Carries out what a page asks for; the first refusal, if there is one, is for whoever typed it.
async fn tell(
    site: &Site,
    commands: Vec<domain::Command>,
) -> Result<Option<domain::Refusal>, Problem> {
    for command in commands {
        match site.line.tell(Actor::Operator, command).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => return Ok(Some(refusal)),
            Err(unanswered) => return Err(Problem::from(unanswered)),
        }
    }
    Ok(None)
}

fn key(fields: &Fields) -> String {
    tidy_line(fields.get("key")).to_lowercase()
}

/// Limits are in bytes, and a letter beyond plain English takes two of them or three.
pub(super) fn too_long(what: &str, len_max: usize) -> String {
    format!(
        "This is too long for {what}: at most {len_max} letters fit, and fewer with accents or in \
         other alphabets. Please shorten it."
    )
}

/// The first person, and a front door that rings them. They come last: with them it is done.
fn person(
    fields: &Fields,
    key: &str,
    site: &Site,
) -> Result<Vec<domain::Command>, (&'static str, String)> {
    let name = tidy_line(fields.get("name"));
    if name.is_empty() {
        return Err(("name", "Please write your name.".to_owned()));
    }
    if name.len() > NAME_LEN_MAX {
        return Err(("name", too_long("your name", NAME_LEN_MAX)));
    }
    if !is_key(key) {
        let problem = format!(
            "This cannot be your key. It takes up to {KEY_LEN_MAX} small letters, digits, dots, \
             dashes and underscores, like maria."
        );
        return Err(("key", problem));
    }
    let ways = reached(fields.get("email"), fields.get("number"))?;
    let person = PersonKey::from(key);
    let owner = Owner::Person(person.clone());
    let known = settings(site);
    // The whole form of old has the zone beside the name.
    let zone = match fields.has("zone") {
        true => fields.get("zone").trim().into(),
        false => known.zone.clone(),
    };
    let mut profile = Person {
        name: Personal::new(owner.clone(), &name),
        role: Role::Manager,
        zone,
        methods: Vec::new(),
    };
    with_methods(&mut profile, &owner, &ways);
    let mut commands = Vec::new();
    if site.line.published().state.paging.policies.is_empty() {
        let step =
            paging::Step { targets: vec![paging::Target::Person(person.clone())], delay_secs: 45 };
        let definition = paging::Policy { name: "Front door".into(), steps: vec![step], rounds: 3 };
        let policy = FRONT_DOOR.into();
        commands.push(paging::Command::PutPolicy { policy, definition }.into());
    }
    commands.push(access::Command::PutPerson { person, profile }.into());
    Ok(commands)
}
