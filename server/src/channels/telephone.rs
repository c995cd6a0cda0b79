//! The telephone: calls and text messages over carriers of the common contract, in order, so that
//! the next one is asked the moment the one before it fails.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::State;
use domain::deliveries::Outcome;
use domain::paging::PageStanding;
use domain::words::{CallId, Channel, PageId, Severity};
use tokio::time::Instant;

use super::{CODE, Carrier, Letter, TEST, Unusable, failed, refused, unknown};
use crate::line::Line;
use crate::links::{Attempt, InstallationKey, Returned};
use trunk::Trouble;

pub mod codes;
pub mod configuration;
mod pace;
pub mod readiness;
mod signature;
pub mod text;
mod trunk;
pub mod twiml;

pub use configuration::{CARRIERS_MAX, CarrierConfiguration};
pub use trunk::{Fared, Trunk};

/// How long one attempt may take over all carriers: less than the attempt of the line has.
const ATTEMPT_WITHIN: Duration = Duration::from_millis(7_200);
/// With less time than this there is no use in asking another carrier.
const REQUEST_WITHIN_MIN: Duration = Duration::from_millis(300);
/// How long a telephone rings, in seconds: mailboxes take over after 25 to 30.
const RING_SECS: &str = "22";
/// How long a call may last, in seconds: nobody needs longer to press a key.
const CALL_LASTS_SECS: &str = "300";
/// How long a call that joins two may last, in seconds: the talk, and what comes before it.
const JOINED_LASTS_SECS: &str = "3840";
/// How long a text message may be on its way, in seconds; a stale page does harm.
const TEXT_LASTS_SECS: &str = "120";
/// The same for a word to a subscriber, which is one of many: their telephone may be off for a
/// while, and the carrier sends one after the other.
const WORD_LASTS_SECS: &str = "14400";
/// Most calls that are remembered so that they can be hung up.
const CALLS_MAX: usize = 4_096;
/// How long a call is remembered.
const CALL_LASTS: Duration = Duration::from_secs(120);

/// The carriers of this installation and how they call back.
pub struct Office {
    key: InstallationKey,
    public_url: String,
    trunks: Vec<Trunk>,
    calls: Mutex<VecDeque<Call>>,
    /// Text messages from numbers that nobody has.
    pub strangers: AtomicU64,
}

/// A call that may still be ringing.
#[derive(Clone)]
struct Call {
    page: PageId,
    trunk: usize,
    sid: String,
    since: Instant,
}

/// In which way somebody is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Call,
    Text,
}

impl Office {
    /// An office with these carriers; none is contacted yet.
    ///
    /// # Errors
    /// When the configuration of one cannot work.
    pub fn new(
        carriers: &[CarrierConfiguration],
        key: InstallationKey,
        public_url: &str,
    ) -> Result<Self, Unusable> {
        if carriers.len() > CARRIERS_MAX {
            return Err(Unusable(format!("At most {CARRIERS_MAX} [[carrier]] are possible.")));
        }
        for (index, carrier) in carriers.iter().enumerate() {
            let same =
                |other: &CarrierConfiguration| other.token_variable() == carrier.token_variable();
            if carriers[..index].iter().any(same) {
                let section = carrier.section();
                return Err(Unusable(format!(
                    "{section}: another one has this key, or one like it."
                )));
            }
        }
        let trunks: Result<Vec<Trunk>, Unusable> = carriers.iter().map(Trunk::new).collect();
        Ok(Self {
            key,
            public_url: public_url.to_owned(),
            trunks: trunks?,
            calls: Mutex::default(),
            strangers: AtomicU64::new(0),
        })
    }

