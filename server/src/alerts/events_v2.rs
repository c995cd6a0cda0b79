//! PagerDuty Events API v2: what most tools can send, by the body that they send it with.

use domain::monitoring::{Asks, Level, Mapping, Report, Signal};
use serde::Deserialize;

use super::Format;
use crate::signals::Unreadable;
use crate::signals::event::{Event, Wrong, wrong_key};
use crate::signals::reading::{List, Names, Text, digest, instant};

/// The registry's line.
pub const FORMAT: Format = Format {
    name: "pagerduty",
    title: "anything that speaks PagerDuty Events v2",
    path: "/v2/enqueue",
    header: None,
    sample: r#"{"routing_key":"{key}","event_action":"trigger","dedup_key":"test","payload":{"summary":"This is a test alert","source":"test","severity":"critical"}}"#,
    advice: "Give the tool this routing key, and this address in place of \
             https://events.pagerduty.com/v2/enqueue.",
    read,
};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    routing_key: Text,
    event_action: Text,
    dedup_key: Text,
    payload: Option<Payload>,
    links: List<Link>,
    images: List<Image>,
    client: Text,
    client_url: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Payload {
    summary: Text,
    source: Text,
    severity: Text,
    timestamp: Text,
    component: Text,
    group: Text,
    class: Text,
    custom_details: Names,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Link {
    href: Text,
    text: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Image {
    src: Text,
    href: Text,
    alt: Text,
}

fn read(bytes: &[u8], _mapping: &Mapping) -> Result<Vec<Signal>, Unreadable> {
    let raw: Raw = serde_json::from_slice(bytes)?;
    let mut errors = Vec::new();
    let (signal, _) = raw.signal(&mut errors);
    match (signal, errors.is_empty()) {
        (Some(signal), true) => Ok(vec![signal]),
        _ => Err(Unreadable(errors.join("; "))),
    }
}

/// Opens an event.
///
/// # Errors
/// What is [`Wrong`] with it.
pub fn open(bytes: &[u8]) -> Result<Event, Wrong> {
    let raw: Raw = serde_json::from_slice(bytes).map_err(|_| Wrong::Unrecognized)?;
    let mut errors = wrong_key("routing_key", &raw.routing_key);
    let routing_key = raw.routing_key.0.clone();
    let (signal, dedup_key) = raw.signal(&mut errors);
    match signal {
        Some(signal) if errors.is_empty() => Ok(Event { routing_key, dedup_key, signal }),
        _ => Err(Wrong::Invalid(errors)),
    }
}

impl Raw {
    fn signal(self, errors: &mut Vec<String>) -> (Option<Signal>, String) {
        let dedup_key = self.dedup_key.0.clone();
        let needed = |errors: &mut Vec<String>| {
            if dedup_key.is_empty() {
                errors.push("'dedup_key' is missing or blank".to_owned());
            }
        };
        match &*self.event_action {
            "trigger" => {
                let Some(report) = self.report(errors) else { return (None, dedup_key) };
                // The sender is told the key that we made, so that it can say when it is over. The
                // same event sent twice, as after a lost answer, is one alert.
                let key = if dedup_key.is_empty() {
                    digest([&*report.summary, &report.source, &format!("{:?}", report.details)])
                } else {
                    dedup_key
                };
                (Some(Signal::new(&key, Asks::Trigger(Box::new(report)))), key)
            }
            "acknowledge" => {
                needed(errors);
                (Some(Signal::new(&dedup_key, Asks::Acknowledge)), dedup_key)
            }
            "resolve" => {
                needed(errors);
                (Some(Signal::new(&dedup_key, Asks::Resolve)), dedup_key)
            }
            "" => {
                errors.push("'event_action' is missing or blank".to_owned());
                (None, dedup_key)
            }
            _ => {
                let possible = "'trigger', 'acknowledge' or 'resolve'";
                errors.push(format!(
                    "'event_action' is invalid (must be one of the following: {possible})"
                ));
                (None, dedup_key)
            }
        }
    }

    fn report(self, errors: &mut Vec<String>) -> Option<Report> {
        let Some(payload) = self.payload else {
            errors.push("'payload' is missing or blank".to_owned());
            return None;
        };
        for (name, value) in [
            ("summary", &payload.summary),
            ("source", &payload.source),
            ("severity", &payload.severity),
        ] {
            if value.given().is_none() {
                errors.push(format!("'payload.{name}' is missing or blank"));
            }
        }
        let level = match payload.severity.trim().to_ascii_lowercase().as_str() {
            "critical" => Level::Critical,
            "error" => Level::Error,
            "warning" => Level::Warning,
            "info" => Level::Info,
            "" => return None,
            _ => {
                let possible = "'critical', 'warning', 'error' or 'info'";
                errors.push(format!(
                    "'payload.severity' is invalid (must be one of the following: {possible})"
                ));
                return None;
            }
        };
        let mut report = Report::new(level, &payload.summary).from(&payload.source);
        report.started_at = instant(&payload.timestamp);
        report.detail("component", &payload.component);
        report.detail("group", &payload.group);
        report.detail("class", &payload.class);
        report.detail("client", &self.client);
        for link in &self.links.items {
            report.link(&link.href, &link.text);
        }
        report.link(&self.client_url, self.client.given().unwrap_or("the tool"));
        for image in &self.images.items {
            let words = image.alt.given().unwrap_or("a picture");
            report.link(image.href.given().unwrap_or(&image.src), words);
        }
        payload.custom_details.into_report(&mut report, &[], "details");
        Some(report)
    }
}
