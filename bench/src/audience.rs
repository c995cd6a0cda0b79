//! Ten thousand listeners: callers of fifty emergencies, each with two hundred open pages.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::Outcome;
use crate::http::{self, Connection, find};

/// Emergencies, and listeners of each: with one link no more may listen at a time.
pub const EMERGENCIES: usize = 50;
pub const LISTENERS_OF_EACH: usize = 200;
pub const LISTENERS: usize = EMERGENCIES * LISTENERS_OF_EACH;
/// Fewer than this many different texts are told apart.
const TEXTS_MAX: usize = 1_000;
/// How long every listener may take to be connected, and to have every text.
const ALL_WITHIN: Duration = Duration::from_secs(30);
/// What stands in a text before its number of three digits.
pub const MARK: &str = "measured-text-";

/// A text that somebody read.
struct Heard {
    text: usize,
    at: Instant,
}

/// The listeners.
pub struct Audience {
    /// Where each of the emergencies is.
    pub links: Vec<String>,
    /// A connection of one who calls.
    pub caller: Connection,
    heard: UnboundedReceiver<Heard>,
    bytes: Arc<AtomicUsize>,
    tasks: Vec<JoinHandle<()>>,
}

impl Audience {
    /// Calls for help so often, as `opened` then prepares it, and lets everybody listen.
    pub async fn gather(
        address: SocketAddr,
        opened: impl AsyncFnOnce(&[String]) -> Outcome,
    ) -> Outcome<Self> {
        let mut caller = Connection::open(address).await?;
        let mut links = Vec::new();
        for number in 0..EMERGENCIES {
            let form = format!("words=Terminals+down+in+shop+{number}");
            let opened = caller.ask(&http::post(address, "/help", &form)).await?;
            links.push(opened.header("location").ok_or("/help gave no link")?.to_owned());
        }
        opened(&links).await?;
        let streams = links.iter().map(|link| http::get(address, &format!("{link}/stream"), ""));
        let streams: Vec<Vec<u8>> = streams.collect();
        Self::seated(address, caller, links, &streams).await
    }

    /// The same number of connections to a server that tells everyone the same.
    pub async fn of_strangers(address: SocketAddr) -> Outcome<Self> {
        let caller = Connection::open(address).await?;
        let streams = vec![http::get(address, "/", ""); EMERGENCIES];
        Self::seated(address, caller, Vec::new(), &streams).await
    }

    async fn seated(
        address: SocketAddr,
        caller: Connection,
        links: Vec<String>,
        streams: &[Vec<u8>],
    ) -> Outcome<Self> {
        let (sender, heard) = unbounded_channel();
        let (ready, bytes) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut tasks = Vec::new();
        for request in streams.iter().flat_map(|one| std::iter::repeat_n(one, LISTENERS_OF_EACH)) {
            let mut connection = Connection::open(address).await?;
            connection.send(request).await?;
            let (ready, bytes) = (Arc::clone(&ready), Arc::clone(&bytes));
            tasks.push(tokio::spawn(follow(connection, ready, bytes, sender.clone())));
        }
        let begun = Instant::now();
        while ready.load(Ordering::Relaxed) < LISTENERS {
            if begun.elapsed() > ALL_WITHIN {
                return Err("not every listener was let in".to_owned());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(Self { links, caller, heard, bytes, tasks })
    }

    /// How many bytes all of them have read since they were let in.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// How long each text took to each of those who were to read it, and how often it never came.
    pub async fn read(
        mut self,
        posted: &[Instant],
        readers_of_each: usize,
    ) -> (Vec<Duration>, usize) {
        let all = posted.len() * readers_of_each;
        let mut delays = Vec::with_capacity(all);
        let until = tokio::time::Instant::now() + ALL_WITHIN;
        while delays.len() < all {
            match tokio::time::timeout_at(until, self.heard.recv()).await {
                Ok(Some(Heard { text, at })) => {
                    delays
                        .extend(posted.get(text).map(|begun| at.saturating_duration_since(*begun)));
                }
                _ => break,
            }
        }
        self.tasks.iter().for_each(JoinHandle::abort);
        let missed = all - delays.len();
        (delays, missed)
    }
}

/// Reads a stream for ever and tells of each text in it, once.
async fn follow(
    mut connection: Connection,
    ready: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
    heard: UnboundedSender<Heard>,
) {
    let mark = MARK.as_bytes();
    let mut text: Vec<u8> = Vec::new();
    let mut part = vec![0; 16 * 1024];
    let mut next = 0;
    let mut first = true;
    while let Ok(read @ 1..) = connection.read(&mut part).await {
        let at = Instant::now();
        if std::mem::take(&mut first) {
            ready.fetch_add(1, Ordering::Relaxed);
        }
        bytes.fetch_add(read, Ordering::Relaxed);
        text.extend_from_slice(&part[..read]);
        while let Some(place) = find(&text, mark) {
            let Some(number) = text.get(place + mark.len()..place + mark.len() + 3) else { break };
            let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
            text.drain(..place + mark.len() + 3);
            // A change may bring earlier texts again.
            if let Some(number) = number.filter(|number| (next..TEXTS_MAX).contains(number)) {
                next = number + 1;
                let _ = heard.send(Heard { text: number, at });
            }
        }
        // A mark may be cut in two by the network; what came long before it is not needed.
        let keep = text.len().min(mark.len() + 2);
        text.drain(..text.len() - keep);
    }
}
