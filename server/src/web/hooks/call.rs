//! A call to somebody on duty: what it says, what the keys do, and how it ended.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use domain::deliveries::{About, Outcome};
use domain::paging::{Answer, Command, PageStanding, Refusal as PagingRefusal};
use domain::words::{Actor, Channel, PageId, PersonKey, Purpose};
use serde::Deserialize;

use super::{Callback, order_id, report, twiml};
use crate::channels::telephone::codes::of_the_number;
use crate::channels::telephone::twiml::Document;
use crate::links::Attempt;
use crate::summary::{self, Stands, Summary};
use crate::web::Site;

/// How often a call asks before it gives up: a mailbox listens for ever.
const ROUNDS_MAX: u32 = 3;
const KEYS: &str = "Press 1 to take it. Press 2 to pass it on. Press 9 to hear this again.";
const ALL: &str = " Press 3 to take them all.";
const OVER: &str = "It is over. You need not do anything. Goodbye.";

/// What stands behind the address.
#[derive(Deserialize, Default)]
pub struct Options {
    round: Option<u32>,
}

/// The address of one call.
type Address = Path<(String, String)>;

/// `POST /hooks/<carrier>/calls/<link>`: somebody, or something, answered.
pub async fn answered(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    Path((carrier, link)): Address,
    Query(options): Query<Options>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(refused) = Callback::read(&site, &carrier, &uri, &headers, body).await {
        return refused;
    }
    let Some(attempt) = site.key.open_call(&link) else {
        return twiml(Document::default().say(OVER).hang_up());
    };
    if let Some(document) = code(&site, &attempt).or_else(|| test(&site, &attempt)) {
        return twiml(document);
    }
    let hook = format!("{}/hooks/{carrier}/calls/{link}", site.public_url);
    twiml(question(&site, &attempt, &hook, options.round.unwrap_or(1), ""))
}

/// A call that brings a code says it, three times, and asks nothing.
fn code(site: &Site, attempt: &Attempt) -> Option<Document> {
    let state = site.line.published().state;
    let About::Code { number } = state.deliveries.get(attempt.delivery)?.about else { return None };
    let digits: Vec<String> = site.key.method_code(number).chars().map(String::from).collect();
    let digits = digits.join(", ");
    let name = &state.organisation.settings.name;
    let said = format!(
        "This is the emergency line of {name}. Your code is: {digits}. Again: {digits}. Once more: \
         {digits}. Goodbye."
    );
    Some(Document::default().say(&said).hang_up())
}

/// A call that tests whether it wakes somebody says so, and asks nothing: a mailbox would answer.
fn test(site: &Site, attempt: &Attempt) -> Option<Document> {
    let state = site.line.published().state;
    let About::Test { .. } = state.deliveries.get(attempt.delivery)?.about else { return None };
    let name = &state.organisation.settings.name;
    let said = format!(
        "This is the emergency line of {name}. This is the test that you asked for. Nobody is in \
         need. Your telephone rang, so it wakes you. When you are up, please say so in the \
         console. Goodbye."
    );
    Some(Document::default().say(&said).hang_up())
}

/// What the call says now; with `first` before it, when a key was pressed that does nothing.
fn question(site: &Site, attempt: &Attempt, hook: &str, round: u32, first: &str) -> Document {
    let published = site.line.published();
    let document = Document::default();
    let known = published.state.paging.page(attempt.page);
    let Some((escalation, page)) = known else { return unknown(site, document) };
    match summary::stands(&published.state, attempt.page) {
        Stands::Asks => {}
        stands => return document.say(&settled(&stands)).hang_up(),
    }
    if round > ROUNDS_MAX {
        return document
            .say("Nobody has pressed a key. Somebody else is rung now. Goodbye.")
            .hang_up();
    }
    let summary =
        Summary::of(&published.state, escalation.incident, Channel::Voice, published.now());
    let (state, incident) = (&published.state, escalation.incident);
    let summary = summary.map(|summary| summary.counting(state, &page.person, incident));
    let all = if summary.as_ref().is_some_and(|summary| summary.more > 0) { ALL } else { "" };
    let summary = summary.map(|summary| summary.spoken()).unwrap_or_default();
    let asked = summary::errand_spoken(&published.state, attempt.page, published.now());
    let asked = asked.unwrap_or_else(|| format!("{summary} {KEYS}{all}"));
    document
        .ask(&format!("{hook}/key?round={round}"), &format!("{first}{asked}"))
        .go_on(&format!("{hook}?round={}", round + 1))
}

/// A page that is not stored: it is over, or it was rung while nothing could be stored.
fn unknown(site: &Site, document: Document) -> Document {
    if site.line.health().not_storing.is_none() {
        return document.say(OVER).hang_up();
    }
    document
        .say(
            "A customer needs a person now, and nothing can be stored just now, so no key can \
             take it. Please open the console, and call your colleagues. We keep ringing.",
        )
        .hang_up()
}

fn settled(stands: &Stands) -> String {
    match stands {
        Stands::Own => "You have it already. The customer sees your name. Goodbye.".to_owned(),
        Stands::Others(name) => {
            format!("{name} already has it. You need not do anything. Goodbye.")
        }
        Stands::Over | Stands::Asks => OVER.to_owned(),
    }
}

