//! Readers who have a status page open: how long a change takes to all of them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::figures::{count, megabytes, permille, spread};
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
          POST is written until each reader has been told that the page is another one; 50 ms of \
          it are waited for so that what happens together is printed together.",
    measure,
};

const UPDATES: usize = 10;
const BETWEEN_UPDATES: Duration = Duration::from_secs(2);
/// Whoever watches a page hears of a change while it is news: the next of them comes a second later
/// at the soonest.
const TOLD_WITHIN: Duration = Duration::from_secs(1);
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
        let delays = runtime.block_on(told)?;
        let missed = readers * UPDATES - delays.len();
        let mut what = format!("a change to {} who have the page open", count(readers as u64));
        if readers == most && most < READERS {
            let (meant, files) = (count(READERS as u64), count(files as u64));
            what.push_str(&format!(" (not {meant}: a process may have {files} files here)"));
        }
        rows.push(match missed {
            0 => {
                let met = permille(&delays, 990) < TOLD_WITHIN;
                Row::judged(what, spread(&delays), "p99 < 1 s", met)
            }
            missed => Row::failed(what, &format!("{missed} were never told")),
        });
    }
    let memory = megabytes(server.memory_kib("VmHWM"));
    rows.push(Row::context("memory with them, at the highest", memory));
    Ok(rows)
}

async fn tell(
    address: SocketAddr,
    responder: &mut Responder,
    readers: usize,
    number: &mut usize,
) -> Outcome<Vec<Duration>> {
    let (sender, mut told) = unbounded_channel();
    let mut tasks = Vec::new();
    for _ in 0..readers {
        let mut connection = Connection::open(address).await?;
        connection.send(&http::get(address, "/status/stream", "")).await?;
        tasks.push(tokio::spawn(follow(connection, sender.clone())));
    }
    // Each is told once when it comes.
    gather(&mut told, readers).await;
    responder.again().await?;
    let mut delays = Vec::new();
    for _ in 0..UPDATES {
        tokio::time::sleep(BETWEEN_UPDATES).await;
        *number += 1;
        let posted = Instant::now();
        responder.does("/console/incidents/1/update", &update(*number)).await?;
        let heard = gather(&mut told, readers).await;
        delays.extend(heard.into_iter().map(|at| at.saturating_duration_since(posted)));
    }
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(delays)
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
