//! Whose message may be taken out by whom, and how every room lets go of it.

use std::sync::Arc;

use crate::emergencies::{self, Message, Speaker, Text};
use crate::redactions::{self, Place};
use crate::words::{Actor, Timestamp};
use crate::{Command, Event, State};

/// Whether something may be taken out by this actor.
///
/// # Errors
/// A refusal when it is not there, or is somebody else's.
pub(crate) fn check(
    state: &State,
    command: &Command,
    actor: &Actor,
) -> Result<(), redactions::Refusal> {
    let Command::Redactions(redactions::Command::Redact { place }) = command else {
        return Ok(());
    };
    // Whose link is taken away takes nothing out any more.
    if let Actor::Participant(own) = actor
        && state.emergencies.lets_in(*own) != Some(place.emergency)
    {
        return Err(redactions::Refusal::NotYours);
    }
    match state.emergencies.get(place.emergency) {
        Some(known) => {
            let message = known.message(place.number).filter(|message| has(message, place));
            let message = message.ok_or(redactions::Refusal::Unknown)?;
            match (&message.from, actor) {
                (Speaker::Participant(from), Actor::Participant(actor)) if from == actor => Ok(()),
                (_, Actor::Participant(_)) => Err(redactions::Refusal::NotYours),
                _ => Ok(()),
            }
        }
        // What has left the live state is read back by the shell, for people of the vendor.
        None if actor.person().is_some() => {
            let mut known = state.emergencies.participants.values();
            let known = known.any(|emergency| *emergency == place.emergency);
            if known { Ok(()) } else { Err(redactions::Refusal::Unknown) }
        }
        None => Err(redactions::Refusal::Unknown),
    }
}

/// Whether there is something to take out.
fn has(message: &Message, place: &Place) -> bool {
    match place.file {
        Some(file) => message.files.iter().any(|known| known.id == file),
        None => matches!(message.text, Text::Words(_)),
    }
}

/// Lets every room forget what was taken out. A log without it, replayed, comes to the same state
/// as the one that is live.
pub(crate) fn forget(state: &mut State, place: Place, at: Timestamp) {
    let Place { emergency, number, file } = place;
    state.emergencies.redact(emergency, number, file, at);
    // An event that waits for its turn is kept whole.
    let policy = &mut state.policy;
    let waiting = policy.postponed.iter_mut().chain(&mut policy.resumed);
    for postponed in waiting.filter(|postponed| postponed.event.is_within(place)) {
        let postponed = Arc::make_mut(postponed);
        postponed.event.personal(&mut |words| words.text = None);
    }
}

impl Event {
    /// The message or the file that stands in this event.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Emergencies(emergencies::Event::Said { emergency, number, .. }) => {
                Some(Place { emergency: *emergency, number: *number, file: None })
            }
            Self::Emergencies(emergencies::Event::Attached { emergency, number, file, .. }) => {
                Some(Place { emergency: *emergency, number: *number, file: Some(*file) })
            }
            Self::Policy(super::Event::Postponed { event, .. }) => event.place(),
            _ => None,
        }
    }

    /// Whether what stands in this event goes when that place goes.
    #[must_use]
    pub fn is_within(&self, place: Place) -> bool {
        self.place().is_some_and(|own| own == place || own.message() == place)
    }

    /// What goes with this event.
    #[must_use]
    pub fn redacts(&self) -> Option<Place> {
        match self {
            Self::Redactions(redactions::Event::Redacted { place, .. }) => Some(*place),
            _ => None,
        }
    }
}
