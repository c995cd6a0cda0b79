//! Aside: while the log cannot be reached, a node decides on a copy and keeps what was asked of it
//! in its spool, until the log takes it in.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::deliveries;
use domain::words::{CommandId, DeliveryId, NodeId, Timestamp};
use domain::{Command, Event, Moment, Refusal, State, apart, emergencies};

use crate::spool::{Apart, Entry, Spool};
use crate::{Answer, Appended, Envelope, Fault, Head, Outcome};

/// A delivery and the fence of the claim under which it leaves.
pub type Leaving = (DeliveryId, u32);

/// A copy of the state that goes on by itself.
pub struct Aside {
    spool: Spool,
    node: NodeId,
    zones: &'static jiff::tz::TimeZoneDatabase,
    state: Arc<State>,
    /// Where the log ended when the copy was made.
    head: Head,
    /// What waits for the log, in order.
    waiting: VecDeque<Entry>,
    /// What was answered, for repeats.
    kept: BTreeMap<CommandId, Outcome>,
    /// What left from here, and when it was claimed.
    left: BTreeMap<Leaving, Timestamp>,
}

impl Aside {
    /// A copy of what was last durable.
    #[must_use]
    pub fn new(
        spool: Spool,
        node: NodeId,
        zones: &'static jiff::tz::TimeZoneDatabase,
        (state, head): (Arc<State>, Head),
    ) -> Self {
        let (kept, left) = (BTreeMap::new(), BTreeMap::new());
        Self { spool, node, zones, state, head, waiting: VecDeque::new(), kept, left }
    }

    /// The same with what a former process had kept: it is decided again, as it was then, but for
    /// what the log has taken in already.
    #[must_use]
    pub fn with(mut self, entries: Vec<Entry>, taken: &BTreeSet<CommandId>) -> Self {
        let mut state = self.state.as_ref().clone();
        for entry in entries {
            if taken.contains(&entry.envelope.id) {
                continue;
            }
            let moment = Moment::new(
                entry.apart.at,
                entry.envelope.id,
                &entry.envelope.actor,
                entry.apart.node,
                self.zones,
            );
            let command = entry.envelope.command.clone();
            let decided = catch_unwind(AssertUnwindSafe(|| {
                apart::rejoin(&state, command, &entry.apart.meaning, &moment)
            }));
            // What the copy cannot make sense of, the log may.
            if let Ok(Ok(decision)) = decided
                && !opened_before(&state, &decision.events)
            {
                self.kept.insert(entry.envelope.id, Outcome::of(&decision.events));
                state = decision.state;
            }
            self.waiting.push_back(entry);
        }
        self.state = Arc::new(state);
        self
    }

    /// The copy.
    #[must_use]
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// When the last of what waits was decided.
    #[must_use]
    pub fn last_at(&self) -> Option<Timestamp> {
        self.waiting.back().map(|entry| entry.apart.at)
    }

    /// How many commands wait for the log.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self, limit: usize) -> Vec<Entry> {
        self.waiting.iter().take(limit).cloned().collect()
    }

    /// The log has taken in so many of them.
    pub fn taken_in(&mut self, count: usize) {
        self.waiting.drain(..count.min(self.waiting.len()));
    }

    /// When a delivery left from here under that claim, if it did.
    #[must_use]
    pub fn left_at(&self, leaving: Leaving) -> Option<Timestamp> {
        self.left.get(&leaving).copied()
    }

    /// Decides a batch on the copy. On success it is on this machine's disk.
    ///
    /// # Errors
    /// A [`Fault`] when it cannot be kept here either; the copy is then as before.
    pub fn append(&mut self, batch: &[Envelope], now: Timestamp) -> Result<Appended, Fault> {
        let mut state = self.state.as_ref().clone();
        let (mut events, mut answers, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        let mut outcomes: BTreeMap<CommandId, Outcome> = BTreeMap::new();
        for envelope in batch {
            let seen = self.kept.get(&envelope.id).or_else(|| outcomes.get(&envelope.id));
            if let Some(outcome) = seen.filter(|_| envelope.keep) {
                answers.push(Ok(*outcome));
                continue;
            }
            answers.push(self.decide(envelope, now, &mut state, &mut events, &mut entries));
            if let Some(Ok(outcome)) = answers.last()
                && envelope.keep
            {
                outcomes.insert(envelope.id, *outcome);
            }
        }
        self.spool.keep(&entries)?;
        self.waiting.extend(entries);
        self.kept.extend(outcomes);
        for (at, event) in &events {
            if let Event::Deliveries(
                deliveries::Event::Owed { delivery, claim, .. }
                | deliveries::Event::Claimed { delivery, claim },
            ) = event
            {
                self.left.insert((*delivery, claim.fence), *at);
            }
        }
        self.state = Arc::new(state);
        let state = Arc::clone(&self.state);
        Ok(Appended { answers, state, events, head: self.head, now })
    }

    fn decide(
        &self,
        envelope: &Envelope,
        now: Timestamp,
        state: &mut State,
        events: &mut Vec<(Timestamp, Event)>,
        entries: &mut Vec<Entry>,
    ) -> Answer {
        let moment = Moment::new(now, envelope.id, &envelope.actor, self.node, self.zones);
        let decided = catch_unwind(AssertUnwindSafe(|| {
            domain::decide(state, envelope.command.clone(), &moment)
        }));
        let decision = decided.unwrap_or_else(|_| {
            tracing::error!(command = %envelope.id, "a command broke the program and is refused");
            Err(Refusal::Broken)
        })?;
        let outcome = Outcome::of(&decision.events);
        if opened_before(state, &decision.events) {
            // A repeat of what the log has: the same command makes the same ids.
            return Ok(outcome);
        }
        let meaning = apart::Meaning::of(&decision.events);
        if envelope.keep || !decision.events.is_empty() {
            let apart = Apart { at: now, node: self.node, meaning };
            entries.push(Entry { envelope: envelope.clone(), apart });
        }
        *state = decision.state;
        events.extend(decision.events.into_iter().map(|event| (now, event)));
        Ok(outcome)
    }

    /// Ends it, once the log has everything: the spool, emptied.
    ///
    /// # Errors
    /// The [`Fault`] beside the spool, when it could not be emptied.
    pub fn end(mut self) -> (Spool, Result<(), Fault>) {
        let cleared = self.spool.clear();
        (self.spool, cleared)
    }

    /// What people were told here and the log, which has everything else by now, does not know.
    #[must_use]
    pub fn left_over(&self, log: &State, now: Timestamp) -> Vec<Command> {
        apart::left_over(&self.state, log, now)
    }
}

/// What a command is called, without a word of anyone's.
#[must_use]
pub fn name_of(envelope: &Envelope) -> String {
    let words = format!("{:?}", envelope.command);
    let named = |c: &char| c.is_alphanumeric() || *c == '(';
    words.chars().take_while(named).collect::<String>().replace('(', " ")
}

/// Whether the cry for help that was just decided stands in the state already.
fn opened_before(state: &State, events: &[Event]) -> bool {
    events.iter().any(|event| match event {
        Event::Emergencies(emergencies::Event::Opened { emergency, .. }) => {
            state.emergencies.get(*emergency).is_some()
        }
        _ => false,
    })
}
