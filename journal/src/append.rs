//! The one algorithm that appends: decide in batches, under the organisation's lock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::words::{Actor, CommandId, EmergencyId, IncidentId, NodeId, ParticipantId, Timestamp};
use domain::{Command, Decision, Event, Moment, REVISIONS, Refusal, Revisions, State};
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Tick};
use crate::codec::{self, Salts};
use crate::replay::{Proof, READ_BATCH, follow, replay};
use crate::spool::{Apart, Entry};
use crate::unknown::{self, Unknown};
use crate::{Chain, CommitFault, Fault, Head, KeptRow, Store, Transaction};

/// A command on its way to a decision.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Under which id its outcome is kept: a repeat carries the same.
    pub id: CommandId,
    /// Who sends it.
    pub actor: Actor,
    /// What is asked.
    pub command: Command,
    /// Whether the outcome is kept, so that a repeat gets the same answer. Timers need not be.
    pub keep: bool,
}

/// What a command brought about, by reference; never a secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The emergency that it opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyId>,
    /// The incident that it declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// The participant that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// The number of the message that it wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// The number of the link to sign in that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<u32>,
}

impl Outcome {
    pub(crate) fn of(events: &[Event]) -> Self {
        let mut outcome = Self::default();
        for event in events {
            match event {
                Event::Emergencies(domain::emergencies::Event::Opened {
                    emergency,
                    participant,
                    ..
                }) => {
                    outcome.emergency = Some(*emergency);
                    outcome.participant = Some(*participant);
                }
                Event::Emergencies(domain::emergencies::Event::Said { number, .. }) => {
                    outcome.message = outcome.message.or(Some(*number));
                }
                Event::Monitoring(domain::monitoring::Event::Declared { incident, .. }) => {
                    outcome.incident = Some(*incident);
                }
                Event::Access(domain::access::Event::Offered { offer, .. }) => {
                    outcome.offer = Some(*offer);
                }
                _ => {}
            }
        }
        outcome
    }
}

/// What is kept of a command.
pub type Kept = Outcome;

/// The answer to one command.
pub type Answer = Result<Outcome, Refusal>;

/// A batch that is durable.
#[derive(Debug)]
pub struct Appended {
    /// One answer for each command, in order.
    pub answers: Vec<Answer>,
    /// The state after it.
    pub state: Arc<State>,
    /// What happened since the last append, by this node and others.
    pub events: Vec<(Timestamp, Event)>,
    /// Where the log ends now.
    pub head: Head,
    /// The instant at which the batch was decided.
    pub now: Timestamp,
}

/// Why a batch was not appended.
#[derive(Clone, Debug)]
pub enum AppendFault {
    /// Nothing was stored; it may be tried again.
    Undone(Fault),
    /// Nobody knows whether it was stored; the same batch must be tried again under the same ids.
    Unknown(Fault),
    /// The log holds what this version of Mayday does not understand. Nothing was stored, and
    /// nothing will be: this node may only read on, by [`Appender::catch_up`].
    Outdated(Fault),
    /// The log is behind what was acknowledged, or damaged: this node must not write.
    Stop(Fault),
}

impl AppendFault {
    /// What failed.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        let (Self::Undone(fault)
        | Self::Unknown(fault)
        | Self::Outdated(fault)
        | Self::Stop(fault)) = self;
        fault
    }
}

