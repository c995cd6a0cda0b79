//! What is asked of the crew.

use serde::{Deserialize, Serialize};

use crate::words::{IncidentId, PersonKey, Purpose, RequestId, ScheduleKey, ServiceKey, TeamKey};

/// Whom a request is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// This person.
    Person(PersonKey),
    /// Everyone of this team.
    Team(TeamKey),
    /// Whoever is on call by this schedule, then the others of it.
    Schedule(ScheduleKey),
    /// Whoever this service's policy rings, step by step.
    Service(ServiceKey),
}

impl Whom {
    /// The noun and the key, as forms and programs write them.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Person(key) => ("person", key.as_str()),
            Self::Team(key) => ("team", key.as_str()),
            Self::Schedule(key) => ("schedule", key.as_str()),
            Self::Service(key) => ("service", key.as_str()),
        }
    }

    /// The same, read back.
    #[must_use]
    pub fn parse(noun: &str, key: &str) -> Option<Self> {
        crate::words::is_key(key).then_some(())?;
        Some(match noun {
            "person" => Self::Person(key.into()),
            "team" => Self::Team(key.into()),
            "schedule" => Self::Schedule(key.into()),
            "service" => Self::Service(key.into()),
            _ => return None,
        })
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Somebody asks another to help, or to lead.
    Ask {
        /// With which incident.
        incident: IncidentId,
        /// Whom.
        whom: Whom,
        /// For what.
        purpose: Purpose,
        /// What they should do, in the asker's words; may be empty.
        words: String,
    },
    /// These are rung for it now.
    Ring {
        /// For which request.
        request: RequestId,
        /// At which of its turns.
        turn: u8,
        /// Whom.
        people: Vec<PersonKey>,
    },
    /// There is nobody left whom it could reach.
    GiveUp {
        /// Which request.
        request: RequestId,
    },
    /// One who was asked has said yes.
    Join {
        /// To which request.
        request: RequestId,
        /// Who.
        person: PersonKey,
    },
    /// One who was asked has said no.
    Decline {
        /// To which request.
        request: RequestId,
        /// Who.
        person: PersonKey,
        /// Why; may be empty.
        reason: String,
    },
    /// Nothing that was sent to one who was asked can arrive.
    Miss {
        /// By which request.
        request: RequestId,
        /// Whom.
        person: PersonKey,
    },
    /// Nobody needs to answer it any more.
    Withdraw {
        /// Which request.
        request: RequestId,
    },
    /// Somebody leads from now on because whoever led is gone.
    TakeOver {
        /// Which incident.
        incident: IncidentId,
        /// Why.
        reason: String,
    },
    /// One who had joined is done.
    Leave {
        /// Which incident.
        incident: IncidentId,
    },
    /// It is over: nobody needs to answer anything about it.
    Close {
        /// Which incident.
        incident: IncidentId,
    },
    /// Leaves the live state.
    Forget {
        /// Which incident.
        incident: IncidentId,
    },
}
