//! Web Push: messages to browsers that their person has added, through the push service of each
//! browser's maker, which can read none of them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::deliveries::Outcome;
use domain::methods::GONE;
use domain::words::{PageId, Timestamp};
use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use reqwest::{Client, Response, Url};
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use super::{
    CODE, Carrier, Letter, TEST, Unusable, attempt_time, built, client, default_timeout_secs,
    failed, refused, unknown,
};
use crate::guard::{Guard, PrivateAddress, is_private};
use crate::links::{Attempt, InstallationKey};
use cipher::{MESSAGE_LEN_MAX, Receiver};

mod cipher;

/// Longest address of a push service, in bytes.
const ENDPOINT_LEN_MAX: usize = 1_024;
/// How long a push service keeps a message for a device that is off; a stale page does harm.
const MESSAGE_LASTS_SECS: &str = "120";
/// How long our signature towards a push service works.
const SIGNATURE_LASTS: Duration = Duration::from_secs(12 * 3_600);
/// Most push services and devices that are remembered for having asked us to wait.
const WAITS_MAX: usize = 4_096;
/// Longest wait that is believed: beyond it the device is asked for again.
const WAIT_MAX: Duration = Duration::from_secs(600);
/// Longest title and longest text of a message, in characters.
const TITLE_LEN_MAX: usize = 160;
const BODY_LEN_MAX: usize = 400;

/// `[push]` of the configuration. Nothing needs to be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PushConfiguration {
    /// Whether push services may stand at private addresses, and without TLS.
    pub allow_private: bool,
    /// A PEM file of further roots to trust.
    pub ca_file: Option<PathBuf>,
    /// Seconds that one attempt may take.
    pub timeout_secs: u64,
}

impl Default for PushConfiguration {
    fn default() -> Self {
        Self { allow_private: false, ca_file: None, timeout_secs: default_timeout_secs() }
    }
}

/// Where one browser is reached, and with which keys.
pub struct Subscription {
    endpoint: Url,
    receiver: Receiver,
}

impl Subscription {
    /// Reads an address as it is kept: the endpoint and both keys, with a blank between.
    fn read(address: &str) -> Option<Self> {
        let mut parts = address.split(' ');
        let (endpoint, point, secret) = (parts.next()?, parts.next()?, parts.next()?);
        if endpoint.len() > ENDPOINT_LEN_MAX || parts.next().is_some() {
            return None;
        }
        let endpoint = Url::parse(endpoint).ok()?;
        let bytes = |text: &str| BASE64.decode(text.trim_end_matches('=')).ok();
        let receiver = Receiver::read(&bytes(point)?, &bytes(secret)?)?;
        Some(Self { endpoint, receiver })
    }

    /// What tells a push service for whom a signature is; the port belongs to it.
    fn origin(&self) -> String {
        self.endpoint.origin().ascii_serialization()
    }
}

/// Sends push messages.
pub struct Push {
    key: InstallationKey,
    signs: SigningKey,
    /// The public half, as browsers and push services want it.
    public: String,
    subject: String,
    client: Client,
    time: Duration,
    allow_private: bool,
    /// Until when a device, or its service, asked to be left alone.
    waits: Mutex<BTreeMap<String, Instant>>,
}

