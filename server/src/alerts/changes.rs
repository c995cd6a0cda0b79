//! Change events, as PagerDuty's Events API v2 takes them: deployments and switches.

use std::sync::Arc;

use domain::monitoring::{Change, Level, Report};
use serde::Deserialize;

use crate::signals::event::{Wrong, wrong_key};
use crate::signals::reading::{List, Text, instant};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    routing_key: Text,
    payload: Option<Payload>,
    links: List<Link>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Payload {
    summary: Text,
    source: Text,
    timestamp: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Link {
    href: Text,
    text: Text,
}

/// Opens a change: its routing key and what it says.
///
/// # Errors
/// What is [`Wrong`] with it.
pub fn open(bytes: &[u8]) -> Result<(String, Change), Wrong> {
    let raw: Raw = serde_json::from_slice(bytes).map_err(|_| Wrong::Unrecognized)?;
    let mut errors = wrong_key("routing_key", &raw.routing_key);
    let payload = raw.payload.unwrap_or_default();
    if payload.summary.given().is_none() {
        errors.push("'payload.summary' is missing or blank".to_owned());
    }
    if !errors.is_empty() {
        return Err(Wrong::Invalid(errors));
    }
    // A report has the same limits as a change needs.
    let mut report = Report::new(Level::Info, &payload.summary).from(&payload.source);
    for link in &raw.links.items {
        report.link(&link.href, &link.text);
    }
    let change = Change {
        summary: Arc::clone(&report.summary),
        source: report.source,
        at: instant(&payload.timestamp),
        links: report.links,
    };
    Ok((raw.routing_key.0, change))
}
