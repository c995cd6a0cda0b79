//! Appends by the journal against the same rows written by the plain database, and by a bare file.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use journal::{Record, Store};
use rusqlite::{Connection, params};

use crate::Outcome;
use crate::figures::{median, rate};
use crate::log::{self, Call, Log};
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "appends",
    how: "batches of 1, 10 and 100 messages are decided, chained and committed by the journal on \
          SQLite (write-ahead log, synchronous FULL); then the very rows of that log are inserted \
          into an empty copy of its tables by plain transactions of the same sizes; both take \
          turns five times, and the medians are compared.",
    measure,
};

const ROUNDS: usize = 5;
/// Commands in a batch, and batches in a round.
const SIZES: [(usize, usize); 3] = [(1, 400), (10, 200), (100, 60)];
const EMERGENCIES: usize = 100;

/// Events in each second, by each of the three ways.
#[derive(Clone, Copy)]
struct Speeds {
    journal: f64,
    plain: f64,
    file: f64,
}

fn measure() -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for (size, batches) in SIZES {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(round(size, batches)?);
        }
        let middle =
            |speed: fn(&Speeds) -> f64| median(&rounds.iter().map(speed).collect::<Vec<_>>());
        let (journal, plain) = (middle(|speeds| speeds.journal), middle(|speeds| speeds.plain));
        let ratio = journal / plain.max(1.0);
        rows.push(Row::context(
            format!("events appended, {size} to a commit"),
            format!("{} ({ratio:.2} × plain SQLite, {})", rate(journal), rate(plain)),
        ));
        rows.push(Row::context(
            format!("the same bytes to a bare file, {size} to a sync"),
            rate(middle(|speeds| speeds.file)),
        ));
    }
    Ok(rows)
}

fn round(size: usize, batches: usize) -> Outcome<Speeds> {
    let scratch = Scratch::new()?;
    let data = scratch.path().join("data");
    let (mut log, calls) = log::runtime()?.block_on(prepare(&data))?;
    let first = log.events();
    let (lengths, journal) =
        log::runtime()?.block_on(through_journal(&mut log, &calls, size, batches))?;
    let records = log::runtime()?.block_on(records(&log, first))?;
    let events = records.len() as f64;
    let plain = plainly(&log::file(&data), &scratch.path().join("plain"), &records, &lengths)?;
    let file = barely(&scratch.path().join("bare"), &records, &lengths)?;
    let speed = |span: Duration| events / span.as_secs_f64();
    Ok(Speeds { journal: speed(journal), plain: speed(plain), file: speed(file) })
}

async fn prepare(data: &Path) -> Outcome<(Log, Vec<Call>)> {
    let mut log = Log::begin(data).await?;
    let calls = log.call(EMERGENCIES).await?;
    log.accept(&calls).await?;
    // The first word of the responder settles what was promised, so that only words are left.
    log.say(&calls, false).await?;
    Ok((log, calls))
}

/// How many events each commit had, and how long all took.
async fn through_journal(
    log: &mut Log,
    calls: &[Call],
    size: usize,
    batches: usize,
) -> Outcome<(Vec<usize>, Duration)> {
    let mut lengths = Vec::with_capacity(batches);
    let begun = Instant::now();
    for batch in 0..batches {
        let from = batch * size % calls.len();
        lengths.push(log.say(&calls[from..from + size], true).await?);
    }
    Ok((lengths, begun.elapsed()))
}

