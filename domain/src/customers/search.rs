//! The search for the customer behind one emergency, and what people make of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::findings::Candidate;
use crate::words::{Actor, CustomerKey, EmergencyId, Personal, Timestamp};

/// What a caller says of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Who they are.
    pub who: Personal,
    /// How to reach them.
    pub reach: Personal,
}

/// The search for the customer of one emergency, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// What the caller says of themselves; nothing, where a person named the customer before.
    pub evidence: Option<Evidence>,
    /// When the search may start.
    pub not_before: Timestamp,
    /// How many searches were asked for, this one included; none, where a person named the
    /// customer first.
    pub attempt: u32,
    /// The likely customers; `None` while the search is owed.
    pub candidates: Option<Vec<Candidate>>,
    /// The customer it is, as far as anyone says.
    pub attachment: Option<Attachment>,
    /// Whether a person has had a say: then no search changes it any more.
    pub by_hand: bool,
}

impl Search {
    /// What stands for a search where a person names the customer and the caller has said nothing.
    pub(super) fn unasked(at: Timestamp) -> Arc<Self> {
        Arc::new(Self {
            evidence: None,
            not_before: at,
            attempt: 0,
            candidates: Some(Vec::new()),
            attachment: None,
            by_hand: true,
        })
    }
}

/// The customer that an emergency is attached to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The customer.
    pub customer: CustomerKey,
    /// Who attached it; [`Actor::System`] for a search.
    pub by: Actor,
    /// Since when.
    pub at: Timestamp,
}

/// A name that a caller used and a person recognised: worth adding to the access names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What was said.
    pub said: Personal,
    /// In which emergency.
    pub emergency: EmergencyId,
}

/// A search whose time has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Owed<'a> {
    /// The emergency.
    pub emergency: EmergencyId,
    /// The search; its `attempt` goes back with the result.
    pub search: &'a Search,
    /// What the caller says of themselves.
    pub evidence: &'a Evidence,
}
