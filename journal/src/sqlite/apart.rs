//! SQLite beside the daily append: snapshots, restores, and deleting words for good.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::words::{CommandId, Timestamp};
use rusqlite::{Connection, OpenFlags, params};
use tokio::sync::OwnedMutexGuard;

use super::{head, open_fault, passing, read, write};
use crate::{Fault, Head, Import, KeptRow, Record, Redacts, Snapshot};

/// How long clearing the write-ahead file waits for those who still read.
const READERS_WAIT_MAX: Duration = Duration::from_millis(200);

/// Takes out a person's words in the events before this one.
pub(super) fn erase(
    connection: &Connection,
    organisation: &str,
    person: &str,
    before: u64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "delete from event_personal where organisation = ?1 and person = ?2 and seq < ?3",
        )?
        .execute(params![organisation, person, before as i64])
        .map(drop)
}

/// Takes out the words of single messages and files in the events before this one.
pub(super) fn redact(
    connection: &Connection,
    organisation: &str,
    redacts: &Redacts,
    before: u64,
) -> rusqlite::Result<()> {
    let mut found = connection.prepare_cached(
        "select e.seq, e.body from event_subject s
         join event e on e.organisation = s.organisation and e.seq = s.seq
         where s.organisation = ?1 and s.subject = ?2 and s.seq < ?3",
    )?;
    let rows = found.query_map(params![organisation, redacts.subject, before as i64], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut hit = Vec::new();
    for row in rows {
        let (seq, body) = row?;
        if redacts.hits(&body) {
            hit.push(seq);
        }
    }
    let mut delete = connection
        .prepare_cached("delete from event_personal where organisation = ?1 and seq = ?2")?;
    for seq in hit {
        delete.execute(params![organisation, seq])?;
    }
    Ok(())
}

/// The same as [`rebuild`], by itself.
pub(super) fn rebuild_alone(connection: &Connection) -> Result<(), Fault> {
    connection.execute_batch("begin immediate").map_err(passing)?;
    let done = rebuild(connection).and_then(|()| connection.execute_batch("commit"));
    if done.is_err() && !connection.is_autocommit() {
        let _ = connection.execute_batch("rollback");
    }
    done.map_err(passing)
}

/// Writes all personal rows anew. Deleting a row overwrites it where it stands, but a page that was
/// once split may hold a second copy in what counts as its free room; a table that is dropped is
/// overwritten whole.
pub(super) fn rebuild(connection: &Connection) -> rusqlite::Result<()> {
    connection.flush_prepared_statement_cache();
    connection.execute_batch(
        "alter table event_personal rename to event_personal_old;
         drop index event_personal_person;
         create table event_personal(
           organisation text not null, seq integer not null, person text not null,
           words text not null, salt blob not null,
           primary key (organisation, seq, person)) strict, without rowid;
         insert into event_personal select * from event_personal_old
           order by organisation, seq, person;
         drop table event_personal_old;
         create index event_personal_person on event_personal(organisation, person);",
    )
}

/// Moves what stands in the write-ahead file into the log and empties that file, which may hold
/// pages as they were before words were erased.
pub(super) fn scrub(connection: &Connection) -> Result<bool, Fault> {
    connection.busy_timeout(READERS_WAIT_MAX).map_err(passing)?;
    let busy = connection
        .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0))
        .map_err(passing);
    connection.busy_timeout(Duration::from_secs(5)).map_err(passing)?;
    Ok(busy? == 0)
}

/// Opens the file once more and holds on to what it says now.
pub(super) async fn snapshot(file: PathBuf) -> Result<Box<dyn Snapshot>, Fault> {
    let open = move || {
        let fault = |error: rusqlite::Error| open_fault(&file, &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&file, flags).map_err(fault)?;
        connection
            .execute_batch(
                "pragma busy_timeout = 5000; pragma query_only = on; pragma temp_store = memory;
                 pragma mmap_size = 0; begin",
            )
            .map_err(fault)?;
        // The first look is what fixes the instant.
        connection.query_row("select count(*) from head", [], |_| Ok(())).map_err(fault)?;
        Ok(Apart { connection: Arc::new(Mutex::new(connection)) })
    };
    let apart: Apart = tokio::task::spawn_blocking(open).await.map_err(Fault::passing)??;
    Ok(Box::new(apart))
}

/// A second connection, used off the tasks that others wait for.
struct Apart {
    connection: Arc<Mutex<Connection>>,
}

impl Apart {
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let connection = Arc::clone(&self.connection);
        let asked = tokio::task::spawn_blocking(move || {
            question(&connection.lock().unwrap_or_else(PoisonError::into_inner))
        });
        asked.await.map_err(Fault::passing)?.map_err(passing)
    }
}

#[async_trait]
impl Snapshot for Apart {
    async fn organisations(&mut self) -> Result<Vec<String>, Fault> {
        self.ask(|connection| {
            let mut names = connection.prepare("select organisation from head order by 1")?;
            let names = names.query_map([], |row| row.get(0))?;
            names.collect()
        })
        .await
    }

    async fn head(&mut self, organisation: &str) -> Result<Head, Fault> {
        let organisation = organisation.to_owned();
        self.ask(move |connection| head(connection, &organisation)).await
    }

    async fn read(
        &mut self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        let organisation = organisation.to_owned();
        self.ask(move |connection| read(connection, &organisation, after, limit)).await
    }

    async fn outcomes(
        &mut self,
        organisation: &str,
        after: Option<CommandId>,
        limit: usize,
    ) -> Result<Vec<KeptRow>, Fault> {
        let organisation = organisation.to_owned();
        // An empty blob stands before every id.
        let after = after.map_or_else(Vec::new, |command| command.0.to_be_bytes().to_vec());
        self.ask(move |connection| {
            let mut statement = connection.prepare_cached(
                "select id, outcome, at from command where organisation = ?1 and id > ?2
                 order by id limit ?3",
            )?;
            let rows = statement.query_map(params![organisation, after, limit as i64], |row| {
                Ok(KeptRow {
                    command: CommandId(u128::from_be_bytes(row.get(0)?)),
                    outcome: row.get(1)?,
                    at: Timestamp(row.get(2)?),
                })
            })?;
            rows.collect()
        })
        .await
    }
}

/// Begins to fill an empty file: one transaction, whatever its size.
pub(super) fn import(connection: OwnedMutexGuard<Connection>) -> Result<Box<dyn Import>, Fault> {
    connection.execute_batch("begin immediate").map_err(passing)?;
    let filling = Filling { connection };
    let events: i64 = filling
        .connection
        .query_row("select count(*) from (select 1 from event limit 1)", [], |row| row.get(0))
        .map_err(passing)?;
    if events > 0 {
        return Err(Fault::permanent("there is a log already"));
    }
    Ok(Box::new(filling))
}

struct Filling {
    connection: OwnedMutexGuard<Connection>,
}

impl Drop for Filling {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("rollback");
        }
    }
}

#[async_trait]
impl Import for Filling {
    async fn add(
        &mut self,
        organisation: &str,
        records: Vec<Record>,
        kept: Vec<KeptRow>,
    ) -> Result<(), Fault> {
        write(&self.connection, organisation, &records, &kept).map_err(passing)
    }

    async fn finish(self: Box<Self>) -> Result<(), Fault> {
        self.connection.execute_batch("commit").map_err(passing)?;
        scrub(&self.connection).map(drop)
    }
}
