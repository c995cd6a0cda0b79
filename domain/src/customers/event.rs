//! What happened among the customers.

use serde::{Deserialize, Serialize};

use super::{Candidate, Evidence, Profile};
use crate::words::{Actor, CustomerKey, EmergencyId, Personal, Timestamp};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A customer was written down, new or changed.
    Put {
        /// Which one.
        customer: CustomerKey,
        /// All that is known of it.
        profile: Box<Profile>,
    },
    /// A customer was struck off.
    Removed {
        /// Which one.
        customer: CustomerKey,
    },
    /// A search is owed.
    Sought {
        /// The emergency.
        emergency: EmergencyId,
        /// What the caller says of themselves.
        evidence: Evidence,
        /// It starts at this instant and no sooner.
        not_before: Timestamp,
    },
    /// What is known of another emergency's customer holds for this one as well.
    Inherited {
        /// The emergency.
        emergency: EmergencyId,
        /// The one it goes on from.
        from: EmergencyId,
    },
    /// The search left the live state with its emergency.
    Forgotten {
        /// The emergency.
        emergency: EmergencyId,
    },
    /// A search ended.
    Matched {
        /// The emergency.
        emergency: EmergencyId,
        /// The likely customers, the likeliest first.
        candidates: Vec<Candidate>,
        /// The one that was attached without a human.
        attached: Option<CustomerKey>,
    },
    /// A person said which customer it is.
    Attached {
        /// The emergency.
        emergency: EmergencyId,
        /// The customer.
        customer: CustomerKey,
        /// Who said so.
        by: Actor,
    },
    /// A person said that it is not this customer.
    Detached {
        /// The emergency.
        emergency: EmergencyId,
        /// The customer that was attached.
        customer: CustomerKey,
        /// Who said so.
        by: Actor,
    },
}

impl Event {
    /// Shows every personal word inside to the visitor, always in the same order.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Put { profile, .. } => profile.personal(visit),
            Self::Sought { evidence, .. } => {
                visit(&mut evidence.who);
                visit(&mut evidence.reach);
            }
            Self::Removed { .. }
            | Self::Inherited { .. }
            | Self::Forgotten { .. }
            | Self::Matched { .. }
            | Self::Attached { .. }
            | Self::Detached { .. } => {}
        }
    }

    /// The emergency that the event is about.
    #[must_use]
    pub fn emergencies(&self) -> Option<EmergencyId> {
        match self {
            Self::Put { .. } | Self::Removed { .. } => None,
            Self::Sought { emergency, .. }
            | Self::Inherited { emergency, .. }
            | Self::Forgotten { emergency }
            | Self::Matched { emergency, .. }
            | Self::Attached { emergency, .. }
            | Self::Detached { emergency, .. } => Some(*emergency),
        }
    }
}
