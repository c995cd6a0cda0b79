//! The outgoing webhook: a signed POST to another program, and never into the house's own network
//! unless the operator says so.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::deliveries::Outcome;
use domain::words::{Channel, Timestamp, is_key};
use reqwest::{Client, StatusCode, Url};
use serde::{Deserialize, Serialize};

use super::{
    Carrier, Letter, Secret, Unusable, attempt_time, built, client, default_timeout_secs, failed,
    refused, unknown,
};
use crate::guard::{Guard, PrivateAddress, is_private};
use crate::signed::{SECRET_PREFIX, signature};

/// Shortest and longest key inside a secret, in bytes, as the Standard Webhooks set them.
const SECRET_LEN: std::ops::RangeInclusive<usize> = 24..=64;

/// One `[[webhook]]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfiguration {
    /// The name that contact methods and notices use for it.
    pub key: String,
    /// Where it goes.
    pub url: String,
    /// What its messages are signed with: `whsec_` and base64.
    pub secret: Secret,
    /// The secret before it, while the receiver still checks with that one: as long as it is set,
    /// messages are signed with both.
    #[serde(default)]
    pub old_secret: Option<Secret>,
    /// Whether it may go to private addresses, and without TLS.
    #[serde(default)]
    pub allow_private: bool,
    /// A PEM file of further roots to trust, for a receiver with a certificate of the house.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Seconds that one attempt may take.
    #[serde(default = "default_timeout_secs")]
    pub timeout_secs: u64,
}

/// Sends to the configured webhooks.
pub struct Webhooks {
    by_key: BTreeMap<String, Webhook>,
}

impl Webhooks {
    /// A carrier for these webhooks; none is contacted yet.
    ///
    /// # Errors
    /// When the configuration of one cannot work.
    pub fn new(configurations: &[WebhookConfiguration]) -> Result<Self, Unusable> {
        let mut by_key = BTreeMap::new();
        for configuration in configurations {
            let webhook = Webhook::new(configuration)?;
            if by_key.insert(configuration.key.clone(), webhook).is_some() {
                return Err(Unusable(format!(
                    "[[webhook]] {}: there are two of this key.",
                    configuration.key
                )));
            }
        }
        Ok(Self { by_key })
    }
}

#[async_trait]
impl Carrier for Webhooks {
    fn channel(&self) -> Channel {
        Channel::Webhook
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        match self.by_key.get(&letter.to) {
            Some(webhook) => webhook.send(letter).await,
            None => refused("no webhook of that key is configured"),
        }
    }
}

struct Webhook {
    url: Url,
    /// The present key, and perhaps the one before it.
    keys: Vec<Vec<u8>>,
    client: Client,
    time: Duration,
}

impl Webhook {
    fn new(configuration: &WebhookConfiguration) -> Result<Self, Unusable> {
        let section = format!("[[webhook]] {}", configuration.key);
        let wrong = |text: &str| Unusable(format!("{section}: {text}"));
        if !is_key(&configuration.key) {
            return Err(wrong("key must be of a-z, 0-9, '-', '_' and '.'."));
        }
        let time = attempt_time(&section, configuration.timeout_secs)?;
        let client = client(&section, configuration.ca_file.as_deref())?
            .dns_resolver(Guard { allow_private: configuration.allow_private })
            // Each message has a connection of its own, so that a failed one tells whether the
            // request can have arrived. Connecting ends before the attempt does, for the same end.
            .pool_max_idle_per_host(0)
            .connect_timeout(time * 3 / 4);
        let client = built(&section, client)?;
        let url = checked_url(configuration).map_err(wrong)?;
        let secrets = std::iter::once(&configuration.secret).chain(&configuration.old_secret);
        let keys: Result<Vec<_>, _> = secrets.map(checked_secret).collect();
        Ok(Self { url, keys: keys.map_err(wrong)?, client, time })
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        let message = Message { kind: letter.kind, timestamp: iso(letter.at), data: &letter.data };
        let Ok(body) = serde_json::to_string(&message) else {
            return refused("the message could not be written as JSON");
        };
        let id = letter.delivery.to_string();
        let seconds = letter.at.0.div_euclid(1_000).to_string();
        let request = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header("webhook-signature", self.signatures(&id, &seconds, &body))
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .body(body);
        // The status says it all: the answer's body is never read, however long it is.
        match tokio::time::timeout(self.time, request.send()).await {
            Ok(Ok(response)) => judge(response.status()),
            Ok(Err(error)) => broken(&error),
            Err(_) => unknown(format!(
                "the webhook took the request and did not answer within {} s",
                self.time.as_secs()
            )),
        }
    }
}

