//! A flood of hostile calls, and how soon somebody is paged for a true one beside it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::figures::{count, spread};
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "flood",
    how: "64 connections post to /help 10,000 times a second, from one thread on the same machine, \
          with ever new words, from 65,536 addresses in 256 networks that a trusted proxy names; \
          beside them a caller of whom no device is known calls once a second from elsewhere, 20 \
          times, for a service of its own, and answers the question if one is asked: from just \
          before that POST until a local receiver of that service has the whole webhook.",
    measure,
};

const HOSTILE_PER_SECOND: u64 = 10_000;
const CONNECTIONS: u64 = 64;
const CALLS: usize = 20;
const BETWEEN_CALLS: Duration = Duration::from_secs(1);
const PAGE_WITHIN: Duration = Duration::from_secs(10);
const TARGET: Duration = Duration::from_secs(1);

/// One responder for everybody, and one for a service that the flood does not name, so that the
/// pages of true calls come to a receiver of their own.
fn organisation() -> String {
    let parts = [
        vendor::of_one(300),
        vendor::person("records", "responder", "true"),
        vendor::policy("records", &[("person:records", 300)]),
        "[[service]]\nkey = \"records\"\nname = \"Records\"\npolicy = \"records\"\n".to_owned(),
    ];
    parts.concat()
}

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let (flooded, sink) = (Sink::open()?, Sink::open()?);
    let configuration = format!(
        "trusted_proxies = [\"127.0.0.1\"]\n{}{}",
        flooded.configuration("sink"),
        sink.configuration("true")
    );
    let server = Mayday::with(&scratch, configuration, organisation(), &[])?;
    let flood = Flood::begin(server.address());
    let begun = Instant::now();
    let delays = log::runtime()?.block_on(call(server.address(), &sink));
    let per_second = flood.end() as f64 / begun.elapsed().as_secs_f64();
    let (delays, asked) = delays?;
    let met = delays.iter().all(|delay| *delay < TARGET);
    Ok(vec![
        Row::judged("help to first page beside a flood", spread(&delays), "p99 < 1 s", met),
        Row::context(
            "hostile posts that were answered meanwhile",
            format!("{} per second", count(per_second as u64)),
        ),
        Row::context("emergencies that they opened", opened(server.address())?),
        Row::context("true calls that were asked the question", format!("{asked} of {CALLS}")),
    ])
}

/// The true calls, one after the other: how long each took to its page, and how many were asked.
async fn call(address: SocketAddr, sink: &Sink) -> Outcome<(Vec<Duration>, usize)> {
    let (mut delays, mut asked) = (Vec::new(), 0);
    for number in 0..CALLS {
        tokio::time::sleep(BETWEEN_CALLS).await;
        let form = format!(
            "words=Nothing+prints+since+{number}+o+clock&service=records&command={number:032x}"
        );
        let from = format!("198.51.{number}.7");
        let begun = Instant::now();
        let mut connection = Connection::open(address).await?;
        let mut answer = connection.ask(&http::post_from(address, "/help", &form, &from)).await?;
        if answer.status == 200 {
            let page = String::from_utf8_lossy(&answer.body).into_owned();
            let answered = question(&page).ok_or("the door asked something else")?;
            let form = format!("{form}&{answered}");
            answer = connection.ask(&http::post_from(address, "/help", &form, &from)).await?;
            asked += 1;
        }
        if answer.status != 303 {
            return Err(format!("a true call was answered {}.", answer.status));
        }
        let link = answer.header("location").ok_or("/help gave no link")?.to_owned();
        let page = sink.next("page.requested", PAGE_WITHIN)?;
        delays.push(page.at.saturating_duration_since(begun));
        connection.ask(&http::post_from(address, &format!("{link}/retract"), "", &from)).await?;
    }
    Ok((delays, asked))
}

/// The answer to the question on a page, as a form has it.
fn question(page: &str) -> Option<String> {
    let token = page.split("name=\"question\" value=\"").nth(1)?.split('"').next()?;
    let asked = page.split("How much is ").nth(1)?.split('?').next()?;
    let numbers = asked.split(|letter: char| !letter.is_ascii_digit());
    let sum: u32 = numbers.filter_map(|number| number.parse::<u32>().ok()).sum();
    Some(format!("question={token}&answer={sum}"))
}

/// How many emergencies there were at the end, less the true ones.
fn opened(address: SocketAddr) -> Outcome<String> {
    let asked = log::runtime()?.block_on(async {
        let mut connection = Connection::open(address).await?;
        connection.ask(&http::get(address, "/metrics", "")).await
    })?;
    let text = String::from_utf8_lossy(&asked.body).into_owned();
    let live = text.lines().find_map(|line| line.strip_prefix("mayday_emergencies_live "));
    Ok(live.unwrap_or("unknown").trim().to_owned())
}

/// The hostile ones, on a thread of their own, until it is ended.
struct Flood {
    over: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<()>,
}

impl Flood {
    fn begin(address: SocketAddr) -> Self {
        let (over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (ends, counts) = (Arc::clone(&over), Arc::clone(&answered));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let one = |number| post(address, number, Arc::clone(&ends), Arc::clone(&counts));
                let tasks: Vec<_> = (0..CONNECTIONS).map(|n| tokio::spawn(one(n))).collect();
                for task in tasks {
                    let _ = task.await;
                }
            });
        });
        Self { over, answered, thread }
    }

    /// How many were answered.
    fn end(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
        self.answered.load(Ordering::Relaxed)
    }
}

/// One connection's share: each post at its time, or at once when that has passed.
async fn post(address: SocketAddr, own: u64, over: Arc<AtomicBool>, answered: Arc<AtomicU64>) {
    let every = Duration::from_secs(1) * CONNECTIONS as u32 / HOSTILE_PER_SECOND as u32;
    let begun = tokio::time::Instant::now();
    let mut connection = None;
    for round in 0_u64.. {
        if over.load(Ordering::Relaxed) {
            return;
        }
        tokio::time::sleep_until(begun + every * round as u32).await;
        let number = round * CONNECTIONS + own;
        // Odd multipliers go once through all of a power of two before they repeat.
        let place = number.wrapping_mul(40_503) % 65_536;
        let from = format!("203.0.{}.{}", place / 256, place % 256);
        let form = format!(
            "words=junk+{:x}+and+more+junk&who=nobody+{number}&command={:032x}",
            number.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            u128::from(number) | 1 << 100,
        );
        let open = match connection.take() {
            Some(open) => Some(open),
            None => Connection::open(address).await.ok(),
        };
        // One that is hung up on comes again.
        let Some(mut open) = open else { continue };
        if open.ask(&http::post_from(address, "/help", &form, &from)).await.is_ok() {
            answered.fetch_add(1, Ordering::Relaxed);
            connection = Some(open);
        }
    }
}
