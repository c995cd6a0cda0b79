//! Words that are for some of the subscribers only, by their numbers: those who were told before.
//!
//! Only the latest words are at hand. Of those before them it is kept, for each matter, whom any of
//! them has reached: as runs of numbers, so that a word to 20,000 of whom all got it is one run.

use std::sync::Arc;

use imbl::OrdMap;

use super::{About, Announcement, Audience, Broadcast, State};
use crate::words::{Overview, TopicId};

/// Most matters of which it is kept whom words have reached that are not at hand any more. The one
/// that was told of longest ago goes; nobody hears any more that it never was.
pub const TOLD_MAX: usize = 500;
/// Most runs of numbers that are kept for all of them together, 8 bytes each: some 4 MB, however
/// many subscribers there are and however scattered those who were reached. Where they are more,
/// the matters that were told of longest ago go, too.
pub const TOLD_RUNS_MAX: usize = 500_000;

/// Numbers of subscribers, the first and the last of each run.
type Run = (u32, u32);

/// Whom words have reached that are not at hand any more, by what they were about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    topics: OrdMap<TopicId, Arc<Former>>,
    /// How many runs that are.
    runs: usize,
}

/// What was told about one matter in words that are not at hand any more.
#[derive(Clone, Debug, PartialEq)]
struct Former {
    /// The number of the last of them.
    number: u32,
    /// What it was, without what it said.
    word: Announcement,
    /// Whom any of them has reached.
    runs: Vec<Run>,
}

impl Told {
    /// Keeps whom a word has reached that is at hand no more. Only of a fault that readers were
    /// told of can it turn out that it never was.
    ///
    /// `on_its_way` are those to whom it is being sent: what leaves is not asked back.
    pub(super) fn keep(&mut self, gone: &Broadcast, on_its_way: Vec<u32>) {
        let topic = gone.word.topic;
        let of_readers = matches!(gone.word.about, About::Fault | About::Review(_));
        if !of_readers || gone.reached.is_empty() && on_its_way.is_empty() {
            return;
        }
        let before = self.take(topic);
        let before = before.as_deref();
        let reached = gone.reached.keys().copied().chain(on_its_way);
        let reached = reached.map(|number| (number, number));
        let runs = before.into_iter().flat_map(|known| known.runs.iter().copied());
        let runs = joined(runs.chain(reached).collect());
        let (number, word) = match before {
            Some(later) if later.number > gone.number => (later.number, later.word.clone()),
            _ => (gone.number, bare(&gone.word)),
        };
        self.runs += runs.len();
        self.topics.insert(topic, Arc::new(Former { number, word, runs }));
        while self.topics.len() > TOLD_MAX || self.runs > TOLD_RUNS_MAX {
            let oldest = self.topics.iter().min_by_key(|(_, known)| known.number);
            let Some(oldest) = oldest.map(|(topic, _)| *topic) else { break };
            self.take(oldest);
        }
    }

    fn take(&mut self, topic: TopicId) -> Option<Arc<Former>> {
        let gone = self.topics.remove(&topic)?;
        self.runs = self.runs.saturating_sub(gone.runs.len());
        Some(gone)
    }
}

/// A word without what it said: a last word about the same says it anew, and to whom.
fn bare(word: &Announcement) -> Announcement {
    let audience = Audience { only: Vec::new(), ..word.audience.clone() };
    Announcement { overview: Overview::default(), about: About::Fault, audience, ..word.clone() }
}

/// The same numbers as runs in order, of which none touches another.
fn joined(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_unstable();
    let mut joined: Vec<Run> = Vec::new();
    for (first, end) in runs {
        match joined.last_mut() {
            Some((_, last)) if first <= last.saturating_add(1) => *last = end.max(*last),
            _ => joined.push((first, end)),
        }
    }
    joined
}

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
    /// asked back: as runs of numbers, the first and the last of each. However many words have
    /// left since, within [`TOLD_MAX`] and [`TOLD_RUNS_MAX`].
    #[must_use]
    pub fn were_told(&self, topic: TopicId) -> Vec<(u32, u32)> {
        let words: Vec<&Broadcast> = self.words().filter(|word| word.word.topic == topic).collect();
        let reached = words.iter().flat_map(|word| word.reached.keys().copied());
        let ours = |one: &u32| words.iter().any(|word| word.number == *one);
        let on_its_way = self.slices.values().flat_map(|slice| &slice.to);
        let on_its_way = on_its_way.filter(|to| to.words.iter().any(ours)).map(|to| to.number);
        let at_hand = reached.chain(on_its_way).map(|number| (number, number));
        let former = self.told.topics.get(&topic).into_iter();
        let former = former.flat_map(|known| known.runs.iter().copied());
        joined(at_hand.chain(former).collect())
    }

    /// The last word about something, if one is at hand, or one that has reached somebody is kept.
    #[must_use]
    pub fn last_about(&self, topic: TopicId) -> Option<&Announcement> {
        let at_hand = self.words().find(|word| word.word.topic == topic).map(|word| &word.word);
        at_hand.or_else(|| self.told.topics.get(&topic).map(|known| &known.word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_touch_or_cover_each_other_are_one() {
        assert_eq!(
            joined(vec![(7, 7), (1, 3), (4, 4), (2, 2), (9, 12), (10, 11)]),
            [(1, 4), (7, 7), (9, 12)]
        );
        assert!(joined(Vec::new()).is_empty());
    }
}
