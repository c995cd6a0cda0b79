//! The incident room: what a responder sees and does about one incident.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::emergencies::{self, Aside};
use domain::incidents::{self, Phase};
use domain::words::{CustomerKey, EmergencyId, IncidentId, Severity, Timestamp};
use domain::{Command, Refusal, customers, monitoring, paging};
use journal::Outcome;
use serde::Deserialize;
use serde_json::json;
use views::Viewer;
use views::room::{Filter, Look};

use super::forms::Fields;
use super::in_room::{AtEmergency, InRoom};
use super::signed_in::{Listening, SignedIn};
use super::stream::{self, View};
use super::{Problem, Site, command_id, composer, html, restrictions, see_other, together};
use crate::line::Unanswered;
use crate::live::Topic;

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
    show: Option<String>,
    /// The number of the caller whose conversation is shown.
    with: Option<u32>,
    /// The note that an update is made of.
    draft: Option<String>,
    /// The component that is suspected to fail, of which an update is to tell everyone.
    suspected: Option<String>,
}

impl Options {
    fn with(&self, site: &Site) -> Option<EmergencyId> {
        emergency(site, self.with?)
    }
}

/// Somebody who comes back sooner has not been away.
const AWAY_SECS: i64 = 120;
/// How long a browser remembers when somebody last looked.
const LOOKED_SECS: u32 = 30 * 24 * 3_600;

/// When the reader had looked last: the browser keeps it, because it concerns nobody else.
fn looked(headers: &HeaderMap, name: &str) -> Option<Timestamp> {
    let secs: i64 = super::cookie(headers, name)?.parse().ok()?;
    (0..=i64::from(u32::MAX)).contains(&secs).then(|| Timestamp::from_secs(secs))
}

fn look(site: &Site, incident: IncidentId, since: Option<Timestamp>, show: Option<&str>) -> Look {
    let filter = Filter::parse(show.unwrap_or_default());
    let carriers = site.telephone.can();
    Look { here: site.hub.present(incident), since, filter, carriers }
}

/// The live incident of that number.
pub(super) fn incident(site: &Site, number: u32) -> Option<IncidentId> {
    let state = site.line.published().state;
    state.incidents.incidents.values().find(|known| known.number == number).map(|known| known.id)
}

/// The live emergency of that number.
pub(super) fn emergency(site: &Site, number: u32) -> Option<EmergencyId> {
    let state = site.line.published().state;
    let mut known = state.emergencies.emergencies.values();
    known.find(|known| known.number == number).map(|known| known.id)
}

fn view(
    site: &Site,
    viewer: &Viewer,
    incident: IncidentId,
    with: Option<EmergencyId>,
    look: &Look,
) -> Option<View> {
    let who = viewer.actor();
    site.render_to(&who, |context| {
        if !context.state.sees(&who, incident) {
            return None;
        }
        let known = context.state.incidents.get(incident)?;
        let messages = views::room::shown(context, known, with)
            .into_iter()
            .flat_map(|known| {
                let message = |said| views::room::message(context, known, said);
                known.messages.iter().map(AsRef::as_ref).map(message).collect::<Vec<_>>()
            })
            .collect();
        let fragments = views::room::fragments(context, viewer, known, with, look);
        Some(View { fragments, messages })
    })
}

