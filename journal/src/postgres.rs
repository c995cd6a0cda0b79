//! Several nodes on one PostgreSQL: the same log, with a lock that every node can take.
//!
//! One connection appends, one reads, one listens. Each comes back by itself after it was lost;
//! until then whoever needs it gets a passing [`Fault`], within seconds.

mod apart;
mod layout;
mod link;
mod listen;
mod nodes;
mod statements;
mod transaction;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::words::{CommandId, Timestamp};
use tokio::sync::Mutex;

use crate::nodes::Seen;
use crate::{Fault, Head, Import, KeptRow, Record, Snapshot, Store, Transaction};
use link::{Connector, Duty, Link, Slot};
use listen::Listener;
use trouble::{Trouble, bounded};

/// Longest wait for a connection.
const CONNECT_WAIT_MAX: Duration = Duration::from_secs(3);
/// Longest wait for a statement other than the lock and the commit.
const STATEMENT_WAIT_MAX: Duration = Duration::from_secs(5);
/// Longest wait for an organisation's lock; longer means that its holder is in trouble.
const LOCK_WAIT_MAX: Duration = Duration::from_secs(10);
/// Longest wait for the answer to a commit; after it, nobody knows what became of it.
const COMMIT_WAIT_MAX: Duration = Duration::from_secs(10);
/// How long [`Store::hint`] waits for a notification, which may be lost, before it says "look".
const LOOK_AFTER: Duration = Duration::from_millis(250);

/// Logs kept in a PostgreSQL database; copies share its connections.
#[derive(Clone)]
pub struct Postgres {
    connector: Arc<Connector>,
    append: Arc<Mutex<Slot>>,
    read: Arc<Mutex<Slot>>,
    listener: Arc<Listener>,
}

impl Postgres {
    /// Connects, checks that the server keeps what it says it keeps, and makes the tables in a
    /// database that has none.
    ///
    /// # Errors
    /// A [`Fault`] that says what is wrong and what to do; permanent unless waiting may help.
    pub async fn open(url: &str) -> Result<Self, Fault> {
        let connector = Arc::new(Connector::new(url)?);
        let (mut append, mut read) = (Slot::new(Duty::Append), Slot::new(Duty::Read));
        append.link(&connector).await?;
        read.link(&connector).await?;
        let listener = Arc::new(Listener::start(Arc::clone(&connector)));
        let shared = |slot| Arc::new(Mutex::new(slot));
        Ok(Self { connector, append: shared(append), read: shared(read), listener })
    }

    /// A database that cannot be reached just now, and was fit before: it is tried whenever
    /// somebody needs it.
    ///
    /// # Errors
    /// A permanent [`Fault`] when the URL cannot be read.
    pub fn later(url: &str) -> Result<Self, Fault> {
        let connector = Arc::new(Connector::new(url)?);
        let listener = Arc::new(Listener::start(Arc::clone(&connector)));
        let shared = |duty| Arc::new(Mutex::new(Slot::fit_before(duty)));
        let (append, read) = (shared(Duty::Append), shared(Duty::Read));
        Ok(Self { connector, append, read, listener })
    }

    async fn reader(&self) -> Result<Arc<Link>, Fault> {
        self.read.lock().await.link(&self.connector).await
    }
}

#[async_trait]
impl Store for Postgres {
    async fn organisations(&self) -> Result<Vec<String>, Fault> {
        let link = self.reader().await?;
        let answer = bounded(STATEMENT_WAIT_MAX, statements::organisations(&link)).await;
        link.settle(answer)
    }

    async fn head(&self, organisation: &str) -> Result<Head, Fault> {
        let link = self.reader().await?;
        let answer = bounded(STATEMENT_WAIT_MAX, statements::head(&link, organisation)).await;
        link.settle(answer)
    }

    async fn read(
        &self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        let link = self.reader().await?;
        let rows = statements::read(&link, organisation, after, limit);
        let answer = bounded(STATEMENT_WAIT_MAX, rows).await;
        link.settle(answer)
    }

    async fn read_subject(
        &self,
        organisation: &str,
        subject: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        let link = self.reader().await?;
        let rows = statements::read_subject(&link, organisation, subject, after, limit);
        let answer = bounded(STATEMENT_WAIT_MAX, rows).await;
        link.settle(answer)
    }

    async fn kept(
        &self,
        organisation: &str,
        commands: &[CommandId],
    ) -> Result<Vec<KeptRow>, Fault> {
        let link = self.reader().await?;
        let rows = statements::kept(&link, organisation, commands);
        let answer = bounded(STATEMENT_WAIT_MAX, rows).await;
        link.settle(answer)
    }

    async fn begin(&self, organisation: &str) -> Result<Box<dyn Transaction>, Fault> {
        let turn = Arc::clone(&self.append).lock_owned();
        let Ok(mut slot) = tokio::time::timeout(LOCK_WAIT_MAX, turn).await else {
            return Err(Fault::passing("the connection that appends is busy for too long"));
        };
        let link = slot.link(&self.connector).await?;
        let open = transaction::Open::begin(slot, link, organisation).await?;
        Ok(Box::new(open))
    }

    async fn now(&self) -> Result<Option<Timestamp>, Fault> {
        let link = self.reader().await?;
        let answer = bounded(STATEMENT_WAIT_MAX, statements::now(&link)).await;
        link.settle(answer).map(Some)
    }

    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, Fault> {
        apart::snapshot(&self.connector).await
    }

    async fn import(&self) -> Result<Box<dyn Import>, Fault> {
        apart::import(&self.connector).await
    }

    async fn scrub(&self) -> Result<bool, Fault> {
        apart::scrub(&self.connector).await
    }

    async fn report(&self, own: &Seen) -> Result<(), Fault> {
        let link = self.reader().await?;
        let answer = bounded(STATEMENT_WAIT_MAX, nodes::report(&link.client, own)).await;
        link.settle(answer)
    }

    async fn nodes(&self) -> Result<Vec<Seen>, Fault> {
        let link = self.reader().await?;
        let answer = bounded(STATEMENT_WAIT_MAX, nodes::seen(&link.client)).await;
        link.settle(answer)
    }

    async fn hint(&self) {
        // The notification is the hint and the look is the truth: listening connections break
        // without a word.
        let _ = tokio::time::timeout(LOOK_AFTER, self.listener.heard()).await;
    }
}
