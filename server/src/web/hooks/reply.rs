//! Text messages: what became of ours, and what people reply.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::deliveries::Outcome;
use domain::paging::{Answer, Command, PageStanding, Refusal as PagingRefusal, Standing};
use domain::words::{Actor, Channel, PageId, PersonKey, Purpose, SmolStr, SubscriberId, e164};
use domain::{Refusal, State as Organisation};
use domain::{access, subscribers};
use views::tongue::Tongue;
use views::{Links, plain};

use super::{Callback, order_id, report, twiml};
use crate::channels::telephone::codes::{self, Fault};
use crate::channels::telephone::text;
use crate::channels::telephone::twiml::Document;
use crate::drill::round;
use crate::links::Returned;
use crate::summary::{self, Stands, Summary};
use crate::web::{Problem, Site};

mod order;
mod recent;

use order::{Order, Which};
pub use recent::Recent;

/// How many replies a person gets in the window; two machines could answer each other for ever.
const REPLIES_MAX: usize = 20;
/// The same for a number that nobody has.
const STRANGER_REPLIES_MAX: usize = 3;
/// Most emergencies that one reply lists or takes.
const LISTED_MAX: usize = 4;
/// Why a message was not delivered, where the carrier does not say.
const NOT_DELIVERED: &str = "the carrier could not deliver the message";
const HOW: &str = "Reply 1 to take it, 2 to pass on. With several: 1 12, or 1 all.";

