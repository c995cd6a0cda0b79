//! The embedded default: one SQLite file, written ahead and synced before anyone is told.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use domain::words::{CommandId, Timestamp};
use rusqlite::{Connection, ErrorCode, OptionalExtension, ffi, params};
use smol_str::SmolStr;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{
    CommitFault, Fault, Head, Import, KeptRow, PersonalRow, Record, Snapshot, Store, Transaction,
};

mod apart;

/// The layout of the tables; raised when they change.
const LAYOUT: i64 = 1;
/// Marks the file as Mayday's (SQLite's `application_id`).
const APPLICATION: i64 = 0x4d61_7964;

const TABLES: &str = "
create table event(
  organisation text not null, seq integer not null, at integer not null,
  kind text not null, version integer not null, actor text not null, command blob not null,
  body text not null, personal_digests text not null, chain blob not null,
  primary key (organisation, seq)) strict, without rowid;
create table event_subject(
  organisation text not null, subject text not null, seq integer not null,
  primary key (organisation, subject, seq)) strict, without rowid;
create table event_personal(
  organisation text not null, seq integer not null, person text not null,
  words text not null, salt blob not null,
  primary key (organisation, seq, person)) strict, without rowid;
create index event_personal_person on event_personal(organisation, person);
create table command(
  organisation text not null, id blob not null, outcome text not null, at integer not null,
  primary key (organisation, id)) strict, without rowid;
create index command_at on command(at);
create table head(
  organisation text primary key, seq integer not null, chain blob not null, at integer not null
  ) strict, without rowid;
create trigger event_is_for_ever before update on event begin
  select raise(abort, 'an event is never changed'); end;
create trigger event_is_not_deleted before delete on event begin
  select raise(abort, 'an event is never deleted'); end;
";

/// A log kept in one SQLite file.
#[derive(Clone)]
pub struct Sqlite {
    writer: Arc<Mutex<Connection>>,
    file: PathBuf,
}

impl Sqlite {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// A permanent [`Fault`] that says what is wrong with the file and what to do.
    pub fn open(file: &Path) -> Result<Self, Fault> {
        let fault = |error: rusqlite::Error| open_fault(file, &error);
        let connection = Connection::open(file).map_err(fault)?;
        // A file that may only be read is opened all the same, and fails at the first word.
        if connection.is_readonly("main").map_err(fault)? {
            return Err(Fault::permanent(cannot_write(file)));
        }
        // Before anything is set, because the write-ahead mode would change another program's file.
        connection.execute_batch("pragma busy_timeout = 5000").map_err(fault)?;
        let number = |pragma: &str| -> Result<i64, Fault> {
            connection.pragma_query_value(None, pragma, |row| row.get(0)).map_err(fault)
        };
        let (layout, application) = (number("user_version")?, number("application_id")?);
        let tables: i64 = connection
            .query_row("select count(*) from sqlite_schema", [], |row| row.get(0))
            .map_err(fault)?;
        let name = file.display();
        if tables > 0 && application != APPLICATION {
            return Err(Fault::permanent(format!(
                "{name} is a database, but not one of Mayday's. Choose another data directory."
            )));
        }
        if tables > 0 && layout != LAYOUT {
            return Err(Fault::permanent(format!(
                "{name} was written by a newer version of Mayday (layout {layout}, this one \
                 knows {LAYOUT}). Start that version, or restore an older backup."
            )));
        }
        connection
            .execute_batch(
                "pragma journal_mode = wal; pragma synchronous = full;
                 pragma foreign_keys = on; pragma trusted_schema = off;
                 pragma temp_store = memory; pragma secure_delete = on; pragma mmap_size = 0;
                 pragma cache_size = -16384; pragma journal_size_limit = 67108864;
                 pragma fullfsync = on; pragma checkpoint_fullfsync = on;",
            )
            .map_err(fault)?;
        if tables == 0 {
            connection
                .execute_batch(&format!(
                    "begin immediate; {TABLES} pragma application_id = {APPLICATION};
                     pragma user_version = {LAYOUT}; commit;"
                ))
                .map_err(fault)?;
        }
        let mode: String =
            connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).map_err(fault)?;
        if !mode.eq_ignore_ascii_case("wal") {
            return Err(Fault::permanent(format!(
                "{name} cannot be written ahead (it is in mode {mode}). Its directory must lie on \
                 a local disk, and this user must have the right to write in it."
            )));
        }
        if number("synchronous")? != 2 {
            return Err(Fault::permanent("SQLite does not sync as it must; nothing is written."));
        }
        // Words that were erased just before a crash may still stand in the write-ahead file. While
        // somebody else reads, the next start does it.
        let _ = apart::scrub(&connection);
        Ok(Self { writer: Arc::new(Mutex::new(connection)), file: file.to_owned() })
    }

    /// Reads the whole file for damage; may take a while on a large one.
    ///
    /// # Errors
    /// A permanent [`Fault`] naming the first damage.
    pub async fn check(&self) -> Result<(), Fault> {
        let connection = self.writer.lock().await;
        let answer: String = connection
            .query_row("pragma integrity_check(1)", [], |row| row.get(0))
            .map_err(|error| open_fault(&self.file, &error))?;
        if answer == "ok" {
            return Ok(());
        }
        Err(Fault::permanent(format!(
            "{} is damaged: {answer}. Restore a backup.",
            self.file.display()
        )))
    }
}

