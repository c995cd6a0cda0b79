//! What a letter says of an incident that only machines report.

use domain::State;
use domain::words::IncidentId;

/// Longest summary of an alert in a letter, in characters; a lock screen shows no more.
const SUMMARY_CHARS_MAX: usize = 120;

/// What the gravest alert that fires says, or the first of all, cut to what a lock screen shows;
/// `None` when a customer has called about the incident.
pub(super) fn foremost(state: &State, incident: IncidentId) -> Option<String> {
    let known = state.incidents.get(incident)?;
    if known.alert.is_none() || !known.emergencies.is_empty() {
        return None;
    }
    let firing = state.monitoring.alerts_of(incident).filter(|alert| alert.is_open());
    let gravest = firing.min_by_key(|alert| (alert.report.level, alert.first_at));
    let alert = gravest.or_else(|| state.monitoring.alerts_of(incident).next());
    let summary = alert.map_or("a fault is reported", |alert| &*alert.report.summary);
    let line = domain::words::tidy_line(summary);
    let mut cut: String = line.chars().take(SUMMARY_CHARS_MAX).collect();
    if cut.len() < line.len() {
        cut.push('…');
    }
    Some(cut)
}

/// Who says so, in a sentence.
pub(super) fn reporter(state: &State, incident: IncidentId) -> String {
    let gathering = state.monitoring.gathering(incident);
    match gathering.and_then(|known| known.declared.as_ref()) {
        Some(declared) => format!("{} has opened this.", state.access.name(&declared.by)),
        None => "A machine reports this.".to_owned(),
    }
}
