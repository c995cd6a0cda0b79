//! Passkeys: registering a device, signing in with it, naming it and taking it away.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::credentials::Command;
use domain::words::{Actor, SmolStr, Timestamp};
use serde_json::json;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, keys, sign_in};
use crate::webauthn::{self, ANSWER_LEN_MAX, Place, Wrong};

/// How long a challenge may be answered.
const CHALLENGE_LASTS: Duration = Duration::from_secs(5 * 60);

fn refused(why: &str) -> Problem {
    let detail = format!("The passkey was not accepted: {why}. Try again, or sign in by mail.");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", "Not accepted", detail)
}

fn place(site: &Site) -> Result<Place, Problem> {
    let why = "passkeys need a name and TLS, or http://localhost";
    Place::of(&site.public_url).ok_or_else(|| refused(why))
}

/// A challenge carries its own time and our proof, so that any node can tell that it is ours.
fn new_challenge(site: &Site) -> String {
    let now = u128::from(site.line.published().now().0.unsigned_abs());
    site.key.challenge(now << 64 | crate::chance::id() & u128::from(u64::MAX))
}

/// Whether it is a challenge of ours, of late, and answered for the first time here.
fn use_challenge(site: &Site, challenge: &str) -> Result<(), Wrong> {
    /// Those that were answered; what is too old is forgotten.
    static USED: Mutex<BTreeSet<u128>> = Mutex::new(BTreeSet::new());
    let gone = Wrong("it took too long");
    let id = site.key.open_challenge(challenge).ok_or(gone)?;
    let made = Timestamp(i64::try_from(id >> 64).unwrap_or(i64::MAX));
    let now = site.line.published().now();
    if made + CHALLENGE_LASTS < now {
        return Err(gone);
    }
    let mut used = USED.lock().unwrap_or_else(PoisonError::into_inner);
    let old = u128::from((now - CHALLENGE_LASTS).0.unsigned_abs()) << 64;
    *used = used.split_off(&old);
    if used.insert(id) { Ok(()) } else { Err(Wrong("it was used already")) }
}

fn answered(body: serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn bytes(fields: &Fields, name: &str) -> Result<Vec<u8>, Problem> {
    let text = fields.get(name);
    let read = (text.len() <= ANSWER_LEN_MAX).then(|| BASE64.decode(text).ok()).flatten();
    read.ok_or_else(|| Problem::bad(name, "This is not what a browser sends."))
}

/// `POST /console/passkeys/challenge`: what the browser needs to register a device.
pub async fn challenge(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let Some(person) = sign_in::person(&site, &headers) else {
        return Problem::unknown("session").json();
    };
    let place = match place(&site) {
        Ok(place) => place,
        Err(problem) => return problem.json(),
    };
    let state = site.line.published().state;
    let known = state.credentials.passkeys_of(&person).map(|passkey| passkey.id.as_str());
    // Devices keep it; it names nobody.
    let user = blake3::hash(format!("passkey user {person}").as_bytes());
    answered(json!({
        "challenge": new_challenge(&site), "host": place.host, "origin": place.origin,
        "organisation": state.organisation.settings.name,
        "user": BASE64.encode(&user.as_bytes()[..16]), "name": person.as_str(),
        "shown": state.access.name(&person), "known": known.collect::<Vec<_>>(),
    }))
}

/// `POST /console/passkeys`
pub async fn add(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let again = |problem: &Problem| {
        let returned = fields.returned(Some("name"), problem.detail());
        let page = html(keys::me_page(&site, &who.viewer, &headers, Some(&returned)));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let registered = match read_registration(&site, &fields) {
        Ok(registered) => registered,
        Err(problem) => return again(&problem),
    };
    let command = Command::AddPasskey {
        person: who.viewer.person.clone(),
        id: registered.id,
        key: registered.key,
        name: fields.get("name").to_owned(),
    };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => super::see_other("/console/me"),
        Ok(Err(refusal)) => again(&Problem::from(refusal)),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

fn read_registration(site: &Site, fields: &Fields) -> Result<webauthn::Registered, Problem> {
    let place = place(site)?;
    let (client, attestation) = (bytes(fields, "client")?, bytes(fields, "attestation")?);
    let wrong = |wrong: Wrong| refused(wrong.0);
    let challenge = webauthn::challenge_of(&client, "webauthn.create", &place).map_err(wrong)?;
    use_challenge(site, &challenge).map_err(wrong)?;
    webauthn::registered(&attestation, &place).map_err(wrong)
}

/// `POST /signin/passkey/challenge`: the same for everybody, so that it says nothing of anybody.
pub async fn sign_in_challenge(State(site): State<Arc<Site>>) -> Response {
    match place(&site) {
        Ok(place) => answered(json!({
            "challenge": new_challenge(&site), "host": place.host, "origin": place.origin,
        })),
        Err(problem) => problem.json(),
    }
}

/// `POST /signin/passkey`
pub async fn enter(State(site): State<Arc<Site>>, headers: HeaderMap, fields: Fields) -> Response {
    match entered(&site, &headers, &fields).await {
        Ok(response) => response,
        Err(problem) => problem.answer(&site, &headers),
    }
}

async fn entered(site: &Site, headers: &HeaderMap, fields: &Fields) -> Result<Response, Problem> {
    let place = place(site)?;
    let wrong = |wrong: Wrong| refused(wrong.0);
    let (client, data) = (bytes(fields, "client")?, bytes(fields, "data")?);
    let signature = bytes(fields, "signature")?;
    let challenge = webauthn::challenge_of(&client, "webauthn.get", &place).map_err(wrong)?;
    use_challenge(site, &challenge).map_err(wrong)?;
    let state = site.line.published().state;
    // A key that is not on file and one that did not sign get the same answer.
    let unknown = || refused("it is not registered here");
    let known = state.credentials.passkey(fields.get("id")).ok_or_else(unknown)?;
    let count =
        webauthn::signed(&client, &data, &signature, &known.key, &place).map_err(|_| unknown())?;
    let used = Command::UsePasskey { id: known.id.clone(), count };
    match site.line.tell(Actor::System, used).await {
        Ok(Ok(_)) => sign_in::start(site, known.person.clone(), headers).await,
        Ok(Err(refusal)) => Err(refusal.into()),
        Err(unanswered) => Err(unanswered.into()),
    }
}

/// `POST /console/passkeys/<id>/name`
pub async fn rename(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let name = fields.get("name").to_owned();
    change(&site, &id, &who, |id| Command::RenamePasskey { id, name }).await
}

/// `POST /console/passkeys/<id>/removal`
pub async fn remove(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    who: SignedIn,
) -> Response {
    change(&site, &id, &who, |id| Command::RemovePasskey { id }).await
}

async fn change(
    site: &Site,
    id: &str,
    who: &SignedIn,
    command: impl FnOnce(SmolStr) -> Command,
) -> Response {
    let state = site.line.published().state;
    let Some(owner) = state.credentials.passkey(id).map(|known| known.person.clone()) else {
        return super::see_other("/console/me");
    };
    keys::act(site, who, &owner, "/console/me", command(id.into())).await
}
