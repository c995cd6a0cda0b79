//! An event of the PagerDuty kind: its key, what it asks for, and what can be wrong with it.

use domain::monitoring::Signal;

/// How long a routing key is.
pub const ROUTING_KEY_LEN: usize = 32;

/// Why an event is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is no event at all.
    Unrecognized,
    /// It is one with mistakes, each in a sentence.
    Invalid(Vec<String>),
}

/// An event as it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Through which integration it comes; checked for its shape only.
    pub routing_key: String,
    /// By which the sender will know it again.
    pub dedup_key: String,
    /// What it asks for.
    pub signal: Signal,
}

/// What is wrong with a routing key by its shape.
#[must_use]
pub fn wrong_key(name: &str, key: &str) -> Vec<String> {
    let mut errors = Vec::new();
    if key.is_empty() {
        errors.push(format!("'{name}' is missing or blank"));
        return errors;
    }
    if key.chars().count() != ROUTING_KEY_LEN {
        errors.push(format!(
            "Length of '{name}' is incorrect (should be {ROUTING_KEY_LEN} characters)"
        ));
    }
    if !key.chars().all(|c| c.is_ascii_alphanumeric()) {
        errors.push(format!("'{name}' cannot contain non-alphanumeric characters."));
    }
    errors
}

/// The routing key in the start of a body that is too long to be read.
#[must_use]
pub fn routing_key_in(start: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(start);
    let (_, after) = text.split_once("\"routing_key\"")?;
    let key = after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let key = key.get(..ROUTING_KEY_LEN)?;
    wrong_key("routing_key", key).is_empty().then(|| key.to_owned())
}