/// What decides: [`domain::decide`], but for tests of what happens when deciding itself breaks.
pub type Decide = fn(&State, Command, &Moment<'_>) -> Result<Decision, Refusal>;

/// Appends to one organisation's log, and holds its state.
pub struct Appender {
    decide: Decide,
    organisation: String,
    node: NodeId,
    zones: &'static jiff::tz::TimeZoneDatabase,
    salts: Salts,
    clock: Clock,
    state: Arc<State>,
    head: Head,
    revisions: &'static Revisions,
    /// What was met first that this version does not understand.
    unknown: Option<Unknown>,
}

impl Appender {
    /// Replays the organisation's log.
    ///
    /// # Errors
    /// A [`Fault`] when the log cannot be read or folded.
    pub async fn open(
        store: &dyn Store,
        organisation: &str,
        node: NodeId,
        zones: &'static jiff::tz::TimeZoneDatabase,
        salts: Salts,
    ) -> Result<Self, Fault> {
        Self::open_knowing(store, organisation, node, zones, salts, &REVISIONS).await
    }

    /// The same for a program that knows other revisions than this one.
    ///
    /// # Errors
    /// A [`Fault`] when the log cannot be read or folded, or is one of newer programs.
    pub async fn open_knowing(
        store: &dyn Store,
        organisation: &str,
        node: NodeId,
        zones: &'static jiff::tz::TimeZoneDatabase,
        salts: Salts,
        revisions: &'static Revisions,
    ) -> Result<Self, Fault> {
        // Nobody watches yet, so what happened is not collected.
        let (state, head) = replay(store, organisation, Proof::Joints).await?;
        let (adopted, latest) = (state.policy.adopted, revisions.latest);
        if adopted > latest {
            return Err(Fault::permanent(format!(
                "newer versions of Mayday write this log: it has adopted revision {adopted}, and \
                 this version knows {latest}. Start a version that is as new."
            )));
        }
        Ok(Self {
            revisions,
            unknown: None,
            decide: domain::decide,
            organisation: organisation.to_owned(),
            node,
            zones,
            salts,
            clock: Clock::default(),
            state: Arc::new(state),
            head,
        })
    }

    /// The same, deciding by another function.
    #[must_use]
    pub fn deciding_by(self, decide: Decide) -> Self {
        Self { decide, ..self }
    }

    /// The state as of the last append or catch-up.
    #[must_use]
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Where the log ended then.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// What was met first that this version of Mayday does not understand. From then on nothing
    /// is appended, and the state lacks whatever was skipped.
    #[must_use]
    pub fn unknown(&self) -> Option<&Unknown> {
        self.unknown.as_ref()
    }

    /// What this program knows and needs.
    #[must_use]
    pub fn revisions(&self) -> &'static Revisions {
        self.revisions
    }

    /// Whether the wall clock leapt and is not believed.
    #[must_use]
    pub fn clock_leapt(&self) -> bool {
        self.clock.leapt()
    }

    /// The instant that a decision would be made at.
    pub fn now(&mut self, tick: Tick) -> Timestamp {
        self.clock.now(tick, self.head.at)
    }

    /// Reads and folds what others appended; what this version does not understand is skipped, and
    /// told by [`Self::unknown`].
    ///
    /// # Errors
    /// A [`Fault`] when the log cannot be read or folded.
    pub async fn catch_up(&mut self, store: &dyn Store) -> Result<Vec<(Timestamp, Event)>, Fault> {
        let mut news = Vec::new();
        loop {
            let records = store.read(&self.organisation, self.head.seq, READ_BATCH).await?;
            if records.is_empty() {
                return Ok(news);
            }
            let mut state = self.state.as_ref().clone();
            let collect = |at, event| news.push((at, event));
            let known = (self.head, self.revisions);
            self.head = fold(&mut state, known, &mut self.unknown, &records, collect)?;
            self.state = Arc::new(state);
        }
    }

    /// Decides the batch under the lock and appends what it brings about.
    ///
    /// # Errors
    /// An [`AppendFault`]; the appender's state is then as before.
    pub async fn append(
        &mut self,
        store: &dyn Store,
        batch: &[Envelope],
        tick: Tick,
    ) -> Result<Appended, AppendFault> {
        let batch: Vec<(&Envelope, Option<&Apart>)> =
            batch.iter().map(|envelope| (envelope, None)).collect();
        self.append_all(store, &batch, tick).await
    }

    /// Appends what was decided apart from the log, in its own order and, as far as the log allows,
    /// at its own time. The outcome of each is kept, so that it may be tried again after a crash.
    ///
    /// # Errors
    /// An [`AppendFault`]; the appender's state is then as before.
    pub async fn merge(
        &mut self,
        store: &dyn Store,
        entries: &[Entry],
        tick: Tick,
    ) -> Result<Appended, AppendFault> {
        let entries: Vec<(&Envelope, Option<&Apart>)> =
            entries.iter().map(|entry| (&entry.envelope, Some(&entry.apart))).collect();
        self.append_all(store, &entries, tick).await
    }

    async fn append_all(
        &mut self,
        store: &dyn Store,
        batch: &[(&Envelope, Option<&Apart>)],
        tick: Tick,
    ) -> Result<Appended, AppendFault> {
        // A state that lacks something would decide what nobody could decide who knows all of it.
        self.unknown.as_ref().map_or(Ok(()), outdated)?;
        let mut transaction = store.begin(&self.organisation).await.map_err(AppendFault::Undone)?;
        let mut state = self.state.as_ref().clone();
        let (mut events, mut unknown) = (Vec::new(), None);
        let known = (self.organisation.as_str(), self.head, self.revisions);
        let read = read_others(transaction.as_mut(), known, &mut state, &mut unknown, &mut events);
        let head = read.await?;
        unknown.as_ref().map_or(Ok(()), outdated)?;
        let tick = Tick { wall: transaction.now().unwrap_or(tick.wall), ..tick };
        let now = self.clock.now(tick, head.at);

        let keeps = |envelope: &Envelope, apart: Option<&Apart>| envelope.keep || apart.is_some();
        let kept_ones = batch.iter().filter(|(envelope, apart)| keeps(envelope, *apart));
        let ids: Vec<CommandId> = kept_ones.map(|(envelope, _)| envelope.id).collect();
        let mut kept = Vec::new();
        if !ids.is_empty() {
            kept = transaction.kept(&ids).await.map_err(AppendFault::Undone)?;
        }
        let mut batch_result =
            Batch { state, head, records: Vec::new(), events, kept: Vec::new(), now };
        let mut answers = Vec::with_capacity(batch.len());
        for (envelope, apart) in batch {
            let seen = kept.iter().chain(&batch_result.kept).find(|row| row.command == envelope.id);
            let answer = match seen {
                Some(row) if keeps(envelope, *apart) => Ok(outcome_of(row)),
                _ => {
                    let at = apart.map_or(now, |apart| apart.at.min(now)).max(batch_result.head.at);
                    batch_result.now = at;
                    let node = apart.map_or(self.node, |apart| apart.node);
                    let place = (node, self.zones);
                    let how = (self.decide, self.revisions);
                    batch_result.decide(envelope, *apart, how, place, &mut self.salts)
                }
            };
            answers.push(answer);
        }
        let Batch { state, head, records, events, kept, .. } = batch_result;
        if !records.is_empty() || !kept.is_empty() {
            transaction.commit(records, kept).await.map_err(|fault| match fault {
                CommitFault::Undone(fault) => AppendFault::Undone(fault),
                CommitFault::Unknown(fault) => AppendFault::Unknown(fault),
                CommitFault::Lost(fault) => AppendFault::Stop(fault),
            })?;
        }
        self.state = Arc::new(state);
        self.head = head;
        Ok(Appended { answers, state: Arc::clone(&self.state), events, head, now })
    }
}

