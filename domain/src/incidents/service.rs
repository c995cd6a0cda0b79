//! The services that the vendor provides.

use serde::{Deserialize, Serialize};

use crate::words::{PolicyKey, SmolStr, TeamKey};

/// A service that the vendor provides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its name, as customers know it.
    pub name: SmolStr,
    /// The team that owns it.
    #[serde(default)]
    pub team: Option<TeamKey>,
    /// Who is called; the front-door policy when absent.
    #[serde(default)]
    pub policy: Option<PolicyKey>,
}
