//! Readers who have a status page open: how long a change takes to all of them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::figures::{count, megabytes, permille, spread, time};
use crate::http::{self, Connection, find};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::responder::Responder;
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::status_page::{organisation, told, update};
use crate::{Outcome, log, machine};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "status-readers",
    how: "1,000 and then 10,000 connections hold /status/stream, while a responder publishes 10 \
          updates for everyone, one every two seconds; readers get five eighths of the \
          connections that a process may have, so where the system lets it have fewer than \
          16,300 files there are fewer of them, and the row says how many; from just before a \
          POST is written until each reader has been told that the page is another one (50 ms of \
          it are waited for so that what happens together is printed together), and until each \
          has read it with gzip: as browsers do, each within a second of being told, evenly \
          spread, over 64 connections besides, and what comes must bear a tag that it has not had.",
    measure,
};

const UPDATES: usize = 10;
const BETWEEN_UPDATES: Duration = Duration::from_secs(2);
/// Browsers ask for the changed page at any time within that, each at its own.
const SPREAD: Duration = Duration::from_secs(1);
/// Connections over which the page is read besides the streams.
const FETCHERS: usize = 64;
/// Whoever watches a page hears of a change while it is news: the next of them comes a second later
/// at the soonest.
const TOLD_WITHIN: Duration = Duration::from_secs(1);
/// Whoever has waited as long as a browser may reads the news a moment later.
const READ_WITHIN: Duration = Duration::from_secs(2);
const ALL_WITHIN: Duration = Duration::from_secs(30);
/// So many readers are meant to be told.
const READERS: usize = 10_000;
/// Files that both programs need for anything else.
const KEPT: usize = 300;

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let sink = Sink::open()?;
    let server = Mayday::with(&scratch, sink.configuration("sink"), organisation(30), &[])?;
    let link = server.sign_in("duty")?;
    let runtime = log::runtime()?;
    let mut responder = runtime.block_on(told(&server, &link))?;
    let mut rows = Vec::new();
    let mut number = 1;
    // Five eighths of the seats are for readers.
    let files = machine::open_files_max();
    let most = (files.saturating_sub(KEPT) / 8 * 5).min(READERS);
    for readers in [1_000, most] {
        let told = tell(server.address(), &mut responder, readers, &mut number);
        let told = runtime.block_on(told)?;
        let mut of = format!("{} who have the page open", count(readers as u64));
        if readers == most && most < READERS {
            let (meant, files) = (count(READERS as u64), count(files as u64));
            of.push_str(&format!(" (not {meant}: a process may have {files} files here)"));
        }
        let all = readers * UPDATES;
        rows.push(judged(format!("a change told to {of}"), &told.heard, all, TOLD_WITHIN));
        rows.push(judged(format!("the changed page read by {of}"), &told.read, all, READ_WITHIN));
    }
    let memory = megabytes(server.memory_kib("VmHWM"));
    rows.push(Row::context("memory with them, at the highest", memory));
    Ok(rows)
}

fn judged(what: String, delays: &[Duration], all: usize, within: Duration) -> Row {
    match all - delays.len() {
        0 => {
            let target = format!("p99 < {}", time(within));
            Row::judged(what, spread(delays), &target, permille(delays, 990) < within)
        }
        missed => Row::failed(what, &format!("{missed} never came")),
    }
}

/// How long it took, over all readers and updates.
#[derive(Default)]
struct Told {
    /// Until a reader was told.
    heard: Vec<Duration>,
    /// Until they had read the page as it is since.
    read: Vec<Duration>,
}