/// Compares the log's head with memory and folds what others appended. A head that is behind
/// what this node has seen means that acknowledged events were lost: it must not write.
async fn read_others(
    transaction: &mut dyn Transaction,
    (organisation, known, revisions): (&str, Head, &Revisions),
    state: &mut State,
    unknown: &mut Option<Unknown>,
    news: &mut Vec<(Timestamp, Event)>,
) -> Result<Head, AppendFault> {
    let stored = transaction.head();
    let mut head = known;
    if stored.seq < head.seq || (stored.seq == head.seq && stored.chain != head.chain) {
        return Err(AppendFault::Stop(Fault::permanent(format!(
            "the log of {organisation} ends at event {} but event {} was acknowledged: the \
             database has lost data. Restore it before anything is written.",
            stored.seq, head.seq
        ))));
    }
    while head.seq < stored.seq {
        let records = transaction.read(head.seq, READ_BATCH).await.map_err(AppendFault::Undone)?;
        if records.is_empty() {
            let why = format!("events after {} are missing from the log", head.seq);
            return Err(AppendFault::Stop(Fault::permanent(why)));
        }
        let collect = |at, event| news.push((at, event));
        head = fold(state, (head, revisions), unknown, &records, collect)
            .map_err(AppendFault::Stop)?;
    }
    Ok(head)
}