    /// The channels that it serves; both share the carriers.
    #[must_use]
    pub fn channels(self: &Arc<Self>) -> Vec<Box<dyn Carrier>> {
        let mut channels: Vec<Box<dyn Carrier>> = Vec::new();
        if self.trunks.iter().any(|trunk| trunk.configuration.calls()) {
            channels.push(Box::new(Telephone { office: Arc::clone(self), way: Way::Call }));
        }
        if self.trunks.iter().any(|trunk| trunk.configuration.texts()) {
            channels.push(Box::new(Telephone { office: Arc::clone(self), way: Way::Text }));
        }
        channels
    }

    /// The carrier of that key.
    #[must_use]
    pub fn trunk(&self, key: &str) -> Option<&Trunk> {
        self.trunks.iter().find(|trunk| trunk.key == key)
    }

    /// How each carrier has fared, in their order.
    #[must_use]
    pub fn fared(&self) -> Vec<Fared> {
        self.trunks.iter().map(Trunk::fared).collect()
    }

    /// A text message came from a number that nobody has.
    pub fn note_stranger(&self) {
        self.strangers.fetch_add(1, Ordering::Relaxed);
    }

    /// Sends a text message over this one carrier, counted from 0, however the others are.
    pub async fn text_over(&self, carrier: usize, letter: &Letter) -> Outcome {
        let until = Instant::now() + ATTEMPT_WITHIN;
        match self.over(carrier, Way::Text, letter, until).await {
            Ok(()) => Outcome::Sent,
            Err(Trouble::Number(why) | Trouble::Carrier(why)) => failed(why),
            Err(Trouble::Unsure(why)) => unknown(why),
        }
    }

    /// Makes one attempt: the carriers in their order, each at once when the one before it fails.
    async fn reach(&self, way: Way, letter: &Letter) -> Outcome {
        let until = Instant::now() + ATTEMPT_WITHIN;
        let able = |trunk: &Trunk| match way {
            Way::Call => trunk.configuration.calls(),
            Way::Text => trunk.configuration.texts(),
        };
        let mut able: Vec<usize> =
            (0..self.trunks.len()).filter(|index| able(&self.trunks[*index])).collect();
        if !able.is_empty() {
            // What went wrong over one carrier without its saying so is next tried over another.
            let first = letter.attempt.saturating_sub(1) as usize % able.len();
            able.rotate_left(first);
        }
        let (mut whys, mut unsure) = (Vec::new(), false);
        for index in able {
            let trunk = &self.trunks[index];
            match self.over(index, way, letter, until).await {
                Ok(()) => return Outcome::Sent,
                Err(Trouble::Number(why)) => return refused(why),
                Err(Trouble::Carrier(why)) => whys.push(why),
                Err(Trouble::Unsure(why)) => {
                    whys.push(why);
                    unsure = true;
                }
            }
            tracing::info!(carrier = trunk.key, delivery = %letter.delivery, "the next carrier");
        }
        let why = whys.join("; ");
        if unsure { unknown(why) } else { failed(why) }
    }

    async fn over(
        &self,
        index: usize,
        way: Way,
        letter: &Letter,
        until: Instant,
    ) -> Result<(), Trouble> {
        let trunk = &self.trunks[index];
        let busy = || {
            let why = format!("carrier {} has no call free in time", trunk.key);
            trunk.note_failure(&why);
            Trouble::Carrier(why)
        };
        // The last carrier still gets what is left of the time.
        let latest = (until - trunk.time()).max(Instant::now());
        if way == Way::Call && !trunk.pace.turn(rank(letter), latest).await {
            return Err(busy());
        }
        let left = until.saturating_duration_since(Instant::now());
        if left < REQUEST_WITHIN_MIN {
            return Err(Trouble::Carrier(format!("no time was left for carrier {}", trunk.key)));
        }
        let within = trunk.time().min(left);
        match way {
            Way::Call => self.call(index, letter, within).await,
            Way::Text => self.text(trunk, letter, within).await,
        }
    }

