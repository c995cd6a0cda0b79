//! Backups: all logs as one portable text, a line of JSON each, the same for every database.
//!
//! A backup opens with what it is, then holds for each organisation its head, its events with the
//! personal words that were not erased, and the outcomes of commands; it ends with how many lines
//! there were and a digest over them. What is cut short has no end; what was changed has another
//! digest, and its events do not chain.

mod ledger;
mod read;
mod write;

use domain::words::{CommandId, Timestamp};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::{Chain, KeptRow, PersonalRow, Record};

pub use ledger::{Erased, Ledger};
pub use read::{Contents, Damage, Reader, restore, verify};
pub use write::write;

/// The format of the text; raised when an older program could not read it.
pub const FORMAT: u32 = 1;
/// Longest line, in bytes; an event is far smaller.
const LINE_LEN_MAX: u64 = 64 * 1024 * 1024;
/// How many events or outcomes are held at a time.
const BATCH: usize = 500;

/// How a backup opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The format of what follows.
    pub format: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the program that made it.
    pub program: String,
    /// The installation key, in hexadecimal digits, if it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    MaydayBackup(Opening),
    Organisation { name: String, seq: u64, chain: String },
    Event(Box<EventLine>),
    Outcome { command: CommandId, outcome: String, at: Timestamp },
    End { lines: u64, digest: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct EventLine {
    seq: u64,
    at: Timestamp,
    kind: SmolStr,
    version: u16,
    actor: SmolStr,
    command: CommandId,
    body: String,
    digests: SmolStr,
    chain: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    personal: Vec<WordsLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct WordsLine {
    person: String,
    words: String,
    salt: String,
}

impl Line {
    fn event(record: Record) -> Self {
        let words = |row: PersonalRow| WordsLine {
            person: row.person,
            words: row.words,
            salt: hex(&row.salt),
        };
        Self::Event(Box::new(EventLine {
            seq: record.seq,
            at: record.at,
            kind: record.kind,
            version: record.version,
            actor: record.actor,
            command: record.command,
            body: record.body,
            digests: record.digests,
            chain: hex(&record.chain),
            personal: record.personal.into_iter().map(words).collect(),
        }))
    }

    fn outcome(row: KeptRow) -> Self {
        Self::Outcome { command: row.command, outcome: row.outcome, at: row.at }
    }
}

impl EventLine {
    /// `None` when a digest is none, which is damage.
    fn record(self) -> Option<Record> {
        let row = |line: WordsLine| {
            let salt = unhex(&line.salt)?;
            Some(PersonalRow { person: line.person, words: line.words, salt })
        };
        Some(Record {
            seq: self.seq,
            at: self.at,
            kind: self.kind,
            version: self.version,
            actor: self.actor,
            command: self.command,
            body: self.body,
            digests: self.digests,
            chain: unhex(&self.chain)?,
            subjects: Vec::new(),
            personal: self.personal.into_iter().map(row).collect::<Option<_>>()?,
            erases: None,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    if text.len() != 2 * LENGTH {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// A chain as people copy it.
#[must_use]
pub fn chain_text(chain: &Chain) -> String {
    hex(chain)
}
