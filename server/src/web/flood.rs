//! The flood gate at the door: who rings at once, and who answers one question first.
//!
//! Nobody is refused. Whoever is asked reads the telephone number, keeps their words, and rings a
//! person by one tap on the right answer, with or without script.

use std::collections::{BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::Role;
use domain::credentials::Scope;
use domain::floods::gate::{Address, Cry, Gate, REMEMBERED_MAX, Standing, Totals, Verdict, alike};
use domain::floods::{self, Command};
use domain::words::{Actor, CommandId, EmergencyId, Level, ParticipantId, Timestamp};
use serde_json::json;
use views::flood::{Figures, Question};

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other};
use crate::crowd::is_beside_us;
use crate::proxies::ClientAddress;

/// How often what was counted is told to the log.
const TOLD_EVERY: Duration = Duration::from_secs(1);
/// How long an answer to a question counts. Somebody may be called away from their page.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3_600);
/// How long a device is known by its cookie.
const KNOWN_SECS: u64 = 400 * 86_400;
/// How long a program should wait before it asks again without an answer, in seconds.
const AGAIN_SECS: u32 = 5;

/// The gate, and which questions were answered.
#[derive(Default)]
pub struct Flood {
    gate: Mutex<Gate>,
    used: Mutex<Used>,
    telling: AtomicBool,
}

/// The latest questions that were answered: each counts once.
#[derive(Default)]
struct Used {
    known: BTreeSet<u128>,
    order: VecDeque<u128>,
}

/// What somebody sent who calls for help.
pub struct Asked<'a> {
    /// The number of the command.
    pub id: CommandId,
    /// What is said.
    pub words: &'a str,
    /// By whom.
    pub who: &'a str,
    /// The question that was answered, and the answer.
    pub answer: (&'a str, &'a str),
}

/// What becomes of a call.
pub enum Passage {
    /// It rings; the gate wants to hear what came of it.
    Rings(Cry),
    /// A question first. Whether a wrong answer was given to the one before.
    Asks(bool),
}

impl Flood {
    /// What became of calls since the start.
    pub fn totals(&self) -> Totals {
        lock(&self.gate).totals()
    }

    /// A call that was let through opened this emergency.
    pub fn rang(&self, cry: &Cry, emergency: EmergencyId) {
        lock(&self.gate).rang(cry, emergency);
    }

    /// Whether the question was answered rightly, for the first time.
    fn is_answered(&self, site: &Site, (question, answer): (&str, &str), id: CommandId) -> bool {
        let now = site.line.published().now();
        let Some(asked) = site.key.open_question(question) else { return false };
        let (first, second) = sum_of(asked);
        let fresh = now.since(asked_at(asked)) < ANSWERED_WITHIN;
        if !fresh || answer.trim().parse() != Ok(first + second) {
            return false;
        }
        let used = &mut *lock(&self.used);
        // Pressed twice, it is one call: the gate knows it by its number.
        if !used.known.insert(asked) {
            tracing::debug!(%id, "a question was answered twice");
            return false;
        }
        used.order.push_back(asked);
        if used.order.len() > REMEMBERED_MAX
            && let Some(oldest) = used.order.pop_front()
        {
            used.known.remove(&oldest);
        }
        true
    }
}

/// What becomes of a call at the door. On the stage of a rehearsal nobody is rung, and all pass.
pub fn passage(
    site: &Arc<Site>,
    headers: &HeaderMap,
    extensions: &Extensions,
    asked: &Asked<'_>,
) -> Passage {
    let published = site.line.published();
    let state = &published.state;
    let address = extensions.get::<ClientAddress>().map(|client| client.0);
    // Behind a proxy that is not named in the configuration everybody has its address.
    let address = address.filter(|address: &IpAddr| !is_beside_us(*address)).map(bits);
    let mut cry = Cry {
        id: asked.id,
        address,
        alike: alike(asked.words, asked.who),
        standing: Standing::Stranger,
    };
    if !site.base.is_empty() {
        return Passage::Rings(cry);
    }
    cry.standing = known(site, headers).map_or(Standing::Stranger, Standing::Known);
    let answered = !asked.answer.0.is_empty();
    if answered && site.flood.is_answered(site, asked.answer, asked.id) {
        cry.standing = Standing::Answered;
    }
    let live =
        |emergency| state.emergencies.get(emergency).is_some_and(|known| known.standing.is_live());
    let guarded = state.floods.guard.is_some();
    let verdict = lock(&site.flood.gate).judge(&cry, guarded, published.now(), live);
    match verdict {
        Verdict::Rings => Passage::Rings(cry),
        Verdict::Asks => {
            tell_soon(site);
            Passage::Asks(answered)
        }
    }
}

