//! The quarantine: what was kept aside and the log could not take in, for a person to look at.
//!
//! A file of lines, one JSON object each, so that whoever is called can read it with what every
//! machine has. It is synced before the spool forgets what it holds.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use domain::words::{Owner, Timestamp, with_words};
use serde::{Deserialize, Serialize};

use crate::spool::Entry;
use crate::{Fault, aside};

/// Most lines that are counted at a start; more are there all the same.
const COUNTED_MAX: usize = 100_000;
/// What stands in a line whose words are erased.
const ERASED: &[u8] = br#"{"erased":true}"#;

/// One line.
#[derive(Serialize)]
struct Line<'a> {
    /// When it was decided here, in milliseconds since 1970 (UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    /// What it is, without a word of anyone's.
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// Why the log did not take it in.
    why: &'a str,
    /// All of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a Entry>,
    /// Bytes that could not be understood, as hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
}

/// The file, and how much is in it.
#[derive(Debug)]
pub struct Quarantine {
    path: PathBuf,
    count: usize,
}

impl Quarantine {
    /// The quarantine beside a spool.
    #[must_use]
    pub fn beside(spool: &Path) -> Self {
        let mut name = spool.as_os_str().to_owned();
        name.push(".quarantine");
        let path = PathBuf::from(name);
        let lines = File::open(&path).map(|file| BufReader::new(file).lines());
        let count = lines.map_or(0, |lines| lines.take(COUNTED_MAX).map_while(Result::ok).count());
        Self { path, count }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many lines it has; none once a person has taken the file away.
    pub fn count(&mut self) -> usize {
        if self.count > 0 && !self.path.exists() {
            self.count = 0;
        }
        self.count
    }

    /// Writes a command down that the log did not take in; on success it survives a crash.
    ///
    /// # Errors
    /// A passing [`Fault`] when the disk does not take it.
    pub fn keep(&mut self, entry: &Entry, why: &str) -> Result<(), Fault> {
        self.write(&Line {
            at: Some(entry.apart.at),
            what: Some(aside::name_of(&entry.envelope)),
            why,
            entry: Some(entry),
            bytes: None,
        })
    }

    /// Writes bytes down that could not be understood, unless they stand there already.
    ///
    /// # Errors
    /// A passing [`Fault`] when the disk does not take it.
    pub fn keep_bytes(&mut self, bytes: &[u8], why: &str) -> Result<(), Fault> {
        let bytes: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let known = std::fs::read_to_string(&self.path).unwrap_or_default();
        if known.contains(&bytes) {
            return Ok(());
        }
        self.write(&Line { at: None, what: None, why, entry: None, bytes: Some(bytes) })
    }

    /// Erases the lines that name one of these owners, in the quarantine beside a spool. How many
    /// they were.
    ///
    /// Each is overwritten where it stands, with as many bytes: the line's thread may be adding
    /// others at the end, and a crash leaves it half erased, never anything else.
    ///
    /// # Errors
    /// A passing [`Fault`] when the file can be read and not written, or the other way round.
    pub fn erase(spool: &Path, owners: &[&Owner]) -> Result<usize, Fault> {
        let path = Self::beside(spool).path;
        let known = match std::fs::read(&path) {
            Ok(known) => known,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(Fault::passing(error)),
        };
        let file = OpenOptions::new().write(true).open(&path).map_err(Fault::passing)?;
        let (mut at, mut erased) = (0, 0);
        for line in known.split_inclusive(|byte| *byte == b'\n') {
            let words = readable(line);
            if owners.iter().any(|owner| names(&words, owner)) {
                let mut blank = ERASED.to_vec();
                blank.resize(line.len().saturating_sub(1), b' ');
                file.write_all_at(&blank, at).map_err(Fault::passing)?;
                erased += 1;
            }
            at += line.len() as u64;
        }
        if erased > 0 {
            file.sync_all().map_err(Fault::passing)?;
        }
        Ok(erased)
    }

    fn write(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let mut words = with_words(|| serde_json::to_vec(line)).map_err(Fault::passing)?;
        words.push(b'\n');
        let mut options = OpenOptions::new();
        let mut file = options
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.path)
            .map_err(Fault::passing)?;
        file.write_all(&words).and_then(|()| file.sync_all()).map_err(Fault::passing)?;
        if let Some(directory) = self.path.parent() {
            File::open(directory).and_then(|it| it.sync_all()).map_err(Fault::passing)?;
        }
        self.count += 1;
        Ok(())
    }
}

/// A line as text, and what its bytes say.
fn readable(line: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Raw {
        bytes: String,
    }
    let mut text = String::from_utf8_lossy(line).into_owned();
    if let Ok(Raw { bytes }) = serde_json::from_slice(line) {
        let digits = bytes.as_bytes().as_chunks::<2>().0.iter();
        let bytes: Vec<u8> = digits
            .filter_map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok())
            .collect();
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

/// Whether a text names somebody. Rather a line too many is erased than one too few: what is in
/// quarantine was never part of the log.
fn names(text: &str, owner: &Owner) -> bool {
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    match owner {
        Owner::Participant(id) => text.contains(&id.to_string()),
        Owner::Subscriber(id) => text.contains(&id.to_string()),
        Owner::Person(person) => has(person.as_str()),
        Owner::Contact(customer, contact) => has(customer.as_str()) && has(contact.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_and_a_contact_are_named_by_their_keys() {
        let person = Owner::Person("ana".into());
        assert!(names(r#"{"person":"ana"}"#, &person) && !names(r#"{"person":"anabel"}"#, &person));
        let contact = Owner::Contact("acme".into(), "desk".into());
        assert!(names(r#"["acme","desk"]"#, &contact) && !names(r#"["acme","ana"]"#, &contact));
    }
}
