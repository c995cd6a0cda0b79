//! A telephone carrier of the common contract, with telephones of the test's own: they ring, are
//! busy, have a mailbox, press keys or never do, and send text messages.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::support::{Answer, Ask};

mod bridge;
mod xml;

/// What the account is called.
pub const ACCOUNT: &str = "AC0123456789";
/// The secret of every account here.
pub const TOKEN: &str = "a-token-of-the-test";
/// How many documents one call may go through; beyond it the program goes round in circles.
const DOCUMENTS_MAX: usize = 20;

/// What a telephone does when it rings.
#[derive(Clone, Copy, Debug)]
pub enum Phone {
    /// A person answers and presses these keys, one at each question.
    Keys(&'static [&'static str]),
    /// A person answers, hesitates until somebody else's call has ended, and presses this key.
    Late(&'static str),
    /// A mailbox answers, talks over us and listens for ever.
    Mailbox,
    /// The line is busy.
    Busy,
    /// Nobody answers.
    Nobody,
    /// It goes on ringing until the call is cancelled.
    RingsOn,
    /// The carrier cannot put it through.
    Dead,
}

/// Stands before a key that is pressed late.
const LATER: &str = "later";

/// How the carrier does its work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Works,
    /// It answers with this status and this error.
    Refuses(u16, u32),
    /// It takes the request and never answers.
    Stalls,
    /// It hangs up without an answer.
    HangsUp,
}

/// What becomes of what it calls back with about the course of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Receipts {
    InOrder,
    Backwards,
    Twice,
    Lost,
}

/// A call that was placed.
#[derive(Clone, Debug)]
pub struct Call {
    pub sid: String,
    pub form: Form,
    /// Everything that was said into it.
    pub said: Vec<String>,
    /// How it ended, once it has.
    pub ended: Option<&'static str>,
}

/// A text message that was sent.
#[derive(Clone, Debug)]
pub struct Text {
    pub form: Form,
}

/// Fields as they were posted.
#[derive(Clone, Debug, Default)]
pub struct Form(pub Vec<(String, String)>);

