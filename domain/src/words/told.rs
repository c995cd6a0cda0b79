//! What readers are told: how far the work is, what is known, how long it may take.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    AudienceKey, ComponentKey, ReviewTranslation, Severity, SmolStr, Timestamp, Translation,
    tidied, tidied_line, tidy_words,
};

/// Longest text of one part of the overview, in bytes.
pub const PART_LEN_MAX: usize = 4_000;
/// Furthest back that a person says something began.
pub const SINCE_MAX: Duration = Duration::from_secs(90 * 24 * 3600);
/// Furthest promise.
pub const PROMISE_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// How far the work on an incident has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The cause is being looked for.
    #[default]
    Investigating,
    /// The cause is known.
    Identified,
    /// Believed mended, watched.
    Monitoring,
    /// Over.
    Resolved,
}

/// What is known, in the words of the vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// What we know.
    pub known: Arc<str>,
    /// What it means for you.
    #[serde(default)]
    pub impact: Arc<str>,
    /// What you can do meanwhile.
    #[serde(default)]
    pub workaround: Arc<str>,
    /// What we do next.
    #[serde(default)]
    pub next: Arc<str>,
    /// The same in further languages, each at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
}

/// What readers are told of a matter once it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What happened: when, to whom, for how long.
    pub happened: Arc<str>,
    /// Why, as far as that is known.
    #[serde(default)]
    pub cause: Arc<str>,
    /// What changes, so that it does not happen again.
    #[serde(default)]
    pub change: Arc<str>,
    /// The same in further languages, each at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<ReviewTranslation>,
}

/// How long it may still take; never a promise.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Estimate {
    /// At best, in minutes from when it was given.
    pub low_mins: u32,
    /// At worst, in minutes.
    pub high_mins: u32,
    /// How many of ten such incidents end within the range.
    pub likely_of_ten: u8,
    /// What it depends on, where somebody said so: "on whether the spare part comes today".
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub depends_on: SmolStr,
}

impl Overview {
    /// Without what could deceive a reader, each part cut where it is too long.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let part = |text: &str| Arc::from(tidy_words(text, PART_LEN_MAX));
        Self {
            known: part(&self.known),
            impact: part(&self.impact),
            workaround: part(&self.workaround),
            next: part(&self.next),
            translations: Translation::tidied(&self.translations),
        }
    }
}

impl Review {
    /// Without what could deceive a reader; nothing, where a part is too long or a language stands
    /// there twice.
    #[must_use]
    pub fn tidied(&self) -> Option<Self> {
        let part = |text: &str| match tidied(text, PART_LEN_MAX) {
            (text, false) => Some(Arc::from(text)),
            (_, true) => None,
        };
        let (happened, cause) = (part(&self.happened)?, part(&self.cause)?);
        let translations = ReviewTranslation::checked(&self.translations).ok()?;
        Some(Self { happened, cause, change: part(&self.change)?, translations })
    }
}

impl Estimate {
    /// Without what could deceive a reader, and cut where it is too long.
    #[must_use]
    pub fn tidied(self) -> Self {
        Self { depends_on: tidied_line(&self.depends_on).0.into(), ..self }
    }

    /// What is left of it so long after it was given; nothing, once it has passed.
    #[must_use]
    pub fn left(&self, after: Duration) -> Option<Self> {
        let mins = u32::try_from(after.as_secs() / 60).unwrap_or(u32::MAX);
        let high_mins = self.high_mins.checked_sub(mins).filter(|left| *left > 0)?;
        Some(Self { low_mins: self.low_mins.saturating_sub(mins), high_mins, ..self.clone() })
    }

    /// Whether it is a range that somebody could mean.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.low_mins <= self.high_mins
            && (1..=60 * 24 * 30).contains(&self.high_mins)
            && (1..=10).contains(&self.likely_of_ten)
    }
}

/// An estimate as it is told to those who read it at any time: its range as instants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// At best then.
    pub from: Timestamp,
    /// At worst then.
    pub until: Timestamp,
    /// How many of ten such incidents end within the range.
    pub likely_of_ten: u8,
    /// What it depends on, where somebody said so.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub depends_on: SmolStr,
}

impl Estimate {
    /// What it comes to, given at an instant.
    #[must_use]
    pub fn given_at(&self, at: Timestamp) -> Expected {
        let after = |mins: u32| at + Duration::from_secs(u64::from(mins) * 60);
        Expected {
            from: after(self.low_mins),
            until: after(self.high_mins),
            likely_of_ten: self.likely_of_ten,
            depends_on: self.depends_on.clone(),
        }
    }
}

/// Whether the next word may be promised for then.
#[must_use]
pub fn may_be_promised(by: Timestamp, now: Timestamp) -> bool {
    by > now && by <= now + PROMISE_MAX
}

/// How a component fares.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It works.
    #[default]
    Operational,
    /// It is being worked on, as was said before; nobody says so of a fault.
    Maintenance,
    /// It works, but slowly or not always.
    Degraded,
    /// It does not work for some.
    Partial,
    /// It does not work.
    Major,
}

/// A component that something concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// Which.
    pub component: ComponentKey,
    /// How it fares.
    pub condition: Condition,
}

/// What an update says to everyone, beyond what it says to the customers who called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Public {
    /// The heading on status pages.
    pub title: SmolStr,
    /// How far the work is.
    pub phase: Phase,
    /// Which components are concerned from now on; those named before and not now work again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
    /// For which audiences it is; for everyone, where none is named. The first word about a matter
    /// settles it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceKey>,
    /// Since when it has failed, as whoever writes it says; nothing, where they say nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Whether it is for whoever looks, and subscribers get no message of it, by wish.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quiet: bool,
}

/// Whether a person may say now that something began then: not in the future, and not longer ago
/// than anybody still reads of it.
#[must_use]
pub fn may_have_begun(since: Timestamp, now: Timestamp) -> bool {
    since <= now && now.since(since) <= SINCE_MAX
}

/// Most audiences that one thing is for.
pub const AUDIENCES_NAMED_MAX: usize = 50;

/// Whether audiences are named each once, and not too many of them.
#[must_use]
pub fn each_once(named: &[AudienceKey]) -> bool {
    let once: std::collections::BTreeSet<&AudienceKey> = named.iter().collect();
    once.len() == named.len() && named.len() <= AUDIENCES_NAMED_MAX
}

/// Longest time between two updates that a vendor can promise by default.
pub const CADENCE_SECS_MAX: u32 = 24 * 3_600;

/// How soon the next update follows where nobody says otherwise, by how severe it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cadence {
    /// For what is critical.
    pub critical_secs: u32,
    /// For what is high.
    pub high_secs: u32,
    /// For the rest.
    pub low_secs: u32,
}

impl Default for Cadence {
    fn default() -> Self {
        Self { critical_secs: 15 * 60, high_secs: 30 * 60, low_secs: 60 * 60 }
    }
}

impl Cadence {
    /// For how long the next update is promised.
    #[must_use]
    pub const fn of(&self, severity: Severity) -> Duration {
        Duration::from_secs(match severity {
            Severity::Critical => self.critical_secs,
            Severity::High => self.high_secs,
            Severity::Low => self.low_secs,
        } as u64)
    }

    /// Whether somebody could keep it, and the graver is not told less often.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let all = [self.critical_secs, self.high_secs, self.low_secs];
        all.is_sorted() && all.iter().all(|secs| (60..=CADENCE_SECS_MAX).contains(secs))
    }
}
