//! The lock on one organisation's log, as a row lock in an open transaction.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::words::{CommandId, Timestamp};
use tokio_postgres::error::SqlState;

use super::link::{Link, OwnSlot};
use super::statements::{self, Written};
use super::trouble::{Trouble, bounded};
use super::{COMMIT_WAIT_MAX, LOCK_WAIT_MAX, STATEMENT_WAIT_MAX};
use crate::{CommitFault, Fault, Head, KeptRow, Record, Transaction};

/// The server ends the wait for a lock itself; only a server that is silent is left to this.
const LOCK_ANSWER_WAIT_MAX: Duration = Duration::from_secs(LOCK_WAIT_MAX.as_secs() + 2);

/// An open transaction on the connection that appends.
pub(super) struct Open {
    /// Keeps others off the connection; `None` once the transaction is over.
    slot: Option<OwnSlot>,
    link: Arc<Link>,
    organisation: String,
    head: Head,
    now: Timestamp,
}

impl Open {
    pub(super) async fn begin(
        slot: OwnSlot,
        link: Arc<Link>,
        organisation: &str,
    ) -> Result<Self, Fault> {
        // Made before the first statement is sent: given up halfway, it is undone.
        let (organisation, head, now) = (organisation.to_owned(), Head::START, Timestamp(0));
        let mut open = Self { slot: Some(slot), link, organisation, head, now };
        let lock = statements::lock(&open.link, &open.organisation);
        let locked = bounded(LOCK_ANSWER_WAIT_MAX, lock).await;
        if let Err(trouble) = &locked
            && trouble.code() == Some(&SqlState::LOCK_NOT_AVAILABLE)
        {
            return Err(Fault::passing(format!(
                "another node holds the log of {} for more than {} s",
                open.organisation,
                LOCK_WAIT_MAX.as_secs()
            )));
        }
        (open.head, open.now) = open.link.settle(locked)?;
        Ok(open)
    }

    fn undone(&self, trouble: &Trouble) -> CommitFault {
        if trouble.code() == Some(&SqlState::UNIQUE_VIOLATION) {
            // The fence held: somebody wrote these rows without the lock, which is a fault of
            // the program or of whoever touched the database.
            let (organisation, fault) = (&self.organisation, trouble.passing());
            tracing::error!(organisation, %fault, "two nodes wrote the same event number");
        }
        CommitFault::Undone(trouble.passing())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        if !self.link.is_usable() {
            return;
        }
        let link = Arc::clone(&self.link);
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            link.give_up();
            return;
        };
        // The connection is kept from others until the answer has come.
        runtime.spawn(async move {
            let undo = link.client.batch_execute("rollback");
            if bounded(STATEMENT_WAIT_MAX, undo).await.is_err() {
                link.give_up();
            }
            drop(slot);
        });
    }
}

#[async_trait]
impl Transaction for Open {
    fn head(&self) -> Head {
        self.head
    }

    fn now(&self) -> Option<Timestamp> {
        Some(self.now)
    }

    async fn read(&mut self, after: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        let rows = statements::read(&self.link, &self.organisation, after, limit);
        self.link.settle(bounded(STATEMENT_WAIT_MAX, rows).await)
    }

    async fn kept(&mut self, commands: &[CommandId]) -> Result<Vec<KeptRow>, Fault> {
        let rows = statements::kept(&self.link, &self.organisation, commands);
        self.link.settle(bounded(STATEMENT_WAIT_MAX, rows).await)
    }

    async fn commit(
        mut self: Box<Self>,
        records: Vec<Record>,
        kept: Vec<KeptRow>,
    ) -> Result<(), CommitFault> {
        let writes = statements::write(&self.link, &self.organisation, self.head, &records, &kept);
        match bounded(STATEMENT_WAIT_MAX, writes).await {
            Ok(Written::Whole) => {}
            Ok(Written::HeadMoved) => {
                let why = "the head of the log moved while its lock was held";
                tracing::error!(organisation = self.organisation, "{why}");
                return Err(CommitFault::Undone(Fault::passing(why)));
            }
            // Whatever failed, the commit was not even sent: the server undoes the rest.
            Err(trouble) => {
                if !trouble.leaves_connection() {
                    self.link.give_up();
                }
                return Err(self.undone(&trouble));
            }
        }
        self.link.forget_warnings();
        let commit = bounded(COMMIT_WAIT_MAX, self.link.client.batch_execute("commit")).await;
        let outcome = match commit {
            Ok(()) if self.link.was_warned() => Err(CommitFault::Unknown(Fault::passing(
                "PostgreSQL committed with a warning: the standby may not have it",
            ))),
            Ok(()) => Ok(()),
            Err(trouble) if trouble.undoes_commit() => Err(self.undone(&trouble)),
            Err(trouble) => {
                self.link.give_up();
                Err(CommitFault::Unknown(trouble.passing()))
            }
        };
        // Nothing is left to undo, so the connection is free for the next at once.
        self.slot = None;
        outcome
    }
}
