//! How the object store fares: what it fails to do, since when, and what waits to be deleted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::words::Timestamp;
use tokio::sync::Notify;

use super::{Content, Object, Objects};

/// What a store is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Put,
    Get,
    Remove,
    List,
}

/// What a store fails to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Since when.
    pub since: Timestamp,
    /// Why, for the operator.
    pub sentence: String,
}

/// How a store has fared lately.
#[derive(Default)]
pub struct Standing {
    troubles: Mutex<BTreeMap<Deed, Trouble>>,
    waiting: AtomicUsize,
    changed: Notify,
}

impl Standing {
    fn troubles(&self) -> MutexGuard<'_, BTreeMap<Deed, Trouble>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note<T>(&self, deed: Deed, done: Result<T, String>) -> Result<T, String> {
        let mut troubles = self.troubles();
        match &done {
            Ok(_) => drop(troubles.remove(&deed)),
            Err(sentence) => {
                let known = troubles.get(&deed).map(|trouble| trouble.since);
                let since = known.unwrap_or_else(|| crate::line::tick().wall);
                troubles.insert(deed, Trouble { since, sentence: sentence.clone() });
                if known.is_none() {
                    self.changed.notify_one();
                }
            }
        }
        done
    }

    /// What it fails to do, the oldest first; nothing while it does all that it is asked to.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.troubles().values().min_by_key(|trouble| trouble.since).cloned()
    }

    /// Comes back when something begins to fail.
    pub async fn troubled(&self) {
        self.changed.notified().await;
    }

    /// So many files were let go and are not deleted yet.
    pub fn waits(&self, count: usize) {
        self.waiting.store(count, Ordering::Relaxed);
    }

    /// How many files were let go and are not deleted yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// The same for the board.
    #[must_use]
    pub fn shown(&self) -> views::Files {
        views::Files { failing: self.trouble().is_some(), to_delete: self.waiting() }
    }

    /// The same in words for the operator; empty while all is well.
    #[must_use]
    pub fn said(&self) -> String {
        let mut text = String::new();
        if let Some(Trouble { sentence, .. }) = self.trouble() {
            text.push_str(&format!(
                "Files of conversations are not kept or not read: {sentence}\n"
            ));
        }
        match self.waiting() {
            0 => {}
            1 => text.push_str("1 file was taken out and is not deleted from the store yet.\n"),
            many => text.push_str(&format!(
                "{many} files were taken out and are not deleted from the store yet.\n"
            )),
        }
        text
    }
}

/// A store whose standing is noted.
pub struct Watched {
    inner: Arc<dyn Objects>,
    standing: Arc<Standing>,
}

impl Watched {
    /// Notes how this store fares.
    #[must_use]
    pub fn new(inner: Arc<dyn Objects>, standing: Arc<Standing>) -> Self {
        Self { inner, standing }
    }
}

#[async_trait]
impl Objects for Watched {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        self.standing.note(Deed::Put, self.inner.put(name, bytes).await)
    }

    async fn get(&self, name: &str) -> Result<Option<(u64, Content)>, String> {
        self.standing.note(Deed::Get, self.inner.get(name).await)
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        self.standing.note(Deed::Remove, self.inner.remove(name).await)
    }

    async fn list(&self) -> Result<Vec<Object>, String> {
        self.standing.note(Deed::List, self.inner.list().await)
    }

    /// A probe that goes all the way shows that everything works again.
    async fn probe(&self) -> Result<Option<String>, String> {
        let probed = self.standing.note(Deed::Put, self.inner.probe().await)?;
        self.standing.troubles().clear();
        Ok(probed)
    }
}
