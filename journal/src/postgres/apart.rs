//! PostgreSQL beside the daily append: snapshots, restores, and deleting words for good.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::words::CommandId;

use super::link::{Connector, Duty, Link};
use super::statements::{self, Written};
use super::trouble::bounded;
use crate::{Fault, Head, Import, KeptRow, Record, Snapshot};

/// Longest wait for one statement of these, which nobody waits for at a door.
const PATIENCE: Duration = Duration::from_secs(300);
/// Up to this size the table of personal words is written anew after an erasure, which locks it
/// for a moment; beyond, it is cleaned where it stands.
const REWRITE_BYTES_MAX: i64 = 64 * 1024 * 1024;

/// The log as it is now, in one transaction that only reads.
pub(super) async fn snapshot(connector: &Arc<Connector>) -> Result<Box<dyn Snapshot>, Fault> {
    let link = connector.connect(Duty::Apart).await?;
    let begin = "begin isolation level repeatable read read only";
    link.settle(bounded(PATIENCE, link.client.batch_execute(begin)).await)?;
    // The first look is what fixes the instant.
    link.settle(bounded(PATIENCE, statements::organisations(&link)).await)?;
    Ok(Box::new(Apart { link }))
}

/// Dropped, its connection ends and with it the transaction.
struct Apart {
    link: Link,
}

#[async_trait]
impl Snapshot for Apart {
    async fn organisations(&mut self) -> Result<Vec<String>, Fault> {
        let names = statements::organisations(&self.link);
        self.link.settle(bounded(PATIENCE, names).await)
    }

    async fn head(&mut self, organisation: &str) -> Result<Head, Fault> {
        let head = statements::head(&self.link, organisation);
        self.link.settle(bounded(PATIENCE, head).await)
    }

    async fn read(
        &mut self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        let rows = statements::read(&self.link, organisation, after, limit);
        self.link.settle(bounded(PATIENCE, rows).await)
    }

    async fn outcomes(
        &mut self,
        organisation: &str,
        after: Option<CommandId>,
        limit: usize,
    ) -> Result<Vec<KeptRow>, Fault> {
        let rows = statements::outcomes(&self.link, organisation, after, limit);
        self.link.settle(bounded(PATIENCE, rows).await)
    }
}

/// Begins to fill an empty database: one transaction, whatever its size.
pub(super) async fn import(connector: &Arc<Connector>) -> Result<Box<dyn Import>, Fault> {
    let link = connector.connect(Duty::Apart).await?;
    let begin = "begin isolation level read committed read write;
        lock table mayday.head, mayday.event in exclusive mode";
    link.settle(bounded(PATIENCE, link.client.batch_execute(begin)).await)?;
    let any = link.client.query_one("select exists (select from mayday.event)", &[]);
    if link.settle(bounded(PATIENCE, any).await)?.get(0) {
        return Err(Fault::permanent("there is a log already"));
    }
    Ok(Box::new(Filling { link, organisation: None, head: Head::START }))
}

struct Filling {
    link: Link,
    organisation: Option<String>,
    head: Head,
}

#[async_trait]
impl Import for Filling {
    async fn add(
        &mut self,
        organisation: &str,
        records: Vec<Record>,
        kept: Vec<KeptRow>,
    ) -> Result<(), Fault> {
        if self.organisation.as_deref() != Some(organisation) {
            let found = statements::found(&self.link, organisation);
            self.link.settle(bounded(PATIENCE, found).await)?;
            self.organisation = Some(organisation.to_owned());
            self.head = Head::START;
        }
        let written = statements::write(&self.link, organisation, self.head, &records, &kept);
        match self.link.settle(bounded(PATIENCE, written).await)? {
            Written::Whole => {}
            Written::HeadMoved => return Err(Fault::permanent("somebody else writes to it")),
        }
        if let Some(last) = records.last() {
            self.head = Head { seq: last.seq, chain: last.chain, at: last.at };
        }
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<(), Fault> {
        self.link.settle(bounded(PATIENCE, self.link.client.batch_execute("commit")).await)
    }
}

/// Clears out deleted rows. They are dead from the commit on, but their bytes stay in the table's
/// pages until the database tidies up.
pub(super) async fn scrub(connector: &Arc<Connector>) -> Result<bool, Fault> {
    let link = connector.connect(Duty::Apart).await?;
    let size = "select pg_total_relation_size('mayday.event_personal')";
    let size: i64 = link.settle(bounded(PATIENCE, link.client.query_one(size, &[])).await)?.get(0);
    let rewrites = size <= REWRITE_BYTES_MAX;
    let statement = match rewrites {
        true => "vacuum full mayday.event_personal",
        false => "vacuum mayday.event_personal",
    };
    match bounded(PATIENCE, link.client.batch_execute(statement)).await {
        Ok(()) if rewrites => Ok(true),
        Ok(()) => {
            tracing::warn!(
                "erased words are deleted; their bytes leave the database's files for good with \
                 \"vacuum full mayday.event_personal\", which locks that table: run it at a quiet \
                 hour"
            );
            Ok(true)
        }
        Err(trouble) => {
            // Mostly the lock, which a long reader holds.
            let fault = trouble.passing();
            tracing::warn!(%fault, "erased words are deleted, but not yet cleared out");
            Ok(false)
        }
    }
}