/// `GET /console/incidents/<number>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    who: SignedIn,
) -> Response {
    let Some(incident) = incident(&site, number) else {
        return who.told(&site, &Problem::unknown_incident());
    };
    let now = site.line.published().now();
    let seen = looked(&headers, "seen").filter(|seen| *seen <= now);
    let away = seen.filter(|seen| now.since(*seen).as_secs() >= AWAY_SECS.unsigned_abs());
    let since = away.or_else(|| looked(&headers, "looked"));
    let look = look(&site, incident, since, options.show.as_deref());
    let draft = composer::draft(&site, &who, incident, options.draft.as_deref());
    let suspected = options.suspected.as_deref();
    let draft = draft.or_else(|| composer::suspicion(&site, &who, incident, suspected?));
    let shown = Shown { with: options.with(&site), look, preview: None };
    let mut response = page_with(&site, &who, incident, shown, draft.as_ref());
    let marks = [("seen", Some(now)), ("looked", since)];
    for (name, at) in marks.into_iter().filter_map(|(name, at)| Some((name, at?))) {
        let path = format!("/console/incidents/{number}");
        let secs = at.0 / 1_000;
        let cookie = format!("{name}={secs}; Path={path}; Max-Age={LOOKED_SECS}; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// The room, with the conversation that is asked for.
pub(super) fn page(
    site: &Site,
    who: &SignedIn,
    number: u32,
    with: Option<EmergencyId>,
    returned: Option<&views::Returned>,
) -> Response {
    let Some(incident) = incident(site, number) else {
        return who.told(site, &Problem::unknown_incident());
    };
    let shown = Shown { with, look: look(site, incident, None, None), preview: None };
    page_with(site, who, incident, shown, returned)
}

/// The room, with an update to look at before it is told.
pub(super) fn previewed(
    site: &Site,
    who: &SignedIn,
    incident: IncidentId,
    preview: &views::room::preview::Preview,
    returned: &views::Returned,
) -> Response {
    let look = look(site, incident, None, None);
    let shown = Shown { with: None, look, preview: Some(preview) };
    page_with(site, who, incident, shown, Some(returned))
}

/// What of the room is shown.
struct Shown<'a> {
    with: Option<EmergencyId>,
    look: Look,
    preview: Option<&'a views::room::preview::Preview>,
}

fn page_with(
    site: &Site,
    who: &SignedIn,
    incident: IncidentId,
    shown: Shown<'_>,
    returned: Option<&views::Returned>,
) -> Response {
    let Shown { with, look, preview } = shown;
    if let Some(moved) = together::moved(site, incident) {
        return moved;
    }
    let viewer = &who.viewer;
    if !site.line.published().state.sees(&who.actor(), incident) {
        return restrictions::kept_from(site, who, incident, returned);
    }
    let seen = view(site, viewer, incident, with, &look);
    let after = seen.map(|view| stream::id_of(&view)).unwrap_or_default();
    let message = format!("{:032x}", crate::chance::id());
    let command = format!("{:032x}", crate::chance::id());
    let page = site.render_to(&who.actor(), |context| {
        let known = context.state.incidents.get(incident)?;
        let (message, command, after) = (message.as_str(), command.as_str(), after.as_str());
        let look = look.clone();
        let fresh = views::room::Fresh { with, message, command, after, look, preview };
        Some(views::room::page(context, viewer, known, &fresh, returned))
    });
    match page {
        Some(page) if returned.is_some_and(|returned| returned.problem.is_some()) => {
            (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
        }
        Some(page) => html(page),
        None => who.told(site, &Problem::unknown_incident()),
    }
}

/// `GET /console/incidents/<number>/stream`
pub async fn stream(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    Query(options): Query<Options>,
    Listening(viewer): Listening,
    headers: HeaderMap,
) -> Response {
    let person = viewer.person.clone();
    let shown = (looked(&headers, "looked"), options.show.clone());
    match listen(&site, number, options.with(&site), viewer, shown) {
        Ok((incident, changed, render)) => {
            let screen = site.hub.enter(incident, person.as_str());
            let after = options.after.as_deref();
            stream::stream(&site, &headers, after, changed, render, vec![screen])
        }
        Err(problem) => problem.json(),
    }
}

/// `GET /console/incidents/<number>/poll`
pub async fn poll(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    Query(options): Query<Options>,
    Listening(viewer): Listening,
    headers: HeaderMap,
) -> Response {
    let shown = (looked(&headers, "looked"), options.show.clone());
    match listen(&site, number, options.with(&site), viewer, shown) {
        Ok((_, changed, render)) => {
            stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
        }
        Err(problem) => problem.json(),
    }
}

type Watched = (IncidentId, tokio::sync::watch::Receiver<u64>, stream::Render);

fn listen(
    site: &Site,
    number: u32,
    with: Option<EmergencyId>,
    viewer: Viewer,
    (since, show): (Option<Timestamp>, Option<String>),
) -> Result<Watched, Problem> {
    let incident = incident(site, number).ok_or_else(Problem::unknown_incident)?;
    if !site.line.published().state.sees(&viewer.actor(), incident) {
        return Err(Problem::restricted());
    }
    let render: stream::Render = Arc::new(move |site: &Site| {
        // What was joined to another one goes on there: the page loads anew and is led there.
        let apart = !site.line.published().state.groups.is_joined(incident);
        let look = look(site, incident, since, show.as_deref());
        view(site, &viewer, incident, with, &look).filter(|_| apart)
    });
    Ok((incident, site.hub.watch(Topic::Incident(incident)), render))
}

/// What a form of the room asks for; refused, it comes back with what was typed.
pub(super) struct Deed<'a> {
    /// Where.
    pub site: &'a Site,
    /// Who asks.
    pub who: &'a SignedIn,
    /// What was typed.
    pub fields: &'a Fields,
    /// The number of the room that it leads back to.
    pub room: u32,
    /// The caller whose conversation it leads back to, where that matters.
    pub with: Option<EmergencyId>,
}

impl Deed<'_> {
    /// The room, with the same conversation.
    pub(super) fn room(&self) -> String {
        let state = self.site.line.published().state;
        // Who calls alone needs no choosing.
        let shared = |id: &EmergencyId| {
            let known = state.incidents.of_emergency(*id);
            known.is_some_and(|known| known.emergencies.len() > 1)
        };
        let with = self.with.filter(shared).and_then(|id| state.emergencies.get(id));
        let with = with.map_or_else(String::new, |known| format!("?with={}", known.number));
        format!("/console/incidents/{}{with}", self.room)
    }

    /// Does it, and leads back.
    pub async fn done(
        &self,
        field: Option<&str>,
        endpoint: &str,
        content: &[&str],
        command: impl Into<Command>,
    ) -> Response {
        let number = self.fields.get("command");
        let number = if number.is_empty() { self.fields.get("message") } else { number };
        let place = format!("{}/{endpoint}/{}", self.room, self.who.viewer.person);
        let id = command_id(number, &place, content);
        let answer = self.site.line.ask(id, self.who.actor(), command).await;
        let about = match &answer {
            Ok(Err(refusal)) => composer::field_of(refusal),
            _ => None,
        };
        self.answered(about.or(field), answer, &self.fold(endpoint))
    }

    /// Where in the room it is shown what became of it: a link to what is folded away opens it.
    fn fold(&self, endpoint: &str) -> String {
        let state = self.site.line.published().state;
        let number = self.with.and_then(|id| state.emergencies.get(id)).map(|known| known.number);
        match (endpoint, number) {
            (
                "removal" | "renewal" | "proof" | "telling" | "act" | "glass" | "upgrade",
                Some(number),
            ) => format!("#{}", views::room::inside_proof(number)),
            _ => String::new(),
        }
    }

    /// The same for what changes nothing the second time, and may be wanted again later.
    pub async fn again(&self, field: Option<&str>, command: impl Into<Command>) -> Response {
        let answer = self.site.line.tell(self.who.actor(), command).await;
        let about = match &answer {
            Ok(Err(refusal)) => composer::field_of(refusal),
            _ => None,
        };
        self.answered(about.or(field), answer, "")
    }

    fn answered(
        &self,
        field: Option<&str>,
        answer: Result<Result<Outcome, Refusal>, Unanswered>,
        fold: &str,
    ) -> Response {
        match answer {
            Ok(Ok(outcome)) if self.who.wants_json => {
                let body = json!({ "number": outcome.message }).to_string();
                (StatusCode::CREATED, body).into_response()
            }
            Ok(Ok(_)) => see_other(&format!("{}{fold}", self.room())),
            Ok(Err(refusal)) => {
                let problem = Problem::refused(self.site, refusal);
                if self.who.wants_json {
                    return problem.json();
                }
                let returned = self.fields.returned(field, problem.detail());
                page(self.site, self.who, self.room, self.with, Some(&returned))
            }
            Err(unanswered) => self.who.told(self.site, &Problem::from(unanswered)),
        }
    }
}

/// The room that an emergency belongs to.
pub(super) fn room_of(site: &Site, emergency: EmergencyId) -> u32 {
    let state = site.line.published().state;
    state.incidents.of_emergency(emergency).map_or(0, |incident| incident.number)
}

macro_rules! incident_deed {
    (
        $(#[$doc:meta])*
        $name:ident, $field:expr,
        |$incident:ident, $who:ident, $fields:ident| $command:expr
    ) => {
        $(#[$doc])*
        pub async fn $name(room: InRoom, $fields: Fields) -> Response {
            let ($incident, $who) = (room.incident, &room.who);
            let command: Result<Command, Problem> = $command;
            match command {
                Ok(command) => {
                    let content = format!("{command:?}");
                    room.deed(&$fields).done($field, stringify!($name), &[&content], command).await
                }
                Err(problem) => room.page(&$fields.returned($field, problem.detail())),
            }
        }
    };
}

incident_deed! {
    /// `POST /console/incidents/<number>/accept`
    accept, None, |incident, who, _fields| {
        let person = who.viewer.person.clone();
        Ok(Command::Paging(paging::Command::Accept { incident, person }))
    }
}

incident_deed! {
    /// `POST /console/incidents/<number>/severity`
    severity, Some("severity"), |incident, _who, fields| severity_of(&fields)
        .map(|severity| Command::Incidents(incidents::Command::SetSeverity { incident, severity }))
}

/// How bad it is, as a form says.
pub(super) fn severity_of(fields: &Fields) -> Result<Severity, Problem> {
    match fields.get("severity") {
        "critical" => Ok(Severity::Critical),
        "high" => Ok(Severity::High),
        "low" => Ok(Severity::Low),
        _ => Err(Problem::bad("severity", "Choose critical, high or low.")),
    }
}

incident_deed! {
    /// `POST /console/incidents/<number>/phase`
    phase, Some("phase"), |incident, _who, fields| match fields.get("phase") {
        "investigating" => Ok(Phase::Investigating),
        "identified" => Ok(Phase::Identified),
        "monitoring" => Ok(Phase::Monitoring),
        _ => Err(Problem::bad("phase", "Choose investigating, identified or monitoring.")),
    }
    .map(|phase| Command::Incidents(incidents::Command::SetPhase { incident, phase }))
}

/// `POST /console/incidents/<number>/{keep,carry,close}`: about what machines report.
pub async fn machine(
    room: InRoom,
    Path((_, name)): Path<(u32, String)>,
    fields: Fields,
) -> Response {
    let incident = room.incident;
    let command = match name.as_str() {
        "keep" => monitoring::Command::Hold { incident },
        "carry" => monitoring::Command::Carry { incident },
        "close" => monitoring::Command::Close { incident },
        _ => return room.told(&Problem::unknown("deed")),
    };
    let deed = room.deed(&fields);
    deed.done(None, &name, &[], Command::Monitoring(command)).await
}

/// `POST /console/emergencies/<number>/marks`
pub async fn mark(at: AtEmergency, fields: Fields) -> Response {
    let mark = emergencies::Command::Mark {
        emergency: at.emergency,
        delivered: fields.number("delivered").unwrap_or(0),
        seen: fields.number("seen").unwrap_or(0),
    };
    match at.site.line.tell(at.who.actor(), mark).await {
        Ok(Ok(_)) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(refusal)) => Problem::from(refusal).json(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

/// `POST /console/emergencies/<number>/customer`
pub async fn attach(at: AtEmergency, fields: Fields) -> Response {
    let emergency = at.emergency;
    let customer = CustomerKey::from(fields.get("customer"));
    let content = customer.to_string();
    let command = customers::Command::Attach { emergency, customer };
    let deed = at.deed(&fields);
    deed.done(Some("customer"), "customer", &[&content], command).await
}

/// `POST /console/emergencies/<number>/customer/removal`
pub async fn detach(at: AtEmergency, fields: Fields) -> Response {
    let command = customers::Command::Detach { emergency: at.emergency };
    let deed = at.deed(&fields);
    deed.done(None, "customer/removal", &[], command).await
}

/// `POST /console/emergencies/<number>/{ask,takeup,aside}`
pub async fn deed(
    at: AtEmergency,
    Path((_, name)): Path<(u32, String)>,
    fields: Fields,
) -> Response {
    if let Some(answer) = super::proof::deed(&at, &fields, &name).await {
        return answer;
    }
    if name == "call-back" {
        return super::callbacks::deed(&at, &fields).await;
    }
    let emergency = at.emergency;
    let command = match name.as_str() {
        "ask" => emergencies::Command::Ask { emergency },
        "takeup" => emergencies::Command::TakeUp { emergency },
        "aside" => {
            let reason = match fields.get("reason") {
                "believed_fixed" => Aside::BelievedFixed,
                "unreachable" => Aside::Unreachable,
                "mistake" => Aside::Mistake,
                "abuse" => Aside::Abuse,
                _ => return at.wrong(&fields, "reason", "Choose a reason."),
            };
            emergencies::Command::SetAside { emergency, reason }
        }
        _ => return at.told(&Problem::unknown("page")),
    };
    let deed = at.deed(&fields);
    let content = format!("{command:?}");
    deed.done(Some("reason"), &name, &[&content], command).await
}
