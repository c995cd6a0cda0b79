//! Keeping: backups, what is kept about somebody, and letting go of it for good.

pub mod backup;
pub mod digest;
pub mod kept;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::State;
use domain::words::{Owner, Timestamp};
use journal::backup::{Erased, Ledger};
use journal::{Quarantine, Store};
use tokio::io::AsyncWrite;

use crate::line::Line;
use crate::links::InstallationKey;
use crate::search::Search;

/// How long clearing out waits before it tries again, while somebody else still reads.
const AGAIN_AFTER: Duration = Duration::from_secs(20);
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
        Self { store, key, ledgers, search: Arc::default(), settling: Arc::default() }
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
        let written = journal::backup::write(snapshot.as_mut(), opening, out).await;
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
                    Ok(true) => settled = last,
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

fn last_erasure(state: &State) -> Option<Timestamp> {
    state.erasures.erased.values().map(|erasure| erasure.at).max()
}

/// The ledger's lines for the erasures that a state knows.
fn erased<'a>(organisation: &'a str, state: &'a State) -> impl Iterator<Item = Erased> + 'a {
    state.erasures.erased.iter().map(move |(owner, erasure)| Erased {
        organisation: organisation.to_owned(),
        owner: owner.to_string(),
        at: erasure.at,
        reason: erasure.reason.name().to_owned(),
    })
}
