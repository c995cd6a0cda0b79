//! Watching other installations: a drill through their public door again and again, and an
//! emergency of our own when one does not get through.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::emergencies;
use domain::words::{Actor, CommandId, EmergencyId, MessageId, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::channels::Secret;
use crate::drill::{TRIP_MAX, Trip, token};
use crate::line::{Line, tick};

/// Failures in a row before a human is rung: one may be a hiccup on the way.
pub const FAILURES_BEFORE_RINGING: u32 = 2;
/// How soon a failure is looked at again.
pub const AGAIN_AFTER: Duration = Duration::from_secs(10);
/// Fewest seconds between two drills.
const EVERY_SECS_MIN: u64 = 10;

/// A section `[[watch]]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchConfiguration {
    /// The public address of the other installation.
    pub url: String,
    /// The secret of its `[drill]`.
    pub secret: Secret,
    /// How often.
    #[serde(default = "every_secs")]
    pub every_secs: u64,
    /// A drill that takes longer counts as failed.
    #[serde(default = "slow_secs")]
    pub slow_secs: u64,
}

/// How often, when nobody says.
#[must_use]
pub fn every_secs() -> u64 {
    60
}

/// From when on it is slow, when nobody says.
#[must_use]
pub fn slow_secs() -> u64 {
    10
}

/// How one installation, or one of our own ways out, is, as far as we see.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// When it was looked at last.
    pub at: Option<Timestamp>,
    /// How long the last drill took that went through.
    pub took_ms: Option<u64>,
    /// Why the last drill failed, if it did.
    pub failure: Option<String>,
    /// How many failed in a row.
    pub failures: u32,
    /// Since when it is as it is.
    pub since: Option<Timestamp>,
}

impl Seen {
    /// Notes what a drill brought: after how many milliseconds it was through, or why it failed.
    pub fn note(&mut self, looked: &Result<u64, String>) {
        let now = tick().wall;
        if self.since.is_none() || self.failure.is_some() != looked.is_err() {
            self.since = Some(now);
        }
        self.at = Some(now);
        match looked {
            Ok(took) => (self.took_ms, self.failure, self.failures) = (Some(*took), None, 0),
            Err(why) => {
                self.failure = Some(why.clone());
                self.failures = self.failures.saturating_add(1);
            }
        }
    }
}

/// The call for help of ours that an outage brought about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Called {
    emergency: EmergencyId,
    participant: ParticipantId,
}

/// What is watched, and how it is.
#[derive(Default)]
pub struct Watching {
    seen: Mutex<BTreeMap<String, Seen>>,
    called: Mutex<BTreeMap<String, Called>>,
    file: PathBuf,
}

