//! The caller's emergency: what they see, and what they may say and do.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Event;
use domain::emergencies::{Command, Emergency, Speaker};
use domain::words::{Actor, EmergencyId, ParticipantId};
use serde::Deserialize;
use serde_json::json;
use views::Links;

use super::forms::{Fields, wants_json};
use super::stream::{self, View};
use super::{Problem, Site, command_id, html, message_id, see_other};
use crate::live::Topic;

/// Most events of an archived emergency that are read back.
const ARCHIVED_EVENTS_MAX: usize = 50_000;

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
    #[serde(default)]
    write: Option<String>,
}

/// Who asks, by their link.
struct Caller {
    participant: ParticipantId,
    emergency: EmergencyId,
    link: String,
}

fn caller(site: &Site, link: &str) -> Result<Caller, Problem> {
    let participant = site.key.open_participant(link).ok_or_else(Problem::unknown_link)?;
    let published = site.line.published();
    let emergency = published.state.emergencies.participants.get(&participant).copied();
    let emergency = emergency.ok_or_else(Problem::unknown_link)?;
    Ok(Caller { participant, emergency, link: link.to_owned() })
}

fn view(site: &Site, emergency: EmergencyId, participant: ParticipantId) -> Option<View> {
    site.render(|context| {
        let known = context.state.emergencies.get(emergency)?;
        Some(view_of(context, known, participant))
    })
}

fn view_of(context: &views::Context<'_>, known: &Emergency, participant: ParticipantId) -> View {
    let message = |message: &Arc<domain::emergencies::Message>| {
        views::emergency::message(context, known, message, participant)
    };
    View {
        fragments: views::emergency::fragments(context, known, participant),
        messages: known.messages.iter().map(message).collect(),
    }
}

/// `GET /e/<link>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let caller = match caller(&site, &link) {
        Ok(caller) => caller,
        Err(problem) => return problem.answer(&site, &headers),
    };
    let live = site.line.published().state.emergencies.get(caller.emergency).cloned();
    let known = match live {
        Some(known) => known,
        None => match archived(&site, caller.emergency).await {
            Ok(known) => known,
            Err(problem) => return problem.answer(&site, &headers),
        },
    };
    show_with(&site, &caller, &known, options.write.is_some(), None)
}

fn show_with(
    site: &Site,
    caller: &Caller,
    known: &Emergency,
    writing: bool,
    returned: Option<&views::Returned>,
) -> Response {
    let new_message = format!("{:032x}", crate::chance::id());
    let page = site.render(|context| {
        let after = stream::id_of(&view_of(context, known, caller.participant));
        views::emergency::page(
            context,
            known,
            caller.participant,
            &new_message,
            &after,
            returned,
            writing,
        )
    });
    html(page)
}

/// Reads an emergency back that has left the live state.
pub(super) async fn archived(site: &Site, emergency: EmergencyId) -> Result<Emergency, Problem> {
    let organisation = site.line.organisation();
    let subject = domain::subjects::Subject::Emergency(emergency).to_string();
    let records = site
        .store
        .read_subject(organisation, &subject, 0, ARCHIVED_EVENTS_MAX)
        .await
        .map_err(|_| Problem::from(crate::line::Unanswered::Busy))?;
    let mut folded = domain::emergencies::State::default();
    for record in &records {
        match journal::codec::decode(record) {
            Ok(Event::Emergencies(domain::emergencies::Event::Archived { .. })) | Err(_) => {}
            Ok(Event::Emergencies(event)) => folded.evolve(&event, record.at),
            Ok(_) => {}
        }
    }
    folded.get(emergency).cloned().ok_or_else(Problem::unknown_link)
}

/// `GET /e/<link>/stream`
pub async fn stream(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    match caller(&site, &link) {
        Ok(caller) => {
            let changed = site.hub.watch(Topic::Emergency(caller.emergency));
            let render = renderer(&caller);
            stream::stream(&site, &headers, options.after.as_deref(), changed, render, Vec::new())
        }
        Err(problem) => problem.json(),
    }
}

/// `GET /e/<link>/poll`
pub async fn poll(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    match caller(&site, &link) {
        Ok(caller) => {
            let changed = site.hub.watch(Topic::Emergency(caller.emergency));
            let render = renderer(&caller);
            stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
        }
        Err(problem) => problem.json(),
    }
}

fn renderer(caller: &Caller) -> stream::Look {
    let (emergency, participant) = (caller.emergency, caller.participant);
    let render = Arc::new(move |site: &Site| view(site, emergency, participant));
    stream::shared((emergency, participant), render)
}

/// `POST /e/<link>/messages`
pub async fn say(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let caller = match caller(&site, &link) {
        Ok(caller) => caller,
        Err(problem) => return problem.answer(&site, &headers),
    };
    let (words, number) = (fields.get("words"), fields.get("message"));
    let speaker = Speaker::Participant(caller.participant);
    let message = message_id(&site, caller.emergency, &speaker, number, words);
    let id = command_id(number, &format!("/e/{link}/messages"), &[words]);
    let actor = Actor::Participant(caller.participant);
    let state = site.line.published().state;
    if state.emergencies.get(caller.emergency).is_none() {
        return follow_on(&site, &caller, id, words, &headers).await;
    }
    let say = Command::Say { emergency: caller.emergency, message, words: words.to_owned() };
    match site.line.ask(id, actor, say).await {
        Ok(Ok(outcome)) if wants_json(&headers) => {
            (StatusCode::CREATED, json!({ "number": outcome.message }).to_string()).into_response()
        }
        Ok(Ok(_)) => see_other(&format!("/e/{link}")),
        Ok(Err(refusal)) => returned(&site, &caller, &headers, &fields, &refusal.into()),
        Err(unanswered) => returned(&site, &caller, &headers, &fields, &unanswered.into()),
    }
}

