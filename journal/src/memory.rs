//! A log in memory, for the simulator and for tests; it can be made to fail as databases do.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::words::{CommandId, Timestamp};

use crate::{CommitFault, Fault, Head, Import, KeptRow, Record, Snapshot, Store, Transaction};

/// How the next use of the log fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The database cannot be reached.
    Unreachable,
    /// The commit is refused; nothing is stored.
    CommitUndone,
    /// The commit is stored, but the answer is lost.
    CommitUnknownStored,
    /// The commit is not stored, and the answer is lost.
    CommitUnknownLost,
}

#[derive(Clone, Debug, Default)]
struct Log {
    records: Vec<Record>,
    kept: BTreeMap<CommandId, KeptRow>,
}

/// Logs in memory; copies share them.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    logs: Arc<Mutex<BTreeMap<String, Log>>>,
    failure: Arc<Mutex<Option<Failure>>>,
}

impl Memory {
    /// Makes the next use fail.
    pub fn fail_next(&self, failure: Failure) {
        *lock(&self.failure) = Some(failure);
    }

    /// A deep copy of one organisation's rows, as a backup would hold them.
    #[must_use]
    pub fn records(&self, organisation: &str) -> Vec<Record> {
        lock(&self.logs).get(organisation).map(|log| log.records.clone()).unwrap_or_default()
    }

    fn takes(&self, failure: Failure) -> bool {
        let mut next = lock(&self.failure);
        let hit = *next == Some(failure);
        if hit {
            *next = None;
        }
        hit
    }

    fn reach(&self) -> Result<MutexGuard<'_, BTreeMap<String, Log>>, Fault> {
        if self.takes(Failure::Unreachable) {
            return Err(Fault::passing("the database cannot be reached"));
        }
        Ok(lock(&self.logs))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn head(log: Option<&Log>) -> Head {
    log.and_then(|log| log.records.last()).map_or(Head::START, |last| Head {
        seq: last.seq,
        chain: last.chain,
        at: last.at,
    })
}

fn read(log: Option<&Log>, after: u64, limit: usize) -> Vec<Record> {
    let after = usize::try_from(after).unwrap_or(usize::MAX);
    log.map(|log| log.records.iter().skip(after).take(limit).cloned().collect()).unwrap_or_default()
}

fn kept(log: Option<&Log>, commands: &[CommandId]) -> Vec<KeptRow> {
    let rows = |log: &Log| commands.iter().filter_map(|id| log.kept.get(id).cloned()).collect();
    log.map(rows).unwrap_or_default()
}

#[async_trait]
impl Store for Memory {
    async fn organisations(&self) -> Result<Vec<String>, Fault> {
        Ok(self.reach()?.keys().cloned().collect())
    }

    async fn head(&self, organisation: &str) -> Result<Head, Fault> {
        Ok(head(self.reach()?.get(organisation)))
    }

    async fn read(
        &self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        Ok(read(self.reach()?.get(organisation), after, limit))
    }

    async fn read_subject(
        &self,
        organisation: &str,
        subject: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        let logs = self.reach()?;
        let about = |record: &&Record| {
            record.seq > after && record.subjects.iter().any(|name| name == subject)
        };
        let records = logs.get(organisation).map(|log| log.records.as_slice()).unwrap_or_default();
        Ok(records.iter().filter(about).take(limit).cloned().collect())
    }

    async fn kept(
        &self,
        organisation: &str,
        commands: &[CommandId],
    ) -> Result<Vec<KeptRow>, Fault> {
        Ok(kept(self.reach()?.get(organisation), commands))
    }

    async fn begin(&self, organisation: &str) -> Result<Box<dyn Transaction>, Fault> {
        let head = head(self.reach()?.get(organisation));
        Ok(Box::new(Open { memory: self.clone(), organisation: organisation.to_owned(), head }))
    }

    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, Fault> {
        let logs = self.reach()?.clone();
        Ok(Box::new(Apart { memory: self.clone(), logs }))
    }

