//! What happened to the groups.

use serde::{Deserialize, Serialize};

use super::Pattern;
use crate::words::{EmergencyId, IncidentId, PersonKey, Personal, Timestamp};

/// Why an emergency gets an incident of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A person of the vendor took it out.
    Asked {
        /// Who.
        by: PersonKey,
    },
    /// The caller says that theirs is different.
    Different,
    /// The caller says that someone is in danger.
    Danger,
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An incident was joined to another one.
    Joined {
        /// Which.
        incident: IncidentId,
        /// To which.
        into: IncidentId,
        /// By whom.
        by: PersonKey,
        /// Who had it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held: Option<PersonKey>,
    },
    /// That was taken back.
    Undone {
        /// Which was joined.
        incident: IncidentId,
        /// To which.
        from: IncidentId,
        /// Who had it before, and has it again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held: Option<PersonKey>,
        /// By whom.
        by: PersonKey,
    },
    /// An emergency gets an incident of its own.
    Split {
        /// Which.
        emergency: EmergencyId,
        /// Out of which incident.
        from: IncidentId,
        /// Why.
        why: Why,
    },
    /// A rule was made.
    RuleMade {
        /// Its number.
        rule: u32,
        /// To which incident new callers join.
        incident: IncidentId,
        /// Whom it fits.
        pattern: Pattern,
        /// Until when.
        until: Timestamp,
        /// By whom.
        by: PersonKey,
    },
    /// A rule ended.
    RuleEnded {
        /// Which.
        rule: u32,
        /// To which incident it had joined callers.
        incident: IncidentId,
        /// Who ended it; time, or the end of the incident, when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonKey>,
    },
    /// A new caller joined by a rule.
    Admitted {
        /// By which.
        rule: u32,
        /// Which.
        emergency: EmergencyId,
        /// To which incident.
        into: IncidentId,
        /// Who made the rule.
        by: PersonKey,
        /// Whether whoever leads is told now.
        told: bool,
    },
    /// A joined incident left the live state with the one that it was joined to.
    Forgotten {
        /// Which.
        incident: IncidentId,
    },
}

impl Event {
    /// The incidents it is about.
    #[must_use]
    pub fn incidents(&self) -> Vec<IncidentId> {
        match self {
            Self::Joined { incident, into, .. } => vec![*incident, *into],
            Self::Undone { incident, from, .. } => vec![*incident, *from],
            Self::Split { from, .. } => vec![*from],
            Self::Admitted { into, .. } => vec![*into],
            Self::RuleMade { incident, .. }
            | Self::RuleEnded { incident, .. }
            | Self::Forgotten { incident } => vec![*incident],
        }
    }

    /// The emergency it is about, if one.
    #[must_use]
    pub fn emergency(&self) -> Option<EmergencyId> {
        match self {
            Self::Split { emergency, .. } | Self::Admitted { emergency, .. } => Some(*emergency),
            _ => None,
        }
    }

    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