async fn tell(
    address: SocketAddr,
    responder: &mut Responder,
    readers: usize,
    number: &mut usize,
) -> Outcome<Told> {
    let (sender, mut heard) = unbounded_channel();
    let mut tasks = Vec::new();
    for _ in 0..readers {
        let mut connection = Connection::open(address).await?;
        connection.send(&http::get(address, "/status/stream", "")).await?;
        tasks.push(tokio::spawn(follow(connection, sender.clone())));
    }
    let mut fetchers = Vec::new();
    for _ in 0..FETCHERS {
        fetchers.push(Fetcher::open(address).await?);
    }
    // Each is told once when it comes.
    gather(&mut heard, readers).await;
    responder.again().await?;
    let mut told = Told::default();
    for _ in 0..UPDATES {
        tokio::time::sleep(BETWEEN_UPDATES).await;
        *number += 1;
        let posted = Instant::now();
        responder.does("/console/incidents/1/update", &update(*number)).await?;
        let all = gather(&mut heard, readers).await;
        told.heard.extend(all.iter().map(|at| at.saturating_duration_since(posted)));
        let read = fetch(&mut fetchers, address, &all).await?;
        told.read.extend(read.into_iter().map(|at| at.saturating_duration_since(posted)));
    }
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(told)
}

/// A connection over which browsers ask for the page.
struct Fetcher {
    connection: Connection,
    /// What the page that was read last bears.
    tag: String,
}

impl Fetcher {
    async fn open(address: SocketAddr) -> Outcome<Self> {
        let mut fetcher = Self { connection: Connection::open(address).await?, tag: String::new() };
        fetcher.tag = fetcher.page(address).await?;
        Ok(fetcher)
    }

    /// Reads the page, and what it bears.
    async fn page(&mut self, address: SocketAddr) -> Outcome<String> {
        let answer = self.connection.ask(&http::get(address, "/status", "gzip")).await?;
        match answer.header("etag") {
            Some(tag) if answer.status == 200 => Ok(tag.to_owned()),
            _ => Err(format!("the page was answered with {}", answer.status)),
        }
    }
}

/// When each who was told had read what is new: as many at a time as there are connections.
async fn fetch(
    fetchers: &mut Vec<Fetcher>,
    address: SocketAddr,
    told: &[Instant],
) -> Outcome<Vec<Instant>> {
    let readers = told.len().max(1);
    // Any order would do; this one spreads those who were told together.
    let share = |at: usize| SPREAD.mul_f64((at * 7_919 % readers) as f64 / readers as f64);
    let mut turns: Vec<Instant> =
        told.iter().enumerate().map(|(at, heard)| *heard + share(at)).collect();
    turns.sort_unstable();
    let parts = fetchers.len();
    let tasks = std::mem::take(fetchers).into_iter().enumerate().map(|(own, mut fetcher)| {
        let turns: Vec<Instant> = turns.iter().copied().skip(own).step_by(parts).collect();
        tokio::spawn(async move {
            let (before, mut read) = (fetcher.tag.clone(), Vec::with_capacity(turns.len()));
            for turn in turns {
                tokio::time::sleep_until(turn.into()).await;
                fetcher.tag = fetcher.page(address).await?;
                if fetcher.tag != before {
                    read.push(Instant::now());
                }
            }
            Ok::<_, String>((fetcher, read))
        })
    });
    let mut all = Vec::with_capacity(readers);
    for task in tasks.collect::<Vec<_>>() {
        let (fetcher, read) = task.await.map_err(|error| error.to_string())??;
        fetchers.push(fetcher);
        all.extend(read);
    }
    Ok(all)
}

/// When each of so many was told, as far as they were.
async fn gather(told: &mut UnboundedReceiver<Instant>, count: usize) -> Vec<Instant> {
    let until = tokio::time::Instant::now() + ALL_WITHIN;
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        match tokio::time::timeout_at(until, told.recv()).await {
            Ok(Some(at)) => all.push(at),
            _ => break,
        }
    }
    all
}

/// Reads a stream for ever and tells of each edition in it.
async fn follow(mut connection: Connection, told: UnboundedSender<Instant>) {
    let mark = b"event: edition";
    let mut text: Vec<u8> = Vec::new();
    let mut part = vec![0; 2 * 1024];
    while let Ok(read @ 1..) = connection.read(&mut part).await {
        let at = Instant::now();
        text.extend_from_slice(&part[..read]);
        while let Some(place) = find(&text, mark) {
            text.drain(..place + mark.len());
            let _ = told.send(at);
        }
        let keep = text.len().min(mark.len() - 1);
        text.drain(..text.len() - keep);
    }
}
