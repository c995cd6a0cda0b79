//! What is asked of the emergencies.

use serde::{Deserialize, Serialize};

use super::{Line, NewFile};
use crate::words::{
    EmergencyId, Language, Level, MessageId, ParticipantId, PersonKey, Personal, ServiceKey,
};

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A cry for help. Nothing is required: every field may be empty.
    Open {
        /// What is happening, in the caller's words.
        words: String,
        /// Who calls, as they name themselves.
        who: String,
        /// Where to reach them if the page dies.
        reach: String,
        /// The service that the door's address named.
        door: Option<ServiceKey>,
        /// The archived emergency whose link was used to call.
        follows: Option<EmergencyId>,
        /// The language in which the caller reads us.
        language: Option<Language>,
    },
    /// Someone writes.
    Say {
        /// In which emergency.
        emergency: EmergencyId,
        /// The client's own number for the message.
        message: MessageId,
        /// What they write.
        words: String,
    },
    /// The customer says what it stops them doing, as they were asked.
    Impair {
        /// Which emergency.
        emergency: EmergencyId,
        /// The client's own number for the message.
        message: MessageId,
        /// What they write.
        words: String,
    },
    /// Someone shows files, with or without words. They are stored already.
    Show {
        /// In which emergency.
        emergency: EmergencyId,
        /// The client's own number for the message.
        message: MessageId,
        /// What they write beside them; may be empty.
        words: String,
        /// The files.
        files: Vec<NewFile>,
        /// Who may read and see it; callers show to everyone.
        level: Level,
    },
    /// A colleague's note becomes a message, in the name of whoever shared it.
    Share {
        /// In which emergency.
        emergency: EmergencyId,
        /// The message that it becomes.
        message: MessageId,
        /// Who shared it.
        by: PersonKey,
        /// The words, which stay those of whoever wrote the note.
        words: Personal,
    },
    /// A person of the vendor writes what only participants of a level may read.
    Disclose {
        /// In which emergency.
        emergency: EmergencyId,
        /// The client's own number for the message.
        message: MessageId,
        /// What they write.
        words: String,
        /// Who may read it.
        level: Level,
    },
    /// A participant brings a colleague, who gets a link of their own.
    Invite {
        /// To which emergency.
        emergency: EmergencyId,
        /// What they are called; may be empty.
        name: String,
        /// The mail address or telephone number to send the link to; empty when it is passed on
        /// by hand.
        to: String,
    },
    /// A registered contact takes part by a link of their own.
    Admit {
        /// In which emergency.
        emergency: EmergencyId,
        /// As whom.
        participant: ParticipantId,
        /// What they are called.
        name: Option<Personal>,
    },
    /// Takes a participant's link away, at once.
    Remove {
        /// From which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
    },
    /// Gives a participant another link; the former one stops.
    Renew {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
    },
    /// A line of Mayday's own, for everyone who reads the conversation.
    Note {
        /// In which emergency.
        emergency: EmergencyId,
        /// The line.
        line: Line,
    },
    /// The reader's device has shown messages up to a number.
    Mark {
        /// In which emergency.
        emergency: EmergencyId,
        /// Messages up to this number reached the device.
        delivered: u32,
        /// Messages up to this number were on a visible screen.
        seen: u32,
    },
    /// The caller says who they are, or how to reach them, once more.
    Introduce {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who calls; `None` leaves it.
        who: Option<String>,
        /// Where to reach them; `None` leaves it.
        reach: Option<String>,
    },
    /// A responder believes that it works again and asks the customer.
    Ask {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer answers: it works again. This closes.
    Confirm {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer answers: not yet.
    Deny {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer: it is broken again.
    Reopen {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer: I pressed by mistake.
    Retract {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer: mine is another fault than theirs.
    Differ {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer: someone is in danger.
    Endanger {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// A person of the vendor writes the same to several callers, to each in their own
    /// conversation.
    Tell {
        /// In which emergencies.
        emergencies: Vec<EmergencyId>,
        /// The client's own number for the message.
        message: MessageId,
        /// What they write.
        words: String,
    },
    /// A responder believes that it works again and asks several customers, each for themselves.
    AskEach {
        /// In which emergencies.
        emergencies: Vec<EmergencyId>,
    },
    /// A responder sets it aside; any word of the caller makes it ring again.
    SetAside {
        /// In which emergency.
        emergency: EmergencyId,
        /// Why.
        reason: Aside,
    },
    /// A responder takes it up again.
    TakeUp {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// Leaves the live state; the journal keeps everything.
    Archive {
        /// Which emergency.
        emergency: EmergencyId,
    },
}

/// Why a responder sets an emergency aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aside {
    /// Believed fixed; the customer has not answered.
    BelievedFixed,
    /// Nobody could be reached by any known method.
    Unreachable,
    /// Pressed by mistake.
    Mistake,
    /// Abuse.
    Abuse,
}

/// How it was closed: by the customer, or because it goes on elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    /// "It works again."
    Works,
    /// "I pressed by mistake."
    Mistake,
    /// Not at all: its conversation was full, and goes on in another emergency.
    GoesOn,
}
