//! What a page asks of the person whom it reaches, when it does not ask to accept what rings.

use serde::{Deserialize, Serialize};

use super::RequestId;

/// What somebody is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To join and help whoever leads.
    Help,
    /// To lead from now on.
    Lead,
}

/// A page that somebody sent on purpose, to one person: not a ring of the escalation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Errand {
    /// By which request.
    pub request: RequestId,
    /// What is asked.
    pub purpose: Purpose,
}
