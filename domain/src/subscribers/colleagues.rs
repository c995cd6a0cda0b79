//! Colleagues: people of the vendor who do not respond and want to know. The vendor puts them in
//! itself; they get what the customers of an incident are told, and a line that is theirs alone.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Announcement, Broadcast, Event, Profile, Reading, State};
use crate::words::{IncidentId, Severity, TopicId};

/// What makes a word one for colleagues: no reader of any page ever gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// About which incident.
    pub incident: IncidentId,
    /// The worst that it was since they were first told: whoever heard of it hears the end of it.
    pub severity: Severity,
    /// What it means for the vendor itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Arc<str>>,
}

impl Profile {
    /// Whether a word is one of those that they want, and may have: what is said inside goes to
    /// colleagues and to nobody else, and what stands on a page to its readers.
    #[must_use]
    pub fn takes(&self, word: &Announcement, reading: &Reading) -> bool {
        match (self.colleague, word.inside()) {
            (None, None) => {
                let audience = word.audience_of(reading.class.as_ref());
                // Whoever had an earlier word of it gets the last one, whatever it still names.
                let told = !word.audience.only.is_empty();
                audience.pages.contains(&self.page)
                    && (told || self.wants.include(word, audience, &reading.sites))
            }
            (Some(least), Some(inside)) => {
                let (named, hit) = (&self.wants.services, &word.audience.services);
                // While nobody knows which service it is, it may be any.
                let meant = named.is_empty() || hit.is_empty();
                inside.severity <= least && (meant || named.iter().any(|key| hit.contains(key)))
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl State {
    /// How many colleagues there are.
    #[must_use]
    pub fn colleagues(&self) -> usize {
        self.all().filter(|known| known.profile.colleague.is_some()).count()
    }

    /// The worst that colleagues were told of a topic, while a word about it is at hand.
    pub(crate) fn worst_told(&self, topic: TopicId) -> Option<Severity> {
        let told = self.words().filter(|word| word.word.topic == topic);
        told.filter_map(|word| word.word.inside()).map(|inside| inside.severity).min()
    }

    /// What colleagues were told of an incident is at hand no more, so that nothing of it leaves
    /// and no list shows it; a node that is sending it finds nothing to say.
    pub(super) fn recall(&self, incident: IncidentId) -> Vec<Event> {
        let about = |word: &&Broadcast| {
            word.word.inside().is_some_and(|inside| inside.incident == incident)
        };
        self.words().filter(about).map(Broadcast::forgotten).collect()
    }
}
