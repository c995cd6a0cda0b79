//! Every statement that reads or writes a log, and how its rows become records.

use std::collections::BTreeMap;

use domain::words::{CommandId, Timestamp};
use smol_str::SmolStr;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Row, Statement};

use super::link::Link;
use crate::{CHAIN_START, Head, KEPT_FOR, KeptRow, PersonalRow, Record};

/// Old outcomes are swept out once in so many events of an organisation.
const SWEEP_EVERY: u64 = 256;

const COLUMNS: &str = "seq, at, kind, version, actor, command, body, personal_digests, chain";

const SUBJECT_SEQS: &str = "select seq from mayday.event_subject
    where organisation = $1 and subject = $2 and seq > $3 order by seq limit $4";

/// What a statement is given, kept until its answer has come.
type Given<'a, const COUNT: usize> = [&'a (dyn ToSql + Sync); COUNT];

macro_rules! statements {
    ($($name:ident: $sql:expr),* $(,)?) => {
        /// The statements as one connection has prepared them.
        pub(super) struct Statements {
            $($name: Statement,)*
        }

        impl Statements {
            /// Prepares all of them in one go.
            pub(super) async fn prepare(client: &Client) -> Result<Self, Error> {
                $(let $name = $sql;)*
                let ($($name,)*) = tokio::try_join!($(client.prepare(&$name)),*)?;
                Ok(Self { $($name),* })
            }
        }
    };
}

