//! A node: takes what waits, appends it, answers, and settles what is owed; and can die anywhere.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::deliveries;
use domain::paging;
use domain::words::{Actor, CommandId, DeliveryId, NodeId, Timestamp};
use domain::{Command, Event, Refusal, State, customers};
use futures_util::FutureExt;
use journal::memory::Failure as StoreFailure;
use journal::{Answer, AppendFault, Appended, Appender, Envelope, Tick};

use crate::bare::Bare;
use crate::bug::Bug;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::Step;
use crate::vendor;
use crate::world::{Happening, World};

/// Most commands that are decided in one batch.
const BATCH_MAX: usize = 64;
/// After so long without a store a node rings on a copy of what it knows.
pub(crate) const PATIENCE: u64 = 3_000;
/// How long it waits between attempts while the store is away.
const AWAY_PAUSE: u64 = 1_000;

/// A command that waits, and whom to answer.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) envelope: Envelope,
    request: Option<usize>,
    /// Since when it waits.
    pub(crate) since: u64,
}

/// One node of the installation.
#[derive(Default)]
pub(crate) struct Node {
    pub(crate) life: u64,
    pub(crate) appender: Option<Appender>,
    pub(crate) id: u128,
    pub(crate) inbox: VecDeque<Waiting>,
    /// A batch whose commit failed, to be tried again as it was.
    pub(crate) stuck: Option<Vec<Waiting>>,
    /// Since when nothing could be stored.
    pub(crate) failing_since: Option<u64>,
    /// The copy on which it rings while nothing can be stored for long.
    pub(crate) bare: Option<Bare>,
    /// By how much its wall clock is wrong, in milliseconds.
    pub(crate) offset: i64,
    pub(crate) paused_until: u64,
    pub(crate) doom: Option<(Step, u64)>,
    pub(crate) turning: bool,
    pub(crate) timer_at: Option<u64>,
    /// The last instant of a decision, and when that was.
    pub(crate) seen: (Timestamp, u64),
    pub(crate) chance: Option<Chance>,
    pub(crate) restarted: bool,
    /// When it started.
    pub(crate) up_at: u64,
    /// When it last noticed that its clock had leapt ahead: what that made due is due only now.
    pub(crate) leapt_at: u64,
}

impl Node {
    /// What its clock for decisions would say.
    pub(crate) fn log_now(&self, now: u64) -> Timestamp {
        self.seen.0 + Duration::from_millis(now - self.seen.1)
    }
}

fn known_state(node: &Node) -> Option<Arc<State>> {
    node.appender.as_ref().map(|appender| Arc::clone(appender.state()))
}

/// What waits in memory is ready at once.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("the log in memory never waits")
}

impl World {
    pub(crate) fn lives(&self, node: usize, life: u64) -> bool {
        self.nodes[node].life == life
    }

    pub(crate) fn tick(&self, node: usize) -> Tick {
        let real = self.plan.start + i64::try_from(self.now).unwrap_or(0);
        let wall = Timestamp(real + self.nodes[node].offset);
        Tick { wall, monotonic: Duration::from_millis(self.now) }
    }

    /// A node has looked at its clock; a leap that it only notices now disturbs only now.
    fn sees(&mut self, node: usize, now: Timestamp) {
        let leapt = now > self.nodes[node].log_now(self.now) + Duration::from_secs(1);
        self.nodes[node].seen = (now, self.now);
        if leapt {
            self.nodes[node].leapt_at = self.now;
            self.rough(0);
        }
    }

    pub(crate) fn hand_in(&mut self, node: usize, envelope: Envelope, request: Option<usize>) {
        let since = self.now;
        self.nodes[node].inbox.push_back(Waiting { envelope, request, since });
        self.turn_soon(node, 1);
    }

    pub(crate) fn hand_in_system(&mut self, node: usize, command: Command) {
        let Some(chance) = &mut self.nodes[node].chance else { return };
        let id = CommandId(chance.wide());
        let envelope = Envelope { id, actor: Actor::System, command, keep: false };
        self.hand_in(node, envelope, None);
    }

    fn turn_soon(&mut self, node: usize, after: u64) {
        if !self.nodes[node].turning {
            self.nodes[node].turning = true;
            let life = self.nodes[node].life;
            self.schedule(after, Happening::Turn { node, life });
        }
    }

