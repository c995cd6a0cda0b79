//! A tiny HTTP/1.1 client: one request for each connection, an answer only when it came whole.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const CONNECT_WAIT: Duration = Duration::from_secs(2);
const ANSWER_WAIT: Duration = Duration::from_secs(15);
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// An answer that was received to its last byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
}

pub fn get(address: SocketAddr, path: &str) -> Result<Answer, String> {
    exchange(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    )
}

/// Posts a form as a browser without script does.
pub fn post(address: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
    let form: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let form = form.join("&");
    exchange(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    )
}

fn encode(value: &str) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn exchange(address: SocketAddr, request: &str) -> Result<Answer, String> {
    let mut bytes = Vec::new();
    let talk = |bytes: &mut Vec<u8>| -> std::io::Result<()> {
        let mut stream = TcpStream::connect_timeout(&address, CONNECT_WAIT)?;
        stream.set_read_timeout(Some(ANSWER_WAIT))?;
        stream.set_write_timeout(Some(ANSWER_WAIT))?;
        stream.write_all(request.as_bytes())?;
        stream.take(ANSWER_BYTES_MAX).read_to_end(bytes)?;
        Ok(())
    };
    talk(&mut bytes).map_err(|error| error.to_string())?;
    read_answer(&bytes)
}

/// Reads an answer, and refuses one that was cut off: half an answer acknowledges nothing.
fn read_answer(bytes: &[u8]) -> Result<Answer, String> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or("no whole head")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let body = &bytes[end + 4..];
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| format!("no status in {first:?}"))?;
    let header = |wanted: &str| {
        let mut fields = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        let found = fields.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let body = if header("transfer-encoding").is_some_and(|how| how.contains("chunked")) {
        join_chunks(body)?
    } else {
        let length = header("content-length").and_then(|length| length.parse::<usize>().ok());
        match length {
            Some(length) if body.len() < length => return Err("the body was cut off".to_owned()),
            Some(length) => body[..length].to_vec(),
            None => body.to_vec(),
        }
    };
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(Answer { status, location: header("location"), body })
}

fn join_chunks(mut rest: &[u8]) -> Result<Vec<u8>, String> {
    let cut = || "the body was cut off".to_owned();
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").ok_or_else(cut)?;
        let size = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size = size.split(';').next().unwrap_or_default().trim().to_owned();
        let size = usize::from_str_radix(&size, 16).map_err(|_| format!("chunk size {size:?}"))?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Ok(body);
        }
        let after = size.checked_add(2).filter(|after| *after <= rest.len()).ok_or_else(cut)?;
        body.extend_from_slice(&rest[..size]);
        rest = &rest[after..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_answer_is_read() {
        let bytes = b"HTTP/1.1 303 See Other\r\nlocation: /e/abc\r\ncontent-length: 0\r\n\r\n";
        let expected =
            Answer { status: 303, location: Some("/e/abc".to_owned()), body: String::new() };
        assert_eq!(read_answer(bytes), Ok(expected));
        let bytes =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        assert_eq!(read_answer(bytes).map(|answer| answer.body), Ok("abcd".to_owned()));
    }

    #[test]
    fn half_an_answer_acknowledges_nothing() {
        assert!(read_answer(b"").is_err());
        assert!(read_answer(b"HTTP/1.1 303 See Other\r\nlocation: /e/a").is_err());
        assert!(read_answer(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc").is_err());
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc";
        assert!(read_answer(chunked).is_err());
    }

    #[test]
    fn form_fields_are_encoded() {
        assert_eq!(encode("all down & +44 é"), "all+down+%26+%2B44+%C3%A9");
    }
}
