//! First-aid cards: callers tick steps, responders send cards, leads write them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::cards::{Card, Command, Refusal, Text};
use domain::words::{CardKey, Language, is_key};
use views::cards::Draft;

use super::forms::Fields;
use super::in_room::AtEmergency;
use super::signed_in::SignedIn;
use super::{Problem, Site, emergency, html, see_other};

/// Longest key that is made from a heading, in characters.
const KEY_CHARS_MAX: usize = 40;
/// Keys that are addresses of pages.
const TAKEN: [&str; 1] = ["new"];

/// `POST /e/<link>/cards`
pub async fn tick(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let card = CardKey::from(fields.get("card"));
    let edition = fields.number("edition").unwrap_or(0);
    let step = fields.number("step").and_then(|step| u16::try_from(step).ok()).unwrap_or(0);
    let tried = fields.get("tried") != "0";
    let own = emergency::Asked { link: &link, fields: None, field: "card", id: None };
    let tick = |emergency| {
        let card = card.clone();
        Command::Tick { emergency, card, edition, step, tried }.into()
    };
    let mut answer = emergency::act(&site, &headers, own, tick).await;
    // Back to the card that was read.
    let back = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let back = back.map(|to| format!("{to}#card-{card}")).filter(|_| is_key(card.as_str()));
    if let Some(back) = back.and_then(|to| HeaderValue::from_str(&to).ok()) {
        answer.headers_mut().insert(header::LOCATION, back);
    }
    answer
}

/// `POST /console/emergencies/<number>/cards`
pub async fn send(at: AtEmergency, fields: Fields) -> Response {
    let command = Command::Send { emergency: at.emergency, card: fields.get("card").into() };
    match at.site.line.tell(at.who.actor(), command).await {
        Ok(Ok(_)) => see_other(&at.deed(&fields).room()),
        Ok(Err(refusal)) => at.told(&Problem::from(refusal)),
        Err(unanswered) => at.told(&Problem::from(unanswered)),
    }
}

/// `GET /console/cards`
pub async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| views::cards::page(context, &who.viewer, None)))
}

/// `GET /console/cards/new`
pub async fn blank(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    write(&site, &who, None, &Card::default(), None)
}

/// `GET /console/cards/<key>`
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let key = CardKey::from(key.as_str());
    let known = site.line.published().state.cards.get(&key).map(|known| known.card.clone());
    match known {
        Some(card) => write(&site, &who, Some(&key), &card, None),
        None => who.told(&site, &Problem::unknown("card")),
    }
}

fn write(
    site: &Site,
    who: &SignedIn,
    key: Option<&CardKey>,
    card: &Card,
    returned: Option<&views::Returned>,
) -> Response {
    let draft = Draft { key, card, returned };
    html(site.render(|context| views::cards::one(context, &who.viewer, &draft)))
}

/// `POST /console/cards`
pub async fn create(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    keep(&site, &who, None, &fields).await
}

/// `POST /console/cards/<key>`
pub async fn edit(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let key = CardKey::from(key.as_str());
    match site.line.published().state.cards.get(&key) {
        Some(_) => keep(&site, &who, Some(&key), &fields).await,
        None => who.told(&site, &Problem::unknown("card")),
    }
}

