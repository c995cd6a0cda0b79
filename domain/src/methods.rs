//! Contact methods: by which rules they ring.

use std::fmt;
use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{PersonKey, Personal, SmolStr, Timestamp};

mod rules;

pub use rules::{Order, Quiet, RULE_DELAY_SECS_MAX, RULES_MAX, Rule, Rules, is_silent};

/// What the keys of devices that get push messages start with.
pub const DEVICE: &str = "push-";

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Says how a person is rung, whole.
    PutRules {
        /// Who.
        person: PersonKey,
        /// How.
        rules: Rules,
    },
    /// The person has left.
    Forget {
        /// Who.
        person: PersonKey,
    },
}

impl Command {
    /// Whose methods it concerns.
    #[must_use]
    pub fn person(&self) -> Option<&PersonKey> {
        match self {
            Self::PutRules { person, .. } | Self::Forget { person } => Some(person),
        }
    }
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was said how a person is rung.
    RulesPut {
        /// Who.
        person: PersonKey,
        /// How.
        rules: Rules,
    },
    /// The person has left, and with them what was known of their methods.
    Forgotten {
        /// Who.
        person: PersonKey,
    },
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The rules cannot be.
    Bad {
        /// Why, and what to do.
        reason: SmolStr,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bad { reason } => f.write_str(reason),
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    rules: OrdMap<PersonKey, Arc<Rules>>,
}

impl State {
    /// How a person wants to be rung, where they have said so.
    #[must_use]
    pub fn rules(&self, person: &PersonKey) -> Option<&Rules> {
        self.rules.get(person).map(Arc::as_ref)
    }

    /// The rules of everyone who has any.
    pub fn all_rules(&self) -> impl Iterator<Item = (&PersonKey, &Rules)> {
        self.rules.iter().map(|(person, rules)| (person, rules.as_ref()))
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, _moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::PutRules { person, rules } => {
                rules.check().map_err(|reason| Refusal::Bad { reason: reason.into() })?;
                let same =
                    self.rules(&person).map_or(rules == Rules::default(), |old| *old == rules);
                Ok(Vec::from_iter((!same).then_some(Event::RulesPut { person, rules })))
            }
            Command::Forget { person } => {
                let known = self.rules.contains_key(&person);
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { person })))
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, _at: Timestamp) {
        match event {
            Event::RulesPut { person, rules } if *rules == Rules::default() => {
                self.rules.remove(person);
            }
            Event::RulesPut { person, rules } => {
                self.rules.insert(person.clone(), Arc::new(rules.clone()));
            }
            Event::Forgotten { person } => {
                self.rules.remove(person);
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
