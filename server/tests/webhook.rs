//! The webhook against receivers that behave, and against receivers that do not.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use domain::deliveries::Outcome;
use domain::words::{DeliveryId, Timestamp};
use mayday::channels::webhook::{WebhookConfiguration, Webhooks};
use mayday::channels::{Carrier, Letter, Secret};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The whole attempt, a stall included, and some patience for a busy machine.
const ATTEMPT_MAX: Duration = Duration::from_secs(5);
/// The bytes 0 to 31.
const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// What a receiver does once it has read a request.
#[derive(Clone)]
enum Answer {
    Say(String),
    Stall,
    HangUp,
    /// It answers well and then never stops talking.
    Flood,
    /// It does not even read.
    Deaf,
}

/// A program that is told things; its threads end with the test's process.
struct Receiver {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(stream), answer, seen) = (stream, answer.clone(), seen.clone()) else {
                    return;
                };
                thread::spawn(move || serve(stream, &answer, &seen));
            }
        });
        Self { port, requests }
    }

    fn says(status: &str) -> Self {
        Self::start(Answer::Say(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n")))
    }

    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().expect("a sound list"))
    }

    fn url(&self) -> String {
        format!("http://localhost:{}/in/s3cr3t", self.port)
    }
}

fn serve(stream: TcpStream, answer: &Answer, seen: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    if !matches!(answer, Answer::Deaf) {
        let request = read_request(&mut reader)?;
        seen.lock().expect("a sound list").push(request);
    }
    match answer {
        Answer::Say(text) => writer.write_all(text.as_bytes()),
        Answer::HangUp => Ok(()),
        // Open until the other side gives up.
        Answer::Stall | Answer::Deaf => io::copy(&mut reader, &mut io::sink()).map(|_| ()),
        Answer::Flood => {
            writer.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
            loop {
                writer.write_all(b"10000\r\n")?;
                writer.write_all(&[b'x'; 0x10000])?;
                writer.write_all(b"\r\n")?;
            }
        }
    }
}

/// Takes one request over TLS and is content; returns its port.
fn start_encrypted(config: ServerConfig) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound socket").port();
    let config = Arc::new(config);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(config.clone()).expect("a TLS connection");
            let Ok(stream) = stream else { return };
            let mut reader = BufReader::new(StreamOwned::new(connection, stream));
            if read_request(&mut reader).is_ok() {
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                // The client may be gone already; then nobody minds.
                let _ = reader.get_mut().write_all(answer);
            }
        }
    });
    port
}

fn read_request(reader: &mut impl BufRead) -> io::Result<String> {
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let length: usize = header(&request, "content-length").parse().unwrap_or_default();
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.push_str(&String::from_utf8_lossy(&body));
    Ok(request)
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let split = |line: &'a str| line.split_once(": ").unwrap_or_default();
    let found =
        request.split("\r\n").map(split).find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value).unwrap_or_default()
}

fn configuration(url: &str) -> WebhookConfiguration {
    WebhookConfiguration {
        key: "pager".to_owned(),
        url: url.to_owned(),
        secret: Secret(SECRET.to_owned()),
        old_secret: None,
        allow_private: true,
        ca_file: None,
        timeout_secs: 1,
    }
}

fn letter() -> Letter {
    Letter {
        delivery: DeliveryId(0xfeed),
        attempt: 1,
        to: "pager".to_owned(),
        kind: "page.requested",
        language: domain::words::Language::English,
        organisation: "NordPay".to_owned(),
        subject: String::new(),
        lines: Vec::new(),
        action: None,
        asks: None,
        joins: None,
        at: Timestamp(1_700_000_000_250),
        leave: None,
        returns: None,
        data: serde_json::json!({
            "link": "https://mayday.nordpay.test/p/abc",
            "words": "Ünïcode \"quoted\"",
        }),
    }
}

async fn send_to(configuration: WebhookConfiguration) -> Outcome {
    Webhooks::new(&[configuration]).expect("a carrier").send(&letter()).await
}

async fn send(receiver: &Receiver) -> Outcome {
    send_to(configuration(&receiver.url())).await
}

fn reason(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Failed { reason, .. }
        | Outcome::Unknown { reason }
        | Outcome::Unanswered { reason } => reason,
        Outcome::Sent | Outcome::Delivered => "",
    }
}

fn is_permanent(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { permanent: true, .. })
}

fn is_temporary(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { permanent: false, .. })
}