fn cannot_write(file: &Path) -> String {
    format!(
        "{} cannot be written. Give this user the right to write it and its directory.",
        file.display()
    )
}

fn open_fault(file: &Path, error: &rusqlite::Error) -> Fault {
    let name = file.display();
    let what = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            format!("{name} is not a database, or is damaged. Restore a backup or move it away.")
        }
        Some(ErrorCode::DatabaseCorrupt) => format!("{name} is damaged. Restore a backup."),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => cannot_write(file),
        Some(ErrorCode::CannotOpen) => format!(
            "{name} cannot be opened. Does its directory exist, and may this user write in it?"
        ),
        Some(ErrorCode::DiskFull) => format!("the disk that holds {name} is full. Free some room."),
        Some(ErrorCode::SystemIoFailure) => format!(
            "the disk that holds {name} fails ({error}). Is it full, over its quota or broken?"
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("{name} is in use by another program. Stop it first.")
        }
        _ => format!("{name}: {error}"),
    };
    Fault { message: what, permanent: !is_passing(error) }
}

fn is_passing(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
        )
    )
}

fn passing(error: rusqlite::Error) -> Fault {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            Fault::passing("the disk is full. Free some room; nothing is stored until then.")
        }
        // Not every full disk says so: a quota or a limit on files is an error like any other.
        Some(ErrorCode::SystemIoFailure) => Fault::passing(format!(
            "the disk does not take what is written ({error}). Is it full, over its quota or \
             broken? Nothing is stored until it works again."
        )),
        _ => Fault::passing(error),
    }
}

/// What a failed commit means. A write that the disk did not take is undone and may be tried
/// again: the sync that would have made it durable was not even asked for. After a failed sync
/// nobody knows what the disk holds, and asking again would be answered with a false "yes": only a
/// new process that replays from the disk can tell.
fn commit_fault(error: rusqlite::Error) -> CommitFault {
    match error.sqlite_extended_error_code() {
        Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) => {
            CommitFault::Lost(Fault::permanent(format!("the disk failed to sync: {error}")))
        }
        _ => CommitFault::Undone(passing(error)),
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn organisations(&self) -> Result<Vec<String>, Fault> {
        let connection = self.writer.lock().await;
        let mut statement =
            connection.prepare("select organisation from head order by 1").map_err(passing)?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(passing)?;
        rows.collect::<Result<_, _>>().map_err(passing)
    }

    async fn head(&self, organisation: &str) -> Result<Head, Fault> {
        head(&*self.writer.lock().await, organisation).map_err(passing)
    }

    async fn read(
        &self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        read(&*self.writer.lock().await, organisation, after, limit).map_err(passing)
    }

    async fn read_subject(
        &self,
        organisation: &str,
        subject: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        let connection = self.writer.lock().await;
        read_subject(&connection, organisation, subject, after, limit).map_err(passing)
    }

    async fn kept(
        &self,
        organisation: &str,
        commands: &[CommandId],
    ) -> Result<Vec<KeptRow>, Fault> {
        kept(&*self.writer.lock().await, organisation, commands).map_err(passing)
    }

    async fn begin(&self, organisation: &str) -> Result<Box<dyn Transaction>, Fault> {
        let connection = Arc::clone(&self.writer).lock_owned().await;
        connection.execute_batch("begin immediate").map_err(passing)?;
        let mut open =
            Open { connection, organisation: organisation.to_owned(), head: Head::START };
        open.head = head(&open.connection, organisation).map_err(passing)?;
        Ok(Box::new(open))
    }

    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, Fault> {
        apart::snapshot(self.file.clone()).await
    }

    async fn import(&self) -> Result<Box<dyn Import>, Fault> {
        apart::import(Arc::clone(&self.writer).lock_owned().await)
    }

    async fn scrub(&self) -> Result<bool, Fault> {
        apart::scrub(&*self.writer.lock().await)
    }

    async fn hint(&self) {
        // Nobody else appends to this file: the data directory is locked.
        std::future::pending::<()>().await;
    }
}

