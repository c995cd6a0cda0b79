//! The watch: everything that happens is shown to the invariants, with the log as the truth.

use std::sync::Arc;

use domain::State;
use domain::words::CommandId;
use journal::Answer;

use crate::invariants::{Seen, View};
use crate::world::World;

impl World {
    /// Tells a client's answer to the invariants.
    pub(crate) fn told(&mut self, request: usize, answer: &Answer) {
        let known = self.requests[request].clone();
        self.observe(&Seen::Told { request: &known, answer });
    }

    pub(crate) fn witness_rows(&mut self) {
        let head = match self.witness.head_of(&self.store) {
            Ok(head) => head,
            Err(why) => return self.fail("i03_log", why),
        };
        self.observe(&Seen::Head { stored: head });
        let rows = match self.witness.rows(&self.store) {
            Ok(rows) => rows,
            Err(why) => return self.fail("i03_log", why),
        };
        let mut last: Option<CommandId> = None;
        for (row, event) in &rows {
            if last.is_some_and(|last| last != row.command) {
                self.observe(&Seen::Settled);
            }
            last = Some(row.command);
            let before = self.witness.truth.clone();
            let after = self.witness.take_in(row, event);
            self.observe(&Seen::Row { row, event, before: &before, after: &after });
        }
        if last.is_some() {
            self.observe(&Seen::Settled);
        }
    }

    /// Shows something to every invariant.
    pub(crate) fn observe(&mut self, seen: &Seen<'_>) {
        if self.failure.is_some() {
            return;
        }
        let mut invariants = std::mem::take(&mut self.invariants);
        let is_moment = matches!(seen, Seen::Moment);
        let view = View {
            now: self.now,
            log_now: self.log_now(),
            rough_until: self.rough_until,
            jumps: self.jumps,
            down_total: self.down_total,
            bare: if is_moment { self.cut_off().collect() } else { Vec::new() },
            truth: &self.witness.truth,
            requests: &self.requests,
            by_command: &self.by_command,
        };
        let mut failure = None;
        let mut checks = 0;
        for invariant in &mut invariants {
            checks += 1;
            if let Err(why) = invariant.check(seen, &view) {
                failure = Some((invariant.name(), why));
                break;
            }
        }
        self.checks += checks;
        self.invariants = invariants;
        if let Some((name, why)) = failure {
            self.fail(name, why);
        }
    }

    pub(crate) fn finish(&mut self) {
        let whole = self.witness.whole(&self.store);
        let live: Vec<Arc<State>> =
            (0..self.nodes.len()).filter_map(|node| self.caught_up(node)).collect();
        self.observe(&Seen::End { whole: &whole, live: &live });
    }
}
