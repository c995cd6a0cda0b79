//! The loop itself: take what waits, decide, append, publish, answer; then settle what is owed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::words::NodeId;
use domain::{Command, Refusal};
use journal::{AppendFault, Appended, Appender, Aside, Envelope, Fault};

use super::desk::{Desk, Ears, How, give_up, turn_away};
use super::{Line, PATIENCE, Request, World};

/// How long a process that must end waits for its answers and letters to leave.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// How long the loop rests after a command of its own broke the program.
const AFTER_BROKEN: Duration = Duration::from_secs(1);
/// Shortest and longest pause between attempts at an append that failed.
pub(super) const RETRY_PAUSES: (Duration, Duration) =
    (Duration::from_millis(50), Duration::from_secs(1));
/// How often those who wait are looked after while the database does not answer.
const BEAT: Duration = Duration::from_millis(250);

/// The loop's own side.
pub(super) struct Keeper {
    pub(super) appender: Appender,
    pub(super) desk: Desk,
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
        Self { appender, desk: Desk::new(node, world, ears, own, runtime) }
    }

    /// Serves until nobody can ask any more; first of all with what a former process kept aside.
    pub(super) async fn run(mut self, kept: Option<Aside>) {
        let head = self.appender.head();
        let mut batch: Vec<Request> = Vec::new();
        let mut own: Vec<Envelope> = Vec::new();
        if head.seq > 0 && self.desk.serves() {
            // A clock that is behind the log starts at its last event: it stood still all the same.
            let last = kept.as_ref().and_then(Aside::last_at).unwrap_or(head.at);
            let down_since = last - Duration::from_millis(1);
            own.push(self.desk.system(Command::Resumed { down_since }));
        }
        if let Some(aside) = kept {
            self.desk.away_since = Some(Instant::now());
            let why = "a former start left calls that wait for the database";
            if let Err(fault) = self.stay_aside(aside, why, &mut batch, &mut own).await {
                return self.end(fault, batch).await;
            }
        }
        let mut pause = RETRY_PAUSES.0;
        loop {
            if let Some(down_since) = self.desk.ringing.take_standstill() {
                // Before everything else, so that nobody is blamed for the time in between.
                own.insert(0, self.desk.system(Command::Resumed { down_since }));
            }
            if self.desk.away_since.is_none() {
                self.desk.ears.roll.call();
            }
            let idle = batch.is_empty() && own.is_empty() && self.desk.backlog.is_empty();
            if idle && self.desk.adopts(&batch).is_none() && !self.desk.wait(&mut batch).await {
                return;
            }
            self.desk.fill(&mut batch);
            // What failed before is tried again as it is: the installation's return to work must
            // not get lost, and a timer or claim that is out of date does nothing.
            if own.is_empty() {
                own = self.desk.owed();
            }
            own.extend(self.desk.adopts(&batch));
            let done = match own.is_empty() && batch.is_empty() {
                true => self.look().await,
                false => self.append(&own, &batch).await,
            };
            match done {
                Ok(appended) => {
                    pause = RETRY_PAUSES.0;
                    let answers = &appended.answers;
                    if answers.iter().zip(&own).any(|(answer, _)| *answer == Err(Refusal::NotYet)) {
                        self.desk.rest_timers();
                    }
                    own.clear();
                    let broken = appended.answers.contains(&Err(Refusal::Broken));
                    let clock_leapt = self.appender.clock_leapt();
                    let how = How::Durable { clock_leapt, left: None };
                    self.desk.settle(appended, &mut batch, &how);
                    if broken {
                        // A timer that breaks the program is due again at once; without a rest
                        // it would keep everyone else from being served.
                        tokio::time::sleep(AFTER_BROKEN).await;
                    }
                }
                Err(fault @ (AppendFault::Stop(_) | AppendFault::Outdated(_))) => {
                    return self.end(fault, batch).await;
                }
                Err(fault) => {
                    // Who runs may be another matter by the time of the next attempt.
                    own.retain(|envelope| !matches!(envelope.command, Command::Adopt { .. }));
                    let why = fault.fault().to_string();
                    if let Some(aside) = self.step_aside() {
                        tracing::warn!(why, "the database is away; what is asked is kept here");
                        let stayed = self.stay_aside(aside, &why, &mut batch, &mut own).await;
                        if let Err(fault) = stayed {
                            return self.end(fault, batch).await;
                        }
                        continue;
                    }
                    self.desk.do_without(&mut batch, fault.fault());
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(RETRY_PAUSES.1);
                }
            }
        }
    }

    /// A copy to go on with, once the log has been away for too long, where there is a disk.
    fn step_aside(&mut self) -> Option<Aside> {
        let away_for = self.desk.away_since.get_or_insert_with(Instant::now).elapsed();
        if away_for < PATIENCE {
            return None;
        }
        let spool = self.desk.spool.take()?;
        let known = (Arc::clone(self.appender.state()), self.appender.head());
        Some(Aside::new(spool, self.desk.node, crate::zones(), known))
    }

    /// Reads what others appended, without taking the lock.
    async fn look(&mut self) -> Result<Appended, AppendFault> {
        let since = Instant::now();
        let looking = self.appender.catch_up(self.desk.world.store.as_ref());
        // Nobody waits while nobody asks; who asks in the meantime must not wait for long.
        let Ok(news) = tokio::time::timeout(PATIENCE, looking).await else {
            self.desk.away_since.get_or_insert(since);
            return Err(AppendFault::Undone(Fault::passing("the database does not answer")));
        };
        let events = news.map_err(|fault| match fault.permanent {
            true => AppendFault::Stop(fault),
            false => AppendFault::Undone(fault),
        })?;
        if let Some(unknown) = self.appender.unknown() {
            return Err(AppendFault::Outdated(Fault::permanent(unknown)));
        }
        let (state, head) = (Arc::clone(self.appender.state()), self.appender.head());
        let tick = self.desk.tick();
        let now = self.appender.now(tick);
        Ok(Appended { answers: Vec::new(), state, events, head, now })
    }

    /// Appends; and looks after those who wait when the database does not answer for long.
    async fn append(
        &mut self,
        own: &[Envelope],
        batch: &[Request],
    ) -> Result<Appended, AppendFault> {
        let Self { appender, desk } = self;
        let mut envelopes = own.to_vec();
        envelopes.extend(batch.iter().map(|request| request.envelope.clone()));
        let (tick, since) = (desk.tick(), desk.away_since.unwrap_or_else(Instant::now));
        let store = Arc::clone(&desk.world.store);
        let attempt = appender.append(store.as_ref(), &envelopes, tick);
        let mut attempt = std::pin::pin!(attempt);
        let reason = "the database does not answer";
        loop {
            tokio::select! {
                biased;
                done = &mut attempt => return done,
                () = tokio::time::sleep(BEAT) => {}
            }
            if since.elapsed() < PATIENCE {
                continue;
            }
            if desk.spool.is_some() {
                // It may be stored after all, and is kept aside under the same numbers.
                desk.away_since.get_or_insert(since);
                return Err(AppendFault::Unknown(Fault::passing(reason)));
            }
            // What is on its way has no answer yet, and may be stored after all; a cry in it
            // rings, because twice is better than too late.
            for request in batch.iter().filter(|request| request.is_impatient()) {
                desk.ringing.ring(&request.envelope);
            }
            desk.ringing.go_on();
            give_up(&mut desk.backlog, &mut desk.ears, &mut desk.ringing, reason);
        }
    }

    /// This node must not write any more. As one of several it goes on reading where it has only
    /// become too old, and rings; where nobody else can write, it cannot be so.
    async fn end(self, fault: AppendFault, batch: Vec<Request>) {
        match fault {
            AppendFault::Outdated(_) if self.desk.ears.shares_clock => {
                self.stay_outdated(batch).await;
            }
            fault => self.stop(fault.fault(), batch).await,
        }
    }

    /// This node must not write: what it remembers and what the database holds disagree. Whoever
    /// cries for help is still rung for, before the process ends.
    pub(super) async fn stop(mut self, fault: &Fault, mut batch: Vec<Request>) {
        tracing::error!(%fault, "this node stops writing");
        let reason = fault.to_string();
        self.desk.ears.health.send_modify(|health| health.stopped = Some(reason.clone()));
        batch.extend(std::mem::take(&mut self.desk.backlog));
        let until = Instant::now() + LAST_WORDS;
        while Instant::now() < until {
            while let Ok(request) = self.desk.ears.waiting.try_recv() {
                batch.push(request);
            }
            for request in batch.drain(..) {
                turn_away(request, &mut self.desk.ringing, &reason);
            }
            // Who cannot be reached makes room for the next, for as long as there is time.
            self.desk.ringing.go_on();
            tokio::time::sleep(BEAT).await;
        }
        // Replaying is the only way to know what the disk holds.
        std::process::exit(crate::EXIT_STOPPED);
    }
}
