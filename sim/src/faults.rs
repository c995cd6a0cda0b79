//! What breaks, when it breaks, and how it all ends.

use domain::words::Actor;
use journal::memory::Failure as StoreFailure;

use crate::carriers::{Carrier, LANES, lane};
use crate::invariants::Seen;
use crate::plan::FaultKind;
use crate::requests::{Ask, Who};
use crate::vendor;
use crate::world::{Happening, World};

impl World {
    pub(crate) fn strike(&mut self, index: usize) {
        let kind = self.plan.faults[index].kind;
        *self.injected.entry(kind.name()).or_default() += 1;
        match kind {
            FaultKind::Crash { node, step, down } => self.doom(node, step, down),
            FaultKind::Downtime { down } => {
                for node in 0..self.nodes.len() {
                    self.crash(node, down);
                }
            }
            FaultKind::Pause { node, length } => self.pause(node, length),
            FaultKind::Unreachable => self.store_failure = Some(StoreFailure::Unreachable),
            FaultKind::CommitUndone => self.store_failure = Some(StoreFailure::CommitUndone),
            FaultKind::CommitUnknownStored => {
                self.store_failure = Some(StoreFailure::CommitUnknownStored);
            }
            FaultKind::CommitUnknownLost => {
                self.store_failure = Some(StoreFailure::CommitUnknownLost);
            }
            FaultKind::Jump { node, by } => {
                self.nodes[node].offset += by;
                self.jumps += 1;
                self.rough(0);
            }
            FaultKind::Carrier { channel, mood, length } => {
                let until = self.now + length;
                self.carriers[lane(channel)] = Carrier { mood, until };
            }
            FaultKind::Edit { edit, person } => {
                self.edits += 1;
                let command = vendor::edit(self.plan.seed, edit, person, self.edits);
                self.ask(Who::Operator, Ask::Other, Actor::Operator, command);
            }
        }
    }

    /// The store is away for every node, until it comes back.
    pub(crate) fn outage(&mut self, index: usize) {
        *self.injected.entry("store away").or_default() += 1;
        let until = self.now + self.plan.outages[index].length;
        if !self.is_away() {
            self.away_since = self.now;
        }
        self.away_until = self.away_until.max(until);
    }

    /// Whether the store is away.
    pub(crate) fn is_away(&self) -> bool {
        self.now < self.away_until
    }

    /// Puts off what needs the store until it is back.
    pub(crate) fn waits_for_store(&mut self, then: Happening) -> bool {
        let away = self.is_away();
        if away {
            // A node that starts, or catches up, has nothing but the store to go by.
            self.rough(self.away_until - self.now);
            self.schedule(self.away_until - self.now, then);
        }
        away
    }

    /// The faults end: every node comes back, the carriers work and the people are awake.
    pub(crate) fn heal(&mut self) {
        self.healing = true;
        self.carriers = [Carrier::GOOD; LANES];
        self.store_failure = None;
        self.away_until = self.away_until.min(self.now);
        for node in 0..self.nodes.len() {
            self.nodes[node].doom = None;
            self.nodes[node].paused_until = self.nodes[node].paused_until.min(self.now + 1_000);
            if self.nodes[node].appender.is_none() {
                let life = self.nodes[node].life;
                self.schedule(1_000, Happening::Start { node, life });
            }
        }
        self.rough(1_000);
        self.observe(&Seen::Healed);
    }
}