impl Watching {
    /// Begins to watch. Which calls are open is remembered in the data directory.
    ///
    /// # Errors
    /// A sentence, when the configuration cannot work.
    pub fn start(
        watches: &[WatchConfiguration],
        line: &Line,
        data: &Path,
    ) -> Result<Arc<Self>, String> {
        let file = data.join("watch.json");
        let called = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let watching = Arc::new(Self {
            seen: Mutex::default(),
            called: Mutex::new(called.unwrap_or_default()),
            file,
        });
        let client = reqwest::Client::builder()
            .timeout(TRIP_MAX + Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| format!("[[watch]]: {error}."))?;
        for watch in watches {
            let url = watch.url.trim_end_matches('/').to_owned();
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(format!("[[watch]]: url = \"{url}\" must begin with https://."));
            }
            if watch.every_secs < EVERY_SECS_MIN || watch.slow_secs == 0 {
                return Err(format!(
                    "[[watch]] {url}: every_secs must be at least {EVERY_SECS_MIN}, slow_secs at \
                     least 1."
                ));
            }
            if watch.secret.0.len() < token::SECRET_LEN_MIN {
                let least = token::SECRET_LEN_MIN;
                return Err(format!("[[watch]] {url}: secret must have at least {least} bytes."));
            }
            lock(&watching.seen).insert(url.clone(), Seen::default());
            let watch = WatchConfiguration { url, ..watch.clone() };
            tokio::spawn(Arc::clone(&watching).watch(watch, client.clone(), line.clone()));
        }
        Ok(watching)
    }

    /// How each is.
    #[must_use]
    pub fn seen(&self) -> Vec<(String, Seen)> {
        lock(&self.seen).iter().map(|(url, seen)| (url.clone(), seen.clone())).collect()
    }

    async fn watch(
        self: Arc<Self>,
        watch: WatchConfiguration,
        client: reqwest::Client,
        line: Line,
    ) {
        let every = Duration::from_secs(watch.every_secs);
        loop {
            let looked = look(&watch, &client).await;
            let failures = self.note(&watch.url, &looked);
            match &looked {
                Ok(_) => self.answer(&watch.url, &line).await,
                Err(why) if failures >= FAILURES_BEFORE_RINGING => {
                    self.call(&watch.url, why, &line).await;
                }
                Err(_) => {}
            }
            let soon = looked.is_err() && failures < FAILURES_BEFORE_RINGING;
            tokio::time::sleep(if soon { every.min(AGAIN_AFTER) } else { every }).await;
        }
    }

    fn note(&self, url: &str, looked: &Result<u64, String>) -> u32 {
        if let Err(why) = looked {
            tracing::warn!(url, why, "a drill elsewhere failed");
        }
        let mut all = lock(&self.seen);
        let seen = all.entry(url.to_owned()).or_default();
        seen.note(looked);
        seen.failures
    }

    /// Calls for help here, once for each outage, by the door that customers use.
    async fn call(&self, url: &str, why: &str, line: &Line) {
        if lock(&self.called).contains_key(url) {
            return;
        }
        let open = emergencies::Command::Open {
            words: format!(
                "{url} would not ring anybody: an emergency that was called in there as a drill \
                 got no acceptance, twice. {why}. Whoever calls there now may be heard by nobody."
            ),
            who: "Mayday, watching".to_owned(),
            reach: String::new(),
            door: None,
            follows: None,
            language: None,
        };
        let id = CommandId(crate::chance::id());
        match line.ask(id, Actor::Stranger, domain::Command::from(open)).await {
            Ok(Ok(outcome)) => {
                if let Some((emergency, participant)) = outcome.emergency.zip(outcome.participant) {
                    lock(&self.called).insert(url.to_owned(), Called { emergency, participant });
                    self.remember();
                }
            }
            // The next look calls again.
            Ok(Err(refusal)) => tracing::error!(url, %refusal, "nobody could be called"),
            Err(unanswered) => tracing::error!(url, ?unanswered, "nobody could be called"),
        }
    }

    /// It works again: says so in the emergency and closes it, as its caller may.
    async fn answer(&self, url: &str, line: &Line) {
        let Some(called) = lock(&self.called).get(url).copied() else { return };
        let Called { emergency, participant } = called;
        let message = MessageId(crate::chance::id());
        let words = format!("{url} rings again: a drill was accepted there.");
        let commands = [
            emergencies::Command::Say { emergency, message, words },
            emergencies::Command::Confirm { emergency },
        ];
        for command in commands {
            let actor = Actor::Participant(participant);
            match line.tell(actor, domain::Command::from(command)).await {
                Ok(Ok(_)) => {}
                // It was archived or closed meanwhile; there is nothing left to close.
                Ok(Err(_)) => {}
                Err(_) => return,
            }
        }
        lock(&self.called).remove(url);
        self.remember();
    }

    /// After a restart the same outage must not ring a second time.
    fn remember(&self) {
        let Ok(text) = serde_json::to_vec(&*lock(&self.called)) else { return };
        let partial = self.file.with_extension("json.new");
        let written = fs::write(&partial, text).and_then(|()| fs::rename(&partial, &self.file));
        if let Err(error) = written {
            tracing::warn!(%error, "which calls are open could not be written down");
        }
    }
}

/// One drill through the other's public door, and a look at the door itself.
async fn look(watch: &WatchConfiguration, client: &reqwest::Client) -> Result<u64, String> {
    let start = Instant::now();
    let silent = |error: reqwest::Error| format!("It does not answer ({})", error.without_url());
    let door = client.get(format!("{}/help", watch.url)).send().await.map_err(silent)?;
    let status = door.status();
    let page = door.text().await.map_err(silent)?;
    if !status.is_success() || !page.contains("name=\"words\"") {
        return Err(format!("Its door does not open (status {})", status.as_u16()));
    }
    let now = u64::try_from(tick().wall.0 / 1_000).unwrap_or_default();
    let token = token::make(&watch.secret.0, now);
    let asked = client.post(format!("{}/drill", watch.url)).header(token::HEADER, token);
    let answer = asked.send().await.map_err(silent)?;
    let status = answer.status();
    if status == reqwest::StatusCode::NOT_FOUND {
        return Err(
            "It makes no drill for us: the secrets differ, a clock is wrong, or it has no [drill] \
             section"
                .to_owned(),
        );
    }
    if !status.is_success() {
        return Err(format!("The drill was not accepted (status {})", status.as_u16()));
    }
    let _: Trip = answer.json().await.map_err(silent)?;
    let took = start.elapsed();
    if took > Duration::from_secs(watch.slow_secs) {
        return Err(format!("It is slow: a drill took {:.1} s", took.as_secs_f64()));
    }
    Ok(u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
