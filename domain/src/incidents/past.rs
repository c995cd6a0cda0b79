//! Incidents that are over for good: how long such faults take.

use imbl::Vector;

use super::Incident;
use crate::words::{IncidentId, ServiceKey, Severity, Timestamp};

/// So many of them are kept.
pub const PAST_MAX: usize = 2_000;

/// An incident that is over for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Which.
    pub incident: IncidentId,
    /// Of which service.
    pub service: Option<ServiceKey>,
    /// How bad it was.
    pub severity: Severity,
    /// Whether anybody had called.
    pub called: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was over.
    pub settled_at: Timestamp,
}

/// What was joined to another one lasted as long as that one, and is not counted twice.
pub(super) fn remember(past: &mut Vector<Past>, known: &Incident) {
    let own = !known.emergencies.is_empty() || known.alert.is_some();
    let Some(settled_at) = known.settled_at.filter(|_| own) else { return };
    if past.len() >= PAST_MAX {
        past.pop_front();
    }
    past.push_back(Past {
        incident: known.id,
        service: known.service.clone(),
        severity: known.severity,
        called: !known.emergencies.is_empty(),
        opened_at: known.opened_at,
        settled_at,
    });
}
