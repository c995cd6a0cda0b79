//! What is asked of the groups.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Pattern, Why};
use crate::words::{EmergencyId, IncidentId, PersonKey};

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A person says that these incidents are one fault with another one.
    Join {
        /// Which.
        incidents: Vec<IncidentId>,
        /// With which.
        into: IncidentId,
        /// Who has each of them now; filled in where the command is taken.
        held: BTreeMap<IncidentId, PersonKey>,
    },
    /// A person takes that back: what came with it goes back where it was.
    Undo {
        /// The incident that was joined.
        incident: IncidentId,
    },
    /// One emergency gets an incident of its own again.
    Split {
        /// Which.
        emergency: EmergencyId,
        /// Out of which incident; filled in where the command is taken.
        from: Option<IncidentId>,
        /// Why.
        why: Why,
    },
    /// A person says that new callers who match join an incident, for a while.
    MakeRule {
        /// Which incident.
        into: IncidentId,
        /// Whom it fits.
        pattern: Pattern,
        /// For how long.
        lasts: Duration,
    },
    /// A person ends a rule.
    EndRule {
        /// Which.
        rule: u32,
    },
    /// The incident is over, or belongs to another one: nobody joins it any more.
    EndRules {
        /// Which incident.
        incident: IncidentId,
    },
    /// A new caller joins by a rule.
    Admit {
        /// By which.
        rule: u32,
        /// Which.
        emergency: EmergencyId,
    },
    /// An incident leaves the live state; what was joined to it is not kept apart any more.
    Forget {
        /// Which.
        incident: IncidentId,
    },
}

impl Command {
    /// Joins incidents to one.
    #[must_use]
    pub fn join(incidents: Vec<IncidentId>, into: IncidentId) -> Self {
        Self::Join { incidents, into, held: BTreeMap::new() }
    }

    /// Takes an emergency out of the incident that it shares with others.
    #[must_use]
    pub fn split(emergency: EmergencyId, why: Why) -> Self {
        Self::Split { emergency, from: None, why }
    }
}
