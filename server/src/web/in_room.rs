//! Who stands in which room: what handlers of an incident's forms ask for.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::Response;
use domain::words::{EmergencyId, IncidentId};

use super::forms::Fields;
use super::room::{self, Deed};
use super::signed_in::SignedIn;
use super::{Problem, Site};

/// Somebody of the vendor in the room of a live incident. Whoever asks for one that is not there is
/// told so before anything else is looked at.
pub struct InRoom {
    /// Where.
    pub site: Arc<Site>,
    /// Who.
    pub who: SignedIn,
    /// The number of the incident.
    pub number: u32,
    /// Which it is.
    pub incident: IncidentId,
}

impl InRoom {
    /// What a form of theirs asks for.
    #[must_use]
    pub fn deed<'a>(&'a self, fields: &'a Fields) -> Deed<'a> {
        self.deed_at(fields, self.number)
    }

    /// The same, where it leads into another room.
    #[must_use]
    pub fn deed_at<'a>(&'a self, fields: &'a Fields, room: u32) -> Deed<'a> {
        Deed { site: &self.site, who: &self.who, fields, room, with: None }
    }

    /// The room, with what was typed.
    #[must_use]
    pub fn page(&self, returned: &views::Returned) -> Response {
        room::page(&self.site, &self.who, self.number, None, Some(returned))
    }

    /// The room, with what was typed and what is wrong with it.
    #[must_use]
    pub fn wrong(&self, fields: &Fields, field: &'static str, problem: &str) -> Response {
        self.page(&fields.returned(Some(field), problem))
    }

    /// Tells them of a problem.
    #[must_use]
    pub fn told(&self, problem: &Problem) -> Response {
        self.who.told(&self.site, problem)
    }
}

impl FromRequestParts<Arc<Site>> for InRoom {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let who = SignedIn::from_request_parts(parts, site).await?;
        let found = number(parts, site).await;
        match found.and_then(|number| Some((number, room::incident(site, number)?))) {
            Some((number, incident)) => Ok(Self { site: Arc::clone(site), who, number, incident }),
            None => Err(who.told(site, &Problem::unknown_incident())),
        }
    }
}

/// Somebody of the vendor at a live emergency.
pub struct AtEmergency {
    /// Where.
    pub site: Arc<Site>,
    /// Who.
    pub who: SignedIn,
    /// The emergency.
    pub emergency: EmergencyId,
    /// The number of the room that it belongs to.
    pub room: u32,
}

impl AtEmergency {
    /// What a form of theirs asks for; it leads back to the same conversation.
    #[must_use]
    pub fn deed<'a>(&'a self, fields: &'a Fields) -> Deed<'a> {
        let with = Some(self.emergency);
        Deed { site: &self.site, who: &self.who, fields, room: self.room, with }
    }

    /// The room with their conversation, with what was typed and what is wrong with it.
    #[must_use]
    pub fn wrong(&self, fields: &Fields, field: &'static str, problem: &str) -> Response {
        let returned = fields.returned(Some(field), problem);
        room::page(&self.site, &self.who, self.room, Some(self.emergency), Some(&returned))
    }

    /// Tells them of a problem.
    #[must_use]
    pub fn told(&self, problem: &Problem) -> Response {
        self.who.told(&self.site, problem)
    }
}

impl FromRequestParts<Arc<Site>> for AtEmergency {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let who = SignedIn::from_request_parts(parts, site).await?;
        let found = number(parts, site).await;
        match found.and_then(|number| room::emergency(site, number)) {
            Some(emergency) => {
                let room = room::room_of(site, emergency);
                Ok(Self { site: Arc::clone(site), who, emergency, room })
            }
            None => Err(who.told(site, &Problem::unknown_incident())),
        }
    }
}

/// The number in the address.
async fn number(parts: &mut Parts, site: &Arc<Site>) -> Option<u32> {
    let path = RawPathParams::from_request_parts(parts, site).await.ok()?;
    let (_, number) = path.iter().find(|(name, _)| *name == "number")?;
    number.parse().ok()
}
