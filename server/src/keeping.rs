//! Keeping: backups, what is kept about somebody, and letting go of it for good.

pub mod backup;
pub mod digest;
pub mod kept;
pub mod whose;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use domain::State;
use domain::redactions::UNDO_FOR;
use domain::words::{Owner, Timestamp};
use journal::backup::{Erased, Files, Ledger};
use journal::{Fault, Quarantine, Store};
use tokio::io::AsyncWrite;

use crate::line::Line;
use crate::links::InstallationKey;
use crate::objects::{self, Objects, Shelf, sweep};
use crate::search::Search;

/// How long clearing out waits before it tries again, while somebody else still reads.
const AGAIN_AFTER: Duration = Duration::from_secs(20);
/// How long it rests after clearing out.
const REST_FOR: Duration = Duration::from_secs(30);
/// After a start, words that were erased this recently are cleared out once more: the process may
/// have ended in between.
const RECENTLY: Duration = Duration::from_secs(24 * 3600);

/// The name of the erasure ledger, in the data directory and beside backups.
pub const LEDGER: &str = "erasures.jsonl";

/// What keeping needs: the database, the installation key, and where erasures are written down.
#[derive(Clone)]
pub struct Keep {
    store: Arc<dyn Store>,
    key: InstallationKey,
    ledgers: Arc<[PathBuf]>,
    shelf: Option<Shelf>,
    search: Arc<OnceLock<Search>>,
    settling: Arc<tokio::sync::Mutex<()>>,
}

impl Keep {
    /// The ledger lies in the data directory and, if the configuration names one, in another
    /// place, which outlives the disk.
    pub fn new(
        store: Arc<dyn Store>,
        key: InstallationKey,
        data: &Path,
        other: Option<&Path>,
    ) -> Self {
        let own = data.join(LEDGER);
        let ledgers = std::iter::once(own).chain(other.map(Path::to_owned)).collect();
        Self { store, key, ledgers, shelf: None, search: Arc::default(), settling: Arc::default() }
    }

    /// The same, with the files of conversations.
    #[must_use]
    pub fn with_files(self, shelf: Shelf) -> Self {
        Self { shelf: Some(shelf), ..self }
    }

    /// The same, without them.
    #[must_use]
    pub fn without_files(self) -> Self {
        Self { shelf: None, ..self }
    }

    /// Whether the files that a backup is to hold can be reached at all.
    ///
    /// # Errors
    /// A sentence that says why not, and what to do meanwhile.
    pub async fn reaches_files(&self) -> Result<(), String> {
        let Some(Shelf { objects: Ok(objects), .. }) = &self.shelf else { return Ok(()) };
        objects.list().await.map(drop).map_err(|sentence| {
            format!(
                "{sentence} There is no backup. With --without-files it holds everything but the \
                 files of conversations."
            )
        })
    }

    /// There is an index, which lets go of what is erased.
    pub fn index(&self, search: Search) {
        let _ = self.search.set(search);
    }

    /// The index, where there is one.
    #[must_use]
    pub fn search(&self) -> Option<&Search> {
        self.search.get()
    }

