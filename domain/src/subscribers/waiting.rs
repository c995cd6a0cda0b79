//! Words that wait for a subscriber: each by its own rule, for an hour of theirs or for another
//! attempt. What one of them waits for takes no other along.

use serde::{Deserialize, Serialize};

use super::{Lane, Queue, Readership, Route, State, Subscriber};
use crate::Moment;
use crate::words::Timestamp;

/// A word that waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// The number of the word.
    pub word: u32,
    /// When it may leave.
    pub due: Timestamp,
    /// How many attempts at it failed.
    pub attempts: u8,
}

impl Waits {
    /// In which queue it waits: behind the first attempts at others, once one at it has failed.
    #[must_use]
    pub fn queue(&self) -> Queue {
        if self.attempts == 0 { Queue::First } else { Queue::Again }
    }
}

/// Words that wait on for somebody although they were due: it is quiet where they are, whoever
/// receives for them asked for it, or what was posted to them before is on its way still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rests {
    /// The number of the subscriber.
    pub number: u32,
    /// Until when.
    pub until: Timestamp,
    /// Which words.
    pub words: Vec<u32>,
}

impl Subscriber {
    /// Whether a word waits for them.
    #[must_use]
    pub fn awaits(&self, word: u32) -> bool {
        self.waiting.iter().any(|waits| waits.word == word)
    }

    /// When the first of what waits for them in that queue may leave.
    pub(super) fn due_in(&self, queue: Queue) -> Option<Timestamp> {
        let waiting = self.waiting.iter().filter(|waits| waits.queue() == queue);
        waiting.map(|waits| waits.due).min()
    }

    /// What waits for them in that queue and may leave by now, in one letter: what failed as often.
    /// The rest follows in the next, so that no word is given up for the failures of another.
    pub(super) fn due_by(&self, queue: Queue, now: Timestamp) -> Vec<Waits> {
        let due = |waits: &&Waits| waits.queue() == queue && waits.due <= now;
        let due = self.waiting.iter().filter(due);
        let attempts = due.clone().map(|waits| waits.attempts).max();
        due.filter(|waits| Some(waits.attempts) == attempts).copied().collect()
    }

    /// A word waits for them from now on, or otherwise than before.
    pub(super) fn await_word(&mut self, waits: Waits) {
        match self.waiting.iter_mut().find(|known| known.word == waits.word) {
            Some(known) => *known = waits,
            None => {
                self.waiting.push(waits);
                self.waiting.sort_unstable_by_key(|waits| waits.word);
            }
        }
    }

    /// Takes these words out of what waits for them; how many attempts at any of them failed.
    pub(super) fn take_waiting(&mut self, words: &[u32]) -> u8 {
        let taken = self.waiting.iter().filter(|waits| words.contains(&waits.word));
        let attempts = taken.map(|waits| waits.attempts).max().unwrap_or_default();
        self.waiting.retain(|waits| !words.contains(&waits.word));
        attempts
    }
}

impl State {
    /// Until when a word that is due now rests for somebody, if it does. An hour that they chose
    /// for all of it is their own word, and counts more than their quiet hours.
    pub(super) fn rests_until(
        &self,
        known: &Subscriber,
        waits: &Waits,
        readers: &dyn Readership,
        moment: &Moment<'_>,
    ) -> Option<Timestamp> {
        let wants = &known.profile.wants;
        wants.quiet.filter(|_| wants.daily.is_none() || waits.attempts > 0)?;
        let class = readers.reading(known).and_then(|reading| reading.class);
        let word = self.word(waits.word)?.word.as_read(class.as_ref());
        wants.quiet_until(&word, moment.now, moment.zones)
    }

    /// Whether something is on its way to somebody who is posted one thing after the other: how a
    /// component fared before is how it fared by the post before.
    pub(super) fn is_posted_now(&self, lane: Lane, known: &Subscriber) -> bool {
        known.profile.route == Route::Statuspage
            && self
                .slices
                .values()
                .filter(|slice| slice.lane == lane)
                .any(|slice| slice.to.iter().any(|to| to.number == known.number))
    }

    /// What was due for some waits on.
    pub(super) fn rest(&mut self, later: &[(u32, Timestamp)], rests: &[Rests], at: Timestamp) {
        for (number, until) in later {
            self.change_numbered(*number, |known| {
                for waits in known.waiting.iter_mut().filter(|waits| waits.due <= at) {
                    waits.due = *until;
                }
            });
        }
        for rests in rests {
            self.change_numbered(rests.number, |known| {
                let theirs = |waits: &&mut Waits| rests.words.contains(&waits.word);
                for waits in known.waiting.iter_mut().filter(theirs) {
                    waits.due = rests.until;
                }
            });
        }
    }
}
