//! What one incident's customers are told: the updates, and the promise of the next.

use std::sync::Arc;
use std::time::Duration;

use imbl::Vector;

use super::{Event, LAST_WARNING, UPDATES_MAX, WARNING};
use crate::words::{Estimate, Overview, PersonKey, Timestamp, UpdateId};

/// A promise that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// By when.
    pub by: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whether the customer agreed to that time.
    pub agreed: bool,
    /// Whether the author was warned.
    pub warned: bool,
    /// Whether somebody else was told that it is very near.
    pub warned_again: bool,
}

impl Promise {
    const fn new(by: Timestamp, made_at: Timestamp) -> Self {
        Self { by, made_at, agreed: false, warned: false, warned_again: false }
    }

    fn warn_at(&self) -> Option<Timestamp> {
        let at = self.by - WARNING;
        (!self.warned && at > self.made_at).then_some(at)
    }

    fn warn_again_at(&self) -> Option<Timestamp> {
        let at = self.by - LAST_WARNING;
        (!self.warned_again && at > self.made_at).then_some(at)
    }

    /// When something comes of it: a warning, or that it is missed.
    pub(super) fn due(&self) -> Timestamp {
        let warnings = [self.warn_at(), self.warn_again_at()];
        warnings.into_iter().flatten().fold(self.by, Timestamp::min)
    }
}

/// What an update had said until it was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When it was put right.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonKey,
    /// What it had said until then.
    pub said: Overview,
}

/// An update as it was published.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// Its id.
    pub id: UpdateId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: PersonKey,
    /// What was known, as it was last put right.
    pub overview: Overview,
    /// How long it might take.
    pub estimate: Option<Estimate>,
    /// By when the next was promised.
    pub next_by: Timestamp,
    /// How it was put right, the first time first.
    pub corrections: Vec<Correction>,
}

/// How the promises and estimates of one incident fared, once it was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// When it was over.
    pub ended_at: Timestamp,
    /// How many promises were kept.
    pub kept: u32,
    /// How many were missed.
    pub missed: u32,
    /// How many estimates were given.
    pub estimates: u32,
    /// In how many of them it was over.
    pub hits: u32,
}

/// What one incident's customers are told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// The updates, oldest first.
    pub updates: Vector<Arc<Update>>,
    /// The promise that stands.
    pub promise: Option<Promise>,
    /// How many promises were kept.
    pub kept: u32,
    /// How many were missed.
    pub missed: u32,
    /// How many were put off or brought forward before they were due.
    pub renewed: u32,
    /// When it was over last.
    pub ended_at: Option<Timestamp>,
}

impl Board {
    /// The latest update.
    #[must_use]
    pub fn latest(&self) -> Option<&Update> {
        self.updates.last().map(Arc::as_ref)
    }

    /// The update of that id.
    #[must_use]
    pub fn update(&self, id: UpdateId) -> Option<&Update> {
        self.updates.iter().map(Arc::as_ref).find(|update| update.id == id)
    }

    /// How it fared, if it is over.
    #[must_use]
    pub fn score(&self) -> Option<Score> {
        let ended_at = self.ended_at?;
        let given =
            self.updates.iter().filter_map(|update| Some((update, update.estimate.as_ref()?)));
        let (mut estimates, mut hits) = (0, 0);
        for (update, estimate) in given {
            let after = |mins: u32| update.at + Duration::from_secs(u64::from(mins) * 60);
            estimates += 1;
            let hit = (after(estimate.low_mins)..=after(estimate.high_mins)).contains(&ended_at);
            hits += u32::from(hit);
        }
        Some(Score { ended_at, kept: self.kept, missed: self.missed, estimates, hits })
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.promise.map(|promise| promise.due())
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        let promise = |by: &Timestamp| Promise::new(*by, at);
        match event {
            Event::Promised { by, .. } => {
                self.renewed += u32::from(self.promise.is_some());
                self.promise = Some(promise(by));
            }
            Event::Agreed { by, .. } => {
                self.renewed += u32::from(self.promise.is_some());
                self.promise = Some(Promise { agreed: true, ..promise(by) });
            }
            Event::Published { update, author, overview, next_by, estimate, kept, .. } => {
                self.promise = Some(promise(next_by));
                self.kept += u32::from(*kept);
                if self.updates.len() >= UPDATES_MAX {
                    self.updates.pop_front();
                }
                self.updates.push_back(Arc::new(Update {
                    id: *update,
                    at,
                    author: author.clone(),
                    overview: overview.clone(),
                    estimate: estimate.clone(),
                    next_by: *next_by,
                    corrections: Vec::new(),
                }));
            }
            Event::Corrected { update, overview, author, .. } => {
                let place = self.updates.iter().position(|known| known.id == *update);
                if let Some(known) = place.and_then(|place| self.updates.get_mut(place)) {
                    let known = Arc::make_mut(known);
                    let said = std::mem::replace(&mut known.overview, overview.clone());
                    known.corrections.push(Correction { at, by: author.clone(), said });
                }
            }
            Event::Warned { by, .. } => {
                let last = at >= *by - LAST_WARNING;
                self.promise = self.promise.map(|known| Promise {
                    warned: true,
                    warned_again: known.warned_again || last,
                    ..known
                });
            }
            Event::Missed { next_by, .. } => {
                self.missed += 1;
                self.promise = Some(promise(next_by));
            }
            Event::Ended { .. } => {
                self.promise = None;
                self.ended_at = Some(at);
            }
            Event::Forgotten { .. } => {}
        }
    }
}
