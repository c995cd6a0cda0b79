//! A subscriber, as the room knows them: who, where to, and how the words to them fare.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Posts, Profile, Waits};
use crate::words::{PersonKey, Personal, SmolStr, SubscriberId, Timestamp};

/// Where a subscriber stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Their address is not proved.
    Unconfirmed {
        /// Until when it waits.
        until: Timestamp,
    },
    /// They are written to.
    Active,
    /// Their address fails.
    Paused,
    /// They sent STOP.
    Stopped,
}

/// Why somebody is no subscriber any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// They said so themselves.
    Asked,
    /// The vendor took them out.
    Removed,
    /// They never confirmed.
    Unconfirmed,
    /// The link by which they came has ended, or the page names their mail domain no more.
    Shut,
}

/// A subscriber.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscriber {
    /// Their id.
    pub id: SubscriberId,
    /// Their number.
    pub number: u32,
    /// Who subscribes, and to what.
    pub profile: Profile,
    /// Where to.
    pub address: Personal,
    /// Since when they are known.
    pub since: Timestamp,
    /// Where they stand.
    pub standing: Standing,
    /// How they agreed, where the vendor says so.
    pub consent: Option<Personal>,
    /// Who added them.
    pub by: Option<PersonKey>,
    /// When they were last sent their link.
    pub asked_at: Timestamp,
    /// How often the secret was made anew with which posts to them are signed.
    pub secret: u32,
    /// How many wrong codes were typed.
    pub mistyped: u8,
    /// How many words in a row could not be delivered.
    pub failures: u8,
    /// How many mails came back lately, and when the last one did.
    pub came_back: (u8, Timestamp),
    /// The latest word that came back from them, so that a forgotten one counts once.
    pub returned: u32,
    /// Why the last one could not.
    pub reason: SmolStr,
    /// Which words wait for them, by their numbers: each for an hour of theirs, or for another
    /// attempt.
    pub waiting: Vec<Waits>,
    /// What a program that was written for Statuspage was posted of components, while it was
    /// posted any.
    pub posts: Option<Arc<Posts>>,
}

impl Subscriber {
    /// Whether words are sent to them.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }

    /// Whether the last word could not be delivered, or one waits for another attempt.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.failures > 0 || self.waiting.iter().any(|waits| waits.attempts > 0)
    }

    /// Whether they sent STOP.
    #[must_use]
    pub fn has_stopped(&self) -> bool {
        self.standing == Standing::Stopped
    }
}
