//! Words that are for some of the subscribers only, by their numbers: those who were told before.

use std::collections::BTreeSet;

use super::{Announcement, Broadcast, State};
use crate::words::TopicId;

impl Announcement {
    /// Whether it is for the subscriber of that number, as far as it is for some only.
    #[must_use]
    pub fn is_among(&self, number: u32) -> bool {
        let only = &self.audience.only;
        let after = only.partition_point(|(first, _)| *first <= number);
        let within = || after.checked_sub(1).is_some_and(|at| number <= only[at].1);
        only.is_empty() || within()
    }
}

impl State {
    /// Whom words about something have reached, or may have reached by the time that they are
    /// asked back: as runs of numbers, the first and the last of each.
    #[must_use]
    pub fn were_told(&self, topic: TopicId) -> Vec<(u32, u32)> {
        let words = || self.words().filter(|word| word.word.topic == topic);
        let numbers: BTreeSet<u32> = words().map(|word| word.number).collect();
        let reached = words().flat_map(|word| word.reached.keys().copied());
        let on_its_way = self.slices.values().flat_map(|slice| &slice.to);
        let on_its_way = on_its_way.filter(|to| to.words.iter().any(|one| numbers.contains(one)));
        let told: BTreeSet<u32> = reached.chain(on_its_way.map(|to| to.number)).collect();
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for number in told {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => runs.push((number, number)),
            }
        }
        runs
    }

    /// The last word about something, if one is at hand.
    #[must_use]
    pub fn last_about(&self, topic: TopicId) -> Option<&Broadcast> {
        self.words().find(|word| word.word.topic == topic)
    }
}
