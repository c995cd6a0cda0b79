//! What is asked of the room of call-backs, and what is refused.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ASKS_MAX;
use crate::words::{
    CallEnd, CallId, CallbackId, ContactKey, Country, EmergencyId, OnFile, ParticipantId,
    PersonKey, Personal,
};

/// Who asks, and what other rooms know of it: filled in by the corridor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asker {
    /// As whom they take part where the emergency goes on now.
    pub participant: ParticipantId,
    /// How soon somebody calls, by the severity.
    pub within: Duration,
    /// The countries that are called; all when none is named.
    pub allowed: Vec<Country>,
}

/// Which telephones are joined: filled in by the corridor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lines {
    /// Of whoever calls; none where no number of theirs is known.
    pub ours: Option<Personal>,
    /// Of whoever is called.
    pub theirs: Personal,
    /// Whose number on file that is, if it is one.
    pub on_file: Option<OnFile>,
}

/// Which side of a call the carrier speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Whoever calls.
    Ours,
    /// Whoever is called.
    Theirs,
}

/// Who or what answered on the caller's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// It may be a mailbox: a key would show that it is not.
    Machine,
    /// Somebody.
    Somebody,
    /// A contact on file, who pressed the key that says: it is I who asked for help.
    Contact,
}

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Command {
    /// A participant asks to be called; asked again, it changes what they asked for.
    Ask {
        /// In which emergency.
        emergency: EmergencyId,
        /// On which number, as it was typed.
        number: String,
        /// Not before so long from now.
        wait: Duration,
        /// Who asks.
        asker: Option<Asker>,
    },
    /// It is not needed any more.
    Cancel {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        asker: Option<Asker>,
    },
    /// A responder calls: their own telephone rings first.
    Place {
        /// For whom.
        callback: CallbackId,
        /// On this contact's number on file, in place of the one that was given.
        contact: Option<ContactKey>,
        /// Over these telephones.
        lines: Option<Lines>,
    },
    /// A responder has called by hand.
    Tell {
        /// Whom.
        callback: CallbackId,
        /// On this contact's number on file, in place of the one that was given.
        contact: Option<ContactKey>,
        /// Whether they talked.
        reached: bool,
        /// Over these telephones.
        lines: Option<Lines>,
    },
    /// A responder sends a text message in place of a call.
    Text {
        /// To whom.
        callback: CallbackId,
    },
    /// Whoever calls has pressed the key: it is sent in their own name.
    Take {
        /// In which call.
        call: CallId,
    },
    /// The caller's side has answered.
    Answer {
        /// In which call.
        call: CallId,
        /// Who, or what.
        heard: Heard,
    },
    /// One side of a call has ended.
    End {
        /// Which call.
        call: CallId,
        /// Which side of it.
        side: Side,
        /// How, as far as that side knows.
        end: CallEnd,
    },
    /// The emergency is over, so nobody is called any more.
    Close {
        /// Which.
        emergency: EmergencyId,
    },
    /// What was promised in one emergency stands in the one in which it goes on.
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
    /// There is no such request any more.
    Unknown,
    /// The emergency is over.
    Over,
    /// The asker is not the one who may do this.
    NotYours,
    /// What was typed is no telephone number.
    BadNumber,
    /// The number lacks its country's code.
    NationalNumber,
    /// Nobody is called on such a number from here.
    Barred,
    /// Too much was asked for.
    TooOften,
    /// Somebody calls already.
    Calling {
        /// Who.
        person: PersonKey,
    },
    /// The asker has no telephone among their contact methods that a code has proved.
    NoOwnNumber,
    /// The contact has no number on file that could be called.
    NoContact,
    /// Too far ahead.
    TooLate,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("This call is not wanted any more."),
            Self::Over => f.write_str("It is over: there is nobody to call any more."),
            Self::NotYours => f.write_str("This is for somebody else to do."),
            Self::BadNumber => f.write_str(
                "This is no telephone number. Write + and digits, like +46 70 123 45 67.",
            ),
            Self::NationalNumber => f.write_str(
                "This number has no country's code. Write it as it is dialled from abroad, like \
                 +46 70 123 45 67.",
            ),
            Self::Barred => f.write_str(
                "We cannot call this number from here. Give another one; the countries that are \
                 called stand in the organisation file.",
            ),
            Self::TooOften => write!(
                f,
                "That was asked for too often. A number can be given {ASKS_MAX} times an hour, \
                 and only so many calls be made. Wait a while, or write."
            ),
            Self::Calling { person } => write!(f, "{person} is calling them already."),
            Self::NoOwnNumber => f.write_str(
                "None of your telephone numbers is verified, so there is nothing to ring. Verify \
                 one under Settings, You; or call them by hand, and say here how it went.",
            ),
            Self::NoContact => {
                f.write_str("There is no such contact on file, or no number to call them on.")
            }
            Self::TooLate => f.write_str("A call can be asked for within a day, and not later."),
        }
    }
}
