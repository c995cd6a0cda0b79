//! How a node starts, stands still and dies.

use std::time::Duration;

use domain::Command;
use domain::words::{Actor, CommandId, NodeId, Timestamp};
use journal::{Appender, Envelope, Tick};

use crate::bug::Bug;
use crate::node::ready;
use crate::plan::Step;
use crate::vendor::{self, ORGANISATION};
use crate::world::{Happening, World};

impl World {
    /// Writes the vendor's plans into the empty log.
    pub(crate) fn install(&mut self) {
        let mut salts = self.chance(50, 0);
        let salts = Box::new(move || salts.wide().to_be_bytes());
        let open = Appender::open(&self.store, ORGANISATION, NodeId(1), vendor::zones(), salts);
        let mut installer = ready(open).expect("an empty log can be opened");
        let tick = Tick { wall: Timestamp(self.plan.start), monotonic: Duration::ZERO };
        let mut ids = self.chance(51, 0);
        let watched = (!self.plan.tells.is_empty()).then(crate::tools::setup);
        let known = crate::people::are_there(self.plan.seed).then(crate::people::customer);
        let plans = vendor::setup(self.plan.seed).into_iter().chain(watched).chain(known);
        let plans = plans.map(|command| (Actor::Operator, command));
        for (actor, command) in plans.chain(crate::callbacks::proofs(self.plan.seed)) {
            let id = CommandId(ids.wide());
            let envelope = Envelope { id, actor, command, keep: false };
            let appended = ready(installer.append(&self.store, &[envelope], tick));
            let answers = appended.map(|appended| appended.answers);
            if let Some(why) = answers.map_or_else(
                |fault| Some(fault.fault().to_string()),
                |answers| answers.into_iter().find_map(Result::err).map(|no| no.to_string()),
            ) {
                self.fail("setup", why);
            }
        }
        self.dirty = true;
    }

    /// A process starts: it replays the log and says that the installation stood still.
    pub(crate) fn open_node(&mut self, node: usize) {
        if self.nodes[node].appender.is_some() {
            return;
        }
        let life = self.nodes[node].life;
        if self.waits_for_store(Happening::Start { node, life }) {
            return;
        }
        let mut chance = self.chance(52, (node as u64) << 32 | life);
        let id = chance.wide();
        let mut salt = chance.clone();
        let salts = Box::new(move || salt.wide().to_be_bytes());
        let opened =
            ready(Appender::open(&self.store, ORGANISATION, NodeId(id), vendor::zones(), salts));
        let appender = match opened {
            Ok(appender) => appender,
            Err(fault) => return self.fail("i03_log", format!("a node cannot start: {fault}")),
        };
        let down_since = appender.head().at;
        let tick = self.tick(node);
        let known = &mut self.nodes[node];
        known.appender = Some(appender);
        known.id = id;
        known.chance = Some(chance);
        known.restarted = life > 0;
        known.up_at = self.now;
        let now = known.appender.as_mut().map_or(Timestamp(0), |appender| appender.now(tick));
        known.seen = (now, self.now);
        self.count_downtime();
        if life > 0 && self.bug != Some(Bug::SkippedResumed) {
            self.hand_in_system(node, Command::Resumed { down_since });
        }
        self.rearm(node);
    }

    /// A node dies with everything that it only had in memory.
    pub(crate) fn crash(&mut self, node: usize, down: u64) {
        self.rough(down + 1_000);
        let known = &mut self.nodes[node];
        known.life += 1;
        known.appender = None;
        known.inbox.clear();
        known.stuck = None;
        known.failing_since = None;
        known.bare = None;
        known.doom = None;
        known.turning = false;
        known.timer_at = None;
        known.paused_until = 0;
        let life = known.life;
        self.schedule(down, Happening::Start { node, life });
        self.count_downtime();
        self.sabotage_log();
    }

    pub(crate) fn doom(&mut self, node: usize, step: Step, down: u64) {
        if step == Step::Anywhere {
            self.crash(node, down);
        } else if self.nodes[node].appender.is_some() {
            self.nodes[node].doom = Some((step, down));
        }
    }

    pub(crate) fn dies(&mut self, node: usize, here: Step) -> bool {
        match self.nodes[node].doom {
            Some((step, down)) if step == here => {
                self.crash(node, down);
                true
            }
            _ => false,
        }
    }

    pub(crate) fn pause(&mut self, node: usize, length: u64) {
        let known = &mut self.nodes[node];
        known.paused_until = known.paused_until.max(self.now + length);
        // What the carriers and clocks did meanwhile is noticed only afterwards.
        self.jumps += 1;
        self.rough(length + 1_000);
    }

    /// Puts off what a node that stands still would do.
    pub(crate) fn stands_still(&mut self, node: usize, then: Happening) -> bool {
        let until = self.nodes[node].paused_until;
        if until > self.now {
            self.schedule(until - self.now, then);
            return true;
        }
        false
    }
}
