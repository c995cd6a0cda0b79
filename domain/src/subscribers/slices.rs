//! Slices: the next of those whom a word concerns, claimed by a node together, and reported
//! together. First attempts and repeats are two queues, so that the first never wait behind those
//! whose mailbox is dead.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::broadcast::concerns;
use super::{
    Broadcast, CAME_BACK_WITHIN, Claim, Event, FAILURES_MAX, Lane, Readership, Rests, State,
    Subscriber, Turned, Waits,
};
use crate::Moment;
use crate::timers::Timers;
use crate::words::{SmolStr, SubscriberId, Timestamp, TopicId, tidy_line};

/// Who was not sent a word that was theirs no more: their number, and the word's.
type LeftOut = [(u32, u32)];

/// Most subscribers in one slice: so many may get a second copy when a node dies.
pub const SLICE_LEN: usize = 50;
/// How long a node may take to send a slice before others must assume that it died.
pub const LEASE: Duration = Duration::from_secs(20);
/// The same of posts to programs and chats: a receiver may take 30 s to answer, as Statuspage lets
/// it, and what is posted beside a word as long again. Whoever took the others for dead sooner
/// would post a second time what had arrived.
pub const POSTS_LEASE: Duration = Duration::from_secs(75);
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
        /// Which components turned for those who are posted it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        turned: Vec<Turned>,
    },
    /// What waited for some, each their own words.
    Waited {
        /// To whom, which words.
        to: Vec<(u32, Vec<u32>)>,
        /// For whom all of it waits on, and until when, as earlier versions wrote it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        later: Vec<(u32, Timestamp)>,
        /// What was due and rests.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rests: Vec<Rests>,
        /// Which components turned for those who are posted it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        turned: Vec<Turned>,
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
    /// How many attempts at these words failed.
    pub attempts: u8,
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
    /// The same, and our own side is at fault: it is held against nobody.
    Hindered {
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
    /// Whether our own side was at fault, so that it counts against nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ours: bool,
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
            let lease = if lane == Lane::Hook { POSTS_LEASE } else { LEASE };
            let claim = Claim { node: moment.node, until: moment.now + lease };
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
            None => self.waited((lane, queue), readers, moment),
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
            let busy = self.is_posted_now(lane, known).then(|| moment.now + SHORTLY);
            let slow = slow.max(busy);
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
        let broadcast = word.number;
        let words: Vec<(u32, Vec<u32>)> = to.iter().map(|one| (*one, vec![broadcast])).collect();
        let turned = self.turned(&words, readers, moment.now);
        What::Next { broadcast, through, to, later, replaces, turned }
    }

    /// Whether an earlier word about the same never left for somebody.
    fn missed(&self, known: &Subscriber, word: &Broadcast, readers: &dyn Readership) -> bool {
        let topic = word.word.topic;
        let about = |other: &&Broadcast| other.word.topic == topic && other.number < word.number;
        let waits = |other: &Broadcast| known.awaits(other.number);
        let earlier = self.words().filter(about);
        earlier.take(20).any(|other| waits(other) || other.is_replaced_for(known, readers))
    }

    /// Those whose hour has come, or whose pause is over: to each goes what is due, and nothing
    /// that waits for something else.
    fn waited(
        &self,
        (lane, queue): (Lane, Queue),
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> Option<What> {
        let now = moment.now;
        let due = self.later.get(&(lane, queue))?.due(now);
        let (mut to, mut rests) = (Vec::new(), Vec::new());
        for known in due.filter_map(|number| self.numbered(*number)) {
            if to.len() >= SLICE_LEN || rests.len() >= LATER_MAX {
                break;
            }
            let number = known.number;
            let due = known.due_by(queue, now);
            let words = |all: &[Waits]| all.iter().map(|waits| waits.word).collect::<Vec<u32>>();
            let slow = self.slow_until(known, now);
            if let Some(until) = slow.filter(|_| !self.are_impatient(&words(&due), now)) {
                // What waits in the other queue may be too urgent to wait with it.
                rests.push(Rests { number, until, words: words(&due) });
                continue;
            }
            if self.is_posted_now(lane, known) {
                rests.push(Rests { number, until: now + SHORTLY, words: words(&due) });
                continue;
            }
            let until = |waits: &Waits| self.rests_until(known, waits, readers, moment);
            let (quiet, leave): (Vec<Waits>, Vec<Waits>) =
                due.into_iter().partition(|waits| until(waits).is_some());
            if let Some(until) = quiet.iter().filter_map(until).min() {
                rests.push(Rests { number, until, words: words(&quiet) });
            }
            if !leave.is_empty() {
                to.push((number, words(&leave)));
            }
        }
        let any = !to.is_empty() || !rests.is_empty();
        let later = Vec::new();
        let turned = self.turned(&to, readers, now);
        any.then_some(What::Waited { to, later, rests, turned })
    }

    /// What a report brings about; a slice that ran out says nothing any more.
    pub(super) fn report(
        &self,
        slice: u32,
        (not_reached, left_out): (&[(u32, Outcome)], &LeftOut),
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> Option<Event> {
        let known = self.slices.get(&slice)?;
        let members: BTreeMap<u32, &Addressee> =
            known.to.iter().map(|to| (to.number, to)).collect();
        let (mut failed, mut again, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut not_theirs = Vec::new();
        let slow = self.heard(&not_reached_by(&members, not_reached), moment.now);
        for (number, outcome) in not_reached {
            let Some(to) = members.get(number).filter(|_| seen.insert(*number)) else { continue };
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
                Outcome::Passed if self.is_not_theirs(to, subscriber, readers) => {
                    not_theirs.push(*number);
                }
                Outcome::Later { reason, .. } => {
                    let waits = self.slow_after(subscriber, &slow, moment.now);
                    let waits = waits.unwrap_or(moment.now + SHORTLY);
                    let old = self.are_impatient(&to.words, moment.now);
                    let tried = !reason.is_empty();
                    if tried && (old || to.attempts + 1 >= ATTEMPTS_MAX) {
                        failed.push(failure(subscriber, reason));
                        continue;
                    }
                    let after = if tried { pause(to.attempts) } else { Duration::ZERO };
                    let at = waits.max(moment.now + after);
                    again.push(Again { number: *number, at, reason: shorten(reason) });
                }
                Outcome::Passed if subscriber.is_active() => {
                    let (number, reason) = (*number, SmolStr::default());
                    again.push(Again { number, at: moment.now, reason });
                }
                Outcome::Passed => {
                    let reason = subscriber.reason.clone();
                    failed.push(Failure { number: *number, reason, pauses: true, ours: false });
                }
                Outcome::Refused { reason } => failed.push(failure(subscriber, reason)),
                Outcome::Failed { reason } if to.attempts + 1 >= ATTEMPTS_MAX => {
                    failed.push(failure(subscriber, reason));
                }
                Outcome::Hindered { reason } if to.attempts + 1 >= ATTEMPTS_MAX => {
                    failed.push(hindered(subscriber, reason));
                }
                Outcome::Failed { reason } | Outcome::Hindered { reason } => {
                    let at = moment.now + pause(to.attempts);
                    again.push(Again { number: *number, at, reason: shorten(reason) });
                }
            }
        }
        let theirs = |(number, word): &&(u32, u32)| {
            members.get(number).is_some_and(|to| to.words.contains(word))
        };
        let mut left_out: Vec<(u32, u32)> = left_out.iter().filter(theirs).copied().collect();
        left_out.sort_unstable();
        left_out.dedup();
        Some(Event::Reported { slice, failed, again, not_theirs, left_out, slow })
    }

    /// Whether none of what somebody would get in a slice is for them any more: they chose
    /// otherwise since, or read less, or the word is for fewer.
    fn is_not_theirs(
        &self,
        to: &Addressee,
        subscriber: &Subscriber,
        readers: &dyn Readership,
    ) -> bool {
        let mut words = to.words.iter().filter_map(|word| self.word(*word));
        subscriber.is_active() && !words.any(|word| readers.is_for(subscriber, &word.word))
    }

    /// The node that had claimed a slice is taken for dead: everyone in it is tried again.
    pub(super) fn lapse(&self, slice: u32, now: Timestamp) -> Option<Event> {
        let known = self.slices.get(&slice)?;
        let reason: SmolStr = "the node that was sending it did not report".into();
        let (mut failed, mut again) = (Vec::new(), Vec::new());
        for to in &known.to {
            let Some(known) = self.numbered(to.number).filter(|known| !known.has_stopped()) else {
                continue;
            };
            if to.attempts + 1 >= ATTEMPTS_MAX {
                failed.push(hindered(known, &reason));
            } else {
                again.push(Again { number: known.number, at: now, reason: reason.clone() });
            }
        }
        let (not_theirs, left_out, slow) = (Vec::new(), Vec::new(), Vec::new());
        Some(Event::Reported { slice, failed, again, not_theirs, left_out, slow })
    }
}

/// What a report says of those in its slice.
fn not_reached_by(
    members: &BTreeMap<u32, &Addressee>,
    not_reached: &[(u32, Outcome)],
) -> Vec<(u32, Outcome)> {
    not_reached.iter().filter(|(number, _)| members.contains_key(number)).cloned().collect()
}

impl State {
    /// What a message that came back brings about: once for each word, and nothing for whoever has
    /// left. It may come back before the node that sent it has said so, and long after the word
    /// was forgotten.
    pub(super) fn bounce(
        &self,
        (subscriber, broadcast): (SubscriberId, u32),
        reason: &str,
        (dead, ours): (bool, bool),
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
        let dead = dead || (!ours && lately + 1 >= FAILURES_MAX);
        let pauses = known.is_active() && dead;
        Some(Event::Bounced { subscriber, broadcast, reason: shorten(reason), pauses, ours })
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
    Failure { number: known.number, reason: shorten(reason), pauses, ours: false }
}

fn hindered(known: &Subscriber, reason: &str) -> Failure {
    Failure { number: known.number, reason: shorten(reason), pauses: false, ours: true }
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