/// A word to an archived emergency opens a new one that goes on from it.
async fn follow_on(
    site: &Site,
    caller: &Caller,
    id: domain::words::CommandId,
    words: &str,
    headers: &HeaderMap,
) -> Response {
    let before = archived(site, caller.emergency).await.ok();
    let text = |personal: Option<domain::words::Personal>| {
        personal.and_then(|personal| personal.text).map(|text| text.to_string()).unwrap_or_default()
    };
    let open = Command::Open {
        words: words.to_owned(),
        who: text(before.as_ref().and_then(|before| before.who.clone())),
        reach: text(before.as_ref().and_then(|before| before.reach.clone())),
        door: before.and_then(|before| before.door),
        follows: Some(caller.emergency),
    };
    match site.line.ask(id, Actor::Stranger, open).await {
        Ok(Ok(outcome)) => match outcome.participant {
            Some(participant) => {
                let location = format!("/e/{}", site.key.participant(participant));
                if wants_json(headers) {
                    let body = json!({ "moved": location }).to_string();
                    return (StatusCode::CREATED, body).into_response();
                }
                see_other(&location)
            }
            None => Problem::unknown_link().answer(site, headers),
        },
        Ok(Err(refusal)) => Problem::from(refusal).answer(site, headers),
        Err(unanswered) => Problem::from(unanswered).answer(site, headers),
    }
}

/// The page again, with what was typed and what is wrong with it.
fn returned(
    site: &Site,
    caller: &Caller,
    headers: &HeaderMap,
    fields: &Fields,
    problem: &Problem,
) -> Response {
    if wants_json(headers) {
        return problem.json();
    }
    let known = site.line.published().state.emergencies.get(caller.emergency).cloned();
    let Some(known) = known else { return problem.answer(site, headers) };
    let returned = fields.returned(Some("words"), problem.detail());
    let page = show_with(site, caller, &known, true, Some(&returned));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// `POST /e/<link>/marks`
pub async fn mark(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    fields: Fields,
) -> Response {
    let caller = match caller(&site, &link) {
        Ok(caller) => caller,
        Err(problem) => return problem.json(),
    };
    let mark = Command::Mark {
        emergency: caller.emergency,
        delivered: fields.number("delivered").unwrap_or(0),
        seen: fields.number("seen").unwrap_or(0),
    };
    match site.line.tell(Actor::Participant(caller.participant), domain::Command::from(mark)).await
    {
        Ok(Ok(_)) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(refusal)) => Problem::from(refusal).json(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

/// `POST /e/<link>/introduction`
pub async fn introduce(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let given = |name: &str| fields.given(name).map(ToOwned::to_owned);
    let (who, reach) = (given("who"), given("reach"));
    act(&site, &link, &headers, |emergency| Command::Introduce { emergency, who, reach }).await
}

/// `POST /e/<link>/{confirm,deny,reopen,retract}`
pub async fn answer(
    State(site): State<Arc<Site>>,
    Path((link, answer)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let command: fn(EmergencyId) -> Command = match answer.as_str() {
        "confirm" => |emergency| Command::Confirm { emergency },
        "deny" => |emergency| Command::Deny { emergency },
        "reopen" => |emergency| Command::Reopen { emergency },
        "retract" => |emergency| Command::Retract { emergency },
        _ => return Problem::unknown("answer").answer(&site, &headers),
    };
    // "Broken again" to what has left the live state is a new cry for help that goes on from it.
    let broken = matches!(answer.as_str(), "reopen" | "deny");
    if let (true, Ok(caller)) = (broken, caller(&site, &link))
        && site.line.published().state.emergencies.get(caller.emergency).is_none()
    {
        // Pressed twice it is one; pressed another day it is another.
        let number = format!("{:032x}", caller.participant.0);
        let hour = site.line.published().now().0 / 3_600_000;
        let id = command_id(&number, &format!("/e/{link}/reopen"), &[&hour.to_string()]);
        return follow_on(&site, &caller, id, "", &headers).await;
    }
    act(&site, &link, &headers, command).await
}

async fn act(
    site: &Site,
    link: &str,
    headers: &HeaderMap,
    command: impl FnOnce(EmergencyId) -> Command,
) -> Response {
    let caller = match caller(site, link) {
        Ok(caller) => caller,
        Err(problem) => return problem.answer(site, headers),
    };
    let actor = Actor::Participant(caller.participant);
    let command = domain::Command::from(command(caller.emergency));
    match site.line.tell(actor, command).await {
        Ok(Ok(_)) => see_other(&format!("/e/{}", caller.link)),
        Ok(Err(refusal)) => Problem::from(refusal).answer(site, headers),
        Err(unanswered) => Problem::from(unanswered).answer(site, headers),
    }
}
