//! The load: 64 connections that ask for one page again and again, without pipelining.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::http::{self, Connection};
use crate::machine;

/// Connections at a time.
pub const CONNECTIONS: usize = 64;

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
pub struct Target<'a> {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process, whose children count with it.
    pub process: u32,
    /// What is asked for.
    pub path: &'a str,
    /// What the client accepts.
    pub encodings: &'a str,
    /// The tag of what the client has; empty where it has nothing.
    pub known: &'a str,
}

impl Target<'_> {
    fn request(&self) -> Vec<u8> {
        match self.known {
            "" => http::get(self.address, self.path, self.encodings),
            tag => http::get_again(self.address, self.path, self.encodings, tag),
        }
    }

    /// Whether that is how it is answered.
    fn is_answered(&self, status: u16, length: usize) -> bool {
        match self.known {
            "" => status == 200 && length > 0,
            _ => status == 304 && length == 0,
        }
    }
}

/// Asks for so long. The load runs on one thread, so that a core is left for the server.
pub fn run(target: Target<'_>, lasts: Duration) -> Outcome<Served> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(Connection::open(target.address).await?);
        }
        // Tried once before it counts, so that a wrong answer is not counted as a fast one.
        let mut first = Connection::open(target.address).await?;
        let (status, length) = first.load(&target.request()).await?;
        if !target.is_answered(status, length) {
            return Err(format!("{} was answered {status} with {length} bytes", target.path));
        }
        let request: std::sync::Arc<[u8]> = target.request().into();
        let used = machine::processor_seconds(target.process);
        let begun = Instant::now();
        let until = begun + lasts;
        let mut tasks = Vec::new();
        for connection in connections {
            tasks.push(tokio::spawn(ask_until(connection, request.clone(), until, status)));
        }
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

async fn ask_until(
    mut connection: Connection,
    request: std::sync::Arc<[u8]>,
    until: Instant,
    wanted: u16,
) -> Outcome<u64> {
    let mut answered = 0;
    while Instant::now() < until {
        let (status, _) = connection.load(&request).await?;
        if status != wanted {
            return Err(format!("a page under load was answered {status} instead of {wanted}"));
        }
        answered += 1;
    }
    Ok(answered)
}
