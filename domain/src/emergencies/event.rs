//! What happened in the emergencies.

use serde::{Deserialize, Serialize};

use super::{Aside, Closure, FileKind, Line, Marks, Reader, Speaker};
use crate::words::{
    Channel, EmergencyId, FileId, Language, Level, MessageId, ParticipantId, PersonKey, Personal,
    ServiceKey,
};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Someone called for help.
    Opened {
        /// The new emergency.
        emergency: EmergencyId,
        /// The caller, whose link this is.
        participant: ParticipantId,
        /// Its number within the organisation, for people to say aloud.
        number: u32,
        /// Who calls, if they said so.
        who: Option<Personal>,
        /// Where to reach them, if they said so.
        reach: Option<Personal>,
        /// The service that the door's address named.
        door: Option<ServiceKey>,
        /// The archived or full emergency that it goes on from.
        follows: Option<EmergencyId>,
        /// The language in which the caller reads us.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        /// Who the caller was there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<ParticipantId>,
    },
    /// Someone wrote.
    Said {
        /// In which emergency.
        emergency: EmergencyId,
        /// The client's number.
        message: MessageId,
        /// Dense from 1 within the emergency.
        number: u32,
        /// Who wrote.
        from: Speaker,
        /// What.
        words: Personal,
        /// Who may read it: participants of at least this level.
        #[serde(default, skip_serializing_if = "Level::is_for_all")]
        level: Level,
    },
    /// A message answered what this stops the customer doing.
    Impaired {
        /// In which emergency.
        emergency: EmergencyId,
        /// The message's number.
        number: u32,
    },
    /// A file came with a message. It was stored before this event.
    Attached {
        /// In which emergency.
        emergency: EmergencyId,
        /// With which message.
        number: u32,
        /// Under which name the file is stored.
        file: FileId,
        /// What whoever sent it called it.
        name: Personal,
        /// What it is, by its content.
        kind: FileKind,
        /// How many bytes are stored of it.
        len: u64,
        /// How a text begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extract: Option<Personal>,
    },
    /// Mayday added a line.
    Noted {
        /// In which emergency.
        emergency: EmergencyId,
        /// Dense from 1 within the emergency, in the same row as messages.
        number: u32,
        /// The line.
        line: Line,
    },
    /// A reader's marks moved on.
    Marked {
        /// In which emergency.
        emergency: EmergencyId,
        /// Whose.
        reader: Reader,
        /// Up to where.
        marks: Marks,
    },
    /// The caller said who they are or how to reach them.
    Introduced {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who calls now.
        who: Option<Personal>,
        /// Where to reach them now.
        reach: Option<Personal>,
    },
    /// The customer was asked whether it works again.
    Asked {
        /// In which emergency.
        emergency: EmergencyId,
        /// By whom.
        by: PersonKey,
    },
    /// "Not yet": work goes on.
    Denied {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer closed it.
    Closed {
        /// Which emergency.
        emergency: EmergencyId,
        /// How.
        how: Closure,
    },
    /// It is live again.
    Reopened {
        /// Which emergency.
        emergency: EmergencyId,
        /// Whether the customer said that it broke again, rather than just wrote.
        broken: bool,
    },
    /// A responder set it aside.
    SetAside {
        /// Which emergency.
        emergency: EmergencyId,
        /// Why.
        reason: Aside,
        /// By whom.
        by: PersonKey,
    },
    /// Its conversation was full: what was written next opened another emergency of the same
    /// incident.
    WentOn {
        /// Which emergency.
        emergency: EmergencyId,
        /// Where it goes on.
        to: EmergencyId,
        /// The caller there, whose link leads on.
        participant: ParticipantId,
    },
    /// A participant brought a colleague.
    Invited {
        /// To which emergency.
        emergency: EmergencyId,
        /// The colleague, whose link this is.
        participant: ParticipantId,
        /// Who brought them.
        by: ParticipantId,
        /// What they are called.
        name: Option<Personal>,
        /// Where the link is sent, if it is sent.
        to: Option<Personal>,
        /// Over which channel.
        channel: Option<Channel>,
    },
    /// Somebody takes part by a link of their own whom no participant invited.
    Admitted {
        /// In which emergency.
        emergency: EmergencyId,
        /// As whom.
        participant: ParticipantId,
        /// What they are called.
        name: Option<Personal>,
        /// Who they were in the emergency that this one goes on from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<ParticipantId>,
        /// Who had brought them there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<ParticipantId>,
    },
    /// A participant said what they are called.
    Named {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
        /// What they are called.
        name: Personal,
    },
    /// A participant's link was taken away.
    Removed {
        /// From which emergency.
        emergency: EmergencyId,
        /// Whose.
        participant: ParticipantId,
    },
    /// A participant has another link; the former ones open nothing.
    Renewed {
        /// In which emergency.
        emergency: EmergencyId,
        /// Whose.
        participant: ParticipantId,
        /// Which link it is, counted from the first, 0.
        generation: u32,
    },
    /// A caller's words stayed unread for too long.
    Overlooked {
        /// In which emergency.
        emergency: EmergencyId,
        /// The oldest unread message.
        number: u32,
    },
    /// The customer says that theirs is another fault than that of the others.
    Differed {
        /// Which emergency.
        emergency: EmergencyId,
    },
    /// The customer says that someone is in danger.
    Endangered {
        /// Which emergency.
        emergency: EmergencyId,
    },
    /// It left the live state.
    Archived {
        /// Which emergency.
        emergency: EmergencyId,
    },
}

impl Event {
    /// The emergency it belongs to.
    #[must_use]
    pub fn emergency(&self) -> EmergencyId {
        match self {
            Self::Opened { emergency, .. }
            | Self::Said { emergency, .. }
            | Self::Impaired { emergency, .. }
            | Self::Attached { emergency, .. }
            | Self::Noted { emergency, .. }
            | Self::Marked { emergency, .. }
            | Self::Introduced { emergency, .. }
            | Self::Asked { emergency, .. }
            | Self::Denied { emergency }
            | Self::Closed { emergency, .. }
            | Self::Reopened { emergency, .. }
            | Self::SetAside { emergency, .. }
            | Self::WentOn { emergency, .. }
            | Self::Invited { emergency, .. }
            | Self::Admitted { emergency, .. }
            | Self::Named { emergency, .. }
            | Self::Removed { emergency, .. }
            | Self::Renewed { emergency, .. }
            | Self::Overlooked { emergency, .. }
            | Self::Differed { emergency }
            | Self::Endangered { emergency }
            | Self::Archived { emergency } => *emergency,
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Opened { who, reach, .. } | Self::Introduced { who, reach, .. } => {
                who.iter_mut().for_each(&mut *visit);
                reach.iter_mut().for_each(&mut *visit);
            }
            Self::Said { words, .. } => visit(words),
            Self::Attached { name, extract, .. } => {
                visit(name);
                extract.iter_mut().for_each(visit);
            }
            Self::Invited { name, to, .. } => {
                name.iter_mut().for_each(&mut *visit);
                to.iter_mut().for_each(&mut *visit);
            }
            Self::Admitted { name, .. } => name.iter_mut().for_each(&mut *visit),
            Self::Named { name, .. } => visit(name),
            _ => {}
        }
    }
}
