//! Setting up: the one link, the one form, and the first person is signed in.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::access::{self, Command, is_mail_address};
use domain::words::{
    Actor, Channel, KEY_LEN_MAX, MethodKey, Owner, PersonKey, Personal, SmolStr, is_key, tidy_line,
};
use domain::{organisation, paging};

use super::forms::Fields;
use super::{Problem, Site, html, sign_in};

/// Longest names and telephone number, in bytes, as the domain takes them.
const NAME_LEN_MAX: usize = 200;
/// Longest number for danger of life, in bytes.
const DANGER_NUMBER_LEN_MAX: usize = 40;

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

/// `GET /setup/<link>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    match closed(&site, &link) {
        Some(problem) => problem.answer(&site, &headers),
        None => html(site.render(|context| views::sign_in::setup(context, &link, None))),
    }
}

/// `POST /setup/<link>`: the organisation, its first person, and a policy that rings them.
pub async fn set_up(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    if let Some(problem) = closed(&site, &link) {
        return problem.answer(&site, &headers);
    }
    let again = |field: Option<&str>, problem: &str| {
        let returned = fields.returned(field, problem);
        let page = site.render(|context| views::sign_in::setup(context, &link, Some(&returned)));
        (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
    };
    if let Some((field, problem)) = wrong(&fields) {
        return again(Some(field), &problem);
    }
    let key = key(&fields);
    for command in commands(&fields, &key) {
        match site.line.tell(Actor::Operator, command).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => return again(None, &refusal.to_string()),
            Err(unanswered) => return Problem::from(unanswered).answer(&site, &headers),
        }
    }
    sign_in::enter(&site, &link, Some(PersonKey::from(key.as_str())), None, &headers).await
}

fn key(fields: &Fields) -> String {
    tidy_line(fields.get("key")).to_lowercase()
}

/// The first field that cannot be taken, and what to do about it, in the order of the form.
fn wrong(fields: &Fields) -> Option<(&'static str, String)> {
    let line = |field| tidy_line(fields.get(field));
    let text = |field, what: &str, len_max: usize, needed: bool| match line(field) {
        text if needed && text.is_empty() => Some((field, format!("Please write {what}."))),
        text if text.len() > len_max => Some((field, too_long(what, len_max))),
        _ => None,
    };
    let zone = || {
        let known = crate::zones().get(fields.get("zone").trim()).is_ok();
        let problem = "This time zone is not known. Write one like Europe/Berlin or \
                       America/New_York.";
        (!known).then(|| ("zone", problem.to_owned()))
    };
    let own_key = || {
        let problem = format!(
            "This cannot be your key. It takes up to {KEY_LEN_MAX} small letters, digits, dots, \
             dashes and underscores, like maria."
        );
        (!is_key(&key(fields))).then_some(("key", problem))
    };
    let email = || {
        let good = line("email").is_empty() || is_mail_address(&line("email"));
        let problem = "This is no e-mail address. Write one like maria@example.com, or leave it \
                       empty.";
        (!good).then(|| ("email", problem.to_owned()))
    };
    text("organisation", "your organisation’s name", NAME_LEN_MAX, true)
        .or_else(zone)
        .or_else(|| text("name", "your name", NAME_LEN_MAX, true))
        .or_else(own_key)
        .or_else(email)
        .or_else(|| {
            text("danger_number", "the number for danger of life", DANGER_NUMBER_LEN_MAX, false)
        })
        .or_else(|| text("phone", "your telephone number", NAME_LEN_MAX, false))
}

/// Limits are in bytes, and a letter beyond plain English takes two of them or three.
fn too_long(what: &str, len_max: usize) -> String {
    format!(
        "This is too long for {what}: at most {len_max} letters fit, and fewer with accents or in \
         other alphabets. Please shorten it."
    )
}

/// What setting up asks for, in order; the person comes last, because with them it is done.
fn commands(fields: &Fields, key: &str) -> Vec<domain::Command> {
    let person = PersonKey::from(key);
    let owner = Owner::Person(person.clone());
    let zone = SmolStr::new(fields.get("zone").trim());
    let email = tidy_line(fields.get("email"));
    let method = |key: &str, channel, address: &str| access::Method {
        key: MethodKey::from(key),
        channel,
        address: Personal::new(owner.clone(), address),
    };
    let mut methods = vec![method("screen", Channel::Screen, "")];
    if !email.is_empty() {
        methods.push(method("email", Channel::Email, &email));
    }
    let settings = organisation::Settings {
        name: tidy_line(fields.get("organisation")).into(),
        zone: zone.clone(),
        front_door: Some("front-door".into()),
        phone: tidy_line(fields.get("phone")).into(),
        danger_number: tidy_line(fields.get("danger_number")).into(),
        ..organisation::Settings::default()
    };
    let profile = access::Person {
        name: Personal::new(owner.clone(), &tidy_line(fields.get("name"))),
        role: access::Role::Manager,
        zone,
        methods,
    };
    let step =
        paging::Step { targets: vec![paging::Target::Person(person.clone())], delay_secs: 45 };
    let definition = paging::Policy { name: "Front door".into(), steps: vec![step], rounds: 3 };
    let policy = paging::Command::PutPolicy { policy: "front-door".into(), definition };
    vec![
        organisation::Command::Put { settings }.into(),
        domain::Command::Paging(policy),
        domain::Command::Access(Command::PutPerson { person, profile }),
    ]
}
