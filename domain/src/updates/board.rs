//! What one incident's customers are told: the updates, and the promise of the next.

use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, Vector};

use super::tally::{Apart, Tally};
use super::{Event, LAST_WARNING, NEAR, UPDATES_MAX, WARNING};
use crate::words::{EmergencyId, Estimate, IncidentId, Overview, PersonKey, Timestamp, UpdateId};

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

    const fn agreed(by: Timestamp, made_at: Timestamp) -> Self {
        Self { agreed: true, ..Self::new(by, made_at) }
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

/// A promise to one caller alone: theirs is moved, warned of, kept and broken by itself, and what
/// everyone else was promised goes on beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    /// The promise.
    pub promise: Promise,
    /// The time that was missed last, if any was since it was agreed.
    pub missed: Option<Timestamp>,
}

/// What an update had said until it was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When it was put right.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonKey,
    /// What it had said until then; nothing, where words were taken back.
    pub said: Overview,
    /// How long it might have taken until then; nothing, where no time was named or words were
    /// taken back.
    pub estimate: Option<Estimate>,
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
    /// What it means for the vendor itself: for colleagues, and for nobody else's eyes.
    pub for_colleagues: Option<Arc<str>>,
    /// How it was put right, the first time first.
    pub corrections: Vec<Correction>,
}

/// How the promises and estimates of one incident fared, once it was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// Which incident.
    pub incident: IncidentId,
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
    /// The promise that stands for everyone who has no time of their own.
    pub promise: Option<Promise>,
    /// The times that were agreed with callers while others were promised something else.
    pub own: OrdMap<EmergencyId, Own>,
    /// How those fared, with each of them.
    pub own_fared: OrdMap<EmergencyId, Tally>,
    /// How everyone's fared while some had a time of their own.
    pub(super) apart: Vector<Apart>,
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
    pub fn score(&self, incident: IncidentId) -> Option<Score> {
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
        let Tally { kept, missed } = self.fared();
        Some(Score { incident, ended_at, kept, missed, estimates, hits })
    }

    /// Every promise that stands, and whose it is: everyone's first.
    pub fn promises(&self) -> impl Iterator<Item = (Option<EmergencyId>, Promise)> {
        let everyone = self.promise.map(|promise| (None, promise));
        let own = self.own.iter().map(|(emergency, own)| (Some(*emergency), own.promise));
        everyone.into_iter().chain(own)
    }

    /// The promise that is due first, whoever counts on it.
    #[must_use]
    pub fn soonest(&self) -> Option<Promise> {
        self.promises().map(|(_, promise)| promise).min_by_key(|promise| promise.by)
    }

    /// The promise to one caller: the time that was agreed with them, else everyone's.
    #[must_use]
    pub fn promise_to(&self, emergency: EmergencyId) -> Option<Promise> {
        self.own.get(&emergency).map(|own| own.promise).or(self.promise)
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.promises().map(|(_, promise)| promise.due()).min()
    }

    /// An update keeps the times that callers agreed to and that are near; what lies further
    /// ahead stands, for the caller counts on that hour and may be asleep until then.
    fn keep_near(&mut self, at: Timestamp) {
        let all = self.own.iter().map(|(emergency, own)| (*emergency, *own));
        let (near, ahead): (Vec<_>, Vec<_>) = all.partition(|(_, own)| own.promise.by - NEAR <= at);
        for (emergency, _) in near.iter().filter(|(_, own)| own.promise.by >= at) {
            self.own_fared.entry(*emergency).or_default().count(true);
        }
        self.own = ahead.into_iter().collect();
    }

    fn warn(promise: Promise, last: bool) -> Promise {
        let warned_again = promise.warned_again || last;
        Promise { warned: true, warned_again, ..promise }
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        let promise = |by: &Timestamp| Promise::new(*by, at);
        match event {
            Event::Promised { by, .. } => {
                self.renewed += u32::from(self.promise.is_some());
                self.promise = Some(promise(by));
            }
            // All agreed: what single ones had agreed before is no more.
            Event::Agreed { by, emergency: None, .. } => {
                self.own.clear();
                self.renewed += u32::from(self.promise.is_some());
                self.promise = Some(Promise::agreed(*by, at));
            }
            Event::Carried { by, emergency: None, .. } => {
                self.promise = Some(Promise::agreed(*by, at));
            }
            Event::Agreed { by, emergency: Some(emergency), .. }
            | Event::Carried { by, emergency: Some(emergency), .. } => {
                let own = Own { promise: Promise::agreed(*by, at), missed: None };
                self.own.insert(*emergency, own);
            }
            Event::Excused { emergency, .. } => {
                self.own.remove(emergency);
            }
            Event::Published {
                update,
                author,
                overview,
                next_by,
                estimate,
                for_colleagues,
                kept,
                ..
            } => {
                if *kept {
                    self.ended_for_all(true);
                }
                self.keep_near(at);
                self.promise = Some(promise(next_by));
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
                    for_colleagues: for_colleagues.clone(),
                    corrections: Vec::new(),
                }));
            }
            Event::Corrected { update, .. } | Event::LineCorrected { update, .. } => {
                let place = self.updates.iter().position(|known| known.id == *update);
                if let Some(known) = place.and_then(|place| self.updates.get_mut(place)) {
                    Arc::make_mut(known).put_right(event, at);
                }
            }
            Event::Warned { by, emergency, .. } => {
                let last = at >= *by - LAST_WARNING;
                match emergency {
                    None => self.promise = self.promise.map(|known| Self::warn(known, last)),
                    Some(emergency) => {
                        if let Some(own) = self.own.get_mut(emergency) {
                            own.promise = Self::warn(own.promise, last);
                        }
                    }
                }
            }
            Event::Missed { next_by, emergency: None, .. } => {
                self.ended_for_all(false);
                self.promise = Some(promise(next_by));
            }
            Event::Missed { by, next_by, emergency: Some(emergency), .. } => {
                self.own_fared.entry(*emergency).or_default().count(false);
                if let Some(own) = self.own.get_mut(emergency) {
                    *own = Own { promise: promise(next_by), missed: Some(*by) };
                }
            }
            Event::Ended { .. } => {
                self.promise = None;
                self.own.clear();
                self.ended_at = Some(at);
            }
            Event::Forgotten { .. } => {}
        }
    }
}
