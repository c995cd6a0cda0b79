//! The line: one loop for an organisation. Take what waits, decide, append, publish, answer; then
//! settle what is owed.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::words::{Actor, CommandId, NodeId, Timestamp};
use domain::{Command, Event, Refusal, State};
use journal::{Answer, AppendFault, Appended, Appender, Envelope, Fault, Store, Tick};
use tokio::sync::{mpsc, oneshot, watch};

use crate::channels::Carriers;
use crate::letters::Writer;
use crate::live::Hub;

mod bare;
mod effects;
mod matching;

/// Most commands that wait; beyond it the asker is told to come again.
const WAITING_MAX: usize = 20_000;
/// Most commands decided in one transaction.
const BATCH_MAX: usize = 500;
/// A command that cannot be stored for this long is answered so.
pub const PATIENCE: Duration = Duration::from_secs(3);
/// How long the loop sleeps when nothing is due; what others append is seen by then at the latest.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long a process that must end waits for its answers and letters to leave.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// How long the loop rests after a command of its own broke the program.
const AFTER_BROKEN: Duration = Duration::from_secs(1);
/// Shortest and longest pause between attempts at an append that failed.
const RETRY_PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Why there is no answer.
#[derive(Clone, Debug)]
pub enum Unanswered {
    /// It is not stored; the same command may be sent again.
    NotStored {
        /// Why, for the operator.
        reason: String,
        /// Whether humans are being rung all the same.
        ringing: bool,
    },
    /// Too many commands wait.
    Busy,
}

/// What was last made durable.
#[derive(Clone)]
pub struct Published {
    /// The state.
    pub state: Arc<State>,
    /// The instant at which it was decided.
    pub now: Timestamp,
    at: Instant,
}

impl Published {
    /// The instant that it is now, by the log's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now + self.at.elapsed()
    }
}

struct Request {
    envelope: Envelope,
    since: Instant,
    answer: oneshot::Sender<Result<Answer, Unanswered>>,
}

/// What the loop needs of the world around it.
pub struct World {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The channels.
    pub carriers: Arc<Carriers>,
    /// Writes letters from state.
    pub writer: Arc<Writer>,
    /// Who watches live.
    pub hub: Arc<Hub>,
}

/// A handle on an organisation's loop.
#[derive(Clone)]
pub struct Line {
    requests: mpsc::Sender<Request>,
    published: watch::Receiver<Published>,
    health: watch::Receiver<Health>,
    organisation: Arc<str>,
}

/// How the loop is.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// Why nothing can be stored, while that is so.
    pub not_storing: Option<String>,
    /// Why this node must not write any more.
    pub stopped: Option<String>,
    /// Whether the wall clock leapt and is not believed.
    pub clock_leapt: bool,
}

impl Line {
    /// Replays the log and starts the loop on a thread of its own, so that waiting for the disk
    /// holds up nobody else.
    ///
    /// # Errors
    /// A [`Fault`] when the log cannot be replayed.
    pub async fn open(organisation: &str, world: World) -> Result<Self, Fault> {
        let node = NodeId(crate::chance::id());
        let salts = Box::new(|| crate::chance::id().to_be_bytes());
        let zones = crate::zones();
        let mut appender =
            Appender::open(world.store.as_ref(), organisation, node, zones, salts).await?;
        let now = appender.now(tick());
        let first = Published { state: Arc::clone(appender.state()), now, at: Instant::now() };
        let (requests, waiting) = mpsc::channel(WAITING_MAX);
        let (publish, published) = watch::channel(first);
        let (health, healthy) = watch::channel(Health::default());
        let line =
            Self { requests, published, health: healthy, organisation: Arc::from(organisation) };
        let runtime = tokio::runtime::Handle::current();
        let own = line.clone();
        let spawned =
            std::thread::Builder::new().name(format!("line {organisation}")).spawn(move || {
                let alone = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let alone = alone.expect("a thread can always have a runtime of its own");
                let index = matching::Matcher::default();
                let ringing = bare::Ringer::default();
                let keeper = Keeper {
                    node,
                    appender,
                    world,
                    waiting,
                    backlog: VecDeque::new(),
                    publish,
                    health,
                    own,
                    runtime,
                    index,
                    ringing,
                };
                let run = AssertUnwindSafe(|| alone.block_on(keeper.run()));
                if std::panic::catch_unwind(run).is_err() {
                    // A line that nobody serves would look alive; a new process replays and rings.
                    tracing::error!("the line broke; the process ends");
                    std::process::exit(crate::EXIT_STOPPED);
                }
            });
        spawned.map_err(Fault::permanent)?;
        Ok(line)
    }

