//! Shared nouns: keys, ids, time, severity, channels and personal words.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
pub use smol_str::SmolStr;

mod call;
mod country;
pub mod danger;
pub mod dialling;
mod errand;
mod former;
mod language;
mod left;
mod level;
pub mod national;
mod number;
mod route;
mod spans;
mod told;
mod translation;
pub use call::{CallEnd, CallNews, CallWorth, OnFile};
pub use country::Country;
pub use errand::{Errand, Purpose};
pub use former::{FORMER_MAX, Former, Headed, Part};
pub use language::Language;
pub use left::{Showing, is_left_of, is_within};
pub use level::Level;
pub use number::{BadNumber, NUMBER_DIGITS_MAX, NUMBER_DIGITS_MIN, e164};
pub use route::{Lane, Route};
pub use spans::{SPANS_MAX, Spans};
pub use told::{
    AUDIENCES_NAMED_MAX, Affected, CADENCE_SECS_MAX, Cadence, Condition, Estimate, Expected,
    Overview, PART_LEN_MAX, PROMISE_MAX, Phase, Public, Review, SINCE_MAX, each_once,
    may_be_promised, may_have_begun,
};
pub use translation::{Flaw, Parts, ReviewTranslation, Spoken, Translation, stale};

/// An instant, in milliseconds since the Unix epoch (UTC). It always comes in as an argument.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant that many whole seconds after the Unix epoch.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs * 1_000)
    }

    /// Time passed since `earlier`; zero when `earlier` lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// Whether both lie on one day of UTC; finer is not kept, so that use leaves no trail.
#[must_use]
pub fn same_day(one: Timestamp, other: Timestamp) -> bool {
    const DAY_MS: i64 = 86_400_000;
    one.0.div_euclid(DAY_MS) == other.0.div_euclid(DAY_MS)
}

/// The shape every key has: what an operator types in the organisation file.
pub const KEY_LEN_MAX: usize = 64;

/// Whether `text` may serve as a key: 1 to 64 of `a-z 0-9 - _ .`, starting with a letter or digit.
#[must_use]
pub fn is_key(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= KEY_LEN_MAX
        && text.chars().next().is_some_and(plain)
        && text.chars().all(|c| plain(c) || matches!(c, '-' | '_' | '.'))
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub SmolStr);

        impl $name {
            /// The key as the operator wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(SmolStr::new(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

keys! {
    /// A person of the vendor.
    PersonKey,
    /// A group of the vendor's people.
    TeamKey,
    /// A schedule: who is on call when.
    ScheduleKey,
    /// One rotation inside a schedule.
    RotationKey,
    /// An escalation policy.
    PolicyKey,
    /// A service that the vendor provides.
    ServiceKey,
    /// A customer: a company that the vendor serves.
    CustomerKey,
    /// A contact of a customer.
    ContactKey,
    /// A site of a customer: a store, a clinic.
    SiteKey,
    /// A contact method of a person.
    MethodKey,
    /// An integration: one tool whose alerts come in.
    IntegrationKey,
    /// A first-aid card.
    CardKey,
    /// A part of what the vendor provides, as readers of status pages know it.
    ComponentKey,
    /// A status page.
    StatusPageKey,
    /// An audience: customers who read together what is not for everyone.
    AudienceKey,
    /// A template of updates.
    TemplateKey,
    /// Planned maintenance that comes again.
    RoutineKey,
}

/// Reads 32 hexadecimal digits. Every event is full of ids, so replaying spends its time here.
fn parse_hex(text: &str) -> Option<u128> {
    let bytes: &[u8; 32] = text.as_bytes().try_into().ok()?;
    let (eights, _) = bytes.as_chunks();
    let mut value = 0;
    for eight in eights {
        value = value << 32 | u128::from(parse_eight(u64::from_be_bytes(*eight))?);
    }
    Some(value)
}

/// Reads eight hexadecimal digits, all at once: each step is done in every byte of the word, and
/// what was read is written again to see that it was digits.
fn parse_eight(digits: u64) -> Option<u32> {
    const ONES: u64 = u64::from_be_bytes([1; 8]);
    // Of digits only letters have this bit; they count from nine.
    let letters = digits >> 6 & ONES;
    let values = (digits & (0x0F * ONES)) + 9 * letters;
    let above_nine = (values + 6 * ONES) >> 4 & ONES;
    let written = values + u64::from(b'0') * ONES + 39 * above_nine;
    let lower_case = digits | letters << 5;
    if written != lower_case || values & (0xF0 * ONES) != 0 {
        return None;
    }
    let pairs = (values >> 4 | values) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs >> 8 | pairs) & 0x0000_FFFF_0000_FFFF;
    Some((fours >> 16 | fours) as u32)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl $name {
            /// Reads the 32 hexadecimal digits that `Display` writes.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                parse_hex(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:032x})"), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Hex;
                impl serde::de::Visitor<'_> for Hex {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("32 hexadecimal digits")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        $name::parse(text).ok_or_else(|| E::custom("not 32 hexadecimal digits"))
                    }
                }
                from.deserialize_str(Hex)
            }
        }
    )*};
}

