//! Inquiries: what a registered contact is asked over a method that was on file before.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Act;
use crate::words::{
    Channel, ContactKey, CustomerKey, EmergencyId, InquiryId, ParticipantId, PersonKey, Personal,
    Timestamp,
};

/// How long a code and the link beside it work.
pub const CODE_LASTS: Duration = Duration::from_secs(15 * 60);
/// How long a contact who was told may join by the link.
pub const TOLD_LASTS: Duration = Duration::from_secs(24 * 3600);
/// How long a second contact may take to agree.
pub const CONSENT_ASKED_LASTS: Duration = Duration::from_secs(3600);

/// What a registered contact is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Whether this participant is they: by a code, or by the link beside it.
    Code {
        /// Who claims to be they.
        participant: ParticipantId,
    },
    /// They are told that someone asks for help in the company's name.
    Told,
    /// Whether they agree to what somebody else's request would do.
    Consent {
        /// Who asked for it.
        participant: ParticipantId,
        /// What, in the responder's words.
        what: Personal,
    },
    /// They are told that something was done without the proof it needs.
    Glass {
        /// What.
        act: Act,
    },
}

impl Ask {
    /// How long it can be answered.
    #[must_use]
    pub const fn lasts(&self) -> Duration {
        match self {
            Self::Code { .. } => CODE_LASTS,
            Self::Told | Self::Glass { .. } => TOLD_LASTS,
            Self::Consent { .. } => CONSENT_ASKED_LASTS,
        }
    }
}

/// What the contact says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// "It is me who asks for help."
    ItIsMe,
    /// "Let me join."
    Join,
    /// "It is not us."
    NotUs,
    /// "I agree."
    Agree,
    /// "I do not agree."
    Disagree,
}

/// A question to a registered contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Inquiry {
    /// Its id, from which its link and its code are derived.
    pub id: InquiryId,
    /// About which emergency.
    pub emergency: EmergencyId,
    /// Of which customer.
    pub customer: CustomerKey,
    /// To whom.
    pub contact: ContactKey,
    /// What is asked.
    pub ask: Ask,
    /// Over which channel; over all that are on file when none is named.
    pub over: Option<Channel>,
    /// By whom; nobody when Mayday asks by itself.
    pub by: Option<PersonKey>,
    /// When.
    pub at: Timestamp,
    /// What was said, and when.
    pub reply: Option<(Reply, Timestamp)>,
    /// As whom they joined.
    pub joined: Option<ParticipantId>,
}

impl Inquiry {
    /// Until when it can be answered.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.at + self.ask.lasts()
    }

    /// Whether it waits for an answer.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.reply.is_none() && now < self.until()
    }
}
