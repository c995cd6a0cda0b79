//! How far a word has got, in each lane and with each subscriber.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};

use super::{
    Announcement, BROADCASTS_MAX, BROADCASTS_MIN, Class, Event, HANDED_OVER_MAX, Lane, Readership,
    Route, State, Subscriber, TEXTS_UNASKED_MAX, UNDONE_MAX,
};
use crate::Moment;
use crate::words::{AnnouncementId, Language, SmolStr, StatusPageKey, Timestamp, TopicId};

mod frozen;

/// Numbers of subscribers as runs, each from the first to the last.
type Runs = [(u32, u32)];

/// From which page, in which language and by which class of readers something is read, and over
/// which ways it gets there.
pub type ReadBy = BTreeMap<(StatusPageKey, Language, Option<Class>), BTreeSet<Route>>;

/// Why a word that was given up has failed.
pub(super) const GIVEN_UP: &str = "too many later words were under way";
/// Most words that one new word has forgotten.
const FORGOTTEN_AT_ONCE_MAX: usize = 10;
/// What was given up longer ago than this is not shown any more.
const GIVEN_UP_WITHIN: Duration = Duration::from_secs(24 * 3_600);

/// What was taken in hand longer ago than this is not on its way any more.
const LEAVES_WITHIN: Duration = Duration::from_secs(10 * 60);

/// Words that were given up lately, because too many were under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// How many words.
    pub words: u32,
    /// How often somebody was not reached by one of them.
    pub people: u32,
    /// The number of the last one.
    pub last: u32,
    /// When that was.
    pub at: Timestamp,
}

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
    /// Whether it is sent to nobody any more, because too many words were under way.
    pub given_up: bool,
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

    /// Whether it is leaving now: some were not looked at yet, or were a moment ago and have not
    /// been reported.
    #[must_use]
    pub fn is_leaving(&self, now: Timestamp) -> bool {
        let total = self.total();
        let waiting = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
        let settled = total.reached + total.failed + total.collapsed + waiting;
        let lately = now.since(self.at) < LEAVES_WITHIN;
        Lane::ALL.into_iter().any(|lane| self.is_open(lane)) || lately && settled < total.taken
    }

    /// Whether some whom it concerns were not looked at yet in a lane.
    pub(super) fn is_open(&self, lane: Lane) -> bool {
        let progress = self.progress(lane);
        let held = self.held && lane == Lane::Text;
        !self.replaced
            && !self.given_up
            && !held
            && progress.count > 0
            && progress.cursor < self.up_to
    }

    /// Whether a subscriber was to get it and gets a later word in its place.
    pub(super) fn is_replaced_for(
        &self,
        subscriber: &Subscriber,
        readers: &dyn Readership,
    ) -> bool {
        self.replaced
            && subscriber.number <= self.up_to
            && !self.reached.contains_key(&subscriber.number)
            && readers.is_for(subscriber, &self.word)
    }

    /// It is at hand no more, so that what has not left does not leave.
    pub(super) fn forgotten(&self) -> Event {
        Event::Forgotten { broadcast: self.number }
    }

    /// It does not reach somebody; said twice, it counts once.
    pub(super) fn fail(&mut self, lane: Lane, number: u32, reason: &SmolStr) {
        self.waiting.remove(&number);
        if !self.failed.contains_key(&number) {
            self.failed.insert(number, reason.clone());
            self.lane(lane).failed += 1;
        }
    }

    pub(super) fn lane(&mut self, lane: Lane) -> &mut Progress {
        self.lanes.entry(lane).or_default()
    }
}

impl State {
    /// How many a word concerns, in each lane; lanes in which it concerns nobody are left out.
    #[must_use]
    pub fn concerned(
        &self,
        word: &super::Announcement,
        readers: &dyn Readership,
    ) -> Vec<(Lane, u32)> {
        let count = |lane| {
            let all = self.in_lane(lane, 0, self.count);
            let all = all.filter(|known| concerns(known, word, readers));
            u32::try_from(all.count()).unwrap_or(u32::MAX)
        };
        Lane::ALL.map(|lane| (lane, count(lane))).into_iter().filter(|(_, n)| *n > 0).collect()
    }

    /// From which page and in which language those whom it concerns get it, and over which ways.
    /// Colleagues get it from none, whose key is empty.
    #[must_use]
    pub fn read_by(&self, word: &super::Announcement, readers: &dyn Readership) -> ReadBy {
        let all = Lane::ALL.into_iter().flat_map(|lane| self.in_lane(lane, 0, self.count));
        let mut read = ReadBy::new();
        for known in all.filter(|known| concerns(known, word, readers)) {
            let profile = &known.profile;
            let class = readers.reading(known).and_then(|reading| reading.class);
            let reading = (profile.page.clone(), profile.language, class);
            read.entry(reading).or_default().insert(profile.route);
        }
        read
    }

