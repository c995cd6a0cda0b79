//! Emergencies that have left the live state: read back from the log, a few of them remembered.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Event;
use domain::emergencies::{self, Emergency};
use domain::subjects::Subject;
use domain::words::EmergencyId;
use journal::{Fault, Store};
use tokio::sync::Semaphore;

/// Most events that are read at a time: whoever appends waits for the same file.
const READ_AT_ONCE_MAX: usize = 1_000;
/// Most events of one emergency that are read back. It has at most 20,000 messages.
const EVENTS_MAX: usize = 50_000;
/// Most emergencies that are read back at a time; the others wait.
const READERS_MAX: usize = 2;
/// Most emergencies, and most messages of all of them together, that are remembered.
const REMEMBERED_MAX: (usize, usize) = (64, 40_000);

/// Reads emergencies back. What is archived does not change any more: a word to it opens a new one.
pub(super) struct Archive {
    store: Arc<dyn Store>,
    organisation: Arc<str>,
    readers: Semaphore,
    /// The one that was asked for last stands first.
    remembered: Mutex<VecDeque<Arc<Emergency>>>,
    /// How much was erased when these were read: nothing that went since is remembered.
    erased: AtomicUsize,
}

impl Archive {
    pub(super) fn new(store: Arc<dyn Store>, organisation: Arc<str>) -> Self {
        let readers = Semaphore::new(READERS_MAX);
        let (remembered, erased) = (Mutex::default(), AtomicUsize::new(0));
        Self { store, organisation, readers, remembered, erased }
    }

    /// Reads one; `erased` counts what was ever erased.
    pub(super) async fn read(
        &self,
        id: EmergencyId,
        erased: usize,
    ) -> Result<Option<Arc<Emergency>>, Fault> {
        if self.erased.swap(erased, Ordering::Relaxed) != erased {
            self.remembered.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        if let Some(known) = self.recall(id) {
            return Ok(Some(known));
        }
        let _reader = self.readers.acquire().await.map_err(Fault::permanent)?;
        // Of several who asked for the same, the first has read it for the others.
        if let Some(known) = self.recall(id) {
            return Ok(Some(known));
        }
        let read = self.read_back(id).await?.map(Arc::new);
        if let Some(read) = &read {
            self.remember(Arc::clone(read));
        }
        Ok(read)
    }

    async fn read_back(&self, id: EmergencyId) -> Result<Option<Emergency>, Fault> {
        let subject = Subject::Emergency(id).to_string();
        let (mut folded, mut after, mut count) = (emergencies::State::default(), 0, 0);
        while count < EVENTS_MAX {
            let read =
                self.store.read_subject(&self.organisation, &subject, after, READ_AT_ONCE_MAX);
            let records = read.await?;
            for record in &records {
                match journal::codec::decode(record) {
                    Ok(Event::Emergencies(emergencies::Event::Archived { .. })) | Err(_) => {}
                    Ok(Event::Emergencies(event)) => folded.evolve(&event, record.at),
                    Ok(_) => {}
                }
            }
            count += records.len();
            match records.last() {
                Some(last) if records.len() == READ_AT_ONCE_MAX => after = last.seq,
                _ => break,
            }
        }
        Ok(folded.get(id).cloned())
    }

    fn recall(&self, id: EmergencyId) -> Option<Arc<Emergency>> {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let at = remembered.iter().position(|known| known.id == id)?;
        let known = remembered.remove(at)?;
        remembered.push_front(Arc::clone(&known));
        Some(known)
    }

    fn remember(&self, known: Arc<Emergency>) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.push_front(known);
        let mut messages: usize = remembered.iter().map(|known| known.messages.len()).sum();
        while remembered.len() > 1
            && (remembered.len() > REMEMBERED_MAX.0 || messages > REMEMBERED_MAX.1)
        {
            messages -= remembered.pop_back().map_or(0, |oldest| oldest.messages.len());
        }
    }
}
