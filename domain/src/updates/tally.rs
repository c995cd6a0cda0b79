//! How promises fared, and to whom they were: what one caller was told counts for that caller.

use imbl::{OrdSet, Vector};

use super::Board;
use crate::words::EmergencyId;

/// Most ends of everyone's promise that are kept with who had another one; the oldest goes.
const APART_MAX: usize = 1_000;

/// How often promises were kept and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were kept.
    pub kept: u32,
    /// How many were missed.
    pub missed: u32,
}

impl Tally {
    pub(super) const fn count(&mut self, kept: bool) {
        match kept {
            true => self.kept += 1,
            false => self.missed += 1,
        }
    }

    const fn and(self, other: Self) -> Self {
        Self { kept: self.kept + other.kept, missed: self.missed + other.missed }
    }
}

/// Everyone's promise, as it ended while some had a time of their own and did not count on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Apart {
    kept: bool,
    own: OrdSet<EmergencyId>,
}

impl Board {
    /// How the promises fared that somebody counted on: everyone's, and callers' own.
    #[must_use]
    pub fn fared(&self) -> Tally {
        self.own_fared.values().fold(self.everyones(), |sum, own| sum.and(*own))
    }

    /// How those fared that were made to these callers: their own, and everyone's as long as one
    /// of them counted on it.
    #[must_use]
    pub fn fared_for(&self, callers: &[EmergencyId]) -> Tally {
        let mut theirs = self.everyones();
        for one in &self.apart {
            if callers.iter().all(|caller| one.own.contains(caller)) {
                let others = if one.kept { &mut theirs.kept } else { &mut theirs.missed };
                *others = others.saturating_sub(1);
            }
        }
        let own = callers.iter().filter_map(|caller| self.own_fared.get(caller));
        own.fold(theirs, |sum, own| sum.and(*own))
    }

    const fn everyones(&self) -> Tally {
        Tally { kept: self.kept, missed: self.missed }
    }

    /// Everyone's promise has ended so; who has a time of their own did not count on it.
    pub(super) fn ended_for_all(&mut self, kept: bool) {
        match kept {
            true => self.kept += 1,
            false => self.missed += 1,
        }
        if !self.own.is_empty() {
            let own = self.own.keys().copied().collect();
            push(&mut self.apart, Apart { kept, own });
        }
    }
}

fn push(apart: &mut Vector<Apart>, one: Apart) {
    if apart.len() >= APART_MAX {
        apart.pop_front();
    }
    apart.push_back(one);
}
