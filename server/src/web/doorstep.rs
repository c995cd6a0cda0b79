//! The doorstep: whoever asks a fresh connection for the door, or for a status page, is answered
//! ready-made, before anything else can be slow.

use std::cell::RefCell;
use std::io::Cursor;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use httparse::{EMPTY_HEADER, Status};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::io::{
    AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, Chain, Join, ReadHalf, WriteHalf,
};
use tokio::time::Instant;

use super::reader::{Asked, Wishes};
use super::spliced::takes_gzip;
use super::{Site, security, status};
use crate::status::{Sheet, hosts};

/// A request for the door that is longer goes the way of all others.
const REQUEST_LEN_MAX: usize = 4 * 1024;
/// So does one with more headers.
const HEADERS_MAX: usize = 48;
/// By these headers a reader's door is found, and what they have of a status page already.
const READ: [HeaderName; 5] = [
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::COOKIE,
    header::HOST,
    header::IF_NONE_MATCH,
];
/// With one of these a request is more than a plain question.
const MORE: [HeaderName; 4] =
    [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::EXPECT, header::UPGRADE];

/// A connection of which something was read already, which comes first again.
pub type Begun<C> = Join<Chain<Cursor<Vec<u8>>, ReadHalf<C>>, WriteHalf<C>>;

/// Answers what lies ready, and nothing else, as long as nothing else is asked for.
///
/// What was read last and is not for the doorstep is returned with the connection, for whoever
/// serves everything; it is as if nobody had stood between. `None` when the connection has ended,
/// or has been idle for `idle_max`.
pub async fn serve<C: AsyncRead + AsyncWrite>(
    connection: C,
    site: Option<&Site>,
    idle_max: Duration,
) -> Option<Begun<C>> {
    let (mut reading, mut writing) = tokio::io::split(connection);
    let mut read = Vec::new();
    if let Some(site) = site {
        let mut answer = Vec::new();
        read.reserve(REQUEST_LEN_MAX);
        let mut asked = Instant::now();
        let mut patience = std::pin::pin!(tokio::time::sleep_until(asked + idle_max));
        loop {
            // The timer is moved only when it has run down, not with each request.
            tokio::select! {
                biased;
                count = reading.read_buf(&mut read) => if count.ok()? == 0 { return None },
                () = &mut patience => match asked + idle_max {
                    until if until > Instant::now() => {
                        patience.as_mut().reset(until);
                        continue;
                    }
                    _ => return None,
                },
            }
            if !write(site, &read, &mut answer) {
                break;
            }
            writing.write_all(&answer).await.ok()?;
            writing.flush().await.ok()?;
            asked = Instant::now();
            read.clear();
            answer.clear();
        }
        read.shrink_to_fit();
    }
    Some(tokio::io::join(Cursor::new(read).chain(reading), writing))
}

/// Writes the answer to a request for the door or for what the press has printed, if it is one and
/// that lies ready. Everything else is the router's, and so is rendering: there, a fault of the
/// program is caught.
fn write(site: &Site, request: &[u8], answer: &mut Vec<u8>) -> bool {
    let printed = site.status.printed();
    let sheet = |path: &str| printed.get(path);
    let Some((path, headers)) = asks(request, |path| is_door(path) || sheet(path).is_some()) else {
        return false;
    };
    // At the host name of a status page stands that page, not the door.
    if site.status.has_hosts()
        && hosts::asked(&Uri::default(), &headers)
            .is_some_and(|host| site.status.at_host(&host).is_some())
    {
        return false;
    }
    match sheet(path) {
        Some(sheet) => {
            write_sheet(site, sheet, &headers, answer);
            true
        }
        None => write_door(site, &headers, answer),
    }
}

fn write_sheet(site: &Site, sheet: &Sheet, headers: &HeaderMap, answer: &mut Vec<u8>) {
    let (status, mut set, bytes) = status::laid_out(sheet, headers);
    security::guarded(status, &mut set, site);
    answer.extend_from_slice(b"HTTP/1.1 ");
    answer.extend_from_slice(status.as_str().as_bytes());
    answer.push(b' ');
    answer.extend_from_slice(status.canonical_reason().unwrap_or_default().as_bytes());
    answer.extend_from_slice(b"\r\ndate: ");
    with_date(|date| answer.extend_from_slice(date));
    for (name, value) in &set {
        answer.extend_from_slice(b"\r\n");
        answer.extend_from_slice(name.as_str().as_bytes());
        answer.extend_from_slice(b": ");
        answer.extend_from_slice(value.as_bytes());
    }
    answer.extend_from_slice(b"\r\n\r\n");
    answer.extend_from_slice(&bytes);
}

fn write_door(site: &Site, headers: &HeaderMap, answer: &mut Vec<u8>) -> bool {
    // Who takes another coding, and not this one, gets what the router's compression makes of it.
    let gzip = takes_gzip(headers);
    if !gzip && headers.contains_key(header::ACCEPT_ENCODING) {
        return false;
    }
    let state = site.line.published().state;
    let reader = Wishes::of(headers).reader(&Asked::default(), &state.organisation.settings);
    let Some(page) = site.door.current(&state, reader) else { return false };
    with_date(|date| page.write(gzip, date, answer));
    true
}

fn is_door(path: &str) -> bool {
    matches!(path, "/help" | "/")
}

