//! Signing in: single-use links, sessions in a cookie, and the one link that sets up.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::{self, Command, Digest};
use domain::words::{
    Actor, Channel, MethodKey, Owner, PersonKey, Personal, SmolStr, same_day, tidy_line,
};
use domain::{organisation, paging};

use super::forms::Fields;
use super::{Problem, Site, html, see_other};

const SESSION_SECS: u64 = access::SESSION_LASTS.as_secs();

fn cookie_name(site: &Site) -> &'static str {
    // The prefix makes browsers insist on https and on this very host.
    if site.public_url.starts_with("https://") { "__Host-mayday" } else { "mayday" }
}

fn digest(token: &str) -> Digest {
    Digest(SmolStr::new(blake3::hash(token.as_bytes()).to_hex().as_str()))
}

fn token<'a>(site: &Site, headers: &'a HeaderMap) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|value| value.split(';')).filter_map(|c| c.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie_name(site)).map(|(_, token)| token)
}

/// The session that the browser shows, whether or not it still lasts.
#[must_use]
pub fn session(site: &Site, headers: &HeaderMap) -> Option<Digest> {
    token(site, headers).map(digest)
}

/// Who is signed in.
#[must_use]
pub fn person(site: &Site, headers: &HeaderMap) -> Option<PersonKey> {
    let session = session(site, headers)?;
    let published = site.line.published();
    let now = published.now();
    let known = published.state.access.session(&session, now)?;
    if !same_day(known.seen_at, now) {
        note_seen(site, session);
    }
    Some(known.person.clone())
}

/// Notes that the session was used today. Nobody waits for it, and what is lost is noted next time.
fn note_seen(site: &Site, session: Digest) {
    let line = site.line.clone();
    tokio::spawn(async move {
        let command = domain::Command::Access(Command::See { session });
        if let Err(error) = line.tell(Actor::System, command).await {
            tracing::debug!(?error, "that a session was used could not be stored");
        }
    });
}

/// Starts a session for somebody who has proved who they are.
pub(super) async fn start(
    site: &Site,
    person: PersonKey,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let token = crate::chance::token();
    let session = digest(&token);
    let command = Command::Enter { person, session, device: super::device::of(headers) };
    match site.line.tell(Actor::System, domain::Command::Access(command)).await {
        Ok(Ok(_)) => Ok(with_cookie(site, see_other("/console"), &token, SESSION_SECS)),
        Ok(Err(refusal)) => Err(refusal.into()),
        Err(unanswered) => Err(unanswered.into()),
    }
}

/// The signed-in person as who looks at the console, or the way to sign in.
#[expect(clippy::result_large_err, reason = "the error is the answer itself, made once")]
pub fn viewer(site: &Site, headers: &HeaderMap) -> Result<views::Viewer, Response> {
    match person(site, headers) {
        Some(person) => Ok(views::Viewer { person }),
        None => Err(see_other("/signin")),
    }
}