async fn keep(site: &Site, who: &SignedIn, key: Option<&CardKey>, fields: &Fields) -> Response {
    let card = drafted(site, key, fields);
    if fields.get("do") == "preview" {
        return write(site, who, key, &card, Some(&fields.preview()));
    }
    let made = key.cloned().unwrap_or_else(|| new_key(site, &card));
    let put = Command::Put { card: made, profile: card.clone() };
    match site.line.tell(who.actor(), put).await {
        Ok(Ok(_)) => see_other("/console/cards"),
        Ok(Err(refusal)) => {
            let field = match &refusal {
                domain::Refusal::Cards(refusal) => wrong_field(refusal, &card),
                _ => None,
            };
            let returned = fields.returned(field.as_deref(), &refusal.to_string());
            let page = write(site, who, key, &card, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

/// Where the mistake most likely is.
fn wrong_field(refusal: &Refusal, card: &Card) -> Option<String> {
    let languages = card.texts.iter();
    let code = |found: Option<&Text>| found.map_or("en", |text| text.language.code());
    match refusal {
        Refusal::BadTitle => {
            let found = languages.clone().find(|text| text.title.is_empty());
            Some(format!("title-{}", code(found)))
        }
        Refusal::BadLanguages => Some("title-en".to_owned()),
        Refusal::BadSteps => {
            let found = languages.clone().find(|text| text.steps.is_empty());
            Some(format!("steps-{}", code(found)))
        }
        Refusal::UnevenSteps => {
            let found = languages.clone().find(|text| text.steps.len() != card.steps());
            Some(format!("steps-{}", code(found)))
        }
        _ => None,
    }
}

/// The card that the form describes. A language in which nothing stands is none of it.
fn drafted(site: &Site, key: Option<&CardKey>, fields: &Fields) -> Card {
    let state = site.line.published().state;
    let service = fields.given("service").map(str::trim).filter(|key| is_key(key));
    let text = |language: Language| {
        let code = language.code();
        let title = domain::words::tidy_line(fields.get(&format!("title-{code}")));
        let steps: Vec<Arc<str>> = fields
            .get(&format!("steps-{code}"))
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(Arc::from)
            .collect();
        let blank = title.is_empty() && steps.is_empty();
        (!blank).then(|| Text { language, title: title.into(), steps })
    };
    let order = match key.and_then(|key| state.cards.get(key)) {
        Some(known) => known.card.order,
        // A new one stands last.
        None => state.cards.cards.values().map(|known| known.card.order).max().unwrap_or(0) + 1,
    };
    Card {
        service: service.map(Into::into),
        asset: fields.get("asset").into(),
        order,
        texts: Language::ALL.into_iter().filter_map(text).collect(),
    }
}

/// A key made of the heading; another one where that is taken.
fn new_key(site: &Site, card: &Card) -> CardKey {
    let title = card.text(Language::default()).map_or("", |text| text.title.as_str());
    let state = site.line.published().state;
    let taken = |key: &str| {
        let own = CardKey::from(key);
        let removed = state.cards.removed.iter().any(|(removed, _)| *removed == own);
        removed || state.cards.get(&own).is_some()
    };
    CardKey::from(free_key(title, "card", &TAKEN, taken).as_str())
}

/// A key made of what somebody calls a thing, or of its noun where that makes none; with a number
/// where it is taken, or is the address of a page.
pub(super) fn free_key(
    name: &str,
    noun: &str,
    pages: &[&str],
    taken: impl Fn(&str) -> bool,
) -> String {
    let plain = deunicode::deunicode(name).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut key = words.collect::<Vec<_>>().join("-");
    key.truncate(KEY_CHARS_MAX);
    let key = key.trim_end_matches('-');
    let key = if is_key(key) { key } else { noun };
    let numbered = (2_u32..).map(|number| format!("{key}-{number}"));
    let mut tries = std::iter::once(key.to_owned()).chain(numbered);
    tries.find(|key| !pages.contains(&key.as_str()) && !taken(key)).unwrap_or_default()
}

/// `POST /console/cards/<key>/{place,removal,restoration}`
pub async fn deed(
    State(site): State<Arc<Site>>,
    Path((key, deed)): Path<(String, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let card = CardKey::from(key.as_str());
    let command = match deed.as_str() {
        "place" => Command::Move { card, up: fields.get("to") == "up" },
        "removal" => Command::Remove { card },
        "restoration" => Command::Restore { card },
        _ => return who.told(&site, &Problem::unknown("deed")),
    };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other("/console/cards"),
        Ok(Err(refusal)) => {
            let why = refusal.to_string();
            let returned = fields.returned(None, &why);
            let page =
                site.render(|context| views::cards::page(context, &who.viewer, Some(&returned)));
            (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}
