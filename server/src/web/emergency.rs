//! The caller's emergency: what they see, and what they may say and do.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::emergencies::{Command, Emergency, Speaker};
use domain::words::{Actor, EmergencyId, Level, MessageId, ParticipantId};
use serde::Deserialize;
use serde_json::{Value, json};
use views::tongue::Tongue;
use views::{Links, Reader};

use super::files::{self, Brought};
use super::forms::{Fields, wants_json};
use super::posted::Posted;
use super::reader::{Asked as Wanted, Wishes};
use super::stream::{self, View};
use super::{Problem, Site, command_id, html, message_id, see_other};
use crate::live::Topic;

mod impact;
pub use impact::impact;

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
    #[serde(default)]
    write: Option<String>,
    #[serde(default)]
    earlier: Option<String>,
    /// The answer that a letter's link chooses; it is said only when it is pressed.
    #[serde(default)]
    score: Option<String>,
    #[serde(flatten)]
    reader: Wanted,
}

/// Who asks, by their link.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) participant: ParticipantId,
    pub(super) emergency: EmergencyId,
    pub(super) link: String,
}

impl Caller {
    pub(super) fn actor(&self) -> Actor {
        Actor::Participant(self.participant)
    }

    fn path(&self) -> String {
        format!("/e/{}", self.link)
    }

    /// The same caller where their emergency goes on now: a conversation may have been full, and
    /// an archived one may have been written to again.
    fn latest(&self, site: &Site) -> Self {
        let state = site.line.published().state;
        let known = &state.emergencies;
        let own = known.counterpart(self.participant).filter(|own| *own != self.participant);
        match own.and_then(|own| Some((own, known.lets_in(own)?))) {
            Some((participant, emergency)) => {
                let link = site.key.renewed(participant, known.generation(participant));
                Self { participant, emergency, link }
            }
            None => self.clone(),
        }
    }
}

/// A link that was taken away, one that was never made and a forged one are the same to us.
fn caller(site: &Site, link: &str) -> Result<Caller, Problem> {
    let state = site.line.published().state;
    let generation = |participant| state.emergencies.generation(participant);
    let participant = site.key.open_participant(link, generation);
    let participant = participant.ok_or_else(Problem::unknown_link)?;
    let emergency = state.emergencies.lets_in(participant).ok_or_else(Problem::unknown_link)?;
    Ok(Caller { participant, emergency, link: link.to_owned() })
}

/// As whom the holder of a link acts, and in which emergency.
pub(super) fn who(site: &Site, link: &str) -> Result<(Actor, EmergencyId), Problem> {
    caller(site, link).map(|caller| (caller.actor(), caller.emergency))
}

/// The same, where their emergency goes on now.
pub(super) fn asked(site: &Site, link: &str) -> Result<Caller, Problem> {
    Ok(caller(site, link)?.latest(site))
}

/// Who reads an emergency; the caller's language was written down when it was opened.
fn reader(site: &Site, caller: &Caller, headers: &HeaderMap, asked: &Wanted) -> Reader {
    let state = site.line.published().state;
    let known = state.emergencies.get(caller.emergency);
    let joined = known.is_some_and(|known| known.opener != caller.participant);
    let spoken = known.and_then(|known| known.language);
    Wishes::of(headers).of_emergency(asked, &state.organisation.settings, spoken, joined)
}

/// The language in which this caller is answered.
pub(super) fn tongue(site: &Site, caller: &Caller, headers: &HeaderMap) -> &'static Tongue {
    reader(site, caller, headers, &Wanted::default()).tongue
}