    async fn call(&self, index: usize, letter: &Letter, within: Duration) -> Result<(), Trouble> {
        let trunk = &self.trunks[index];
        if let Some(call) = letter.joins {
            return self.join(index, letter, call, within).await;
        }
        let page = match letter.asks {
            Some(asks) => asks.page,
            // These are about no page; what the call says is found by its delivery.
            None if matches!(letter.kind, CODE | TEST) => PageId(0),
            None => {
                let why = "a call is for a page, a code or a test and for nothing else";
                return Err(Trouble::Number(why.to_owned()));
            }
        };
        let hook = self.hook(trunk, "calls", letter, page);
        let status = format!("{hook}/status");
        let from = trunk.configuration.from.as_deref().unwrap_or_default();
        let mut form = vec![
            ("To", letter.to.as_str()),
            ("From", from),
            ("Url", hook.as_str()),
            ("Method", "POST"),
            ("StatusCallback", status.as_str()),
            ("StatusCallbackMethod", "POST"),
            ("Timeout", RING_SECS),
            ("TimeLimit", CALL_LASTS_SECS),
        ];
        for event in ["initiated", "ringing", "answered", "completed"] {
            form.push(("StatusCallbackEvent", event));
        }
        if let Some(url) = &trunk.configuration.fallback_url {
            form.push(("FallbackUrl", url));
        }
        let sid = trunk.post("Calls", &form, within).await?;
        // Only a page can become unwanted while its telephone rings.
        if letter.asks.is_none() {
            return Ok(());
        }
        let call = Call { page, trunk: index, sid, since: Instant::now() };
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.retain(|call| call.since.elapsed() < CALL_LASTS);
        if calls.len() >= CALLS_MAX {
            calls.pop_front();
        }
        calls.push_back(call);
        Ok(())
    }

    /// Rings whoever calls; once they have pressed a key, the carrier rings the caller and joins
    /// both.
    async fn join(
        &self,
        index: usize,
        letter: &Letter,
        call: CallId,
        within: Duration,
    ) -> Result<(), Trouble> {
        let trunk = &self.trunks[index];
        let from = trunk.configuration.from.as_deref().unwrap_or_default();
        let hook =
            format!("{}/hooks/{}/bridges/{}", self.public_url, trunk.key, self.key.bridge(call));
        let status = format!("{hook}/status");
        let form = [
            ("To", letter.to.as_str()),
            ("From", from),
            ("Url", hook.as_str()),
            ("Method", "POST"),
            ("StatusCallback", status.as_str()),
            ("StatusCallbackMethod", "POST"),
            ("StatusCallbackEvent", "completed"),
            ("Timeout", RING_SECS),
            ("TimeLimit", JOINED_LASTS_SECS),
        ];
        trunk.post("Calls", &form, within).await.map(drop)
    }

    /// Whether a carrier makes calls, and whether one sends text messages.
    #[must_use]
    pub fn can(&self) -> views::room::Carriers {
        let any = |able: fn(&CarrierConfiguration) -> bool| {
            self.trunks.iter().any(|trunk| able(&trunk.configuration))
        };
        let (calls, texts) = (CarrierConfiguration::calls, CarrierConfiguration::texts);
        views::room::Carriers { calls: any(calls), texts: any(texts) }
    }

    async fn text(&self, trunk: &Trunk, letter: &Letter, within: Duration) -> Result<(), Trouble> {
        let url = letter.action.as_ref().map_or("", |action| action.url.as_str());
        let (body, page) = match letter.asks {
            Some(asks) if letter.data.get("asks").is_some() => {
                (text::of_errand(&letter.subject, url), asks.page)
            }
            Some(asks) => (text::of_page(&letter.subject, url), asks.page),
            // A link must not be cut, and these words are chosen to be short.
            None if letter.data.get("whole").is_some() => (text::plain(&letter.subject), PageId(0)),
            None => (text::of_notice(&letter.subject, url), PageId(0)),
        };
        let status = format!("{}/status", self.text_hook(trunk, letter, page));
        let lasts = if letter.leave.is_some() { WORD_LASTS_SECS } else { TEXT_LASTS_SECS };
        let mut form = vec![
            ("To", letter.to.as_str()),
            ("Body", body.as_str()),
            ("StatusCallback", status.as_str()),
            ("ValidityPeriod", lasts),
        ];
        let own = &trunk.configuration;
        match (&own.messaging_service, own.sms_from.as_ref().or(own.from.as_ref())) {
            (Some(service), _) => form.push(("MessagingServiceSid", service)),
            (None, Some(from)) => form.push(("From", from)),
            (None, None) => {}
        }
        trunk.post("Messages", &form, within).await.map(drop)
    }

