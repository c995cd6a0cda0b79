//! What is asked of monitoring.

use serde::{Deserialize, Serialize};

use super::{Change, Profile, Signal};
use crate::words::{IncidentId, IntegrationKey, ServiceKey, Severity, SmolStr, Timestamp};

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines an integration, whole; its routing key stays when it is known.
    PutIntegration {
        /// Which.
        integration: IntegrationKey,
        /// Its definition.
        profile: Profile,
    },
    /// Takes an integration out: its routing key opens nothing any more.
    RemoveIntegration {
        /// Which.
        integration: IntegrationKey,
    },
    /// Undoes that: the same routing key works again.
    RestoreIntegration {
        /// Which.
        integration: IntegrationKey,
    },
    /// Gives an integration another routing key; the old one opens nothing any more.
    RenewRoute {
        /// Which.
        integration: IntegrationKey,
    },
    /// A person tries whether what the tool would send can be read.
    Test {
        /// Which integration.
        integration: IntegrationKey,
        /// What was read.
        summary: String,
    },
    /// A tool reports.
    Take {
        /// Through which integration.
        integration: IntegrationKey,
        /// What, in order; see [`super::SIGNALS_MAX`].
        signals: Vec<Signal>,
    },
    /// A tool reports a change.
    Change {
        /// Through which integration.
        integration: IntegrationKey,
        /// What.
        change: Change,
    },
    /// A person of the vendor's opens an incident: nobody has called, no machine has reported.
    Declare {
        /// What is wrong, in a few words.
        title: String,
        /// How bad.
        severity: Severity,
        /// About which service, if one.
        service: Option<ServiceKey>,
        /// Whether whoever is on call is rung; else whoever declares it has it at once.
        rings: bool,
        /// Since when it has failed, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
        /// What it is known as elsewhere: while it goes on, it is declared once.
        matter: Option<SmolStr>,
    },
    /// A person keeps an incident open, whatever the alerts say.
    Hold {
        /// Which.
        incident: IncidentId,
    },
    /// A person is still at it.
    Carry {
        /// At which incident.
        incident: IncidentId,
    },
    /// A person closes what machines have reported.
    Close {
        /// Which incident.
        incident: IncidentId,
    },
}

impl Command {
    /// The integration that it concerns, if one.
    #[must_use]
    pub fn integration(&self) -> Option<&IntegrationKey> {
        match self {
            Self::PutIntegration { integration, .. }
            | Self::RemoveIntegration { integration }
            | Self::RestoreIntegration { integration }
            | Self::RenewRoute { integration }
            | Self::Test { integration, .. }
            | Self::Take { integration, .. }
            | Self::Change { integration, .. } => Some(integration),
            Self::Declare { .. } | Self::Hold { .. } | Self::Carry { .. } | Self::Close { .. } => {
                None
            }
        }
    }
}
