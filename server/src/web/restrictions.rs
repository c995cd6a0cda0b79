//! Restricting who may read an incident, letting people in, and breaking the glass.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::proof;
use domain::restrictions::Command;
use domain::words::{IncidentId, PersonKey};

use super::forms::Fields;
use super::in_room::InRoom;
use super::signed_in::SignedIn;
use super::{Problem, Site, html};

/// What somebody gets to see who may not read an incident: that there is one.
pub(super) fn kept_from(
    site: &Site,
    who: &SignedIn,
    incident: IncidentId,
    returned: Option<&views::Returned>,
) -> Response {
    if who.wants_json {
        return Problem::restricted().json();
    }
    let command = format!("{:032x}", crate::chance::id());
    let page = site.render_to(&who.actor(), |context| {
        let known = context.state.incidents.get(incident)?;
        Some(views::restricted::page(context, &who.viewer, known, &command, returned))
    });
    let status = match returned {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::FORBIDDEN,
    };
    match page {
        Some(page) => (status, html(page)).into_response(),
        None => who.told(site, &Problem::unknown_incident()),
    }
}

/// `POST /console/incidents/<number>/restriction`
pub async fn restrict(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let reason = fields.get("why_restricted").to_owned();
    let deed = room.deed(&fields);
    let command = Command::Restrict { incident, reason, people: Vec::new() };
    let content = fields.whole();
    let command = domain::Command::from(command);
    deed.done(Some("why_restricted"), "restriction", &[&content], command).await
}

/// `POST /console/incidents/<number>/restriction/{in,out,lift}`
pub async fn change(
    room: InRoom,
    Path((_, name)): Path<(u32, String)>,
    fields: Fields,
) -> Response {
    let incident = room.incident;
    let person = |field: &str| PersonKey::from(fields.get(field));
    let command = match name.as_str() {
        "in" if fields.get("let_in").is_empty() => {
            return room.wrong(&fields, "let_in", "Choose whom to let in.");
        }
        "in" => Command::LetIn { incident, person: person("let_in") },
        "out" => Command::ShutOut { incident, person: person("person") },
        "lift" => Command::Lift { incident },
        _ => return room.told(&Problem::unknown("deed")),
    };
    let deed = room.deed(&fields);
    // Each of these is the same the second time, and may be wanted again after its opposite.
    deed.again(Some("let_in"), domain::Command::from(command)).await
}

/// `POST /console/incidents/<number>/glass`
pub async fn break_glass(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let reason = fields.get("reason").to_owned();
    let deed = room.deed(&fields);
    let command = domain::Command::from(proof::Command::Enter { incident, reason });
    deed.done(Some("reason"), "glass", &[&fields.whole()], command).await
}
