//! What is asked of the customers, and what is refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Evidence, Found, Profile};
use crate::words::{CustomerKey, EmergencyId, SmolStr};

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Write a customer down, new or changed.
    Put {
        /// Which one.
        customer: CustomerKey,
        /// All that is known of it.
        profile: Box<Profile>,
    },
    /// Strike a customer off.
    Remove {
        /// Which one.
        customer: CustomerKey,
    },
    /// Find out which customer an emergency comes from.
    Seek {
        /// The emergency.
        emergency: EmergencyId,
        /// What the caller says of themselves.
        evidence: Evidence,
    },
    /// The emergency goes on from another one: what is known of that one's customer holds for it.
    Inherit {
        /// The emergency.
        emergency: EmergencyId,
        /// The one it goes on from.
        from: EmergencyId,
    },
    /// The emergency has left the live state, and nobody asks for its customer any more.
    Forget {
        /// The emergency.
        emergency: EmergencyId,
    },
    /// Write down what a search found.
    Record {
        /// The emergency.
        emergency: EmergencyId,
        /// Which of its searches: the caller may have corrected themselves in between.
        attempt: u32,
        /// What it found.
        found: Found,
    },
    /// Say which customer it is: one key of the responder's.
    Attach {
        /// The emergency.
        emergency: EmergencyId,
        /// The customer.
        customer: CustomerKey,
    },
    /// Take that back, whoever said it.
    Detach {
        /// The emergency.
        emergency: EmergencyId,
    },
}

/// An expected no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such customer.
    UnknownCustomer {
        /// The key that was asked for.
        customer: CustomerKey,
    },
    /// There is no such emergency, or nobody has looked for its customer.
    UnknownEmergency {
        /// The emergency.
        emergency: EmergencyId,
    },
    /// The caller corrected themselves while the search ran.
    Superseded,
    /// A customer without a name.
    Nameless {
        /// Which one.
        customer: CustomerKey,
    },
    /// A key that is none.
    BadKey {
        /// The key.
        key: SmolStr,
    },
    /// Two contacts or two sites of one customer have the same key.
    KeyTwice {
        /// The key.
        key: SmolStr,
    },
    /// A time zone that nobody knows.
    UnknownZone {
        /// Its name.
        zone: SmolStr,
    },
    /// Not the domain of an e-mail address.
    BadDomain {
        /// What was written.
        domain: SmolStr,
    },
    /// A rate that cannot be.
    BadRate,
    /// More of something than fits.
    TooMany {
        /// Of what.
        what: SmolStr,
        /// How many fit.
        limit: u32,
    },
    /// Something longer than fits.
    TooLong {
        /// What.
        what: SmolStr,
        /// How many characters fit.
        limit: u32,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCustomer { customer } => {
                write!(f, "There is no customer “{customer}”. Pick one from the list.")
            }
            Self::UnknownEmergency { .. } => {
                f.write_str("There is no such emergency. Open it again from the board.")
            }
            Self::Superseded => {
                f.write_str("The caller has corrected who they are. Wait for the newer result.")
            }
            Self::Nameless { customer } => {
                write!(f, "The customer “{customer}” has no name. Give it one.")
            }
            Self::BadKey { key } => write!(
                f,
                "“{key}” cannot be a key. Use up to 64 of a-z, 0-9, dash, dot and underscore, \
                 starting with a letter or a digit."
            ),
            Self::KeyTwice { key } => {
                write!(f, "The key “{key}” stands twice. Give each contact and site its own.")
            }
            Self::UnknownZone { zone } => {
                write!(f, "“{zone}” is no time zone. Write it like Europe/Lisbon.")
            }
            Self::BadDomain { domain } => {
                write!(f, "“{domain}” is no e-mail domain. Write it like brightwater.example.")
            }
            Self::BadRate => f.write_str(
                "The downtime rate cannot be read. Give an amount of zero or more and a currency \
                 of three capital letters, like EUR.",
            ),
            Self::TooMany { what, limit } => {
                write!(f, "Too many {what}. At most {limit} fit; take some out.")
            }
            Self::TooLong { what, limit } => {
                write!(f, "Too long: {what}. At most {limit} characters fit; shorten it.")
            }
        }
    }
}

impl std::error::Error for Refusal {}