/// An address as the gate compares it: one of IPv4 in the clothes of IPv6 is of IPv4.
fn bits(address: IpAddr) -> Address {
    match address.to_canonical() {
        IpAddr::V4(four) => Address::Four(four.to_bits()),
        IpAddr::V6(six) => Address::Six(six.to_bits()),
    }
}

/// Tells the log how many were asked, once a second at most: a flood costs it one command.
fn tell_soon(site: &Arc<Site>) {
    if site.flood.telling.swap(true, Ordering::SeqCst) {
        return;
    }
    let site = Arc::clone(site);
    tokio::spawn(async move {
        tokio::time::sleep(TOLD_EVERY).await;
        site.flood.telling.store(false, Ordering::SeqCst);
        let mut counts = lock(&site.flood.gate).take_counted();
        let state = site.line.published().state;
        counts.retain(|(emergency, _)| state.emergencies.get(*emergency).is_some());
        if counts.is_empty() {
            return;
        }
        let count = Command::Count { counts: counts.clone() };
        if site.line.tell(Actor::System, count).await.is_err() {
            lock(&site.flood.gate).give_back(counts);
        }
    });
}

/// Who is known without a question: somebody of the vendor's, by their session or token, and the
/// device of a caller who proved who they are.
fn known(site: &Site, headers: &HeaderMap) -> Option<u128> {
    let digest = |text: &str| {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
        u128::from_be_bytes(bytes)
    };
    if let Some(device) = super::cookie(headers, cookie_name(site)) {
        return site.key.open_device(device).map(|participant| participant.0);
    }
    if let Some(person) = super::sign_in::person(site, headers) {
        return Some(digest(person.as_str()));
    }
    headers.get(header::AUTHORIZATION)?;
    let published = site.line.published();
    let scopes = [Scope::Respond, Scope::Read].into_iter();
    let mut tokens =
        scopes.filter_map(|scope| super::api::authenticated(&published, headers, scope).ok());
    tokens.next().map(|token| digest(token.person.as_str()))
}

fn cookie_name(site: &Site) -> &'static str {
    if site.public_url.starts_with("https://") { "__Host-mayday-known" } else { "mayday-known" }
}

