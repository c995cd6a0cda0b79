//! The receiver of webhooks: takes each, notes the instant at which it was whole, answers 200.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::Outcome;

/// Longest message that is read, in bytes.
const MESSAGE_LEN_MAX: usize = 64 * 1024;

/// A message that came.
pub struct Message {
    /// When it was whole.
    pub at: Instant,
    /// What it says.
    pub body: String,
}

/// A receiver on a free port of loopback.
pub struct Sink {
    address: SocketAddr,
    messages: Receiver<Message>,
    busy: Arc<Busy>,
}

/// How many are being taken, and how many were at most.
#[derive(Default)]
struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Sink {
    /// Listens until the process ends, and answers at once.
    pub fn open() -> Outcome<Self> {
        Self::taking(Duration::ZERO)
    }

    /// Listens until the process ends, and takes so long for each message before it answers.
    pub fn taking(time: Duration) -> Outcome<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let (sender, messages) = channel();
        let busy = Arc::new(Busy::default());
        let counted = Arc::clone(&busy);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (sender, busy) = (sender.clone(), Arc::clone(&counted));
                let taking = move || {
                    let now = busy.now.fetch_add(1, Ordering::Relaxed) + 1;
                    busy.most.fetch_max(now, Ordering::Relaxed);
                    // One that breaks off is no message.
                    let _ = take(stream, &sender, time);
                    busy.now.fetch_sub(1, Ordering::Relaxed);
                };
                // What is answered at once needs no thread, whose start would be measured too.
                match time.is_zero() {
                    true => taking(),
                    false => drop(std::thread::spawn(taking)),
                }
            }
        });
        Ok(Self { address, messages, busy })
    }

    /// The configuration of a webhook that goes here.
    pub fn configuration(&self, key: &str) -> String {
        format!(
            "[[webhook]]\nkey = \"{key}\"\nurl = \"http://{}/\"\n\
             secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\nallow_private = true\n",
            self.address
        )
    }

    /// How many messages were being taken at a time, at most.
    pub fn most_at_once(&self) -> usize {
        self.busy.most.load(Ordering::Relaxed)
    }

    /// The next message of a kind; others are passed over.
    pub fn next(&self, kind: &str, within: Duration) -> Outcome<Message> {
        let until = Instant::now() + within;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left);
            let message = message.map_err(|_| format!("no {kind} came within {within:?}."))?;
            if message.body.contains(kind) {
                return Ok(message);
            }
        }
    }
}

fn take(mut stream: TcpStream, messages: &Sender<Message>, time: Duration) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0).min(MESSAGE_LEN_MAX);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let at = Instant::now();
    std::thread::sleep(time);
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let _ = messages.send(Message { at, body });
    Ok(())
}