impl Push {
    /// Sets it up; nobody is contacted yet.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(
        configuration: &PushConfiguration,
        key: InstallationKey,
        public_url: &str,
    ) -> Result<Self, Unusable> {
        const SECTION: &str = "[push]";
        let wrong = |text: String| Unusable(format!("{SECTION}: {text}"));
        let time = attempt_time(SECTION, configuration.timeout_secs)?;
        let client = client(SECTION, configuration.ca_file.as_deref())?
            .dns_resolver(Guard { allow_private: configuration.allow_private })
            .connect_timeout(time * 3 / 4);
        let client = built(SECTION, client)?;
        let own = (0..=u8::MAX).find_map(|number| SecretKey::from_slice(&key.of_push(number)).ok());
        let own = own.ok_or_else(|| wrong("no key pair follows from the key.".to_owned()))?;
        Ok(Self {
            public: BASE64.encode(own.public_key().to_sec1_bytes()),
            signs: SigningKey::from(own),
            key,
            subject: public_url.to_owned(),
            client,
            time,
            allow_private: configuration.allow_private,
            waits: Mutex::default(),
        })
    }

    /// The public key by which push services know this installation.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// What a browser says of where it is reached, as one address.
    ///
    /// # Errors
    /// A sentence for its person when it cannot be sent to.
    pub fn address(&self, endpoint: &str, point: &str, secret: &str) -> Result<String, String> {
        let address = [endpoint, point, secret].map(str::trim).join(" ");
        let known = Subscription::read(&address);
        let Some(known) =
            known.filter(|_| address.len() <= domain::methods::DEVICE_ADDRESS_LEN_MAX)
        else {
            return Err("This is not what a browser gives for messages. Press again.".to_owned());
        };
        self.checked(&known.endpoint).map_err(str::to_owned)?;
        Ok(address)
    }

    /// Whether that address may be sent to. Its name is looked at again whenever something is sent.
    fn checked(&self, endpoint: &Url) -> Result<(), &'static str> {
        let scheme = endpoint.scheme();
        let good = scheme == "https" || (scheme == "http" && self.allow_private);
        let plain = endpoint.username().is_empty() && endpoint.password().is_none();
        if !good || !plain || endpoint.host_str().is_none() {
            return Err("the address of a push service must start with https://");
        }
        if is_private(endpoint) && !self.allow_private {
            return Err("the push service has a private address, and allow_private is not set");
        }
        Ok(())
    }

    /// What says to a push service who sends (RFC 8292).
    fn authorization(&self, origin: &str, now: Timestamp) -> String {
        let head = BASE64.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let until = (now + SIGNATURE_LASTS).0.div_euclid(1_000);
        let claims = json!({ "aud": origin, "exp": until, "sub": self.subject }).to_string();
        let signed = format!("{head}.{}", BASE64.encode(claims));
        let signature: Signature = self.signs.sign(signed.as_bytes());
        let signature = BASE64.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public)
    }

    /// What the device shows. It holds a summary only: a lock screen is read by more eyes than one.
    fn message(&self, letter: &Letter) -> Vec<u8> {
        let page = letter.asks.map_or(PageId(0), |asks| asks.page);
        let attempt = Attempt { page, delivery: letter.delivery, fence: letter.attempt };
        let answer = format!("/push/{}", self.key.push(&attempt));
        let url = letter.action.as_ref().map_or("/console", |action| {
            action.url.strip_prefix(&self.subject).unwrap_or(action.url.as_str())
        });
        let asks = letter.asks.is_some() && letter.data.get("asks").is_none();
        let mut message = json!({
            "title": shorten(&letter.subject, TITLE_LEN_MAX),
            "body": shorten(letter.lines.first().map_or("", String::as_str), BODY_LEN_MAX),
            "tag": topic(letter), "url": url, "kind": letter.kind, "answer": answer,
        });
        if letter.kind == CODE {
            message["title"] = "Does this reach you?".into();
            message["body"] = "Tap to say yes. Then this device is verified.".into();
            message["url"] = "/console/me".into();
            message["actions"] = json!([{ "action": "confirm", "title": "Yes" }]);
        } else if asks {
            message["body"] = "Tap to look. Accept only if you take it.".into();
            message["actions"] = json!([
                { "action": "accept", "title": "Accept" },
                { "action": "pass", "title": "Pass on" },
            ]);
        } else if letter.kind == TEST {
            // A test looks and sounds like a page, and stays until it is answered, like one.
            message["body"] = "Tap when you are up, and say what woke you.".into();
            message["actions"] = json!([{ "action": "awake", "title": "I am awake" }]);
        } else if letter.kind == "page.withdrawn" {
            message["quiet"] = true.into();
            message["url"] = "/console".into();
        }
        message.to_string().into_bytes()
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        let Some(known) = Subscription::read(&letter.to) else {
            return refused("the address of this device cannot be read");
        };
        if let Err(why) = self.checked(&known.endpoint) {
            return refused(why);
        }
        let until = Instant::now() + self.time;
        // One who asked to be left alone for a moment is asked again when it is over.
        for _ in 0..2 {
            let wait = self.wait(&known);
            if wait > until.saturating_duration_since(Instant::now()) {
                let secs = wait.as_secs() + 1;
                return failed(format!("the push service asked to wait for {secs} s"));
            }
            tokio::time::sleep(wait).await;
            match self.post(&known, letter, until).await {
                Ok(response) => match self.judge(&known, &response) {
                    Some(outcome) => return outcome,
                    None => continue,
                },
                Err(outcome) => return outcome,
            }
        }
        failed("the push service is too busy")
    }

    async fn post(
        &self,
        known: &Subscription,
        letter: &Letter,
        until: Instant,
    ) -> Result<Response, Outcome> {
        let message = self.message(letter);
        let own = (0..8).find_map(|_| {
            let (one, two) = (crate::chance::id(), crate::chance::id());
            SecretKey::from_slice(&[one.to_be_bytes(), two.to_be_bytes()].concat()).ok()
        });
        let salt = crate::chance::id().to_be_bytes();
        let fits = message.len() <= MESSAGE_LEN_MAX;
        let sealed = own.filter(|_| fits).and_then(|own| known.receiver.seal(&message, &own, salt));
        let Some(body) = sealed else { return Err(refused("the message could not be sealed")) };
        let request = self
            .client
            .post(known.endpoint.clone())
            .header("ttl", MESSAGE_LASTS_SECS)
            .header("urgency", "high")
            .header("topic", topic(letter))
            .header("content-type", "application/octet-stream")
            .header("content-encoding", "aes128gcm")
            .header("authorization", self.authorization(&known.origin(), letter.at))
            .body(body);
        match tokio::time::timeout_at(until, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(broken(&error)),
            Err(_) => Err(unknown("the push service took the message and did not answer in time")),
        }
    }

    /// What an answer means; nothing when it is worth asking again at once.
    fn judge(&self, known: &Subscription, response: &Response) -> Option<Outcome> {
        let code = response.status().as_u16();
        Some(match code {
            // Whether it arrives, the device itself says.
            200..=299 => Outcome::Sent,
            404 | 410 => refused(GONE),
            408 | 425 | 429 | 500.. => {
                let said = response.headers().get("retry-after");
                let secs = said.and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok());
                let Some(secs) = secs else {
                    return Some(failed(format!("the push service answered {code}: not now")));
                };
                self.put_off(known, Duration::from_secs(secs).min(WAIT_MAX));
                return None;
            }
            300..=399 => refused(format!("the push service answered {code}, a redirect")),
            _ => refused(format!("the push service answered {code}: it refuses the message")),
        })
    }

    fn wait(&self, known: &Subscription) -> Duration {
        let waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        let until = waits.get(known.endpoint.as_str());
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    fn put_off(&self, known: &Subscription, wait: Duration) {
        let now = Instant::now();
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        waits.retain(|_, until| *until > now);
        if waits.len() < WAITS_MAX {
            waits.insert(known.endpoint.to_string(), now + wait);
        }
    }
}