    /// A word to all whom it concerns; nothing where it concerns nobody.
    pub(super) fn announce(
        &self,
        word: super::Announcement,
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> Vec<Event> {
        let counts = self.concerned(&word, readers);
        let texts = counts.iter().find(|(lane, _)| *lane == Lane::Text).map_or(0, |(_, n)| *n);
        let held = texts > TEXTS_UNASKED_MAX;
        let mut events = Vec::new();
        if !counts.is_empty() {
            events.extend(self.room_for_one(readers));
            let broadcast = self.broadcast_count + 1;
            let id = AnnouncementId(moment.id());
            events.push(Event::Announced { broadcast, id, word, counts, held });
        }
        events
    }

    /// Only what has left for everyone is forgotten. Of what has not the oldest is given up where
    /// that is too much to keep, so that whoever it has not reached is known.
    fn room_for_one(&self, readers: &dyn Readership) -> Vec<Event> {
        let all = self.broadcasts.values().map(Arc::as_ref);
        let (done, undone): (Vec<&Broadcast>, Vec<&Broadcast>) = all.partition(|w| w.is_done());
        let mut handed_over: usize = done.iter().map(|word| word.reached.len()).sum();
        let too_many = done.iter().enumerate().take_while(|(place, word)| {
            let kept = done.len() - place;
            let goes =
                kept >= BROADCASTS_MAX || kept > BROADCASTS_MIN && handed_over > HANDED_OVER_MAX;
            handed_over -= if goes { word.reached.len() } else { 0 };
            goes
        });
        let many = too_many.count().min(FORGOTTEN_AT_ONCE_MAX);
        let mut events: Vec<Event> = done[..many].iter().map(|word| word.forgotten()).collect();
        let left: Vec<&&Broadcast> = undone.iter().filter(|word| !word.given_up).collect();
        if left.len() >= UNDONE_MAX {
            events.extend(left.first().map(|word| self.gives_up(word, readers)));
        }
        events
    }

    /// Whom it concerns is written down: what subscribers want, and how they read, is asked of the
    /// program of today, and not of one that replays this later.
    fn gives_up(&self, word: &Broadcast, readers: &dyn Readership) -> Event {
        let looked_at = Lane::ALL.map(|lane| word.progress(lane).cursor);
        let first = looked_at.into_iter().min().unwrap_or_default();
        let mut runs: Vec<(u32, u32)> = Vec::new();
        let mut goes_on = false;
        let all = self.people.range(first.saturating_add(1)..);
        for (number, known) in all.take_while(|(number, _)| **number <= word.up_to) {
            if *number <= word.progress(known.profile.route.lane()).cursor {
                continue;
            }
            let concerned = !word.replaced && concerns(known, &word.word, readers);
            match runs.last_mut() {
                Some((_, last)) if concerned && goes_on => *last = *number,
                _ if concerned => runs.push((*number, *number)),
                _ => {}
            }
            goes_on = concerned;
        }
        Event::GivenUp { broadcast: word.number, apart: Vec::new(), concerned: Some(runs) }
    }

    /// What was given up within a day of now because too many words were under way.
    #[must_use]
    pub fn given_up(&self, now: Timestamp) -> Option<GivenUp> {
        self.given_up.filter(|known| now.since(known.at) < GIVEN_UP_WITHIN)
    }

    /// What is on its way keeps the report that is coming; everybody else is not reached.
    pub(super) fn give_up_word(
        &mut self,
        broadcast: u32,
        (apart, concerned): (&[u32], Option<&Runs>),
        at: Timestamp,
    ) {
        let Some(word) = self.broadcasts.get(&broadcast).map(Arc::clone) else { return };
        let sent = self.slices.values().flat_map(|slice| &slice.to);
        let sent = sent.filter(|to| to.words.contains(&broadcast)).map(|to| to.number);
        let sent: BTreeSet<u32> = sent.collect();
        let waits = word.waiting.iter().filter(|number| !sent.contains(number));
        let mut left: Vec<(Lane, u32)> = waits
            .filter_map(|number| Some((self.numbered(*number)?.profile.route.lane(), *number)))
            .collect();
        for (_, number) in &left {
            self.change_numbered(*number, |known| {
                known.take_waiting(&[broadcast]);
            });
        }
        // Of what was replaced the rest is counted as such already.
        let lanes = Lane::ALL.into_iter().filter(|_| !word.replaced);
        let apart: BTreeSet<u32> = apart.iter().copied().collect();
        for lane in lanes.filter(|lane| word.lanes.contains_key(lane)) {
            let rest = self.in_lane(lane, word.progress(lane).cursor, word.up_to);
            let rest = rest.filter(|known| match concerned {
                Some(runs) => is_in(runs, known.number),
                None => apart.contains(&known.number) || frozen::concerned(known, &word.word),
            });
            left.extend(rest.map(|known| (lane, known.number)));
        }
        self.changed_word(broadcast, |word| {
            (word.given_up, word.held) = (true, false);
            let through = word.up_to;
            for lane in Lane::ALL {
                if let Some(progress) = word.lanes.get_mut(&lane) {
                    (progress.cursor, progress.taken) = (through, progress.count);
                }
            }
            for (lane, number) in &left {
                word.fail(*lane, *number, &GIVEN_UP.into());
            }
        });
        let lately = self.given_up(at);
        let people = u32::try_from(left.len()).unwrap_or(u32::MAX);
        self.given_up = Some(GivenUp {
            words: lately.map_or(0, |known| known.words) + 1,
            people: lately.map_or(0, |known| known.people).saturating_add(people),
            last: broadcast,
            at,
        });
    }

    /// Whether somebody got a later word about the same, or is about to: an earlier one that others
    /// still get would come after it.
    pub(super) fn is_overtaken(&self, word: &Broadcast, number: u32) -> bool {
        let mut later = self.words().take_while(|other| other.number > word.number);
        later.any(|other| {
            let taken = other.waiting.contains(&number) || other.reached.contains_key(&number);
            other.word.topic == word.word.topic && taken
        })
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

/// Whether a number is in one of these runs, which are in order.
fn is_in(runs: &Runs, number: u32) -> bool {
    let after = runs.partition_point(|(first, _)| *first <= number);
    after.checked_sub(1).is_some_and(|at| number <= runs[at].1)
}

/// Whether a word concerns somebody who is written to.
pub(super) fn concerns(known: &Subscriber, word: &Announcement, readers: &dyn Readership) -> bool {
    known.is_active() && readers.is_for(known, word)
}