statements! {
    organisations: "select organisation from mayday.head where seq > 0
        order by organisation collate \"C\"",
    now: "select floor(extract(epoch from clock_timestamp()) * 1000)::bigint",
    head: "select seq, chain, at from mayday.head where organisation = $1",
    read: format!("select {COLUMNS} from mayday.event
        where organisation = $1 and seq > $2 order by seq limit $3"),
    personal: "select seq, person, words, salt from mayday.event_personal
        where organisation = $1 and seq > $2 and seq <= $3 order by seq, person",
    read_subject: format!("select {COLUMNS} from mayday.event
        where organisation = $1 and seq in ({SUBJECT_SEQS}) order by seq"),
    personal_subject: format!("select seq, person, words, salt from mayday.event_personal
        where organisation = $1 and seq in ({SUBJECT_SEQS}) order by seq, person"),
    kept: "select id, outcome, at from mayday.command where organisation = $1 and id = any($2)",
    found: "insert into mayday.head(organisation, seq, chain, at) values ($1, 0, $2, 0)
        on conflict (organisation) do nothing",
    // The clock is read outside the locked part, so that it is read after the wait for the lock.
    lock: "with locked as materialized
        (select seq, chain, at from mayday.head where organisation = $1 for update)
        select seq, chain, at, floor(extract(epoch from clock_timestamp()) * 1000)::bigint
        from locked",
    insert_event: "insert into mayday.event(organisation, seq, at, kind, version, actor, command,
        body, personal_digests, chain) select $1, * from unnest($2::bigint[], $3::bigint[],
        $4::text[], $5::integer[], $6::text[], $7::bytea[], $8::text[], $9::text[], $10::bytea[])",
    insert_subject: "insert into mayday.event_subject(organisation, subject, seq)
        select $1, * from unnest($2::text[], $3::bigint[]) on conflict do nothing",
    insert_personal: "insert into mayday.event_personal(organisation, seq, person, words, salt)
        select $1, * from unnest($2::bigint[], $3::text[], $4::text[], $5::bytea[])",
    erase: "delete from mayday.event_personal
        where organisation = $1 and person = $2 and seq < $3",
    outcomes: "select id, outcome, at from mayday.command
        where organisation = $1 and id > $2 order by id limit $3",
    insert_command: "insert into mayday.command(organisation, id, outcome, at)
        select $1, * from unnest($2::bytea[], $3::text[], $4::bigint[])",
    sweep: "delete from mayday.command where organisation = $1 and at < $2",
    move_head: "update mayday.head set seq = $2, chain = $3, at = $4
        where organisation = $1 and seq = $5",
}

pub(super) async fn organisations(link: &Link) -> Result<Vec<String>, Error> {
    let rows = link.client.query(&link.statements().organisations, &[]).await?;
    rows.iter().map(|row| row.try_get(0)).collect()
}

/// What the database's own clock says.
pub(super) async fn now(link: &Link) -> Result<Timestamp, Error> {
    let row = link.client.query_one(&link.statements().now, &[]).await?;
    row.try_get(0).map(Timestamp)
}

pub(super) async fn head(link: &Link, organisation: &str) -> Result<Head, Error> {
    let row = link.client.query_opt(&link.statements().head, &[&organisation]).await?;
    row.map_or(Ok(Head::START), |row| head_of(&row))
}

/// Gives an organisation the row that its lock stands on.
pub(super) async fn found(link: &Link, organisation: &str) -> Result<(), Error> {
    let start = CHAIN_START.as_slice();
    let given: Given<'_, 2> = [&organisation, &start];
    link.client.execute(&link.statements().found, &given).await.map(drop)
}

/// Opens a transaction and takes the organisation's lock: where its log ends, and the hour.
pub(super) async fn lock(link: &Link, organisation: &str) -> Result<(Head, Timestamp), Error> {
    let (client, statements) = (&link.client, link.statements());
    let start = CHAIN_START.as_slice();
    let (name, new): (Given<'_, 1>, Given<'_, 2>) = ([&organisation], [&organisation, &start]);
    // All three are on their way before the first is answered: one round trip. Read committed,
    // because what is read after the wait for the lock must be what its last holder left.
    let (begun, found, locked) = tokio::join!(
        biased;
        client.batch_execute("begin isolation level read committed read write"),
        client.execute(&statements.found, &new),
        client.query_one(&statements.lock, &name),
    );
    begun?;
    found?;
    let row = locked?;
    Ok((head_of(&row)?, Timestamp(row.try_get(3)?)))
}

pub(super) async fn kept(
    link: &Link,
    organisation: &str,
    commands: &[CommandId],
) -> Result<Vec<KeptRow>, Error> {
    let ids: Vec<[u8; 16]> = commands.iter().map(|command| command.0.to_be_bytes()).collect();
    let ids: Vec<&[u8]> = ids.iter().map(<[u8; 16]>::as_slice).collect();
    let rows = link.client.query(&link.statements().kept, &[&organisation, &ids]).await?;
    rows.iter().map(kept_of).collect()
}

pub(super) async fn read(
    link: &Link,
    organisation: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<Record>, Error> {
    let (client, statements) = (&link.client, link.statements());
    let (after, limit) = (after as i64, i64::try_from(limit).unwrap_or(i64::MAX));
    // Events are dense, so both questions can be asked at once. The words are read second: they
    // were stored no later than the events that were just read.
    let until = after.saturating_add(limit);
    let of_events: Given<'_, 3> = [&organisation, &after, &limit];
    let of_words: Given<'_, 3> = [&organisation, &after, &until];
    let (events, personal) = tokio::join!(
        biased;
        client.query(&statements.read, &of_events),
        client.query(&statements.personal, &of_words),
    );
    records(&events?, &personal?)
}

pub(super) async fn read_subject(
    link: &Link,
    organisation: &str,
    subject: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<Record>, Error> {
    let (client, statements) = (&link.client, link.statements());
    let (after, limit) = (after as i64, i64::try_from(limit).unwrap_or(i64::MAX));
    let given: Given<'_, 4> = [&organisation, &subject, &after, &limit];
    let (events, personal) = tokio::join!(
        biased;
        client.query(&statements.read_subject, &given),
        client.query(&statements.personal_subject, &given),
    );
    records(&events?, &personal?)
}

/// What happened to the writes of a transaction.
pub(super) enum Written {
    /// Everything is in place, for the commit to make it durable.
    Whole,
    /// The head was not where this transaction had found it.
    HeadMoved,
}

/// Writes a batch in one round trip, whatever its size.
pub(super) async fn write(
    link: &Link,
    organisation: &str,
    before: Head,
    records: &[Record],
    kept: &[KeptRow],
) -> Result<Written, Error> {
    let last = records.last().map_or(before, |last| Head {
        seq: last.seq,
        chain: last.chain,
        at: last.at,
    });
    // In the order in which they are sent; after the first that fails, the rest fail with it.
    let (events, subjects, personal, erased, commands, swept, moved, told) = tokio::join!(
        biased;
        insert_events(link, organisation, records),
        insert_subjects(link, organisation, records),
        insert_personal(link, organisation, records),
        erase(link, organisation, records),
        insert_commands(link, organisation, kept),
        sweep(link, organisation, before, last),
        move_head(link, organisation, before, last),
        link.client.batch_execute("notify mayday"),
    );
    events?;
    subjects?;
    personal?;
    erased?;
    commands?;
    swept?;
    let moved = moved?;
    told?;
    Ok(if moved == 1 { Written::Whole } else { Written::HeadMoved })
}

async fn insert_events(link: &Link, organisation: &str, records: &[Record]) -> Result<(), Error> {
    if records.is_empty() {
        return Ok(());
    }
    let commands: Vec<[u8; 16]> =
        records.iter().map(|record| record.command.0.to_be_bytes()).collect();
    let seqs = column(records, |record| record.seq as i64);
    let ats = column(records, |record| record.at.0);
    let kinds = column(records, |record| record.kind.as_str());
    let versions = column(records, |record| i32::from(record.version));
    let actors = column(records, |record| record.actor.as_str());
    let commands: Vec<&[u8]> = commands.iter().map(<[u8; 16]>::as_slice).collect();
    let bodies = column(records, |record| record.body.as_str());
    let digests = column(records, |record| record.digests.as_str());
    let chains = column(records, |record| record.chain.as_slice());
    link.client
        .execute(
            &link.statements().insert_event,
            &[
                &organisation,
                &seqs,
                &ats,
                &kinds,
                &versions,
                &actors,
                &commands,
                &bodies,
                &digests,
                &chains,
            ],
        )
        .await
        .map(drop)
}

async fn insert_subjects(link: &Link, organisation: &str, records: &[Record]) -> Result<(), Error> {
    let named = |record| -> Vec<(&str, i64)> {
        let record: &Record = record;
        record.subjects.iter().map(|name| (name.as_str(), record.seq as i64)).collect()
    };
    let (names, seqs): (Vec<&str>, Vec<i64>) = records.iter().flat_map(named).unzip();
    if names.is_empty() {
        return Ok(());
    }
    let statement = &link.statements().insert_subject;
    link.client.execute(statement, &[&organisation, &names, &seqs]).await.map(drop)
}

async fn insert_personal(link: &Link, organisation: &str, records: &[Record]) -> Result<(), Error> {
    let rows: Vec<(i64, &PersonalRow)> = records
        .iter()
        .flat_map(|record| record.personal.iter().map(|row| (record.seq as i64, row)))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let seqs = column(&rows, |(seq, _)| *seq);
    let people = column(&rows, |(_, row)| row.person.as_str());
    let words = column(&rows, |(_, row)| row.words.as_str());
    let salts = column(&rows, |(_, row)| row.salt.as_slice());
    let statement = &link.statements().insert_personal;
    link.client.execute(statement, &[&organisation, &seqs, &people, &words, &salts]).await.map(drop)
}

/// Takes out the words that the events among these erase: with the event, or not at all.
async fn erase(link: &Link, organisation: &str, records: &[Record]) -> Result<(), Error> {
    for record in records {
        let Some(person) = &record.erases else { continue };
        let seq = record.seq as i64;
        link.client.execute(&link.statements().erase, &[&organisation, person, &seq]).await?;
    }
    Ok(())
}

/// Up to `limit` outcomes whose id is greater than `after`, in order of ids.
pub(super) async fn outcomes(
    link: &Link,
    organisation: &str,
    after: Option<CommandId>,
    limit: usize,
) -> Result<Vec<KeptRow>, Error> {
    let after = after.map(|command| command.0.to_be_bytes());
    // An empty text of bytes stands before every id.
    let after = after.as_ref().map_or(&[][..], <[u8; 16]>::as_slice);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let given: Given<'_, 3> = [&organisation, &after, &limit];
    let rows = link.client.query(&link.statements().outcomes, &given).await?;
    rows.iter().map(kept_of).collect()
}

fn kept_of(row: &Row) -> Result<KeptRow, Error> {
    let command = CommandId(u128::from_be_bytes(bytes(row, 0)?));
    Ok(KeptRow { command, outcome: row.try_get(1)?, at: Timestamp(row.try_get(2)?) })
}

async fn insert_commands(link: &Link, organisation: &str, kept: &[KeptRow]) -> Result<(), Error> {
    if kept.is_empty() {
        return Ok(());
    }
    let ids: Vec<[u8; 16]> = kept.iter().map(|row| row.command.0.to_be_bytes()).collect();
    let ids: Vec<&[u8]> = ids.iter().map(<[u8; 16]>::as_slice).collect();
    let outcomes = column(kept, |row| row.outcome.as_str());
    let ats = column(kept, |row| row.at.0);
    let statement = &link.statements().insert_command;
    link.client.execute(statement, &[&organisation, &ids, &outcomes, &ats]).await.map(drop)
}

/// Takes out outcomes that are too old to be asked for. Only the organisation's own, whose lock
/// is held: two nodes that sweep the same rows would wait for each other.
async fn sweep(link: &Link, organisation: &str, before: Head, last: Head) -> Result<(), Error> {
    if before.seq / SWEEP_EVERY == last.seq / SWEEP_EVERY {
        return Ok(());
    }
    let oldest = (last.at - KEPT_FOR).0;
    link.client.execute(&link.statements().sweep, &[&organisation, &oldest]).await.map(drop)
}

async fn move_head(
    link: &Link,
    organisation: &str,
    before: Head,
    last: Head,
) -> Result<u64, Error> {
    let chain = last.chain.as_slice();
    let (seq, was) = (last.seq as i64, before.seq as i64);
    let statement = &link.statements().move_head;
    link.client.execute(statement, &[&organisation, &seq, &chain, &last.at.0, &was]).await
}

fn column<'a, T, C>(rows: &'a [T], of: impl Fn(&'a T) -> C) -> Vec<C> {
    rows.iter().map(of).collect()
}

fn records(events: &[Row], personal: &[Row]) -> Result<Vec<Record>, Error> {
    let mut words: BTreeMap<i64, Vec<PersonalRow>> = BTreeMap::new();
    for row in personal {
        let entry =
            PersonalRow { person: row.try_get(1)?, words: row.try_get(2)?, salt: bytes(row, 3)? };
        words.entry(row.try_get(0)?).or_default().push(entry);
    }
    let mut record = |row: &Row| {
        let seq: i64 = row.try_get(0)?;
        Ok(Record {
            seq: seq as u64,
            at: Timestamp(row.try_get(1)?),
            kind: short(row, 2)?,
            // A version beyond what a version can be is, like any unknown one, from the future.
            version: u16::try_from(row.try_get::<_, i32>(3)?).unwrap_or(u16::MAX),
            actor: short(row, 4)?,
            command: CommandId(u128::from_be_bytes(bytes(row, 5)?)),
            body: row.try_get(6)?,
            digests: short(row, 7)?,
            chain: bytes(row, 8)?,
            subjects: Vec::new(),
            personal: words.remove(&seq).unwrap_or_default(),
            erases: None,
        })
    };
    events.iter().map(&mut record).collect()
}

/// A text that is short enough, as a rule, to need no memory of its own.
fn short(row: &Row, column: usize) -> Result<SmolStr, Error> {
    Ok(SmolStr::new(row.try_get::<_, &str>(column)?))
}

fn head_of(row: &Row) -> Result<Head, Error> {
    let seq: i64 = row.try_get(0)?;
    Ok(Head { seq: seq as u64, chain: bytes(row, 1)?, at: Timestamp(row.try_get(2)?) })
}

/// Exactly so many bytes; another length is damage, and shows as a broken chain.
fn bytes<const LENGTH: usize>(row: &Row, index: usize) -> Result<[u8; LENGTH], Error> {
    let stored: &[u8] = row.try_get(index)?;
    Ok(stored.try_into().unwrap_or([0; LENGTH]))
}