ids! {
    /// One call to somebody.
    CallId,
    /// A command, as its sender numbers it: a repeat carries the same id.
    CommandId,
    /// One customer's call for help.
    EmergencyId,
    /// One who takes part in an emergency, with a link of their own.
    ParticipantId,
    /// A message, numbered by the client that wrote it.
    MessageId,
    /// The fault itself; it gathers emergencies.
    IncidentId,
    /// Reaching one human about one incident.
    PageId,
    /// One message over one channel.
    DeliveryId,
    /// One node of the installation, for the life of its process.
    NodeId,
    /// An override of a schedule.
    OverrideId,
    /// A published update.
    UpdateId,
    /// What readers of status pages are told about one matter.
    BulletinId,
    /// One planned maintenance.
    MaintenanceId,
    /// What everyone is told for a while.
    NoticeId,
    /// The link by which a customer or an audience reads its status page.
    StatusLinkId,
    /// A person's word to one customer, the day after.
    FollowUpId,
    /// Public text that waits for an objection.
    ApprovalId,
    /// A session of a signed-in person.
    SessionId,
    /// A machine's alert.
    AlertId,
    /// What the routing key of an integration is derived from.
    RouteId,
    /// A file that somebody showed in a conversation; drawn by chance, so that none is guessed.
    FileId,
    /// Somebody was asked to help with an incident, or to lead it.
    RequestId,
    /// What somebody wrote for their colleagues.
    NoteId,
    /// A question to a registered contact, over a method on file.
    InquiryId,
    /// A call that was promised to a caller.
    CallbackId,
    /// Who asked to be told of what changes on a status page.
    SubscriberId,
    /// A word to subscribers.
    AnnouncementId,
    /// What words to subscribers are about: a later one about the same replaces an earlier one.
    TopicId,
}

/// How bad it is. Every emergency from a customer starts critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Customers cannot work, or someone's work is in danger now.
    Critical,
    /// Badly hampered; a way around exists.
    High,
    /// A nuisance.
    Low,
}

/// How a message travels to a person of the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The pager that Mayday itself shows in a browser, at `/pager/<person>` and in the console.
    Screen,
    /// Electronic mail.
    Email,
    /// The signed outgoing webhook.
    Webhook,
    /// A text message.
    Sms,
    /// A telephone call.
    Voice,
    /// A push message to a browser that its person has added.
    Push,
}

impl Channel {
    /// The channel's name in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Email => "email",
            Self::Webhook => "webhook",
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Push => "push",
        }
    }
}

/// Whose words they are, hence with whom they are erased.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// A participant of an emergency who is not of the vendor.
    Participant(ParticipantId),
    /// A person of the vendor.
    Person(PersonKey),
    /// A registered contact of a customer.
    Contact(CustomerKey, ContactKey),
    /// A subscriber of a status page, or whoever had a link to a private one sent by mail.
    Subscriber(SubscriberId),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Participant(id) => write!(f, "participant/{id}"),
            Self::Person(key) => write!(f, "person/{key}"),
            Self::Contact(customer, contact) => write!(f, "contact/{customer}/{contact}"),
            Self::Subscriber(id) => write!(f, "subscriber/{id}"),
        }
    }
}

impl Owner {
    /// Whether this is how the owner is written. It is asked of every row of a log, and needs no
    /// memory.
    #[must_use]
    pub fn is_written(&self, text: &str) -> bool {
        match self {
            Self::Participant(id) => {
                text.strip_prefix("participant/").and_then(ParticipantId::parse) == Some(*id)
            }
            Self::Subscriber(id) => {
                text.strip_prefix("subscriber/").and_then(SubscriberId::parse) == Some(*id)
            }
            Self::Person(key) => text.strip_prefix("person/") == Some(key.as_str()),
            Self::Contact(customer, contact) => text
                .strip_prefix("contact/")
                .and_then(|keys| keys.split_once('/'))
                .is_some_and(|keys| keys == (customer.as_str(), contact.as_str())),
        }
    }
}

