//! Who of the vendor may see what: the one question that lists, searches and rooms ask.

use crate::State;
use crate::words::{IncidentId, PersonKey};

impl State {
    /// Whether a person may see an incident and all that was said about it, also when it has left
    /// the live state.
    #[must_use]
    pub fn may_see(&self, person: &PersonKey, _incident: IncidentId) -> bool {
        self.access.person(person).is_some()
    }
}