impl Form {
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// Fields of a callback.
type Fields = Vec<(String, String)>;

/// A callback, for playing it again.
#[derive(Clone, Debug)]
pub struct Callback {
    pub url: String,
    pub form: Vec<(String, String)>,
}

#[derive(Default)]
struct Book {
    mood: Option<Mood>,
    receipts: Option<Receipts>,
    phones: BTreeMap<String, Phone>,
    calls: Vec<Call>,
    texts: Vec<Text>,
    callbacks: Vec<Callback>,
    cancelled: Vec<String>,
}

/// The carrier.
#[derive(Clone)]
pub struct FakeCarrier {
    pub port: u16,
    book: Arc<Mutex<Book>>,
}

impl FakeCarrier {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let carrier = Self { port, book: Arc::default() };
        let own = carrier.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                thread::spawn(move || own.serve(stream));
            }
        });
        carrier
    }

    pub fn with(self, number: &str, phone: Phone) -> Self {
        self.book().phones.insert(number.to_owned(), phone);
        self
    }

    pub fn in_mood(self, mood: Mood) -> Self {
        self.book().mood = Some(mood);
        self
    }

    pub fn with_receipts(self, receipts: Receipts) -> Self {
        self.book().receipts = Some(receipts);
        self
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn calls(&self) -> Vec<Call> {
        self.book().calls.clone()
    }

    pub fn calls_to(&self, number: &str) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.form.get("To") == number).collect()
    }

    pub fn texts_to(&self, number: &str) -> Vec<Text> {
        let book = self.book();
        book.texts.iter().filter(|text| text.form.get("To") == number).cloned().collect()
    }

    pub fn callbacks(&self) -> Vec<Callback> {
        self.book().callbacks.clone()
    }

    pub fn cancelled(&self) -> Vec<String> {
        self.book().cancelled.clone()
    }

    /// Somebody sends a text message to us; what is replied, if anything is.
    pub fn text_from(&self, hook: &str, number: &str, body: &str, message: &str) -> Option<String> {
        let fields = [
            ("MessageSid", message),
            ("SmsSid", message),
            ("AccountSid", ACCOUNT),
            ("From", number),
            ("To", "+4610000000"),
            ("Body", body),
            ("NumMedia", "0"),
            ("SomethingNew", "as carriers add without notice"),
        ];
        let form = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let answer = self.call_back(hook, form);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let root = xml::parse(&answer.text());
        assert_eq!(root.name, "Response");
        root.children.iter().find(|child| child.name == "Message").map(|m| m.text.clone())
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some((head, form)) = read(&mut stream) else { return };
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let mood = self.book().mood.unwrap_or(Mood::Works);
        match mood {
            Mood::Works => {}
            Mood::HangsUp => return,
            Mood::Stalls => return thread::sleep(Duration::from_secs(30)),
            Mood::Refuses(status, code) => {
                let body = format!("{{\"code\":{code},\"message\":\"no\",\"status\":{status}}}");
                return write(&mut stream, status, &body);
            }
        }
        let expected = format!("basic {}", BASE64.encode(format!("{ACCOUNT}:{TOKEN}")));
        let authorised = head.to_lowercase().contains(&expected.to_lowercase());
        if !authorised || !head.starts_with("POST ") {
            return write(&mut stream, 401, "{\"code\":20003}");
        }
        let base = format!("/2010-04-01/Accounts/{ACCOUNT}/");
        match path.strip_prefix(&base).unwrap_or_default() {
            "Calls.json" => self.place(&mut stream, form),
            "Messages.json" => self.send(&mut stream, form),
            change => {
                let sid = change.strip_prefix("Calls/").and_then(|c| c.strip_suffix(".json"));
                assert_eq!(form.get("Status"), "canceled");
                self.book().cancelled.extend(sid.map(ToOwned::to_owned));
                write(&mut stream, 200, "{}");
            }
        }
    }

    fn place(&self, stream: &mut TcpStream, form: Form) {
        let (sid, phone) = {
            let mut book = self.book();
            let sid = format!("CA{:032x}", book.calls.len() + 1 + usize::from(self.port));
            let call = Call { sid: sid.clone(), form: form.clone(), said: Vec::new(), ended: None };
            book.calls.push(call);
            (sid, book.phones.get(form.get("To")).copied().unwrap_or(Phone::Nobody))
        };
        write(stream, 201, &format!("{{\"sid\":\"{sid}\",\"status\":\"queued\"}}"));
        let ended = match phone {
            Phone::Busy => "busy",
            Phone::Nobody => "no-answer",
            Phone::Dead => "failed",
            Phone::RingsOn => {
                let until = Instant::now() + Duration::from_secs(15);
                while !self.book().cancelled.contains(&sid) && Instant::now() < until {
                    thread::sleep(Duration::from_millis(20));
                }
                "canceled"
            }
            Phone::Mailbox => self.listen(&sid, &form, &[]),
            Phone::Late(key) => self.listen(&sid, &form, &[LATER, key]),
            Phone::Keys(keys) => self.listen(&sid, &form, keys),
        };
        let answered = matches!(phone, Phone::Mailbox | Phone::Keys(_) | Phone::Late(_));
        let asked = form.all("StatusCallbackEvent");
        let mut course = vec!["initiated", "ringing"];
        course.extend(answered.then_some("in-progress"));
        course.retain(|_| asked.contains(&"initiated"));
        course.push(ended);
        self.receipts(&sid, &form, &course);
        let mut book = self.book();
        let call = book.calls.iter_mut().find(|call| call.sid == sid);
        call.expect("a call of ours").ended = Some(ended);
    }

    /// Goes through the documents as a carrier does, with whoever or whatever has answered.
    fn listen(&self, sid: &str, form: &Form, keys: &[&str]) -> &'static str {
        let mut keys = keys.iter();
        let mut next = (form.get("Url").to_owned(), Vec::new());
        for _ in 0..DOCUMENTS_MAX {
            let (url, more) = next;
            let mut fields = standard(sid, form, "in-progress");
            fields.extend(more);
            let answer = self.call_back(&url, fields);
            assert_eq!(answer.status, 200, "{url}: {}", answer.text());
            assert!(answer.header("content-type").starts_with("text/xml"));
            match self.follow(sid, &xml::parse(&answer.text()), &mut keys) {
                Some(more) => next = more,
                None => return "completed",
            }
        }
        panic!("the call goes round in circles")
    }

    /// One document; what comes after it, or the end of the call.
    fn follow(
        &self,
        sid: &str,
        root: &xml::Element,
        keys: &mut std::slice::Iter<'_, &str>,
    ) -> Option<(String, Fields)> {
        assert_eq!(root.name, "Response");
        for verb in &root.children {
            match verb.name.as_str() {
                "Say" => self.hear(sid, &verb.text),
                "Gather" => {
                    assert_eq!(verb.attribute("method"), "POST");
                    assert_eq!(verb.attribute("numDigits"), "1");
                    verb.children.iter().for_each(|said| self.hear(sid, &said.text));
                    let mut key = keys.next();
                    if key == Some(&LATER) {
                        self.hesitate(sid);
                        key = keys.next();
                    }
                    if let Some(key) = key {
                        let digits = vec![("Digits".to_owned(), (*key).to_owned())];
                        return Some((verb.attribute("action").to_owned(), digits));
                    }
                }
                "Redirect" => return Some((verb.text.clone(), Vec::new())),
                "Dial" => return Some(self.dial(sid, verb)),
                "Hangup" => return None,
                other => panic!("a carrier knows no {other}"),
            }
        }
        None
    }

    /// Waits until a call to somebody else has ended.
    fn hesitate(&self, sid: &str) {
        let until = Instant::now() + Duration::from_secs(30);
        let others =
            || self.book().calls.iter().any(|call| call.sid != sid && call.ended.is_some());
        while !others() {
            assert!(Instant::now() < until, "nobody else was called");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn hear(&self, sid: &str, text: &str) {
        let mut book = self.book();
        let call = book.calls.iter_mut().find(|call| call.sid == sid);
        call.expect("a call of ours").said.push(text.to_owned());
    }

    fn receipts(&self, sid: &str, form: &Form, course: &[&str]) {
        let url = form.get("StatusCallback");
        let receipts = self.book().receipts.unwrap_or(Receipts::InOrder);
        let mut order: Vec<usize> = (0..course.len()).collect();
        match receipts {
            Receipts::InOrder => {}
            Receipts::Backwards => order.reverse(),
            Receipts::Twice => order = order.iter().flat_map(|at| [*at, *at]).collect(),
            Receipts::Lost => order.clear(),
        }
        for at in order {
            let mut fields = standard(sid, form, course[at]);
            fields.push(("SequenceNumber".to_owned(), at.to_string()));
            fields.push(("CallbackSource".to_owned(), "call-progress-events".to_owned()));
            assert_eq!(self.call_back(url, fields).status, 204);
        }
    }

    fn send(&self, stream: &mut TcpStream, form: Form) {
        let sid = format!("SM{:032x}", self.book().texts.len() + 1);
        let dead = {
            let mut book = self.book();
            book.texts.push(Text { form: form.clone() });
            matches!(book.phones.get(form.get("To")), Some(Phone::Dead))
        };
        write(stream, 201, &format!("{{\"sid\":\"{sid}\",\"status\":\"queued\"}}"));
        let receipts = self.book().receipts.unwrap_or(Receipts::InOrder);
        let course = match dead {
            // The end overtakes the middle, as it does on some days.
            true => ["queued", "undelivered", "sent"],
            false => ["queued", "sent", "delivered"],
        };
        for status in course.iter().take(if receipts == Receipts::Lost { 0 } else { 3 }) {
            let mut fields = vec![("MessageSid", sid.as_str()), ("MessageStatus", *status)];
            fields.extend((*status == "undelivered").then_some(("ErrorCode", "30005")));
            let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            let fields = fields.into_iter().map(own).collect();
            assert_eq!(self.call_back(form.get("StatusCallback"), fields).status, 204);
        }
    }

    /// Posts a form with its signature, as the carrier it is, and remembers it.
    pub fn call_back(&self, url: &str, form: Vec<(String, String)>) -> Answer {
        self.book().callbacks.push(Callback { url: url.to_owned(), form: form.clone() });
        post(url, &form, &sign(TOKEN, url, &form))
    }
}

/// Posts a form with a signature, whoever made it.
pub fn post(url: &str, form: &[(String, String)], signature: &str) -> Answer {
    let rest = url.strip_prefix("http://127.0.0.1:").expect("an address of ours");
    let (port, path) = rest.split_once('/').expect("a path");
    let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    Ask::new(port.parse().expect("a port"), "POST", &format!("/{path}"))
        .header("X-Twilio-Signature", signature)
        .form(&fields)
        .send()
}

/// The signature of the contract, made here from its description.
pub fn sign(token: &str, url: &str, form: &[(String, String)]) -> String {
    let mut fields = form.to_vec();
    fields.sort();
    fields.dedup();
    let content: String = fields.into_iter().flat_map(|(name, value)| [name, value]).collect();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    BASE64.encode(ring::hmac::sign(&key, format!("{url}{content}").as_bytes()))
}

fn standard(sid: &str, form: &Form, status: &str) -> Vec<(String, String)> {
    let fields = [
        ("CallSid", sid),
        ("AccountSid", ACCOUNT),
        ("From", form.get("From")),
        ("To", form.get("To")),
        ("CallStatus", status),
        ("ApiVersion", "2010-04-01"),
        ("Direction", "outbound-api"),
    ];
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

fn read(stream: &mut TcpStream) -> Option<(String, Form)> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let mut bytes = Vec::new();
    let end = loop {
        let mut part = [0; 4096];
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&part[..count]);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let lower = head.to_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    let length: usize = length.trim().parse().ok()?;
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        let mut part = [0; 4096];
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        body.extend_from_slice(&part[..count]);
    }
    let fields = form_urlencoded::parse(&body);
    Some((head, Form(fields.map(|(n, v)| (n.into_owned(), v.into_owned())).collect())))
}

fn write(stream: &mut TcpStream, status: u16, body: &str) {
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {length}\
         \r\nConnection: close\r\n\r\n{body}"
    );
    let _ = stream.write_all(answer.as_bytes());
    let _ = stream.shutdown(std::net::Shutdown::Both);
}