    /// One turn of the loop: take what waits, append, answer, settle.
    pub(crate) fn turn(&mut self, node: usize) {
        let life = self.nodes[node].life;
        if self.stands_still(node, Happening::Turn { node, life }) {
            return;
        }
        let known = &mut self.nodes[node];
        known.turning = false;
        let batch = known.stuck.take().unwrap_or_else(|| {
            let count = known.inbox.len().min(BATCH_MAX);
            known.inbox.drain(..count).collect()
        });
        if batch.is_empty() || known.appender.is_none() {
            return;
        }
        self.before_append(node, &batch);
        if self.dies(node, Step::BeforeAppend) {
            return;
        }
        if self.is_away() {
            self.store.fail_next(StoreFailure::Unreachable);
        } else if let Some(failure) = self.store_failure.take() {
            self.store.fail_next(failure);
            self.rough(1_000);
        }
        let state = known_state(&self.nodes[node]);
        let garbled = |waiting: &Waiting| match &state {
            Some(state) => self.garbled(&waiting.envelope, state),
            None => waiting.envelope.clone(),
        };
        let mut envelopes: Vec<Envelope> = batch.iter().map(garbled).collect();
        if self.bug == Some(Bug::RepeatDecidedAgain) {
            envelopes.iter_mut().for_each(|envelope| envelope.keep = false);
        }
        let tick = self.tick(node);
        let Some(appender) = &mut self.nodes[node].appender else { return };
        match ready(appender.append(&self.store, &envelopes, tick)) {
            Ok(appended) => self.appended(node, &batch, &appended),
            Err(AppendFault::Stop(fault) | AppendFault::Outdated(fault)) => {
                self.fail("i03_log", fault.to_string());
            }
            Err(fault) => self.not_appended(node, batch, &fault),
        }
    }

    fn not_appended(&mut self, node: usize, mut batch: Vec<Waiting>, fault: &AppendFault) {
        self.dirty |= !self.is_away();
        self.rough(1_000);
        if self.bug == Some(Bug::FreshIdAfterUnknown) && matches!(fault, AppendFault::Unknown(_)) {
            let mut chance = self.chance(53, self.ordinal());
            batch.iter_mut().for_each(|waiting| waiting.envelope.id = CommandId(chance.wide()));
        }
        let since = *self.nodes[node].failing_since.get_or_insert(self.now);
        self.nodes[node].stuck = Some(batch);
        if self.now - since >= PATIENCE {
            self.ring_bare(node);
        }
        let pause = if self.is_away() { AWAY_PAUSE } else { 200 };
        self.turn_soon(node, pause);
    }

    fn appended(&mut self, node: usize, batch: &[Waiting], appended: &Appended) {
        self.dirty |= !appended.events.is_empty();
        self.nodes[node].failing_since = None;
        self.rest_bare(node);
        self.sees(node, appended.now);
        let woke = batch.iter().any(|waiting| matches!(waiting.envelope.command, Command::Wake));
        self.observe(&Seen::Decided { woke, now: appended.now, due: appended.state.due() });
        if self.dies(node, Step::BeforeAnswer) {
            return;
        }
        for (waiting, answer) in batch.iter().zip(&appended.answers) {
            if let Some(request) = waiting.request {
                self.answer(request, answer.clone());
            }
        }
        if self.dies(node, Step::BeforeSend) {
            return;
        }
        self.settle(node, &appended.events);
        for other in (0..self.nodes.len()).filter(|other| *other != node) {
            let mut chance = self.chance(54, self.ordinal());
            let lost = chance.hits(self.plan.rates.hints_lost);
            let after = if lost { 1_000 } else { chance.within(1, 50) };
            let life = self.nodes[other].life;
            self.schedule(after, Happening::Hint { node: other, life });
        }
        if !self.nodes[node].inbox.is_empty() {
            self.turn_soon(node, 1);
        }
        self.rearm(node);
    }

    fn answer(&mut self, request: usize, mut answer: Answer) {
        let already =
            matches!(answer, Err(Refusal::Paging(paging::Refusal::AlreadyAccepted { .. })));
        if self.bug == Some(Bug::TwoToldYes) && already {
            answer = Ok(journal::Outcome::default());
        }
        let mut chance = self.chance(55, self.ordinal());
        if !chance.hits(self.plan.rates.answers_lost) || self.healing {
            self.schedule(chance.within(5, 200), Happening::Answer { request, answer });
        }
    }

    /// Another node has, perhaps, appended something.
    pub(crate) fn hint(&mut self, node: usize) {
        let life = self.nodes[node].life;
        if self.stands_still(node, Happening::Hint { node, life }) {
            return;
        }
        if self.waits_for_store(Happening::Hint { node, life }) {
            return;
        }
        let tick = self.tick(node);
        let Some(appender) = &mut self.nodes[node].appender else { return };
        let events = match ready(appender.catch_up(&self.store)) {
            Ok(events) => events,
            Err(fault) => return self.fail("i03_log", fault.to_string()),
        };
        let now = appender.now(tick);
        self.sees(node, now);
        self.settle(node, &events);
        self.rearm(node);
    }

