//! A group of alerts, as Prometheus Alertmanager and Grafana's unified alerting both send it.

use domain::monitoring::{Asks, Level, Report, Signal};
use serde::Deserialize;

use super::reading::{List, Names, Text, Unreadable, instant, more};

/// The annotations that say what an alert is about, the best first.
const SUMMARIES: [&str; 5] = ["summary", "title", "message", "description", "text"];
/// The labels that say how bad it is.
const SEVERITIES: [&str; 4] = ["severity", "priority", "level", "sev"];
/// The labels that say where.
const SOURCES: [&str; 6] = ["instance", "host", "hostname", "node", "pod", "job"];

/// A group; what a sender adds is ignored.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub struct Group {
    status: Text,
    alerts: Option<List<Alert>>,
    truncated_alerts: Option<u32>,
    #[serde(rename = "externalURL")]
    external_url: Text,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Alert {
    status: Text,
    labels: Names,
    annotations: Names,
    starts_at: Text,
    fingerprint: Text,
    #[serde(rename = "generatorURL")]
    generator_url: Text,
    #[serde(rename = "dashboardURL")]
    dashboard_url: Text,
    #[serde(rename = "panelURL")]
    panel_url: Text,
    #[serde(rename = "silenceURL")]
    silence_url: Text,
    #[serde(rename = "imageURL")]
    image_url: Text,
    value_string: Text,
    values: Names,
}

/// Reads a group: each alert of it is a signal of its own, fired ones and resolved ones alike.
pub fn read(bytes: &[u8]) -> Result<Vec<Signal>, Unreadable> {
    let group: Group = serde_json::from_slice(bytes)?;
    let Some(alerts) = group.alerts else {
        let why = "There is no list `alerts` in it. Send what the tool's webhook sends by itself.";
        return Err(Unreadable(why.to_owned()));
    };
    let left_out = alerts.more.saturating_add(group.truncated_alerts.unwrap_or_default());
    let status = group.status;
    let mut signals: Vec<Signal> =
        alerts.items.into_iter().map(|alert| alert.signal(&status)).collect();
    signals.extend(more(left_out, &group.external_url));
    Ok(signals)
}

impl Alert {
    fn signal(self, of_group: &Text) -> Signal {
        let status = self.status.given().or(of_group.given()).unwrap_or_default();
        // The fingerprint stays the same while and whenever the same labels fire; the start tells
        // one firing from the next.
        let key = match self.fingerprint.given() {
            Some(fingerprint) => fingerprint.to_owned(),
            None => self.labels.digest(),
        };
        if status.eq_ignore_ascii_case("resolved") || status.eq_ignore_ascii_case("ok") {
            return Signal::new(&key, Asks::Resolve);
        }
        Signal::new(&key, Asks::Trigger(Box::new(self.report())))
    }

    fn report(self) -> Report {
        let name = self.labels.get("alertname").unwrap_or("An alert without a name");
        let level = self.labels.first_of(&SEVERITIES).map_or(Level::Error, Level::parse);
        let summary = self.annotations.first_of(&SUMMARIES).unwrap_or(name);
        let source = self.labels.first_of(&SOURCES).unwrap_or(name);
        let mut report = Report::new(level, summary).from(source);
        report.started_at = instant(&self.starts_at);
        report.link(&self.generator_url, "the rule");
        report.link(&self.dashboard_url, "the dashboard");
        report.link(&self.panel_url, "the panel");
        report.link(&self.silence_url, "silence it");
        report.link(&self.image_url, "a picture");
        self.labels.into_report(&mut report, &[], "label");
        self.annotations.into_report(&mut report, &["summary"], "annotation");
        report.detail("values", &self.value_string);
        self.values.into_report(&mut report, &[], "value");
        report
    }
}
