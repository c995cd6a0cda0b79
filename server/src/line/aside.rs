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
use domain::readiness::Trouble;
use domain::words::Actor;
use journal::{AppendFault, Appended, Appender, Aside, Entry, Envelope, Fault, Store, Tick};

use super::Request;
use super::desk::{Desk, How};
use super::effects;
use super::keeper::{Keeper, RETRY_PAUSES};

/// Most commands that the log takes in at a time.
const TAKEN_IN_AT_ONCE_MAX: usize = 250;
/// How often the log may fail on one command before it is asked whether it would take another.
const TRIES_MAX: u32 = 5;
/// Most troubles that one merge notes on the board; the quarantine itself holds them all.
const NOTED_MAX: usize = 20;
/// Longest reason that is noted, in bytes.
const REASON_LEN_MAX: usize = 200;

/// Who asks and what is owed, while it is not yet kept anywhere.
type Pending<'a> = (&'a mut Vec<Request>, &'a mut Vec<Envelope>);

/// What is known of a command on which the log fails again and again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suspicion {
    /// It has failed so often: on this one, or because it takes nothing at all.
    Tries(u32),
    /// It has taken something else since, so this one is tried once more.
    TakesOthers,
    /// Then it failed on this one again. If it takes the news of that, this one alone is what
    /// fails.
    FailsOnThis,
}

/// What the log took in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Took {
    /// What was kept aside.
    Part,
    /// Something else, to see whether it takes anything.
    Other,
}

impl Keeper {
    /// Serves from a copy until the log has taken in everything.
    ///
    /// # Errors
    /// The fault for which this node must not write any more.
    pub(super) async fn stay_aside(
        &mut self,
        mut aside: Aside,
        why: &str,
        batch: &mut Vec<Request>,
        own: &mut Vec<Envelope>,
    ) -> Result<(), AppendFault> {
        let Self { appender, desk } = self;
        let store = Arc::clone(&desk.world.store);
        let (mut reason, mut pause) = (why.to_owned(), Duration::ZERO);
        // One by one once something fails, so that what the log cannot take holds up nothing else.
        let (mut at_once, mut suspicion) = (TAKEN_IN_AT_ONCE_MAX, Suspicion::Tries(0));
        let mut noted = Vec::new();
        // What this node claimed, and the log has now taken in: it left from here already.
        let mut claims: Vec<_> = Vec::new();
        desk.keep(&mut aside, &reason, (batch, own));
        desk.world.hub.all_changed();
        loop {
            let part = aside.first(at_once);
            let other = match (part.first(), suspicion) {
                (Some(_), Suspicion::Tries(TRIES_MAX..)) => Some(desk.nothing()),
                (Some(entry), Suspicion::FailsOnThis) => Some(desk.doubt(entry, &reason)),
                _ => None,
            };
            let done = {
                let attempt = take_in(appender, store.as_ref(), (&part, other), desk.tick(), pause);
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
                Ok((_, Took::Other)) if suspicion != Suspicion::FailsOnThis => {
                    // It was away as a whole, perhaps: nothing is held against this command yet.
                    suspicion = Suspicion::TakesOthers;
                    pause = Duration::ZERO;
                }
                Ok((appended, took)) => {
                    pause = Duration::ZERO;
                    suspicion = Suspicion::Tries(0);
                    at_once = (at_once * 4).min(TAKEN_IN_AT_ONCE_MAX);
                    let kept = match (took, part.first()) {
                        (Took::Other, Some(entry)) => desk.set_apart(entry, &reason),
                        _ => desk.set_refused_apart(&part, &appended, &mut noted),
                    };
                    if let Err(fault) = kept {
                        // Where it cannot be kept it stays in the spool, and is tried again.
                        reason = fault.to_string();
                        pause = RETRY_PAUSES.1;
                        continue;
                    }
                    aside.taken_in(part.len());
                    let own_claim =
                        |event: &(_, Event)| effects::claimed_by(desk.node, &event.1).is_some();
                    claims.extend(appended.events.iter().filter(|e| own_claim(e)).cloned());
                    if aside.waiting() > 0 {
                        desk.keep(&mut aside, &reason, (batch, own));
                        continue;
                    }
                    own.extend(noted.into_iter().map(|trouble| desk.notes(trouble)));
                    desk.come_back(appender, aside, Appended { events: claims, ..appended }, own);
                    return Ok(());
                }
                Err(fault @ AppendFault::Stop(_)) => return Err(fault),
                Err(fault @ AppendFault::Outdated(_)) => {
                    // What is kept stays where it is, for the version that can bring it there.
                    let waiting = aside.first(aside.waiting());
                    desk.leave_aside(waiting.into_iter().map(|entry| entry.envelope).collect());
                    return Err(fault);
                }
                Err(fault) => {
                    reason = fault.fault().to_string();
                    tracing::warn!(fault = reason, "the database is still away");
                    suspicion = match suspicion {
                        Suspicion::Tries(tries) if at_once == 1 => Suspicion::Tries(tries + 1),
                        Suspicion::TakesOthers => Suspicion::FailsOnThis,
                        Suspicion::Tries(_) | Suspicion::FailsOnThis => Suspicion::Tries(0),
                    };
                    at_once = 1;
                    pause = (pause * 2).clamp(RETRY_PAUSES.0, RETRY_PAUSES.1);
                    desk.keep(&mut aside, &reason, (batch, own));
                }
            }
        }
    }
}