    /// The name under which the log is kept.
    #[must_use]
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// What was last made durable.
    #[must_use]
    pub fn published(&self) -> Published {
        self.published.borrow().clone()
    }

    /// Says when something new was made durable.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<Published> {
        self.published.clone()
    }

    /// How the loop is.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health.borrow().clone()
    }

    /// Sends a command whose outcome is kept under `id`, and waits for the answer.
    ///
    /// # Errors
    /// [`Unanswered`] when it could not be stored.
    pub async fn ask(
        &self,
        id: CommandId,
        actor: Actor,
        command: impl Into<Command>,
    ) -> Result<Answer, Unanswered> {
        self.send(Envelope { id, actor, command: command.into(), keep: true }).await
    }

    /// Sends a command of Mayday's own, which nobody will repeat.
    ///
    /// # Errors
    /// [`Unanswered`] when it could not be stored.
    pub async fn tell(
        &self,
        actor: Actor,
        command: impl Into<Command>,
    ) -> Result<Answer, Unanswered> {
        let id = CommandId(crate::chance::id());
        self.send(Envelope { id, actor, command: command.into(), keep: false }).await
    }

    async fn send(&self, envelope: Envelope) -> Result<Answer, Unanswered> {
        let (answer, answered) = oneshot::channel();
        let request = Request { envelope, since: Instant::now(), answer };
        self.requests.try_send(request).map_err(|_| Unanswered::Busy)?;
        answered.await.unwrap_or_else(|_| {
            let reason = "the line has stopped".to_owned();
            Err(Unanswered::NotStored { reason, ringing: false })
        })
    }
}

/// One look at the clocks of this machine.
#[must_use]
pub fn tick() -> Tick {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let wall = Timestamp(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX));
    Tick { wall, monotonic: START.get_or_init(Instant::now).elapsed() }
}

/// The loop's own side.
struct Keeper {
    node: NodeId,
    appender: Appender,
    world: World,
    waiting: mpsc::Receiver<Request>,
    /// What was taken from `waiting` while nothing could be stored.
    backlog: VecDeque<Request>,
    publish: watch::Sender<Published>,
    health: watch::Sender<Health>,
    own: Line,
    runtime: tokio::runtime::Handle,
    index: matching::Matcher,
    ringing: bare::Ringer,
}

