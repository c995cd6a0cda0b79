//! What letters say of planned maintenance: to whoever looks after it, and beside an alert that
//! arose in the middle of it.

use domain::State;
use domain::maintenance::Stage;
use domain::words::{IncidentId, MaintenanceId};
use serde_json::json;

use super::{Text, Writer};
use crate::channels::Action;

/// Says that an incident arose during maintenance. It rings all the same.
pub(super) fn mark(state: &State, incident: IncidentId) -> Option<String> {
    let known = state.arose_during(incident)?.as_written(&state.maintenance);
    Some(format!(
        "It began during maintenance {}: {}. It may be that, and it may be something else.",
        known.number, known.plan.title
    ))
}

impl Writer {
    /// How far it is, to whoever looks after it; nothing once it is over.
    pub(super) fn maintenance(&self, state: &State, maintenance: MaintenanceId) -> Option<Text> {
        let known = state.maintenance.get(maintenance)?.as_written(&state.maintenance);
        let (number, title) = (known.number, &known.plan.title);
        let zone = crate::zones().get(&known.plan.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let time = |at: domain::words::Timestamp| {
            let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
            at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
        };
        let (from, until) = (time(known.plan.from), time(known.plan.until));
        let (subject, line) = match known.stage {
            Stage::Scheduled => (
                format!("Maintenance {number} starts {from}: {title}"),
                "It starts by itself. Change it or cancel it while there is time.".to_owned(),
            ),
            Stage::InProgress | Stage::Verifying if !known.overruns => (
                format!("Maintenance {number} has begun: {title}"),
                format!("It ends {until}. Extend it with a reason if it takes longer."),
            ),
            Stage::InProgress | Stage::Verifying | Stage::Overrun => (
                format!("Maintenance {number} overruns: {title}"),
                format!(
                    "It should have been over {until}, and the status page says so. Say that it \
                     is over, or extend it with a reason."
                ),
            ),
            Stage::Completed | Stage::Cancelled => return None,
        };
        let url = format!("{}/console/maintenance/{number}", self.public_url);
        Some(Text {
            kind: "maintenance",
            subject,
            lines: vec![line],
            action: Some(Action { label: "Open the maintenance".to_owned(), url: url.clone() }),
            data: json!({
                "maintenance": number, "stage": known.stage.name(), "title": title.as_str(),
                "from": from, "until": until, "url": url,
            }),
        })
    }
}
