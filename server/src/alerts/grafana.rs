//! Grafana: the webhook of unified alerting, and that of the legacy alerting before it.

use domain::monitoring::{Asks, Level, Mapping, Report, Signal};
use serde::Deserialize;

use super::Format;
use crate::signals::reading::{List, Names, Text, digest};
use crate::signals::{Unreadable, group};

/// The registry's line.
pub const FORMAT: Format = Format {
    name: "grafana",
    title: "Grafana",
    path: "/alerts/grafana/{key}",
    header: None,
    sample: r#"{"receiver":"mayday","status":"firing","orgId":1,"version":"1","state":"alerting","title":"[FIRING:1] TestAlert","message":"","externalURL":"http://grafana.example/","alerts":[{"status":"firing","labels":{"alertname":"TestAlert","severity":"critical"},"annotations":{"summary":"This is a test alert"},"startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://grafana.example/alerting","fingerprint":"0123456789abcdef","silenceURL":"http://grafana.example/silence","valueString":"[ value=1 ]"}]}"#,
    advice: "In Grafana, add a contact point of the kind Webhook with this address and the method \
             POST, and leave “Disable resolved message” off.",
    read,
};

/// A message of the legacy alerting, which tells of one rule.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Legacy {
    rule_id: Text,
    rule_name: Text,
    rule_url: Text,
    state: Text,
    title: Text,
    message: Text,
    image_url: Text,
    eval_matches: List<Match>,
    tags: Names,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Match {
    metric: Text,
    value: Text,
}

fn read(bytes: &[u8], _mapping: &Mapping) -> Result<Vec<Signal>, Unreadable> {
    let legacy: Legacy = serde_json::from_slice(bytes)?;
    let named = legacy.rule_id.given().or(legacy.rule_name.given()).is_some();
    if !named {
        return group::read(bytes);
    }
    Ok(vec![legacy.signal()])
}

impl Legacy {
    fn signal(self) -> Signal {
        // Rules that were never stored all have the number 0.
        let number = self.rule_id.given().filter(|number| *number != "0");
        let key = match number {
            Some(number) => format!("rule {number}"),
            None => digest([&*self.rule_name, &*self.rule_url]),
        };
        let state = self.state.trim();
        if state.eq_ignore_ascii_case("ok") || state.eq_ignore_ascii_case("paused") {
            return Signal::new(&key, Asks::Resolve);
        }
        let level = self.tags.get("severity").map_or(Level::Error, Level::parse);
        let summary = self.message.given().or(self.title.given()).unwrap_or(&self.rule_name);
        let mut report = Report::new(level, summary).from(&self.rule_name);
        report.detail("state", state);
        for found in &self.eval_matches.items {
            let name = found.metric.given().unwrap_or("value");
            report.detail(name, &found.value);
        }
        report.link(&self.rule_url, "the rule");
        report.link(&self.image_url, "a picture");
        self.tags.into_report(&mut report, &["severity"], "tag");
        Signal::new(&key, Asks::Trigger(Box::new(report)))
    }
}
