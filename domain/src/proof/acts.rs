//! What a responder may do only on proof, and the records of it.

use serde::{Deserialize, Serialize};

use crate::words::{EmergencyId, IncidentId, Level, PersonKey, Personal, Timestamp};

/// What needs proof of who asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Raise the service level on the spot, free of charge.
    Upgrade,
    /// Disclose what is known of the customer.
    Disclose,
    /// Act on the customer's system.
    ActOnSystem,
    /// Reset somebody's access.
    ResetAccess,
    /// Export or destroy data.
    ExportOrDestroy,
    /// Change contact details.
    ChangeContacts,
}

impl Act {
    /// All of them, what needs the least proof first.
    pub const ALL: [Self; 6] = [
        Self::Upgrade,
        Self::Disclose,
        Self::ActOnSystem,
        Self::ResetAccess,
        Self::ExportOrDestroy,
        Self::ChangeContacts,
    ];

    /// How much proof it needs.
    #[must_use]
    pub const fn needs(self) -> Level {
        match self {
            Self::Upgrade => Level::Plausible,
            Self::Disclose | Self::ActOnSystem => Level::Verified,
            Self::ResetAccess | Self::ExportOrDestroy | Self::ChangeContacts => Level::Dual,
        }
    }

    /// Its name in forms and in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade",
            Self::Disclose => "disclose",
            Self::ActOnSystem => "act_on_system",
            Self::ResetAccess => "reset_access",
            Self::ExportOrDestroy => "export_or_destroy",
            Self::ChangeContacts => "change_contacts",
        }
    }

    /// The act of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// Something that was done on proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// What.
    pub act: Act,
    /// In the words of who did it.
    pub note: Personal,
    /// By whom.
    pub by: PersonKey,
    /// On how much proof.
    pub level: Level,
    /// When.
    pub at: Timestamp,
}

/// Which glass was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glass {
    /// Something was done without the proof it needs.
    Act {
        /// In which emergency.
        emergency: EmergencyId,
        /// What.
        act: Act,
        /// On how much proof.
        level: Level,
    },
    /// A restricted incident was read by somebody who may not.
    Restriction {
        /// Which incident.
        incident: IncidentId,
    },
}

/// Something that was done without the proof or the right it needs, for a reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// Its number.
    pub number: u32,
    /// What.
    pub glass: Glass,
    /// Why, in the words of who did it.
    pub reason: Personal,
    /// By whom.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}

/// A service level that was raised on the spot.
#[derive(Clone, Debug, PartialEq)]
pub struct Upgrade {
    /// To what.
    pub plan: crate::words::SmolStr,
    /// By whom.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}