async fn records(log: &Log, first: u64) -> Outcome<Vec<Record>> {
    let mut all: Vec<Record> = Vec::new();
    loop {
        let after = all.last().map_or(first, |record| record.seq);
        let more = log.store().read(log::ORGANISATION, after, 5_000).await;
        let more = more.map_err(|fault| fault.message)?;
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}

/// The same rows in the same tables, without a decision, a chain or a check.
fn plainly(
    original: &Path,
    copy: &Path,
    records: &[Record],
    lengths: &[usize],
) -> Outcome<Duration> {
    let broken = |error: rusqlite::Error| error.to_string();
    let (original, copy) =
        (Connection::open(original).map_err(broken)?, Connection::open(copy).map_err(broken)?);
    copy.execute_batch("pragma journal_mode = wal; pragma synchronous = full").map_err(broken)?;
    let mut tables = original
        .prepare("select sql from sqlite_schema where sql is not null order by type <> 'table'")
        .map_err(broken)?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).map_err(broken)?;
    for sql in tables {
        copy.execute_batch(&sql.map_err(broken)?).map_err(broken)?;
    }
    let subjects = subjects(&original, records).map_err(broken)?;
    let mut place = 0;
    let begun = Instant::now();
    for length in lengths {
        copy.execute_batch("begin immediate").map_err(broken)?;
        let rows = place..place + length;
        insert(&copy, &records[rows.clone()], &subjects[rows]).map_err(broken)?;
        copy.execute_batch("commit").map_err(broken)?;
        place += length;
    }
    Ok(begun.elapsed())
}

/// The subjects of each record.
fn subjects(original: &Connection, records: &[Record]) -> rusqlite::Result<Vec<Vec<String>>> {
    let sql = "select subject from event_subject where organisation = ?1 and seq = ?2";
    original
        .execute_batch("create index if not exists by_seq on event_subject(organisation, seq)")?;
    let mut statement = original.prepare(sql)?;
    let mut all = Vec::with_capacity(records.len());
    for record in records {
        let rows =
            statement.query_map(params![log::ORGANISATION, record.seq as i64], |row| row.get(0))?;
        all.push(rows.collect::<Result<Vec<String>, _>>()?);
    }
    Ok(all)
}

fn insert(copy: &Connection, records: &[Record], subjects: &[Vec<String>]) -> rusqlite::Result<()> {
    let organisation = log::ORGANISATION;
    let mut event =
        copy.prepare_cached("insert into event values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    let mut subject = copy.prepare_cached("insert into event_subject values (?1, ?2, ?3)")?;
    let mut personal =
        copy.prepare_cached("insert into event_personal values (?1, ?2, ?3, ?4, ?5)")?;
    let mut command =
        copy.prepare_cached("insert or ignore into command values (?1, ?2, ?3, ?4)")?;
    for (record, subjects) in records.iter().zip(subjects) {
        let seq = record.seq as i64;
        let id = record.command.0.to_be_bytes();
        event.execute(params![
            organisation,
            seq,
            record.at.0,
            record.kind.as_str(),
            record.version,
            record.actor.as_str(),
            id,
            record.body,
            record.digests.as_str(),
            record.chain,
        ])?;
        for name in subjects {
            subject.execute(params![organisation, name, seq])?;
        }
        for row in &record.personal {
            personal.execute(params![organisation, seq, row.person, row.words, row.salt])?;
        }
        command.execute(params![organisation, id, "{\"message\":1}", record.at.0])?;
    }
    let Some(last) = records.last() else { return Ok(()) };
    copy.prepare_cached("insert or replace into head values (?1, ?2, ?3, ?4)")?
        .execute(params![organisation, last.seq as i64, last.chain, last.at.0])?;
    Ok(())
}

/// The same bytes at the end of a file, synced as often.
fn barely(file: &Path, records: &[Record], lengths: &[usize]) -> Outcome<Duration> {
    let broken = |error: std::io::Error| error.to_string();
    let mut file = File::create(file).map_err(broken)?;
    let mut place = 0;
    let begun = Instant::now();
    for length in lengths {
        let mut bytes = Vec::new();
        for record in &records[place..place + length] {
            bytes.extend_from_slice(record.body.as_bytes());
            bytes.extend_from_slice(record.digests.as_bytes());
            bytes.extend_from_slice(&record.chain);
            record.personal.iter().for_each(|row| bytes.extend_from_slice(row.words.as_bytes()));
        }
        file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(broken)?;
        place += length;
    }
    Ok(begun.elapsed())
}
