//! What happened to follow-ups.

use serde::{Deserialize, Serialize};

use super::{Copy, Party, Story};
use crate::words::{EmergencyId, FollowUpId, IncidentId, PersonKey, Personal, SmolStr, Timestamp};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A follow-up is owed.
    Owed {
        /// Which.
        follow_up: FollowUpId,
        /// Its number among the organisation's, from 1.
        number: u32,
        /// About which incident.
        incident: IncidentId,
        /// To whom.
        party: Party,
        /// Of which emergency.
        emergency: EmergencyId,
        /// What happened.
        story: Story,
        /// When it is due.
        due: Timestamp,
    },
    /// Another emergency of the same customer is over: one follow-up is for both.
    Grew {
        /// Which.
        follow_up: FollowUpId,
        /// By which emergency.
        emergency: EmergencyId,
        /// What happened, all in all.
        story: Story,
    },
    /// An emergency is not over after all, or is another customer's.
    Shrank {
        /// Which.
        follow_up: FollowUpId,
        /// By which emergency.
        emergency: EmergencyId,
    },
    /// None of its emergencies is over any more.
    Dropped {
        /// Which.
        follow_up: FollowUpId,
    },
    /// Its time has come, or passed by a day, and nobody has written it.
    Reminded {
        /// Which.
        follow_up: FollowUpId,
    },
    /// A person wrote it.
    Written {
        /// Which.
        follow_up: FollowUpId,
        /// Who.
        by: PersonKey,
        /// Under which heading.
        subject: SmolStr,
        /// To whom, in which words.
        copies: Vec<Copy>,
    },
    /// A person said that none is needed.
    Waived {
        /// Which.
        follow_up: FollowUpId,
        /// Who.
        by: PersonKey,
        /// Why.
        reason: SmolStr,
    },
    /// A copy that could not be delivered is sent again.
    SentAgain {
        /// Of which.
        follow_up: FollowUpId,
        /// Which copy, by its place.
        place: u16,
        /// Who did.
        by: PersonKey,
    },
    /// One copy could not be delivered.
    Undelivered {
        /// Of which.
        follow_up: FollowUpId,
        /// Which copy, by its place.
        place: u16,
        /// Why.
        reason: SmolStr,
    },
}

impl Event {
    /// Which it is about.
    #[must_use]
    pub fn follow_up(&self) -> FollowUpId {
        match self {
            Self::Owed { follow_up, .. }
            | Self::Grew { follow_up, .. }
            | Self::Shrank { follow_up, .. }
            | Self::Dropped { follow_up }
            | Self::Reminded { follow_up }
            | Self::Written { follow_up, .. }
            | Self::Waived { follow_up, .. }
            | Self::SentAgain { follow_up, .. }
            | Self::Undelivered { follow_up, .. } => *follow_up,
        }
    }

    /// The incident and the emergency that it names.
    #[must_use]
    pub fn about(&self) -> (Option<IncidentId>, Option<EmergencyId>) {
        match self {
            Self::Owed { incident, emergency, .. } => (Some(*incident), Some(*emergency)),
            Self::Grew { emergency, .. } | Self::Shrank { emergency, .. } => {
                (None, Some(*emergency))
            }
            _ => (None, None),
        }
    }

    /// Visits the personal words inside, always in the same order.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Owed { story, .. } | Self::Grew { story, .. } => {
                story.mails.iter_mut().for_each(visit);
            }
            Self::Written { copies, .. } => {
                for copy in copies {
                    visit(&mut copy.to);
                    visit(&mut copy.text);
                }
            }
            Self::Shrank { .. }
            | Self::Dropped { .. }
            | Self::Reminded { .. }
            | Self::Waived { .. }
            | Self::SentAgain { .. }
            | Self::Undelivered { .. } => {}
        }
    }
}
