//! Whose words may go, and how every room lets go of them.

use crate::words::{Owner, Personal, Timestamp};
use crate::{Command, Event, State, erasures};

/// Whether an erasure that is asked for may be carried out.
///
/// # Errors
/// A refusal while the words are still needed to help, or to be rung.
pub(crate) fn check(state: &State, command: &Command) -> Result<(), erasures::Refusal> {
    let Command::Erasures(erasures::Command::Erase { owner, .. }) = command else { return Ok(()) };
    match owner {
        Owner::Person(person) if state.access.person(person).is_some() => {
            Err(erasures::Refusal::OnRoster)
        }
        Owner::Person(_) | Owner::Contact(..) | Owner::Subscriber(_) => Ok(()),
        Owner::Participant(participant) => {
            if !state.emergencies.participants.contains_key(participant) {
                return Err(erasures::Refusal::Unknown);
            }
            let emergency = state.emergencies.of_participant(*participant);
            match emergency.is_some_and(|known| known.standing.is_live()) {
                true => Err(erasures::Refusal::Live),
                false => Ok(()),
            }
        }
    }
}

/// Lets every room forget the words of an erased owner. A log without the words, replayed, comes
/// to the same state as the one that is live: nothing that depended on them may stay.
pub(crate) fn forget(state: &mut State, owner: &Owner, at: Timestamp) {
    state.access.forget(owner);
    state.emergencies.forget(owner, at);
    state.customers.forget(owner);
    state.deliveries.forget(owner);
    state.feedback.forget(owner);
    state.methods.forget(owner);
    state.crew.forget(owner);
    state.notes.forget(owner);
    state.callbacks.forget(owner);
    state.paging.forget(owner);
    state.proof.forget(owner);
    state.restrictions.forget(owner);
    state.subscribers.forget(owner);
    state.follow_ups.forget(owner);
}

impl Event {
    /// Whose words go with this event.
    #[must_use]
    pub fn erases(&self) -> Option<&Owner> {
        match self {
            Self::Erasures(erasures::Event::Erased { owner, .. }) => Some(owner),
            _ => None,
        }
    }
}

impl Personal {
    /// Lets go of the words if they are this owner's.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        if self.of == *owner {
            self.text = None;
        }
    }

    /// Whether there are words of this owner in it.
    pub(crate) fn is_of(&self, owner: &Owner) -> bool {
        self.of == *owner && self.text.is_some()
    }
}
