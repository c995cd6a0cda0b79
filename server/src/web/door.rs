//! The door: one field and one button, for anyone, always.

use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::emergencies::Command;
use domain::words::{Actor, Language, ServiceKey, tidy_line};
use serde::Deserialize;
use serde_json::Value;
use views::tongue::Tongue;
use views::{Links, Reader};

use super::flood::{self, Passage};
use super::forms::{self, Fields, wants_json};
use super::reader::Wishes;
use super::spliced::takes_gzip;
use super::{FORM_LEN_MAX, Problem, Site, command_id, html, see_other};
use crate::line::Unanswered;

/// What the door's address may add.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default)]
    service: String,
    /// Whether somebody only wants to try it: then the same page that rings nobody.
    #[serde(default, rename = "try")]
    rehearse: Option<String>,
    #[serde(flatten)]
    reader: super::reader::Asked,
}

/// An address that cannot be read opens the front door.
type Address = Result<Query<Options>, QueryRejection>;

/// `GET /help`, or `/help?service=<key>` as it stands on a sticker or in a product; an unknown
/// service looks like a known one, and rings the front door.
///
/// Without a service it is immutable bytes around one single-use number.
pub async fn show(State(site): State<Arc<Site>>, headers: HeaderMap, asked: Address) -> Response {
    let Options { service, rehearse, reader: asked } = options(asked);
    if rehearses(&site, rehearse.as_deref()) {
        return see_other(crate::rehearsal::BASE);
    }
    let reader = reader(&site, &headers, &asked);
    if service.is_empty() {
        let render = |number| markup(&site, reader, number, "", "").into_string();
        if let Some(page) = site.door.page(&site, reader, render) {
            return site.kept(page.answer(takes_gzip(&headers)), &asked);
        }
    }
    site.kept(html(markup(&site, reader, crate::chance::number(), "", &service)), &asked)
}

/// `GET /help/<access name>`: the same page, prefilled; an unknown name looks like a known one.
pub async fn show_named(
    State(site): State<Arc<Site>>,
    uri: Uri,
    headers: HeaderMap,
    name: Result<Path<String>, PathRejection>,
    asked: Address,
) -> Response {
    let Options { service, rehearse, reader: asked } = options(asked);
    if rehearses(&site, rehearse.as_deref()) {
        return see_other(&format!("{}{}", crate::rehearsal::BASE, uri.path()));
    }
    let reader = reader(&site, &headers, &asked);
    // An address that is no text opens the door all the same, with nothing filled in.
    let who = name.map(|Path(name)| tidy_line(&name)).unwrap_or_default();
    site.kept(html(markup(&site, reader, crate::chance::number(), &who, &service)), &asked)
}

/// Whether the address asks for a rehearsal, and this is not its stage already.
fn rehearses(site: &Site, asked: Option<&str>) -> bool {
    site.base.is_empty() && asked.is_some()
}

/// What the address adds; a service only if it is a key at all.
fn options(asked: Address) -> Options {
    let mut options = asked.map(|Query(options)| options).unwrap_or_default();
    if !domain::words::is_key(&options.service) {
        options.service.clear();
    }
    options
}

/// Who reads the door.
fn reader(site: &Site, headers: &HeaderMap, asked: &super::reader::Asked) -> Reader {
    Wishes::of(headers).reader(asked, &site.line.published().state.organisation.settings)
}

/// The door around the single-use number of its command.
fn markup(site: &Site, reader: Reader, number: u128, who: &str, service: &str) -> maud::Markup {
    let command = &format!("{number:032x}");
    let door = views::door::Door { command, who, service, returned: None };
    site.render_for(reader, |context| views::door::page(context, &door))
}

/// `POST /help`: durable, then the way to one's own emergency.
pub async fn open(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (Parts { headers, extensions, .. }, body) = request.into_parts();
    let bytes = forms::take(body, FORM_LEN_MAX).await.bytes;
    let Some(fields) = cry(&headers, &bytes) else { return no_cry() };
    let (words, who, reach) = (fields.get("words"), fields.get("who"), fields.get("reach"));
    let door = fields.get("service");
    let id = command_id(fields.get("command"), "/help", &[words, who, reach, door]);
    let answer = (fields.get("question"), fields.get("answer"));
    let asked = flood::Asked { id, words, who, answer };
    let cry = match flood::passage(&site, &headers, &extensions, &asked) {
        Passage::Rings(cry) => cry,
        Passage::Asks(wrong) if wants_json(&headers) => {
            return flood::question_for_programs(&site, wrong);
        }
        Passage::Asks(wrong) => {
            let reader = sender(&site, &headers, &fields);
            return flood::question_page(&site, reader, &fields, wrong);
        }
    };
    let open = Command::Open {
        words: words.to_owned(),
        who: who.to_owned(),
        reach: reach.to_owned(),
        door: domain::words::is_key(door).then(|| ServiceKey::from(door)),
        follows: None,
        language: Some(spoken(&site, &headers, &fields)),
    };
    match site.line.ask(id, Actor::Stranger, open).await {
        Ok(Ok(outcome)) => match outcome.participant {
            Some(participant) => {
                outcome.emergency.inspect(|emergency| site.flood.rang(&cry, *emergency));
                see_other(&format!("/e/{}", site.key.participant(participant)))
            }
            None => broken().answer(&site, &headers),
        },
        Ok(Err(refusal)) => {
            Problem::from(refusal).said_as("problem-refused").answer(&site, &headers)
        }
        Err(unanswered) => not_stored(&site, &headers, &fields, unanswered),
    }
}

