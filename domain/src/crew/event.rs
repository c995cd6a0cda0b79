//! What happened in the crew.

use serde::{Deserialize, Serialize};

use super::Whom;
use crate::words::{IncidentId, PersonKey, Personal, Purpose, RequestId, Timestamp};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Somebody was asked to help, or to lead.
    Asked {
        /// With which incident.
        incident: IncidentId,
        /// The new request.
        request: RequestId,
        /// By whom.
        by: PersonKey,
        /// Whom.
        whom: Whom,
        /// For what.
        purpose: Purpose,
        /// What they should do.
        words: Option<Personal>,
    },
    /// These were rung for it.
    Rang {
        /// About which incident.
        incident: IncidentId,
        /// By which request.
        request: RequestId,
        /// At which of its turns.
        turn: u8,
        /// Who.
        people: Vec<PersonKey>,
        /// Until when an answer is waited for before the next are rung.
        until: Timestamp,
    },
    /// None of those who were rung has said yes; the next are rung.
    Expired {
        /// Of which incident.
        incident: IncidentId,
        /// Which request.
        request: RequestId,
        /// Which of its turns.
        turn: u8,
    },
    /// Nobody is left whom it could reach: it is back with the one who asked.
    Unanswered {
        /// Of which incident.
        incident: IncidentId,
        /// Which request.
        request: RequestId,
    },
    /// One who was asked has said yes.
    Joined {
        /// Which incident.
        incident: IncidentId,
        /// By which request.
        request: RequestId,
        /// Who.
        person: PersonKey,
    },
    /// One who was asked has said no.
    Declined {
        /// Which incident.
        incident: IncidentId,
        /// Which request.
        request: RequestId,
        /// Who.
        person: PersonKey,
        /// Why, if they said so.
        reason: Option<Personal>,
    },
    /// One who was asked could not be reached.
    Missed {
        /// Of which incident.
        incident: IncidentId,
        /// Which request.
        request: RequestId,
        /// Who.
        person: PersonKey,
    },
    /// Nobody needs to answer it any more.
    Withdrawn {
        /// Of which incident.
        incident: IncidentId,
        /// Which request.
        request: RequestId,
    },
    /// Somebody leads from now on because whoever led is gone.
    TookOver {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
        /// Why.
        reason: Personal,
    },
    /// One who had joined is done.
    Left {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// It left the live state.
    Forgotten {
        /// Which incident.
        incident: IncidentId,
    },
}

impl Event {
    /// The incident it belongs to.
    #[must_use]
    pub fn incident(&self) -> IncidentId {
        match self {
            Self::Asked { incident, .. }
            | Self::Rang { incident, .. }
            | Self::Expired { incident, .. }
            | Self::Unanswered { incident, .. }
            | Self::Joined { incident, .. }
            | Self::Declined { incident, .. }
            | Self::Missed { incident, .. }
            | Self::Withdrawn { incident, .. }
            | Self::TookOver { incident, .. }
            | Self::Left { incident, .. }
            | Self::Forgotten { incident } => *incident,
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Asked { words: Some(words), .. } => visit(words),
            Self::Declined { reason: Some(reason), .. } | Self::TookOver { reason, .. } => {
                visit(reason);
            }
            _ => {}
        }
    }
}
