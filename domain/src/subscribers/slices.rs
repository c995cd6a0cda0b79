//! Slices: the next of those whom a word concerns, claimed by a node together, and reported
//! together. First attempts and repeats are two queues, so that the first never wait behind those
//! whose mailbox is dead.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::broadcast::concerns;
use super::{
    Broadcast, CAME_BACK_WITHIN, Claim, Event, FAILURES_MAX, Lane, Readership, State, Subscriber,
};
use crate::Moment;
use crate::timers::Timers;
use crate::words::{SmolStr, SubscriberId, Timestamp, TopicId, tidy_line};

/// Most subscribers in one slice: so many may get a second copy when a node dies.
pub const SLICE_LEN: usize = 50;
/// How long a node may take to send a slice before others must assume that it died.
pub const LEASE: Duration = Duration::from_secs(20);
/// Most subscribers that one claim looks at; the next claim goes on from there.
const LOOKED_AT_MAX: usize = 20_000;
/// Most subscribers whose hour one claim writes down.
const LATER_MAX: usize = 500;
/// Most attempts at the same words.
pub(super) const ATTEMPTS_MAX: u8 = 6;
/// The pauses after each failed attempt.
const PAUSE_SECS: [u64; 5] = [60, 300, 1_800, 7_200, 21_600];
/// How long somebody waits who was not tried because of what another one heard, until that is
/// known to all nodes.
const SHORTLY: Duration = Duration::from_secs(5);
/// Longest reason of a failure that is kept, in bytes.
const REASON_LEN_MAX: usize = 200;

/// Which of those who wait come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// First attempts.
    First,
    /// Repeats.
    Again,
}

/// What a slice sends, to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// One word to the next in line.
    Next {
        /// Which word.
        broadcast: u32,
        /// Up to which number subscribers were looked at.
        through: u32,
        /// To whom it goes now.
        to: Vec<u32>,
        /// For whom it waits, and until when.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        later: Vec<(u32, Timestamp)>,
        /// Of the former, who did not get an earlier word about the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        replaces: Vec<u32>,
    },
    /// What waited for some, each their own words.
    Waited {
        /// To whom, which words.
        to: Vec<(u32, Vec<u32>)>,
        /// For whom it waits on, because whoever receives for them asked for it, and until when.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        later: Vec<(u32, Timestamp)>,
    },
}

/// Somebody in a slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The number of the subscriber.
    pub number: u32,
    /// Which words they get.
    pub words: Vec<u32>,
    /// Whether an earlier word about the same never left.
    pub replaces: bool,
}

/// A slice that a node sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Its number.
    pub number: u32,
    /// In which lane.
    pub lane: Lane,
    /// Of which queue.
    pub queue: Queue,
    /// To whom.
    pub to: Vec<Addressee>,
    /// Who sends it.
    pub claim: Claim,
}

/// What became of an attempt that did not reach somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The address takes nothing: another attempt is pointless.
    Refused {
        /// Why, for the operator.
        reason: SmolStr,
    },
    /// It did not go out, or nobody knows.
    Failed {
        /// Why, for the operator.
        reason: SmolStr,
    },
    /// Whoever receives for them asks us to slow down: everybody behind it waits.
    Later {
        /// Why, for the operator; nothing, where somebody else was told so and they were not tried.
        reason: SmolStr,
        /// For how many seconds, where it says so.
        after_secs: Option<u32>,
    },
    /// There was no time left to try.
    Untried,
    /// They were not to be written to any more when it was their turn.
    Passed,
}

/// Somebody who is not reached by these words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The number of the subscriber.
    pub number: u32,
    /// Why not.
    pub reason: SmolStr,
    /// Whether nothing is sent there any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pauses: bool,
}

/// Somebody who is tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// The number of the subscriber.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Why; nothing, where there was no time to try.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub reason: SmolStr,
}

impl State {
    /// What a node sends under that number.
    #[must_use]
    pub fn slice(&self, slice: u32) -> Option<&Slice> {
        self.slices.get(&slice).map(Arc::as_ref)
    }

