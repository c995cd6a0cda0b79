//! Ten thousand listeners: how long a message takes to those of its conversation.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::figures::{megabytes, permille, spread};
use crate::http::{self, Connection, find};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::{Outcome, log};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "listeners",
    how: "10,000 connections hold /e/<link>/stream, 200 for each of 50 emergencies, while 20 \
          messages are posted to these in turn, one a second; from just before a POST is written \
          until a listener of that emergency has read the message in its stream, over all messages \
          and their listeners.",
    measure,
};

/// Emergencies, and listeners of each: with one link no more may listen at a time.
const EMERGENCIES: usize = 50;
const LISTENERS_OF_EACH: usize = 200;
const LISTENERS: usize = EMERGENCIES * LISTENERS_OF_EACH;
const MESSAGES: usize = 20;
const BETWEEN_MESSAGES: Duration = Duration::from_secs(1);
/// How long every listener may take to be connected, and to have every message.
const ALL_WITHIN: Duration = Duration::from_secs(30);
/// What stands in a message before its number of three digits.
const MARK: &[u8] = b"measured-message-";

struct Heard {
    message: usize,
    at: Instant,
}

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let server = Mayday::serve(&scratch.path().join("data"), &[])?;
    let before = server.memory_kib("VmRSS");
    let (delays, missed) = log::runtime()?.block_on(listen(server.address()))?;
    let after = server.memory_kib("VmRSS");
    let met = missed == 0 && permille(&delays, 990) < Duration::from_millis(100);
    let figure = match missed {
        0 => spread(&delays),
        missed => format!("{}; {missed} never came", spread(&delays)),
    };
    Ok(vec![
        Row::judged(
            format!("message to the other side, {LISTENERS} listeners"),
            figure,
            "p99 < 100 ms",
            met,
        ),
        Row::context(
            format!("memory with {LISTENERS} listeners"),
            format!("{} (before: {})", megabytes(after), megabytes(before)),
        ),
    ])
}

async fn listen(address: SocketAddr) -> Outcome<(Vec<Duration>, usize)> {
    let mut caller = Connection::open(address).await?;
    let mut links = Vec::new();
    for number in 0..EMERGENCIES {
        let form = format!("words=Terminals+down+in+shop+{number}");
        let opened = caller.ask(&http::post(address, "/help", &form)).await?;
        links.push(opened.header("location").ok_or("/help gave no link")?.to_owned());
    }
    let (sender, mut heard) = unbounded_channel();
    let ready = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::new();
    for link in links.iter().flat_map(|link| std::iter::repeat_n(link, LISTENERS_OF_EACH)) {
        let request = http::get(address, &format!("{link}/stream"), "");
        let mut connection = Connection::open(address).await?;
        connection.send(&request).await?;
        tasks.push(tokio::spawn(follow(connection, Arc::clone(&ready), sender.clone())));
    }
    drop(sender);
    let begun = Instant::now();
    while ready.load(Ordering::Relaxed) < LISTENERS {
        if begun.elapsed() > ALL_WITHIN {
            return Err("not every listener was let in".to_owned());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut posted = Vec::new();
    for message in 0..MESSAGES {
        tokio::time::sleep(BETWEEN_MESSAGES).await;
        let link = &links[message % links.len()];
        let form = format!("words=measured-message-{message:03}&message={message:032x}");
        let request = http::post(address, &format!("{link}/messages"), &form);
        posted.push(Instant::now());
        let answer = caller.ask(&request).await?;
        if answer.status != 303 {
            return Err(format!("a message was answered {}.", answer.status));
        }
    }
    let mut delays = Vec::new();
    let until = tokio::time::Instant::now() + ALL_WITHIN;
    while delays.len() < LISTENERS_OF_EACH * MESSAGES {
        match tokio::time::timeout_at(until, heard.recv()).await {
            Ok(Some(Heard { message, at })) => {
                delays.push(at.saturating_duration_since(posted[message]));
            }
            _ => break,
        }
    }
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    let missed = LISTENERS_OF_EACH * MESSAGES - delays.len();
    Ok((delays, missed))
}

/// Reads a stream for ever and tells of each message in it, once.
async fn follow(
    mut connection: Connection,
    ready: Arc<AtomicUsize>,
    heard: UnboundedSender<Heard>,
) {
    let mut text: Vec<u8> = Vec::new();
    let mut part = vec![0; 16 * 1024];
    let mut next = 0;
    let mut first = true;
    while let Ok(read @ 1..) = connection.read(&mut part).await {
        let at = Instant::now();
        if std::mem::take(&mut first) {
            ready.fetch_add(1, Ordering::Relaxed);
        }
        text.extend_from_slice(&part[..read]);
        while let Some(place) = find(&text, MARK) {
            let Some(number) = text.get(place + MARK.len()..place + MARK.len() + 3) else { break };
            let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
            text.drain(..place + MARK.len() + 3);
            // A change may bring earlier messages again.
            if let Some(number) = number.filter(|number| (next..MESSAGES).contains(number)) {
                next = number + 1;
                let _ = heard.send(Heard { message: number, at });
            }
        }
        // A mark may be cut in two by the network; what came long before it is not needed.
        let keep = text.len().min(MARK.len() + 2);
        text.drain(..text.len() - keep);
    }
}
