//! What becomes of a call to a caller, in the words that several rooms share.

use serde::{Deserialize, Serialize};

use super::{ContactKey, CustomerKey, PersonKey, Timestamp};

/// How a call to a caller ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEnd {
    /// They talked.
    Talked {
        /// For how many seconds, where that is known.
        secs: Option<u32>,
    },
    /// Their line was busy.
    Busy,
    /// They did not answer.
    NoAnswer,
    /// A mailbox answered.
    Mailbox,
    /// Their number could not be reached.
    Unreachable,
    /// Who answered on the number on file says that they did not ask for help.
    NotThem,
    /// Nobody pressed a key on our side.
    NotPressed,
    /// Whoever called hung up before they answered.
    HungUp,
    /// The carrier could not ring our own side.
    NotPlaced,
    /// Nobody knows: the carrier told nothing.
    Unknown,
}

/// What a call's end says about the promise behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallWorth {
    /// It is kept.
    Kept,
    /// We called, and they could not be reached.
    Tried,
    /// It did not come about on our side.
    Ours,
}

impl CallEnd {
    /// What it says about the promise.
    #[must_use]
    pub const fn worth(self) -> CallWorth {
        match self {
            Self::Talked { .. } => CallWorth::Kept,
            Self::Busy | Self::NoAnswer | Self::Mailbox | Self::Unreachable | Self::NotThem => {
                CallWorth::Tried
            }
            Self::NotPressed | Self::HungUp | Self::NotPlaced | Self::Unknown => CallWorth::Ours,
        }
    }
}

/// Whose number on file a call goes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OnFile {
    /// Of which customer.
    pub customer: CustomerKey,
    /// Whose.
    pub contact: ContactKey,
}

/// What a conversation says about calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallNews {
    /// A call was asked for.
    Asked {
        /// Promised by then.
        by: Timestamp,
    },
    /// Another number or another time was given.
    Changed {
        /// Promised by then.
        by: Timestamp,
    },
    /// It is not needed any more.
    Cancelled,
    /// An engineer is on the line, and the caller's telephone rings.
    Rings {
        /// Who.
        person: PersonKey,
    },
    /// A call ended.
    Ended {
        /// Who called.
        person: PersonKey,
        /// How it ended.
        end: CallEnd,
        /// By when they are called again, if they are.
        next_by: Option<Timestamp>,
    },
    /// A text message was sent in place of a call.
    Texted {
        /// By whom.
        person: PersonKey,
    },
    /// The promised time passed without a call.
    Missed {
        /// The new promise.
        next_by: Timestamp,
    },
    /// It is set aside, so nobody calls.
    Dropped,
}