fn view(
    site: &Site,
    reader: Reader,
    emergency: EmergencyId,
    participant: ParticipantId,
) -> Option<View> {
    site.render_for(reader, |context| {
        let emergencies = &context.state.emergencies;
        // Where it goes on elsewhere, the page loads again and is led there.
        let known =
            emergencies.get(emergency).filter(|_| emergencies.latest(emergency) == emergency)?;
        // Whose link is taken away hears nothing more, however long they have listened.
        let takes_part = known.participants.contains(&participant);
        takes_part.then(|| view_of(context, known, participant))
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
    let latest = caller.latest(&site);
    if latest.link != caller.link && options.earlier.is_none() {
        let write = if options.write.is_some() { "?write=1" } else { "" };
        return see_other(&format!("{}{write}", latest.path()));
    }
    let live = site.line.published().state.emergencies.get(caller.emergency).cloned();
    let known = match live {
        Some(known) => Arc::new(known),
        None => match archived(&site, caller.emergency).await {
            Ok(known) => known,
            Err(problem) => return problem.answer(&site, &headers),
        },
    };
    let reader = reader(&site, &caller, &headers, &options.reader);
    let chosen = options.score.map(super::feedback::chosen);
    let writing = options.write.is_some();
    let page = show_with(&site, reader, &caller, &known, writing, chosen.as_ref());
    let place = (caller.emergency, caller.participant);
    let page = super::flood::remember(&site, &headers, place, page);
    site.kept(page, &options.reader)
}

fn show_with(
    site: &Site,
    reader: Reader,
    caller: &Caller,
    known: &Emergency,
    writing: bool,
    returned: Option<&views::Returned>,
) -> Response {
    let new_message = format!("{:032x}", crate::chance::id());
    let page = site.render_for(reader, |context| {
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
pub(super) async fn archived(
    site: &Site,
    emergency: EmergencyId,
) -> Result<Arc<Emergency>, Problem> {
    match site.line.archived(emergency).await {
        Ok(known) => known.ok_or_else(Problem::unknown_link),
        Err(_) => Err(Problem::from(crate::line::Unanswered::Busy)),
    }
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
            let render =
                renderer(&site, &caller, reader(&site, &caller, &headers, &options.reader));
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
            let render =
                renderer(&site, &caller, reader(&site, &caller, &headers, &options.reader));
            stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
        }
        Err(problem) => problem.json(),
    }
}

/// What those see who came with this link, for as long as it is the one that works.
fn renderer(site: &Site, caller: &Caller, reader: Reader) -> stream::Look {
    let (emergency, participant) = (caller.emergency, caller.participant);
    let own = site.line.published().state.emergencies.generation(participant);
    let render = Arc::new(move |site: &Site| {
        let now = site.line.published().state.emergencies.generation(participant);
        if now == own { view(site, reader, emergency, participant) } else { None }
    });
    stream::shared((emergency, participant, own, reader.tag()), render)
}

/// `POST /e/<link>/messages`
pub async fn say(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    posted: Result<Posted, Problem>,
) -> Response {
    let (caller, posted) = match (caller(&site, &link), posted) {
        (Ok(caller), Ok(posted)) => (caller, posted),
        (Err(problem), _) | (_, Err(problem)) => return problem.answer(&site, &headers),
    };
    let (fields, mut brought) = files::bring(&site, posted).await;
    let (words, number) = (fields.get("words"), fields.get("message"));
    let now = caller.latest(&site);
    let speaker = Speaker::Participant(now.participant);
    let message = message_id(&site, now.emergency, &speaker, number, words);
    let content = [words, &brought.content];
    let content = if brought.content.is_empty() { &content[..1] } else { &content[..] };
    let id = command_id(number, &format!("/e/{link}/messages"), content);
    if !is_live(&site, &now) {
        return follow_on(&site, &caller, id, words, brought, &headers).await;
    }
    let emergency = caller.emergency;
    let say = || Command::Say { emergency, message, words: words.to_owned() };
    let files = std::mem::take(&mut brought.files);
    let mut shown = None;
    if !files.is_empty() {
        let show = shows(emergency, message, words, files.clone());
        let answer = site.line.ask(id, caller.actor(), show).await;
        shown = brought.stored(files, &answer).then_some(answer);
    }
    // Where the files do not fit any more, the words do.
    let answer = match shown {
        Some(answer) => answer,
        None => site.line.ask(id, caller.actor(), say()).await,
    };
    match answer {
        // The conversation may have been full: then it goes on elsewhere, and the page with it.
        Ok(Ok(outcome)) => {
            let latest = caller.latest(&site);
            let tongue = tongue(&site, &latest, &headers);
            match brought.said(tongue, !words.trim().is_empty()) {
                Some(said) if !wants_json(&headers) => partly(&site, &latest, &headers, &said),
                _ => {
                    let refused = brought.refused_json(tongue);
                    stored(&caller, &latest, outcome.message, refused, &headers)
                }
            }
        }
        Ok(Err(refusal)) => {
            let tongue = tongue(&site, &now, &headers);
            let why = brought.said(tongue, false);
            let why = why.unwrap_or_else(|| views::wording::refusal_for_caller(tongue, &refusal));
            let no = No { status: REFUSED, field: "words", why: &why, problem: told(refusal) };
            returned(&site, &now, &headers, Some(&fields), &no)
        }
        Err(unanswered) => {
            let problem = Problem::from(unanswered);
            let why = problem.told(reader(&site, &now, &headers, &Wanted::default()).tongue);
            let no = No { status: NOT_STORED, field: "words", why: &why, problem };
            returned(&site, &now, &headers, Some(&fields), &no)
        }
    }
}

/// What a caller shows, to everyone who takes part.
fn shows(
    emergency: EmergencyId,
    message: MessageId,
    words: &str,
    files: Vec<domain::emergencies::NewFile>,
) -> Command {
    Command::Show { emergency, message, words: words.to_owned(), files, level: Level::Stranger }
}

/// The page again: what was written is stored, and some of the files are not.
fn partly(site: &Site, caller: &Caller, headers: &HeaderMap, said: &str) -> Response {
    let known = site.line.published().state.emergencies.get(caller.emergency).cloned();
    let Some(known) = known else { return see_other(&caller.path()) };
    let problem = Some(said.to_owned());
    let returned = views::Returned { problem, ..views::Returned::default() };
    let reader = reader(site, caller, headers, &Wanted::default());
    (REFUSED, show_with(site, reader, caller, &known, true, Some(&returned))).into_response()
}

fn is_live(site: &Site, caller: &Caller) -> bool {
    site.line.published().state.emergencies.get(caller.emergency).is_some()
}

/// The words are stored: a script learns under which number, or where the page goes on.
fn stored(
    from: &Caller,
    to: &Caller,
    number: Option<u32>,
    refused: Option<Value>,
    headers: &HeaderMap,
) -> Response {
    let moved = (from.link != to.link).then(|| to.path());
    if !wants_json(headers) {
        return see_other(&to.path());
    }
    let mut body = json!({ "number": number });
    if let Some(path) = moved {
        body["moved"] = json!(path);
    }
    if let Some(refused) = refused {
        body["refused"] = refused;
    }
    (StatusCode::CREATED, body.to_string()).into_response()
}

/// A word to an archived emergency opens a new one that goes on from it.
async fn follow_on(
    site: &Site,
    caller: &Caller,
    id: domain::words::CommandId,
    words: &str,
    mut brought: Brought,
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
        door: before.as_ref().and_then(|before| before.door.clone()),
        follows: Some(caller.emergency),
        language: before.and_then(|before| before.language),
    };
    // As whom they called before tells as whom they go on.
    match site.line.ask(id, caller.actor(), open).await {
        Ok(Ok(outcome)) => match outcome.participant {
            Some(participant) => {
                let link = site.key.participant(participant);
                let emergency = outcome.emergency.unwrap_or(caller.emergency);
                let onward = Caller { participant, emergency, link };
                let files = std::mem::take(&mut brought.files);
                if !files.is_empty() {
                    let show = shows(emergency, MessageId(id.0), "", files.clone());
                    let answer = site.line.tell(onward.actor(), show).await;
                    brought.stored(files, &answer);
                }
                let tongue = tongue(site, &onward, headers);
                match brought.said(tongue, !words.trim().is_empty()) {
                    Some(said) if !wants_json(headers) => partly(site, &onward, headers, &said),
                    _ => stored(caller, &onward, None, brought.refused_json(tongue), headers),
                }
            }
            None => Problem::unknown_link().answer(site, headers),
        },
        Ok(Err(refusal)) => told(refusal).answer(site, headers),
        Err(unanswered) => Problem::from(unanswered).answer(site, headers),
    }
}

/// What was not done.
struct No<'a> {
    status: StatusCode,
    /// The field that it is about.
    field: &'a str,
    /// Why, to the caller.
    why: &'a str,
    /// The same for programs, and where there is no page to say it on.
    problem: Problem,
}

/// A refusal where there is no page to say it on.
fn told(refusal: domain::Refusal) -> Problem {
    Problem::from(refusal).said_as("problem-refused")
}

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const NOT_STORED: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

/// The page again, with what was typed and what is wrong with it.
fn returned(
    site: &Site,
    caller: &Caller,
    headers: &HeaderMap,
    fields: Option<&Fields>,
    no: &No<'_>,
) -> Response {
    let known = site.line.published().state.emergencies.get(caller.emergency).cloned();
    if wants_json(headers) {
        return no.problem.clone().detailed(no.why).json();
    }
    let Some(known) = known else { return no.problem.answer(site, headers) };
    let problem = Some(no.why.to_owned());
    let returned = match fields {
        Some(fields) => fields.returned(Some(no.field), no.why),
        None => views::Returned { problem, ..views::Returned::default() },
    };
    let reader = reader(site, caller, headers, &Wanted::default());
    let page = show_with(site, reader, caller, &known, true, Some(&returned));
    (no.status, page).into_response()
}

/// The page again, with what was typed into one of its forms and why it was not taken.
pub(super) fn given_back(
    site: &Site,
    link: &str,
    headers: &HeaderMap,
    fields: Option<&Fields>,
    field: &str,
    refusal: domain::Refusal,
) -> Response {
    match caller(site, link) {
        Ok(caller) => {
            let caller = caller.latest(site);
            let why = views::wording::refusal_for_caller(tongue(site, &caller, headers), &refusal);
            let no = No { status: REFUSED, field, why: &why, problem: told(refusal) };
            returned(site, &caller, headers, fields, &no)
        }
        Err(problem) => problem.answer(site, headers),
    }
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
    fields: Result<Fields, Problem>,
) -> Response {
    let fields = match fields {
        Ok(fields) => fields,
        Err(problem) => return problem.answer(&site, &headers),
    };
    let given = |name: &str| fields.given(name).map(ToOwned::to_owned);
    let (who, reach) = (given("who"), given("reach"));
    let introduce = |emergency| Command::Introduce { emergency, who, reach }.into();
    let own = Asked { link: &link, fields: Some(&fields), field: "who", id: None };
    act(&site, &headers, own, introduce).await
}

/// `POST /e/<link>/{confirm,deny,reopen,retract,different,danger}`
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
        "different" => |emergency| Command::Differ { emergency },
        "danger" => |emergency| Command::Endanger { emergency },
        _ => return Problem::unknown("answer").answer(&site, &headers),
    };
    // "Broken again" to what has left the live state is a new cry for help that goes on from it.
    let broken = matches!(answer.as_str(), "reopen" | "deny" | "danger");
    if let (true, Ok(caller)) = (broken, caller(&site, &link))
        && !is_live(&site, &caller.latest(&site))
    {
        // Pressed twice it is one; pressed another day it is another.
        let number = format!("{:032x}", caller.participant.0);
        let hour = site.line.published().now().0 / 3_600_000;
        let id = command_id(&number, &format!("/e/{link}/reopen"), &[&hour.to_string()]);
        return follow_on(&site, &caller, id, "", Brought::nothing(), &headers).await;
    }
    let own = Asked { link: &link, fields: None, field: "who", id: None };
    act(&site, &headers, own, |emergency| command(emergency).into()).await
}

