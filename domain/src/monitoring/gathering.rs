//! The alerts of one incident: which still fire, and who keeps it open.

use std::time::Duration;

use imbl::Vector;

use super::{Declared, State};
use crate::words::{AlertId, IncidentId, IntegrationKey, PersonKey, Severity, Timestamp};

/// Most alerts of one incident; what comes after them opens another.
pub const ALERTS_PER_INCIDENT_MAX: usize = 1_000;
/// An incident that is over leaves the live state after this long.
pub const KEPT_FOR: Duration = Duration::from_secs(48 * 3600);

/// Why an incident stays open although no alert of it fires any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// A person said so.
    By(PersonKey),
    /// It fired again and again; only a human knows whether it is over.
    Flapping,
    /// More alerts came than can be kept apart, so nobody can tell which are over.
    Overflow,
}

/// The alerts of one incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathering {
    /// Of which incident.
    pub incident: IncidentId,
    /// Who declared it, where a person of the vendor's did and no tool reported.
    pub declared: Option<Declared>,
    /// Through which integration they came.
    pub integration: IntegrationKey,
    /// How bad the gravest is.
    pub severity: Severity,
    /// When the first came.
    pub opened_at: Timestamp,
    /// When the one who has it was last reminded that more come.
    pub told_at: Timestamp,
    /// All of them, in the order in which they came.
    pub alerts: Vector<AlertId>,
    /// How many still fire.
    pub open: u32,
    /// How often more came than can be kept apart.
    pub overflow: u32,
    /// Why it stays open.
    pub held: Option<Hold>,
    /// When somebody last said that they are still at it, and who.
    pub carried: Option<(Timestamp, PersonKey)>,
    /// Since when it is over, and who closed it, if a person did.
    pub over: Option<(Timestamp, Option<PersonKey>)>,
}

impl Gathering {
    pub(super) fn new(
        incident: IncidentId,
        integration: IntegrationKey,
        severity: Severity,
        at: Timestamp,
    ) -> Self {
        Self {
            incident,
            declared: None,
            integration,
            severity,
            opened_at: at,
            told_at: at,
            alerts: Vector::new(),
            open: 0,
            overflow: 0,
            held: None,
            carried: None,
            over: None,
        }
    }

    /// Whether it needs somebody: alerts fire, or it is kept open.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.over.is_none()
    }

    /// Whether nothing fires and nobody keeps it open.
    pub(super) fn is_finished(&self) -> bool {
        self.is_live() && self.open == 0 && self.held.is_none()
    }
}

impl State {
    /// Takes out what machines report about an incident.
    pub(crate) fn hide(&mut self, incident: IncidentId) {
        let Some(gone) = self.gatherings.remove(&incident) else { return };
        for alert in &gone.alerts {
            self.alerts.remove(alert);
        }
    }
}
