//! Any JSON: where its parts stand is said by the integration, or found under their usual names.

use domain::monitoring::{Asks, Level, Mapping, Report, Signal};
use serde_json::Value;

use super::Format;
use crate::signals::Unreadable;
use crate::signals::reading::{LIST_MAX, Text, digest, instant, more};

/// The registry's line.
pub const FORMAT: Format = Format {
    name: "json",
    title: "any other tool (JSON)",
    path: "/alerts/json/{key}",
    header: None,
    sample: r#"{"summary":"This is a test alert","key":"test","severity":"critical","status":"firing","source":"test"}"#,
    advice: "Let the tool post JSON to this address. If it calls its fields otherwise, say below \
             where they stand.",
    read,
};

const SUMMARIES: [&str; 11] = [
    "summary",
    "title",
    "message",
    "subject",
    "text",
    "alert_name",
    "alertname",
    "monitorname",
    "name",
    "description",
    "details",
];
const KEYS: [&str; 12] = [
    "key",
    "dedup_key",
    "dedup",
    "incident_key",
    "alias",
    "alert_uid",
    "fingerprint",
    "alert_id",
    "alertid",
    "monitorid",
    "monitorname",
    "id",
];
const SEVERITIES: [&str; 5] = ["severity", "level", "priority", "urgency", "sev"];
const STATUSES: [&str; 6] = ["status", "state", "action", "event_action", "event_type", "event"];
const SOURCES: [&str; 7] =
    ["source", "host", "hostname", "instance", "service", "device", "monitorname"];
const TIMES: [&str; 6] = ["started_at", "startsat", "starts_at", "timestamp", "time", "created_at"];
const OVER: [&str; 14] = [
    "resolved",
    "resolve",
    "ok",
    "up",
    "closed",
    "close",
    "recovered",
    "recovery",
    "normal",
    "healthy",
    "success",
    "cleared",
    "clear",
    "inactive",
];
const ACKNOWLEDGED: [&str; 4] = ["acknowledged", "acknowledge", "ack", "acked"];

fn read(bytes: &[u8], mapping: &Mapping) -> Result<Vec<Signal>, Unreadable> {
    let body: Value = serde_json::from_slice(bytes)?;
    let found = if mapping.alerts.is_empty() { Some(&body) } else { body.pointer(&mapping.alerts) };
    let alerts: Vec<&Value> = match found {
        Some(Value::Array(items)) => items.iter().take(LIST_MAX).collect(),
        Some(Value::Object(_)) => found.into_iter().collect(),
        Some(_) => return Err(Unreadable("An object, or a list of objects, is wanted.".into())),
        None => {
            return Err(Unreadable(format!(
                "There is nothing at {}, where the alerts should stand.",
                mapping.alerts
            )));
        }
    };
    let mut signals = Vec::with_capacity(alerts.len());
    for alert in &alerts {
        if !alert.is_object() {
            return Err(Unreadable("An object, or a list of objects, is wanted.".into()));
        }
        signals.push(signal(alert, mapping));
    }
    let left = found.and_then(Value::as_array).map_or(0, |all| all.len() - alerts.len());
    signals.extend(more(u32::try_from(left).unwrap_or(u32::MAX), "Mayday"));
    Ok(signals)
}

fn signal(alert: &Value, mapping: &Mapping) -> Signal {
    let part = |pointer: &str, usual: &[&str]| {
        let value = match pointer {
            "" => usual.iter().find_map(|name| field(alert, name)),
            pointer => alert.pointer(pointer),
        };
        value.map(text).filter(|text| !text.trim().is_empty())
    };
    let summary = part(&mapping.summary, &SUMMARIES);
    let source = part(&mapping.source, &SOURCES).unwrap_or_default();
    let key = part(&mapping.key, &KEYS);
    let key = key.unwrap_or_else(|| digest([summary.as_deref().unwrap_or_default(), &source]));
    let status = part(&mapping.status, &STATUSES).unwrap_or_default();
    let is = |words: &[&str]| words.iter().any(|word| status.trim().eq_ignore_ascii_case(word));
    if is(&OVER) {
        return Signal::new(&key, Asks::Resolve);
    }
    if is(&ACKNOWLEDGED) {
        return Signal::new(&key, Asks::Acknowledge);
    }
    let severity = part(&mapping.severity, &SEVERITIES);
    let level = severity.map_or(Level::Error, |word| Level::parse(&word));
    let summary = summary.unwrap_or_else(|| text(alert));
    let mut report = Report::new(level, &summary).from(&source);
    report.started_at = part("", &TIMES).and_then(|text| instant(&text));
    for (name, value) in alert.as_object().into_iter().flatten() {
        let value = text(value);
        if value.starts_with("https://") || value.starts_with("http://") {
            report.link(&value, name);
        } else {
            report.detail(name, &value);
        }
    }
    Signal::new(&key, Asks::Trigger(Box::new(report)))
}

/// A field by its name, in capitals or not.
fn field<'a>(alert: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = alert.as_object()?;
    fields.get(name).or_else(|| {
        fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

fn text(value: &Value) -> String {
    serde_json::from_value::<Text>(value.clone()).unwrap_or_default().0
}
