//! What the people of a room do together: bring, hand over, take over, snooze, send on, note.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::crew::Whom;
use domain::incidents::Route;
use domain::words::{EmergencyId, IncidentId, NoteId, Purpose, RequestId};
use domain::{Command, crew, incidents, notes, paging};
use views::room::course::WAITS;

use super::forms::Fields;
use super::in_room::InRoom;
use super::room::{Deed, emergency};
use super::signed_in::SignedIn;
use super::{Problem, Site};

/// What a form asks for, or which of its fields is wrong and why.
type Asked = Result<Command, (&'static str, &'static str)>;

macro_rules! deeds {
    ($(
        $(#[$doc:meta])*
        $name:ident, $field:expr, |$site:ident, $incident:ident, $fields:ident| $asked:expr;
    )*) => {$(
        $(#[$doc])*
        pub async fn $name(room: InRoom, fields: Fields) -> Response {
            let asked = |$site: &Site, $incident: IncidentId, $fields: &Fields| -> Asked { $asked };
            match asked(&room.site, room.incident, &fields) {
                Ok(command) => {
                    // Instants move on while a form is sent again; what was typed does not.
                    let content = fields.whole();
                    room.deed(&fields).done($field, stringify!($name), &[&content], command).await
                }
                Err((field, problem)) => room.wrong(&fields, field, problem),
            }
        }
    )*};
}

deeds! {
    /// `POST /console/incidents/<number>/bring`
    bring, Some("whom"), |_site, incident, fields| {
        let whom = match fields.get("whom") {
            "" | "other" => fields.get("other"),
            whom => whom,
        };
        let whom = whom.split_once('/').and_then(|(noun, key)| Whom::parse(noun, key));
        let whom = whom.ok_or(("other", "Choose whom to ask."))?;
        let words = fields.get("words").to_owned();
        Ok(crew::Command::Ask { incident, whom, purpose: Purpose::Help, words }.into())
    };

    /// `POST /console/incidents/<number>/hand-over`
    hand_over, Some("to"), |_site, incident, fields| {
        let whom = fields.get("to").split_once('/').and_then(|(noun, k)| Whom::parse(noun, k));
        let whom = whom.ok_or(("to", "Choose who shall lead."))?;
        let words = fields.get("words").to_owned();
        Ok(crew::Command::Ask { incident, whom, purpose: Purpose::Lead, words }.into())
    };

    /// `POST /console/incidents/<number>/take-over`
    take_over, Some("why_over"), |_site, incident, fields| {
        let reason = fields.get("why_over").to_owned();
        Ok(crew::Command::TakeOver { incident, reason }.into())
    };

    /// `POST /console/incidents/<number>/leave`
    leave, None, |_site, incident, _fields| Ok(crew::Command::Leave { incident }.into());

    /// `POST /console/incidents/<number>/restart`
    restart, None, |_site, incident, _fields| {
        Ok(incidents::Command::Restart { incident }.into())
    };

    /// `POST /console/incidents/<number>/reroute`
    reroute, Some("route"), |_site, incident, fields| {
        let to = match fields.get("route").split_once('/') {
            Some(("service", key)) => Route::Service(key.into()),
            Some(("policy", key)) => Route::Policy(key.into()),
            _ => return Err(("route", "Choose where it belongs.")),
        };
        Ok(incidents::Command::Reroute { incident, to }.into())
    };

    /// `POST /console/incidents/<number>/snooze`
    snooze, Some("because"), |site, incident, fields| {
        let wait = WAITS.iter().find(|(_, name)| *name == fields.get("wait"));
        let (wait, _) = *wait.ok_or(("wait", "Choose what you wait for."))?;
        let mins = fields.number("mins").ok_or(("mins", "Choose until when."))?;
        let until = site.line.published().now() + Duration::from_secs(u64::from(mins) * 60);
        let because = fields.get("because").to_owned();
        Ok(paging::Command::Snooze { incident, until, wait, because }.into())
    };

    /// `POST /console/incidents/<number>/snooze/removal`
    unsnooze, None, |_site, incident, _fields| {
        Ok(paging::Command::Unsnooze { incident }.into())
    };

    /// `POST /console/incidents/<number>/notes`
    write, Some("note"), |_site, incident, fields| {
        let words = fields.get("note").to_owned();
        Ok(notes::Command::Write { incident, words }.into())
    };
}

/// `POST /console/incidents/<number>/requests/<id>/withdrawal`
pub async fn withdraw(
    State(site): State<Arc<Site>>,
    Path((number, request)): Path<(u32, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(request) = RequestId::parse(&request) else {
        return who.told(&site, &Problem::unknown("request"));
    };
    let command = Command::from(crew::Command::Withdraw { request });
    let deed = Deed { site: &site, who: &who, fields: &fields, room: number, with: None };
    deed.done(None, "withdrawal", &[&request.to_string()], command).await
}

/// `POST /console/incidents/<number>/notes/<id>/{share,undo}`
pub async fn note(
    State(site): State<Arc<Site>>,
    Path((number, note, deed)): Path<(u32, String, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(id) = NoteId::parse(&note) else {
        return who.told(&site, &Problem::unknown("note"));
    };
    let command = match deed.as_str() {
        "share" => notes::Command::Share { note: id, emergencies: with(&site, &fields) },
        "undo" => notes::Command::Undo { note: id },
        _ => return who.told(&site, &Problem::unknown("deed")),
    };
    let content = format!("{note} {}", fields.whole());
    let deed_of = Deed { site: &site, who: &who, fields: &fields, room: number, with: None };
    deed_of.done(None, &deed, &[&content], Command::from(command)).await
}

/// The emergencies whose callers are to read it, as the button named them.
fn with(site: &Site, fields: &Fields) -> Vec<EmergencyId> {
    let numbers = fields.all("with").into_iter().filter_map(|number| number.parse().ok());
    numbers.filter_map(|number| emergency(site, number)).take(notes::AUDIENCE_MAX).collect()
}
