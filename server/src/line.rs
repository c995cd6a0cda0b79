//! The line: one loop for an organisation. Take what waits, decide, append, publish, answer; then
//! settle what is owed.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::emergencies::Emergency;
use domain::words::{Actor, CommandId, EmergencyId, NodeId, Timestamp};
use domain::{Command, State};
use journal::{Answer, Appender, Aside, Envelope, Fault, Spool, Store, Tick};
use tokio::sync::{mpsc, oneshot, watch};

use crate::channels::Carriers;
use crate::letters::Writer;
use crate::live::Hub;

mod archive;
mod aside;
mod bare;
mod desk;
mod effects;
mod fanout;
pub mod fleet;
mod keeper;
mod matching;
mod outdated;

/// Most commands that wait; beyond it the asker is told to come again.
const WAITING_MAX: usize = 20_000;
/// A command that cannot be stored for this long is answered so.
pub const PATIENCE: Duration = Duration::from_secs(3);
/// How long a start waits until what a former one kept aside is shown.
const SHOWN_WITHIN: Duration = Duration::from_secs(5);
/// A node whose clock differs from the database's by more is told so.
const DIFFERENCE_MAX: Duration = Duration::from_secs(5);

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
    /// Whether it is durable on this machine only, because the database is away.
    pub kept_here: bool,
    at: Instant,
}

impl Published {
    /// The instant that it is now, by the log's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now + self.at.elapsed()
    }

    /// For tests: a state for which no time passes, because it was decided tomorrow.
    #[cfg(test)]
    pub(crate) fn standing_still(state: State, now: Timestamp) -> Self {
        let at = Instant::now() + Duration::from_secs(24 * 3_600);
        Self { state: Arc::new(state), now, kept_here: false, at }
    }
}

struct Request {
    envelope: Envelope,
    since: Instant,
    answer: oneshot::Sender<Result<Answer, Unanswered>>,
}

impl Request {
    /// Whether it has waited too long for an answer.
    fn is_impatient(&self) -> bool {
        self.since.elapsed() > PATIENCE
    }
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
    /// What this machine's own disk is for while the database is away, where there is one.
    pub shelf: Option<Shelf>,
}

/// A place on this machine's own disk, for when the database cannot be reached.
pub struct Shelf {
    /// Where commands are kept until the database takes them in.
    pub spool: PathBuf,
    /// A copy of the log, to start from when the database is away.
    pub copy: Option<Arc<dyn Store>>,
}

/// A handle on an organisation's loop.
#[derive(Clone)]
pub struct Line {
    requests: mpsc::Sender<Request>,
    published: watch::Receiver<Published>,
    health: watch::Receiver<Health>,
    fleet: watch::Receiver<fleet::Fleet>,
    organisation: Arc<str>,
    archive: Arc<archive::Archive>,
}

/// How the loop is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Why nothing can be stored, while that is so.
    pub not_storing: Option<String>,
    /// Why this node must not write any more.
    pub stopped: Option<String>,
    /// What this node met that only newer versions of Mayday understand: it decides nothing any
    /// more, and others do.
    pub outdated: Option<String>,
    /// How many cries for help ring without being stored.
    pub ringing_unstored: usize,
    /// Whether the wall clock leapt and is not believed.
    pub clock_leapt: bool,
    /// What is kept on this machine while the database is away.
    pub kept_aside: Option<Kept>,
    /// How many things this machine kept that the database could not take in.
    pub quarantined: usize,
}

/// What is kept on this machine while the database is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Why it is away, for the operator.
    pub reason: String,
    /// How many commands wait for it.
    pub waiting: usize,
}