    /// How many slices are on their way in a lane.
    #[must_use]
    pub fn sending(&self, lane: Lane) -> usize {
        self.slices.values().filter(|slice| slice.lane == lane).count()
    }

    /// When a slice of that lane and queue may be claimed.
    #[must_use]
    pub fn claimable_at(&self, lane: Lane, queue: Queue) -> Option<Timestamp> {
        let first = queue == Queue::First;
        let open = first.then(|| self.next_word(lane)).flatten();
        let waited = self.later.get(&(lane, queue)).and_then(Timers::first);
        open.map(|word| word.at).into_iter().chain(waited).min()
    }

    /// The worst word comes first, then the oldest. A word waits while an earlier one about the
    /// same is still on its way in this lane, so that nobody gets them in the wrong order.
    fn next_word(&self, lane: Lane) -> Option<&Broadcast> {
        if self.open.is_empty() {
            return None;
        }
        let slices = self.slices.values().filter(|slice| slice.lane == lane);
        let sent: BTreeSet<u32> =
            slices.flat_map(|s| &s.to).flat_map(|to| &to.words).copied().collect();
        let sent: BTreeSet<(TopicId, u32)> = sent
            .into_iter()
            .filter_map(|number| Some((self.word(number)?.word.topic, number)))
            .collect();
        let on_its_way = |word: &Broadcast| {
            let topic = word.word.topic;
            sent.range((topic, 0)..(topic, word.number)).next().is_some()
        };
        let words = self.open.iter().filter_map(|number| self.word(*number));
        let open = words.filter(|word| word.is_open(lane) && !on_its_way(word));
        open.min_by_key(|word| (std::cmp::Reverse(word.word.worst()), word.number))
    }

