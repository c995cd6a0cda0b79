//! What is kept about one person, participant or contact: every word, and every event that names
//! them.

use domain::subjects::Subject;
use domain::words::{MethodKey, Owner, PersonKey, Personal, Timestamp};
use domain::{Event, State, readiness};
use journal::{Record, Store};
use serde::Serialize;
use serde_json::Value;

/// Most entries that are listed; beyond it the answer says that there are more.
pub const ENTRIES_MAX: usize = 50_000;
/// What stands in the place of words that whoever asks may not read.
const RESTRICTED: &str = "(restricted)";
/// How many events are read at a time.
const BATCH: usize = 1_000;

/// Everything that is kept about somebody.
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    /// About whom.
    pub owner: String,
    /// When this was put together.
    pub made_at: String,
    /// What the directory says of them now.
    pub now: Value,
    /// When their words were erased last, if they ever were.
    pub erased_at: Option<String>,
    /// In how many events words of theirs stand.
    pub with_words: u64,
    /// How many other events name them, by key or number.
    pub naming: u64,
    /// Whether there is more than what is listed.
    pub cut: bool,
    /// The tests that they did with their phone on silent, in order.
    pub silent_tests: Vec<SilentTest>,
    /// The events, in order.
    pub entries: Vec<Entry>,
}

/// One test with the phone on silent.
#[derive(Clone, Debug, Serialize)]
pub struct SilentTest {
    /// When it rang.
    pub rang_at: String,
    /// The same instant, for pages.
    #[serde(skip)]
    pub rang: Timestamp,
    /// Over which methods.
    pub methods: Vec<String>,
    /// When they said what woke them; never, if they did not.
    pub answered_at: Option<String>,
    /// Which of the methods woke them.
    pub woke: Vec<String>,
    /// Which telephone they have, as they said.
    pub phone: Option<&'static str>,
}

/// One event about somebody.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its number in the log.
    pub number: u64,
    /// When.
    pub at: String,
    /// The same instant, for pages.
    #[serde(skip)]
    pub happened: Timestamp,
    /// Room and event.
    pub what: String,
    /// Their words in it.
    pub words: Vec<String>,
    /// The event itself, which holds nobody's words.
    pub event: Value,
}

/// Reads the whole log for what is about them; `sees` says what whoever asks may read.
///
/// # Errors
/// A sentence, when the log cannot be read.
pub async fn about(
    store: &dyn Store,
    organisation: &str,
    state: &State,
    owner: &Owner,
    sees: &(dyn Fn(Subject) -> bool + Sync),
) -> Result<Kept, String> {
    let mut snapshot = store.snapshot().await.map_err(|fault| fault.message)?;
    let named = owner.to_string();
    let erased = state.erasures.erased.get(owner);
    let mut kept = Kept {
        owner: named.clone(),
        made_at: text(crate::line::tick().wall),
        now: now(state, owner),
        erased_at: erased.map(|erasure| text(erasure.at)),
        with_words: 0,
        naming: 0,
        cut: false,
        silent_tests: Vec::new(),
        entries: Vec::new(),
    };
    let needle = needle(owner);
    let mut after = 0;
    loop {
        let read = snapshot.read(organisation, after, BATCH).await;
        let records = read.map_err(|fault| fault.message)?;
        let Some(last) = records.last() else { return Ok(kept) };
        after = last.seq;
        for record in &records {
            kept.add(record, &named, needle.as_deref(), sees);
            if let Owner::Person(person) = owner {
                kept.add_test(record, person);
            }
        }
    }
}

impl Kept {
    /// What a record says of a test of theirs.
    fn add_test(&mut self, record: &Record, of: &PersonKey) {
        if !record.kind.starts_with("readiness.test") {
            return;
        }
        let keys = |methods: &[MethodKey]| methods.iter().map(ToString::to_string).collect();
        match journal::codec::decode(record) {
            Ok(Event::Readiness(readiness::Event::TestRang { person, methods }))
                if person == *of && self.silent_tests.len() < ENTRIES_MAX =>
            {
                self.silent_tests.push(SilentTest {
                    rang_at: text(record.at),
                    rang: record.at,
                    methods: keys(&methods),
                    answered_at: None,
                    woke: Vec::new(),
                    phone: None,
                });
            }
            Ok(Event::Readiness(readiness::Event::TestAnswered { person, woke, phone }))
                if person == *of =>
            {
                if let Some(test) = self.silent_tests.last_mut() {
                    test.answered_at = Some(text(record.at));
                    test.woke = keys(&woke);
                    test.phone = Some(phone.name());
                }
            }
            _ => {}
        }
    }

