//! The words of a conversation: who speaks, what is said, how far each reader has got.

use serde::{Deserialize, Serialize};

use super::{Aside, Closure, File};
use crate::words::{
    CallNews, CardKey, Level, MessageId, Owner, ParticipantId, PersonKey, Personal, SmolStr,
    Timestamp,
};

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// A caller.
    Participant(ParticipantId),
    /// A person of the vendor.
    Person(PersonKey),
    /// Mayday itself, which says only what is known.
    Mayday,
}

impl Speaker {
    /// With whom the words are erased. Mayday's own lines have no words of anyone.
    pub(super) fn owner(&self) -> Owner {
        match self {
            Self::Participant(id) => Owner::Participant(*id),
            Self::Person(key) => Owner::Person(key.clone()),
            Self::Mayday => Owner::Person(PersonKey::from("mayday")),
        }
    }
}

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// A caller.
    Participant(ParticipantId),
    /// A person of the vendor.
    Person(PersonKey),
}

/// How far a reader has got, by message number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Marks {
    /// Reached their device.
    pub delivered: u32,
    /// Was on a visible screen.
    pub seen: u32,
}

/// One entry of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Dense from 1.
    pub number: u32,
    /// The client's number; Mayday's own lines have none.
    pub id: Option<MessageId>,
    /// Who speaks.
    pub from: Speaker,
    /// When it was stored.
    pub at: Timestamp,
    /// What.
    pub text: Text,
    /// The files that came with it.
    pub files: Vec<File>,
    /// Who may read it and see its files: participants of at least this level.
    pub level: Level,
}

impl Message {
    /// Whether it says exactly these words.
    #[must_use]
    pub fn is_words(&self, words: &str) -> bool {
        matches!(&self.text, Text::Words(said) if said.as_str() == words)
    }
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// Somebody's words.
    Words(Personal),
    /// One of Mayday's lines, put into words where it is shown.
    Line(Line),
}

/// A part of a cry for help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What is happening.
    Words,
    /// Who calls.
    Who,
    /// Where to reach them.
    Reach,
}

/// What is waited for while it is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// A word or a deed of the customer.
    Customer,
    /// Somebody else's work.
    Supplier,
    /// Whether what was done holds.
    Watching,
    /// A time that was agreed.
    Agreed,
}

/// Why it rings again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingsAgain {
    /// The agreed wait is over.
    WaitOver,
    /// The customer wrote meanwhile.
    Wrote,
    /// It is more serious than it was.
    Raised,
    /// A person started it anew.
    Restarted,
    /// A person sent it to others.
    Rerouted,
}

/// What Mayday itself says in a conversation; only what is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// "Received. We are ringing the engineer on duty."
    Received,
    /// Somebody accepted.
    Accepted {
        /// Who.
        by: PersonKey,
    },
    /// Nobody of the steps has answered; everyone is rung.
    Widened,
    /// Nobody could be reached at all; the last-resort alarm sounds.
    Alarm,
    /// Who accepted has gone silent; others are rung.
    Lapsed {
        /// Who had accepted.
        holder: Option<PersonKey>,
    },
    /// The promised time passed without an update.
    UpdateMissed {
        /// The new promise.
        next_by: Timestamp,
    },
    /// Whoever had it has handed it over, or somebody took over.
    HandedOver {
        /// Who had it.
        from: PersonKey,
        /// Who has it now.
        to: PersonKey,
    },
    /// Somebody who was asked to help has come.
    Came {
        /// Who.
        who: PersonKey,
    },
    /// It is left alone until an agreed time.
    Waits {
        /// Who says so.
        by: PersonKey,
        /// Until when.
        until: Timestamp,
        /// What is waited for.
        wait: WaitsFor,
    },
    /// It rings again, though nobody went silent.
    RingsAgain {
        /// Why.
        why: RingsAgain,
    },
    /// An update was published.
    Updated,
    /// A time for the next update was agreed with the customer.
    AgreedTime {
        /// Who agreed it with them.
        by: PersonKey,
        /// By when it follows.
        next_by: Timestamp,
    },
    /// An update was put right.
    PutRight,
    /// A first-aid card was sent.
    Card {
        /// Which.
        card: CardKey,
        /// By whom.
        by: PersonKey,
    },
    /// The customer is asked whether it works again.
    Asked {
        /// By whom.
        by: PersonKey,
    },
    /// "Not yet."
    NotYet,
    /// "It is broken again": rung again at once.
    BrokenAgain,
    /// Rung again because the caller wrote.
    TakenUp,
    /// Set aside.
    SetAside {
        /// Why.
        reason: Aside,
        /// By whom.
        by: PersonKey,
    },
    /// Closed by the customer.
    Closed {
        /// How.
        how: Closure,
    },
    /// It is handled together with others that have the same fault.
    Joined {
        /// Who joined them, or made the rule that did.
        by: PersonKey,
        /// The number of the incident that it belongs to now.
        number: u32,
        /// Whether a rule did it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_rule: bool,
    },
    /// It is handled by itself again.
    Apart {
        /// Who took it out.
        by: PersonKey,
    },
    /// "Mine is different": handled by itself, and rung for, from now on.
    Different,
    /// "Someone is in danger": everyone is rung.
    Danger,
    /// It goes on from an earlier emergency.
    Follows,
    /// The conversation is full and goes on in another emergency.
    GoesOn {
        /// That one's number.
        number: u32,
    },
    /// What was sent did not fit; only its beginning was kept.
    Cut {
        /// Which part of the cry for help.
        part: Part,
        /// How many characters were kept.
        kept: u32,
    },
    /// Somebody of the caller's side was invited.
    Invited {
        /// Who.
        participant: ParticipantId,
    },
    /// A registered contact joined by a link of their own.
    TakesPart {
        /// Who.
        participant: ParticipantId,
    },
    /// Somebody's link was taken away.
    Removed {
        /// Whose.
        participant: ParticipantId,
    },
    /// The service level was raised on the spot, free of charge.
    Upgraded {
        /// To what.
        plan: SmolStr,
        /// By whom.
        by: PersonKey,
    },
    /// What becomes of a call that was asked for.
    Call {
        /// What.
        news: CallNews,
    },
}
