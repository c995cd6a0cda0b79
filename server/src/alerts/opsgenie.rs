//! Opsgenie: its Alert API, as its clients speak it.

use domain::monitoring::{Asks, Level, Mapping, Report, Signal};
use serde::Deserialize;

use super::Format;
use crate::signals::Unreadable;
use crate::signals::reading::{Names, Text, digest};

/// The registry's line.
pub const FORMAT: Format = Format {
    name: "opsgenie",
    title: "anything that speaks the Opsgenie Alert API",
    path: "/v2/alerts",
    header: Some("Authorization: GenieKey {key}"),
    sample: r#"{"message":"This is a test alert","alias":"test","priority":"P1","source":"test"}"#,
    advice: "Give the tool this key as its API key, and this installation's address in place of \
             https://api.opsgenie.com.",
    read,
};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    message: Text,
    alias: Text,
    description: Text,
    tags: Text,
    details: Names,
    entity: Text,
    source: Text,
    priority: Text,
    note: Text,
}

/// Why an alert is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not JSON, or not an object.
    Unrecognized,
    /// It says nothing.
    NoMessage,
}

fn read(bytes: &[u8], _mapping: &Mapping) -> Result<Vec<Signal>, Unreadable> {
    match open(bytes) {
        Ok((_, signal)) => Ok(vec![signal]),
        Err(Wrong::NoMessage) => Err(Unreadable("`message` is missing or empty.".to_owned())),
        Err(Wrong::Unrecognized) => {
            Err(Unreadable("This is not the JSON that is expected here.".to_owned()))
        }
    }
}

/// Opens an alert: its alias, and what it asks for.
///
/// # Errors
/// What is [`Wrong`] with it.
pub fn open(bytes: &[u8]) -> Result<(String, Signal), Wrong> {
    let raw: Raw = serde_json::from_slice(bytes).map_err(|_| Wrong::Unrecognized)?;
    let message = raw.message.given().ok_or(Wrong::NoMessage)?;
    let alias = match raw.alias.given() {
        Some(alias) => alias.to_owned(),
        None => digest([message, &*raw.source, &*raw.entity]),
    };
    // P3 is what Opsgenie takes when nobody says: not judged, so a human must look.
    let level = match raw.priority.trim() {
        "P1" => Level::Critical,
        "P4" => Level::Warning,
        "P5" => Level::Info,
        _ => Level::Error,
    };
    let source = raw.source.given().or(raw.entity.given()).unwrap_or_default();
    let mut report = Report::new(level, message).from(source);
    report.detail("entity", &raw.entity);
    report.detail("tags", &raw.tags);
    report.detail("description", &raw.description);
    report.detail("note", &raw.note);
    raw.details.into_report(&mut report, &[], "details");
    let signal = Signal::new(&alias, Asks::Trigger(Box::new(report)));
    Ok((alias, signal))
}