    fn add(
        &mut self,
        record: &Record,
        named: &str,
        needle: Option<&str>,
        sees: &(dyn Fn(Subject) -> bool + Sync),
    ) {
        let row = record.personal.iter().find(|row| row.person == named);
        let names = |text: &str| needle.is_some_and(|needle| text.contains(needle));
        if row.is_some() {
            self.with_words += 1;
        } else if names(&record.body) || names(&record.actor) {
            self.naming += 1;
        } else {
            return;
        }
        if self.entries.len() >= ENTRIES_MAX {
            self.cut = true;
            return;
        }
        let words: Vec<Option<String>> =
            row.and_then(|row| serde_json::from_str(&row.words).ok()).unwrap_or_default();
        let subjects = journal::codec::decode(record).map(|event| event.subjects());
        let words = match subjects.unwrap_or_default().into_iter().all(sees) {
            true => words,
            false => words.iter().map(|_| Some(RESTRICTED.to_owned())).collect(),
        };
        self.entries.push(Entry {
            number: record.seq,
            at: text(record.at),
            happened: record.at,
            what: record.kind.to_string(),
            words: words.into_iter().flatten().filter(|word| !word.is_empty()).collect(),
            event: serde_json::from_str(&record.body).unwrap_or_default(),
        });
    }
}

/// How an event that names them writes it. A contact's key stands only beside words of theirs.
fn needle(owner: &Owner) -> Option<String> {
    match owner {
        Owner::Participant(id) => Some(format!("\"{id}\"")),
        Owner::Subscriber(id) => Some(format!("\"{id}\"")),
        Owner::Person(key) => Some(format!("\"{key}\"")),
        Owner::Contact(..) => None,
    }
}

/// What the directory says of them now, in readable form.
fn now(state: &State, owner: &Owner) -> Value {
    match owner {
        Owner::Person(key) => match state.access.person(key) {
            Some(person) => serde_json::json!({
                "name": person.name.as_str(),
                "role": person.role,
                "zone": person.zone,
                "methods": person.methods.iter().map(|method| serde_json::json!({
                    "key": method.key, "channel": method.channel,
                    "address": method.address.as_str(),
                })).collect::<Vec<_>>(),
            }),
            None => Value::Null,
        },
        Owner::Contact(customer, contact) => {
            let profile = state.customers.profile(customer);
            let contacts = profile.into_iter().flat_map(|profile| &profile.contacts);
            let known = contacts.into_iter().find(|known| known.key == *contact);
            known.map_or(Value::Null, |known| {
                serde_json::json!({
                    "name": known.name.as_str(),
                    "email": known.email.as_ref().map(Personal::as_str),
                    "phone": known.phone.as_ref().map(Personal::as_str),
                    "told": known.told,
                })
            })
        }
        Owner::Subscriber(subscriber) => {
            let known = state.subscribers.get(*subscriber);
            known.map_or(Value::Null, |known| {
                serde_json::json!({
                    "address": known.address.as_str(),
                    "route": known.profile.route,
                    "page": known.profile.page.as_str(),
                    "colleague": known.profile.colleague,
                    "language": known.profile.language,
                    "wants": known.profile.wants,
                    "consent": known.consent.as_ref().map(Personal::as_str),
                    "since": views::times::iso(known.since),
                })
            })
        }
        Owner::Participant(participant) => {
            let emergency = state.emergencies.of_participant(*participant);
            emergency.map_or(Value::Null, |known| {
                serde_json::json!({
                    "emergency": known.number,
                    "who": known.who.as_ref().map(Personal::as_str),
                    "reach": known.reach.as_ref().map(Personal::as_str),
                })
            })
        }
    }
}

/// An instant as programs and people read it.
fn text(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_string()
}