/// A batch while it is decided.
struct Batch {
    state: State,
    head: Head,
    records: Vec<crate::Record>,
    events: Vec<(Timestamp, Event)>,
    kept: Vec<KeptRow>,
    now: Timestamp,
}

impl Batch {
    fn decide(
        &mut self,
        envelope: &Envelope,
        apart: Option<&Apart>,
        (decide, revisions): (Decide, &'static Revisions),
        (node, zones): (NodeId, &jiff::tz::TimeZoneDatabase),
        salts: &mut Salts,
    ) -> Answer {
        let moment = Moment::new(self.now, envelope.id, &envelope.actor, node, zones);
        let moment = moment.knowing(revisions);
        // A command that breaks the program must not take the others, or the node, with it.
        let decided = catch_unwind(AssertUnwindSafe(|| {
            let command = envelope.command.clone();
            match apart {
                Some(apart) => domain::apart::rejoin(&self.state, command, &apart.meaning, &moment),
                None => decide(&self.state, command, &moment),
            }
        }));
        let decision = decided.unwrap_or_else(|_| {
            tracing::error!(command = %envelope.id, "a command broke the program and is refused");
            Err(Refusal::Broken)
        })?;
        let mut chain: Chain = self.head.chain;
        for event in &decision.events {
            let seq = self.head.seq + 1;
            let record =
                codec::encode(event, seq, self.now, &envelope.actor, envelope.id, &chain, salts);
            chain = record.chain;
            self.head = Head { seq, chain, at: self.now };
            self.records.push(record);
        }
        let outcome = Outcome::of(&decision.events);
        self.state = decision.state;
        self.events.extend(decision.events.into_iter().map(|event| (self.now, event)));
        if envelope.keep || apart.is_some() {
            let words = serde_json::to_string(&outcome);
            let outcome = words.expect("an outcome can always be written as JSON");
            self.kept.push(KeptRow { command: envelope.id, outcome, at: self.now });
        }
        Ok(outcome)
    }
}

fn outcome_of(row: &KeptRow) -> Outcome {
    serde_json::from_str(&row.outcome).unwrap_or_default()
}

fn outdated(unknown: &Unknown) -> Result<(), AppendFault> {
    Err(AppendFault::Outdated(Fault::permanent(unknown)))
}

fn fold(
    state: &mut State,
    (mut head, revisions): (Head, &Revisions),
    skipped: &mut Option<Unknown>,
    records: &[crate::Record],
    mut happened: impl FnMut(Timestamp, Event),
) -> Result<Head, Fault> {
    if let Some(next) = records.first() {
        // After a failover that lost events, others may have gone on from an earlier one: what is
        // read now does not follow what was read before.
        codec::verify(next, &head.chain)?;
    }
    for record in records {
        let next = follow(record, head)?;
        let read = unknown::read(record, &head.chain, revisions)?;
        head = next;
        let event = match read {
            Ok(event) => event,
            Err(unknown) => {
                skipped.get_or_insert(unknown);
                continue;
            }
        };
        if skipped.is_none() {
            state.evolve(&event, record.at);
        } else if !unknown::fold_guarded(state, &event, record) {
            continue;
        }
        happened(record.at, event);
    }
    Ok(head)
}
