//! Who looks at what was done without the proof or the right it needs: not whoever did it, as long
//! as somebody else could.

use crate::State;
use crate::access::Role;
use crate::proof::{Breach, Refusal};
use crate::words::{Actor, PersonKey};

impl State {
    /// Whether somebody may say that they have reviewed what was done. Where nobody else leads,
    /// whoever did it says so themselves, because it would stand on the board for ever.
    #[must_use]
    pub fn may_review(&self, person: &PersonKey, breach: &Breach) -> bool {
        let leads =
            |key: &PersonKey| self.access.person(key).is_some_and(|known| known.role >= Role::Lead);
        let own = breach.by == *person;
        leads(person) && !(own && self.access.people.keys().any(|key| key != person && leads(key)))
    }
}

/// Asks whether it is for this person to review.
///
/// # Errors
/// A refusal, when it is their own and somebody else could.
pub(super) fn check(state: &State, breach: u32, actor: &Actor) -> Result<(), Refusal> {
    match (state.proof.breaches.get(&breach), actor.person()) {
        (Some(known), Some(person)) if !state.may_review(person, known) => Err(Refusal::OwnBreach),
        _ => Ok(()),
    }
}
