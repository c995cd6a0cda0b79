//! The load: 64 connections that ask for one page again and again, without pipelining.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::http::{self, Connection};
use crate::machine;

/// Connections at a time.
pub const CONNECTIONS: usize = 64;
/// How often the page may become another one while it is asked for: a status page is printed anew
/// at each full quarter of an hour, and a load lasts for seconds.
const PRINTED_ANEW_MAX: usize = 3;

/// What a server made of the load.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    /// Requests answered in each second.
    pub per_second: f64,
    /// Processor time of the server for each request, in microseconds.
    pub processor_micros: f64,
}

/// A server under load.
#[derive(Clone, Copy)]
pub struct Target {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process, whose children count with it.
    pub process: u32,
    /// What is asked for.
    pub path: &'static str,
    /// What the client accepts.
    pub encodings: &'static str,
    /// Whether it is asked by one who has it, and is told that nothing has changed.
    pub again: bool,
}

/// Asks for so long. The load runs on one thread, so that a core is left for the server.
pub fn run(target: Target, lasts: Duration) -> Outcome<Served> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let mut askers = Vec::new();
        for _ in 0..CONNECTIONS {
            askers.push(Asker::open(target).await?);
        }
        // Tried once before it counts, so that a wrong answer is not counted as a fast one.
        askers[0].ask().await?;
        let used = machine::processor_seconds(target.process);
        let begun = Instant::now();
        let until = begun + lasts;
        let tasks: Vec<_> =
            askers.into_iter().map(|asker| tokio::spawn(asker.ask_until(until))).collect();
        let mut answered = 0;
        for task in tasks {
            answered += task.await.map_err(|error| error.to_string())??;
        }
        let seconds = begun.elapsed().as_secs_f64();
        let used = machine::processor_seconds(target.process) - used;
        Ok(Served {
            per_second: answered as f64 / seconds,
            processor_micros: used * 1e6 / answered.max(1) as f64,
        })
    })
}

/// One connection of a load.
struct Asker {
    target: Target,
    connection: Connection,
    request: Vec<u8>,
    /// How often the page had become another one.
    anew: usize,
}

impl Asker {
    async fn open(target: Target) -> Outcome<Self> {
        let connection = Connection::open(target.address).await?;
        let mut asker = Self { target, connection, request: Vec::new(), anew: 0 };
        asker.learn().await?;
        Ok(asker)
    }

    /// Makes the request, with the tag of the page as it is now where it is asked for again.
    async fn learn(&mut self) -> Outcome {
        let Target { address, path, encodings, again, .. } = self.target;
        self.request = http::get(address, path, encodings);
        if again {
            let answer = self.connection.ask(&self.request).await?;
            let tag = answer.header("etag").ok_or_else(|| format!("{path} has no tag"))?;
            self.request = http::get_again(address, path, encodings, tag);
        }
        Ok(())
    }

    /// Asks once; whether the answer is one of those that are counted. To have become another
    /// page is no mistake of the server's: from then on that one is known.
    async fn ask(&mut self) -> Outcome<bool> {
        let (status, length) = self.connection.load(&self.request).await?;
        match (self.target.again, status, length) {
            (false, 200, 1..) | (true, 304, 0) => Ok(true),
            (true, 200, _) if self.anew < PRINTED_ANEW_MAX => {
                self.anew += 1;
                self.learn().await?;
                Ok(false)
            }
            _ => Err(format!("{} was answered {status} with {length} bytes", self.target.path)),
        }
    }

    async fn ask_until(mut self, until: Instant) -> Outcome<u64> {
        let mut answered = 0;
        while Instant::now() < until {
            answered += u64::from(self.ask().await?);
        }
        Ok(answered)
    }
}
