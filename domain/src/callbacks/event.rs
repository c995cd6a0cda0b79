//! What happened about call-backs.

use serde::{Deserialize, Serialize};

use super::Heard;
use crate::words::{
    CallEnd, CallId, CallbackId, EmergencyId, OnFile, ParticipantId, PersonKey, Personal, Timestamp,
};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A participant asked to be called.
    Asked {
        /// In which emergency.
        emergency: EmergencyId,
        /// The new promise.
        callback: CallbackId,
        /// Who.
        participant: ParticipantId,
        /// On which number.
        number: Personal,
        /// Not before then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_before: Option<Timestamp>,
        /// Promised by then.
        by: Timestamp,
    },
    /// They gave another number, or another time.
    Changed {
        /// In which emergency.
        emergency: EmergencyId,
        /// Which.
        callback: CallbackId,
        /// On which number.
        number: Personal,
        /// Not before then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_before: Option<Timestamp>,
        /// Promised by then.
        by: Timestamp,
    },
    /// They do not need it any more.
    Cancelled {
        /// In which emergency.
        emergency: EmergencyId,
        /// Which.
        callback: CallbackId,
    },
    /// The promised time is near.
    Warned {
        /// In which emergency.
        emergency: EmergencyId,
        /// Which.
        callback: CallbackId,
        /// The promised time.
        by: Timestamp,
    },
    /// The promised time passed without a call.
    Missed {
        /// In which emergency.
        emergency: EmergencyId,
        /// Which.
        callback: CallbackId,
        /// The time that was promised.
        by: Timestamp,
        /// The time that is promised now.
        next_by: Timestamp,
    },
    /// A responder calls: their own telephone is to ring.
    Placed {
        /// In which emergency.
        emergency: EmergencyId,
        /// For which promise.
        callback: CallbackId,
        /// The new call.
        call: CallId,
        /// Who calls.
        person: PersonKey,
        /// Their number.
        ours: Personal,
        /// Who is called.
        theirs: Personal,
        /// Whose number on file that is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_file: Option<OnFile>,
    },
    /// They pressed the key: the caller's telephone is to ring.
    Taken {
        /// In which emergency.
        emergency: EmergencyId,
        /// For which promise.
        callback: CallbackId,
        /// In which call.
        call: CallId,
    },
    /// The caller's side answered.
    Answered {
        /// In which emergency.
        emergency: EmergencyId,
        /// For which promise.
        callback: CallbackId,
        /// In which call.
        call: CallId,
        /// Who, or what.
        heard: Heard,
    },
    /// Our side of the call ended, and how it went is not known yet.
    Parted {
        /// In which emergency.
        emergency: EmergencyId,
        /// For which promise.
        callback: CallbackId,
        /// Which call.
        call: CallId,
    },
    /// A call ended, or was made by hand.
    Ended {
        /// In which emergency.
        emergency: EmergencyId,
        /// For which promise.
        callback: CallbackId,
        /// Which call.
        call: CallId,
        /// Who called.
        person: PersonKey,
        /// How it ended.
        end: CallEnd,
        /// By when they are called again, if they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_by: Option<Timestamp>,
        /// Whether no carrier was asked.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_hand: bool,
        /// Whose number on file it was, where it was made by hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_file: Option<OnFile>,
    },
    /// A text message was sent in place of a call.
    Texted {
        /// In which emergency.
        emergency: EmergencyId,
        /// For which promise.
        callback: CallbackId,
        /// By whom.
        person: PersonKey,
    },
    /// The emergency is over, so nobody is called any more.
    Closed {
        /// In which emergency.
        emergency: EmergencyId,
        /// Which.
        callback: CallbackId,
    },
    /// What was promised in one emergency stands in the one in which it goes on.
    Carried {
        /// From which.
        from: EmergencyId,
        /// To which.
        to: EmergencyId,
        /// Who each participant is there.
        pairs: Vec<(ParticipantId, ParticipantId)>,
    },
    /// The emergency left the live state.
    Forgotten {
        /// Which.
        emergency: EmergencyId,
    },
}

impl Event {
    /// The emergency that it is about.
    #[must_use]
    pub fn emergency(&self) -> EmergencyId {
        match self {
            Self::Asked { emergency, .. }
            | Self::Changed { emergency, .. }
            | Self::Cancelled { emergency, .. }
            | Self::Warned { emergency, .. }
            | Self::Missed { emergency, .. }
            | Self::Placed { emergency, .. }
            | Self::Taken { emergency, .. }
            | Self::Answered { emergency, .. }
            | Self::Parted { emergency, .. }
            | Self::Ended { emergency, .. }
            | Self::Texted { emergency, .. }
            | Self::Closed { emergency, .. }
            | Self::Carried { to: emergency, .. }
            | Self::Forgotten { emergency } => *emergency,
        }
    }

    /// The promise that it is about, if it is about one.
    #[must_use]
    pub fn callback(&self) -> Option<CallbackId> {
        match self {
            Self::Asked { callback, .. }
            | Self::Changed { callback, .. }
            | Self::Cancelled { callback, .. }
            | Self::Warned { callback, .. }
            | Self::Missed { callback, .. }
            | Self::Placed { callback, .. }
            | Self::Taken { callback, .. }
            | Self::Answered { callback, .. }
            | Self::Parted { callback, .. }
            | Self::Ended { callback, .. }
            | Self::Texted { callback, .. }
            | Self::Closed { callback, .. } => Some(*callback),
            Self::Carried { .. } | Self::Forgotten { .. } => None,
        }
    }

    /// The emergency from which what was promised was carried on.
    #[must_use]
    pub fn carried_from(&self) -> Option<EmergencyId> {
        match self {
            Self::Carried { from, .. } => Some(*from),
            _ => None,
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Asked { number, .. } | Self::Changed { number, .. } => visit(number),
            Self::Placed { ours, theirs, .. } => {
                visit(ours);
                visit(theirs);
            }
            _ => {}
        }
    }
}
