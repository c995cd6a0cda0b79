//! Who takes part: what the caller's side does about it, and how they show who they are.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::words::{EmergencyId, InquiryId, ParticipantId};
use domain::{emergencies, proof};

use super::emergency::{Asked, Typed, act, asked};
use super::{Problem, Site, command_id};

/// What is said of a code that is none, or too old, or somebody else's: always the same.
pub const WRONG_CODE: &str = "This code is not right, or it is too old. Look at it once more, or \
                              ask for a new one.";

/// `POST /e/<link>/invitations`
pub async fn invite(typed: Typed) -> Response {
    let text = |field: &str| typed.fields.get(field).to_owned();
    let (name, to) = (text("name"), text("to"));
    // Pressed twice from one page within a minute it is one invitation.
    let minute = typed.site.line.published().now().0 / 60_000;
    let number = format!("{:032x}", typed.caller.participant.0);
    let content = [name.as_str(), to.as_str(), &minute.to_string()];
    let id = command_id(&number, &format!("/e/{}/invitations", typed.caller.link), &content);
    let invite = |emergency| emergencies::Command::Invite { emergency, name, to }.into();
    typed.act("to", Some(id), invite).await
}

/// `POST /e/<link>/participants/<participant>/{removal,renewal,vouch}`
pub async fn about_one(
    State(site): State<Arc<Site>>,
    Path((link, one, deed)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(participant) = ParticipantId::parse(&one) else {
        return Problem::unknown("participant").answer(&site, &headers);
    };
    let caller = match asked(&site, &link) {
        Ok(caller) => caller,
        Err(problem) => return problem.answer(&site, &headers),
    };
    let by = caller.participant;
    let command = move |emergency: EmergencyId| -> Option<domain::Command> {
        Some(match deed.as_str() {
            "removal" => emergencies::Command::Remove { emergency, participant }.into(),
            "renewal" => emergencies::Command::Renew { emergency, participant }.into(),
            "vouch" => proof::Command::Vouch { emergency, by, participant }.into(),
            _ => return None,
        })
    };
    if command(EmergencyId(0)).is_none() {
        return Problem::unknown("deed").answer(&site, &headers);
    }
    let own = Asked { link: &caller.link, fields: None, field: "name", id: None };
    act(&site, &headers, own, |emergency| command(emergency).unwrap_or(domain::Command::Wake)).await
}

/// `POST /e/<link>/proof`: the caller names an address by which we may know them.
pub async fn seek(typed: Typed) -> Response {
    let caller = typed.caller.latest(&typed.site);
    let (participant, address) = (caller.participant, typed.fields.get("address").to_owned());
    let seek = |emergency| proof::Command::Seek { emergency, participant, address }.into();
    typed.act("address", None, seek).await
}

/// Which of the codes that a participant may enter now was typed.
pub(super) fn matched(
    site: &Site,
    (emergency, participant): (EmergencyId, ParticipantId),
    typed: &str,
) -> Option<InquiryId> {
    let published = site.line.published();
    let open = published.state.proof.codes(emergency, participant, published.now());
    // Each is compared, so that the time does not tell how many there are before the right one.
    let fits: Vec<InquiryId> =
        open.filter(|known| site.key.is_code(known.id, typed)).map(|known| known.id).collect();
    fits.first().copied()
}

/// `POST /e/<link>/code`
pub async fn enter_code(typed: Typed) -> Response {
    let (site, headers, fields) = (&*typed.site, &typed.headers, &typed.fields);
    let caller = typed.caller.latest(site);
    let matched = matched(site, (caller.emergency, caller.participant), fields.get("code"));
    let participant = caller.participant;
    let enter = |emergency| proof::Command::Try { emergency, participant, matched }.into();
    let answer = typed.act("code", None, enter).await;
    if matched.is_some() || !answer.status().is_redirection() {
        return answer;
    }
    let tongue = super::emergency::tongue(site, &caller, headers);
    let why = views::wording::wrong_code_for_caller(tongue);
    super::emergency::say_no(site, &caller, headers, fields, "code", &why)
}
