//! The loop itself: take what waits, decide, append, publish, answer; then settle what is owed.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::words::{Actor, CommandId, NodeId};
use domain::{Command, Event, Refusal};
use journal::{AppendFault, Appended, Appender, Envelope, Fault, Tick};
use tokio::sync::{mpsc, watch};

use super::effects::{self, Slots};
use super::{
    Health, Line, PATIENCE, Published, Request, Unanswered, WAITING_MAX, World, bare, matching,
    tick,
};

/// Most commands decided in one transaction.
const BATCH_MAX: usize = 500;
/// How long the loop sleeps when nothing is due; what others append is seen by then at the latest.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How soon the loop looks again when what is owed waits for a slot.
const LOOK_FOR_SLOTS: Duration = Duration::from_millis(250);
/// How long a process that must end waits for its answers and letters to leave.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// How long the loop rests after a command of its own broke the program.
const AFTER_BROKEN: Duration = Duration::from_secs(1);
/// Shortest and longest pause between attempts at an append that failed.
const RETRY_PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));
/// How often those who wait are looked after while the database does not answer.
const BEAT: Duration = Duration::from_millis(250);

/// The loop's ends of what its handles hold.
pub(super) struct Ears {
    pub waiting: mpsc::Receiver<Request>,
    pub publish: watch::Sender<Published>,
    pub health: watch::Sender<Health>,
    /// Whether the database's clock counts, and this machine's does not.
    pub shares_clock: bool,
}

/// The loop's own side.
pub(super) struct Keeper {
    pub(super) node: NodeId,
    appender: Appender,
    pub(super) world: World,
    ears: Ears,
    /// What was taken from those who wait while nothing could be stored.
    backlog: VecDeque<Request>,
    pub(super) own: Line,
    pub(super) runtime: tokio::runtime::Handle,
    index: matching::Matcher,
    pub(super) slots: Arc<Slots>,
    ringing: bare::Ringer,
    /// Since when nothing can be stored.
    away_since: Option<Instant>,
}

impl Keeper {
    pub(super) fn new(
        node: NodeId,
        appender: Appender,
        world: World,
        ears: Ears,
        own: Line,
        runtime: tokio::runtime::Handle,
    ) -> Self {
        let slots: Arc<Slots> = Arc::default();
        let (line, slot, handle) = (own.clone(), Arc::clone(&slots), runtime.clone());
        let ringing = bare::Ringer::new(node, &world, line, slot, handle);
        let (backlog, index) = (VecDeque::new(), matching::Matcher::default());
        let away_since = None;
        Self {
            node,
            appender,
            world,
            ears,
            backlog,
            own,
            runtime,
            index,
            slots,
            ringing,
            away_since,
        }
    }

    pub(super) async fn run(mut self) {
        let head = self.appender.head();
        let mut batch: Vec<Request> = Vec::new();
        let mut own: Vec<Envelope> = Vec::new();
        if head.seq > 0 && self.serves() {
            // A clock that is behind the log starts at its last event: it stood still all the same.
            let down_since = head.at - Duration::from_millis(1);
            own.push(self.system(Command::Resumed { down_since }));
        }
        let mut pause = RETRY_PAUSES.0;
        loop {
            if let Some(down_since) = self.ringing.take_standstill() {
                // Before everything else, so that nobody is blamed for the time in between.
                own.insert(0, self.system(Command::Resumed { down_since }));
            }
            let idle = batch.is_empty() && own.is_empty() && self.backlog.is_empty();
            if idle && !self.wait(&mut batch).await {
                return;
            }
            while batch.len() < BATCH_MAX {
                let next = self.backlog.pop_front().or_else(|| self.ears.waiting.try_recv().ok());
                let Some(request) = next else { break };
                batch.push(request);
            }
            // What failed before is tried again as it is: the installation's return to work must
            // not get lost, and a timer or claim that is out of date does nothing.
            if own.is_empty() {
                own = self.owed();
            }
            let done = match own.is_empty() && batch.is_empty() {
                true => self.look().await,
                false => self.append(&own, &batch).await,
            };
            match done {
                Ok(appended) => {
                    pause = RETRY_PAUSES.0;
                    own.clear();
                    let broken = appended.answers.contains(&Err(Refusal::Broken));
                    self.settle(appended, &mut batch);
                    if broken {
                        // A timer that breaks the program is due again at once; without a rest
                        // it would keep everyone else from being served.
                        tokio::time::sleep(AFTER_BROKEN).await;
                    }
                }
                Err(AppendFault::Stop(fault)) => return self.stop(&fault, batch).await,
                Err(fault) => {
                    self.do_without(&mut batch, fault.fault());
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(RETRY_PAUSES.1);
                }
            }
        }
    }

