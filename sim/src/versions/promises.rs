//! What is promised of a fleet that is updated, and looked at after every step.

use domain::revision::is_left_alone;
use domain::{Event, Revision, policy};
use journal::nodes::SEEN_WITHIN;
use journal::{Head, Store, codec};

use super::{LATE_MAX, NEXT, Node, World, needs};
use crate::node::ready;
use crate::vendor::ORGANISATION;

impl World {
    /// Reads what was stored: nothing new before it was adopted, nothing adopted too soon.
    pub(super) fn witness(&mut self) {
        let rows = ready(self.store.read(ORGANISATION, self.head.seq, usize::MAX));
        for row in rows.unwrap_or_default() {
            let Ok(event) = codec::decode(&row) else {
                return self.fail(format!("row {} cannot be read", row.seq));
            };
            if needs(&event) > self.truth.policy.adopted {
                self.fail(format!("event {} was written before it was adopted", row.seq));
            }
            if let Event::Policy(policy::Event::Adopted { revision }) = &event {
                self.adopted(*revision);
            }
            self.truth.evolve(&event, row.at);
            self.head = Head { seq: row.seq, chain: row.chain, at: row.at };
            self.moved = self.clock();
        }
    }

    fn adopted(&mut self, revision: Revision) {
        let within = u64::try_from(SEEN_WITHIN.as_millis()).unwrap_or(u64::MAX);
        let old = self.nodes.iter().filter(|node| node.appender.is_some());
        let old: Vec<_> = old
            .filter(|node| node.program.latest < revision)
            .map(|node| (node.id, self.now - node.reported < within))
            .collect();
        for (id, runs) in old {
            self.excused.insert(id);
            if runs {
                self.fail(format!("{revision} is adopted, and {id} runs and does not know it"));
            }
        }
    }

    /// Nobody waits to be rung while a node could see to it.
    pub(super) fn nobody_waits(&mut self) {
        let now = self.now;
        let since = |known: &mut Option<u64>, any: bool| {
            *known = any.then(|| known.unwrap_or(now));
        };
        let able = (0..self.nodes.len()).any(|node| self.runs(node));
        let knowing = |node: &usize| self.runs(*node) && self.nodes[*node].old.is_none();
        let knows = (0..self.nodes.len()).any(|node| knowing(&node));
        since(&mut self.able_since, able);
        since(&mut self.knowing_since, knows);
        let clock = self.clock();
        let Some(able_since) = self.able_since else { return };
        let long = able_since + 60_000 <= now;
        if !long || !is_left_alone(&self.truth, self.moved, clock - LATE_MAX) {
            return;
        }
        let goes_on = |node: &Node| {
            let copy = node.old.as_ref().and_then(|old| old.others.as_ref());
            copy.is_some_and(|copy| {
                copy.state.paging.due().is_none_or(|due| due + LATE_MAX > clock)
            })
        };
        if !(0..self.nodes.len()).any(|node| self.runs(node) && goes_on(&self.nodes[node])) {
            self.fail("somebody waits to be rung, and no node sees to it".into());
        }
    }

    /// Everybody is up to date; then every promise is looked at.
    pub(super) fn end(&mut self) {
        self.told.events = self.head.seq;
        if self.told.failure.is_some() {
            return;
        }
        if self.truth.policy.adopted != NEXT {
            self.fail("everybody is up to date, and nothing new is adopted".into());
        }
        if !self.pending.is_empty() {
            self.fail("somebody's call was never stored".into());
        }
        for (command, emergency) in self.opened.clone() {
            let rows = self.store.records(ORGANISATION);
            let count = rows
                .iter()
                .filter(|row| row.command == command && row.kind == "emergencies.opened");
            if count.count() != 1 || self.truth.emergencies.get(emergency).is_none() {
                self.fail(format!("{emergency} was acknowledged, and is not in the log once"));
            }
        }
        for node in 0..self.nodes.len() {
            let Some(appender) = self.nodes[node].appender.as_mut() else {
                return self.fail("a node does not start".into());
            };
            let _ = ready(appender.catch_up(&self.store));
            if **appender.state() != self.truth || self.nodes[node].old.is_some() {
                return self.fail("a node shows what the log does not say".into());
            }
        }
    }
}