fn with_cookie(site: &Site, mut response: Response, token: &str, secs: u64) -> Response {
    let secure = if site.public_url.starts_with("https://") { "; Secure" } else { "" };
    let name = cookie_name(site);
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={secs}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// `GET /signin`
pub async fn ask(State(site): State<Arc<Site>>) -> Response {
    html(site.render(|context| views::sign_in::ask(context, None)))
}

/// `POST /signin`: the answer is the same whether or not there is such a person.
pub async fn offer(State(site): State<Arc<Site>>, fields: Fields) -> Response {
    let who = tidy_line(fields.get("who")).to_lowercase();
    if who.is_empty() {
        let returned = fields.returned(Some("who"), "Write your e-mail address or your key.");
        let page = html(site.render(|context| views::sign_in::ask(context, Some(&returned))));
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    let state = site.line.published().state;
    let has_mail = |person: &access::Person| {
        let own = |method: &access::Method| {
            method.channel == Channel::Email && method.address.as_str().to_lowercase() == who
        };
        person.methods.iter().any(own)
    };
    let key = PersonKey::from(who.as_str());
    let known =
        state.access.people.iter().find(|(known, person)| **known == key || has_mail(person));
    if let Some((person, profile)) = known {
        let person = person.clone();
        let mailed = site.mails && profile.methods.iter().any(|m| m.channel == Channel::Email);
        let line = site.line.clone();
        let (sign_in, url) = (site.key.clone(), site.public_url.clone());
        // Off the answer's path, so that its time says nothing about who exists.
        tokio::spawn(async move {
            let command = domain::Command::Access(Command::OfferSignIn { person: person.clone() });
            match line.tell(Actor::System, command).await {
                Ok(Ok(outcome)) if !mailed => {
                    let link = sign_in.sign_in(outcome.offer.unwrap_or_default());
                    tracing::warn!(
                        %person,
                        "no mail is configured; sign in at {url}/signin/{link}"
                    );
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(?error, "a link to sign in could not be stored"),
            }
        });
    }
    html(site.render(views::sign_in::sent))
}

/// `GET /signin/<link>`: a page with one button, because mail scanners open links.
pub async fn confirm(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let published = site.line.published();
    let offer = site.key.open_sign_in(&link);
    let known = offer.and_then(|offer| published.state.access.offers.get(&offer));
    match known {
        Some(known) if known.person.is_none() => see_other(&format!("/setup/{link}")),
        Some(known) => {
            let name = known.person.as_ref().map(|person| published.state.access.name(person));
            html(site.render(|context| views::sign_in::confirm(context, &link, name)))
        }
        None => Problem::from(domain::Refusal::Access(access::Refusal::OfferGone))
            .answer(&site, &headers),
    }
}

/// `POST /signin/<link>`
pub async fn sign_in(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    enter(&site, &link, Actor::System, &headers).await
}

/// Uses the link up and starts a session under a new token.
async fn enter(site: &Site, link: &str, actor: Actor, headers: &HeaderMap) -> Response {
    let Some(offer) = site.key.open_sign_in(link) else {
        return Problem::unknown_link().answer(site, headers);
    };
    let token = crate::chance::token();
    let command = Command::SignIn {
        offer,
        session: digest(&token),
        by: acting(&actor),
        device: super::device::of(headers),
    };
    match site.line.tell(Actor::System, domain::Command::Access(command)).await {
        Ok(Ok(_)) => with_cookie(site, see_other("/console"), &token, SESSION_SECS),
        Ok(Err(refusal)) => Problem::from(refusal).answer(site, headers),
        Err(unanswered) => Problem::from(unanswered).answer(site, headers),
    }
}

fn acting(actor: &Actor) -> Option<PersonKey> {
    match actor {
        Actor::Person(person) => Some(person.clone()),
        _ => None,
    }
}

/// `POST /signout`
pub async fn sign_out(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if let Some(token) = token(&site, &headers) {
        let command = Command::SignOut { session: digest(token) };
        if let Err(unanswered) =
            site.line.tell(Actor::System, domain::Command::Access(command)).await
        {
            return Problem::from(unanswered).answer(&site, &headers);
        }
    }
    with_cookie(&site, see_other("/signin"), "", 0)
}

fn setup_is_open(site: &Site, link: &str) -> bool {
    let published = site.line.published();
    let access = &published.state.access;
    let offer = site.key.open_sign_in(link).and_then(|offer| access.offers.get(&offer));
    offer.is_some_and(|offer| offer.person.is_none() && offer.until > published.now())
        && access.people.is_empty()
}

/// `GET /setup/<link>`
pub async fn show_setup(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !setup_is_open(&site, &link) {
        let gone = domain::Refusal::Access(access::Refusal::OfferGone);
        return Problem::from(gone).answer(&site, &headers);
    }
    html(site.render(|context| views::sign_in::setup(context, &link, None)))
}

/// `POST /setup/<link>`: the organisation, its first person, and a policy that rings them.
pub async fn set_up(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    if !setup_is_open(&site, &link) {
        let gone = domain::Refusal::Access(access::Refusal::OfferGone);
        return Problem::from(gone).answer(&site, &headers);
    }
    let key = tidy_line(fields.get("key")).to_lowercase();
    for (field, commands) in setup_commands(&fields, &key) {
        for command in commands {
            match site.line.tell(Actor::Operator, command).await {
                Ok(Ok(_)) => {}
                Ok(Err(refusal)) => {
                    let returned = fields.returned(Some(field), &refusal.to_string());
                    let page = site
                        .render(|context| views::sign_in::setup(context, &link, Some(&returned)));
                    return (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response();
                }
                Err(unanswered) => return Problem::from(unanswered).answer(&site, &headers),
            }
        }
    }
    enter(&site, &link, Actor::Person(PersonKey::from(key.as_str())), &headers).await
}

/// What setting up asks for, in order; the person comes last, because with them it is done.
fn setup_commands(fields: &Fields, key: &str) -> Vec<(&'static str, Vec<domain::Command>)> {
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
        ("organisation", vec![organisation::Command::Put { settings }.into()]),
        ("policy", vec![domain::Command::Paging(policy)]),
        ("name", vec![domain::Command::Access(Command::PutPerson { person, profile })]),
    ]
}
