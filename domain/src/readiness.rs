//! Readiness: what showed that the line was not ready, kept until somebody has seen to it.

use std::fmt;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{IncidentId, PersonKey, Personal, SmolStr, Timestamp};

/// Most troubles kept; beyond it the oldest gives way.
pub const TROUBLES_MAX: usize = 200;

/// What was not ready.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// A stage of an escalation reached nobody.
    NobodyOnCall {
        /// Of which incident.
        incident: IncidentId,
        /// Which stage, in words.
        stage: SmolStr,
    },
    /// A person was to be paged and has no contact method that works.
    Unreachable {
        /// Who.
        person: PersonKey,
    },
    /// A contact method failed for good.
    MethodFailed {
        /// Whose.
        person: PersonKey,
        /// Over which channel.
        channel: SmolStr,
        /// Why.
        reason: SmolStr,
    },
    /// Something that a machine kept while the database was away could not be carried over.
    NotCarriedOver {
        /// What, without a word of anyone's.
        what: SmolStr,
        /// When it was sent.
        at: Timestamp,
        /// Why not.
        reason: SmolStr,
    },
}

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Something was not ready.
    Notice {
        /// What.
        trouble: Trouble,
    },
    /// Somebody has seen to it.
    Dismiss {
        /// To what.
        trouble: Trouble,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something was not ready.
    Noticed {
        /// What.
        trouble: Trouble,
    },
    /// Somebody has seen to it.
    Dismissed {
        /// To what.
        trouble: Trouble,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such trouble.
    Unknown,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Somebody has already seen to that.")
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What was not ready, and when it showed first.
    pub troubles: OrdMap<Trouble, Timestamp>,
}

impl State {
    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, _moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Notice { trouble } => {
                let known = self.troubles.contains_key(&trouble);
                Ok(Vec::from_iter((!known).then_some(Event::Noticed { trouble })))
            }
            Command::Dismiss { trouble } if self.troubles.contains_key(&trouble) => {
                Ok(vec![Event::Dismissed { trouble }])
            }
            Command::Dismiss { .. } => Err(Refusal::Unknown),
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Noticed { trouble } => {
                if self.troubles.len() >= TROUBLES_MAX {
                    let oldest = self.troubles.iter().min_by_key(|(_, since)| **since);
                    if let Some(oldest) = oldest.map(|(trouble, _)| trouble.clone()) {
                        self.troubles.remove(&oldest);
                    }
                }
                self.troubles.insert(trouble.clone(), at);
            }
            Event::Dismissed { trouble } => {
                self.troubles.remove(trouble);
            }
        }
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
