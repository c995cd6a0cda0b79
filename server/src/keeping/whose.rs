//! As whose words an address or a telephone number is kept: who wants to be erased knows what was
//! written to, and not under which key or number it stands.

use std::collections::BTreeMap;

use domain::subjects::Subject;
use domain::words::Owner;
use journal::{Record, Store};

use crate::status::hosts;

/// Most owners that are named; no address is kept for so many.
pub const OWNERS_MAX: usize = 100;
/// Longest address that is looked for, in bytes.
pub const SOUGHT_LEN_MAX: usize = domain::subscribers::ADDRESS_LEN_MAX;
/// How many events are read at a time.
const BATCH: usize = 1_000;

/// Somebody as whose words it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whose words they are.
    pub owner: Owner,
    /// In how many events it stands.
    pub events: u64,
}

/// Reads the whole log for words that are that address and nothing else, however it is written;
/// `sees` says what whoever asks may read. An erased one is found no more.
///
/// # Errors
/// A sentence, when the log cannot be read.
pub async fn address(
    store: &dyn Store,
    organisation: &str,
    sought: &str,
    sees: &(dyn Fn(Subject) -> bool + Sync),
) -> Result<Vec<Found>, String> {
    let forms = forms(sought);
    let mut found: BTreeMap<Owner, u64> = BTreeMap::new();
    if forms.is_empty() {
        return Ok(Vec::new());
    }
    let mut snapshot = store.snapshot().await.map_err(|fault| fault.message)?;
    let mut after = 0;
    loop {
        let read = snapshot.read(organisation, after, BATCH).await;
        let records = read.map_err(|fault| fault.message)?;
        let Some(last) = records.last() else { break };
        after = last.seq;
        for record in &records {
            for owner in owners(record, &forms) {
                let subjects = journal::codec::decode(record).map(|event| event.subjects());
                let room = found.len() < OWNERS_MAX || found.contains_key(&owner);
                if room && subjects.unwrap_or_default().into_iter().all(sees) {
                    *found.entry(owner).or_default() += 1;
                }
            }
        }
    }
    Ok(found.into_iter().map(|(owner, events)| Found { owner, events }).collect())
}

/// How it may stand there: as it is typed, and with its domain in plain letters.
fn forms(sought: &str) -> Vec<String> {
    let plain = sought.trim().to_lowercase();
    if plain.is_empty() || plain.len() > SOUGHT_LEN_MAX {
        return Vec::new();
    }
    let ascii = plain.rsplit_once('@').map(|(local, at)| format!("{local}@{}", hosts::ascii(at)));
    let ascii = ascii.filter(|ascii| *ascii != plain);
    std::iter::once(plain).chain(ascii).collect()
}

/// Whose words in an event are one of these.
fn owners(record: &Record, forms: &[String]) -> Vec<Owner> {
    let rows = record.personal.iter().filter(|row| {
        let words: Vec<Option<String>> = serde_json::from_str(&row.words).unwrap_or_default();
        let mut words = words.iter().flatten().map(|word| word.trim().to_lowercase());
        words.any(|word| forms.contains(&word))
    });
    rows.filter_map(|row| Owner::parse(&row.person)).collect()
}