/// What makes a later message take the place of an earlier one: the page that both are about.
fn topic(letter: &Letter) -> String {
    let about = match (letter.asks, letter.data.get("page").and_then(|page| page.as_str())) {
        (Some(asks), _) => asks.page.to_string(),
        (None, Some(page)) => page.to_owned(),
        (None, None) => format!("{} {}", letter.kind, letter.subject),
    };
    // A topic has at most 32 letters, and tells the push service nothing.
    BASE64.encode(&blake3::hash(about.as_bytes()).as_bytes()[..18])
}

fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a broken-off request means. The address is left out: its path is the device's secret.
fn broken(error: &reqwest::Error) -> Outcome {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if cause.is::<PrivateAddress>() {
            return refused(cause.to_string());
        }
        next = cause.source();
    }
    if error.is_connect() {
        return failed("the push service cannot be reached");
    }
    unknown("the push service took the message and closed the connection without an answer")
}

/// The channel; the web shares what sends.
pub struct Channel(pub Arc<Push>);

#[async_trait]
impl Carrier for Channel {
    fn channel(&self) -> domain::words::Channel {
        domain::words::Channel::Push
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        self.0.attempt(letter).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(allow_private: bool) -> Push {
        let configuration = PushConfiguration { allow_private, ..Default::default() };
        let made = Push::new(&configuration, InstallationKey::new([7; 32]), "https://a.test");
        made.map_err(|unusable| unusable.0).expect("it can be set up")
    }

    const POINT: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn a_push_service_inside_the_house_is_refused_in_all_its_spellings() {
        let inside = [
            "https://127.0.0.1/x",
            "https://0x7f.1/x",
            "https://2130706433/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://169.254.169.254/latest",
            "http://push.example.com/x",
            "https://user:word@push.example.com/x",
            "ftp://push.example.com/x",
            "file:///etc/passwd",
            "",
        ];
        for endpoint in inside {
            assert!(push(false).address(endpoint, POINT, SECRET).is_err(), "{endpoint}");
        }
        assert!(push(false).address("https://push.example.com/x", POINT, SECRET).is_ok());
        assert!(push(true).address("http://127.0.0.1:9/x", POINT, SECRET).is_ok());
        let long = format!("https://push.example.com/{}", "x".repeat(ENDPOINT_LEN_MAX));
        assert!(push(false).address(&long, POINT, SECRET).is_err());
    }

    #[test]
    fn whatever_a_browser_says_is_read_or_refused() {
        bolero::check!().with_type::<[String; 3]>().for_each(|parts| {
            let _ = Subscription::read(&parts[0]);
            let _ = Subscription::read(&parts.join(" "));
            let _ = Subscription::read(&format!("https://a.test/ {POINT} {}", parts[0]));
        });
        assert!(push(false).address("https://push.example.com/a b", POINT, SECRET).is_err());
    }

    #[test]
    fn the_port_belongs_to_whom_a_signature_is_for() {
        let known = |endpoint: &str| Subscription::read(&format!("{endpoint} {POINT} {SECRET}"));
        let origin = |endpoint: &str| known(endpoint).expect("an address").origin();
        assert_eq!(origin("https://push.example.com/a/b"), "https://push.example.com");
        assert_eq!(origin("https://push.example.com:8443/a"), "https://push.example.com:8443");
    }
}