    /// Reads what others appended, without taking the lock.
    async fn look(&mut self) -> Result<Appended, AppendFault> {
        let news = self.appender.catch_up(self.world.store.as_ref()).await;
        let events = news.map_err(|fault| match fault.permanent {
            true => AppendFault::Stop(fault),
            false => AppendFault::Undone(fault),
        })?;
        let (state, head) = (Arc::clone(self.appender.state()), self.appender.head());
        let tick = self.tick();
        let now = self.appender.now(tick);
        Ok(Appended { answers: Vec::new(), state, events, head, now })
    }

    /// A look at the clock that counts. The database's was asked at the last append; since then
    /// this machine has only counted.
    fn tick(&self) -> Tick {
        let tick = tick();
        match self.ears.shares_clock {
            true => Tick { wall: self.ears.publish.borrow().now(), ..tick },
            false => tick,
        }
    }

    /// Sleeps until somebody asks, something is due or others may have appended. False when
    /// nobody can ask any more.
    async fn wait(&mut self, batch: &mut Vec<Request>) -> bool {
        let due = self.due_in().unwrap_or(LOOK_EVERY).min(LOOK_EVERY);
        let store = Arc::clone(&self.world.store);
        tokio::select! {
            biased;
            request = self.ears.waiting.recv() => match request {
                Some(request) => batch.push(request),
                None => return false,
            },
            () = tokio::time::sleep(due) => {}
            () = self.slots.freed() => {}
            () = store.hint() => {}
        }
        true
    }

    /// Whether debts and timers are looked after here. A command on the data of a stopped server
    /// has no carrier: it leaves them to the next server, which rings; trying here would count as
    /// people whom nothing reached.
    fn serves(&self) -> bool {
        !self.world.carriers.is_empty()
    }

    fn due_in(&self) -> Option<Duration> {
        if !self.serves() {
            return None;
        }
        let published = self.ears.publish.borrow();
        let (state, now) = (&published.state, published.now());
        let owed = state.deliveries.owed_at().map(|at| {
            let waits = at <= now && self.slots.claimable(state, now).is_empty();
            if waits { now + LOOK_FOR_SLOTS } else { at }
        });
        let due = [state.due(), owed, self.index.next_at(state, now)];
        due.into_iter().flatten().min().map(|due| due.since(now))
    }

    fn system(&self, command: Command) -> Envelope {
        let id = CommandId(crate::chance::id());
        Envelope { id, actor: Actor::System, command, keep: false }
    }

    /// What time and debts ask for now.
    fn owed(&self) -> Vec<Envelope> {
        if !self.serves() {
            return Vec::new();
        }
        let published = self.ears.publish.borrow();
        let now = published.now();
        let mut own = Vec::new();
        if published.state.due().is_some_and(|due| due <= now) {
            own.push(self.system(Command::Wake));
        }
        let deliveries = self.slots.claimable(&published.state, now);
        if !deliveries.is_empty() {
            let claim = domain::deliveries::Command::Claim { deliveries };
            own.push(self.system(Command::Deliveries(claim)));
        }
        own
    }

    /// Appends; and looks after those who wait when the database does not answer for long.
    async fn append(
        &mut self,
        own: &[Envelope],
        batch: &[Request],
    ) -> Result<Appended, AppendFault> {
        let mut envelopes = own.to_vec();
        envelopes.extend(batch.iter().map(|request| request.envelope.clone()));
        let (tick, since) = (self.tick(), self.away_since.unwrap_or_else(Instant::now));
        let attempt = self.appender.append(self.world.store.as_ref(), &envelopes, tick);
        let mut attempt = std::pin::pin!(attempt);
        loop {
            tokio::select! {
                biased;
                done = &mut attempt => return done,
                () = tokio::time::sleep(BEAT) => {}
            }
            if since.elapsed() < PATIENCE {
                continue;
            }
            // What is on its way has no answer yet, and may be stored after all; a cry in it
            // rings, because twice is better than too late.
            for request in batch.iter().filter(|request| request.is_impatient()) {
                self.ringing.ring(&request.envelope);
            }
            self.ringing.go_on();
            let reason = "the database does not answer";
            give_up(&mut self.backlog, &mut self.ears, &mut self.ringing, reason);
        }
    }

