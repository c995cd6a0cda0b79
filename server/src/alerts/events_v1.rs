//! PagerDuty Events API v1, which old agents still speak.

use domain::monitoring::{Asks, Level, Report, Signal};
use serde::Deserialize;

use crate::signals::event::{Event, Wrong, wrong_key};
use crate::signals::reading::{List, Names, Text, digest};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    service_key: Text,
    event_type: Text,
    incident_key: Text,
    description: Text,
    details: Names,
    client: Text,
    client_url: Text,
    contexts: List<Context>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Context {
    href: Text,
    src: Text,
    text: Text,
    alt: Text,
}

/// Opens an event.
///
/// # Errors
/// What is [`Wrong`] with it.
pub fn open(bytes: &[u8]) -> Result<Event, Wrong> {
    let raw: Raw = serde_json::from_slice(bytes).map_err(|_| Wrong::Unrecognized)?;
    let mut errors = wrong_key("service_key", &raw.service_key);
    let routing_key = raw.service_key.0.clone();
    let mut dedup_key = raw.incident_key.0.clone();
    let asks = match &*raw.event_type {
        "trigger" => {
            if raw.description.given().is_none() {
                errors.push("'description' is missing or blank".to_owned());
            }
            let report = raw.report();
            if dedup_key.is_empty() {
                dedup_key = digest([&*report.summary, &format!("{:?}", report.details)]);
            }
            Asks::Trigger(Box::new(report))
        }
        "acknowledge" => Asks::Acknowledge,
        "resolve" => Asks::Resolve,
        _ => {
            let possible = "'trigger', 'acknowledge' or 'resolve'";
            errors.push(format!(
                "'event_type' is invalid (must be one of the following: {possible})"
            ));
            return Err(Wrong::Invalid(errors));
        }
    };
    if dedup_key.is_empty() {
        errors.push("'incident_key' is missing or blank".to_owned());
    }
    if !errors.is_empty() {
        return Err(Wrong::Invalid(errors));
    }
    let signal = Signal::new(&dedup_key, asks);
    Ok(Event { routing_key, dedup_key, signal })
}

impl Raw {
    /// Version 1 knows no severity: each of its events calls somebody.
    fn report(self) -> Report {
        let level = self.details.get("severity").map_or(Level::Critical, Level::parse);
        let source = self.details.first_of(&["HOSTNAME", "hostname", "host", "source"]);
        let source = source.or(self.client.given()).unwrap_or_default().to_owned();
        let mut report = Report::new(level, &self.description).from(&source);
        for context in &self.contexts.items {
            let href = context.href.given().unwrap_or(&context.src);
            report.link(href, context.text.given().unwrap_or(&context.alt));
        }
        report.link(&self.client_url, &self.client);
        self.details.into_report(&mut report, &[], "details");
        report
    }
}
