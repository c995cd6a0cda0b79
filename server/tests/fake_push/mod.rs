//! A push service of the test's own, with devices that have real keys: it checks who signed, reads
//! what was sealed, and answers well, badly or never.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::{PublicKey, SecretKey};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::Value;
use sha2::Sha256;

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    /// With this status.
    Says(u16),
    /// With this status, and how many seconds to wait.
    Later(u16, u64),
    /// Never.
    Stalls,
}

/// A message that a device can show.
#[derive(Clone, Debug)]
pub struct Message {
    /// To which device.
    pub device: String,
    /// What it says.
    pub content: Value,
    /// What makes a later one take its place.
    pub topic: String,
}

#[derive(Default)]
struct Book {
    moods: VecDeque<Mood>,
    always: Option<Mood>,
    asked: usize,
    messages: Vec<Message>,
}

/// The service.
#[derive(Clone)]
pub struct FakePush {
    pub port: u16,
    book: Arc<Mutex<Book>>,
}

/// The keys of a device, and where it is reached.
pub struct Device {
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
}

/// Every device here has these keys; where it is reached tells it apart.
fn own() -> (SecretKey, [u8; 16]) {
    (SecretKey::from_slice(&[9; 32]).expect("a key"), [5; 16])
}

impl FakePush {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let service = Self { port, book: Arc::default() };
        let own = service.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                thread::spawn(move || own.serve(stream));
            }
        });
        service
    }

    /// A device that has subscribed here.
    pub fn device(&self, name: &str) -> Device {
        let (secret, auth) = own();
        Device {
            endpoint: format!("http://127.0.0.1:{}/send/{name}", self.port),
            p256dh: BASE64.encode(secret.public_key().to_sec1_bytes()),
            auth: BASE64.encode(auth),
        }
    }

    /// The next requests are answered so, one after the other; later ones well.
    pub fn then(&self, moods: &[Mood]) {
        self.book().moods.extend(moods);
    }

    /// From now on every request is answered so.
    pub fn always(&self, mood: Mood) {
        self.book().always = Some(mood);
    }

    pub fn asked(&self) -> usize {
        self.book().asked
    }

    pub fn messages(&self) -> Vec<Message> {
        self.book().messages.clone()
    }

    /// The messages of a kind that got through to a device.
    pub fn to(&self, device: &str, kind: &str) -> Vec<Message> {
        let mut messages = self.messages();
        messages.retain(|one| one.device == device && one.content["kind"] == kind);
        messages
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
        while let Some((head, body)) = read(&mut reader) {
            let mood = {
                let mut book = self.book();
                book.asked += 1;
                book.moods.pop_front().or(book.always).unwrap_or(Mood::Says(201))
            };
            if mood == Mood::Says(201) {
                let message = self.opened(&head, &body);
                self.book().messages.push(message);
            }
            let (status, more) = match mood {
                Mood::Says(status) => (status, String::new()),
                Mood::Later(status, secs) => (status, format!("Retry-After: {secs}\r\n")),
                Mood::Stalls => {
                    thread::sleep(Duration::from_secs(30));
                    return;
                }
            };
            let answer = format!("HTTP/1.1 {status} So\r\n{more}Content-Length: 0\r\n\r\n");
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }

    /// What the device would show. Whatever is not as the standards have it fails the test.
    fn opened(&self, head: &str, body: &[u8]) -> Message {
        let field = |name: &str| {
            let line = head.lines().find(|line| line.to_lowercase().starts_with(name));
            let value = line.and_then(|line| line.split_once(": ")).map(|(_, value)| value);
            value.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
        };
        assert_eq!(field("content-encoding:"), "aes128gcm");
        assert_eq!(field("urgency:"), "high");
        assert!((60..=300).contains(&field("ttl:").parse::<u32>().expect("a number")));
        let topic = field("topic:");
        assert!(topic.len() <= 32 && BASE64.decode(&topic).is_ok(), "{topic}");
        self.check_signature(&field("authorization:"));
        let device = head.split(' ').nth(1).and_then(|path| path.strip_prefix("/send/"));
        let content = serde_json::from_slice(&unsealed(body)).expect("JSON");
        Message { device: device.expect("a device").to_owned(), content, topic }
    }

    fn check_signature(&self, given: &str) {
        let rest = given.strip_prefix("vapid t=").expect("vapid");
        let (token, key) = rest.split_once(", k=").expect("a key");
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let bytes = |text: &str| BASE64.decode(text).expect("base64");
        let key = VerifyingKey::from_sec1_bytes(&bytes(key)).expect("a key");
        let signature = Signature::from_slice(&bytes(signature)).expect("a signature");
        key.verify(signed.as_bytes(), &signature).expect("it is signed by that key");
        let (head, claims) = signed.split_once('.').expect("a head");
        let json = |text: &str| -> Value { serde_json::from_slice(&bytes(text)).expect("JSON") };
        assert_eq!(json(head), serde_json::json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = json(claims);
        assert_eq!(claims["aud"], format!("http://127.0.0.1:{}", self.port));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
        let left = claims["exp"].as_u64().expect("a time").saturating_sub(now);
        assert!((1..=24 * 3_600).contains(&left), "{left}");
        assert!(claims["sub"].as_str().is_some_and(|sub| sub.starts_with("http")));
    }
}

/// Opens a message with the keys of the devices, as a browser does.
fn unsealed(body: &[u8]) -> Vec<u8> {
    let (secret, auth) = own();
    let (salt, rest) = body.split_at(16);
    let (record, rest) = rest.split_at(4);
    let record = u32::from_be_bytes(record.try_into().expect("four bytes"));
    let (point, sealed) = rest[1..].split_at(usize::from(rest[0]));
    assert!(body.len() <= 4_096 && sealed.len() <= record as usize);
    let sender = PublicKey::from_sec1_bytes(point).expect("a point");
    let shared = secret.diffie_hellman(&sender);
    let own_point = secret.public_key().to_sec1_bytes();
    let first = mac(&auth, &[shared.raw_secret_bytes()]);
    let input = mac(&first, &[b"WebPush: info\0", &own_point, point, &[1]]);
    let start = mac(salt, &[&input]);
    let key = mac(&start, &[b"Content-Encoding: aes128gcm\0", &[1]]);
    let nonce = mac(&start, &[b"Content-Encoding: nonce\0", &[1]]);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..16]).expect("a key"));
    let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).expect("a nonce");
    let mut sealed = sealed.to_vec();
    let plain = key.open_in_place(nonce, Aad::empty(), &mut sealed).expect("it opens");
    let end = plain.iter().rposition(|byte| *byte != 0).expect("an end");
    assert_eq!(plain[end], 2, "the last record");
    plain[..end].to_vec()
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut head = String::new();
    loop {
        let before = head.len();
        reader.read_line(&mut head).ok().filter(|length| *length > 0)?;
        if head[before..].trim().is_empty() {
            break;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some((head, body))
}