/// What a caller asks for.
pub(super) struct Asked<'a> {
    pub(super) link: &'a str,
    /// What they typed.
    pub(super) fields: Option<&'a Fields>,
    /// The field that a refusal is about.
    pub(super) field: &'a str,
    /// Under which id the outcome is kept, where a second time would be another deed.
    pub(super) id: Option<domain::words::CommandId>,
}

pub(super) async fn act(
    site: &Site,
    headers: &HeaderMap,
    asked: Asked<'_>,
    command: impl FnOnce(EmergencyId) -> domain::Command,
) -> Response {
    let Asked { link, fields, field, id } = asked;
    let caller = match caller(site, link) {
        Ok(caller) => caller,
        Err(problem) => return problem.answer(site, headers),
    };
    // Pressed twice, it does nothing the second time; so its outcome is not kept, and whoever
    // is told that it was not stored may press again.
    let command = command(caller.emergency);
    let answer = match id {
        Some(id) => site.line.ask(id, caller.actor(), command).await,
        None => site.line.tell(caller.actor(), command).await,
    };
    let latest = caller.latest(site);
    match answer {
        Ok(Ok(_)) => see_other(&latest.path()),
        Ok(Err(refusal)) => {
            let tongue = reader(site, &latest, headers, &Wanted::default()).tongue;
            let why = views::wording::line_refusal_for_caller(tongue, &refusal);
            let no = No { status: REFUSED, field, why: &why, problem: told(refusal) };
            returned(site, &latest, headers, fields, &no)
        }
        Err(unanswered) => {
            let problem = Problem::from(unanswered);
            let tongue = reader(site, &latest, headers, &Wanted::default()).tongue;
            let why = views::wording::not_stored_for_caller(tongue);
            let no = No { status: NOT_STORED, field, why: &why, problem };
            returned(site, &latest, headers, fields, &no)
        }
    }
}

/// The page again, with what is wrong with what was typed.
pub(super) fn say_no(
    site: &Site,
    caller: &Caller,
    headers: &HeaderMap,
    fields: &Fields,
    field: &str,
    why: &str,
) -> Response {
    let problem = Problem::bad(field, why);
    returned(site, caller, headers, Some(fields), &No { status: REFUSED, field, why, problem })
}
