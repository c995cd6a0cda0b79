//! Where drills are kept: nowhere. The head of the log moves on, the events are let go.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::words::{CommandId, Timestamp};
use journal::{CommitFault, Fault, Head, Import, KeptRow, Record, Snapshot, Store, Transaction};

/// A log of which only the head is kept. Its one appender holds the state; nobody else reads.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    heads: Arc<Mutex<BTreeMap<String, Head>>>,
}

impl Scratch {
    fn heads(&self) -> MutexGuard<'_, BTreeMap<String, Head>> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ends_at(&self, organisation: &str) -> Head {
        self.heads().get(organisation).copied().unwrap_or(Head::START)
    }
}

#[async_trait]
impl Store for Scratch {
    async fn organisations(&self) -> Result<Vec<String>, Fault> {
        Ok(self.heads().keys().cloned().collect())
    }

    async fn head(&self, organisation: &str) -> Result<Head, Fault> {
        Ok(self.ends_at(organisation))
    }

    async fn read(&self, _: &str, _: u64, _: usize) -> Result<Vec<Record>, Fault> {
        Ok(Vec::new())
    }

    async fn read_subject(&self, _: &str, _: &str, _: u64, _: usize) -> Result<Vec<Record>, Fault> {
        Ok(Vec::new())
    }

    async fn kept(&self, _: &str, _: &[CommandId]) -> Result<Vec<KeptRow>, Fault> {
        Ok(Vec::new())
    }

    async fn begin(&self, organisation: &str) -> Result<Box<dyn Transaction>, Fault> {
        let head = self.ends_at(organisation);
        Ok(Box::new(Open { scratch: self.clone(), organisation: organisation.to_owned(), head }))
    }

    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, Fault> {
        Err(Fault::permanent("drills are not kept"))
    }

    async fn import(&self) -> Result<Box<dyn Import>, Fault> {
        Err(Fault::permanent("drills are not kept"))
    }

    async fn scrub(&self) -> Result<bool, Fault> {
        Ok(true)
    }

    async fn hint(&self) {
        std::future::pending::<()>().await;
    }
}

struct Open {
    scratch: Scratch,
    organisation: String,
    head: Head,
}

#[async_trait]
impl Transaction for Open {
    fn head(&self) -> Head {
        self.head
    }

    fn now(&self) -> Option<Timestamp> {
        None
    }

    async fn read(&mut self, _: u64, _: usize) -> Result<Vec<Record>, Fault> {
        Ok(Vec::new())
    }

    async fn kept(&mut self, _: &[CommandId]) -> Result<Vec<KeptRow>, Fault> {
        Ok(Vec::new())
    }

    async fn commit(
        self: Box<Self>,
        records: Vec<Record>,
        _: Vec<KeptRow>,
    ) -> Result<(), CommitFault> {
        if let Some(last) = records.last() {
            let head = Head { seq: last.seq, chain: last.chain, at: last.at };
            self.scratch.heads().insert(self.organisation, head);
        }
        Ok(())
    }
}
