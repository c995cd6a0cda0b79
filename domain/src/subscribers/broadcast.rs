//! How far a word has got, in each lane and with each subscriber.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::{
    Announcement, BROADCASTS_MAX, Event, Lane, Route, State, Subscriber, TEXTS_UNASKED_MAX,
};
use crate::Moment;
use crate::words::{AnnouncementId, Language, SmolStr, StatusPageKey, Timestamp, TopicId};

/// How far a word has got in one lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many it concerned when it was said.
    pub count: u32,
    /// Up to which number subscribers were looked at.
    pub cursor: u32,
    /// How many of those it concerned were claimed, or wait for their hour.
    pub taken: u32,
    /// How many got it.
    pub reached: u32,
    /// How many could not be reached.
    pub failed: u32,
    /// How many get a later word in its place.
    pub collapsed: u32,
}

/// A word on its way, or long there.
#[derive(Clone, Debug, PartialEq)]
pub struct Broadcast {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub id: AnnouncementId,
    /// What it says.
    pub word: Announcement,
    /// When it was said.
    pub at: Timestamp,
    /// The highest number of a subscriber at that time.
    pub up_to: u32,
    /// Whether its text messages wait for a person.
    pub held: bool,
    /// Whether a later word about the same replaces what has not left.
    pub replaced: bool,
    /// How far it has got.
    pub lanes: OrdMap<Lane, Progress>,
    /// Who got it, and when.
    pub reached: OrdMap<u32, Timestamp>,
    /// Who could not be reached, and why.
    pub failed: OrdMap<u32, SmolStr>,
    /// For whom it waits, or is tried again.
    pub waiting: OrdSet<u32>,
}

impl Broadcast {
    /// How far it has got in a lane.
    #[must_use]
    pub fn progress(&self, lane: Lane) -> Progress {
        self.lanes.get(&lane).copied().unwrap_or_default()
    }

    /// How far it has got, all lanes together.
    #[must_use]
    pub fn total(&self) -> Progress {
        self.lanes.values().fold(Progress::default(), |sum, lane| Progress {
            count: sum.count + lane.count,
            cursor: sum.cursor.max(lane.cursor),
            taken: sum.taken + lane.taken,
            reached: sum.reached + lane.reached,
            failed: sum.failed + lane.failed,
            collapsed: sum.collapsed + lane.collapsed,
        })
    }

    /// Whether nothing of it is left to send.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !self.held
            && !Lane::ALL.into_iter().any(|lane| self.is_open(lane))
            && self.waiting.is_empty()
    }

    /// Whether some whom it concerns were not looked at yet in a lane.
    pub(super) fn is_open(&self, lane: Lane) -> bool {
        let progress = self.progress(lane);
        let held = self.held && lane == Lane::Text;
        !self.replaced && !held && progress.count > 0 && progress.cursor < self.up_to
    }

    /// Whether a subscriber was to get it and gets a later word in its place.
    pub(super) fn is_replaced_for(&self, subscriber: &Subscriber) -> bool {
        self.replaced
            && subscriber.number <= self.up_to
            && !self.reached.contains_key(&subscriber.number)
            && subscriber.profile.takes(&self.word)
    }

    /// It is at hand no more, so that what has not left does not leave.
    pub(super) fn forgotten(&self) -> Event {
        Event::Forgotten { broadcast: self.number }
    }

    pub(super) fn lane(&mut self, lane: Lane) -> &mut Progress {
        self.lanes.entry(lane).or_default()
    }
}

impl State {
    /// How many a word concerns, in each lane; lanes in which it concerns nobody are left out.
    #[must_use]
    pub fn concerned(&self, word: &super::Announcement) -> Vec<(Lane, u32)> {
        let count = |lane| {
            let all = self.in_lane(lane, 0, self.count).filter(|known| concerns(known, word));
            u32::try_from(all.count()).unwrap_or(u32::MAX)
        };
        Lane::ALL.map(|lane| (lane, count(lane))).into_iter().filter(|(_, n)| *n > 0).collect()
    }

    /// From which page and in which language those whom it concerns get it, and over which ways.
    /// Colleagues get it from none, whose key is empty.
    #[must_use]
    pub fn read_by(
        &self,
        word: &super::Announcement,
    ) -> BTreeMap<(StatusPageKey, Language), BTreeSet<Route>> {
        let all = Lane::ALL.into_iter().flat_map(|lane| self.in_lane(lane, 0, self.count));
        let mut read: BTreeMap<_, BTreeSet<Route>> = BTreeMap::new();
        for known in all.filter(|known| concerns(known, word)) {
            let profile = &known.profile;
            let reading = (profile.page.clone(), profile.language);
            read.entry(reading).or_default().insert(profile.route);
        }
        read
    }

    /// A word to all whom it concerns; nothing where it concerns nobody.
    pub(super) fn announce(&self, word: super::Announcement, moment: &Moment<'_>) -> Vec<Event> {
        let counts = self.concerned(&word);
        let texts = counts.iter().find(|(lane, _)| *lane == Lane::Text).map_or(0, |(_, n)| *n);
        let held = texts > TEXTS_UNASKED_MAX;
        let mut events = Vec::new();
        if !counts.is_empty() {
            if self.broadcasts.len() >= BROADCASTS_MAX {
                let done = self.broadcasts.values().find(|word| word.is_done());
                let oldest = done.or_else(|| self.broadcasts.values().next());
                events.extend(oldest.map(|word| word.forgotten()));
            }
            let broadcast = self.broadcast_count + 1;
            let id = AnnouncementId(moment.id());
            events.push(Event::Announced { broadcast, id, word, counts, held });
        }
        events
    }

    /// What was said of something does not stand any more: whoever was not told yet is not told.
    pub(super) fn retract(&self, topic: TopicId) -> Vec<Event> {
        let left = self.words().filter(|word| word.word.topic == topic && !word.is_done());
        left.map(Broadcast::forgotten).collect()
    }

    /// The subscribers of a lane with numbers above and up to these.
    pub(super) fn in_lane(
        &self,
        lane: Lane,
        above: u32,
        up_to: u32,
    ) -> impl Iterator<Item = &Subscriber> {
        let from = above.saturating_add(1);
        let numbers = (from <= up_to).then(|| self.by_lane.range((lane, from)..=(lane, up_to)));
        numbers.into_iter().flatten().filter_map(|(_, number)| self.numbered(*number))
    }

    pub(super) fn changed_word(&mut self, broadcast: u32, change: impl FnOnce(&mut Broadcast)) {
        if let Some(known) = self.broadcasts.get_mut(&broadcast) {
            let known = Arc::make_mut(known);
            change(known);
            let open = Lane::ALL.into_iter().any(|lane| known.is_open(lane));
            if open {
                self.open.insert(broadcast);
            } else {
                self.open.remove(&broadcast);
            }
        }
    }
}

/// Whether a word concerns somebody who is written to.
pub(super) fn concerns(known: &Subscriber, word: &Announcement) -> bool {
    known.is_active() && known.profile.takes(word)
}