#[tokio::test]
async fn a_message_is_signed_so_that_another_program_can_verify_it() {
    let receiver = Receiver::says("204 No Content");
    assert_eq!(send(&receiver).await, Outcome::Delivered);
    let [request] = &receiver.requests()[..] else { panic!("one request") };
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("POST /in/s3cr3t HTTP/1.1\r\n"), "{head}");
    assert_eq!(header(head, "content-type"), "application/json");
    assert_eq!(header(head, "webhook-id"), "0000000000000000000000000000feed");
    assert_eq!(header(head, "webhook-timestamp"), "1700000000");
    assert_eq!(
        body,
        "{\"type\":\"page.requested\",\"timestamp\":\"2023-11-14T22:13:20.25Z\",\"data\":{\
         \"link\":\"https://mayday.nordpay.test/p/abc\",\"words\":\"Ünïcode \\\"quoted\\\"\"}}"
    );
    // HMAC-SHA256 of "<id>.<timestamp>.<body>", computed once with another implementation.
    assert_eq!(
        header(head, "webhook-signature"),
        "v1,GE779LaOX5wnS/pqoZuExFf6A2zmm3hjL5XITMO92ds="
    );
}

#[tokio::test]
async fn while_a_secret_changes_both_the_new_and_the_old_one_verify() {
    let signatures = async |configuration: WebhookConfiguration, receiver: &Receiver| {
        assert_eq!(send_to(configuration).await, Outcome::Delivered);
        let request = receiver.requests().pop().expect("a request");
        header(&request, "webhook-signature").to_owned()
    };
    let receiver = Receiver::says("200 OK");
    let new = format!("whsec_{}", "B".repeat(40));
    let own = || configuration(&receiver.url());
    let old_only = signatures(own(), &receiver).await;
    let new_only = WebhookConfiguration { secret: Secret(new.clone()), ..own() };
    let new_only = signatures(new_only, &receiver).await;
    let both = WebhookConfiguration {
        secret: Secret(new),
        old_secret: Some(Secret(SECRET.to_owned())),
        ..own()
    };
    assert_eq!(signatures(both, &receiver).await, format!("{new_only} {old_only}"));
}

#[tokio::test]
async fn a_receiver_with_a_certificate_of_the_house_is_trusted_only_by_its_root() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]);
    let made = made.expect("a certificate");
    let name = format!("{}-webhook-ca.pem", std::process::id());
    let ca_file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&ca_file, made.cert.pem()).expect("a file");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a TLS configuration");
    let url = format!("https://localhost:{}/", start_encrypted(config));
    let outcome = send_to(configuration(&url)).await;
    assert!(is_temporary(&outcome), "{outcome:?}");
    assert!(reason(&outcome).contains("certificate"), "{outcome:?}");
    let trusting = WebhookConfiguration { ca_file: Some(ca_file), ..configuration(&url) };
    assert_eq!(send_to(trusting).await, Outcome::Delivered);
}

#[tokio::test]
async fn a_repeat_keeps_its_id() {
    let receiver = Receiver::says("200 OK");
    let webhooks = Webhooks::new(&[configuration(&receiver.url())]).expect("a carrier");
    for attempt in 1..=2 {
        let repeated = Letter { attempt, at: Timestamp::from_secs(9), ..letter() };
        assert_eq!(webhooks.send(&repeated).await, Outcome::Delivered);
    }
    let requests = receiver.requests();
    assert_eq!(header(&requests[0], "webhook-id"), header(&requests[1], "webhook-id"));
}

#[tokio::test]
async fn the_answer_decides_whether_it_is_worth_another_try() {
    let permanent = [301, 302, 307, 308, 400, 401, 403, 404, 410, 422];
    let temporary = [408, 425, 429, 500, 502, 503, 504];
    for (codes, expected) in [(&permanent[..], true), (&temporary[..], false)] {
        for code in codes {
            let receiver = Receiver::says(&format!("{code} So"));
            let outcome = send(&receiver).await;
            assert_eq!(is_permanent(&outcome), expected, "{code}: {outcome:?}");
            assert_eq!(is_temporary(&outcome), !expected, "{code}: {outcome:?}");
            assert!(reason(&outcome).contains(&code.to_string()), "{outcome:?}");
            assert_eq!(receiver.requests().len(), 1);
        }
    }
    for code in [200, 201, 202, 204] {
        let receiver = Receiver::says(&format!("{code} So"));
        assert_eq!(send(&receiver).await, Outcome::Delivered, "{code}");
    }
}