/// What was cried, as far as it goes. Programs that send JSON here are mostly set up wrongly, and
/// somebody would be woken by each; whatever a person may have written rings all the same. None
/// where there is nothing of the kind.
fn cry(headers: &HeaderMap, bytes: &[u8]) -> Option<Fields> {
    const FIELDS: [&str; 6] = ["words", "who", "reach", "command", "service", "lang"];
    let fields = Fields::of_cry(bytes);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    let is_json = kind == "application/json" || kind.ends_with("+json") || kind == "text/json";
    if !is_json || FIELDS.iter().any(|name| fields.has(name)) {
        return Some(fields);
    }
    let said = |pairs: &[(&str, &str)]| {
        let owned = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Some(Fields::of(owned.collect()))
    };
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(sent)) => {
            let named = FIELDS.iter().filter_map(|name| Some((*name, sent.get(*name)?)));
            let named: Vec<_> =
                named.map(|(name, value)| (name, value.as_str().unwrap_or_default())).collect();
            if named.is_empty() { None } else { said(&named) }
        }
        Ok(Value::String(words)) if !words.trim().is_empty() => said(&[("words", &words)]),
        Ok(_) => None,
        Err(_) if bytes.trim_ascii().is_empty() => None,
        // What only calls itself JSON may be anything, and was perhaps cut off on its way.
        Err(_) => said(&[("words", &String::from_utf8_lossy(bytes))]),
    }
}

/// To a program that calls for nobody.
fn no_cry() -> Response {
    let detail = "This is JSON without a field of the help form (words, who, reach), so nobody was \
                  called. Programs call for help at POST /api/v1/emergencies, and monitoring sends \
                  its alerts to the address of its integration; /docs says how.";
    Problem::bad("words", detail).json()
}

fn broken() -> Problem {
    Problem::from(domain::Refusal::Broken).said_as("problem-fault")
}

/// The language of the page that was sent, or of the browser where it does not say.
fn spoken(site: &Site, headers: &HeaderMap, fields: &Fields) -> Language {
    Language::of_tag(fields.get("lang"))
        .or_else(|| Language::of_tag(reader(site, headers, &Default::default()).tongue.code()))
        .unwrap_or_default()
}

/// Who sent a form, in the language of the page that it came from.
fn sender(site: &Site, headers: &HeaderMap, fields: &Fields) -> Reader {
    Reader {
        tongue: Tongue::of(spoken(site, headers, fields)),
        ..reader(site, headers, &Default::default())
    }
}

/// Nothing can be stored: the page keeps the words and sends them again, under the same number.
fn not_stored(
    site: &Site,
    headers: &HeaderMap,
    fields: &Fields,
    unanswered: Unanswered,
) -> Response {
    let ringing = matches!(unanswered, Unanswered::NotStored { ringing: true, .. });
    let problem = Problem::from(unanswered);
    if wants_json(headers) {
        return problem.answer(site, headers);
    }
    let reader = sender(site, headers, fields);
    let returned = fields.returned(None, problem.detail());
    let command = fields.get("command");
    let page = site.render_for(reader, |context| {
        views::emergency::alarm_only(context, &returned, command, ringing)
    });
    let again = [(header::RETRY_AFTER, "2")];
    (StatusCode::SERVICE_UNAVAILABLE, again, html(page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(kind: &str, body: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
        cry(&headers, body.as_bytes()).map(|fields| fields.get("words").to_owned())
    }

    #[test]
    fn json_of_somebodys_webhook_calls_nobody_and_what_a_person_may_have_written_always_does() {
        let json = "application/json; charset=utf-8";
        for body in [
            "{\"event\":\"incident.triggered\",\"id\":7}",
            "{}",
            "[]",
            "[{\"words\":\"x\"}]",
            "7",
            "null",
            "\" \"",
            "",
        ] {
            assert_eq!(words(json, body), None, "{body}");
            assert!(words("application/x-www-form-urlencoded", body).is_some(), "{body}");
            assert!(words("text/plain", body).is_some(), "{body}");
        }
        for (body, cried) in [
            ("{\"words\":\"Smoke\"}", "Smoke"),
            ("{\"who\":\"Harbour\",\"event\":1}", ""),
            ("{\"words\":7}", ""),
            ("\"Smoke\"", "Smoke"),
            ("Smoke in the hall", "Smoke in the hall"),
            ("{\"words\":\"Smo", "{\"words\":\"Smo"),
            ("words=Smoke&who=Harbour", "Smoke"),
            ("command=1", ""),
        ] {
            assert_eq!(words(json, body).as_deref(), Some(cried), "{body}");
            assert!(words("application/cloudevents+json", body).is_some(), "{body}");
        }
    }

    #[test]
    fn a_cry_of_any_bytes_and_kind_rings_or_is_whole_json_without_a_field_of_ours() {
        bolero::check!().with_type::<(bool, Vec<u8>)>().for_each(|(json, bytes)| {
            let mut headers = HeaderMap::new();
            let kind = if *json { "application/json" } else { "text/plain" };
            headers.insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
            if cry(&headers, bytes).is_none() {
                let whole = serde_json::from_slice::<Value>(bytes).is_ok();
                assert!(*json && (whole || bytes.trim_ascii().is_empty()));
            }
        });
    }
}