    /// Sets the node's one timer to the earliest thing that it must do by itself.
    pub(crate) fn rearm(&mut self, node: usize) {
        let bug = self.bug;
        let known = &self.nodes[node];
        let Some(appender) = &known.appender else { return };
        let state = appender.state();
        let forgets = bug == Some(Bug::ForgottenDebts) && known.restarted;
        let owed = if forgets { None } else { state.deliveries.owed_at() };
        let due = [crate::sabotage::due(state, bug), owed, state.customers.owed_at()];
        let Some(due) = due.into_iter().flatten().min() else { return };
        let wait = due.since(known.log_now(self.now)).as_millis();
        let wait = u64::try_from(wait).unwrap_or(u64::MAX).min(crate::plan::DAY);
        // Every node has every timer; the later ones wait a little longer.
        let at = self.now + wait.max(1) + 150 * node as u64;
        if known.timer_at.is_some_and(|set| set <= at && set > self.now) {
            return;
        }
        let life = known.life;
        self.nodes[node].timer_at = Some(at);
        self.schedule(at - self.now, Happening::Timer { node, life });
    }

    pub(crate) fn timer(&mut self, node: usize) {
        let life = self.nodes[node].life;
        if self.nodes[node].timer_at != Some(self.now) {
            return;
        }
        if self.stands_still(node, Happening::Timer { node, life }) {
            self.nodes[node].timer_at = Some(self.nodes[node].paused_until);
            return;
        }
        self.nodes[node].timer_at = None;
        let tick = self.tick(node);
        let Some(appender) = &mut self.nodes[node].appender else { return };
        let now = appender.now(tick);
        let state = Arc::clone(appender.state());
        self.sees(node, now);
        if self.nodes[node].stuck.is_some() {
            return;
        }
        let due = crate::sabotage::due(&state, self.bug).is_some_and(|due| due <= now);
        if due && self.bug != Some(Bug::DroppedWake) {
            self.hand_in_system(node, Command::Wake);
        }
        let forgets = self.bug == Some(Bug::ForgottenDebts) && self.nodes[node].restarted;
        let owed: Vec<DeliveryId> = state.deliveries.owed(now).map(|known| known.id).collect();
        if !owed.is_empty() && !forgets {
            let claim = deliveries::Command::Claim { deliveries: owed };
            self.hand_in_system(node, Command::Deliveries(claim));
        }
        for owed in state.customers.owed(now) {
            let found =
                customers::Found { candidates: Vec::new(), verdict: customers::Verdict::Unknown };
            let (emergency, attempt) = (owed.emergency, owed.search.attempt);
            let record = customers::Command::Record { emergency, attempt, found };
            self.hand_in_system(node, Command::Customers(record));
        }
        if !self.nodes[node].turning {
            self.rearm(node);
        }
    }

    /// The state of a node once it has read everything.
    pub(crate) fn caught_up(&mut self, node: usize) -> Option<Arc<State>> {
        let appender = self.nodes[node].appender.as_mut()?;
        ready(appender.catch_up(&self.store)).ok()?;
        Some(Arc::clone(appender.state()))
    }

    /// What some planted bugs do too early.
    fn before_append(&mut self, node: usize, batch: &[Waiting]) {
        if !matches!(self.bug, Some(Bug::SendBeforeCommit | Bug::AnswerBeforeCommit)) {
            return;
        }
        let Some(appender) = &self.nodes[node].appender else { return };
        let state = Arc::clone(appender.state());
        let (now, own) = (self.nodes[node].log_now(self.now), NodeId(self.nodes[node].id));
        for waiting in batch {
            let envelope = &waiting.envelope;
            let zones = vendor::zones();
            let moment = domain::Moment::new(now, envelope.id, &envelope.actor, own, zones);
            let decided = domain::decide(&state, envelope.command.clone(), &moment);
            let Ok(decision) = decided else { continue };
            if self.bug == Some(Bug::AnswerBeforeCommit) {
                if let Some(request) = waiting.request {
                    self.answer(request, Ok(crate::sabotage::outcome(&decision.events)));
                }
                continue;
            }
            for event in &decision.events {
                if let Event::Deliveries(deliveries::Event::Owed { delivery, claim, .. }) = event
                    && let Some(known) = decision.state.deliveries.get(*delivery)
                {
                    self.send(node, known, claim.fence);
                }
            }
        }
    }
}
