//! What people change about an incident, kept for its timeline.

use std::sync::Arc;

use imbl::Vector;
use serde::{Deserialize, Serialize};

use super::{Event, Incident, State};
use crate::words::{
    EmergencyId, IncidentId, PersonKey, Personal, Phase, PolicyKey, ServiceKey, Severity, Timestamp,
};

/// To whom an incident goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// To whoever this service's policy calls.
    Service(ServiceKey),
    /// To whoever this policy calls.
    Policy(PolicyKey),
}

/// What somebody changed about an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who, if it was a person.
    pub by: Option<PersonKey>,
    /// What.
    pub what: What,
}

/// What can be changed about an incident.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// How bad it is.
    Severity(Severity),
    /// How far the work has got.
    Phase(Phase),
    /// Who leads.
    Lead(PersonKey),
    /// It rang anew by the policy as it was then.
    Restarted,
    /// Others are called.
    Rerouted(Route),
}

/// Most changes that are kept with a live incident; the latest matter.
pub const CHANGES_MAX: usize = 200;

impl Incident {
    pub(super) fn note(&mut self, at: Timestamp, by: Option<PersonKey>, what: What) {
        if self.changes.len() >= CHANGES_MAX {
            self.changes.pop_front();
        }
        self.changes.push_back(Change { at, by, what });
    }
}

impl State {
    /// Takes out whose calls an incident gathers and what was changed about it; returns the calls.
    pub(crate) fn hide(&mut self, incident: IncidentId) -> Vec<EmergencyId> {
        let Some(known) = self.incidents.get_mut(&incident) else { return Vec::new() };
        let known = Arc::make_mut(known);
        let gone: Vec<EmergencyId> = std::mem::take(&mut known.emergencies).into_iter().collect();
        (known.alert, known.changes) = (None, Vector::new());
        for emergency in &gone {
            self.of_emergency.remove(emergency);
            self.came_from.remove(emergency);
        }
        gone
    }
}

impl Event {
    /// The incident it belongs to, if to one.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::ServicePut { .. } | Self::ServiceRemoved { .. } => None,
            Self::Opened { incident, .. }
            | Self::Joined { incident, .. }
            | Self::Left { incident, .. }
            | Self::Raised { incident, .. }
            | Self::Led { incident, .. }
            | Self::SeveritySet { incident, .. }
            | Self::PhaseSet { incident, .. }
            | Self::Restarted { incident, .. }
            | Self::Rerouted { incident, .. }
            | Self::Settled { incident }
            | Self::Revived { incident }
            | Self::Archived { incident } => Some(*incident),
        }
    }

    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
