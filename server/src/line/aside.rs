//! Going on without the log: what is asked is decided on a copy and kept on this machine's disk,
//! until the database has taken it in.
//!
//! Nothing else changes for anybody: the same loop serves, letters leave as always, conversations
//! go on. The log is tried all the time beside it, in parts, and once nothing is left over there
//! the log counts again. When this machine's disk fails too, a bare copy rings (`bare.rs`).

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::Event;
use journal::{AppendFault, Appended, Appender, Aside, Entry, Envelope, Fault, Store, Tick};

use super::Request;
use super::desk::{Desk, How};
use super::effects;
use super::keeper::{Keeper, RETRY_PAUSES};

/// Most commands that the log takes in at a time.
const TAKEN_IN_AT_ONCE_MAX: usize = 250;

/// Who asks and what is owed, while it is not yet kept anywhere.
type Pending<'a> = (&'a mut Vec<Request>, &'a mut Vec<Envelope>);

impl Keeper {
    /// Serves from a copy until the log has taken in everything.
    ///
    /// # Errors
    /// The [`Fault`] for which this node must not write any more.
    pub(super) async fn stay_aside(
        &mut self,
        mut aside: Aside,
        why: &str,
        batch: &mut Vec<Request>,
        own: &mut Vec<Envelope>,
    ) -> Result<(), Fault> {
        let Self { appender, desk } = self;
        let store = Arc::clone(&desk.world.store);
        let (mut reason, mut pause) = (why.to_owned(), Duration::ZERO);
        // What this node claimed, and the log has now taken in: it left from here already.
        let mut claims: Vec<_> = Vec::new();
        desk.keep(&mut aside, &reason, (batch, own));
        desk.world.hub.all_changed();
        loop {
            let part = aside.first(TAKEN_IN_AT_ONCE_MAX);
            let done = {
                let attempt = take_in(appender, store.as_ref(), &part, desk.tick(), pause);
                let mut attempt = pin!(attempt);
                loop {
                    tokio::select! {
                        biased;
                        done = &mut attempt => break done,
                        open = desk.wait(batch) => if !open {
                            // Nobody can ask any more; what is kept waits for the next start.
                            return Ok(());
                        },
                    }
                    desk.keep(&mut aside, &reason, (batch, own));
                }
            };
            match done {
                Ok(appended) => {
                    pause = Duration::ZERO;
                    tell_refused(&part, &appended);
                    aside.taken_in(part.len());
                    let own_claim =
                        |event: &(_, Event)| effects::claimed_by(desk.node, &event.1).is_some();
                    claims.extend(appended.events.iter().filter(|e| own_claim(e)).cloned());
                    if aside.waiting() > 0 {
                        desk.keep(&mut aside, &reason, (batch, own));
                        continue;
                    }
                    desk.come_back(appender, aside, Appended { events: claims, ..appended }, own);
                    return Ok(());
                }
                Err(AppendFault::Stop(fault)) => return Err(fault),
                Err(fault) => {
                    reason = fault.fault().to_string();
                    tracing::warn!(fault = reason, "the database is still away");
                    pause = (pause * 2).clamp(RETRY_PAUSES.0, RETRY_PAUSES.1);
                    desk.keep(&mut aside, &reason, (batch, own));
                }
            }
        }
    }
}

/// Tries the log, after a pause. With nothing to bring it reads what others appended.
async fn take_in(
    appender: &mut Appender,
    store: &dyn Store,
    part: &[Entry],
    tick: Tick,
    pause: Duration,
) -> Result<Appended, AppendFault> {
    tokio::time::sleep(pause).await;
    if !part.is_empty() {
        let appended = appender.merge(store, part, tick).await?;
        return Ok(appended);
    }
    let events = appender.catch_up(store).await.map_err(|fault| match fault.permanent {
        true => AppendFault::Stop(fault),
        false => AppendFault::Undone(fault),
    })?;
    let (state, head, now) = (Arc::clone(appender.state()), appender.head(), appender.now(tick));
    Ok(Appended { answers: Vec::new(), state, events, head, now })
}

/// What was kept here and means nothing to the log any more is written where the operator looks.
fn tell_refused(part: &[Entry], appended: &Appended) {
    for (entry, answer) in part.iter().zip(&appended.answers) {
        if let Err(refusal) = answer {
            let (id, name) = (entry.envelope.id, journal::aside::name_of(&entry.envelope));
            tracing::warn!(%id, name, %refusal, "what was kept aside could not be carried over");
        }
    }
}

impl Desk {
    /// Decides what waits on the copy and keeps it on this machine's disk; where even that fails,
    /// a bare copy rings.
    fn keep(&mut self, aside: &mut Aside, reason: &str, (batch, own): Pending<'_>) {
        if let Some(down_since) = self.ringing.take_standstill() {
            own.insert(0, self.system(domain::Command::Resumed { down_since }));
        }
        self.fill(batch);
        if own.is_empty() {
            *own = self.owed();
        }
        let mut envelopes = own.clone();
        envelopes.extend(batch.iter().map(|request| request.envelope.clone()));
        let now = self.ears.publish.borrow().now();
        match aside.append(&envelopes, now) {
            Ok(appended) => {
                own.clear();
                let how = How::Aside { reason, waiting: aside.waiting() };
                self.settle(appended, batch, &how);
            }
            Err(fault) => self.do_without(batch, &fault),
        }
    }

    /// The log has everything: it counts again, for everyone at once.
    fn come_back(
        &mut self,
        appender: &Appender,
        aside: Aside,
        appended: Appended,
        own: &mut Vec<Envelope>,
    ) {
        let left_over = aside.left_over(&appended.state, appended.now);
        own.extend(left_over.into_iter().map(|command| self.system(command)));
        let away_for = self.away_since.map(|since: Instant| since.elapsed().as_secs());
        tracing::info!(away_for, "the database is back and has taken in what was kept here");
        let clock_leapt = appender.clock_leapt();
        let how = How::Durable { clock_leapt, left: Some(&aside) };
        self.settle(appended, &mut Vec::new(), &how);
        self.world.hub.all_changed();
        let (spool, cleared) = aside.end();
        if let Err(fault) = cleared {
            tracing::error!(%fault, "what was kept aside is in the log but could not be deleted");
        }
        self.spool = Some(spool);
    }
}
