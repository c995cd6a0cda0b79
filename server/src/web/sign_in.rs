//! Signing in: single-use links, and sessions in a cookie.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::{self, Command, Digest};
use domain::words::{Actor, Channel, PersonKey, SmolStr, same_day, tidy_line};
use serde::Deserialize;

use super::forms::Fields;
use super::way_back::{self, WayBack};
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
    super::cookie(headers, cookie_name(site))
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
        Ok(Ok(_)) => {
            let way = WayBack::kept(site, headers).unwrap_or_else(WayBack::board);
            Ok(with_cookie(site, see_other(way.as_str()), &token, SESSION_SECS))
        }
        Ok(Err(refusal)) => Err(refusal.into()),
        Err(unanswered) => Err(unanswered.into()),
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

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default)]
    next: String,
}

fn asked(site: &Site, way: Option<&WayBack>, returned: Option<&views::Returned>) -> Response {
    let next = way.map(WayBack::as_str);
    html(site.render(|context| views::sign_in::ask(context, next, returned)))
}

/// `GET /signin`
pub async fn ask(State(site): State<Arc<Site>>, Query(options): Query<Options>) -> Response {
    asked(&site, WayBack::parse(&options.next).as_ref(), None)
}

/// `POST /signin`: the answer is the same whether or not there is such a person.
pub async fn offer(State(site): State<Arc<Site>>, fields: Fields) -> Response {
    let way = WayBack::parse(fields.get("next"));
    let who = tidy_line(fields.get("who")).to_lowercase();
    if who.is_empty() {
        let returned = fields.returned(Some("who"), "Write your e-mail address or your key.");
        let page = asked(&site, way.as_ref(), Some(&returned));
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    if let Some(person) = known_as(&site, &who) {
        // Off the answer's path, so that its time says nothing about who exists.
        tokio::spawn(send_link(Arc::clone(&site), person, way.clone()));
    }
    way_back::keep(&site, way.as_ref(), html(site.render(views::sign_in::sent)))
}

/// The person with this key or this mail address.
fn known_as(site: &Site, who: &str) -> Option<PersonKey> {
    let has_mail = |person: &access::Person| {
        let own = |method: &access::Method| {
            method.channel == Channel::Email && method.address.as_str().to_lowercase() == who
        };
        person.methods.iter().any(own)
    };
    let state = site.line.published().state;
    let mut people = state.access.people.iter();
    let known = people.find(|(key, person)| key.as_str() == who || has_mail(person));
    known.map(|(key, _)| key.clone())
}

/// Owes the person a link; where no mail can carry it, the operator finds it in the log.
async fn send_link(site: Arc<Site>, person: PersonKey, way: Option<WayBack>) {
    let state = site.line.published().state;
    let has_mail = |known: &access::Person| {
        known.methods.iter().any(|method| method.channel == Channel::Email)
    };
    let mailed = site.mails && state.access.person(&person).is_some_and(has_mail);
    let command = domain::Command::Access(Command::OfferSignIn { person: person.clone() });
    match site.line.tell(Actor::System, command).await {
        Ok(Ok(outcome)) if !mailed => {
            let link = site.key.sign_in(outcome.offer.unwrap_or_default());
            let next = way.map(|way| format!("?next={}", way.as_str())).unwrap_or_default();
            let url = &site.public_url;
            tracing::warn!(%person, "no mail is configured; sign in at {url}/signin/{link}{next}");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(?error, "a link to sign in could not be stored"),
    }
}

/// `GET /signin/<link>`: a page with one button, because mail scanners open links.
pub async fn confirm(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let published = site.line.published();
    let offer = site.key.open_sign_in(&link);
    let known = offer.and_then(|offer| published.state.access.offers.get(&offer));
    match known.map(|known| &known.person) {
        Some(None) => see_other(&format!("/setup/{link}")),
        Some(Some(person)) => {
            let way = WayBack::parse(&options.next).or_else(|| WayBack::kept(&site, &headers));
            let (name, next) =
                (published.state.access.name(person), way.as_ref().map(WayBack::as_str));
            html(site.render(|context| views::sign_in::confirm(context, &link, name, next)))
        }
        None => Problem::spent_link().answer(&site, &headers),
    }
}

/// `POST /signin/<link>`
pub async fn sign_in(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let way = WayBack::carried(&site, &fields, &headers);
    enter(&site, &link, None, way, &headers).await
}

/// Uses the link up and starts a session under a new token. `by` is who has just set up.
pub(super) async fn enter(
    site: &Site,
    link: &str,
    by: Option<PersonKey>,
    way: Option<WayBack>,
    headers: &HeaderMap,
) -> Response {
    let Some(offer) = site.key.open_sign_in(link) else {
        return Problem::unknown_link()
            .for_the_vendor()
            .leading_to(&("/signin", "Sign in"))
            .answer(site, headers);
    };
    let token = crate::chance::token();
    let device = super::device::of(headers);
    let command = Command::SignIn { offer, session: digest(&token), by, device };
    match site.line.tell(Actor::System, domain::Command::Access(command)).await {
        Ok(Ok(_)) => {
            let way = way.unwrap_or_else(WayBack::board);
            let answer = with_cookie(site, see_other(way.as_str()), &token, SESSION_SECS);
            let kept = WayBack::kept(site, headers).is_some();
            if kept { way_back::keep(site, None, answer) } else { answer }
        }
        Ok(Err(refusal)) => Problem::from(refusal).answer(site, headers),
        Err(unanswered) => Problem::from(unanswered).answer(site, headers),
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
