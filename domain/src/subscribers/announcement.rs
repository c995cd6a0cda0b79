//! A word to subscribers: what it says, about what, and whom it concerns. Bulletins bring it about
//! now; whatever else is worth telling subscribers can.

use serde::{Deserialize, Serialize};

use super::Inside;
use crate::maintenance::{Said, Stage};
use crate::words::{
    Affected, ComponentKey, Condition, Overview, Phase, Review, ServiceKey, Severity, SmolStr,
    StatusPageKey, Timestamp, TopicId,
};

/// What kind of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The first about its topic.
    Opened,
    /// A further one.
    Updated,
    /// It is over.
    Resolved,
    /// What was said last is put right.
    Corrected,
    /// It is over, and this is what there is to say of it in hindsight.
    Review,
}

/// Whom a word concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// On which pages it stands.
    pub pages: Vec<StatusPageKey>,
    /// Which components the topic has ever concerned, with all that these are a part of; none
    /// where it concerns everyone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentKey>,
    /// Which services stand behind them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceKey>,
    /// The worst that any of them has fared.
    #[serde(default)]
    pub worst: Condition,
}

/// What a word says of planned maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// What was said.
    pub said: Said,
    /// How far it was before.
    pub before: Stage,
    /// How far it is since.
    pub stage: Stage,
    /// When it starts.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
}

/// A word to subscribers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Announcement {
    /// What it is about: a later word about the same replaces this one where it has not left yet.
    pub topic: TopicId,
    /// Under which number readers find it, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// What kind of word.
    pub kind: Kind,
    /// Its heading.
    pub heading: SmolStr,
    /// How far the work is.
    pub phase: Phase,
    /// Which components are concerned now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
    /// What is known; empty where Mayday says that it is over.
    pub overview: Overview,
    /// What is said in hindsight; only in a review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// By when the next word follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_by: Option<Timestamp>,
    /// When the topic began.
    pub since: Timestamp,
    /// Whom it concerns.
    pub audience: Audience,
    /// How far the work is, where it is about planned maintenance. What is known is then what
    /// somebody added, and the impact that of the whole maintenance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
    /// Where it is for colleagues: about which incident, and what it means for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<Inside>,
}

impl Announcement {
    /// Whether it is so bad that nobody's quiet hours count.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        match &self.inside {
            Some(inside) => inside.severity == Severity::Critical,
            None if self.work.is_some() => false,
            None => {
                self.audience.worst >= Condition::Partial || self.audience.components.is_empty()
            }
        }
    }
}
