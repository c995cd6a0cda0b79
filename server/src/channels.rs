//! The outgoing channels: what carries a letter to a person or a program, one file each.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::deliveries::Outcome;
use domain::subscribers::{Lane, Route};
use domain::words::{CallId, Channel, DeliveryId, Language, PageId, Severity, SmolStr, Timestamp};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;

use crate::links::Signer;

pub mod email;
pub mod posts;
pub mod push;
pub mod screen;
pub mod telephone;
pub mod webhook;

/// Most seconds an attempt may take: it must report before its lease of ten seconds runs out,
/// because from then on others may send the same letter.
pub const ATTEMPT_SECS_MAX: u64 = 8;
/// Seconds an attempt may take when the configuration does not say.
pub const ATTEMPT_SECS_DEFAULT: u64 = 4;

/// Most seconds in which a program or chat of a subscriber's answers, and how long it has when the
/// configuration does not say: as long as Statuspage lets it take.
pub const POST_SECS_MAX: u64 = 30;

/// Why a text message does not leave where nobody would carry it.
pub const NO_CARRIER: &str = "no carrier for text messages is configured";

/// What a letter with a code is called.
pub const CODE: &str = "code";
/// What a letter is called that tests whether its reader wakes up.
pub const TEST: &str = "test";

/// What is to be sent, rendered from state when it leaves.
///
/// It has no `Debug`: it holds personal words and links that open things.
#[derive(Clone)]
pub struct Letter {
    /// Which delivery; the receiver recognises a repeat by it.
    pub delivery: DeliveryId,
    /// Which attempt at it, from 1.
    pub attempt: u32,
    /// The mail address, the name of the webhook, or the key of the person.
    pub to: String,
    /// What it is, as other programs know it: `page.requested`, `sign_in`, `reminder`.
    pub kind: &'static str,
    /// In which language it is written.
    pub language: Language,
    /// The name of the organisation that sends it.
    pub organisation: String,
    /// One line.
    pub subject: String,
    /// What it says, a paragraph each.
    pub lines: Vec<String>,
    /// What the reader may do about it.
    pub action: Option<Action>,
    /// The page that it asks the reader to answer, if it asks for that.
    pub asks: Option<Asks>,
    /// The call that it is, to be joined with a caller's telephone.
    pub joins: Option<CallId>,
    /// When this attempt leaves; receivers of webhooks refuse what is some minutes old.
    pub at: Timestamp,
    /// Where one press ends letters of this kind (RFC 8058), where they can be ended.
    pub leave: Option<String>,
    /// By what it is known when it comes back, where it can.
    pub returns: Option<String>,
    /// The same, for programs.
    pub data: serde_json::Value,
}

impl Letter {
    /// Its paragraphs, and the one with the way to stop, which must stay however many they are:
    /// the last, where letters of this kind can be ended.
    pub(crate) fn words_and_tail(&self) -> (&[String], Option<&String>) {
        match (&self.leave, self.lines.split_last()) {
            (Some(_), Some((tail, words))) => (words, Some(tail)),
            (Some(_), None) | (None, _) => (&self.lines, None),
        }
    }
}

/// A page that wants an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    /// Which.
    pub page: PageId,
    /// How bad it is.
    pub severity: Severity,
    /// How often it has rung its person, this time included.
    pub rings: u32,
}

/// A link to a page where the reader decides; opening it changes nothing.
#[derive(Clone)]
pub struct Action {
    /// What the link says.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// What a subscriber's receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What became of the attempt.
    pub outcome: Outcome,
    /// Whether it asks us to slow down.
    pub later: Option<Later>,
}

/// That a receiver asks us to slow down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later {
    /// For how long, where it says so.
    pub after: Option<Duration>,
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, later: None }
    }
}

/// Takes letters out of the house over one channel.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Over which.
    fn channel(&self) -> Channel;

    /// Makes one attempt, in bounded time, and says what became of it. The reason of a failure
    /// holds no personal words: it is kept for ever.
    async fn send(&self, letter: &Letter) -> Outcome;
}

/// Says whether somebody watches that person's visible pager now.
pub type Watched = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// The carriers of this installation.
pub struct Carriers {
    by_channel: BTreeMap<Channel, Box<dyn Carrier>>,
    posts: Option<Arc<posts::Posts>>,
}

impl Carriers {
    /// These carriers; of two for one channel the later counts.
    #[must_use]
    pub fn new(carriers: Vec<Box<dyn Carrier>>) -> Self {
        let by_channel = carriers.into_iter().map(|carrier| (carrier.channel(), carrier));
        Self { by_channel: by_channel.collect(), posts: None }
    }

    /// The carriers that the configuration asks for. Adding a channel adds a line here.
    ///
    /// # Errors
    /// When the configuration of one cannot work, with a sentence for the operator.
    pub fn from_configuration(
        smtp: Option<&email::SmtpConfiguration>,
        webhooks: &[webhook::WebhookConfiguration],
        watched: Watched,
    ) -> Result<Self, Unusable> {
        let mut carriers: Vec<Box<dyn Carrier>> = vec![Box::new(screen::Screen::new(watched))];
        if let Some(smtp) = smtp {
            carriers.push(Box::new(email::Email::new(smtp)?));
        }
        if !webhooks.is_empty() {
            carriers.push(Box::new(webhook::Webhooks::new(webhooks)?));
        }
        Ok(Self::new(carriers))
    }

    /// One more carrier; of two for one channel the later counts.
    #[must_use]
    pub fn and(mut self, carrier: Box<dyn Carrier>) -> Self {
        self.by_channel.insert(carrier.channel(), carrier);
        self
    }

