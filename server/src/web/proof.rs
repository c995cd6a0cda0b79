//! Proof, in the incident room: who is verified how, what is done on that, who is removed.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::emergencies;
use domain::proof::{Act, Ask, Command};
use domain::words::{Channel, ContactKey, EmergencyId, Owner, ParticipantId, Personal};

use super::forms::Fields;
use super::in_room::AtEmergency;
use super::signed_in::SignedIn;
use super::{Problem, Site};

/// `POST /console/emergencies/<number>/participants/<participant>/{removal,renewal}`
pub async fn about_one(
    at: AtEmergency,
    Path((_, one, name)): Path<(u32, String, String)>,
    fields: Fields,
) -> Response {
    let emergency = at.emergency;
    let Some(participant) = ParticipantId::parse(&one) else {
        return at.told(&Problem::unknown("participant"));
    };
    let command = match name.as_str() {
        "removal" => emergencies::Command::Remove { emergency, participant },
        "renewal" => emergencies::Command::Renew { emergency, participant },
        _ => return at.told(&Problem::unknown("deed")),
    };
    at.deed(&fields).done(None, &name, &[&one], command).await
}

/// `POST /console/emergencies/<number>/{proof,telling,act,glass,upgrade}`; nothing when the deed
/// is another one.
pub(super) async fn deed(at: &AtEmergency, fields: &Fields, name: &str) -> Option<Response> {
    let command = match read(&at.who, fields, at.emergency, name)? {
        Ok(command) => command,
        Err((field, why)) => return Some(at.wrong(fields, field, why)),
    };
    let content = format!("{command:?}");
    Some(at.deed(fields).done(Some("what"), name, &[&content], command).await)
}

type Read = Result<Command, (&'static str, &'static str)>;

fn read(who: &SignedIn, fields: &Fields, emergency: EmergencyId, name: &str) -> Option<Read> {
    let text = |field: &str| fields.get(field).to_owned();
    let act = || Act::named(fields.get("act")).ok_or(("act", "Choose what it is."));
    Some(match name {
        "proof" => of_proof(who, fields, emergency),
        "telling" => Ok(Command::Tell { emergency, customer: None, contacts: Vec::new() }),
        "act" => act().map(|act| {
            let (note, level) = (text("note"), None);
            Command::Act { emergency, act, note, level }
        }),
        "glass" => act().map(|act| {
            let (reason, level) = (text("reason"), None);
            let (customer, contacts) = (None, Vec::new());
            Command::BreakGlass { emergency, act, reason, level, customer, contacts }
        }),
        "upgrade" => Ok(Command::Upgrade { emergency, plan: text("plan"), level: None }),
        _ => return None,
    })
}

fn of_proof(who: &SignedIn, fields: &Fields, emergency: EmergencyId) -> Read {
    let participant = ParticipantId::parse(fields.get("participant"));
    let participant = participant.ok_or(("participant", "Choose who it is about."))?;
    let (contact, customer) = (ContactKey::from(fields.get("contact")), None);
    let inquire = |ask, over, contact| Command::Inquire { emergency, customer, contact, ask, over };
    let code = Ask::Code { participant };
    Ok(match fields.get("way") {
        "email" => inquire(code, Some(Channel::Email), contact),
        "sms" => inquire(code, Some(Channel::Sms), contact),
        "consent" => {
            let owner = Owner::Person(who.viewer.person.clone());
            let what = Personal::new(owner, fields.get("what"));
            inquire(Ask::Consent { participant, what }, None, contact)
        }
        "called" => Command::Certify { emergency, participant, customer: None, contact },
        _ => return Err(("way", "Choose a way to verify them.")),
    })
}

/// `POST /console/breaches/<number>/review`: a lead has looked at it.
pub async fn review(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
) -> Response {
    who.does(&site, Command::Review { breach: number }, "/console").await
}