/// Gives the device of a caller who proved who they are a cookie by which it is known at the door.
/// It opens nothing. Nobody below that level gets one: it would tell them that a name is known.
pub fn remember(
    site: &Site,
    headers: &HeaderMap,
    (emergency, participant): (EmergencyId, ParticipantId),
    mut response: Response,
) -> Response {
    let name = cookie_name(site);
    let level = site.line.published().state.standing(emergency, participant).level;
    if level < Level::Verified || super::cookie(headers, name).is_some() {
        return response;
    }
    let device = site.key.device(participant);
    let secure = if site.public_url.starts_with("https://") { "; Secure" } else { "" };
    let cookie =
        format!("{name}={device}; Path=/; HttpOnly; SameSite=Lax; Max-Age={KNOWN_SECS}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A question that nobody was asked before: when it is asked, and what.
fn new_question(now: Timestamp) -> u128 {
    let at = u128::from(u64::try_from(now.0).unwrap_or(0));
    (at << 64) | u128::from(crate::chance::id() as u64)
}

fn asked_at(question: u128) -> Timestamp {
    Timestamp(i64::try_from(question >> 64).unwrap_or(0))
}

/// The two numbers that are to be added.
fn sum_of(question: u128) -> (u8, u8) {
    let digit = |at: u32| u8::try_from((question >> at) & 7).unwrap_or(0) + 1;
    (digit(0), digit(8))
}

/// The page that asks, with everything that was written.
pub fn question_page(
    site: &Site,
    reader: views::Reader,
    fields: &Fields,
    wrong_before: bool,
) -> Response {
    let question = new_question(site.line.published().now());
    let (first, second) = sum_of(question);
    let returned = fields.returned(None, "");
    let page = site.render_for(reader, |context| {
        let asked = Question {
            token: &site.key.question(question),
            sum: (first, second),
            command: fields.get("command"),
            service: fields.get("service"),
            wrong_before,
        };
        views::flood::question(context, &asked, &returned)
    });
    html(page)
}

/// The same for a program: it may answer, or come again. RFC 9457 with the question in it.
pub fn question_for_programs(site: &Site, wrong_before: bool) -> Response {
    let question = new_question(site.line.published().now());
    let (first, second) = sum_of(question);
    let phone = site.line.published().state.organisation.settings.phone.clone();
    let detail = match wrong_before {
        false => {
            "Very many calls come in at this moment. Send the same again with the token of \
                  the question and its answer, and a person is rung."
        }
        true => {
            "That was not the answer. Send the same again with the token of this question and \
                 its answer, and a person is rung."
        }
    };
    let body = json!({
        "type": "/docs/problems/question", "title": "One question first",
        "status": StatusCode::SERVICE_UNAVAILABLE.as_u16(), "detail": detail,
        "question": {
            "token": site.key.question(question),
            "text": format!("How much is {first} + {second}?"),
        },
        "phone": phone,
    });
    let kind = (header::CONTENT_TYPE, "application/problem+json".to_owned());
    let again = (header::RETRY_AFTER, AGAIN_SECS.to_string());
    (StatusCode::SERVICE_UNAVAILABLE, [kind, again], body.to_string()).into_response()
}

/// `GET /console/floods`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    page(&site, &who, None)
}

fn page(site: &Site, who: &SignedIn, returned: Option<&views::Returned>) -> Response {
    let totals = site.flood.totals();
    let figures = Figures {
        rang: totals.rang,
        known: totals.known,
        answered: totals.answered,
        asked: totals.asked,
    };
    // Which calls have many like them is for those who may see these.
    html(site.render_to(&who.actor(), |context| {
        views::flood::page(context, &who.viewer, &figures, returned)
    }))
}

/// `POST /console/floods/guard`: known callers first, for so many minutes.
pub async fn guard(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let minutes = fields.get("minutes").trim().parse().unwrap_or(0);
    answer(&site, &who, &fields, Command::Guard { minutes }).await
}

/// `POST /console/floods/guard/removal`: nobody is asked any more, but beyond the budgets.
pub async fn unguard(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    answer(&site, &who, &fields, Command::Unguard).await
}

async fn answer(
    site: &Arc<Site>,
    who: &SignedIn,
    fields: &Fields,
    command: floods::Command,
) -> Response {
    let may = site.render(|context| views::settings::at_least(context, &who.viewer, Role::Manager));
    if !may {
        let refusal = domain::Refusal::NotAllowed { deed: domain::Deed::Manage };
        return who.told(site, &Problem::from(refusal));
    }
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other("/console/floods"),
        Ok(Err(refusal)) if !who.wants_json => {
            let returned = fields.returned(Some("minutes"), &refusal.to_string());
            let page = page(site, who, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Ok(Err(refusal)) => who.told(site, &Problem::from(refusal)),
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_four_numbers_is_the_same_in_new_clothes() {
        let bits = |address: &str| bits(address.parse().expect("an address"));
        assert_eq!(bits("::ffff:203.0.113.9"), bits("203.0.113.9"));
        assert_eq!(bits("203.0.113.9"), Address::Four(0xcb00_7109));
        assert_eq!(bits("2001:db8::1"), Address::Six((0x2001_0db8 << 96) | 1));
    }

    #[test]
    fn a_question_knows_when_it_was_asked_and_is_about_small_numbers() {
        let now = Timestamp(1_800_000_000_123);
        for _ in 0..1_000 {
            let question = new_question(now);
            let (first, second) = sum_of(question);
            assert!((1..=8).contains(&first) && (1..=8).contains(&second));
            assert_eq!(asked_at(question), now);
        }
    }
}
