//! The desk: everything of the loop but the log. Who waits, what is owed, who is told.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::words::{Actor, CommandId, NodeId};
use domain::{Command, Event};
use journal::{Appended, Aside, Envelope, Fault, Quarantine, Spool, Tick};
use tokio::sync::{mpsc, watch};

use super::effects::{self, Slots};
use super::fanout::{self, Fanout};
use super::{
    Health, Kept, Line, PATIENCE, Published, Request, Unanswered, WAITING_MAX, World, bare, fleet,
    matching, tick,
};

/// Most commands decided in one transaction.
const BATCH_MAX: usize = 500;
/// How long the loop sleeps when nothing is due; what others append is seen by then at the latest.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How soon the loop looks again when what is owed waits for a slot.
const LOOK_FOR_SLOTS: Duration = Duration::from_millis(250);
/// How long timers rest when what is due must wait until all nodes are updated.
const NOT_YET: Duration = Duration::from_secs(1);

/// The loop's ends of what its handles hold.
pub(super) struct Ears {
    pub waiting: mpsc::Receiver<Request>,
    pub publish: watch::Sender<Published>,
    pub health: watch::Sender<Health>,
    /// Whether the database's clock counts, and this machine's does not.
    pub shares_clock: bool,
    /// Which nodes run.
    pub roll: fleet::Roll,
}

/// Where a batch was kept.
pub(super) enum How<'a> {
    /// In the log.
    Durable {
        /// Whether the wall clock is not believed.
        clock_leapt: bool,
        /// What was kept aside before, when the log has just taken it in.
        left: Option<&'a Aside>,
    },
    /// On this machine's disk, until the log can be reached.
    Aside {
        /// Why.
        reason: &'a str,
        /// How many commands wait.
        waiting: usize,
    },
}

/// The loop's own side, but for the log.
pub(super) struct Desk {
    pub(super) node: NodeId,
    pub(super) world: World,
    pub(super) ears: Ears,
    /// What was taken from those who wait while nothing could be stored.
    pub(super) backlog: VecDeque<Request>,
    pub(super) own: Line,
    pub(super) runtime: tokio::runtime::Handle,
    index: matching::Matcher,
    pub(super) slots: Arc<Slots>,
    pub(super) fanout: Arc<Fanout>,
    pub(super) ringing: bare::Ringer,
    /// Where commands are kept while the log cannot be reached, if there is a place.
    pub(super) spool: Option<Spool>,
    /// What the log could not take in, for a person to look at.
    pub(super) quarantine: Option<Quarantine>,
    /// Since when nothing can be stored.
    pub(super) away_since: Option<Instant>,
    /// Until when timers rest, because what is due may not happen yet.
    rests_until: Option<Instant>,
    /// Cries for help that are kept on this machine while newer nodes write the log.
    pub(super) cries_left: Vec<Envelope>,
}

impl Desk {
    pub(super) fn new(
        node: NodeId,
        world: World,
        ears: Ears,
        own: Line,
        runtime: tokio::runtime::Handle,
    ) -> Self {
        let slots: Arc<Slots> = Arc::default();
        let (line, slot, handle) = (own.clone(), Arc::clone(&slots), runtime.clone());
        let ringing = bare::Ringer::new(node, &world, line, slot, handle);
        let quarantine = world.shelf.as_ref().map(|shelf| Quarantine::beside(&shelf.spool));
        Self {
            node,
            world,
            ears,
            backlog: VecDeque::new(),
            own,
            runtime,
            index: matching::Matcher::default(),
            slots,
            fanout: Arc::default(),
            ringing,
            spool: None,
            quarantine,
            away_since: None,
            rests_until: None,
            cries_left: Vec::new(),
        }
    }

    /// Adds what waits to a batch, as far as it fits.
    pub(super) fn fill(&mut self, batch: &mut Vec<Request>) {
        while batch.len() < BATCH_MAX {
            let next = self.backlog.pop_front().or_else(|| self.ears.waiting.try_recv().ok());
            let Some(request) = next else { break };
            batch.push(request);
        }
    }

    /// A look at the clock that counts. The database's was asked at the last append; since then
    /// this machine has only counted.
    pub(super) fn tick(&self) -> Tick {
        let tick = tick();
        match self.ears.shares_clock {
            true => Tick { wall: self.ears.publish.borrow().now(), ..tick },
            false => tick,
        }
    }