    /// After the commit: publish, answer, then settle what is owed.
    fn settle(&mut self, mut appended: Appended, batch: &mut Vec<Request>) {
        let state = Arc::clone(&appended.state);
        let now = appended.now;
        self.away_since = None;
        self.ringing.rest();
        self.ears.publish.send_replace(Published { state, now, at: Instant::now() });
        let leapt = self.appender.clock_leapt();
        self.ears.health.send_if_modified(|health| {
            let changed = health.not_storing.is_some() || health.clock_leapt != leapt;
            *health = Health { clock_leapt: leapt, ..Health::default() };
            changed
        });
        let own = appended.answers.len() - batch.len();
        for (request, answer) in batch.drain(..).zip(appended.answers.drain(own..)) {
            // Who asked may have gone; the answer is kept for their repeat.
            let _ = request.answer.send(Ok(answer));
        }
        self.world.hub.changed(&appended.state, appended.events.iter().map(|(_, event)| event));
        for (_, event) in &appended.events {
            // What is postponed holds words of people, and is carried out at once.
            if let Event::Policy(event @ domain::policy::Event::Unfollowed { .. }) = event {
                tracing::warn!(?event, "a reaction was not carried out");
            }
        }
        if !self.serves() {
            return;
        }
        effects::send_claimed(self, &appended);
        self.index.match_owed(&self.own, &self.runtime, &appended.state, now);
    }

    /// Nothing can be stored: whoever has waited too long is told so, a cry for help among them
    /// rings all the same, and what rings goes on.
    fn do_without(&mut self, batch: &mut Vec<Request>, fault: &Fault) {
        tracing::warn!(%fault, "nothing can be stored; trying again");
        let away_for = self.away_since.get_or_insert_with(Instant::now).elapsed();
        let reason = fault.to_string();
        for request in batch.extract_if(.., |request| request.is_impatient()) {
            turn_away(request, &mut self.ringing, &reason);
        }
        if away_for > PATIENCE {
            self.ringing.go_on();
        }
        give_up(&mut self.backlog, &mut self.ears, &mut self.ringing, &reason);
    }

    /// This node must not write: what it remembers and what the database holds disagree. Whoever
    /// cries for help is still rung for, before the process ends.
    async fn stop(mut self, fault: &Fault, mut batch: Vec<Request>) {
        tracing::error!(%fault, "this node stops writing");
        let reason = fault.to_string();
        self.ears.health.send_modify(|health| health.stopped = Some(reason.clone()));
        batch.extend(std::mem::take(&mut self.backlog));
        let until = Instant::now() + LAST_WORDS;
        while Instant::now() < until {
            while let Ok(request) = self.ears.waiting.try_recv() {
                batch.push(request);
            }
            for request in batch.drain(..) {
                turn_away(request, &mut self.ringing, &reason);
            }
            // Who cannot be reached makes room for the next, for as long as there is time.
            self.ringing.go_on();
            tokio::time::sleep(BEAT).await;
        }
        // Replaying is the only way to know what the disk holds.
        std::process::exit(crate::EXIT_STOPPED);
    }
}

/// Answers that it is not stored; a cry for help rings.
fn turn_away(request: Request, ringing: &mut bare::Ringer, reason: &str) {
    let ringing = ringing.ring(&request.envelope);
    let reason = reason.to_owned();
    let _ = request.answer.send(Err(Unanswered::NotStored { reason, ringing }));
}

/// Says in the line's health that nothing can be stored, and turns away who has waited too long.
fn give_up(
    backlog: &mut VecDeque<Request>,
    ears: &mut Ears,
    ringing: &mut bare::Ringer,
    reason: &str,
) {
    while backlog.len() < WAITING_MAX
        && let Ok(request) = ears.waiting.try_recv()
    {
        backlog.push_back(request);
    }
    let (gone, patient): (Vec<_>, Vec<_>) =
        std::mem::take(backlog).into_iter().partition(Request::is_impatient);
    *backlog = patient.into();
    for request in gone {
        turn_away(request, ringing, reason);
    }
    let cries = ringing.cries();
    ears.health.send_if_modified(|health| {
        let known = health.not_storing.as_deref() == Some(reason);
        let changed = !known || health.ringing_unstored != cries;
        (health.not_storing, health.ringing_unstored) = (Some(reason.to_owned()), cries);
        changed
    });
}
