//! The fleet: which nodes run on the same database, and what each of them understands.
//!
//! A node says that it runs only while its loop gets through to the log, so whoever is seen here
//! has the timers in hand as well.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::Revision;
use domain::revision::{LATEST, adoptable};
use domain::words::NodeId;
use journal::nodes::{AT_WORK_WITHIN, Seen, rings_first};
use journal::{Fault, Store};
use tokio::sync::watch;

/// How often a node says that it runs: several times within what counts as running, so that one
/// message that is lost changes nothing.
const CALL_EVERY: Duration = Duration::from_secs(5);
/// What was heard so long ago says nothing about who runs now.
const HEARD_WITHIN: Duration = Duration::from_secs(15);
/// Longest wait for it at a start, where the database may be away.
const START_WITHIN: Duration = Duration::from_secs(3);
/// Longest name of a machine, in bytes.
const NAME_LEN_MAX: usize = 60;

/// The nodes as they were last heard of.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// This node.
    pub own: Seen,
    /// The others.
    others: Vec<Seen>,
    /// When it was heard; never, while the database has not answered.
    heard: Option<Instant>,
}

impl Fleet {
    fn new(id: NodeId) -> Self {
        let (ago, reads) = (Duration::ZERO, false);
        let own = Seen { id, name: name(), revision: LATEST, ago, reads };
        Self { own, others: Vec::new(), heard: None }
    }

    /// The others that run, and how long ago each was seen.
    pub fn others(&self) -> impl Iterator<Item = Seen> + '_ {
        self.seen().filter(Seen::is_running)
    }

    fn seen(&self) -> impl Iterator<Item = Seen> + '_ {
        let since = self.heard.map_or(Duration::ZERO, |heard| heard.elapsed());
        let now = move |seen: &Seen| Seen { ago: seen.ago + since, ..seen.clone() };
        self.others.iter().map(now)
    }

    /// Those that run and know less than this one: what is new here waits for them.
    pub fn behind(&self) -> impl Iterator<Item = Seen> + '_ {
        self.others().filter(|other| other.revision < self.own.revision)
    }

    /// Which revision can be adopted now.
    pub(super) fn adoptable(&self, adopted: Revision) -> Option<Revision> {
        self.heard.filter(|heard| heard.elapsed() < HEARD_WITHIN)?;
        adoptable(adopted, self.own.revision, self.others().map(|other| other.revision))
    }
}

/// Calls the roll: says that this node runs, and hears who else does.
pub(super) struct Roll {
    store: Arc<dyn Store>,
    runtime: tokio::runtime::Handle,
    own: Seen,
    fleet: watch::Sender<Fleet>,
    called: Instant,
    calling: Arc<AtomicBool>,
}

impl Roll {
    /// Says so for the first time, and hears who else does, unless the database is away.
    pub(super) async fn open(store: Arc<dyn Store>, id: NodeId) -> (Self, watch::Receiver<Fleet>) {
        let first = Fleet::new(id);
        let own = first.own.clone();
        let (fleet, receiver) = watch::channel(first);
        let first = tokio::time::timeout(START_WITHIN, hear(store.as_ref(), Some(&own), &fleet));
        if let Ok(Err(fault)) = first.await {
            tracing::warn!(%fault, "it is not known which other nodes run");
        }
        let runtime = tokio::runtime::Handle::current();
        let (called, calling) = (Instant::now(), Arc::default());
        (Self { store, runtime, own, fleet, called, calling }, receiver)
    }

    /// Calls the roll when it is time, beside the loop.
    pub(super) fn call(&mut self) {
        self.own.reads = false;
        self.beside(true);
    }

    /// The same of a node that decides nothing and holds nobody up. It says that it only reads,
    /// unless what it sends does not leave: then it is another one's turn to ring.
    pub(super) fn listen(&mut self, is_heard: bool) {
        self.own.reads = true;
        self.beside(is_heard);
    }

    fn beside(&mut self, says: bool) {
        if self.called.elapsed() < CALL_EVERY || self.calling.swap(true, Ordering::AcqRel) {
            return;
        }
        self.called = Instant::now();
        let (store, fleet) = (Arc::clone(&self.store), self.fleet.clone());
        let (own, calling) = (self.own.clone(), Arc::clone(&self.calling));
        self.runtime.spawn(async move {
            // The log is the judge of whether the database is away, and says so.
            let _ = hear(store.as_ref(), says.then_some(&own), &fleet).await;
            calling.store(false, Ordering::Release);
        });
    }

    /// Which revision can be adopted now.
    pub(super) fn adoptable(&self, adopted: Revision) -> Option<Revision> {
        self.fleet.borrow().adoptable(adopted)
    }

    /// Whether a node that knows more than this one looks after timers just now.
    pub(super) fn others_are_at_work(&self) -> bool {
        let fleet = self.fleet.borrow();
        let newer = |other: &Seen| other.revision > fleet.own.revision;
        fleet.others().any(|other| newer(&other) && other.ago < AT_WORK_WITHIN)
    }

    /// Whether this node is the first of those that only read.
    pub(super) fn rings_first(&self) -> bool {
        let fleet = self.fleet.borrow();
        let others = fleet.seen().filter(Seen::stands_by);
        rings_first(
            (self.own.revision, self.own.id),
            others.map(|other| (other.revision, other.id)),
        )
    }
}

async fn hear(
    store: &dyn Store,
    says: Option<&Seen>,
    fleet: &watch::Sender<Fleet>,
) -> Result<(), Fault> {
    if let Some(own) = says {
        store.report(own).await?;
    }
    let seen = store.nodes().await?;
    fleet.send_modify(|fleet| {
        let own = fleet.own.id;
        fleet.others = seen.into_iter().filter(|seen| seen.id != own).collect();
        fleet.heard = Some(Instant::now());
    });
    Ok(())
}

/// What people call this process: its machine and its number there, in plain characters.
fn name() -> String {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let machine: String = machine.trim().chars().filter(plain).take(NAME_LEN_MAX).collect();
    let machine = if machine.is_empty() { "node" } else { machine.as_str() };
    format!("{machine}:{}", std::process::id())
}
