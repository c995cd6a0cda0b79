//! Which nodes run: one row for each, in a table that may be lost.
//!
//! The layout keeps its number, because a program that knows nothing of this table can live
//! beside it.

use std::time::Duration;

use domain::Revision;
use domain::words::NodeId;
use tokio_postgres::{Client, Error};

use crate::nodes::{NODES_MAX, REMEMBERED_FOR, Seen};

pub(super) const TABLE: &str = "
create table if not exists mayday.node(
  id text primary key, name text not null, revision integer not null, seen bigint not null);
alter table mayday.node add column if not exists reads boolean not null default false";

/// Whether the table is there, as this version needs it.
pub(super) const EXISTS: &str = "select exists (select from information_schema.columns
  where table_schema = 'mayday' and table_name = 'node' and column_name = 'reads')";

const NOW: &str = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

/// Says that this node runs.
pub(super) async fn report(client: &Client, own: &Seen) -> Result<(), Error> {
    let id = format!("{:032x}", own.id.0);
    let revision = i32::try_from(own.revision.0).unwrap_or(i32::MAX);
    let upsert = format!(
        "insert into mayday.node(id, name, revision, seen, reads) values ($1, $2, $3, {NOW}, $4)
         on conflict (id) do update
         set revision = excluded.revision, seen = excluded.seen, reads = excluded.reads"
    );
    client.execute(&upsert, &[&id, &own.name, &revision, &own.reads]).await?;
    let remembered = i64::try_from(REMEMBERED_FOR.as_millis()).unwrap_or(i64::MAX);
    let forget = format!("delete from mayday.node where seen < {NOW} - {remembered}");
    client.execute(&forget, &[]).await.map(drop)
}

/// Reads which nodes were seen lately.
pub(super) async fn seen(client: &Client) -> Result<Vec<Seen>, Error> {
    let seen = format!(
        "select id, name, revision, {NOW} - seen, reads from mayday.node
         order by seen desc limit $1"
    );
    let limit = i64::try_from(NODES_MAX).unwrap_or(i64::MAX);
    let rows = client.query(&seen, &[&limit]).await?;
    rows.iter()
        .map(|row| {
            let (id, ago): (String, i64) = (row.try_get(0)?, row.try_get(3)?);
            let revision: i32 = row.try_get(2)?;
            Ok(Seen {
                id: NodeId(u128::from_str_radix(&id, 16).unwrap_or_default()),
                name: row.try_get(1)?,
                revision: Revision(u32::try_from(revision).unwrap_or_default()),
                ago: Duration::from_millis(u64::try_from(ago).unwrap_or_default()),
                reads: row.try_get(4)?,
            })
        })
        .collect()
}
