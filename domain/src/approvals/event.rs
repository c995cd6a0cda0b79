//! What happens to public text that waits, or waited.

use serde::{Deserialize, Serialize};

use super::Words;
use crate::words::{
    ApprovalId, IncidentId, Overview, PersonKey, Personal, SmolStr, Timestamp, UpdateId,
};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Public text waits for an objection.
    Held {
        /// Its id.
        approval: ApprovalId,
        /// Its number among the organisation's, from 1.
        number: u32,
        /// Of which incident.
        incident: IncidentId,
        /// Which update.
        update: UpdateId,
        /// Who wrote it.
        author: PersonKey,
        /// What it says.
        words: Box<Words>,
        /// Until when.
        until: Timestamp,
    },
    /// It was put right while it waits.
    Amended {
        /// Which.
        approval: ApprovalId,
        /// What it says now.
        overview: Overview,
    },
    /// Newer words take its place.
    Replaced {
        /// Which.
        approval: ApprovalId,
    },
    /// Words of what everyone was told were taken back, at once. What is kept here of the word that
    /// they stood in says no more than what is left of it.
    TakenBack {
        /// Its id.
        approval: ApprovalId,
        /// Its number among the organisation's, from 1.
        number: u32,
        /// Of which incident.
        incident: IncidentId,
        /// Of which word.
        update: UpdateId,
        /// By whom.
        by: PersonKey,
        /// What is left.
        left: Box<Words>,
        /// What is kept here of that word, or of what it is about where that is no incident, and
        /// says no more than what is left from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        of: Vec<ApprovalId>,
        /// What is kept here under the heading that was taken back.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        titled: Vec<ApprovalId>,
    },
    /// An approver let it out.
    Approved {
        /// Which.
        approval: ApprovalId,
        /// Who.
        by: PersonKey,
    },
    /// An approver kept it in.
    Objected {
        /// Which.
        approval: ApprovalId,
        /// Who.
        by: PersonKey,
        /// Why.
        reason: SmolStr,
    },
    /// Nobody objected in time: it goes out by itself.
    Passed {
        /// Which.
        approval: ApprovalId,
    },
}

impl Event {
    /// Which it is about.
    #[must_use]
    pub fn approval(&self) -> ApprovalId {
        match self {
            Self::Held { approval, .. }
            | Self::Amended { approval, .. }
            | Self::Replaced { approval }
            | Self::TakenBack { approval, .. }
            | Self::Approved { approval, .. }
            | Self::Objected { approval, .. }
            | Self::Passed { approval } => *approval,
        }
    }

    /// The incident that it names.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Held { words, .. } | Self::TakenBack { left: words, .. }
                if words.subject.is_some() =>
            {
                None
            }
            Self::Held { incident, .. } | Self::TakenBack { incident, .. } => Some(*incident),
            _ => None,
        }
    }

    /// What waits is the vendor's word, not a person's.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
