//! What is asked of the room of proof, and what is refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Act, Ask, Reply, SEEKS_MAX, TRIES_MAX};
use crate::words::{
    Channel, ContactKey, CustomerKey, EmergencyId, IncidentId, InquiryId, Level, ParticipantId,
    PersonKey,
};

/// What is asked of this room. What depends on other rooms is filled in by the corridor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A participant names an address by which we may know them.
    Seek {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
        /// A mail address or a telephone number.
        address: String,
    },
    /// A participant enters a code.
    Try {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
        /// Of which inquiry it is the code; none when it is no code of ours.
        matched: Option<InquiryId>,
    },
    /// A registered contact is asked.
    Inquire {
        /// About which emergency.
        emergency: EmergencyId,
        /// Of which customer; the attached one.
        customer: Option<CustomerKey>,
        /// Whom.
        contact: ContactKey,
        /// What.
        ask: Ask,
        /// Over which channel; over all on file when none is named.
        over: Option<Channel>,
    },
    /// Those contacts who asked for it are told that someone calls in the company's name.
    Tell {
        /// In which emergency.
        emergency: EmergencyId,
        /// Of which customer; the attached one.
        customer: Option<CustomerKey>,
        /// Who asked to be told.
        contacts: Vec<ContactKey>,
    },
    /// A contact answers.
    Answer {
        /// What.
        inquiry: InquiryId,
        /// How.
        reply: Reply,
    },
    /// A responder called a number on file and knows who answered.
    Certify {
        /// In which emergency.
        emergency: EmergencyId,
        /// Which participant it is.
        participant: ParticipantId,
        /// Of which customer; the attached one.
        customer: Option<CustomerKey>,
        /// Whose number it is.
        contact: ContactKey,
    },
    /// A contact was called on the number on file, and it is they who asked for help.
    CalledBack {
        /// In which emergency.
        emergency: EmergencyId,
        /// Which participant it is.
        participant: ParticipantId,
        /// Of which customer.
        customer: CustomerKey,
        /// Whose number it is.
        contact: ContactKey,
        /// Who called.
        by: PersonKey,
    },
    /// A contact was called on the number on file, and says that they did not ask for help.
    Disown {
        /// In which emergency.
        emergency: EmergencyId,
        /// Of which customer.
        customer: CustomerKey,
        /// Who says so.
        contact: ContactKey,
    },
    /// Somebody verified vouches for another participant.
    Vouch {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who vouches.
        by: ParticipantId,
        /// For whom.
        participant: ParticipantId,
    },
    /// A responder does what needs proof.
    Act {
        /// In which emergency.
        emergency: EmergencyId,
        /// What.
        act: Act,
        /// In their words.
        note: String,
        /// On how much proof.
        level: Option<Level>,
    },
    /// A responder does what needs more proof than there is.
    BreakGlass {
        /// In which emergency.
        emergency: EmergencyId,
        /// What.
        act: Act,
        /// Why.
        reason: String,
        /// On how much proof.
        level: Option<Level>,
        /// Whose contacts are told, if the customer is known.
        customer: Option<CustomerKey>,
        /// Who is told.
        contacts: Vec<ContactKey>,
    },
    /// Somebody who may not read a restricted incident does so all the same.
    Enter {
        /// Which incident.
        incident: IncidentId,
        /// Why.
        reason: String,
    },
    /// A lead has looked at what was done without proof.
    Review {
        /// The number of the breach.
        breach: u32,
    },
    /// A responder raises the service level, free of charge.
    Upgrade {
        /// In which emergency.
        emergency: EmergencyId,
        /// To what.
        plan: String,
        /// On how much proof.
        level: Option<Level>,
    },
    /// What is proved in one emergency holds in the one in which it goes on.
    Carry {
        /// From which.
        from: EmergencyId,
        /// To which.
        to: EmergencyId,
        /// Who each participant is there.
        pairs: Vec<(ParticipantId, ParticipantId)>,
    },
    /// The emergency leaves the live state.
    Forget {
        /// Which.
        emergency: EmergencyId,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such emergency, participant or inquiry is live.
    Unknown,
    /// The asker is not the one who may do this.
    NotYours,
    /// The participant is not verified themselves.
    NotVerified,
    /// Nobody has said which customer it is.
    NoCustomer,
    /// There is no such contact, or nothing is on file to reach them by.
    NoContact,
    /// The second contact must be another one.
    SameContact,
    /// Too much was tried.
    TooOften,
    /// They were told less than an hour ago.
    ToldLately,
    /// It can no longer be answered.
    Expired,
    /// That is no answer to what was asked.
    NoAnswer,
    /// It needs more proof than there is.
    OutOfReach {
        /// How much.
        needs: Level,
        /// How much there is.
        has: Level,
    },
    /// Nothing was written where something must be.
    Empty,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("That is not there any more."),
            Self::NotYours => f.write_str("This is for somebody else to do."),
            Self::NotVerified => {
                f.write_str("Only somebody who is verified themselves can be asked this.")
            }
            Self::NoCustomer => {
                f.write_str("Say first which customer this is: proof is about a customer on file.")
            }
            Self::NoContact => f.write_str(
                "There is no such contact on file, or nothing to reach them by. Choose another, \
                 or call a number on file.",
            ),
            Self::SameContact => f.write_str(
                "A second contact must agree: somebody other than the one who was verified.",
            ),
            Self::TooOften => write!(
                f,
                "That was tried too often. A contact is asked at most {SEEKS_MAX} times an hour, \
                 and a code is tried at most {TRIES_MAX} times. Use another way, or wait."
            ),
            Self::ToldLately => {
                f.write_str("They were told less than an hour ago. That is enough.")
            }
            Self::Expired => f.write_str("This can no longer be answered."),
            Self::NoAnswer => f.write_str("That does not answer what was asked."),
            Self::OutOfReach { needs, has } => write!(
                f,
                "This needs level {}, and this conversation stands at level {}. Verify somebody \
                 first, or break the glass with a reason.",
                needs.number(),
                has.number()
            ),
            Self::Empty => f.write_str("Write a few words: they are read when this is reviewed."),
        }
    }
}
