//! The erasure ledger: who was erased and when, beside the backups that still have the words.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use domain::erasures::{self, Reason};
use domain::redactions::{self, Place};
use domain::words::{Actor, Owner, Timestamp};
use domain::{Command, Event};
use serde::{Deserialize, Serialize};

/// Longest ledger that is read, in bytes.
const LEDGER_LEN_MAX: u64 = 256 * 1024 * 1024;

/// One line of the ledger. It names nobody: an owner is a key or a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Erased {
    /// In which organisation.
    pub organisation: String,
    /// Whose words went, such as `person/maria`; or what went, such as `message/<emergency>/7`.
    pub owner: String,
    /// When: what they wrote later is not concerned.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Who took a single message or file out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
}

/// The reason that stands with a single message or file.
const REDACTED: &str = "redacted";

impl Erased {
    /// The line for an event, if it is an erasure.
    #[must_use]
    pub fn of(organisation: &str, event: &Event, at: Timestamp) -> Option<Self> {
        match event {
            Event::Erasures(erasures::Event::Erased { owner, reason, .. }) => Some(Self {
                organisation: organisation.to_owned(),
                owner: owner.to_string(),
                at,
                reason: reason.name().to_owned(),
                by: None,
            }),
            Event::Redactions(redactions::Event::Redacted { place, by }) => {
                Some(Self::redacted(organisation, *place, by, at))
            }
            _ => None,
        }
    }

    /// The line for a single message or file.
    #[must_use]
    pub fn redacted(organisation: &str, place: Place, by: &Actor, at: Timestamp) -> Self {
        Self {
            organisation: organisation.to_owned(),
            owner: place.to_string(),
            at,
            reason: REDACTED.to_owned(),
            by: Some(by.clone()),
        }
    }

    /// The command that notes it in a log which has lost it; `None` for a line that cannot be.
    #[must_use]
    pub fn note(&self) -> Option<Command> {
        if let Some(place) = Place::parse(&self.owner) {
            let by = self.by.clone().unwrap_or(Actor::Operator);
            return Some(redactions::Command::Note { place, by }.into());
        }
        let owner = Owner::parse(&self.owner)?;
        let reason = Reason::parse(&self.reason).unwrap_or(Reason::Asked);
        Some(erasures::Command::Note { owner, reason }.into())
    }
}

/// Who was erased, over all backups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    lines: BTreeMap<(String, String), Erased>,
}

impl Ledger {
    /// Reads a ledger; one that does not exist is empty.
    ///
    /// # Errors
    /// A sentence, when it is there and cannot be read: an erasure must not be undone in silence.
    pub fn read(file: &Path) -> Result<Self, String> {
        let name = file.display();
        match fs::metadata(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(format!("{name}: {error}.")),
            Ok(about) if about.len() > LEDGER_LEN_MAX => {
                return Err(format!("{name} is too large for an erasure ledger."));
            }
            Ok(_) => {}
        }
        let text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}."))?;
        let mut ledger = Self::default();
        let whole = text.ends_with('\n');
        let count = text.lines().count();
        for (number, line) in text.lines().enumerate() {
            match serde_json::from_str(line) {
                Ok(erased) => ledger.add(erased),
                // A power cut while it was written: the log has it, and writes it again.
                Err(_) if number + 1 == count && !whole => {}
                Err(error) => {
                    let number = number + 1;
                    return Err(format!(
                        "{name}, line {number}: {error}. Mend or remove the line."
                    ));
                }
            }
        }
        Ok(ledger)
    }

    /// Adds a line; of two for one owner the later counts.
    pub fn add(&mut self, erased: Erased) {
        let key = (erased.organisation.clone(), erased.owner.clone());
        let known = self.lines.get(&key).is_some_and(|known| known.at >= erased.at);
        if !known {
            self.lines.insert(key, erased);
        }
    }

    /// Adds those of another.
    pub fn merge(&mut self, other: Self) {
        other.lines.into_values().for_each(|erased| self.add(erased));
    }

    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &Erased> {
        self.lines.values()
    }

    /// Whether words of this owner that were written at `at` are erased.
    #[must_use]
    pub fn erases(&self, organisation: &str, owner: &str, at: Timestamp) -> bool {
        let key = (organisation.to_owned(), owner.to_owned());
        self.lines.get(&key).is_some_and(|erased| erased.at >= at)
    }

    /// Whether the message or file in this event was taken out on its own.
    #[must_use]
    pub fn redacts(&self, organisation: &str, event: &Event) -> bool {
        let Some(place) = event.place() else { return false };
        let line = |place: Place| (organisation.to_owned(), place.to_string());
        self.lines.contains_key(&line(place)) || self.lines.contains_key(&line(place.message()))
    }

    /// Writes it anew, whole or not at all.
    ///
    /// # Errors
    /// A sentence, when it cannot be written.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let fault = |error: std::io::Error| format!("{}: {error}.", file.display());
        let mut name = file.as_os_str().to_owned();
        name.push(".new");
        let partial = Path::new(&name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut made = options.open(partial).map_err(fault)?;
        for erased in self.lines() {
            let line = serde_json::to_string(erased).map_err(|error| error.to_string())?;
            writeln!(made, "{line}").map_err(fault)?;
        }
        made.sync_all().map_err(fault)?;
        fs::rename(partial, file).map_err(fault)?;
        let directory = file.parent().filter(|path| !path.as_os_str().is_empty());
        let directory = File::open(directory.unwrap_or(Path::new(".")));
        directory.and_then(|directory| directory.sync_all()).map_err(fault)
    }
}
