//! What happened to restrictions.

use serde::{Deserialize, Serialize};

use crate::words::{EmergencyId, IncidentId, PersonKey, Personal};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Only those who work on an incident may read it from now on, and those who are named.
    Restricted {
        /// Which incident.
        incident: IncidentId,
        /// Who said so; they may read it as well.
        by: PersonKey,
        /// Why.
        reason: Personal,
        /// Who else may read it.
        people: Vec<PersonKey>,
    },
    /// It came out of a restricted incident, and is restricted like it.
    Inherited {
        /// Which incident.
        incident: IncidentId,
        /// Like which.
        from: IncidentId,
        /// Who worked on that one.
        people: Vec<PersonKey>,
    },
    /// Somebody may read it, by name.
    LetIn {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
        /// Who said so; themselves when they broke the glass.
        by: PersonKey,
    },
    /// Somebody who was let in by name may not read it any more.
    ShutOut {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
        /// Who said so.
        by: PersonKey,
    },
    /// Everybody may read it again.
    Lifted {
        /// Which incident.
        incident: IncidentId,
        /// Who said so.
        by: PersonKey,
    },
    /// It leaves the live state: these worked on it until now, and may go on reading it.
    Kept {
        /// Which incident.
        incident: IncidentId,
        /// Which of its emergencies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emergency: Option<EmergencyId>,
        /// Who.
        people: Vec<PersonKey>,
    },
}

impl Event {
    /// The incident it is about.
    #[must_use]
    pub fn incident(&self) -> IncidentId {
        match self {
            Self::Restricted { incident, .. }
            | Self::Inherited { incident, .. }
            | Self::LetIn { incident, .. }
            | Self::ShutOut { incident, .. }
            | Self::Lifted { incident, .. }
            | Self::Kept { incident, .. } => *incident,
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        if let Self::Restricted { reason, .. } = self {
            visit(reason);
        }
    }
}
