//! Erasures: whose words were taken out of what is kept, when, by whom and why.

use std::fmt;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{Actor, Owner, ParticipantId, Personal, SubscriberId, Timestamp, is_key};

/// Why somebody's words go. It is kept for ever, so it is chosen from a list: a sentence could
/// name the very person who is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They asked for it.
    Asked,
    /// The time for which it is kept is over.
    Expired,
    /// It should never have been written, such as a patient's data.
    Misplaced,
    /// They, or their company, are not with us any more.
    Left,
}

impl Reason {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Expired, Self::Misplaced, Self::Left];

    /// The name in files and forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Expired => "expired",
            Self::Misplaced => "misplaced",
            Self::Left => "left",
        }
    }

    /// The reason of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Asked => "They asked for it",
            Self::Expired => "The time for keeping it is over",
            Self::Misplaced => "It should never have been written",
            Self::Left => "They are not with us any more",
        })
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Erases every word of this owner that was written so far.
    Erase {
        /// Whose.
        owner: Owner,
        /// Why.
        reason: Reason,
    },
    /// Notes an erasure that was made before and that the log, restored from an older backup, has
    /// lost.
    Note {
        /// Whose words went.
        owner: Owner,
        /// Why.
        reason: Reason,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Every word of this owner that stands in an earlier event is gone.
    Erased {
        /// Whose.
        owner: Owner,
        /// Why.
        reason: Reason,
        /// Who ordered it.
        by: Actor,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Somebody who can still be rung needs a name and an address.
    OnRoster,
    /// Help is still under way, and needs the words.
    Live,
    /// Nobody of that name was ever known.
    Unknown,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnRoster => {
                "This person can still be rung. Take them out of the organisation first, then \
                 erase them."
            }
            Self::Live => {
                "This emergency is not over, and whoever helps needs the words. Close it or set \
                 it aside first, then erase them."
            }
            Self::Unknown => "Nobody of that name is known here.",
        })
    }
}

/// One erasure, the last of its owner.
#[derive(Clone, Debug, PartialEq)]
pub struct Erasure {
    /// Why.
    pub reason: Reason,
    /// Who ordered it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Who was erased, and when last.
    pub erased: OrdMap<Owner, Erasure>,
}

impl State {
    /// Decides what a command brings about. Whether the words may go at all, the corridor has
    /// asked.
    ///
    /// # Errors
    /// None; what could be refused concerns other rooms.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.clone();
        match command {
            Command::Erase { owner, reason } => Ok(vec![Event::Erased { owner, reason, by }]),
            Command::Note { owner, reason } => {
                let known = self.erased.contains_key(&owner);
                Ok(Vec::from_iter((!known).then_some(Event::Erased { owner, reason, by })))
            }
        }
    }

    /// Replays an event; the words in the other rooms go in [`crate::State::evolve`].
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        let Event::Erased { owner, reason, by } = event;
        let erasure = Erasure { reason: *reason, by: by.clone(), at };
        self.erased.insert(owner.clone(), erasure);
    }

    /// This room has no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

impl Owner {
    /// Reads what `Display` writes, such as `person/maria`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('/')?;
        match kind {
            "participant" => ParticipantId::parse(rest).map(Self::Participant),
            "person" => is_key(rest).then(|| Self::Person(rest.into())),
            "contact" => {
                let (customer, contact) = rest.split_once('/')?;
                let keys = is_key(customer) && is_key(contact);
                keys.then(|| Self::Contact(customer.into(), contact.into()))
            }
            "subscriber" => SubscriberId::parse(rest).map(Self::Subscriber),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_read_as_it_is_written_and_nothing_else_is() {
        let id = ParticipantId(42);
        let owners = [
            Owner::Participant(id),
            Owner::Person("maria".into()),
            Owner::Contact("brightwater".into(), "ana".into()),
            Owner::Subscriber(SubscriberId(7)),
        ];
        for owner in owners {
            assert_eq!(Owner::parse(&owner.to_string()), Some(owner));
        }
        for text in ["", "maria", "person/", "person/Ma ria", "contact/a", "participant/7", "x/y"] {
            assert_eq!(Owner::parse(text), None, "{text}");
        }
    }
}
