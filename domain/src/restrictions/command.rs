//! What is asked about restrictions, and what is refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::PEOPLE_MAX;
use crate::words::{EmergencyId, IncidentId, PersonKey};

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Only those who work on it may read it from now on, and those who are named.
    Restrict {
        /// Which incident.
        incident: IncidentId,
        /// Why.
        reason: String,
        /// Who else may read it.
        people: Vec<PersonKey>,
    },
    /// What comes out of a restricted incident is restricted like it.
    Inherit {
        /// Which incident.
        incident: IncidentId,
        /// Like which.
        from: IncidentId,
        /// Who works on that one.
        people: Vec<PersonKey>,
    },
    /// Somebody may read it, by name.
    LetIn {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// Somebody who was let in by name may not read it any more.
    ShutOut {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// Everybody may read it again.
    Lift {
        /// Which incident.
        incident: IncidentId,
    },
    /// It leaves the live state: whoever worked on it until now may go on reading it.
    Keep {
        /// Which incident.
        incident: IncidentId,
        /// Which of its emergencies.
        emergency: Option<EmergencyId>,
        /// Who worked on it.
        people: Vec<PersonKey>,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such incident is live.
    Unknown,
    /// Whoever asks may not read it.
    Hidden,
    /// Only a person of the vendor does this.
    NotYours,
    /// No reason was given.
    NoReason,
    /// It is restricted already.
    Already,
    /// It is not restricted.
    Open,
    /// Whoever asks may read it already.
    Inside,
    /// There is no such person.
    UnknownPerson,
    /// Too many people.
    TooMany,
    /// What is restricted would be joined to what everybody reads.
    WouldShow,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such live incident."),
            Self::Hidden => f.write_str(
                "This incident is restricted: only those who work on it can read it and do \
                 something about it. Ask whoever leads it to let you in.",
            ),
            Self::NotYours => f.write_str("Only a signed-in responder can do this."),
            Self::NoReason => {
                f.write_str("Say why in a few words; those inside will want to know.")
            }
            Self::Already => f.write_str("It is restricted already."),
            Self::Open => f.write_str("It is not restricted: everybody here can read it."),
            Self::Inside => f.write_str("You can read it already: there is no glass to break."),
            Self::UnknownPerson => f.write_str("There is nobody of that name here."),
            Self::TooMany => write!(f, "At most {PEOPLE_MAX} people are let in by name."),
            Self::WouldShow => f.write_str(
                "A restricted incident cannot be joined to one that everybody reads. Restrict \
                 that one first, or join the other way round.",
            ),
        }
    }
}
