//! An object store of the S3 contract: it verifies every signature with its own reckoning, lists
//! page by page, and stumbles, moves, stalls or breaks off when it is told to.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

mod verify;

use verify::{Request, Wrong};

use crate::fake_mail::encrypt;

/// The bucket that there is.
pub const BUCKET: &str = "files-of-tests";
/// Who may use it.
pub const ACCESS_KEY: &str = "AKIDOFTESTS";
/// The secret of that key.
pub const SECRET: &str = "a-secret/of+the=tests";

/// How the store does its work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Works,
    /// It refuses everything, with this status and this code.
    Refuses(u16, &'static str),
    /// It is busy so many times, and then works.
    Stumbles(u32),
    /// It takes requests and answers only after this.
    Slow(Duration),
    /// It breaks off in the middle of so many objects.
    Cuts(u32),
    /// It hangs up without a word.
    HangsUp,
    /// It refuses to delete and does everything else.
    KeepsAll,
}

/// Where the name of the bucket stands in what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Path,
    Host,
}

/// Over what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Plain,
    Tls,
}

/// An object that it keeps.
#[derive(Clone, Debug)]
pub struct Kept {
    pub bytes: Vec<u8>,
    pub content_type: String,
    pub cache_control: String,
}

struct Book {
    mood: Mood,
    style: Style,
    region: &'static str,
    /// With which status it says that the bucket is elsewhere.
    moved: u16,
    ahead_secs: i64,
    versions: bool,
    page_len: usize,
    objects: BTreeMap<String, Kept>,
    seen: Vec<String>,
}

/// The store.
#[derive(Clone)]
pub struct FakeStore {
    pub port: u16,
    book: Arc<Mutex<Book>>,
}

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn of(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    fn refusal(status: u16, code: &str, more: &str) -> Self {
        Self::of(
            status,
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
                 <Message>In the words of the store: {code}.</Message>{more}\
                 <RequestId>4442587FB7D0A2F9</RequestId></Error>"
            ),
        )
    }
}

impl FakeStore {
    pub fn start() -> Self {
        Self::with(Style::Path, Wire::Plain)
    }

    pub fn with(style: Style, wire: Wire) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let book = Book {
            mood: Mood::Works,
            style,
            region: "us-east-1",
            moved: 301,
            ahead_secs: 0,
            versions: false,
            page_len: 1000,
            objects: BTreeMap::new(),
            seen: Vec::new(),
        };
        let store = Self { port, book: Arc::new(Mutex::new(book)) };
        let own = store.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
                    match wire {
                        Wire::Plain => own.serve(stream),
                        Wire::Tls => encrypt(stream).into_iter().for_each(|line| own.serve(line)),
                    }
                });
            }
        });
        store
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is(&self, mood: Mood) {
        self.book().mood = mood;
    }

    /// The bucket is in another region, which is said with this status.
    pub fn is_in(&self, region: &'static str, moved: u16) {
        let mut book = self.book();
        (book.region, book.moved) = (region, moved);
    }

    /// Its clock goes so much before the world's.
    pub fn is_ahead(&self, secs: i64) {
        self.book().ahead_secs = secs;
    }

    /// It keeps old versions.
    pub fn keeps_versions(&self) {
        self.book().versions = true;
    }

    /// So many objects stand on one page of a list.
    pub fn lists(&self, page_len: usize) {
        self.book().page_len = page_len;
    }

    /// What it keeps, besides the mark that says whose it is.
    pub fn objects(&self) -> BTreeMap<String, Kept> {
        let mut objects = self.book().objects.clone();
        objects.retain(|name, _| !name.ends_with("/owner"));
        objects
    }

    /// Takes away what says whose it is.
    pub fn forgets_its_owner(&self) {
        self.book().objects.retain(|name, _| !name.ends_with("/owner"));
    }

    /// Puts something there that nobody asked for.
    pub fn holds(&self, name: &str, bytes: &[u8]) {
        let (content_type, cache_control) = (String::new(), String::new());
        let kept = Kept { bytes: bytes.to_vec(), content_type, cache_control };
        self.book().objects.insert(name.to_owned(), kept);
    }

    /// What was asked since it was last looked at: the method and the path.
    pub fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.book().seen)
    }

    /// A section of the configuration that leads here.
    pub fn configuration(&self, secret_file: &std::path::Path) -> String {
        std::fs::write(secret_file, SECRET).expect("a scratch file");
        format!(
            "[objects]\nbucket = \"{BUCKET}\"\nendpoint = \"http://127.0.0.1:{}\"\n\
             prefix = \"mayday\"\naccess_key = \"{ACCESS_KEY}\"\nsecret_file = \"{}\"\n",
            self.port,
            secret_file.display()
        )
    }

    fn serve(&self, mut stream: impl Read + Write) {
        let Some(request) = Request::read(&mut stream) else { return };
        let mood = {
            let mut book = self.book();
            book.seen.push(format!("{} {}", request.method, request.path));
            book.mood
        };
        let answer = match mood {
            Mood::HangsUp => return,
            Mood::Refuses(status, code) => Answer::refusal(status, code, ""),
            Mood::Stumbles(0) => {
                self.is(Mood::Works);
                self.answer(&request)
            }
            Mood::Stumbles(times) => {
                self.is(Mood::Stumbles(times - 1));
                Answer::refusal(503, "SlowDown", "")
            }
            Mood::Slow(pause) => {
                std::thread::sleep(pause);
                self.answer(&request)
            }
            Mood::KeepsAll if request.method == "DELETE" => {
                Answer::refusal(403, "AccessDenied", "")
            }
            Mood::Works | Mood::Cuts(_) | Mood::KeepsAll => self.answer(&request),
        };
        let mut head = format!("HTTP/1.1 {} Whatever\r\nConnection: close\r\n", answer.status);
        head.push_str(&format!("Content-Length: {}\r\n", answer.body.len()));
        head.push_str(&format!("Date: {}\r\n", date(self.now_secs())));
        for (name, value) in &answer.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut body = answer.body.as_slice();
        if let Mood::Cuts(times @ 1..) = mood
            && answer.status < 300
            && request.method == "GET"
            && body.len() > 1
        {
            self.is(Mood::Cuts(times - 1));
            body = &body[..body.len() / 2];
        }
        let _ = stream.write_all(format!("{head}\r\n").as_bytes());
        let _ = stream.write_all(body);
    }

    fn now_secs(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is set");
        i64::try_from(since.as_secs()).expect("not that late") + self.book().ahead_secs
    }

    fn answer(&self, request: &Request) -> Answer {
        let now = self.now_secs();
        let mut book = self.book();
        match request.verify(ACCESS_KEY, SECRET, book.region, now) {
            Ok(()) => {}
            Err(Wrong::Region) => {
                let region = format!("<Region>{}</Region>", book.region);
                let code = match book.moved {
                    301 => "PermanentRedirect",
                    307 => "TemporaryRedirect",
                    _ => "AuthorizationHeaderMalformed",
                };
                let mut answer = Answer::refusal(book.moved, code, &region);
                if book.moved < 400 {
                    answer.headers.push(("x-amz-bucket-region", book.region.to_owned()));
                    let elsewhere = "http://127.0.0.1:9/elsewhere".to_owned();
                    answer.headers.push(("Location", elsewhere));
                }
                return answer;
            }
            Err(Wrong::Other(status, code)) => return Answer::refusal(status, code, ""),
        }
        let by_host = request.header("host").starts_with(&format!("{BUCKET}."));
        let name = match (book.style, by_host) {
            (Style::Path, false) => request.path.strip_prefix(&format!("/{BUCKET}")),
            (Style::Host, true) => Some(request.path.as_str()),
            _ => None,
        };
        let Some(name) = name else {
            return Answer::refusal(404, "NoSuchBucket", "");
        };
        let name = name.trim_start_matches('/').to_owned();
        match request.method.as_str() {
            "GET" if name.is_empty() => list(&book, request),
            "GET" => get(&book, request, &name),
            "DELETE" => {
                book.objects.remove(&name);
                Answer::of(204, "")
            }
            "PUT" => {
                let kept = Kept {
                    bytes: request.body.clone(),
                    content_type: request.header("content-type").to_owned(),
                    cache_control: request.header("cache-control").to_owned(),
                };
                book.objects.insert(name, kept);
                let mut answer = Answer::of(200, "");
                if book.versions {
                    answer.headers.push(("x-amz-version-id", "3HL4kqtJvjVBH40Nrjfkd".to_owned()));
                }
                answer
            }
            _ => Answer::refusal(405, "MethodNotAllowed", ""),
        }
    }
}