impl Line {
    /// Replays the log and starts the loop on a thread of its own, so that waiting for the disk
    /// holds up nobody else.
    ///
    /// # Errors
    /// A [`Fault`] when the log cannot be replayed.
    pub async fn open(organisation: &str, world: World) -> Result<Self, Fault> {
        let node = NodeId(crate::chance::id());
        let salts = || Box::new(|| crate::chance::id().to_be_bytes());
        let zones = crate::zones();
        let store = world.store.as_ref();
        // Before the log is read: what is adopted from now on, this node knows as well.
        let (roll, fleet) = fleet::Roll::open(Arc::clone(&world.store), node).await;
        let opened = Appender::open(store, organisation, node, zones, salts()).await;
        let mut appender = match (opened, world.shelf.as_ref().and_then(|s| s.copy.as_ref())) {
            (Err(fault), Some(copy)) if !fault.permanent => {
                tracing::warn!(%fault, "the database is away; starting from this machine's copy");
                Appender::open(copy.as_ref(), organisation, node, zones, salts()).await?
            }
            (opened, _) => opened?,
        };
        let (spool, kept) = match &world.shelf {
            Some(shelf) => Spool::open(&shelf.spool).map(|(spool, kept)| (Some(spool), kept))?,
            None => (None, Vec::new()),
        };
        let ids: Vec<CommandId> = kept.iter().map(|entry| entry.envelope.id).collect();
        let taken = match ids.is_empty() {
            true => Vec::new(),
            // Where it cannot be asked, the copy has taken in nothing of it either.
            false => store.kept(organisation, &ids).await.unwrap_or_default(),
        };
        let taken = taken.into_iter().map(|row| row.command).collect();
        // Where the database has a clock of its own it counts for all nodes, from the first on.
        let (clock, shares_clock) = match store.now().await {
            Ok(clock) => (clock, clock.is_some()),
            Err(_) if world.shelf.is_some() => (None, true),
            Err(fault) => return Err(fault),
        };
        let wall = clock.map_or(tick().wall, |at| believed(at, tick().wall));
        let now = appender.now(Tick { wall, ..tick() });
        let known = (Arc::clone(appender.state()), appender.head());
        let first =
            Published { state: Arc::clone(&known.0), now, kept_here: false, at: Instant::now() };
        let (requests, waiting) = mpsc::channel(WAITING_MAX);
        let (publish, published) = watch::channel(first);
        let (health, health_now) = watch::channel(Health::default());
        let organisation: Arc<str> = Arc::from(organisation);
        let archive = archive::Archive::new(Arc::clone(&world.store), Arc::clone(&organisation));
        let archive = Arc::new(archive);
        let line = Self { requests, published, health: health_now, fleet, organisation, archive };
        let runtime = tokio::runtime::Handle::current();
        let own = line.clone();
        let waits = !kept.is_empty();
        let ears = desk::Ears { waiting, publish, health, shares_clock, roll };
        let name = format!("line {}", line.organisation);
        let spawned = std::thread::Builder::new().name(name).spawn(move || {
            let alone = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let alone = alone.expect("a thread can always have a runtime of its own");
            let mut keeper = keeper::Keeper::new(node, appender, world, ears, own, runtime);
            let aside = match spool {
                Some(spool) if !kept.is_empty() => {
                    Some(Aside::new(spool, node, zones, known).with(kept, &taken))
                }
                spool => {
                    keeper.desk.spool = spool;
                    None
                }
            };
            let run = AssertUnwindSafe(|| alone.block_on(keeper.run(aside)));
            if std::panic::catch_unwind(run).is_err() {
                // A line that nobody serves would look alive; a new process replays and rings.
                tracing::error!("the line broke; the process ends");
                std::process::exit(crate::EXIT_STOPPED);
            }
        });
        spawned.map_err(Fault::permanent)?;
        if waits {
            // The log alone is not all that was acknowledged: until what was kept here stands
            // beside it, a caller's link would open nothing. A disk that fails holds up nobody.
            let mut shown = line.published.clone();
            let _ = tokio::time::timeout(SHOWN_WITHIN, shown.changed()).await;
        }
        Ok(line)
    }

    /// Reads an emergency back that has left the live state; `None` when there never was one.
    ///
    /// # Errors
    /// A [`Fault`] when the log cannot be read just now.
    pub async fn archived(&self, emergency: EmergencyId) -> Result<Option<Arc<Emergency>>, Fault> {
        {
            let state = self.published().state;
            let erased = state.erasures.erased.len() + state.redactions.done.len();
            self.archive.read(emergency, erased)
        }
        .await
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

    /// The organisation as the next command finds it: before that goes whatever revision every
    /// node knows, also on an empty log, or on one that nobody serves.
    #[must_use]
    pub fn prospect(&self) -> State {
        let mut state = (*self.published.borrow().state).clone();
        let adopted = state.policy.adopted;
        state.policy.adopted = self.fleet.borrow().adoptable(adopted).unwrap_or(adopted);
        state
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

    /// Which nodes run beside this one, as it last heard.
    #[must_use]
    pub fn fleet(&self) -> fleet::Fleet {
        self.fleet.borrow().clone()
    }

    /// The nodes as pages show them.
    #[must_use]
    pub fn nodes(&self) -> views::Nodes {
        let fleet = self.fleet.borrow();
        let others = fleet.others().map(|other| (other.name, other.revision)).collect();
        let outdated = self.health.borrow().outdated.clone();
        views::Nodes { outdated, revision: fleet.own.revision, others }
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

    /// Says when the loop's health has changed.
    #[must_use]
    pub fn health_changes(&self) -> watch::Receiver<Health> {
        self.health.clone()
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

/// The database's clock; the operator hears when this machine's is another.
fn believed(database: Timestamp, own: Timestamp) -> Timestamp {
    let apart = own.since(database).max(database.since(own));
    if apart > DIFFERENCE_MAX {
        let secs = apart.as_secs();
        tracing::warn!(secs, "this machine's clock is not the database's, which counts; set it");
    }
    database
}