/// An open transaction on the one connection that writes.
struct Open {
    connection: OwnedMutexGuard<Connection>,
    organisation: String,
    head: Head,
}

impl Drop for Open {
    fn drop(&mut self) {
        // After a commit there is nothing left to undo, and the connection says so.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("rollback")
        {
            tracing::warn!(%error, "a transaction could not be undone");
        }
    }
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
        read(&self.connection, &self.organisation, after, limit).map_err(passing)
    }

    async fn kept(&mut self, commands: &[CommandId]) -> Result<Vec<KeptRow>, Fault> {
        kept(&self.connection, &self.organisation, commands).map_err(passing)
    }

    async fn commit(
        self: Box<Self>,
        records: Vec<Record>,
        rows: Vec<KeptRow>,
    ) -> Result<(), CommitFault> {
        write(&self.connection, &self.organisation, &records, &rows)
            .map_err(|error| CommitFault::Undone(passing(error)))?;
        self.connection.execute_batch("commit").map_err(commit_fault)
    }
}

fn head(connection: &Connection, organisation: &str) -> rusqlite::Result<Head> {
    let row = connection
        .prepare_cached("select seq, chain, at from head where organisation = ?1")?
        .query_row([organisation], |row| {
            Ok(Head {
                seq: row.get::<_, i64>(0)? as u64,
                chain: row.get(1)?,
                at: Timestamp(row.get(2)?),
            })
        })
        .optional()?;
    Ok(row.unwrap_or(Head::START))
}

fn write(
    connection: &Connection,
    organisation: &str,
    records: &[Record],
    rows: &[KeptRow],
) -> rusqlite::Result<()> {
    let mut event = connection.prepare_cached(
        "insert into event(organisation, seq, at, kind, version, actor, command, body,
         personal_digests, chain) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    let mut subject = connection.prepare_cached(
        "insert or ignore into event_subject(organisation, subject, seq) values (?1, ?2, ?3)",
    )?;
    let mut personal = connection.prepare_cached(
        "insert into event_personal(organisation, seq, person, words, salt)
         values (?1, ?2, ?3, ?4, ?5)",
    )?;
    for record in records {
        let seq = record.seq as i64;
        event.execute(params![
            organisation,
            seq,
            record.at.0,
            record.kind.as_str(),
            record.version,
            record.actor.as_str(),
            record.command.0.to_be_bytes(),
            record.body,
            record.digests.as_str(),
            record.chain,
        ])?;
        for name in &record.subjects {
            subject.execute(params![organisation, name, seq])?;
        }
        for row in &record.personal {
            personal.execute(params![organisation, seq, row.person, row.words, row.salt])?;
        }
        if let Some(person) = &record.erases {
            apart::erase(connection, organisation, person, record.seq)?;
        }
    }
    drop(personal);
    if records.iter().any(|record| record.erases.is_some()) {
        apart::rebuild(connection)?;
    }
    let mut command = connection.prepare_cached(
        "insert into command(organisation, id, outcome, at) values (?1, ?2, ?3, ?4)",
    )?;
    for row in rows {
        command.execute(params![
            organisation,
            row.command.0.to_be_bytes(),
            row.outcome,
            row.at.0
        ])?;
    }
    if let Some(last) = records.last() {
        connection
            .prepare_cached(
                "insert into head(organisation, seq, chain, at) values (?1, ?2, ?3, ?4)
                 on conflict(organisation) do update
                 set seq = excluded.seq, chain = excluded.chain, at = excluded.at",
            )?
            .execute(params![organisation, last.seq as i64, last.chain, last.at.0])?;
    }
    if let Some(row) = rows.first() {
        connection
            .prepare_cached("delete from command where at < ?1")?
            .execute([row.at.0 - crate::KEPT_FOR.as_millis() as i64])?;
    }
    Ok(())
}