/// `POST /hooks/<carrier>/texts/<link>/status`: how far a message of ours has got.
pub async fn status(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    Path((carrier, link)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let callback = match Callback::read(&site, &carrier, &uri, &headers, body).await {
        Ok(callback) => callback,
        Err(refused) => return refused,
    };
    let code = callback.get("ErrorCode").parse().ok();
    if let Some(Returned::Word { subscriber, word }) = site.key.open_return(&link) {
        return match callback.get("MessageStatus") {
            "undelivered" | "failed" => came_back(&site, (subscriber, word), code).await,
            _ => StatusCode::NO_CONTENT.into_response(),
        };
    }
    let Some(attempt) = site.key.open_call(&link) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let outcome = match callback.get("MessageStatus") {
        "delivered" | "read" => Outcome::Delivered,
        "undelivered" | "failed" => {
            let tries = site.telephone.fared().len().max(2);
            Outcome::Failed {
                permanent: codes::fault(code) == Fault::Dead || attempt.fence as usize >= tries,
                reason: code.and_then(codes::why).unwrap_or(NOT_DELIVERED).into(),
            }
        }
        _ => return StatusCode::NO_CONTENT.into_response(),
    };
    report(&site, &attempt, outcome).await
}

/// A word to a subscriber that was taken and not delivered counts as a mail does that comes back:
/// where it is the number itself, nothing more is sent there, and where it is our own side, or
/// nobody knows whose, it is held against nobody.
async fn came_back(
    site: &Arc<Site>,
    (subscriber, broadcast): (SubscriberId, u32),
    code: Option<u32>,
) -> Response {
    let reason = code.and_then(codes::why).unwrap_or(NOT_DELIVERED).into();
    let (dead, ours) = match codes::fault(code) {
        Fault::Dead => (true, false),
        Fault::Away => (false, false),
        Fault::Ours => (false, true),
    };
    let bounce = subscribers::Command::Bounce { subscriber, broadcast, reason, dead, ours };
    match site.line.tell(Actor::System, domain::Command::Subscribers(bounce)).await {
        // What is told a second time, or of somebody who has left, changes nothing.
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

/// `POST /hooks/<carrier>/sms`: somebody sent us a text message.
pub async fn received(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    Path(carrier): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let callback = match Callback::read(&site, &carrier, &uri, &headers, body).await {
        Ok(callback) => callback,
        Err(refused) => return refused,
    };
    let words = callback.get("Body").split(|letter: char| !letter.is_ascii_alphanumeric());
    if let Some(number) = round::number_in(&site.key, words) {
        // To reply would be to text ourselves for ever.
        return match round::came_back(&site, number).await {
            taken if taken.status().is_success() => twiml(Document::default()),
            refused => refused,
        };
    }
    let message = callback.get("MessageSid");
    let reply = match site.texts.before(message) {
        Some(reply) => reply,
        None => match answer(&site, &callback).await {
            Some((most, text)) => site.texts.allow(message, callback.get("From"), most, text),
            None => None,
        },
    };
    let document = Document::default();
    twiml(match reply {
        Some(text) => document.message(&text::plain(&text)),
        None => document,
    })
}

/// What to reply, and how many replies such a number gets.
async fn answer(site: &Arc<Site>, callback: &Callback) -> Option<(usize, String)> {
    let state = site.line.published().state;
    let number = e164(callback.get("From")).unwrap_or_default();
    let people: Vec<PersonKey> =
        state.access.with_number(&number).map(|(person, _)| person.clone()).collect();
    let message = callback.get("MessageSid");
    // The carrier may have understood STOP itself, and then has said so itself.
    let by_carrier = callback.get("OptOutType");
    let order = Order::read(if by_carrier.is_empty() { callback.get("Body") } else { by_carrier });
    // Subscribers of status pages stop and go on by the same words, whoever else has the number.
    let subscribed = match order {
        Order::Stop | Order::Start => subscription(site, &state, &number, &order).await,
        _ => None,
    };
    if let Some(text) = subscribed.filter(|_| people.is_empty()) {
        return by_carrier.is_empty().then_some((REPLIES_MAX, text));
    }
    if people.is_empty() {
        site.telephone.note_stranger();
        tracing::warn!(sid = message, "a text message came from a number that nobody has");
        let silent = matches!(order, Order::Stop | Order::Start);
        return (!silent).then(|| (STRANGER_REPLIES_MAX, to_stranger(site, &state, &number)));
    }
    let text = match order {
        Order::Stop | Order::Start => {
            let text = opt(site, number.into(), order == Order::Stop).await;
            if !by_carrier.is_empty() {
                return None;
            }
            text
        }
        Order::Help | Order::Unknown => how(&state, &people, site),
        Order::Take(which) => obey(site, &people, message, which, Answer::Accept).await,
        Order::Pass(which) => obey(site, &people, message, which, Answer::PassOn).await,
    };
    Some((REPLIES_MAX, text))
}

/// What a number that nobody of ours has is told, in the language of the emergency in which it
/// asked to be called, if it did.
fn to_stranger(site: &Site, state: &Organisation, number: &str) -> String {
    let settings = &state.organisation.settings;
    let tongue = Tongue::of(match state.callbacks.asked_on(number) {
        Some(emergency) => state.language_with(emergency),
        None => settings.spoken(None),
    });
    let (us, url) = (settings.name.to_string(), format!("{}/help", site.public_url));
    match settings.phone.as_str() {
        "" => plain!(tongue, "text-stranger", organisation = us, url = url),
        phone => {
            plain!(tongue, "text-stranger-phone", organisation = us, url = url, phone = phone)
        }
    }
}

/// Ends what a number subscribes to, or lets it go on; what to reply, if it subscribes at all.
async fn subscription(
    site: &Site,
    state: &Organisation,
    number: &str,
    order: &Order,
) -> Option<String> {
    let known = state.subscribers.texted(number).next()?;
    let tongue = Tongue::of(known.profile.language);
    let stops = *order == Order::Stop;
    let number = number.into();
    let command = match stops {
        true => domain::subscribers::Command::Stop { number },
        false => domain::subscribers::Command::Start { number },
    };
    let told = site.line.tell(Actor::System, domain::Command::Subscribers(command)).await;
    if let Err(error) = told {
        tracing::warn!(?error, "what a number subscribes to could not be stored");
        return Some(NOT_STORED.to_owned());
    }
    Some(match stops {
        true => plain!(tongue, "text-subscription-stop"),
        false => plain!(tongue, "text-subscription-start"),
    })
}

async fn opt(site: &Site, number: SmolStr, out: bool) -> String {
    let command = match out {
        true => access::Command::OptOut { number },
        false => access::Command::OptIn { number },
    };
    let stored = site.line.tell(Actor::System, domain::Command::Access(command)).await;
    match (stored, out) {
        (Ok(Ok(_)), true) => "No more pages by text to this number. Reply START to get them again.",
        (Ok(Ok(_)), false) => "Pages come by text to this number again.",
        _ => NOT_STORED,
    }
    .to_owned()
}

const NOT_STORED: &str = "That could not be stored just now. Please send it again.";

/// One emergency that rings for whoever wrote.
#[derive(Clone)]
struct Ringing {
    number: u32,
    page: PageId,
    person: PersonKey,
    short: String,
    /// Whether it still waits for this person's answer.
    waits: bool,
}

/// What rings for these people, who share a telephone; one of them for each emergency.
fn ringing(site: &Site, state: &Organisation, people: &[PersonKey]) -> Vec<Ringing> {
    let now = site.line.published().now();
    let live = state.paging.escalations.values();
    let live = live.filter(|known| known.standing != Standing::Stopped);
    let mut found: Vec<Ringing> = live
        .filter_map(|known| {
            let rings = matches!(known.standing, Standing::Ringing { .. });
            let of = |page: &&domain::paging::Page| people.contains(&page.person);
            // What a colleague asks on purpose can be answered whoever has it.
            let asks = |page: &&domain::paging::Page| match page.errand {
                Some(_) => page.standing == PageStanding::Requested,
                None => rings,
            };
            let pages = known.pages.values().filter(of).filter(asks);
            // Whoever is asked still, before whoever has passed it on; what rings for everybody
            // before what one is asked for.
            let page = pages.min_by_key(|page| {
                (page.standing != PageStanding::Requested, page.errand.is_some())
            })?;
            let summary = Summary::of(state, known.incident, Channel::Sms, now)?;
            Some(Ringing {
                number: summary.number,
                page: page.id,
                person: page.person.clone(),
                short: summary.short(),
                waits: page.standing == PageStanding::Requested,
            })
        })
        .collect();
    found.sort_by_key(|ringing| ringing.number);
    found
}

/// Carries out a reply of 1 or 2.
async fn obey(
    site: &Arc<Site>,
    people: &[PersonKey],
    message: &str,
    which: Which,
    answer: Answer,
) -> String {
    let state = site.line.published().state;
    let all = ringing(site, &state, people);
    let waiting: Vec<Ringing> = all.iter().filter(|ringing| ringing.waits).cloned().collect();
    // Nothing waits for them, but what they passed on may still need somebody.
    let meant = if waiting.is_empty() { all.clone() } else { waiting };
    let digit = if matches!(answer, Answer::Accept) { "1" } else { "2" };
    let chosen = match which {
        Which::The if meant.len() > 1 => return list(&meant, digit),
        Which::The | Which::All => meant,
        Which::Number(number) => {
            all.into_iter().filter(|ringing| ringing.number == number).collect()
        }
    };
    if chosen.is_empty() {
        return nothing(&state, which);
    }
    let mut said = Vec::new();
    for (ordinal, ringing) in chosen.iter().enumerate() {
        // By message and place in it alone, so that a repeat, which may find something else
        // ringing, orders nothing new.
        let id = order_id(&["text", message, &ordinal.to_string()]);
        let command = domain::Command::from(Command::Answer { page: ringing.page, answer });
        let told = site.line.ask(id, Actor::Person(ringing.person.clone()), command).await;
        said.push(match told {
            Ok(Ok(_)) => done(site, ringing, answer),
            Ok(Err(refusal)) => refused(site, ringing, &refusal),
            Err(_) => NOT_STORED.to_owned(),
        });
    }
    match said.as_slice() {
        [one] => one.clone(),
        _ => {
            let numbers: Vec<String> = chosen.iter().map(|r| r.number.to_string()).collect();
            let first = if digit == "1" { "You have" } else { "Passed on:" };
            let mine = chosen.iter().all(|r| {
                let stands = summary::stands(&site.line.published().state, r.page);
                digit == "2" || stands == Stands::Own
            });
            let numbers = summary::said(&numbers);
            if mine {
                format!("{first} {numbers}. {}/console", site.public_url)
            } else {
                said.join(" ")
            }
        }
    }
}

fn done(site: &Site, ringing: &Ringing, answer: Answer) -> String {
    let number = ringing.number;
    if !matches!(answer, Answer::Accept) {
        return format!("Passed on {number}. The next person is rung now.");
    }
    let state = site.line.published().state;
    let page = state.paging.page(ringing.page).map(|(_, page)| page);
    let helps = page.and_then(|page| page.errand).is_some_and(|e| e.purpose == Purpose::Help);
    match summary::stands(&state, ringing.page) {
        Stands::Own if helps => {
            format!(
                "You have joined {}. {}/console/incidents/{number}",
                ringing.short, site.public_url
            )
        }
        Stands::Own => format!(
            "You have {}. The customer sees your name; write within 2 minutes: {}/p/{}",
            ringing.short,
            site.public_url,
            site.key.page(ringing.page)
        ),
        Stands::Others(name) => format!("{name} already has {number}."),
        Stands::Asks => {
            format!("That message was counted before. {number} rings: reply 1 {number}.")
        }
        Stands::Over => format!("{number} is over. You need not do anything."),
    }
}

fn refused(site: &Site, ringing: &Ringing, refusal: &Refusal) -> String {
    let number = ringing.number;
    match refusal {
        Refusal::Paging(PagingRefusal::AlreadyAccepted { by }) => {
            let state = site.line.published().state;
            format!("{} already has {number}. You need not do anything.", state.access.name(by))
        }
        Refusal::Paging(
            PagingRefusal::Over | PagingRefusal::UnknownPage | PagingRefusal::NotAsked,
        ) => {
            format!("{number} is over. You need not do anything.")
        }
        Refusal::NotAllowed { .. } => {
            format!("Your role does not let you take {number}. Somebody else is rung.")
        }
        _ => format!("That cannot be done with {number}. Look at {}/console", site.public_url),
    }
}

fn list(meant: &[Ringing], digit: &str) -> String {
    let shown: Vec<&str> = meant.iter().take(LISTED_MAX).map(|r| r.short.as_str()).collect();
    let more = match meant.len().saturating_sub(LISTED_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let first = meant.first().map_or(0, |ringing| ringing.number);
    let count = meant.len();
    format!(
        "{count} ring for you: {}{more}. Reply {digit} {first} for one, {digit} all for all.",
        shown.join(", ")
    )
}

/// Nothing rings for them that they could mean: who has it, if it is known.
fn nothing(state: &Organisation, which: Which) -> String {
    let Which::Number(number) = which else {
        return "Nothing rings for you now.".to_owned();
    };
    let mut incidents = state.paging.escalations.values();
    let known = incidents.find(|known| {
        state.incidents.get(known.incident).is_some_and(|incident| incident.number == number)
    });
    match known.and_then(|known| known.accepted_by()) {
        Some(by) => format!("{} has {number}.", state.access.name(by)),
        None => format!("Nothing with the number {number} rings for you now."),
    }
}

fn how(state: &Organisation, people: &[PersonKey], site: &Site) -> String {
    let name = &state.organisation.settings.name;
    let ringing = ringing(site, state, people);
    let shown: Vec<&str> = ringing.iter().take(LISTED_MAX).map(|r| r.short.as_str()).collect();
    match shown.as_slice() {
        [] => format!("{name} emergency line. Nothing rings for you now. {HOW} STOP ends texts."),
        _ => format!("{HOW} Ringing for you: {}.", shown.join(", ")),
    }
}
