//! One carrier: what is posted to it, and what its answers mean.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::words::{Timestamp, e164};
use reqwest::{Client, StatusCode};
use serde::Deserialize;

use super::codes::{self, of_the_number};
use super::configuration::CarrierConfiguration;
use super::pace::Pace;
use super::signature;
use crate::channels::{Secret, Unusable, built, client};

/// How much of an answer is read, in bytes.
const ANSWER_LEN_MAX: usize = 64 * 1024;

/// Why a carrier did not do what it was asked.
#[derive(Debug)]
pub(super) enum Trouble {
    /// This number can never be reached this way; no other carrier can either.
    Number(String),
    /// This carrier did not take it; another may.
    Carrier(String),
    /// It may have taken it.
    Unsure(String),
}

/// One carrier, ready to be asked.
pub struct Trunk {
    /// Its name in the configuration.
    pub key: String,
    pub(super) configuration: CarrierConfiguration,
    pub(super) pace: Pace,
    token: Secret,
    client: Client,
    tally: Tally,
}

/// How it has fared since the start.
#[derive(Default)]
struct Tally {
    taken: AtomicU64,
    failed: AtomicU64,
    forged: AtomicU64,
    last: Mutex<Option<(Timestamp, String)>>,
}

/// How a carrier has fared since the start of this process.
#[derive(Clone, Debug)]
pub struct Fared {
    /// Its name in the configuration.
    pub key: String,
    /// The number that calls come from.
    pub calls_from: Option<String>,
    /// The number that text messages come from, unless a service there chooses one.
    pub texts_from: Option<String>,
    /// How many calls and messages it took.
    pub taken: u64,
    /// How often it failed to.
    pub failed: u64,
    /// How many callbacks came in its name with a wrong signature.
    pub forged: u64,
    /// When and how it failed last.
    pub last: Option<(Timestamp, String)>,
}

/// What a carrier answers, as far as we care.
#[derive(Deserialize, Default)]
struct Answer {
    #[serde(default)]
    sid: Option<String>,
    #[serde(default)]
    code: Option<u32>,
}

impl Trunk {
    pub(super) fn new(configuration: &CarrierConfiguration) -> Result<Self, Unusable> {
        configuration.check()?;
        let mut configuration = configuration.clone();
        for number in [&mut configuration.from, &mut configuration.sms_from].into_iter().flatten() {
            *number = e164(number).unwrap_or_default();
        }
        let section = configuration.section();
        let time = Duration::from_secs(configuration.timeout_secs);
        let client = client(&section, configuration.ca_file.as_deref())?
            // Each request has a connection of its own, so that a failed one tells whether the
            // carrier can have taken it: that decides whether a second ring is likely.
            .pool_max_idle_per_host(0)
            .connect_timeout(time * 3 / 4);
        let client = built(&section, client)?;
        Ok(Self {
            key: configuration.key.clone(),
            pace: Pace::new(configuration.calls_per_second),
            token: configuration.token()?,
            configuration,
            client,
            tally: Tally::default(),
        })
    }

    /// How long one request may take.
    pub(super) fn time(&self) -> Duration {
        Duration::from_secs(self.configuration.timeout_secs)
    }

    /// Whether a form that was posted to this address comes from the carrier.
    #[must_use]
    pub fn is_genuine(&self, url: &str, form: &[(String, String)], given: &str) -> bool {
        let genuine = signature::is_genuine(&self.token.0, url, form, given);
        if !genuine {
            self.tally.forged.fetch_add(1, Ordering::Relaxed);
        }
        genuine
    }

    /// How it has fared.
    #[must_use]
    pub fn fared(&self) -> Fared {
        let own = &self.configuration;
        Fared {
            key: self.key.clone(),
            calls_from: own.from.clone(),
            texts_from: match own.messaging_service {
                Some(_) => own.sms_from.clone(),
                None => own.sms_from.clone().or_else(|| own.from.clone()),
            },
            taken: self.tally.taken.load(Ordering::Relaxed),
            failed: self.tally.failed.load(Ordering::Relaxed),
            forged: self.tally.forged.load(Ordering::Relaxed),
            last: self.tally.last.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Asks for a call, a message or a change; the number under which the carrier knows it.
    pub(super) async fn post(
        &self,
        what: &str,
        form: &[(&str, &str)],
        within: Duration,
    ) -> Result<String, Trouble> {
        let done = self.posted(what, form, within).await;
        match &done {
            Ok(_) => _ = self.tally.taken.fetch_add(1, Ordering::Relaxed),
            Err(Trouble::Number(_)) => {}
            Err(Trouble::Carrier(why) | Trouble::Unsure(why)) => self.note_failure(why),
        }
        done
    }

    pub(super) fn note_failure(&self, why: &str) {
        self.tally.failed.fetch_add(1, Ordering::Relaxed);
        let now = crate::line::tick().wall;
        let mut last = self.tally.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((now, why.to_owned()));
        tracing::warn!(carrier = self.key, why, "a telephone carrier failed");
    }

    async fn posted(
        &self,
        what: &str,
        form: &[(&str, &str)],
        within: Duration,
    ) -> Result<String, Trouble> {
        let base = self.configuration.base_url.trim_end_matches('/');
        let account = &self.configuration.account;
        let request = self
            .client
            .post(format!("{base}/2010-04-01/Accounts/{account}/{what}.json"))
            .basic_auth(account, Some(&self.token.0))
            .form(form);
        let name = &self.key;
        let answered = tokio::time::timeout(within, async {
            let response = request.send().await?;
            let status = response.status();
            Ok::<_, reqwest::Error>((status, answer(response).await))
        });
        match answered.await {
            Ok(Ok((status, answer))) => judge(name, status, &answer),
            Ok(Err(error)) if error.is_connect() => {
                Err(Trouble::Carrier(format!("carrier {name} cannot be reached")))
            }
            Ok(Err(_)) => Err(Trouble::Unsure(format!("carrier {name} broke off its answer"))),
            Err(_) => Err(Trouble::Unsure(format!("carrier {name} did not answer in time"))),
        }
    }
}

/// The start of the answer; one that cannot be read still had a status, which says the most.
async fn answer(mut response: reqwest::Response) -> Answer {
    let mut body = Vec::new();
    while let Ok(Some(part)) = response.chunk().await {
        body.extend_from_slice(&part);
        if body.len() > ANSWER_LEN_MAX {
            return Answer::default();
        }
    }
    serde_json::from_slice(&body).unwrap_or_default()
}

/// What an answer means. The carrier's own sentence is left out: it repeats the number, and
/// reasons are kept for ever.
fn judge(name: &str, status: StatusCode, answer: &Answer) -> Result<String, Trouble> {
    if status.is_success() {
        return Ok(answer.sid.clone().unwrap_or_default());
    }
    if let Some(why) = answer.code.and_then(of_the_number) {
        let code = answer.code.unwrap_or_default();
        return Err(Trouble::Number(format!("carrier {name} says: {why} (error {code})")));
    }
    let code = answer.code.map(|code| format!(", error {code}")).unwrap_or_default();
    let status = status.as_u16();
    let why = match (answer.code.and_then(codes::why), status) {
        (Some(why), _) => why,
        (None, 401 | 403) => "it does not know this account and token",
        (None, 404) => "there is no such account, or base_url is wrong",
        (None, 429) => "too many requests",
        (None, 500..=599) => "it is in trouble",
        (None, _) => "it refuses",
    };
    Err(Trouble::Carrier(format!("carrier {name} answered {status}{code}: {why}")))
}
