//! One integration: a tool whose alerts come in, and what they are about.

use std::sync::Arc;

use imbl::Vector;
use serde::{Deserialize, Serialize};

use super::alert::{Level, Link};
use crate::words::{
    AlertId, IncidentId, LINE_LEN_MAX, RouteId, ServiceKey, SmolStr, Timestamp, is_key,
};

/// How many of the latest alerts an integration shows.
pub const LATEST_MAX: usize = 10;
/// How many of the latest changes an integration shows.
pub const CHANGES_MAX: usize = 10;
/// How many of the latest incidents are looked at when alerts come thick and fast.
pub(super) const OPENED_MAX: usize = 10;
/// How many hours the count of an integration covers.
const HOURS: i64 = 24;
const HOUR_MILLIS: i64 = 3_600_000;

/// Which alerts ring somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// The critical ones and errors do; warnings and infos are kept and shown.
    #[default]
    BySeverity,
    /// All of them do.
    High,
    /// None does.
    Low,
}

impl Urgency {
    /// Its name in files and forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BySeverity => "by_severity",
            Self::High => "high",
            Self::Low => "low",
        }
    }

    /// The urgency of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::BySeverity, Self::High, Self::Low].into_iter().find(|known| known.name() == name)
    }

    /// Whether an alert of that level rings somebody.
    #[must_use]
    pub fn rings(self, level: Level) -> bool {
        match self {
            Self::BySeverity => level <= Level::Error,
            Self::High => true,
            Self::Low => false,
        }
    }
}

/// Where in a foreign JSON body the parts of an alert stand (RFC 6901 pointers). What is empty is
/// looked for under its usual names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The list of alerts, where one body holds several; the body itself when empty.
    pub alerts: SmolStr,
    /// What it says.
    pub summary: SmolStr,
    /// By which the tool knows it again.
    pub key: SmolStr,
    /// How bad.
    pub severity: SmolStr,
    /// Whether it fires or is over.
    pub status: SmolStr,
    /// Where.
    pub source: SmolStr,
}

impl Mapping {
    /// The names of the pointers, in the order in which they are shown, and what they hold.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &SmolStr); 6] {
        [
            ("alerts", &self.alerts),
            ("summary", &self.summary),
            ("key", &self.key),
            ("severity", &self.severity),
            ("status", &self.status),
            ("source", &self.source),
        ]
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the vendor says of an integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name.
    pub name: SmolStr,
    /// Which service its alerts are about; that service's policy is rung.
    #[serde(default)]
    pub service: Option<ServiceKey>,
    /// The wire format that its tool speaks, by its name.
    pub format: SmolStr,
    /// Which alerts ring.
    #[serde(default)]
    pub urgency: Urgency,
    /// Where the parts stand, for the form that fits any JSON.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub mapping: Mapping,
}

impl Profile {
    /// Whether the profile can be.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what is possible.
    pub fn check(&self) -> Result<(), String> {
        if self.name.trim().is_empty() || self.name.len() > 200 {
            return Err("its name must have 1 to 200 bytes.".into());
        }
        if !is_key(&self.format) {
            return Err("it needs the name of a format, like alertmanager.".into());
        }
        for (name, pointer) in self.mapping.parts() {
            if !pointer.is_empty() && (!pointer.starts_with('/') || pointer.len() > LINE_LEN_MAX) {
                return Err(format!(
                    "the mapping of {name} must be a JSON pointer that starts with /, like \
                     /labels/severity."
                ));
            }
        }
        Ok(())
    }
}

/// One of the latest alerts, as the list of an integration shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Which; none for the latest of those that did not fit.
    pub alert: Option<AlertId>,
    /// When it fired.
    pub at: Timestamp,
    /// How bad.
    pub level: Level,
    /// What it said.
    pub summary: Arc<str>,
    /// Whether it rang.
    pub incident: Option<IncidentId>,
}

/// A change that a tool reports: a deployment, a switch. It never rings anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// In one sentence.
    pub summary: Arc<str>,
    /// Where.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub source: SmolStr,
    /// When, as the tool says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Where to look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

/// One integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// What the vendor says of it.
    pub profile: Profile,
    /// From which its routing key is derived.
    pub route: RouteId,
    /// Since when it is known.
    pub made_at: Timestamp,
    /// When a person last tried it, and what the test said.
    pub tested: Option<(Timestamp, Arc<str>)>,
    /// When the last alert was heard of.
    pub heard_at: Option<Timestamp>,
    /// The latest alerts, the newest first.
    pub latest: Vector<Arc<Seen>>,
    /// The latest changes, the newest first.
    pub changes: Vector<Arc<(Timestamp, Change)>>,
    /// How many alerts it has open.
    pub open: u32,
    /// The latest incidents that it opened, the newest first.
    pub(super) opened: Vector<IncidentId>,
    /// When an alert last did not fit, and which incident counts it.
    pub(super) overflowed: Option<(Timestamp, Option<IncidentId>)>,
    /// How many signals came in each hour, the newest first.
    hours: Vector<(i64, u32)>,
}

impl Integration {
    pub(super) fn new(profile: Profile, route: RouteId, at: Timestamp) -> Self {
        Self {
            profile,
            route,
            made_at: at,
            tested: None,
            heard_at: None,
            latest: Vector::new(),
            changes: Vector::new(),
            open: 0,
            opened: Vector::new(),
            overflowed: None,
            hours: Vector::new(),
        }
    }

    /// How many signals came in the last day, as far as each was recorded.
    #[must_use]
    pub fn count_of_day(&self, now: Timestamp) -> u32 {
        let since = now.0.div_euclid(HOUR_MILLIS) - HOURS;
        let hours = self.hours.iter().filter(|(hour, _)| *hour > since);
        hours.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// Something was heard of the tool.
    pub(super) fn heard(&mut self, at: Timestamp) {
        self.heard_at = Some(at);
        let now = at.0.div_euclid(HOUR_MILLIS);
        match self.hours.front_mut() {
            Some((hour, count)) if *hour == now => *count = count.saturating_add(1),
            _ => self.hours.push_front((now, 1)),
        }
        while self.hours.back().is_some_and(|(hour, _)| *hour <= now - HOURS) {
            self.hours.pop_back();
        }
    }

    pub(super) fn show(&mut self, seen: Seen) {
        self.latest.push_front(Arc::new(seen));
        self.latest.truncate(LATEST_MAX.min(self.latest.len()));
    }
}
