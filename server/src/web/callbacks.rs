//! "Call me": what the caller asks for, and what a responder does about it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::callbacks::Command;
use domain::words::{CallbackId, ContactKey};

use super::Site;
use super::emergency::{self, Typed, act};
use super::forms::Fields;
use super::in_room::AtEmergency;

/// `POST /e/<link>/call-back`
pub async fn ask(typed: Typed) -> Response {
    let number = typed.fields.get("number").to_owned();
    let minutes = u64::from(typed.fields.number("wait").unwrap_or(0));
    let wait = Duration::from_secs(minutes * 60);
    let ask = |emergency| Command::Ask { emergency, number, wait, asker: None }.into();
    typed.act("number", None, ask).await
}

/// `POST /e/<link>/call-back/removal`
pub async fn cancel(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let cancel = |emergency| Command::Cancel { emergency, asker: None }.into();
    let own = emergency::Asked { link: &link, fields: None, field: "number", id: None };
    act(&site, &headers, own, cancel).await
}

/// What a responder does about a promise, by its name.
pub(super) fn named(way: &str, callback: CallbackId, contact: &str) -> Option<Command> {
    let contact = Some(contact).filter(|key| !key.is_empty()).map(ContactKey::from);
    let lines = None;
    Some(match way {
        "call" => Command::Place { callback, contact, lines },
        "reached" => Command::Tell { callback, contact, reached: true, lines },
        "missed" => Command::Tell { callback, contact, reached: false, lines },
        "text" => Command::Text { callback },
        _ => return None,
    })
}

/// `POST /console/emergencies/<number>/call-back`
pub(super) async fn deed(at: &AtEmergency, fields: &Fields) -> Response {
    let callback = CallbackId::parse(fields.get("callback"));
    let way = fields.get("way");
    let of = |callback| named(way, callback, fields.get("contact"));
    let Some(command) = callback.filter(|id| is_of(at, *id)).and_then(of) else {
        return at.wrong(fields, "way", "Choose how you call them.");
    };
    let content = format!("{command:?}");
    at.deed(fields).done(Some("way"), "call-back", &[&content], command).await
}

/// Whether a promise belongs to the emergency whose address was used.
fn is_of(at: &AtEmergency, callback: CallbackId) -> bool {
    let state = at.site.line.published().state;
    state.callbacks.get(callback).is_some_and(|known| known.emergency == at.emergency)
}