/// What is asked for, and what is to be known of the reader, if the bytes are one whole request
/// for something that lies ready, and it asks for nothing but that.
///
/// It is narrow on purpose: no body, no pipelining, nothing about the connection but that it
/// stays. A request that is unusual in any way is for the server that knows all of HTTP.
pub fn asks(bytes: &[u8], lies_ready: impl Fn(&str) -> bool) -> Option<(&str, HeaderMap)> {
    let mut room = [EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut room);
    let Ok(Status::Complete(len)) = request.parse(bytes) else { return None };
    // What the press keeps for some readers only lies under names that are no paths: a router never
    // sees such a name, and here none is taken.
    let path = request.path.filter(|path| path.starts_with('/') && lies_ready(path))?;
    if len != bytes.len() || request.method != Some("GET") || request.version != Some(1) {
        return None;
    }
    let mut headers = HeaderMap::new();
    let mut hosts = 0;
    for given in request.headers {
        let is = |name: &HeaderName| given.name.eq_ignore_ascii_case(name.as_str());
        if let Some(name) = READ.iter().find(|name| is(name)) {
            headers.append(name, HeaderValue::from_bytes(given.value).ok()?);
        }
        let stays = given.value.eq_ignore_ascii_case(b"keep-alive");
        if MORE.iter().any(is) || (is(&header::CONNECTION) && !stays) {
            return None;
        }
        hosts += usize::from(is(&header::HOST));
    }
    (hosts == 1).then_some((path, headers))
}

/// Lends the instant as the header `date` has it, which is written once a second (RFC 9110 6.6.1).
fn with_date<R>(take: impl FnOnce(&[u8]) -> R) -> R {
    thread_local! {
        static WRITTEN: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
    }
    let now = Timestamp::now();
    WRITTEN.with_borrow_mut(|(second, text)| {
        if *second != now.as_second() {
            // Years of more than four digits, which cannot be written so, are far off.
            *text = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap_or_default();
            *second = now.as_second();
        }
        take(text.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "GET /help HTTP/1.1\r\nHost: help.example.com\r\n\r\n";

    fn answered(request: &str) -> bool {
        asks(request.as_bytes(), is_door).is_some()
    }

    #[test]
    fn a_plain_question_for_the_door_is_answered_here() {
        assert!(answered(PLAIN));
        assert!(answered(&PLAIN.replace("/help", "/")));
        let browser = "\r\nConnection: keep-alive\r\nAccept-Language: de\r\ncookie: a=b\r\n\r\n";
        let request = PLAIN.replace("\r\n\r\n", browser);
        let (path, headers) = asks(request.as_bytes(), is_door).unwrap();
        assert_eq!(path, "/help");
        assert_eq!(headers.len(), 3);
        assert_eq!(headers[header::ACCEPT_LANGUAGE], "de");
    }

    #[test]
    fn whatever_else_is_asked_goes_to_the_server_that_knows_all_of_http() {
        for (from, to) in [
            ("GET", "HEAD"),
            ("GET", "POST"),
            ("/help", "/help?service=a"),
            ("/help", "/console"),
            ("/help", "http://help.example.com/help"),
            ("HTTP/1.1", "HTTP/1.0"),
            ("Host: help.example.com\r\n", ""),
            ("\r\n\r\n", "\r\nHost: another.example.com\r\n\r\n"),
            ("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
            ("\r\n\r\n", "\r\nConnection: keep-alive, Upgrade\r\n\r\n"),
            ("\r\n\r\n", "\r\nUpgrade: websocket\r\n\r\n"),
            ("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n"),
            ("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n"),
            ("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"),
            ("\r\n\r\n", "\r\n\r\nG"),
            ("\r\n\r\n", "\r\n"),
        ] {
            let request = PLAIN.replacen(from, to, 1);
            assert_ne!(request, PLAIN);
            assert!(!answered(&request), "{request:?}");
        }
        assert!(!answered(&PLAIN.repeat(2)));
        let many = "A: b\r\n".repeat(HEADERS_MAX);
        assert!(!answered(&PLAIN.replace("\r\n\r\n", &format!("\r\n{many}\r\n"))));
    }

    #[test]
    fn what_is_no_path_is_not_looked_for_whatever_lies_there() {
        let asked = |path: &str| asks(PLAIN.replace("/help", path).as_bytes(), |_| true).is_some();
        assert!(asked("/status") && asked("/api/v2/summary.json"));
        for name in ["class:00112233/", "class:00112233/api/v2/summary.json", "status", "*"] {
            assert!(!asked(name), "{name}");
        }
    }

    #[test]
    fn any_bytes_are_read_and_only_one_whole_request_is_answered() {
        bolero::check!().with_type::<(Vec<u8>, Vec<u8>)>().for_each(|(header, after)| {
            let _ = asks(header, is_door);
            let mut request = PLAIN.as_bytes()[..PLAIN.len() - 2].to_vec();
            request.extend_from_slice(header);
            request.extend_from_slice(b"\r\n\r\n");
            request.extend_from_slice(after);
            if asks(&request, is_door).is_some() {
                assert!(after.is_empty(), "{request:?}");
            }
        });
    }

    #[test]
    fn the_date_is_written_as_http_has_it() {
        let date = with_date(|date| String::from_utf8(date.to_vec()).unwrap());
        assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
    }

    #[tokio::test]
    async fn what_is_not_for_the_doorstep_is_passed_on_as_it_was_sent() {
        let (mut client, server) = tokio::io::duplex(64);
        client.write_all(b"POST /help").await.unwrap();
        let mut passed = serve(server, None, Duration::from_secs(15)).await.unwrap();
        let mut seen = [0; 10];
        passed.read_exact(&mut seen).await.unwrap();
        assert_eq!(&seen, b"POST /help");
        passed.write_all(b"answer").await.unwrap();
        let mut seen = [0; 6];
        client.read_exact(&mut seen).await.unwrap();
        assert_eq!(&seen, b"answer");
    }
}
