//! Prometheus Alertmanager: its webhook, version 4.

use domain::monitoring::{Mapping, Signal};

use super::Format;
use crate::signals::{Unreadable, group};

/// The registry's line.
pub const FORMAT: Format = Format {
    name: "alertmanager",
    title: "Prometheus Alertmanager",
    path: "/alerts/alertmanager/{key}",
    header: None,
    sample: r#"{"version":"4","status":"firing","receiver":"mayday","groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://alertmanager.example","alerts":[{"status":"firing","labels":{"alertname":"TestAlert","severity":"critical","instance":"test"},"annotations":{"summary":"This is a test alert"},"startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus.example/graph","fingerprint":"0123456789abcdef"}]}"#,
    advice: "In alertmanager.yml, add this address as `url` of a `webhook_configs` entry, with \
             `send_resolved: true`.",
    read,
};

fn read(bytes: &[u8], _mapping: &Mapping) -> Result<Vec<Signal>, Unreadable> {
    group::read(bytes)
}
