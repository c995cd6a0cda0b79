//! A word to subscribers: what it says, about what, and whom it concerns. What is told on status
//! pages brings it about, and what is told inside.

use serde::{Deserialize, Serialize};

use super::{Inside, Version};
use crate::maintenance::{Said, Stage};
use crate::words::{
    Affected, ComponentKey, Condition, Expected, Overview, Phase, Review, ServiceKey, Severity,
    SmolStr, StatusPageKey, Timestamp, TopicId,
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
    /// What was told of it was a mistake.
    Mistaken,
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
    /// Only those of these numbers, the first and the last of each run; all, where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<(u32, u32)>,
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

/// From when until when a notice stands on the page; what it says is what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stands {
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// What a word is about, with what only words of that kind say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Parts", into = "Parts")]
pub enum About {
    /// A fault, as readers are told of it.
    #[default]
    Fault,
    /// Such a fault once it is over: what is said in hindsight.
    Review(Review),
    /// Planned maintenance: how far it is. What is known is then what somebody added, and the
    /// impact that of the whole maintenance.
    Work(Work),
    /// A notice, which is neither.
    Notice(Stands),
    /// A fault, as colleagues are told of it.
    Inside(Inside),
}

/// How it is written: each kind as a field of the word itself, and a fault as none of them.
#[derive(Default, Serialize, Deserialize)]
struct Parts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    review: Option<Review>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    work: Option<Work>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<Stands>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inside: Option<Inside>,
}

impl From<Parts> for About {
    /// What is for colleagues comes first, so that nobody else ever gets it.
    fn from(parts: Parts) -> Self {
        let Parts { review, work, notice, inside } = parts;
        let inside = inside.map(Self::Inside);
        let inside = inside.or(review.map(Self::Review)).or(work.map(Self::Work));
        inside.or(notice.map(Self::Notice)).unwrap_or_default()
    }
}

impl From<About> for Parts {
    fn from(about: About) -> Self {
        let none = Self::default();
        match about {
            About::Fault => none,
            About::Review(review) => Self { review: Some(review), ..none },
            About::Work(work) => Self { work: Some(work), ..none },
            About::Notice(stands) => Self { notice: Some(stands), ..none },
            About::Inside(inside) => Self { inside: Some(inside), ..none },
        }
    }
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
    /// By when the next word follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_by: Option<Timestamp>,
    /// When it may be over, where somebody said so; never a promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// When the topic began.
    pub since: Timestamp,
    /// Whom it concerns of those who read what everyone may; no page, where it is for none of them.
    pub audience: Audience,
    /// The same for those who read more, where it differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// What it is about.
    #[serde(flatten)]
    pub about: About,
}

impl Announcement {
    /// Whether it is so bad that nobody's quiet hours count.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        match &self.about {
            About::Inside(inside) => inside.severity == Severity::Critical,
            About::Work(_) | About::Notice(_) => false,
            About::Fault | About::Review(_) => {
                self.audience.worst >= Condition::Partial || self.audience.components.is_empty()
            }
        }
    }

    /// What makes it one for colleagues.
    #[must_use]
    pub fn inside(&self) -> Option<&Inside> {
        match &self.about {
            About::Inside(inside) => Some(inside),
            About::Fault | About::Review(_) | About::Work(_) | About::Notice(_) => None,
        }
    }
}
