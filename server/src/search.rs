//! Search: a derived index over everything that was said and written down. It lies in a file of its
//! own, is caught up from the log, and can be thrown away at any time.
//!
//! The line never waits for it: a thread of its own reads what was appended, and a search has a
//! limit of time. What was erased is not taken out of the index: the index is thrown away at once
//! and made anew from a log that holds the words no more.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Event;
use domain::words::Timestamp;
use journal::{Record, Store, codec};
use tokio::sync::Notify;

use crate::line::Line;

pub mod documents;
mod index;
pub mod query;
mod written;

pub use index::{Found, Hit};
pub use query::Query;

use index::{Index, Trouble};

/// How many events are read at a time.
const BATCH: usize = 1_000;
/// What is appended within this time is taken in together.
const GATHER: Duration = Duration::from_millis(150);
/// How long it rests when the log or the disk fails.
const REST: Duration = Duration::from_secs(10);
/// The file of the index, in the data directory.
pub const FILE: &str = "search.sqlite";

/// The index of one organisation.
#[derive(Clone)]
pub struct Search {
    index: Arc<Mutex<Index>>,
    anew: Arc<Notify>,
    /// Held while the log is read, and while nothing may read it.
    gate: Arc<tokio::sync::Mutex<()>>,
    progress: Arc<Mutex<Progress>>,
}

/// How far the index has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The last event that is in it.
    pub position: u64,
    /// The last event that there is, when it was looked at last.
    pub head: u64,
    /// Until when everything is in it.
    pub until: Timestamp,
}

impl Progress {
    /// Whether it lacks more than what is just being taken in.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.head.saturating_sub(self.position) > BATCH as u64
    }
}

/// Removes the index of a directory, while no server runs on it; the next one makes it anew.
///
/// # Errors
/// A sentence, when a file cannot be removed.
pub fn remove(directory: &Path) -> Result<(), String> {
    Index::new(directory.join(FILE)).wipe().map_err(|trouble| trouble.to_string())
}

impl Search {
    /// Opens the index in a directory, and keeps it caught up with the line's log.
    #[must_use]
    pub fn start(directory: &Path, store: Arc<dyn Store>, line: &Line) -> Self {
        let index = Index::new(directory.join(FILE));
        let search = Self {
            index: Arc::new(Mutex::new(index)),
            anew: Arc::default(),
            gate: Arc::default(),
            progress: Arc::default(),
        };
        tokio::spawn(search.clone().keep(store, line.clone()));
        search
    }

    /// How far it has got.
    #[must_use]
    pub fn progress(&self) -> Progress {
        *lock(&self.progress)
    }

    /// Throws the index away and makes it anew.
    pub async fn rebuild(&self) {
        drop(self.hold().await);
    }

    /// Throws the index away and reads nothing for as long as what is returned is kept: whoever
    /// clears out the log has it to themselves.
    pub async fn hold(&self) -> Held {
        let gate = Arc::clone(&self.gate).lock_owned().await;
        self.wipe().await;
        Held { _gate: gate, anew: Arc::clone(&self.anew) }
    }

    /// Throws the index away, so that no word of it lies anywhere when this returns.
    async fn wipe(&self) {
        let index = Arc::clone(&self.index);
        let wiped = tokio::task::spawn_blocking(move || lock(&index).wipe()).await;
        if !matches!(wiped, Ok(Ok(()))) {
            tracing::error!(?wiped, "the search index cannot be removed");
        }
        *lock(&self.progress) = Progress::default();
    }

    /// What fits a query, the newest first. `may_see` says whether a document may be shown.
    pub async fn find(
        &self,
        query: Query,
        may_see: impl Fn(&Hit) -> bool + Send + 'static,
    ) -> Result<Found, String> {
        let index = Arc::clone(&self.index);
        let found = tokio::task::spawn_blocking(move || lock(&index).find(&query, &may_see)).await;
        match found {
            Ok(found) => found.map_err(|trouble| trouble.to_string()),
            Err(broken) => Err(broken.to_string()),
        }
    }

    async fn keep(self, store: Arc<dyn Store>, line: Line) {
        let mut changes = line.changes();
        loop {
            changes.borrow_and_update();
            if line.health().outdated.is_some() {
                // What cannot be read now would be missing for good: a newer version takes it in.
                tokio::time::sleep(REST).await;
                continue;
            }
            match self.catch_up(store.as_ref(), line.organisation()).await {
                Ok(()) => {}
                Err(Trouble::Damaged(what)) => {
                    tracing::warn!(what, "the search index is made anew");
                    self.wipe().await;
                    continue;
                }
                Err(trouble) => {
                    tracing::warn!(%trouble, "the search index is not caught up; trying again");
                    tokio::time::sleep(REST).await;
                    continue;
                }
            }
            tokio::select! {
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    tokio::time::sleep(GATHER).await;
                }
                () = self.anew.notified() => {}
            }
        }
    }

    /// Takes in everything that was appended since.
    async fn catch_up(&self, store: &dyn Store, organisation: &str) -> Result<(), Trouble> {
        let index = Arc::clone(&self.index);
        let started = store.head(organisation).await?;
        let known = blocking(move || lock(&index).place()).await?;
        let (mut position, chain, generation) = known;
        if position > 0 {
            // Another log, or an older one, was put in its place: then nothing of it holds.
            let last = store.read(organisation, position - 1, 1).await?;
            if last.first().is_none_or(|last| last.chain != chain) {
                return Err(Trouble::Damaged("it was made from another log".into()));
            }
        }
        loop {
            let _turn = self.gate.lock().await;
            let head = store.head(organisation).await?;
            let records = store.read(organisation, position, BATCH).await?;
            let Some(last) = records.last() else {
                let until = head.at;
                *lock(&self.progress) = Progress { position, head: head.seq, until };
                return Ok(());
            };
            let (seq, until) = (last.seq, last.at);
            if records.iter().any(|record| erases_later(record, known.0, started.seq)) {
                // Its words may stand here already.
                self.wipe().await;
                return Err(Trouble::Damaged("somebody was erased".into()));
            }
            let index = Arc::clone(&self.index);
            blocking(move || lock(&index).take(&records, generation)).await?;
            position = seq;
            *lock(&self.progress) = Progress { position, head: head.seq, until };
        }
    }
}

/// While it is kept, nothing is read for the index; afterwards that is made anew.
pub struct Held {
    _gate: tokio::sync::OwnedMutexGuard<()>,
    anew: Arc<Notify>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.anew.notify_one();
    }
}

/// Whether somebody is erased, or something taken out, whose words may have been read before they
/// went. What an index reads that starts after an erasure never had them.
fn erases_later(record: &Record, position: u64, started: u64) -> bool {
    let erases = record.kind.starts_with("erasures.") || record.kind == "redactions.redacted";
    erases && (position > 0 || record.seq > started)
}

async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, Trouble> + Send + 'static,
) -> Result<R, Trouble> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(broken) => Err(Trouble::Damaged(broken.to_string())),
    }
}

/// The event of a record, where it can be read.
fn event(record: &Record) -> Option<Event> {
    codec::decode(record).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