/// Tries the log, after a pause, with what was kept or with something else in its place. With
/// nothing to bring it reads what others appended.
async fn take_in(
    appender: &mut Appender,
    store: &dyn Store,
    (part, other): (&[Entry], Option<Envelope>),
    tick: Tick,
    pause: Duration,
) -> Result<(Appended, Took), AppendFault> {
    tokio::time::sleep(pause).await;
    if let Some(other) = other {
        return Ok((appender.append(store, &[other], tick).await?, Took::Other));
    }
    if !part.is_empty() {
        return Ok((appender.merge(store, part, tick).await?, Took::Part));
    }
    let events = appender.catch_up(store).await.map_err(|fault| match fault.permanent {
        true => AppendFault::Stop(fault),
        false => AppendFault::Undone(fault),
    })?;
    if let Some(unknown) = appender.unknown() {
        return Err(AppendFault::Outdated(Fault::permanent(unknown)));
    }
    let (state, head, now) = (Arc::clone(appender.state()), appender.head(), appender.now(tick));
    Ok((Appended { answers: Vec::new(), state, events, head, now }, Took::Part))
}

/// What is noted on the board of a command that could not be carried over.
fn trouble(entry: &Entry, why: &str) -> Trouble {
    let cut = (0..=why.len().min(REASON_LEN_MAX)).rev().find(|at| why.is_char_boundary(*at));
    Trouble::NotCarriedOver {
        what: journal::aside::name_of(&entry.envelope).into(),
        at: entry.apart.at,
        reason: why[..cut.unwrap_or(0)].into(),
    }
}

impl Desk {
    /// The news that a command could not be carried over, as a command whose outcome is kept, so
    /// that the log writes something whether or not it is known there.
    fn doubt(&self, entry: &Entry, why: &str) -> Envelope {
        Envelope { keep: true, ..self.notes(trouble(entry, why)) }
    }

    /// A command that changes nothing and whose outcome is kept all the same: the log takes it if
    /// it takes anything.
    fn nothing(&self) -> Envelope {
        let nobody = domain::readiness::Command::DropTest { person: "".into() };
        Envelope { keep: true, ..self.system(nobody.into()) }
    }

    fn notes(&self, trouble: Trouble) -> Envelope {
        self.system(domain::readiness::Command::Notice { trouble }.into())
    }

    /// Keeps what the log cannot take in where a person finds it.
    fn set_apart(&mut self, entry: &Entry, why: &str) -> Result<(), Fault> {
        let (id, name) = (entry.envelope.id, journal::aside::name_of(&entry.envelope));
        let Some(quarantine) = &mut self.quarantine else {
            tracing::error!(%id, name, why, "what was kept aside could not be carried over");
            return Ok(());
        };
        quarantine.keep(entry, why)?;
        let file = quarantine.path().display().to_string();
        tracing::error!(%id, name, why, file, "what was kept aside is in quarantine");
        Ok(())
    }

    /// What people sent, and the log refuses by now, is not dropped either.
    fn set_refused_apart(
        &mut self,
        part: &[Entry],
        appended: &Appended,
        noted: &mut Vec<Trouble>,
    ) -> Result<(), Fault> {
        for (entry, answer) in part.iter().zip(&appended.answers) {
            let Err(refusal) = answer else { continue };
            if entry.envelope.actor == Actor::System {
                // Timers and reports are out of date by themselves.
                continue;
            }
            let why = refusal.to_string();
            self.set_apart(entry, &why)?;
            if noted.len() < NOTED_MAX {
                noted.push(trouble(entry, &why));
            }
        }
        Ok(())
    }

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
