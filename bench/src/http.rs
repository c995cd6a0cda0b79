//! A small HTTP/1.1 client: keep-alive, no pipelining, the same for the program and its peers.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;

/// Longest answer that is read, in bytes.
const ANSWER_LEN_MAX: usize = 4 * 1024 * 1024;
/// How long an answer may take before the measurement is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// A connection that carries one request after the other.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What was answered.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head, as it came.
    pub head: String,
    /// The body, taken out of its chunks but not decompressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Outcome<Answer> {
        let (end, body) = self.exchange(request).await?;
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let status = status_of(&self.buffer);
        self.buffer.clear();
        Ok(Answer { status, head, body })
    }

    /// The same for a load: says only how it was answered, and with how many bytes.
    pub async fn load(&mut self, request: &[u8]) -> Outcome<(u16, usize)> {
        let (_, body) = self.exchange(request).await?;
        let status = status_of(&self.buffer);
        self.buffer.clear();
        Ok((status, body.len()))
    }

    /// Sends a request and reads nothing.
    pub async fn send(&mut self, request: &[u8]) -> Outcome {
        self.stream.write_all(request).await.map_err(|error| error.to_string())
    }

    /// Reads what has come, for streams that never end.
    pub async fn read(&mut self, into: &mut [u8]) -> Outcome<usize> {
        self.stream.read(into).await.map_err(|error| error.to_string())
    }

    async fn exchange(&mut self, request: &[u8]) -> Outcome<(usize, Vec<u8>)> {
        self.send(request).await?;
        let read = tokio::time::timeout(ANSWER_WITHIN, self.receive()).await;
        read.map_err(|_| "an answer did not come in time".to_owned())?
    }

    /// The end of the head within the buffer, and the body.
    async fn receive(&mut self) -> Outcome<(usize, Vec<u8>)> {
        let end = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let head = std::str::from_utf8(&self.buffer[..end]).map_err(|error| error.to_string())?;
        if header(head, "transfer-encoding").is_some() {
            return Ok((end, self.chunks(end).await?));
        }
        let length = header(head, "content-length").and_then(|length| length.parse().ok());
        let length: usize = length.unwrap_or(0);
        while self.buffer.len() < end + length {
            self.more().await?;
        }
        Ok((end, self.buffer[end..end + length].to_vec()))
    }

    async fn chunks(&mut self, mut at: usize) -> Outcome<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(line) = find(&self.buffer[at..], b"\r\n") {
                    break line;
                }
                self.more().await?;
            };
            let size = std::str::from_utf8(&self.buffer[at..at + line]).unwrap_or_default();
            let size = usize::from_str_radix(size.trim(), 16).map_err(|error| error.to_string())?;
            at += line + 2;
            while self.buffer.len() < at + size + 2 {
                self.more().await?;
            }
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&self.buffer[at..at + size]);
            at += size + 2;
        }
    }

    async fn more(&mut self) -> Outcome {
        if self.buffer.len() > ANSWER_LEN_MAX {
            return Err("an answer was longer than expected".to_owned());
        }
        let read = self.stream.read_buf(&mut self.buffer).await;
        match read.map_err(|error| error.to_string())? {
            0 => Err("the connection was closed before the answer was whole".to_owned()),
            _ => Ok(()),
        }
    }
}

fn status_of(answer: &[u8]) -> u16 {
    let text = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    text.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Where `needle` first stands.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

/// A GET. `encodings` is what the client accepts, such as `gzip`; may be empty.
pub fn get(address: SocketAddr, path: &str, encodings: &str) -> Vec<u8> {
    let accept = match encodings {
        "" => String::new(),
        encodings => format!("accept-encoding: {encodings}\r\n"),
    };
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{accept}\r\n").into_bytes()
}

/// The same of somebody who has what bears that tag.
pub fn get_again(address: SocketAddr, path: &str, encodings: &str, tag: &str) -> Vec<u8> {
    let mut request = get(address, path, encodings);
    request.truncate(request.len() - 2);
    request.extend_from_slice(format!("if-none-match: {tag}\r\n\r\n").as_bytes());
    request
}

/// A form.
pub fn post(address: SocketAddr, path: &str, form: &str) -> Vec<u8> {
    with_headers(address, path, form, "")
}

/// A form that a proxy passes on for a client.
pub fn post_from(address: SocketAddr, path: &str, form: &str, client: &str) -> Vec<u8> {
    with_headers(address, path, form, &format!("x-forwarded-for: {client}\r\n"))
}

/// A form of somebody who is signed in.
pub fn post_as(address: SocketAddr, path: &str, form: &str, cookie: &str) -> Vec<u8> {
    with_headers(address, path, form, &format!("cookie: {cookie}\r\n"))
}

fn with_headers(address: SocketAddr, path: &str, form: &str, headers: &str) -> Vec<u8> {
    let length = form.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\
         {headers}\r\n{form}"
    )
    .into_bytes()
}