fn kept(
    connection: &Connection,
    organisation: &str,
    commands: &[CommandId],
) -> rusqlite::Result<Vec<KeptRow>> {
    let mut statement = connection
        .prepare_cached("select outcome, at from command where organisation = ?1 and id = ?2")?;
    let mut rows = Vec::new();
    for command in commands {
        let row = statement
            .query_row(params![organisation, command.0.to_be_bytes()], |row| {
                Ok(KeptRow { command: *command, outcome: row.get(0)?, at: Timestamp(row.get(1)?) })
            })
            .optional()?;
        rows.extend(row);
    }
    Ok(rows)
}

/// For how many rows there is room before the first is read.
const READ_AT_ONCE_MAX: usize = 4_096;
const COLUMNS: &str = "seq, at, kind, version, actor, command, body, personal_digests, chain";

fn read(
    connection: &Connection,
    organisation: &str,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<Record>> {
    let sql = format!(
        "select {COLUMNS} from event where organisation = ?1 and seq > ?2 order by seq limit ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let parameters = params![organisation, after as i64, limit as i64];
    let mut records = Vec::with_capacity(limit.min(READ_AT_ONCE_MAX));
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        records.push(record(row)?);
    }
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(records) };
    let (first, last) = (first.seq, last.seq);
    let mut statement = connection.prepare_cached(
        "select seq, person, words, salt from event_personal
         where organisation = ?1 and seq between ?2 and ?3 order by seq, person",
    )?;
    let mut rows = statement.query(params![organisation, first as i64, last as i64])?;
    while let Some(row) = rows.next()? {
        let seq = row.get::<_, i64>(0)? as u64;
        // Events are dense within the organisation, so the row's place is its distance.
        if let Some(record) = records.get_mut((seq - first) as usize) {
            record.personal.push(personal(row)?);
        }
    }
    Ok(records)
}

fn read_subject(
    connection: &Connection,
    organisation: &str,
    subject: &str,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<Record>> {
    let sql = format!(
        "select {COLUMNS} from event join event_subject using (organisation, seq)
         where organisation = ?1 and subject = ?2 and seq > ?3 order by seq limit ?4"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let parameters = params![organisation, subject, after as i64, limit as i64];
    let mut records =
        statement.query_map(parameters, record)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut statement = connection.prepare_cached(
        "select seq, person, words, salt from event_personal
         where organisation = ?1 and seq = ?2 order by person",
    )?;
    for record in &mut records {
        let rows = statement.query_map(params![organisation, record.seq as i64], personal)?;
        record.personal = rows.collect::<rusqlite::Result<_>>()?;
    }
    Ok(records)
}

fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        seq: row.get::<_, i64>(0)? as u64,
        at: Timestamp(row.get(1)?),
        kind: short(row, 2)?,
        version: row.get(3)?,
        actor: short(row, 4)?,
        command: CommandId(u128::from_be_bytes(row.get(5)?)),
        body: row.get(6)?,
        digests: short(row, 7)?,
        chain: row.get(8)?,
        subjects: Vec::new(),
        personal: Vec::new(),
        erases: None,
    })
}

/// A text that is short enough, as a rule, to need no memory of its own.
fn short(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<SmolStr> {
    Ok(SmolStr::new(row.get_ref(column)?.as_str()?))
}

fn personal(row: &rusqlite::Row<'_>) -> rusqlite::Result<PersonalRow> {
    Ok(PersonalRow { person: row.get(1)?, words: row.get(2)?, salt: row.get(3)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(extended_code: i32) -> CommitFault {
        commit_fault(rusqlite::Error::SqliteFailure(ffi::Error::new(extended_code), None))
    }

    #[test]
    fn only_a_failed_sync_ends_the_process_and_every_other_failure_may_pass() {
        for code in [ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_IOERR_DIR_FSYNC] {
            assert!(matches!(failed(code), CommitFault::Lost(fault) if fault.permanent), "{code}");
        }
        // A quota or a limit on files is reported as a failed write, a full disk often as a
        // failure to enlarge the shared memory.
        for code in [
            ffi::SQLITE_FULL,
            ffi::SQLITE_BUSY,
            ffi::SQLITE_READONLY,
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_IOERR_SHMSIZE,
            ffi::SQLITE_IOERR_TRUNCATE,
            ffi::SQLITE_IOERR_READ,
        ] {
            let fault = failed(code);
            assert!(matches!(fault, CommitFault::Undone(fault) if !fault.permanent), "{code}");
        }
    }
}