    /// Sleeps until somebody asks, something is due or others may have appended. False when
    /// nobody can ask any more.
    pub(super) async fn wait(&mut self, batch: &mut Vec<Request>) -> bool {
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
    pub(super) fn serves(&self) -> bool {
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
        let words = self.fanout.next_at(state).filter(|_| !published.kept_here);
        let due = [state.due(), owed, words, self.index.next_at(state, now)];
        let due = due.into_iter().flatten().min().map(|due| due.since(now));
        due.map(|due| due.max(self.rests_for()))
    }

    fn rests_for(&self) -> Duration {
        self.rests_until.map_or(Duration::ZERO, |until| until.duration_since(Instant::now()))
    }

    /// Something of Mayday's own may not happen until all nodes are updated: asking again at once
    /// would be in vain, and keep everyone else from being served.
    pub(super) fn rest_timers(&mut self) {
        self.rests_until = Some(Instant::now() + NOT_YET);
    }

    /// The command that has a later revision adopted, where every node that runs knows it. A
    /// command on the data of a stopped server leaves it to the next server, unless it writes.
    pub(super) fn adopts(&self, batch: &[Request]) -> Option<Envelope> {
        if !self.serves() && batch.is_empty() {
            return None;
        }
        let adopted = self.ears.publish.borrow().state.policy.adopted;
        let revision = self.ears.roll.adoptable(adopted)?;
        Some(self.system(Command::Adopt { revision }))
    }

    pub(super) fn system(&self, command: Command) -> Envelope {
        let id = CommandId(crate::chance::id());
        Envelope { id, actor: Actor::System, command, keep: false }
    }

    /// What time and debts ask for now.
    pub(super) fn owed(&self) -> Vec<Envelope> {
        if !self.serves() || !self.rests_for().is_zero() {
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
        // What a copy claims the log may have given to another node; subscribers can wait.
        if !published.kept_here {
            let claims = self.fanout.claims(&published.state, now);
            own.extend(claims.into_iter().map(|claim| self.system(Command::Subscribers(claim))));
        }
        own
    }

    /// After the commit: publish, answer, then settle what is owed.
    pub(super) fn settle(
        &mut self,
        mut appended: Appended,
        batch: &mut Vec<Request>,
        how: &How<'_>,
    ) {
        let state = Arc::clone(&appended.state);
        let now = appended.now;
        self.ringing.rest();
        let kept_here = matches!(how, How::Aside { .. });
        self.ears.publish.send_replace(Published { state, now, at: Instant::now(), kept_here });
        let quarantined = self.quarantine.as_mut().map_or(0, Quarantine::count);
        let healthy = match how {
            How::Durable { clock_leapt, .. } => {
                self.away_since = None;
                Health { clock_leapt: *clock_leapt, quarantined, ..Health::default() }
            }
            How::Aside { reason, waiting } => Health {
                kept_aside: Some(Kept { reason: (*reason).to_owned(), waiting: *waiting }),
                quarantined,
                ..Health::default()
            },
        };
        self.ears.health.send_if_modified(|health| {
            let changed = *health != healthy;
            *health = healthy;
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
        let left = match how {
            How::Durable { left, .. } => *left,
            How::Aside { .. } => None,
        };
        effects::send_claimed(self, &appended, left);
        fanout::send_claimed(self, &appended);
        self.index.match_owed(&self.own, &self.runtime, &appended.state, now);
    }

    /// Nothing can be stored: whoever has waited too long is told so, a cry for help among them
    /// rings all the same, and what rings goes on.
    pub(super) fn do_without(&mut self, batch: &mut Vec<Request>, fault: &Fault) {
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
}

/// Answers that it is not stored; a cry for help rings.
pub(super) fn turn_away(request: Request, ringing: &mut bare::Ringer, reason: &str) {
    let ringing = ringing.ring(&request.envelope);
    let reason = reason.to_owned();
    let _ = request.answer.send(Err(Unanswered::NotStored { reason, ringing }));
}

/// Says in the line's health that nothing can be stored, and turns away who has waited too long.
pub(super) fn give_up(
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
