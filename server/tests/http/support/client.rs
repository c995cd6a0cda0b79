//! A small blocking HTTP/1.1 client, so that a test can send what no browser would.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// A request that is being made up.
#[derive(Clone)]
pub struct Ask {
    port: u16,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Ask {
    pub fn new(port: u16, method: &'static str, path: &str) -> Self {
        Self { port, method, path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn cookie(self, cookie: &str) -> Self {
        self.header("Cookie", cookie)
    }

    /// As a script asks.
    pub fn json(self) -> Self {
        self.header("Accept", "application/json")
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.header("Content-Type", "application/x-www-form-urlencoded").body(body)
    }

    /// Sends it and reads the answer to its end.
    pub fn send(self) -> Answer {
        let what = format!("{} {}", self.method, self.path);
        self.sent().unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// The same, when nobody may be there.
    pub fn sent(self) -> io::Result<Answer> {
        let about = format!("Connection: close\r\nContent-Length: {}\r\n", self.body.len());
        self.sent_with(&about)
    }

    /// Asks as browsers do for a page: nothing is said about the connection, nor of a body.
    pub fn asked_plainly(self) -> io::Result<Answer> {
        self.sent_with("")
    }

    fn sent_with(self, about: &str) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        stream.set_write_timeout(Some(ANSWER_WITHIN))?;
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head.push_str(&format!("Host: 127.0.0.1:{}\r\n", self.port));
        }
        head.push_str(about);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        stream.write_all(&self.body)?;
        if about.is_empty() {
            // Nothing more is asked: the answer ends where the connection does.
            stream.shutdown(Shutdown::Write)?;
        }
        let mut read = Vec::new();
        stream.read_to_end(&mut read)?;
        Answer::parse(&read).ok_or_else(|| io::Error::other("this is no answer"))
    }
}

impl Answer {
    fn parse(read: &[u8]) -> Option<Self> {
        let end = read.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&read[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let split = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_lowercase(), value.to_owned()))
        };
        let headers: Vec<_> = lines.filter_map(split).collect();
        let mut answer = Self { status, headers, body: read[end + 4..].to_vec() };
        if answer.header("transfer-encoding") == "chunked" {
            answer.body = unchunked(&answer.body)?;
        }
        Some(answer)
    }

    /// A header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("an answer in UTF-8")
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The cookie that it sets, as a browser sends it back.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// The problem that a program reads out of it (RFC 9457).
    pub fn problem(&self) -> serde_json::Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem: serde_json::Value = serde_json::from_slice(&self.body).expect("JSON");
        let kind = problem["type"].as_str().expect("a type");
        assert!(kind.starts_with("/docs/problems/"), "{kind}");
        assert_eq!(problem["status"], self.status);
        for member in ["title", "detail"] {
            assert!(!problem[member].as_str().expect("text").is_empty(), "{member}");
        }
        problem
    }
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let len =
            usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?.trim(), 16).ok()?;
        if len == 0 {
            return Some(body);
        }
        let start = line + 2;
        body.extend_from_slice(rest.get(start..start + len)?);
        rest = rest.get(start + len + 2..)?;
    }
}
