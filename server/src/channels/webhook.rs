//! The outgoing webhook: a signed POST to another program, and never into the house's own network
//! unless the operator says so.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::deliveries::Outcome;
use domain::words::{Channel, Timestamp, is_key};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, StatusCode, Url};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{
    Carrier, Letter, Secret, Trust, Unusable, attempt_time, default_timeout_secs, failed, refused,
    unknown,
};

/// What a secret of the Standard Webhooks starts with.
const SECRET_PREFIX: &str = "whsec_";
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
        let trust = Trust::load(&section, configuration.ca_file.as_deref())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(&format!("TLS cannot be set up: {error}.")))?
            .with_root_certificates(trust.into_store())
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("Mayday/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            // A proxy out of the environment would resolve names past the guard.
            .no_proxy()
            .dns_resolver(Guard { allow_private: configuration.allow_private })
            // Each message has a connection of its own, so that a failed one tells whether the
            // request can have arrived. Connecting ends before the attempt does, for the same end.
            .pool_max_idle_per_host(0)
            .connect_timeout(time * 3 / 4)
            .build()
            .map_err(|error| wrong(&format!("the client cannot be set up: {error}.")))?;
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

/// The signature of the Standard Webhooks, version 1.
fn signature(key: &[u8], id: &str, seconds: &str, body: &str) -> String {
    // An HMAC takes a key of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("an HMAC takes any key");
    for part in [id, ".", seconds, ".", body] {
        mac.update(part.as_bytes());
    }
    format!("v1,{}", BASE64.encode(mac.finalize().into_bytes()))
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
    // An address in digits never passes the resolver, so it is looked at here. The parser has
    // already turned its odd spellings (octal, hexadecimal, one number) into the plain one.
    let host = url.host_str().unwrap_or_default();
    let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    match literal {
        Some(address) if !private && !is_public(address) => {
            Err("url leads to a private address; set allow_private if that is meant.")
        }
        _ => Ok(url),
    }
}

fn checked_secret(secret: &Secret) -> Result<Vec<u8>, &'static str> {
    const SHAPE: &str = "secret must be whsec_ and then 24 to 64 bytes in base64.";
    let encoded = secret.0.strip_prefix(SECRET_PREFIX).ok_or(SHAPE)?;
    let key = BASE64.decode(encoded).map_err(|_| SHAPE)?;
    if SECRET_LEN.contains(&key.len()) { Ok(key) } else { Err(SHAPE) }
}

/// Resolves names and keeps the addresses of the house's own network to itself. What it lets pass
/// is connected to as it is, so a name cannot change its mind in between.
struct Guard {
    allow_private: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let addresses: Addrs = Box::new(allowed(found, allow_private)?.into_iter());
            Ok(addresses)
        })
    }
}

/// Of what a name led to, what may be connected to. A name that leads to both sides, as rebinding
/// ones do, is left with its public addresses only.
fn allowed(found: Vec<SocketAddr>, allow_private: bool) -> Result<Vec<SocketAddr>, PrivateAddress> {
    let any = !found.is_empty();
    let allowed: Vec<SocketAddr> =
        found.into_iter().filter(|at| allow_private || is_public(at.ip())).collect();
    if any && allowed.is_empty() { Err(PrivateAddress) } else { Ok(allowed) }
}

#[derive(Debug)]
struct PrivateAddress;

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the webhook's name leads to a private address, and allow_private is not set")
    }
}

impl std::error::Error for PrivateAddress {}

/// Whether an address belongs to the open internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127, _, _) // this network, private, loopback
            | (100, 64..=127, _) // shared by carriers
            | (169, 254, _) // link-local, where clouds keep their credentials
            | (172, 16..=31, _) // private
            | (192, 0, 0 | 2) // protocol assignments, documentation
            | (192, 88, 99) // relays to IPv6
            | (192, 168, _) // private
            | (198, 18 | 19, _) // benchmarks
            | (198, 51, 100) // documentation
            | (203, 0, 113) // documentation
            | (224..=255, _, _) // multicast, reserved, broadcast
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| {
        is_public(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)).into())
    };
    match [a, b, c, d, e, f] {
        // An address of IPv4 in other clothes is judged as what it is.
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => v4(g, h),
        [0x2002, high, low, ..] => v4(high, low),
        // Protocol assignments (tunnels among them) and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // What is left of the one range handed out to the open internet.
        _ => (0x2000..=0x3fff).contains(&a),
    }
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
    fn only_addresses_of_the_open_internet_are_public() {
        let private = "0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.8.8.8 \
            169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 \
            198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 \
            240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 \
            ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe \
            64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:a00:1:: 3fff::1 \
            5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1";
        let public = "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.1.0.1 \
            198.17.0.1 198.20.0.1 223.255.255.255 2001:200::1 2606:4700::1111 \
            2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1";
        for (addresses, expected) in [(private, false), (public, true)] {
            for address in addresses.split_whitespace() {
                let parsed: IpAddr = address.parse().expect("an address");
                assert_eq!(is_public(parsed), expected, "{address}");
            }
        }
    }

    #[test]
    fn a_name_that_leads_to_both_sides_is_left_with_the_public_one() {
        let at = |text: &str| SocketAddr::new(text.parse().expect("an address"), 443);
        let both = || vec![at("127.0.0.1"), at("8.8.8.8"), at("::1"), at("169.254.169.254")];
        assert_eq!(allowed(both(), false).expect("one is public"), [at("8.8.8.8")]);
        assert_eq!(allowed(both(), true).expect("all may be"), both());
        assert!(allowed(vec![at("10.0.0.1")], false).is_err());
        assert_eq!(allowed(vec![], false).expect("nothing is refused for nothing"), []);
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
