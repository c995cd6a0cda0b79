//! The receiver of webhooks: takes each, notes the instant at which it was whole, answers 200.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
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
}

impl Sink {
    /// Listens until the process ends.
    pub fn open() -> Outcome<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // One that breaks off is no message.
                let _ = take(stream, &sender);
            }
        });
        Ok(Self { address, messages })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
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

fn take(mut stream: TcpStream, messages: &Sender<Message>) -> std::io::Result<()> {
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
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let _ = messages.send(Message { at, body });
    Ok(())
}