    async fn import(&self) -> Result<Box<dyn Import>, Fault> {
        drop(self.reach()?);
        Ok(Box::new(Apart { memory: self.clone(), logs: BTreeMap::new() }))
    }

    async fn scrub(&self) -> Result<bool, Fault> {
        Ok(true)
    }

    async fn hint(&self) {
        std::future::pending::<()>().await;
    }
}

/// A transaction; the memory log has one user at a time, and asserts it by the head.
struct Open {
    memory: Memory,
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

    async fn read(&mut self, after: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        Ok(read(lock(&self.memory.logs).get(&self.organisation), after, limit))
    }

    async fn kept(&mut self, commands: &[CommandId]) -> Result<Vec<KeptRow>, Fault> {
        Ok(kept(lock(&self.memory.logs).get(&self.organisation), commands))
    }

    async fn commit(
        self: Box<Self>,
        records: Vec<Record>,
        rows: Vec<KeptRow>,
    ) -> Result<(), CommitFault> {
        if self.memory.takes(Failure::CommitUndone) {
            return Err(CommitFault::Undone(Fault::passing("the commit was refused")));
        }
        let lost = || Fault::passing("the connection broke during the commit");
        if self.memory.takes(Failure::CommitUnknownLost) {
            return Err(CommitFault::Unknown(lost()));
        }
        let mut logs = lock(&self.memory.logs);
        let log = logs.entry(self.organisation.clone()).or_default();
        if head(Some(log)) != self.head {
            let why = "somebody else appended meanwhile";
            return Err(CommitFault::Undone(Fault::passing(why)));
        }
        for record in records {
            if let Some(person) = &record.erases {
                log.records
                    .iter_mut()
                    .for_each(|earlier| earlier.personal.retain(|row| row.person != *person));
            }
            if let Some(redacts) = &record.redacts {
                let about = |earlier: &&mut Record| earlier.subjects.contains(&redacts.subject);
                let hit = log.records.iter_mut().filter(about);
                hit.filter(|earlier| redacts.hits(&earlier.body))
                    .for_each(|earlier| earlier.personal.clear());
            }
            log.records.push(record);
        }
        log.kept.extend(rows.into_iter().map(|row| (row.command, row)));
        drop(logs);
        if self.memory.takes(Failure::CommitUnknownStored) {
            return Err(CommitFault::Unknown(lost()));
        }
        Ok(())
    }
}

/// Logs apart from those that are live: a snapshot of them, or what is to become them.
struct Apart {
    memory: Memory,
    logs: BTreeMap<String, Log>,
}

#[async_trait]
impl Snapshot for Apart {
    async fn organisations(&mut self) -> Result<Vec<String>, Fault> {
        Ok(self.logs.keys().cloned().collect())
    }

    async fn head(&mut self, organisation: &str) -> Result<Head, Fault> {
        Ok(head(self.logs.get(organisation)))
    }

    async fn read(
        &mut self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        Ok(read(self.logs.get(organisation), after, limit))
    }

    async fn outcomes(
        &mut self,
        organisation: &str,
        after: Option<CommandId>,
        limit: usize,
    ) -> Result<Vec<KeptRow>, Fault> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.logs.get(organisation).map(|log| log.kept.range((start, Bound::Unbounded)));
        Ok(rows.into_iter().flatten().take(limit).map(|(_, row)| row.clone()).collect())
    }
}

#[async_trait]
impl Import for Apart {
    async fn add(
        &mut self,
        organisation: &str,
        records: Vec<Record>,
        kept: Vec<KeptRow>,
    ) -> Result<(), Fault> {
        let log = self.logs.entry(organisation.to_owned()).or_default();
        log.records.extend(records);
        log.kept.extend(kept.into_iter().map(|row| (row.command, row)));
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<(), Fault> {
        *lock(&self.memory.logs) = self.logs;
        Ok(())
    }
}
