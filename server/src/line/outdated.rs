//! A node that has met what only newer versions of Mayday understand: it reads on, and decides
//! nothing any more. Others do; it comes last.
//!
//! What it folds lacks whatever it skipped, so nothing that would follow from its state may be
//! stored, and nothing of it is acknowledged. What arrives here is turned away with a 503, so that
//! a repeat or a balancer brings it to a node that understands. A cry for help rings all the same,
//! at once and on a bare copy (`bare.rs`). It is not put aside in the spool: a link made here would
//! open nothing on the other nodes, and those can store the cry the moment it is repeated.
//!
//! What stands in the log is in the others' hands. Only when the log, which is still read, shows
//! that nobody has done what is due for a while, and no node that knows more has been seen lately,
//! does this one go on ringing on a bare copy, until the log moves again. Of several such nodes the
//! first by rank rings; the next waits until nothing is heard of that one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::revision;
use domain::words::Timestamp;
use journal::Envelope;

use super::desk::{Desk, turn_away};
use super::keeper::Keeper;
use super::{Health, PATIENCE, Published, Request, bare};

/// How often it looks while nothing happens.
const LOOK_EVERY: Duration = Duration::from_millis(500);

impl Keeper {
    /// Reads on and rings, until a version that is as new starts in its place.
    pub(super) async fn stay_outdated(self, mut batch: Vec<Request>) {
        let Self { mut appender, mut desk } = self;
        let store = Arc::clone(&desk.world.store);
        desk.ringing.rest();
        desk.ringing.only_cries();
        let mut others = desk.ringer_for_others();
        let mut moved = None;
        loop {
            match tokio::time::timeout(PATIENCE, appender.catch_up(store.as_ref())).await {
                Ok(Ok(events)) => {
                    if !events.is_empty() || moved.is_none() {
                        let now = appender.now(desk.tick());
                        desk.show(Arc::clone(appender.state()), now, moved.is_none());
                        moved = Some(now);
                        others.rest();
                    }
                }
                // Damage stays damage: what is rung by it may be anything.
                Ok(Err(fault)) if fault.permanent => {
                    return Self { appender, desk }.stop(&fault, batch).await;
                }
                Ok(Err(fault)) => tracing::warn!(%fault, "the database is away as well"),
                Err(_) => tracing::warn!("the database does not answer either"),
            }
            let unknown = appender.unknown().map(ToString::to_string).unwrap_or_default();
            let why = format!(
                "{unknown} than this machine runs: it decides and stores nothing any more. \
                 Update it."
            );
            for envelope in std::mem::take(&mut desk.cries_left) {
                desk.ringing.ring(&envelope);
            }
            desk.turn_all_away(&mut batch, &why);
            desk.ringing.forget_stored();
            desk.ringing.go_on();
            desk.ears.roll.listen(others.is_heard());
            if is_left_alone(&desk, moved) {
                others.go_on();
            } else {
                others.rest();
            }
            desk.is_outdated(&why);
            if !desk.wait_for_news(&mut batch).await {
                return;
            }
        }
    }
}

/// Whether nobody has done for a while what the log shows to be due, and it is for this node to.
fn is_left_alone(desk: &Desk, moved: Option<Timestamp>) -> bool {
    if desk.ears.roll.others_are_at_work() || !desk.ears.roll.rings_first() {
        return false;
    }
    let published = desk.ears.publish.borrow();
    let now = published.now();
    moved.is_some_and(|moved| revision::is_left_alone(&published.state, moved, now))
}

impl Desk {
    /// Rings for what stands in the log when nobody else does.
    fn ringer_for_others(&self) -> bare::Ringer {
        let (line, slots, runtime) =
            (self.own.clone(), Arc::clone(&self.slots), self.runtime.clone());
        let mut ringer = bare::Ringer::new(self.node, &self.world, line, slots, runtime);
        ringer.is_outdated();
        ringer
    }

    /// Shows what was read, which is what other nodes made durable.
    fn show(&self, state: Arc<domain::State>, now: Timestamp, first: bool) {
        if first {
            tracing::error!("this node meets what only newer versions understand; update it");
        }
        let at = Instant::now();
        self.ears.publish.send_replace(Published { state, now, at, kept_here: false });
        // Which parts of which pages are others now cannot be told from what was skipped.
        self.world.hub.all_changed();
    }

    /// Everything that is asked is turned away at once; who cries for help is rung for.
    fn turn_all_away(&mut self, batch: &mut Vec<Request>, why: &str) {
        loop {
            self.fill(batch);
            if batch.is_empty() {
                return;
            }
            for request in batch.drain(..) {
                turn_away(request, &mut self.ringing, why);
            }
        }
    }

    fn is_outdated(&mut self, why: &str) {
        let quarantined = self.quarantine.as_mut().map_or(0, journal::Quarantine::count);
        let known = Health {
            outdated: Some(why.to_owned()),
            not_storing: Some(why.to_owned()),
            ringing_unstored: self.ringing.cries(),
            quarantined,
            ..Health::default()
        };
        self.ears.health.send_if_modified(|health| {
            let changed = *health != known;
            *health = known;
            changed
        });
    }

    /// Sleeps until somebody asks or others may have appended. False when nobody can ask any more.
    async fn wait_for_news(&mut self, batch: &mut Vec<Request>) -> bool {
        let store = Arc::clone(&self.world.store);
        tokio::select! {
            biased;
            request = self.ears.waiting.recv() => match request {
                Some(request) => batch.push(request),
                None => return false,
            },
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = store.hint() => {}
        }
        true
    }

    /// Cries for help that were kept on this machine, and that the log does not know: the next
    /// start of a version that is as new brings them there. Until then they ring on.
    pub(super) fn leave_aside(&mut self, waiting: Vec<Envelope>) {
        let count = waiting.len();
        if count > 0 {
            tracing::error!(
                count,
                "commands wait on this machine until a version that is as new starts here"
            );
        }
        self.cries_left = waiting;
    }
}