impl Keeper {
    async fn run(mut self) {
        let head = self.appender.head();
        let mut batch: Vec<Request> = Vec::new();
        let mut own: Vec<Envelope> = Vec::new();
        if head.seq > 0 && self.serves() {
            own.push(self.system(Command::Resumed { down_since: head.at }));
        }
        let mut pause = RETRY_PAUSES.0;
        loop {
            let idle = batch.is_empty() && own.is_empty() && self.backlog.is_empty();
            if idle && !self.wait(&mut batch).await {
                return;
            }
            while batch.len() < BATCH_MAX {
                let next = self.backlog.pop_front().or_else(|| self.waiting.try_recv().ok());
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
                    self.give_up_on_the_impatient(&mut batch, fault.fault());
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
        let now = self.appender.now(tick());
        Ok(Appended { answers: Vec::new(), state, events, head, now })
    }

    /// Sleeps until somebody asks, something is due or others may have appended. False when
    /// nobody can ask any more.
    async fn wait(&mut self, batch: &mut Vec<Request>) -> bool {
        let due = self.due_in().unwrap_or(LOOK_EVERY).min(LOOK_EVERY);
        let store = Arc::clone(&self.world.store);
        tokio::select! {
            biased;
            request = self.waiting.recv() => match request {
                Some(request) => batch.push(request),
                None => return false,
            },
            () = tokio::time::sleep(due) => {}
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
        let published = self.publish.borrow();
        let state = &published.state;
        let searches = self.index.next_at(state, published.now());
        let due = [state.due(), state.deliveries.owed_at(), searches];
        due.into_iter().flatten().min().map(|due| due.since(published.now()))
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
        let published = self.publish.borrow();
        let now = published.now();
        let mut own = Vec::new();
        if published.state.due().is_some_and(|due| due <= now) {
            own.push(self.system(Command::Wake));
        }
        let deliveries: Vec<_> =
            published.state.deliveries.owed(now).take(BATCH_MAX).map(|owed| owed.id).collect();
        if !deliveries.is_empty() {
            let claim = domain::deliveries::Command::Claim { deliveries };
            own.push(self.system(Command::Deliveries(claim)));
        }
        own
    }

    async fn append(
        &mut self,
        own: &[Envelope],
        batch: &[Request],
    ) -> Result<Appended, AppendFault> {
        let mut envelopes = own.to_vec();
        envelopes.extend(batch.iter().map(|request| request.envelope.clone()));
        self.appender.append(self.world.store.as_ref(), &envelopes, tick()).await
    }

    /// After the commit: publish, answer, then settle what is owed.
    fn settle(&mut self, mut appended: Appended, batch: &mut Vec<Request>) {
        let state = Arc::clone(&appended.state);
        let now = appended.now;
        self.publish.send_replace(Published { state, now, at: Instant::now() });
        let leapt = self.appender.clock_leapt();
        self.health.send_if_modified(|health| {
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
        self.log(&appended);
        if !self.serves() {
            return;
        }
        effects::send_claimed(self, &appended);
        self.index.match_owed(&self.own, &self.runtime, &appended.state, now);
    }

    fn log(&self, appended: &Appended) {
        for (_, event) in &appended.events {
            if let Event::Policy(event) = event {
                tracing::warn!(?event, "a reaction was not carried out");
            }
        }
    }

    /// Whoever has waited too long is told that it is not stored; a cry for help among them
    /// rings all the same.
    fn give_up_on_the_impatient(&mut self, batch: &mut Vec<Request>, fault: &Fault) {
        tracing::warn!(%fault, "nothing can be stored; trying again");
        let reason = fault.to_string();
        self.health.send_if_modified(|health| {
            let changed = health.not_storing.as_ref() != Some(&reason);
            health.not_storing = Some(reason.clone());
            changed
        });
        while self.backlog.len() < WAITING_MAX
            && let Ok(request) = self.waiting.try_recv()
        {
            self.backlog.push_back(request);
        }
        let too_long = |request: &Request| request.since.elapsed() > PATIENCE;
        let mut impatient: Vec<Request> =
            batch.extract_if(.., |request| too_long(request)).collect();
        let backlog = std::mem::take(&mut self.backlog);
        let (gone, patient): (Vec<_>, Vec<_>) = backlog.into_iter().partition(too_long);
        impatient.extend(gone);
        self.backlog = patient.into();
        for request in impatient {
            let ringing = bare::ring(self, &request.envelope);
            let reason = reason.clone();
            let _ = request.answer.send(Err(Unanswered::NotStored { reason, ringing }));
        }
    }

    /// This node must not write: what it remembers and what the database holds disagree. Whoever
    /// cries for help is still rung for, before the process ends.
    async fn stop(mut self, fault: &Fault, mut batch: Vec<Request>) {
        tracing::error!(%fault, "this node stops writing");
        let reason = fault.to_string();
        self.health.send_modify(|health| health.stopped = Some(reason.clone()));
        batch.extend(std::mem::take(&mut self.backlog));
        while let Ok(request) = self.waiting.try_recv() {
            batch.push(request);
        }
        for request in batch {
            let ringing = bare::ring(&mut self, &request.envelope);
            let reason = reason.clone();
            let _ = request.answer.send(Err(Unanswered::NotStored { reason, ringing }));
        }
        tokio::time::sleep(LAST_WORDS).await;
        // Replaying is the only way to know what the disk holds.
        std::process::exit(crate::EXIT_STOPPED);
    }
}