/// Words about or by one person. They never enter an event's body: serialising keeps the owner
/// only, and the journal stores the text beside the event, where it can be erased.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Personal {
    /// Whose words they are.
    pub of: Owner,
    /// The words; `None` once they are erased.
    #[serde(default, skip_serializing_if = "stay_out")]
    pub text: Option<Arc<str>>,
}

thread_local! {
    static WITH_WORDS: Cell<bool> = const { Cell::new(false) };
}

fn stay_out(text: &Option<Arc<str>>) -> bool {
    text.is_none() || !WITH_WORDS.get()
}

/// Writes something down whole, with its personal words. Only for what is kept aside for a while
/// and then deleted, such as a command that waits for its database: an event never is.
pub fn with_words<R>(write: impl FnOnce() -> R) -> R {
    /// Ends it however the writing ends.
    struct Until(bool);
    impl Drop for Until {
        fn drop(&mut self) {
            WITH_WORDS.set(self.0);
        }
    }
    let _until = Until(WITH_WORDS.replace(true));
    write()
}

impl Personal {
    /// Words of `of`.
    #[must_use]
    pub fn new(of: Owner, text: &str) -> Self {
        Self { of, text: Some(Arc::from(text)) }
    }

    /// The words, or the sentence that stands for erased ones.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_deref().unwrap_or("(erased)")
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.as_deref().is_some_and(str::is_empty)
    }
}

/// Whether it looks like one mail address; the mail server has the last word.
#[must_use]
pub fn is_mail_address(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;\"()\\".contains(c);
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && !local.is_empty()
        && !local.contains('@')
        && !domain.is_empty()
        && !domain.starts_with('.')
        && text.chars().all(plain)
}

/// Who sends a command.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Anyone at all, at the door.
    Stranger,
    /// The holder of a participant's link.
    Participant(ParticipantId),
    /// A signed-in person of the vendor.
    Person(PersonKey),
    /// A program with a person's API token: it acts as that person, within the token's scopes.
    Token {
        /// The token's number.
        token: u32,
        /// Who made it, and as whom it acts.
        person: PersonKey,
    },
    /// The holder of one page's link: may answer that page and nothing else.
    PageLink(PageId),
    /// The holder of a link that was sent to a registered contact: may answer that inquiry and
    /// nothing else.
    Inquiry(InquiryId),
    /// The holder of a subscriber's link: may look after that subscription and nothing else.
    Subscriber(SubscriberId),
    /// A tool that holds the routing key of an integration.
    Integration(IntegrationKey),
    /// The operator, by the organisation file or the setup link.
    Operator,
    /// Mayday itself: timers, reports of deliveries, what follows from an event.
    System,
}

impl Actor {
    /// The person who acts, with their own hands or through a token of theirs.
    #[must_use]
    pub fn person(&self) -> Option<&PersonKey> {
        match self {
            Self::Person(person) | Self::Token { person, .. } => Some(person),
            Self::Stranger
            | Self::Participant(_)
            | Self::PageLink(_)
            | Self::Inquiry(_)
            | Self::Subscriber(_)
            | Self::Integration(_)
            | Self::Operator
            | Self::System => None,
        }
    }
}

/// Longest text of a caller's message, in bytes.
pub const WORDS_LEN_MAX: usize = 16 * 1024;
/// Longest single-line field, in bytes.
pub const LINE_LEN_MAX: usize = 400;

/// Takes out what could deceive a reader or a terminal: control characters other than line breaks
/// and tabs, and the marks that reorder text. Cuts at `len_max` bytes on a character's boundary.
#[must_use]
pub fn tidy_words(text: &str, len_max: usize) -> String {
    tidied(text, len_max).0
}

/// The same, and whether something of it did not fit: who wrote it must be told.
#[must_use]
pub fn tidied(text: &str, len_max: usize) -> (String, bool) {
    let hostile = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{feff}')
    };
    let mut kept = String::with_capacity(text.len().min(len_max));
    let mut cut = false;
    for c in text.trim().replace("\r\n", "\n").chars().filter(|c| !hostile(*c)) {
        cut = kept.len() + c.len_utf8() > len_max;
        if cut {
            break;
        }
        kept.push(c);
    }
    (kept.trim().to_owned(), cut)
}

/// The same for a field of one line: line breaks and tabs become spaces.
#[must_use]
pub fn tidy_line(text: &str) -> String {
    tidied_line(text).0
}

/// The same, and whether something of it did not fit.
#[must_use]
pub fn tidied_line(text: &str) -> (String, bool) {
    tidied(&text.replace(['\n', '\r', '\t'], " "), LINE_LEN_MAX)
}