    /// With what posts to subscribers' own addresses.
    #[must_use]
    pub fn posting(mut self, posts: Arc<posts::Posts>) -> Self {
        self.posts = Some(posts);
        self
    }

    /// Makes one attempt to reach a subscriber over their way.
    pub async fn tell(&self, route: Route, signer: Signer, letter: &Letter) -> Answer {
        let outcome = match (route.lane(), &self.posts) {
            (Lane::Hook, Some(posts)) => return posts.send(route, signer, letter).await,
            (Lane::Hook, None) => failed("posts to subscribers are not sent from here"),
            (Lane::Mail | Lane::Text, _) => self.send(route.channel(), letter).await,
        };
        let asks = match (&outcome, route.lane()) {
            (Outcome::Failed { reason, .. }, Lane::Mail) => email::asks_to_slow_down(reason),
            _ => false,
        };
        Answer { outcome, later: asks.then_some(Later { after: None }) }
    }

    /// Whether there is none at all: then nothing is sent from here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_channel.is_empty()
    }

    /// The carrier of a channel, if it is configured.
    #[must_use]
    pub fn get(&self, channel: Channel) -> Option<&dyn Carrier> {
        self.by_channel.get(&channel).map(Box::as_ref)
    }

    /// Makes one attempt over a channel; one that is not configured fails for good.
    pub async fn send(&self, channel: Channel, letter: &Letter) -> Outcome {
        match self.get(channel) {
            Some(carrier) => carrier.send(letter).await,
            None => refused(match channel {
                Channel::Email => "no mail server is configured",
                Channel::Webhook => "no webhook is configured",
                Channel::Screen => "the visible pager is not configured",
                Channel::Sms => NO_CARRIER,
                Channel::Voice => "no carrier for calls is configured",
                Channel::Push => "push messages are not sent from here",
            }),
        }
    }
}

/// A failure that another attempt cannot mend.
fn refused(reason: impl Into<SmolStr>) -> Outcome {
    Outcome::Failed { permanent: true, reason: reason.into() }
}

/// A failure that may be gone in a moment.
fn failed(reason: impl Into<SmolStr>) -> Outcome {
    Outcome::Failed { permanent: false, reason: reason.into() }
}

/// It may have arrived.
fn unknown(reason: impl Into<SmolStr>) -> Outcome {
    Outcome::Unknown { reason: reason.into() }
}

/// A channel's configuration that cannot work, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable(pub String);

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unusable {}

/// A password or key out of the configuration; printing it shows nothing.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

fn default_timeout_secs() -> u64 {
    ATTEMPT_SECS_DEFAULT
}

/// How long an attempt may take.
fn attempt_time(section: &str, timeout_secs: u64) -> Result<Duration, Unusable> {
    attempt_within(section, timeout_secs, ATTEMPT_SECS_MAX)
}

fn attempt_within(section: &str, timeout_secs: u64, most: u64) -> Result<Duration, Unusable> {
    if (1..=most).contains(&timeout_secs) {
        return Ok(Duration::from_secs(timeout_secs));
    }
    Err(Unusable(format!("{section}: timeout_secs must be from 1 to {most}.")))
}

/// How somebody is asked over HTTPS: trusted by the roots of a section, under our own name. A
/// redirect would lead past what was checked, and a proxy out of the environment past the guard.
pub(crate) fn client(
    section: &str,
    ca_file: Option<&Path>,
) -> Result<reqwest::ClientBuilder, Unusable> {
    let trust = Trust::load(section, ca_file)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Unusable(format!("{section}: TLS cannot be set up: {error}.")))?
        .with_root_certificates(trust.into_store())
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("Mayday/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy())
}

/// The client that was described.
pub(crate) fn built(
    section: &str,
    client: reqwest::ClientBuilder,
) -> Result<reqwest::Client, Unusable> {
    let wrong = |error| Unusable(format!("{section}: the client cannot be set up: {error}."));
    client.build().map_err(wrong)
}

/// Whom to trust for TLS: the system's roots and those of `ca_file`. A machine without any, such
/// as an empty container, gets the bundled ones, so that a missing package silences no channel.
pub(crate) struct Trust {
    system: Vec<CertificateDer<'static>>,
    extra: Vec<CertificateDer<'static>>,
}

impl Trust {
    pub(crate) fn load(section: &str, ca_file: Option<&Path>) -> Result<Self, Unusable> {
        let mut probe = rustls::RootCertStore::empty();
        let mut system = rustls_native_certs::load_native_certs().certs;
        // One odd certificate among the system's must not spoil the others.
        system.retain(|certificate| probe.add(certificate.clone()).is_ok());
        let extra = match ca_file {
            Some(file) => read_roots(file).map_err(|reason| {
                Unusable(format!("{section}: ca_file {}: {reason}.", file.display()))
            })?,
            None => Vec::new(),
        };
        Ok(Self { system, extra })
    }

    pub(crate) fn into_store(self) -> rustls::RootCertStore {
        let mut store = rustls::RootCertStore::empty();
        if self.system.is_empty() {
            store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        store.add_parsable_certificates(self.system.into_iter().chain(self.extra));
        store
    }
}

fn read_roots(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let pem = std::fs::read(file).map_err(|error| error.to_string())?;
    let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let roots = roots.map_err(|error| format!("it is no PEM file: {error}"))?;
    let mut probe = rustls::RootCertStore::empty();
    for root in &roots {
        probe.add(root.clone()).map_err(|error| format!("a certificate in it is bad: {error}"))?;
    }
    if roots.is_empty() { Err("there is no certificate in it".to_owned()) } else { Ok(roots) }
}