#[tokio::test]
async fn a_redirect_into_the_house_is_not_followed() {
    let inside = Receiver::says("200 OK");
    let head =
        format!("HTTP/1.1 307 Go\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", inside.url());
    let outcome = send(&Receiver::start(Answer::Say(head))).await;
    assert!(is_permanent(&outcome), "{outcome:?}");
    assert!(reason(&outcome).contains("redirect"), "{outcome:?}");
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn whoever_sends_us_on_without_end_is_asked_once() {
    for status in [301, 302, 303, 307, 308] {
        // Each answer leads to the next, three hundred times and more: the first is the last.
        let head = format!("HTTP/1.1 {status} Go\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n");
        let receiver = Receiver::start(Answer::Say(head));
        let outcome = send(&receiver).await;
        assert!(is_permanent(&outcome), "{status}: {outcome:?}");
        assert!(reason(&outcome).contains("redirect"), "{status}: {outcome:?}");
        assert_eq!(receiver.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_name_that_leads_into_the_house_is_refused_before_anything_is_sent() {
    let inside = Receiver::says("200 OK");
    let outcome = send_to(WebhookConfiguration {
        allow_private: false,
        ..configuration(&format!("https://localhost:{}/", inside.port))
    })
    .await;
    assert!(is_permanent(&outcome), "{outcome:?}");
    assert!(reason(&outcome).contains("private"), "{outcome:?}");
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn a_silent_receiver_leaves_a_doubt_and_a_dead_one_too() {
    for answer in [Answer::Stall, Answer::HangUp, Answer::Deaf] {
        let receiver = Receiver::start(answer);
        let begun = Instant::now();
        let outcome = send(&receiver).await;
        assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
        assert!(begun.elapsed() < ATTEMPT_MAX);
        assert!(!reason(&outcome).contains("s3cr3t"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_receiver_that_cannot_be_reached_is_tried_again() {
    let free = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = free.local_addr().expect("a bound socket").port();
    drop(free);
    // One that takes the connection and never starts TLS has not been sent anything either.
    let mute = Receiver::start(Answer::Deaf);
    let urls = [
        format!("http://localhost:{port}/s3cr3t"),
        "http://hooks.invalid/s3cr3t".to_owned(),
        format!("https://localhost:{}/s3cr3t", mute.port),
        format!("https://localhost:{}/s3cr3t", Receiver::says("200 OK").port),
    ];
    for url in urls {
        let begun = Instant::now();
        let outcome = send_to(configuration(&url)).await;
        assert!(is_temporary(&outcome), "{url}: {outcome:?}");
        assert!(begun.elapsed() < ATTEMPT_MAX, "{url}");
        assert!(!reason(&outcome).contains("s3cr3t"), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_endless_answer_is_not_listened_to() {
    let begun = Instant::now();
    assert_eq!(send(&Receiver::start(Answer::Flood)).await, Outcome::Delivered);
    assert!(begun.elapsed() < ATTEMPT_MAX);
    // An endless head is no answer at all.
    let head = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(4 << 20));
    let outcome = send(&Receiver::start(Answer::Say(head))).await;
    assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_webhook_that_is_not_configured_fails_for_good() {
    let webhooks = Webhooks::new(&[]).expect("a carrier");
    assert!(is_permanent(&webhooks.send(&letter()).await));
}

#[test]
fn a_configuration_that_cannot_work_says_what_to_do() {
    let unusable = |change: &dyn Fn(&mut WebhookConfiguration)| {
        let mut changed = configuration("https://hooks.nordpay.test/in");
        change(&mut changed);
        Webhooks::new(&[changed]).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!(unusable(&|_| {}), "");
    assert!(unusable(&|changed| changed.key = "A b".to_owned()).contains("key"));
    assert!(unusable(&|changed| changed.url = "nowhere".to_owned()).contains("url"));
    assert!(unusable(&|changed| changed.timeout_secs = 9).contains("timeout_secs"));
    let secret = |text: &'static str| {
        unusable(&move |changed: &mut WebhookConfiguration| {
            changed.secret = Secret(text.to_owned());
        })
    };
    for text in ["", "whsec_", "whsec_c2hvcnQ=", "whsec_%%", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"] {
        assert!(secret(text).contains("whsec_"), "{text}");
    }
    let twice = [configuration("https://a.test/"), configuration("https://b.test/")];
    assert!(Webhooks::new(&twice).is_err());
    let text = "key = 'a'\nurl = 'https://a.test'\nsecret = 'x'\nallow_privat = true";
    assert!(toml::from_str::<WebhookConfiguration>(text).is_err());
}
