//! Push messages, the web's side: a device is added and taken away, and answers from its messages.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::deliveries::{self, About, Outcome};
use domain::methods::{self, Guess};
use domain::paging::{Answer, Command};
use domain::words::{Actor, MethodKey, Owner, Personal};
use serde_json::json;

use super::forms::Fields;
use super::hooks::order_id;
use super::signed_in::SignedIn;
use super::{Problem, Site, device, html, keys, see_other};
use crate::links::Attempt;
use crate::summary::{self, Stands};

/// Where the devices of somebody are listed.
const LIST: &str = "/console/me#ways-title";

/// `POST /console/devices/key`: by which key push services know us.
pub async fn key(State(site): State<Arc<Site>>, _who: SignedIn) -> Response {
    Json(json!({ "key": site.push.public_key() })).into_response()
}

/// `POST /console/devices`: the browser that sends this gets messages from now on.
pub async fn add(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let again = |why: &str| {
        let returned = fields.returned(Some("endpoint"), why);
        let page = keys::me_page(&site, &who.viewer, &headers, Some(&returned));
        (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
    };
    let [endpoint, point, secret] = ["endpoint", "p256dh", "auth"].map(|name| fields.get(name));
    let address = match site.push.address(endpoint, point, secret) {
        Ok(address) => address,
        Err(why) => return again(&why),
    };
    let person = who.viewer.person.clone();
    let own = Owner::Person(person.clone());
    let command = methods::Command::AddDevice {
        person,
        address: Personal::new(own.clone(), &address),
        name: Personal::new(own, &device::of(&headers)),
    };
    match site.line.tell(who.actor(), domain::Command::Methods(command)).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => again(&refusal.to_string()),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// `POST /console/devices/<key>/removal`
pub async fn remove(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let person = who.viewer.person.clone();
    let method = MethodKey::from(key.as_str());
    let command = methods::Command::RemoveDevice { person: person.clone(), method };
    keys::act(&site, &who, &person, LIST, domain::Command::Methods(command)).await
}

/// `GET /console/worker.js`: what stays on the device. It is asked for anew each time, so that a
/// device runs what the server is of.
pub async fn worker() -> Response {
    let Some((kind, bytes)) = views::assets::file("worker.js") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let scope = header::HeaderName::from_static("service-worker-allowed");
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache"), (scope, "/console")];
    (headers, bytes).into_response()
}

/// `GET /console/manifest.webmanifest`: by which the console is installed on a device.
pub async fn manifest(State(site): State<Arc<Site>>) -> Response {
    let (name, [drawing, picture]) = site.render(|context| {
        let icons = ["icon.svg", "touch.png"].map(|name| views::shell::asset(context, name));
        (views::shell::organisation(context).to_owned(), icons)
    });
    let manifest = json!({
        "id": "/console", "start_url": "/console", "scope": "/", "display": "standalone",
        "name": format!("{name} · Mayday"), "short_name": "Mayday",
        "background_color": "#0f1720", "theme_color": "#0f1720",
        "icons": [
            { "src": drawing, "sizes": "any", "type": "image/svg+xml", "purpose": "any" },
            { "src": picture, "sizes": "180x180", "type": "image/png", "purpose": "any" },
        ],
    });
    let headers =
        [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, manifest.to_string()).into_response()
}

/// `POST /push/<link>/{accept,pass,confirm,shown,awake}`: from a message on a device, whether or
/// not anybody is signed in there. The link belongs to one delivery, and each deed counts once.
pub async fn answer(
    State(site): State<Arc<Site>>,
    Path((link, deed)): Path<(String, String)>,
) -> Response {
    let Some(attempt) = site.key.open_push(&link) else {
        return Problem::unknown_link().json();
    };
    match deed.as_str() {
        "shown" => shown(&site, &attempt).await,
        "confirm" => confirm(&site, &attempt).await,
        "awake" => told("You are awake", "Now say what woke you.", "/console/me#silent-title"),
        "accept" => page(&site, &attempt, &link, Answer::Accept).await,
        "pass" => page(&site, &attempt, &link, Answer::PassOn).await,
        _ => Problem::unknown("answer").json(),
    }
}

/// The device has shown it, which no push service can know.
async fn shown(site: &Site, attempt: &Attempt) -> Response {
    let Attempt { delivery, fence, .. } = *attempt;
    let outcome = Outcome::Delivered;
    let report = deliveries::Command::Report { delivery, fence, outcome };
    match site.line.tell(Actor::System, domain::Command::Deliveries(report)).await {
        // A delivery that a later ring has replaced is nobody's concern any more.
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

/// A human says that the message reached them: the device is verified, as by a code typed right.
async fn confirm(site: &Site, attempt: &Attempt) -> Response {
    let old = || told("This message is too old", "Open Mayday and send another.", "/console/me");
    let state = site.line.published().state;
    let known = state.deliveries.get(attempt.delivery);
    let known = known.and_then(|known| match (&known.about, &known.address.person) {
        (About::Code { number }, Some(person)) => Some((*number, person, &known.address.to)),
        _ => None,
    });
    let Some((number, person, address)) = known else { return old() };
    let methods = state.methods_of(person);
    let method = methods.into_iter().find(|method| method.address == *address);
    let Some(method) = method else { return old() };
    let code = state.methods.code(person, &method.key, address);
    if code.is_none_or(|code| code.number != number) {
        return old();
    }
    let (actor, guess) = (Actor::Person(person.clone()), Guess::Right);
    let command = methods::Command::TryCode { person: person.clone(), method: method.key, guess };
    match site.line.tell(actor, domain::Command::Methods(command)).await {
        Ok(Ok(_)) => told("This device is verified", "Messages reach you here.", "/console/me"),
        Ok(Err(_)) => old(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

/// Accepts or passes on, and says what is so afterwards.
async fn page(site: &Site, attempt: &Attempt, link: &str, answer: Answer) -> Response {
    let published = site.line.published();
    let person = published.state.paging.page(attempt.page).map(|(_, page)| page.person.clone());
    let Some(person) = person else {
        if site.line.health().not_storing.is_some() {
            let body = "Nothing can be stored just now. We keep ringing. Press again.";
            return told("Not stored yet", body, "/console");
        }
        return told("It is over", "You need not do anything.", "/console");
    };
    // The same press twice is one; a later ring of the same page has a link of its own.
    let id = order_id(&["push", link, &format!("{answer:?}")]);
    let command = domain::Command::from(Command::Answer { page: attempt.page, answer });
    let unsure = match site.line.ask(id, Actor::Person(person), command).await {
        Ok(Ok(_)) => None,
        Ok(Err(refusal)) => Some(refusal),
        Err(unanswered) => return Problem::from(unanswered).json(),
    };
    let state = &site.line.published().state;
    let number = state.paging.page(attempt.page).map(|(escalation, _)| escalation.incident);
    let number = number.and_then(|incident| state.incidents.get(incident)).map(|one| one.number);
    let room = number.map_or("/console".to_owned(), |n| format!("/console/incidents/{n}"));
    match (summary::stands(state, attempt.page), answer, unsure) {
        (Stands::Own, Answer::Accept, _) => {
            told("You have it", "The customer sees your name. Tap to write to them.", &room)
        }
        (Stands::Own, ..) => told("You have it", "To hand it over, open it.", &room),
        (Stands::Others(name), ..) => {
            told(&format!("{name} has it"), "You need not do anything.", &room)
        }
        (Stands::Over, ..) => told("It is over", "You need not do anything.", &room),
        (Stands::Asks, Answer::PassOn, None) => {
            told("Passed on", "The next person is rung now.", &room)
        }
        (Stands::Asks, _, Some(refusal)) => told("Not accepted", &refusal.to_string(), &room),
        (Stands::Asks, _, None) => told("It rings again", "Use the latest message.", &room),
    }
}

/// What the message on the device says from now on.
fn told(title: &str, body: &str, url: &str) -> Response {
    Json(json!({ "title": title, "body": body, "url": url })).into_response()
}
