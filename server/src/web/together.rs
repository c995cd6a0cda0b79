//! Many callers, one fault: what a responder joins, takes apart, asks and says at once.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::emergencies;
use domain::groups::{self, Pattern, Why};
use domain::incidents::Incident;
use domain::paging::Escalation;
use domain::words::{Actor, EmergencyId, IncidentId, ServiceKey};

use super::forms::Fields;
use super::in_room::{AtEmergency, InRoom};
use super::room::{self, Deed};
use super::signed_in::SignedIn;
use super::{Site, see_other};

/// Which of several the others are joined to: one that somebody has, else the oldest.
#[must_use]
pub fn target(state: &domain::State, chosen: &[IncidentId]) -> Option<IncidentId> {
    let held = |id: &IncidentId| state.paging.get(*id).and_then(Escalation::accepted_by).is_some();
    let known = chosen.iter().filter_map(|id| state.incidents.get(*id));
    known.min_by_key(|known: &&Incident| (!held(&known.id), known.number)).map(|known| known.id)
}

/// The incidents of these numbers that the person may see, each once.
fn chosen(site: &Site, who: &Actor, numbers: &[&str]) -> Vec<IncidentId> {
    let state = site.line.published().state;
    let mut chosen: Vec<IncidentId> = Vec::new();
    for number in numbers {
        let found = number.trim().parse().ok().and_then(|number| room::incident(site, number));
        let root = found.map(|id| state.groups.root(id));
        let fresh = root.filter(|id| !chosen.contains(id) && state.sees(who, *id));
        chosen.extend(fresh);
    }
    chosen
}

fn number(site: &Site, incident: IncidentId) -> u32 {
    site.line.published().state.incidents.get(incident).map_or(0, |known| known.number)
}

/// `POST /console/incidents/join`: what was chosen on the board becomes one.
pub async fn join_chosen(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let mut chosen = chosen(&site, &who.actor(), &fields.all("incident"));
    let into = target(&site.line.published().state, &chosen).filter(|_| chosen.len() > 1);
    let Some(into) = into else {
        let detail = groups::Refusal::Nothing.to_string();
        return super::console::returned(&site, &who, &fields.returned(None, &detail));
    };
    chosen.retain(|id| *id != into);
    let command = groups::Command::join(chosen, into);
    let deed =
        Deed { site: &site, who: &who, fields: &fields, room: number(&site, into), with: None };
    let content = format!("{command:?}");
    deed.done(None, "join", &[&content], domain::Command::from(command)).await
}

/// `POST /console/incidents/<number>/join`: others are joined to this one; where somebody has one
/// of them and nobody has this, this is joined to that.
pub async fn join(room: InRoom, fields: Fields) -> Response {
    let numbers = fields.all("incident");
    let mut chosen = chosen(&room.site, &room.who.actor(), &numbers);
    let state = room.site.line.published().state;
    let own = state.groups.root(room.incident);
    if chosen.is_empty() {
        let detail = groups::Refusal::Nothing.to_string();
        return room.page(&fields.returned(None, &detail));
    }
    let held = |id: IncidentId| state.paging.get(id).and_then(Escalation::accepted_by).is_some();
    let into = match chosen.iter().copied().find(|id| held(*id)) {
        Some(other) if !held(own) => other,
        _ => own,
    };
    chosen.push(own);
    chosen.retain(|id| *id != into);
    let command = groups::Command::join(chosen, into);
    let deed = room.deed_at(&fields, number(&room.site, into));
    let content = format!("{command:?}");
    deed.done(None, "join", &[&content], domain::Command::from(command)).await
}

/// `POST /console/incidents/<number>/undo`: what was joined stands for itself again.
pub async fn undo(room: InRoom, fields: Fields) -> Response {
    let into = room.site.line.published().state.groups.root(room.incident);
    let command = groups::Command::Undo { incident: room.incident };
    let deed = room.deed_at(&fields, number(&room.site, into));
    deed.done(None, "undo", &[], domain::Command::from(command)).await
}

/// `POST /console/emergencies/<number>/apart`: one caller gets an incident of their own again.
pub async fn apart(at: AtEmergency, fields: Fields) -> Response {
    let by = at.who.viewer.person.clone();
    let command = groups::Command::split(at.emergency, Why::Asked { by });
    at.deed(&fields).done(None, "apart", &[], domain::Command::from(command)).await
}

/// The callers of an incident, the one in which something is written first.
#[must_use]
pub fn everyone(site: &Site, incident: IncidentId, first: Option<EmergencyId>) -> Vec<EmergencyId> {
    let state = site.line.published().state;
    let all = state.incidents.get(incident).map(|known| known.emergencies.clone());
    let others = all.into_iter().flatten().filter(|id| Some(*id) != first);
    first.into_iter().chain(others).collect()
}

/// `POST /console/incidents/<number>/ask`: every caller who is open is asked whether it works.
pub async fn ask(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let deed = room.deed(&fields);
    let emergencies = everyone(&room.site, incident, None);
    let command = emergencies::Command::AskEach { emergencies };
    deed.done(None, "ask", &[], domain::Command::from(command)).await
}

/// `POST /console/incidents/<number>/rules`: new callers who match join this one for a while.
pub async fn make_rule(room: InRoom, fields: Fields) -> Response {
    let into = room.incident;
    let service = fields.given("service").map(ServiceKey::from);
    let pattern = Pattern { service, words: fields.get("match").trim().into() };
    let hours = u64::from(fields.number("hours").unwrap_or(0));
    let lasts = Duration::from_secs(hours.saturating_mul(3_600));
    let deed = room.deed(&fields);
    let command = groups::Command::MakeRule { into, pattern, lasts };
    let content = format!("{command:?}");
    deed.done(Some("match"), "rules", &[&content], domain::Command::from(command)).await
}

/// `POST /console/incidents/<number>/rules/<rule>/end`
pub async fn end_rule(
    State(site): State<Arc<Site>>,
    Path((number, rule)): Path<(u32, u32)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let deed = Deed { site: &site, who: &who, fields: &fields, room: number, with: None };
    let command = groups::Command::EndRule { rule };
    deed.done(None, "rule", &[], domain::Command::from(command)).await
}

/// Where the room of a joined incident is now, if it was joined.
#[must_use]
pub fn moved(site: &Site, incident: IncidentId) -> Option<Response> {
    let state = site.line.published().state;
    let root = state.groups.root(incident);
    let known = state.incidents.get(root).filter(|_| root != incident)?;
    Some(see_other(&format!("/console/incidents/{}", known.number)).into_response())
}