    /// The files of conversations, where they are kept from here.
    #[must_use]
    pub fn shelf(&self) -> Option<&Shelf> {
        self.shelf.as_ref()
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Writes a backup of this instant.
    ///
    /// # Errors
    /// A sentence, when the database cannot be read or the text cannot be written.
    pub async fn backup(
        &self,
        with_key: bool,
        out: &mut (dyn AsyncWrite + Send + Unpin),
    ) -> Result<(), String> {
        let mut snapshot = self.store.snapshot().await.map_err(|fault| fault.message)?;
        let opening = backup::opening(with_key.then(|| self.key.text()));
        let objects = self.shelf.as_ref().and_then(|shelf| shelf.objects.as_ref().ok());
        let files = objects.map(|objects| Kept(Arc::clone(objects)));
        let files = files.as_ref().map(|files| files as &dyn Files);
        let written = journal::backup::write_with(snapshot.as_mut(), opening, files, out).await;
        written.map_err(|fault| fault.message)
    }

    /// After an erasure: writes it into the ledgers and clears out what the database still holds.
    /// False when that must be tried again.
    ///
    /// # Errors
    /// A sentence, when a ledger cannot be written or the database does not answer.
    pub async fn settle(&self, organisation: &str, state: &State) -> Result<bool, String> {
        // Two at the same time would write into one ledger.
        let _turn = self.settling.lock().await;
        self.write_down(organisation, state)?;
        self.erase_from_quarantine(state)?;
        let mut held = None;
        match (self.search.get(), self.ledgers.first().and_then(|ledger| ledger.parent())) {
            (Some(search), _) => held = Some(search.hold().await),
            // No server runs here: its index goes, and the next one makes it anew.
            (None, Some(data)) => crate::search::remove(data)?,
            (None, None) => {}
        }
        let cleared = self.store.scrub().await.map_err(|fault| fault.message);
        drop(held);
        cleared
    }

    fn write_down(&self, organisation: &str, state: &State) -> Result<(), String> {
        for file in self.ledgers.iter() {
            let before = Ledger::read(file)?;
            let mut ledger = before.clone();
            erased(organisation, state).for_each(|erased| ledger.add(erased));
            if ledger != before {
                ledger.write(file)?;
            }
        }
        Ok(())
    }

    /// What could not be carried over into the log may hold words of theirs too.
    fn erase_from_quarantine(&self, state: &State) -> Result<(), String> {
        let Some(data) = self.ledgers.first().and_then(|ledger| ledger.parent()) else {
            return Ok(());
        };
        let spool = data.join(crate::data_directory::SPOOL);
        let owners: Vec<&Owner> = state.erasures.erased.keys().collect();
        let erased = Quarantine::erase(&spool, &owners);
        erased.map(|_| ()).map_err(|fault| format!("{}: {}", spool.display(), fault.message))
    }

    /// Settles every erasure that this or another node makes, and those that a crash has cut off.
    pub async fn watch(self, line: Line) {
        let mut changes = line.changes();
        let mut settled = line.published().now() - RECENTLY;
        loop {
            let state = changes.borrow_and_update().state.clone();
            if let Some(last) = last_erasure(&state)
                && last > settled
            {
                match self.settle(line.organisation(), &state).await {
                    Ok(true) => {
                        settled = last;
                        // Each clearing out writes much anew; those that come close together wait
                        // for one.
                        tokio::time::sleep(REST_FOR).await;
                    }
                    Ok(false) => tokio::time::sleep(AGAIN_AFTER).await,
                    Err(sentence) => {
                        tracing::error!(sentence, "an erasure is made but not yet written down");
                        tokio::time::sleep(AGAIN_AFTER).await;
                    }
                }
                continue;
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    }
}

/// The object store, as a backup reads it.
struct Kept(Arc<dyn Objects>);

#[async_trait]
impl Files for Kept {
    async fn names(&self) -> Result<Vec<String>, Fault> {
        let listed = self.0.list().await.map_err(Fault::passing)?;
        let ours = listed.into_iter().filter(|object| sweep::file_of(&object.name).is_some());
        Ok(ours.map(|object| object.name).collect())
    }

    async fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some((_, content)) = self.0.get(name).await.map_err(Fault::passing)? else {
            return Ok(None);
        };
        objects::read_all(content).await.map(Some).map_err(Fault::passing)
    }
}

fn last_erasure(state: &State) -> Option<Timestamp> {
    let erased = state.erasures.erased.values().map(|erasure| erasure.at);
    let redacted = state.redactions.done.values().map(|redaction| redaction.at + UNDO_FOR);
    erased.chain(redacted).max()
}

/// The ledger's lines for the erasures and redactions that a state knows.
fn erased<'a>(organisation: &'a str, state: &'a State) -> impl Iterator<Item = Erased> + 'a {
    let people = state.erasures.erased.iter().map(move |(owner, erasure)| Erased {
        organisation: organisation.to_owned(),
        owner: owner.to_string(),
        at: erasure.at,
        reason: erasure.reason.name().to_owned(),
        by: None,
    });
    let places = state.redactions.done.iter().map(move |(place, redaction)| {
        Erased::redacted(organisation, *place, &redaction.by, redaction.at)
    });
    people.chain(places)
}
