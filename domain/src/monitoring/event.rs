//! What happened in monitoring.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Change, Level, Profile, Report, Resolver};
use crate::words::{
    AlertId, IncidentId, IntegrationKey, PersonKey, Personal, RouteId, ServiceKey, SmolStr,
    Timestamp,
};

/// How an alert came to its incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// It opened one.
    Opened,
    /// Many came at once: it joined one that is live.
    Folded {
        /// Whether the one who has it is told that more come.
        remind: bool,
    },
    /// Many came at once: one that was over is live again, and stays so until a human closes it.
    Revived,
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An integration was defined.
    IntegrationPut {
        /// Which.
        integration: IntegrationKey,
        /// How.
        profile: Profile,
        /// From which its routing key is derived.
        route: RouteId,
    },
    /// An integration was taken out.
    IntegrationRemoved {
        /// Which.
        integration: IntegrationKey,
    },
    /// A person tried it.
    Tested {
        /// Which integration.
        integration: IntegrationKey,
        /// What was read.
        summary: Arc<str>,
    },
    /// A new alert fired.
    Triggered {
        /// The new alert.
        alert: AlertId,
        /// Through which integration.
        integration: IntegrationKey,
        /// By which its tool knows it again.
        key: SmolStr,
        /// What the tool says.
        report: Report,
    },
    /// A known alert fires on.
    Repeated {
        /// Which.
        alert: AlertId,
        /// Of which incident.
        incident: Option<IncidentId>,
        /// What the tool says now, where it says something else.
        report: Option<Report>,
        /// Whether it had been quiet for long, or over in between, and so rings again.
        again: bool,
    },
    /// Somebody pressed a button in the tool.
    Acknowledged {
        /// About which alert.
        alert: AlertId,
        /// Of which incident.
        incident: Option<IncidentId>,
    },
    /// An alert is over.
    Resolved {
        /// Which.
        alert: AlertId,
        /// Of which incident.
        incident: Option<IncidentId>,
        /// Who says so.
        by: Resolver,
    },
    /// An alert belongs to an incident.
    Joined {
        /// Which alert.
        alert: AlertId,
        /// To which incident.
        incident: IncidentId,
        /// How it came there.
        manner: Manner,
    },
    /// More alerts came than can be kept apart; this one is only counted.
    Overflowed {
        /// Through which integration.
        integration: IntegrationKey,
        /// How bad.
        level: Level,
        /// What the tool says.
        summary: Arc<str>,
        /// Which incident counts it; none when it rings nobody.
        incident: Option<IncidentId>,
        /// The alert that the incident is opened for, when it is a new one.
        fresh: Option<AlertId>,
    },
    /// A person of the vendor's opened an incident.
    Declared {
        /// The alert that stands for it: it fires until a person closes it.
        alert: AlertId,
        /// The new incident.
        incident: IncidentId,
        /// By which it is known again while it goes on; the alert itself, where it is empty.
        #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
        key: SmolStr,
        /// What is wrong, and how bad.
        report: Report,
        /// About which service, if one.
        service: Option<ServiceKey>,
        /// Whether whoever is on call is rung.
        rings: bool,
        /// Since when it has failed, if whoever opened it said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
        /// Who.
        by: PersonKey,
    },
    /// A person keeps an incident open.
    Held {
        /// Which.
        incident: IncidentId,
        /// Who.
        by: PersonKey,
    },
    /// A person is still at it.
    Carried {
        /// At which incident.
        incident: IncidentId,
        /// Who.
        by: PersonKey,
    },
    /// What machines have reported about an incident is over.
    Over {
        /// Which.
        incident: IncidentId,
        /// Who closed it, if a person did.
        by: Option<PersonKey>,
    },
    /// A tool reported a change.
    Changed {
        /// Through which integration.
        integration: IntegrationKey,
        /// What.
        change: Change,
    },
    /// The alerts of an incident left the live state.
    Forgotten {
        /// Of which incident.
        incident: IncidentId,
    },
}

impl Event {
    /// The incident it belongs to, if to one.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::IntegrationPut { .. }
            | Self::IntegrationRemoved { .. }
            | Self::Tested { .. }
            | Self::Triggered { .. }
            | Self::Changed { .. } => None,
            Self::Repeated { incident, .. }
            | Self::Acknowledged { incident, .. }
            | Self::Resolved { incident, .. }
            | Self::Overflowed { incident, .. } => *incident,
            Self::Joined { incident, .. }
            | Self::Declared { incident, .. }
            | Self::Held { incident, .. }
            | Self::Carried { incident, .. }
            | Self::Over { incident, .. }
            | Self::Forgotten { incident } => Some(*incident),
        }
    }

    /// What machines say is nobody's personal words.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
