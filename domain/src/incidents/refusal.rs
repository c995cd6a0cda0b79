//! What this room says no to.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::SERVICES_MAX;

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such incident is live.
    Unknown,
    /// No such service.
    UnknownService,
    /// Too many services.
    TooManyServices,
    /// No such escalation policy.
    UnknownPolicy,
    /// Only a person of the vendor does this.
    NotYours,
    /// It is over.
    Over,
    /// It cannot be called less grave while nobody has it.
    NotAccepted,
    /// It goes there already.
    SameRoute,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such live incident. Look at the board."),
            Self::UnknownService => f.write_str("There is no such service."),
            Self::UnknownPolicy => f.write_str("There is no such escalation policy."),
            Self::NotYours => f.write_str("Only a signed-in responder can do this."),
            Self::Over => f.write_str("It is over: nobody needs to be reached any more."),
            Self::NotAccepted => {
                f.write_str("Nobody has it yet. Accept it first; then say that it is less grave.")
            }
            Self::SameRoute => f.write_str("It goes there already. To ring anew, restart it."),
            Self::TooManyServices => write!(f, "At most {SERVICES_MAX} services are possible."),
        }
    }
}
