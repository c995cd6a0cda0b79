//! The tables in PostgreSQL, and the settings without which nothing is written.

use tokio_postgres::Client;

use super::link::Link;
use super::trouble::bounded;
use super::{STATEMENT_WAIT_MAX, nodes};
use crate::Fault;

/// The layout of the tables; raised when they change.
const LAYOUT: i32 = 1;
/// Under this lock one node makes the tables while the others wait.
const LAYOUT_LOCK: i64 = 0x6d61_7964_6179;

const TABLES: &str = "
create schema if not exists mayday;
create table mayday.event(
  organisation text not null, seq bigint not null, at bigint not null,
  kind text not null, version integer not null, actor text not null, command bytea not null,
  body text not null, personal_digests text not null, chain bytea not null,
  primary key (organisation, seq));
create table mayday.event_subject(
  organisation text not null, subject text not null, seq bigint not null,
  primary key (organisation, subject, seq));
create table mayday.event_personal(
  organisation text not null, seq bigint not null, person text not null,
  words text not null, salt bytea not null,
  primary key (organisation, seq, person));
create index event_personal_person on mayday.event_personal(organisation, person);
create table mayday.command(
  organisation text not null, id bytea not null, outcome text not null, at bigint not null,
  primary key (organisation, id));
create index command_at on mayday.command(organisation, at);
create table mayday.head(
  organisation text primary key, seq bigint not null, chain bytea not null, at bigint not null);
create function mayday.keep_event() returns trigger language plpgsql as
  $$ begin raise exception 'an event is never changed or deleted'; end $$;
create trigger event_is_for_ever before update or delete on mayday.event
  for each row execute function mayday.keep_event();
create trigger events_are_for_ever before truncate on mayday.event
  for each statement execute function mayday.keep_event();
create table mayday.layout(version integer not null);
";

/// What the server must be set to, what it is set to, and what to do.
struct Settings {
    fsync: String,
    full_page_writes: String,
    synchronous_commit: String,
}

/// Refuses a server that may forget what it has acknowledged, and asks for durable commits.
pub(super) async fn refuse_weak_settings(link: &Link) -> Result<(), Fault> {
    let ask = link.client.query_one(
        "select current_setting('fsync'), current_setting('full_page_writes'),
         current_setting('synchronous_commit')",
        &[],
    );
    let row = link.settle(bounded(STATEMENT_WAIT_MAX, ask).await)?;
    let settings = Settings {
        fsync: row.get(0),
        full_page_writes: row.get(1),
        synchronous_commit: row.get(2),
    };
    settings.refuse_weak()?;
    if settings.synchronous_commit == "remote_apply" {
        return Ok(());
    }
    let set = link.client.batch_execute("set synchronous_commit = on");
    link.settle(bounded(STATEMENT_WAIT_MAX, set).await)
}

impl Settings {
    fn refuse_weak(&self) -> Result<(), Fault> {
        let refuse = |name: &str, value: &str| {
            Err(Fault::permanent(format!(
                "PostgreSQL runs with {name} = {value}: it may forget what it has acknowledged. \
                 Set {name} = on and start again; until then nothing is written."
            )))
        };
        match (self.fsync.as_str(), self.full_page_writes.as_str()) {
            ("on", "on") => {}
            ("on", value) => return refuse("full_page_writes", value),
            (value, _) => return refuse("fsync", value),
        }
        match self.synchronous_commit.as_str() {
            "on" | "remote_apply" => Ok(()),
            value => refuse("synchronous_commit", value),
        }
    }
}

/// Makes the tables in a database that has none; refuses those of a newer version.
pub(super) async fn prepare(link: &Link) -> Result<(), Fault> {
    let fault = |trouble: super::Trouble| {
        link.give_up();
        trouble.at_start()
    };
    let known = bounded(STATEMENT_WAIT_MAX, version(&link.client)).await.map_err(fault)?;
    let version = match known {
        Some(version) => version,
        None => bounded(STATEMENT_WAIT_MAX * 2, make(&link.client)).await.map_err(fault)?,
    };
    if version != LAYOUT {
        return Err(Fault::permanent(format!(
            "the database was written by a newer version of Mayday (layout {version}, this one \
             knows {LAYOUT}). Start that version, or restore an older backup."
        )));
    }
    let nodes = bounded(STATEMENT_WAIT_MAX * 2, make_nodes(&link.client)).await;
    nodes.map_err(fault)
}

/// Makes the table in which nodes report themselves, in a database from before there was one.
async fn make_nodes(client: &Client) -> Result<(), tokio_postgres::Error> {
    if client.query_one(nodes::EXISTS, &[]).await?.get(0) {
        return Ok(());
    }
    client.batch_execute("begin").await?;
    client.execute("select pg_advisory_xact_lock($1)", &[&LAYOUT_LOCK]).await?;
    client.batch_execute(nodes::TABLE).await?;
    client.batch_execute("commit").await
}

async fn make(client: &Client) -> Result<i32, tokio_postgres::Error> {
    client.batch_execute("begin").await?;
    client.execute("select pg_advisory_xact_lock($1)", &[&LAYOUT_LOCK]).await?;
    // Another node may have made them while this one waited for the lock.
    let version = match version(client).await? {
        Some(version) => version,
        None => {
            client.batch_execute(TABLES).await?;
            client.execute("insert into mayday.layout(version) values ($1)", &[&LAYOUT]).await?;
            LAYOUT
        }
    };
    client.batch_execute("commit").await?;
    Ok(version)
}

async fn version(client: &Client) -> Result<Option<i32>, tokio_postgres::Error> {
    // The catalogue's rows rather than `to_regclass`, which may answer from before the lock.
    let table = "select exists (select from pg_catalog.pg_tables
        where schemaname = 'mayday' and tablename = 'layout')";
    if !client.query_one(table, &[]).await?.get::<_, bool>(0) {
        return Ok(None);
    }
    let row = client.query_opt("select max(version) from mayday.layout", &[]).await?;
    Ok(row.and_then(|row| row.get(0)))
}

#[cfg(test)]
mod tests {
    use super::Settings;

    fn refused(fsync: &str, full_page_writes: &str, synchronous_commit: &str) -> Option<String> {
        let settings = Settings {
            fsync: fsync.into(),
            full_page_writes: full_page_writes.into(),
            synchronous_commit: synchronous_commit.into(),
        };
        settings.refuse_weak().err().filter(|fault| fault.permanent).map(|fault| fault.message)
    }

    #[test]
    fn a_server_that_may_forget_is_refused_with_what_to_set() {
        assert_eq!(refused("on", "on", "on"), None);
        assert_eq!(refused("on", "on", "remote_apply"), None);
        assert!(refused("off", "on", "on").is_some_and(|why| why.contains("Set fsync = on")));
        let why = refused("on", "off", "on");
        assert!(why.is_some_and(|why| why.contains("Set full_page_writes = on")));
        for weak in ["off", "local", "remote_write"] {
            let why = refused("on", "on", weak);
            assert!(why.is_some_and(|why| why.contains("Set synchronous_commit = on")));
        }
    }
}
