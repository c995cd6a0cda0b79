//! What programs rely on in Statuspage's documents, field for field: which keys there are, of which
//! type, what may be null, and which words there are. Written from what its clients read, and not
//! from our own code.

use serde_json::Value;

/// What a value may be.
#[derive(Clone, Copy)]
pub(super) enum Is {
    /// Any text.
    Text,
    /// Twelve small letters and digits.
    Id,
    /// An instant with milliseconds and an offset.
    Time,
    /// A day.
    Day,
    /// Yes or no.
    Flag,
    /// A whole number from 1.
    Place,
    /// An address.
    Url,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Always null: there is such a field, and nothing to say in it.
    Null,
    /// That, or null.
    Maybe(&'static Is),
    /// A list of these, as long as it likes.
    List(&'static Is),
    /// The same, with at least one.
    Some(&'static Is),
    /// Exactly these fields.
    Fields(&'static [(&'static str, Is)]),
    /// A header of a group where `group` says so, and a component otherwise.
    Component,
}

use Is::{Component, Day, Fields, Flag, Id, List, Maybe, Null, Place, Text, Time, Url, Word};

const PAGE: Is =
    Fields(&[("id", Id), ("name", Text), ("url", Url), ("time_zone", Text), ("updated_at", Time)]);
const INDICATOR: Is = Word(&["none", "minor", "major", "critical", "maintenance"]);
const DESCRIPTION: Is = Word(&[
    "All Systems Operational",
    "Service Under Maintenance",
    "Partially Degraded Service",
    "Degraded System Service",
    "Minor Service Outage",
    "Partial System Outage",
    "Major System Outage",
]);
const STATUS: Is = Fields(&[("indicator", INDICATOR), ("description", DESCRIPTION)]);
const FARES: Is = Word(&[
    "operational",
    "degraded_performance",
    "partial_outage",
    "major_outage",
    "under_maintenance",
]);
const SINGLE: &[(&str, Is)] = &[
    ("id", Id),
    ("name", Text),
    ("status", FARES),
    ("created_at", Time),
    ("updated_at", Time),
    ("position", Place),
    ("description", Maybe(&Text)),
    ("showcase", Flag),
    ("start_date", Maybe(&Day)),
    ("group_id", Maybe(&Id)),
    ("page_id", Id),
    ("group", Flag),
    ("only_show_if_degraded", Flag),
];
const GROUP: &[(&str, Is)] = &[
    ("id", Id),
    ("name", Text),
    ("status", FARES),
    ("created_at", Time),
    ("updated_at", Time),
    ("position", Place),
    ("description", Maybe(&Text)),
    ("showcase", Flag),
    ("start_date", Null),
    ("group_id", Null),
    ("page_id", Id),
    ("group", Flag),
    ("only_show_if_degraded", Flag),
    ("components", List(&Id)),
];
const TURN: Is =
    Fields(&[("code", Id), ("name", Text), ("old_status", FARES), ("new_status", FARES)]);
const PHASE: Is = Word(&["investigating", "identified", "monitoring", "resolved", "postmortem"]);
const UNRESOLVED: Is = Word(&["investigating", "identified", "monitoring"]);
const STAGE: Is = Word(&["scheduled", "in_progress", "verifying", "completed"]);
const IMPACT: Is = Word(&["none", "minor", "major", "critical"]);
const PLANNED_IMPACT: Is = Word(&["maintenance", "none", "minor", "major", "critical"]);

/// The fields of an update, whose words are those.
macro_rules! update {
    ($words:expr) => {
        Fields(&[
            ("id", Id),
            ("status", $words),
            ("body", Text),
            ("incident_id", Id),
            ("created_at", Time),
            ("updated_at", Time),
            ("display_at", Time),
            ("affected_components", Maybe(&Is::Some(&TURN))),
            ("deliver_notifications", Flag),
            ("custom_tweet", Null),
            ("tweet_id", Null),
        ])
    };
}

/// The fields of an incident, whose status and whose updates' are among those words.
macro_rules! incident {
    ($words:expr, $said:expr, $impact:expr, $($more:expr),+) => {
        Fields(&[
            ("id", Id),
            ("name", Text),
            ("status", $words),
            ("created_at", Time),
            ("updated_at", Time),
            ("monitoring_at", Maybe(&Time)),
            ("resolved_at", Maybe(&Time)),
            ("impact", $impact),
            ("shortlink", Url),
            ("started_at", Time),
            ("page_id", Id),
            ("incident_updates", Is::Some(&update!($said))),
            ("components", List(&Component)),
            $($more),+
        ])
    };
}

/// `reminder_intervals` is a text or null with Statuspage; there are none here.
const INCIDENT: Is = incident!(PHASE, PHASE, IMPACT, ("reminder_intervals", Null));
const LIVE: Is = incident!(UNRESOLVED, PHASE, IMPACT, ("reminder_intervals", Null));
const PLANNED: Is =
    incident!(STAGE, STAGE, PLANNED_IMPACT, ("scheduled_for", Time), ("scheduled_until", Time));
const UPCOMING: Is = incident!(
    Word(&["scheduled"]),
    STAGE,
    PLANNED_IMPACT,
    ("scheduled_for", Time),
    ("scheduled_until", Time)
);
const ACTIVE: Is = incident!(
    Word(&["in_progress", "verifying"]),
    STAGE,
    PLANNED_IMPACT,
    ("scheduled_for", Time),
    ("scheduled_until", Time)
);
const AHEAD: Is = incident!(
    Word(&["scheduled", "in_progress", "verifying"]),
    STAGE,
    PLANNED_IMPACT,
    ("scheduled_for", Time),
    ("scheduled_until", Time)
);

/// The documents, by their names below `/api/v2/`.
pub(super) const DOCUMENTS: [(&str, Is); 8] = [
    (
        "summary.json",
        Fields(&[
            ("page", PAGE),
            ("components", List(&Component)),
            ("incidents", List(&LIVE)),
            ("scheduled_maintenances", List(&AHEAD)),
            ("status", STATUS),
        ]),
    ),
    ("status.json", Fields(&[("page", PAGE), ("status", STATUS)])),
    ("components.json", Fields(&[("page", PAGE), ("components", List(&Component))])),
    ("incidents.json", Fields(&[("page", PAGE), ("incidents", List(&INCIDENT))])),
    ("incidents/unresolved.json", Fields(&[("page", PAGE), ("incidents", List(&LIVE))])),
    (
        "scheduled-maintenances.json",
        Fields(&[("page", PAGE), ("scheduled_maintenances", List(&PLANNED))]),
    ),
    (
        "scheduled-maintenances/upcoming.json",
        Fields(&[("page", PAGE), ("scheduled_maintenances", List(&UPCOMING))]),
    ),
    (
        "scheduled-maintenances/active.json",
        Fields(&[("page", PAGE), ("scheduled_maintenances", List(&ACTIVE))]),
    ),
];

const META: Is = Fields(&[("unsubscribe", Url), ("documentation", Url)]);
const POSTED_PAGE: Is =
    Fields(&[("id", Id), ("status_indicator", INDICATOR), ("status_description", DESCRIPTION)]);
const POSTED_UPDATE: Is = Fields(&[
    ("id", Id),
    ("incident_id", Id),
    ("body", Text),
    (
        "status",
        Word(&[
            "investigating",
            "identified",
            "monitoring",
            "resolved",
            "postmortem",
            "scheduled",
            "in_progress",
            "verifying",
            "completed",
        ]),
    ),
    ("created_at", Time),
    ("updated_at", Time),
    ("display_at", Time),
    ("wants_twitter_update", Flag),
    ("twitter_updated_at", Null),
]);

/// What is posted about an incident; and about maintenance, with its times.
pub(super) const POSTED_INCIDENT: Is = Fields(&[
    ("meta", META),
    ("page", POSTED_PAGE),
    (
        "incident",
        Fields(&[
            ("id", Id),
            ("organization_id", Id),
            ("name", Text),
            (
                "status",
                Word(&[
                    "investigating",
                    "identified",
                    "monitoring",
                    "resolved",
                    "postmortem",
                    "scheduled",
                    "in_progress",
                    "verifying",
                    "completed",
                ]),
            ),
            ("impact", PLANNED_IMPACT),
            ("impact_override", Null),
            ("shortlink", Url),
            ("backfilled", Flag),
            ("created_at", Time),
            ("updated_at", Time),
            ("monitoring_at", Maybe(&Time)),
            ("resolved_at", Maybe(&Time)),
            ("scheduled_for", Maybe(&Time)),
            ("scheduled_until", Maybe(&Time)),
            ("scheduled_auto_transition", Null),
            ("scheduled_remind_prior", Null),
            ("scheduled_reminded_at", Null),
            ("postmortem_body", Maybe(&Text)),
            ("postmortem_body_last_updated_at", Maybe(&Time)),
            ("postmortem_ignored", Flag),
            ("postmortem_notified_subscribers", Flag),
            ("postmortem_notified_twitter", Flag),
            ("postmortem_published_at", Maybe(&Time)),
            ("incident_updates", Is::Some(&POSTED_UPDATE)),
        ]),
    ),
]);

/// What is posted about a component that fares otherwise.
pub(super) const POSTED_COMPONENT: Is = Fields(&[
    ("meta", META),
    ("page", POSTED_PAGE),
    (
        "component_update",
        Fields(&[
            ("id", Id),
            ("component_id", Id),
            ("created_at", Time),
            ("old_status", FARES),
            ("new_status", FARES),
        ]),
    ),
    ("component", Fields(&[("id", Id), ("name", Text), ("created_at", Time), ("status", FARES)])),
]);

/// What of a value is not as programs expect it, each with the way to it.
pub(super) fn wrong(value: &Value, is: Is, at: &str) -> Vec<String> {
    let text = value.as_str();
    let fits = match is {
        Text => text.is_some(),
        Id => text.is_some_and(is_id),
        Time => text.is_some_and(is_time),
        Day => text.is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok()),
        Flag => value.is_boolean(),
        Place => value.as_u64().is_some_and(|place| place > 0),
        Url => text.is_some_and(|text| text.starts_with("https://")),
        Word(words) => text.is_some_and(|text| words.contains(&text)),
        Null => value.is_null(),
        Maybe(is) => return if value.is_null() { Vec::new() } else { wrong(value, *is, at) },
        Is::Some(is) => match value.as_array().is_some_and(|list| !list.is_empty()) {
            true => return wrong(value, List(is), at),
            false => false,
        },
        List(is) => match value.as_array() {
            Some(list) => {
                let each = list.iter().enumerate();
                return each.flat_map(|(n, one)| wrong(one, *is, &format!("{at}[{n}]"))).collect();
            }
            None => false,
        },
        Fields(fields) => return wrong_fields(value, fields, at),
        Component => {
            let fields = if value["group"] == true { GROUP } else { SINGLE };
            return wrong_fields(value, fields, at);
        }
    };
    if fits { Vec::new() } else { vec![format!("{at}: {value}")] }
}

fn wrong_fields(value: &Value, fields: &[(&str, Is)], at: &str) -> Vec<String> {
    let Some(object) = value.as_object() else { return vec![format!("{at}: {value}")] };
    let unknown = object.keys().filter(|key| !fields.iter().any(|(name, _)| name == key));
    let unknown = unknown.map(|key| format!("{at}.{key}: nobody knows it"));
    let known = fields.iter().flat_map(|(name, is)| match object.get(*name) {
        Some(value) => wrong(value, *is, &format!("{at}.{name}")),
        None => vec![format!("{at}.{name}: missing")],
    });
    unknown.chain(known).collect()
}

fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// `2026-11-21T21:00:00.000+01:00`, or `Z` in place of an offset of nothing.
fn is_time(text: &str) -> bool {
    let Some((at, offset)) = text.split_at_checked("2026-11-21T21:00:00.000".len()) else {
        return false;
    };
    let shape = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
    };
    let offset = shape(offset);
    shape(at) == "0000-00-00T00:00:00.000"
        && ["Z", "+00:00", "-00:00"].contains(&offset.as_str())
        && text.parse::<jiff::Timestamp>().is_ok()
}