impl Webhook {
    /// One signature for each key, as the Standard Webhooks have it: a receiver takes the message
    /// if any of them is right, so that a secret can be changed without losing one.
    fn signatures(&self, id: &str, seconds: &str, body: &str) -> String {
        let each = self.keys.iter().map(|key| signature(key, id, seconds, body));
        each.collect::<Vec<_>>().join(" ")
    }
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: String,
    data: &'a serde_json::Value,
}

fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// What an answer means.
fn judge(status: StatusCode) -> Outcome {
    let code = status.as_u16();
    match code {
        200..=299 => Outcome::Delivered,
        300..=399 => refused(format!(
            "the webhook answered {code}, a redirect, and these are not followed: configure the \
             final address"
        )),
        410 => refused("the webhook answered 410: it is gone"),
        408 | 425 | 429 => failed(format!("the webhook answered {code}: not now")),
        400..=499 => refused(format!("the webhook answered {code}: it refuses the message")),
        _ => failed(format!("the webhook answered {code}")),
    }
}

/// What a broken-off request means. The address is left out of the reason: its path is often a
/// secret.
fn broken(error: &reqwest::Error) -> Outcome {
    let mut causes = vec![];
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if cause.is::<PrivateAddress>() {
            return refused(cause.to_string());
        }
        causes.push(cause.to_string());
        next = cause.source();
    }
    if !error.is_connect() {
        return unknown("the webhook took the request and closed the connection without an answer");
    }
    if error.is_timeout() {
        return failed("the webhook could not be reached in time");
    }
    let cause = causes.pop().unwrap_or_default();
    failed(format!("the webhook cannot be reached: {}", domain::words::tidy_line(&cause)))
}

fn checked_url(configuration: &WebhookConfiguration) -> Result<Url, &'static str> {
    let url = Url::parse(&configuration.url).map_err(|_| "url is not an address.")?;
    let private = configuration.allow_private;
    match url.scheme() {
        "https" => {}
        "http" if private => {}
        "http" => return Err("url must start with https:// unless allow_private is set."),
        _ => return Err("url must start with https://."),
    }
    if !private && is_private(&url) {
        return Err("url leads to a private address; set allow_private if that is meant.");
    }
    Ok(url)
}

fn checked_secret(secret: &Secret) -> Result<Vec<u8>, &'static str> {
    const SHAPE: &str = "secret must be whsec_ and then 24 to 64 bytes in base64.";
    let encoded = secret.0.strip_prefix(SECRET_PREFIX).ok_or(SHAPE)?;
    let key = BASE64.decode(encoded).map_err(|_| SHAPE)?;
    if SECRET_LEN.contains(&key.len()) { Ok(key) } else { Err(SHAPE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_published_example() {
        let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let key = checked_secret(&secret).expect("a good secret");
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn an_address_in_digits_is_looked_at_in_all_its_spellings() {
        let checked = |url: &str, allow_private| {
            checked_url(&WebhookConfiguration {
                key: "pager".to_owned(),
                url: url.to_owned(),
                secret: Secret(String::new()),
                old_secret: None,
                allow_private,
                ca_file: None,
                timeout_secs: 4,
            })
        };
        let spellings = [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://2130706433/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest",
            "https://user@10.0.0.1:8443/",
        ];
        for url in spellings {
            assert!(checked(url, false).is_err(), "{url}");
            assert!(checked(url, true).is_ok(), "{url}");
        }
        assert!(checked("https://hooks.example.com/in", false).is_ok());
        assert!(checked("https://8.8.8.8/", false).is_ok());
        assert!(checked("http://hooks.example.com/", false).is_err());
        assert!(checked("http://hooks.example.com/", true).is_ok());
        for url in ["ftp://hooks.example.com/", "file:///etc/passwd", "hooks.example.com", ""] {
            assert!(checked(url, true).is_err(), "{url}");
        }
    }
}