fn get(book: &Book, request: &Request, name: &str) -> Answer {
    let Some(kept) = book.objects.get(name) else {
        return Answer::refusal(404, "NoSuchKey", "");
    };
    let tag = format!("\"{}\"", &verify::digest(&kept.bytes)[..32]);
    let wanted = request.header("if-match");
    if !wanted.is_empty() && wanted != tag {
        return Answer::refusal(412, "PreconditionFailed", "");
    }
    let from = request.header("range").strip_prefix("bytes=").and_then(|r| r.strip_suffix('-'));
    let from: Option<usize> = from.and_then(|from| from.parse().ok());
    let mut answer = match from {
        None => Answer::of(200, kept.bytes.clone()),
        Some(from) => Answer::of(206, kept.bytes[from..].to_vec()),
    };
    answer.headers.push(("ETag", tag));
    answer
}

fn list(book: &Book, request: &Request) -> Answer {
    let prefix = request.parameter("prefix");
    let after = request.parameter("continuation-token");
    let after = after.strip_prefix("after /+=").unwrap_or_default().to_owned();
    let names = book.objects.iter().filter(|(name, _)| name.starts_with(&prefix));
    let mut rest = names.filter(|(name, _)| **name > after);
    let page: Vec<_> = rest.by_ref().take(book.page_len).collect();
    let more = rest.next().is_some();
    let contents: String = page
        .iter()
        .map(|(name, kept)| {
            format!(
                "<Contents><Key>{name}</Key><LastModified>2026-01-06T11:46:40.000Z</LastModified>\
                 <ETag>&quot;0&quot;</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass>\
                 </Contents>",
                kept.bytes.len()
            )
        })
        .collect();
    let next = page
        .last()
        .filter(|_| more)
        .map(|(name, _)| format!("<NextContinuationToken>after /+={name}</NextContinuationToken>"));
    Answer::of(
        200,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult \
             xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{BUCKET}</Name>\
             <IsTruncated>{more}</IsTruncated>{contents}{}</ListBucketResult>",
            next.unwrap_or_default()
        ),
    )
}

fn date(secs: i64) -> String {
    let at = jiff::Timestamp::from_second(secs).expect("an instant");
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads what is there until a request is whole.
fn whole(stream: &mut impl Read) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut part) = (Vec::new(), [0; 16 * 1024]);
    loop {
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&part[..count]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let len = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let len: usize = len.unwrap_or(0);
        if bytes.len() >= end + 4 + len {
            return Some((head, bytes[end + 4..end + 4 + len].to_vec()));
        }
    }
}