/// `POST /hooks/<carrier>/calls/<link>/key`: a key was pressed, which no mailbox does.
pub async fn key(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    Path((carrier, link)): Address,
    Query(options): Query<Options>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let callback = match Callback::read(&site, &carrier, &uri, &headers, body).await {
        Ok(callback) => callback,
        Err(refused) => return refused,
    };
    let Some(attempt) = site.key.open_call(&link) else {
        return twiml(Document::default().say(OVER).hang_up());
    };
    let hook = format!("{}/hooks/{carrier}/calls/{link}", site.public_url);
    let round = options.round.unwrap_or(1);
    let pressed = callback.get("Digits");
    let answer = match pressed {
        "1" | "3" => Answer::Accept,
        "2" => Answer::PassOn,
        // Whoever presses keys is awake, so the count begins again.
        "9" => return twiml(question(&site, &attempt, &hook, 1, "")),
        "" => return twiml(question(&site, &attempt, &hook, round + 1, "")),
        _ => {
            let first = "That key does nothing here. ";
            return twiml(question(&site, &attempt, &hook, round + 1, first));
        }
    };
    let page = site.line.published().state.paging.page(attempt.page).map(|(_, page)| page.clone());
    let Some(page) = page else { return twiml(unknown(&site, Document::default())) };
    let id = order_id(&["call", callback.get("CallSid"), &link, pressed]);
    let command = domain::Command::from(match pressed {
        "3" => Command::AcceptAll { page: page.id },
        _ => Command::Answer { page: page.id, answer },
    });
    let actor = Actor::Person(page.person.clone());
    let document = Document::default();
    twiml(match site.line.ask(id, actor, command).await {
        Ok(Ok(_)) => document.say(&done(&site, page.id, &page.person, answer)).hang_up(),
        Ok(Err(refusal)) => document.say(&refused(&site, &refusal)).hang_up(),
        Err(_) => {
            let first = "That could not be stored just now. Please press it again. ";
            question(&site, &attempt, &hook, round + 1, first)
        }
    })
}

/// What to say after a key counted: what is so now, by the state, and what to do next.
fn done(site: &Site, page: PageId, person: &PersonKey, answer: Answer) -> String {
    let published = site.line.published();
    let state = &published.state;
    if !matches!(answer, Answer::Accept) {
        return "Passed on. The next person is rung now. Goodbye.".to_owned();
    }
    let Some((escalation, known)) = state.paging.page(page) else { return OVER.to_owned() };
    match summary::stands(state, page) {
        Stands::Own => {}
        // The same call's key came again, long after: what it once did is not done anew.
        Stands::Asks => return "That key was counted before. Please use the latest call.".into(),
        stands => return settled(&stands),
    }
    let number = state.incidents.get(escalation.incident).map_or(0, |known| known.number);
    if known.errand.is_some_and(|errand| errand.purpose == Purpose::Help) {
        return format!(
            "You have joined emergency {}. Please open the link in your messages, or the console. \
             Goodbye.",
            summary::spoken_number(number)
        );
    }
    let others = summary::rung_as_well(state, escalation, person);
    let others = match others.len() {
        0 => "Nobody else was rung.".to_owned(),
        1 => format!("{} was rung as well and is told that you have it.", summary::said(&others)),
        _ => format!("{} were rung as well and are told that you have it.", summary::said(&others)),
    };
    format!(
        "You have emergency {}. The customer sees your name now. {others} Please write to the \
         customer within two minutes: open the link in your messages, or the console. Goodbye.",
        summary::spoken_number(number)
    )
}

fn refused(site: &Site, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Paging(PagingRefusal::AlreadyAccepted { by }) => {
            let name = site.line.published().state.access.name(by).to_owned();
            settled(&Stands::Others(name))
        }
        Refusal::Paging(
            PagingRefusal::Over | PagingRefusal::UnknownPage | PagingRefusal::NotAsked,
        ) => OVER.to_owned(),
        Refusal::NotAllowed { .. } => {
            "Your role does not let you take it. Somebody else is rung. Goodbye.".to_owned()
        }
        _ => "That cannot be done. Please open the console. We keep ringing. Goodbye.".to_owned(),
    }
}

/// `POST /hooks/<carrier>/calls/<link>/status`: how far a call has got. Only its end says anything
/// that the timers do not know better, and the end may be told twice or before the beginning.
pub async fn status(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    Path((carrier, link)): Address,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let callback = match Callback::read(&site, &carrier, &uri, &headers, body).await {
        Ok(callback) => callback,
        Err(refused) => return refused,
    };
    let attempt = site.key.open_call(&link);
    let ended = ending(&callback);
    if ended.is_some() {
        site.telephone.forget(callback.get("CallSid"));
    }
    let (Some(attempt), Some(reason)) = (attempt, ended) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let state = site.line.published().state;
    let standing = state.paging.page(attempt.page).map(|(_, page)| page.standing.clone());
    let outcome = match standing {
        // The call did its work, however it ended.
        Some(PageStanding::Accepted | PageStanding::Declined { .. }) => Outcome::Delivered,
        Some(PageStanding::Requested) if callback.get("CallStatus") == "failed" => {
            // What one carrier cannot put through, the next one is asked for.
            let permanent = attempt.fence as usize >= site.telephone.fared().len();
            Outcome::Failed { permanent, reason: reason.into() }
        }
        Some(PageStanding::Requested) => Outcome::Unanswered { reason: reason.into() },
        Some(PageStanding::Withdrawn) | None => return StatusCode::NO_CONTENT.into_response(),
    };
    report(&site, &attempt, outcome).await
}

/// Why a call has ended, if it has.
fn ending(callback: &Callback) -> Option<&'static str> {
    let code = callback.get("ErrorCode").parse().ok().and_then(of_the_number);
    Some(match callback.get("CallStatus") {
        "completed" => "it was answered, by a person or a mailbox, and no key was pressed",
        "busy" => "the line was busy",
        "no-answer" => "nobody answered",
        "canceled" => "the carrier ended the call",
        "failed" => code.unwrap_or("the carrier could not put the call through"),
        _ => return None,
    })
}