    pub(super) fn claim(
        &self,
        (lane, queue): (Lane, Queue),
        slices: u8,
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> Vec<Event> {
        let mut state = self.clone();
        let mut events = Vec::new();
        for _ in 0..slices {
            let what = state.next_slice((lane, queue), readers, moment);
            let Some(what) = what else { break };
            let slice = state.slice_count + 1;
            let claim = Claim { node: moment.node, until: moment.now + LEASE };
            let event = Event::Claimed { slice, lane, what, claim };
            state.evolve(&event, moment.now);
            events.push(event);
        }
        events
    }

    fn next_slice(
        &self,
        (lane, queue): (Lane, Queue),
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> Option<What> {
        let word = (queue == Queue::First).then(|| self.next_word(lane)).flatten();
        match word {
            Some(word) => Some(self.next_of(word, lane, readers, moment)),
            None => self.waited((lane, queue), moment.now),
        }
    }

    /// The next in line for a word.
    fn next_of(
        &self,
        word: &Broadcast,
        lane: Lane,
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> What {
        let (mut to, mut later, mut replaces) = (Vec::new(), Vec::new(), Vec::new());
        let cursor = word.progress(lane).cursor;
        let mut through = word.up_to;
        for (looked_at, known) in self.in_lane(lane, cursor, word.up_to).enumerate() {
            if to.len() >= SLICE_LEN || later.len() >= LATER_MAX || looked_at >= LOOKED_AT_MAX {
                through = known.number - 1;
                break;
            }
            let number = known.number;
            let overtaken = self.is_overtaken(word, number);
            if overtaken || !concerns(known, &word.word, readers) {
                continue;
            }
            let wants = &known.profile.wants;
            let class = readers.reading(known).and_then(|reading| reading.class);
            let as_read = word.word.as_read(class.as_ref());
            let slow = self.slow_until(known, moment.now);
            match wants.waits_until(&as_read, moment.now, moment.zones).max(slow) {
                Some(until) => later.push((number, until)),
                None => {
                    to.push(number);
                    if self.missed(known, word, readers) {
                        replaces.push(number);
                    }
                }
            }
        }
        What::Next { broadcast: word.number, through, to, later, replaces }
    }

    /// Whether an earlier word about the same never left for somebody.
    fn missed(&self, known: &Subscriber, word: &Broadcast, readers: &dyn Readership) -> bool {
        let topic = word.word.topic;
        let about = |other: &&Broadcast| other.word.topic == topic && other.number < word.number;
        let waits = |other: &Broadcast| known.waiting.contains(&other.number);
        let earlier = self.words().filter(about);
        earlier.take(20).any(|other| waits(other) || other.is_replaced_for(known, readers))
    }

    /// Those whose hour has come, or whose pause is over.
    fn waited(&self, (lane, queue): (Lane, Queue), now: Timestamp) -> Option<What> {
        let later = self.later.get(&(lane, queue))?;
        let (mut to, mut on) = (Vec::new(), Vec::new());
        for known in later.due(now).filter_map(|number| self.numbered(*number)) {
            if to.len() >= SLICE_LEN || on.len() >= LATER_MAX {
                break;
            }
            match self.slow_until(known, now).filter(|_| !self.is_impatient(known, now)) {
                Some(until) => on.push((known.number, until)),
                None => to.push((known.number, known.waiting.clone())),
            }
        }
        let any = !to.is_empty() || !on.is_empty();
        any.then_some(What::Waited { to, later: on })
    }

    /// What a report brings about; a slice that ran out says nothing any more.
    pub(super) fn report(
        &self,
        slice: u32,
        not_reached: &[(u32, Outcome)],
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> Option<Event> {
        let known = self.slices.get(&slice)?;
        let members: BTreeSet<u32> = known.to.iter().map(|to| to.number).collect();
        let (mut failed, mut again, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut not_theirs = Vec::new();
        let slow = self.heard(&not_reached_by(&members, not_reached), moment.now);
        for (number, outcome) in not_reached {
            if !members.contains(number) || !seen.insert(*number) {
                continue;
            }
            // Who has left in the meantime is nobody's failure.
            let Some(subscriber) = self.numbered(*number) else { continue };
            if subscriber.has_stopped() {
                continue;
            }
            match outcome {
                Outcome::Untried => {
                    let (number, reason) = (*number, SmolStr::default());
                    again.push(Again { number, at: moment.now, reason });
                }
                Outcome::Passed if self.is_not_theirs(known, subscriber, readers) => {
                    not_theirs.push(*number);
                }
                Outcome::Later { reason, .. } => {
                    let waits = self.slow_after(subscriber, &slow, moment.now);
                    let waits = waits.unwrap_or(moment.now + SHORTLY);
                    let to = known.to.iter().find(|to| to.number == *number);
                    let old = to.is_some_and(|to| self.are_impatient(&to.words, moment.now));
                    let tried = !reason.is_empty();
                    if tried && (old || subscriber.attempts + 1 >= ATTEMPTS_MAX) {
                        failed.push(failure(subscriber, reason));
                        continue;
                    }
                    let after = if tried { pause(subscriber.attempts) } else { Duration::ZERO };
                    let at = waits.max(moment.now + after);
                    again.push(Again { number: *number, at, reason: shorten(reason) });
                }
                Outcome::Passed if subscriber.is_active() => {
                    let (number, reason) = (*number, SmolStr::default());
                    again.push(Again { number, at: moment.now, reason });
                }
                Outcome::Passed => {
                    let reason = subscriber.reason.clone();
                    failed.push(Failure { number: *number, reason, pauses: true });
                }
                Outcome::Refused { reason } => failed.push(failure(subscriber, reason)),
                Outcome::Failed { reason } if subscriber.attempts + 1 >= ATTEMPTS_MAX => {
                    failed.push(failure(subscriber, reason));
                }
                Outcome::Failed { reason } => {
                    let at = moment.now + pause(subscriber.attempts);
                    again.push(Again { number: *number, at, reason: shorten(reason) });
                }
            }
        }
        Some(Event::Reported { slice, failed, again, not_theirs, slow })
    }

    /// Whether none of what they would get in a slice is for somebody any more who reads through
    /// something: what it opened then, it does not open now.
    fn is_not_theirs(
        &self,
        slice: &Slice,
        subscriber: &Subscriber,
        readers: &dyn Readership,
    ) -> bool {
        let words = slice.to.iter().filter(|to| to.number == subscriber.number);
        let mut words = words.flat_map(|to| &to.words).filter_map(|word| self.word(*word));
        subscriber.is_active()
            && subscriber.profile.through.is_some()
            && !words.any(|word| readers.is_for(subscriber, &word.word))
    }

    /// The node that had claimed a slice is taken for dead: everyone in it is tried again.
    pub(super) fn lapse(&self, slice: u32, now: Timestamp) -> Option<Event> {
        let known = self.slices.get(&slice)?;
        let reason: SmolStr = "the node that was sending it did not report".into();
        let (mut failed, mut again) = (Vec::new(), Vec::new());
        let known = known.to.iter().filter_map(|to| self.numbered(to.number));
        for known in known.filter(|known| !known.has_stopped()) {
            if known.attempts + 1 >= ATTEMPTS_MAX {
                failed.push(failure(known, &reason));
            } else {
                again.push(Again { number: known.number, at: now, reason: reason.clone() });
            }
        }
        Some(Event::Reported { slice, failed, again, not_theirs: Vec::new(), slow: Vec::new() })
    }
}

/// What a report says of those in its slice.
fn not_reached_by(members: &BTreeSet<u32>, not_reached: &[(u32, Outcome)]) -> Vec<(u32, Outcome)> {
    not_reached.iter().filter(|(number, _)| members.contains(number)).cloned().collect()
}

impl State {
    /// What a message that came back brings about: once for each word, and nothing for whoever has
    /// left. It may come back before the node that sent it has said so, and long after the word
    /// was forgotten.
    pub(super) fn bounce(
        &self,
        (subscriber, broadcast): (SubscriberId, u32),
        reason: &str,
        dead: bool,
        now: Timestamp,
    ) -> Option<Event> {
        let known = self.get(subscriber)?;
        let counts = match self.word(broadcast) {
            Some(word) => {
                let sent = || self.is_sending(broadcast, known.number);
                let waits = || dead && word.waiting.contains(&known.number);
                word.reached.contains_key(&known.number) || sent() || waits()
            }
            None => broadcast <= self.broadcast_count && broadcast > known.returned,
        };
        if !counts {
            return None;
        }
        let (before, last) = known.came_back;
        let lately = if now.since(last) > CAME_BACK_WITHIN { 0 } else { before };
        let pauses = known.is_active() && (dead || lately + 1 >= FAILURES_MAX);
        Some(Event::Bounced { subscriber, broadcast, reason: shorten(reason), pauses })
    }
}

impl State {
    /// Whether a word is on its way to somebody, and did not come back yet.
    fn is_sending(&self, broadcast: u32, number: u32) -> bool {
        let theirs = |slice: &Arc<Slice>| {
            slice.to.iter().any(|to| to.number == number && to.words.contains(&broadcast))
        };
        let waits = self.word(broadcast).is_some_and(|word| word.waiting.contains(&number));
        waits && self.slices.values().any(theirs)
    }
}

fn failure(known: &Subscriber, reason: &str) -> Failure {
    let pauses = known.failures + 1 >= FAILURES_MAX;
    Failure { number: known.number, reason: shorten(reason), pauses }
}

fn pause(attempts: u8) -> Duration {
    let last = PAUSE_SECS.len() - 1;
    Duration::from_secs(PAUSE_SECS[usize::from(attempts).min(last)])
}

fn shorten(reason: &str) -> SmolStr {
    let reason = tidy_line(reason);
    let end = (0..=reason.len().min(REASON_LEN_MAX)).rev().find(|at| reason.is_char_boundary(*at));
    SmolStr::new(&reason[..end.unwrap_or(0)])
}
