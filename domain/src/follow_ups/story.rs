//! What a follow-up tells of: whose it is, what happened, and the letters that it became.

use std::sync::Arc;

use imbl::OrdSet;
use serde::{Deserialize, Serialize};

use super::ESCALATED_AFTER;
use crate::words::{
    CustomerKey, EmergencyId, FollowUpId, IncidentId, Language, Overview, Owner, PersonKey,
    Personal, SmolStr, Timestamp,
};

/// To whom a follow-up is owed: one for each of them and incident, however many sites called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// To a customer.
    Customer(CustomerKey),
    /// To those who called, where nobody knows which customer they are.
    Callers(EmergencyId),
}

/// What happened, as it stood when it was over. It is written down then, because the matter has
/// left the live state by the time somebody writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// The incident's number.
    pub number: u32,
    /// When they first called.
    pub called_at: Timestamp,
    /// When somebody first had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub had_at: Option<Timestamp>,
    /// Who had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonKey>,
    /// When the last of them said that it works again.
    pub over_at: Timestamp,
    /// Whether they said nothing any more, so that we took it that it works again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheard: bool,
    /// In which language they are written to.
    pub language: Language,
    /// What was said of what was wrong and what it meant, and the rest of the last update. It
    /// counts once the incident has left the live state; until then it is read as it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Overview>,
    /// How many updates that were promised to them came in time.
    #[serde(default, skip_serializing_if = "is_none")]
    pub kept: u32,
    /// How many did not.
    #[serde(default, skip_serializing_if = "is_none")]
    pub missed: u32,
    /// Where those can be reached by mail who took part and left an address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<Personal>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// What one reader is sent. Each has their own copy, so that the words go with their reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// To which address.
    pub to: Personal,
    /// What it says.
    pub text: Personal,
}

/// How far a follow-up is.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Somebody has to write it.
    Owed,
    /// It was written.
    Written {
        /// By whom.
        by: PersonKey,
        /// When.
        at: Timestamp,
        /// Under which heading.
        subject: SmolStr,
        /// To whom, in which words.
        copies: Vec<Copy>,
    },
    /// None is needed.
    Waived {
        /// Who says so.
        by: PersonKey,
        /// When.
        at: Timestamp,
        /// Why.
        reason: SmolStr,
    },
}

/// A follow-up: a person's word to one customer, the day after.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// Its number, from 1.
    pub number: u32,
    /// About which incident.
    pub incident: IncidentId,
    /// To whom.
    pub party: Party,
    /// Of which emergencies.
    pub emergencies: OrdSet<EmergencyId>,
    /// What happened.
    pub story: Arc<Story>,
    /// When it is due.
    pub due: Timestamp,
    /// How often time has reminded of it.
    pub reminded: u8,
    /// How far it is.
    pub standing: Standing,
    /// The copies that could not be delivered, by their place, and why.
    pub undelivered: Vec<(u16, SmolStr)>,
}

impl FollowUp {
    /// Whether somebody still has to write it.
    #[must_use]
    pub fn is_owed(&self) -> bool {
        self.standing == Standing::Owed
    }

    /// When it was written, or said not to be needed.
    #[must_use]
    pub fn settled_at(&self) -> Option<Timestamp> {
        match &self.standing {
            Standing::Owed => None,
            Standing::Written { at, .. } | Standing::Waived { at, .. } => Some(*at),
        }
    }

    /// The copy at that place.
    #[must_use]
    pub fn copy(&self, place: u16) -> Option<&Copy> {
        match &self.standing {
            Standing::Written { copies, .. } => copies.get(usize::from(place)),
            Standing::Owed | Standing::Waived { .. } => None,
        }
    }

    /// When time next reminds of it: when it is due, and once more a day later.
    pub(super) fn timer(&self) -> Option<Timestamp> {
        match self.reminded {
            _ if !self.is_owed() => None,
            0 => Some(self.due),
            1 => Some(self.due + ESCALATED_AFTER),
            _ => None,
        }
    }

    /// Lets go of the words of one who was erased.
    pub(super) fn forget(&mut self, owner: &Owner) {
        Arc::make_mut(&mut self.story).mails.iter_mut().for_each(|mail| mail.forget(owner));
        if let Standing::Written { copies, .. } = &mut self.standing {
            for copy in copies {
                copy.to.forget(owner);
                copy.text.forget(owner);
            }
        }
    }

    /// Whether there are words of this owner in it.
    pub(super) fn is_of(&self, owner: &Owner) -> bool {
        let copies = match &self.standing {
            Standing::Written { copies, .. } => copies.as_slice(),
            Standing::Owed | Standing::Waived { .. } => &[],
        };
        self.story
            .mails
            .iter()
            .chain(copies.iter().flat_map(|copy| [&copy.to, &copy.text]))
            .any(|words| words.is_of(owner))
    }
}
