//! A node without its database: what it keeps aside, how fast, and how long the log takes to have
//! all of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::figures::{count, rate, time};
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::wall::Wall;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "spool",
    how: "32 connections post messages into 50 conversations of a node on PostgreSQL, each after \
          the answer to the one before: 10,000 with the database, then, once its connections are \
          cut and nobody is let in, 10,000 more, which are synced to the node's own disk before \
          they are answered; then the database is let in again, and the merge lasts until the \
          node says that nothing waits any more, the first connection included.",
    measure,
};

const EMERGENCIES: usize = 50;
const CONNECTIONS: usize = 32;
const MESSAGES: usize = 10_000;
/// How long the node may take to notice that its database is away, and to bring everything back.
const NOTICED_WITHIN: Duration = Duration::from_secs(30);
const MERGED_WITHIN: Duration = Duration::from_secs(600);
const LOOK_AGAIN: Duration = Duration::from_millis(10);
const WHAT: &str = "commands kept aside while the database is away";

fn measure() -> Outcome<Vec<Row>> {
    let Ok(database) = std::env::var("MAYDAY_TEST_DATABASE") else {
        return Ok(vec![Row::context(WHAT, "left out: there is no PostgreSQL server here")]);
    };
    let scratch = Scratch::new()?;
    let wall = Wall::before(&database)?;
    let sink = Sink::open()?;
    let words = ["--database", wall.url.as_str()];
    let server = Mayday::with(&scratch, sink.configuration("sink"), vendor::of_one(300), &words)?;
    log::runtime()?.block_on(go(server.address(), &wall))
}

async fn go(address: SocketAddr, wall: &Wall) -> Outcome<Vec<Row>> {
    let links = Arc::new(open(address).await?);
    let stored = post(address, &links, 0).await?;
    wall.shut();
    // The first of them waits until the node has made up its mind.
    let noticed = Instant::now();
    say(address, &links[0], u128::from(u64::MAX)).await?;
    wait(address, "mayday_kept_aside", 1, NOTICED_WITHIN).await?;
    let noticed = noticed.elapsed();
    let kept = post(address, &links, MESSAGES).await?;
    let waiting = figure(address, "mayday_kept_aside_waiting").await?;
    wall.open();
    let opened = Instant::now();
    wait(address, "mayday_kept_aside", 0, MERGED_WITHIN).await?;
    let merged = opened.elapsed();
    if waiting < MESSAGES {
        return Err(format!("only {waiting} commands were kept aside."));
    }
    match figure(address, "mayday_quarantined").await? {
        0 => {}
        some => return Err(format!("{some} commands could not be taken in.")),
    }
    let per_second = |span: Duration| MESSAGES as f64 / span.as_secs_f64();
    Ok(vec![
        Row::context(
            WHAT,
            format!(
                "{} ({:.2} × with PostgreSQL, {})",
                rate(per_second(kept)),
                stored.as_secs_f64() / kept.as_secs_f64(),
                rate(per_second(stored))
            ),
        ),
        Row::context(
            format!("the merge of {} kept commands", count(waiting as u64)),
            format!("{} ({})", time(merged), rate(waiting as f64 / merged.as_secs_f64())),
        ),
        Row::context("the first answer after the database was cut off", time(noticed)),
    ])
}

/// The links of fresh emergencies.
async fn open(address: SocketAddr) -> Outcome<Vec<String>> {
    let mut caller = Connection::open(address).await?;
    let mut links = Vec::new();
    for number in 0..EMERGENCIES {
        let form = format!("words=Terminals+down+in+shop+{number}");
        let opened = caller.ask(&http::post(address, "/help", &form)).await?;
        links.push(opened.header("location").ok_or("/help gave no link")?.to_owned());
    }
    Ok(links)
}

/// Posts all messages, their numbers from `first` on; how long that took.
async fn post(address: SocketAddr, links: &Arc<Vec<String>>, first: usize) -> Outcome<Duration> {
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (next, links) = (Arc::clone(&next), Arc::clone(links));
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await?;
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= MESSAGES {
                        return Outcome::Ok(());
                    }
                    let link = &links[number % links.len()];
                    let request = message(address, link, (first + number) as u128);
                    accepted(&connection.ask(&request).await?)?;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.map_err(|error| error.to_string())??;
    }
    Ok(begun.elapsed())
}

async fn say(address: SocketAddr, link: &str, number: u128) -> Outcome {
    let mut connection = Connection::open(address).await?;
    accepted(&connection.ask(&message(address, link, number)).await?)
}

fn message(address: SocketAddr, link: &str, number: u128) -> Vec<u8> {
    let form = format!("words=The+screen+says+{number}&message={number:032x}");
    http::post(address, &format!("{link}/messages"), &form)
}

fn accepted(answer: &http::Answer) -> Outcome {
    match answer.status {
        303 => Ok(()),
        status => Err(format!("a message was answered {status}.")),
    }
}

/// Waits until a figure of the node is this.
async fn wait(address: SocketAddr, name: &str, wanted: usize, within: Duration) -> Outcome {
    let begun = Instant::now();
    while figure(address, name).await? != wanted {
        if begun.elapsed() > within {
            return Err(format!("{name} did not become {wanted} within {within:?}."));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok(())
}

async fn figure(address: SocketAddr, name: &str) -> Outcome<usize> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.ask(&http::get(address, "/metrics", "")).await?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    value.ok_or_else(|| format!("the node says nothing of {name}."))
}