    /// Where the carrier says how far a text message has got. One to a subscriber is known by whom
    /// it tells what, as a mail that comes back is.
    fn text_hook(&self, trunk: &Trunk, letter: &Letter, page: PageId) -> String {
        let returns = letter.returns.as_deref();
        let word =
            returns.filter(|tag| matches!(self.key.open_return(tag), Some(Returned::Word { .. })));
        match word {
            Some(tag) => format!("{}/hooks/{}/texts/{tag}", self.public_url, trunk.key),
            None => self.hook(trunk, "texts", letter, page),
        }
    }

    /// Where the carrier calls back about this attempt.
    fn hook(&self, trunk: &Trunk, kind: &str, letter: &Letter, page: PageId) -> String {
        let attempt = Attempt { page, delivery: letter.delivery, fence: letter.attempt };
        format!("{}/hooks/{}/{kind}/{}", self.public_url, trunk.key, self.key.call(&attempt))
    }

    /// A call has ended.
    pub fn forget(&self, sid: &str) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).retain(|call| call.sid != sid);
    }

    /// Lets telephones fall silent whose people are not needed any more. Only what still rings is
    /// cancelled; whoever has answered hears who has it.
    pub async fn hang_up_unwanted(&self, state: &State) {
        let unwanted: Vec<Call> = {
            let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
            let wanted = |call: &Call| {
                let page = state.paging.page(call.page);
                page.is_some_and(|(_, page)| page.standing != PageStanding::Withdrawn)
            };
            let gone = calls.iter().filter(|call| !wanted(call)).cloned().collect();
            calls.retain(wanted);
            gone
        };
        let cancel = |call: Call| async move {
            let trunk = &self.trunks[call.trunk];
            let what = format!("Calls/{}", call.sid);
            // When it comes too late, the person hears that somebody has it.
            let _ = trunk.post(&what, &[("Status", "canceled")], trunk.time()).await;
        };
        futures_util::future::join_all(unwanted.into_iter().map(cancel)).await;
    }
}

/// Lets telephones fall silent as soon as somebody else has what they ring for.
pub async fn fall_silent(office: Arc<Office>, line: Line) {
    let mut changes = line.changes();
    while changes.changed().await.is_ok() {
        let state = Arc::clone(&changes.borrow_and_update().state);
        office.hang_up_unwanted(&state).await;
    }
}

/// The worst and the newest goes first; repeats come after.
fn rank(letter: &Letter) -> pace::Rank {
    let severity = match letter.asks.map(|asks| asks.severity) {
        // Somebody waits with the telephone in their hand.
        _ if letter.joins.is_some() => 0,
        Some(Severity::Critical) => 0,
        Some(Severity::High) => 1,
        Some(Severity::Low) | None => 2,
    };
    let rings = letter.asks.map_or(u32::MAX, |asks| asks.rings);
    (severity, rings.saturating_add(letter.attempt))
}

/// One of the two channels.
struct Telephone {
    office: Arc<Office>,
    way: Way,
}

#[async_trait]
impl Carrier for Telephone {
    fn channel(&self) -> Channel {
        match self.way {
            Way::Call => Channel::Voice,
            Way::Text => Channel::Sms,
        }
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        self.office.reach(self.way, letter).await
    }
}
