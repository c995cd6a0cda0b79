//! What is asked of the room of subscribers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Announcement, Entry, Lane, Outcome, Queue, Wants};
use crate::words::{IncidentId, Language, Severity, SmolStr, SubscriberId, TopicId};

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Somebody wants to be told; what is typed proves nothing yet.
    SignUp(Entry),
    /// The vendor adds those who agreed elsewhere. Those who are there already are left alone.
    Add {
        /// Whom.
        entries: Vec<Entry>,
        /// How they agreed.
        consent: Arc<str>,
    },
    /// The link, or the code, came back: the address is theirs.
    Confirm {
        /// Who.
        subscriber: SubscriberId,
    },
    /// A code that is not the one was typed.
    Mistype {
        /// For whom.
        subscriber: SubscriberId,
    },
    /// They want something else from now on.
    Prefer {
        /// Who.
        subscriber: SubscriberId,
        /// In which language.
        language: Language,
        /// What.
        wants: Wants,
        /// As a colleague, of incidents from which severity on; it makes nobody one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colleague: Option<Severity>,
    },
    /// They want nothing any more.
    Leave {
        /// Who.
        subscriber: SubscriberId,
    },
    /// A text message said STOP: so for every page.
    Stop {
        /// From which number.
        number: Arc<str>,
    },
    /// A text message said START: what was stopped goes on.
    Start {
        /// From which number.
        number: Arc<str>,
    },
    /// A mail that had been handed over came back, and will not arrive.
    Bounce {
        /// Whose.
        subscriber: SubscriberId,
        /// With which word.
        broadcast: u32,
        /// Why, for the operator.
        reason: SmolStr,
        /// Whether the address itself takes no mail.
        dead: bool,
        /// Whether it says nothing about the address: our own side, or nobody knows whose, is at
        /// fault.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ours: bool,
    },
    /// Who was paused is written to again.
    Resume {
        /// Who.
        subscriber: SubscriberId,
    },
    /// What is posted to them is signed with a new secret from now on.
    RenewSecret {
        /// To whom.
        subscriber: SubscriberId,
    },
    /// What these read by opens nothing any more: nothing is told there from now on.
    Shut {
        /// Whom it concerns.
        subscribers: Vec<SubscriberId>,
    },
    /// Tells all whom it concerns.
    Announce(Box<Announcement>),
    /// What colleagues were told of an incident is kept from now on from all who do not work on
    /// it: what has not left does not leave.
    Recall {
        /// Which incident.
        incident: IncidentId,
    },
    /// What was said of something does not stand any more: whoever was not told yet is not told.
    Retract {
        /// Of what.
        topic: TopicId,
    },
    /// What was said of something stands for fewer readers: whoever was not told yet is told only
    /// where it is for them still.
    Narrow {
        /// For whom it stands.
        stands: Box<Announcement>,
    },
    /// A person lets go what waited because it costs money.
    Release {
        /// Which word.
        broadcast: u32,
    },
    /// A person does not want it to leave.
    Withhold {
        /// Which word.
        broadcast: u32,
    },
    /// This node has room for so many slices.
    Claim {
        /// In which lane.
        lane: Lane,
        /// Of which queue.
        queue: Queue,
        /// How many.
        slices: u8,
    },
    /// What became of a slice; whom it does not name was reached.
    Report {
        /// Which.
        slice: u32,
        /// Who was not reached.
        not_reached: Vec<(u32, Outcome)>,
        /// Whose letters left out which words, because these were not for them any more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<(u32, u32)>,
    },
}
