//! Readiness: what showed that the line was not ready, kept until somebody has seen to it, and the
//! tests by which people find out whether a page wakes them.

use std::fmt;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{IncidentId, MethodKey, PersonKey, Personal, SmolStr, Timestamp};

mod silent;

pub use silent::{
    AHEAD_MAX, ANSWER_WITHIN, COUNTS_FOR, Ended, LATE_MAX, Open, PAUSE, Phone, Tests,
};

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
    /// Somebody wants to be rung then, with their phone on silent.
    PlanTest {
        /// Who.
        person: PersonKey,
        /// When.
        at: Timestamp,
    },
    /// They do not want it any more.
    DropTest {
        /// Who.
        person: PersonKey,
    },
    /// The moment has come: these methods ring.
    RingTest {
        /// Whose.
        person: PersonKey,
        /// Over which the test goes out.
        methods: Vec<MethodKey>,
    },
    /// They say what woke them.
    AnswerTest {
        /// Who.
        person: PersonKey,
        /// Over which methods; none if nothing did.
        woke: Vec<MethodKey>,
        /// Which telephone they have.
        phone: Phone,
    },
    /// The person has left.
    ForgetTests {
        /// Who.
        person: PersonKey,
    },
}

impl Command {
    /// Whose test it concerns.
    #[must_use]
    pub fn person(&self) -> Option<&PersonKey> {
        match self {
            Self::Notice { .. } | Self::Dismiss { .. } => None,
            Self::PlanTest { person, .. }
            | Self::DropTest { person }
            | Self::RingTest { person, .. }
            | Self::AnswerTest { person, .. }
            | Self::ForgetTests { person } => Some(person),
        }
    }
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
    /// Somebody will be rung then, with their phone on silent.
    TestPlanned {
        /// Who.
        person: PersonKey,
        /// When.
        at: Timestamp,
    },
    /// The planned test was taken back.
    TestDropped {
        /// Whose.
        person: PersonKey,
    },
    /// Mayday did not run when a test was to ring.
    TestMissed {
        /// Whose.
        person: PersonKey,
    },
    /// The moment of a test has come.
    TestBegan {
        /// Whose.
        person: PersonKey,
    },
    /// The test rings.
    TestRang {
        /// Whose.
        person: PersonKey,
        /// Over which methods.
        methods: Vec<MethodKey>,
    },
    /// Its person said what woke them.
    TestAnswered {
        /// Who.
        person: PersonKey,
        /// Over which methods; none if nothing did.
        woke: Vec<MethodKey>,
        /// Which telephone they have.
        phone: Phone,
    },
    /// Its person did not say anything within a day.
    TestUnanswered {
        /// Who.
        person: PersonKey,
    },
    /// The person has left, and with them the results.
    TestsForgotten {
        /// Who.
        person: PersonKey,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such trouble.
    Unknown,
    /// A test can be planned for the next days only.
    TooFar,
    /// A test has just rung.
    TooSoon,
    /// There is no test that waits for an answer.
    NoTest,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("Somebody has already seen to that."),
            Self::TooFar => {
                let days = AHEAD_MAX.as_secs() / 86_400;
                write!(f, "Choose a moment within the next {days} days.")
            }
            Self::TooSoon => f.write_str("A test has just rung. Leave two minutes between two."),
            Self::NoTest => f.write_str("There is no test that waits for your answer."),
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What was not ready, and when it showed first.
    pub troubles: OrdMap<Trouble, Timestamp>,
    silent: silent::Silent,
}

impl State {
    /// The tests of a person with their phone on silent.
    #[must_use]
    pub fn tests(&self, person: &PersonKey) -> Option<&Tests> {
        self.silent.get(person)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Notice { trouble } => {
                let known = self.troubles.contains_key(&trouble);
                Ok(Vec::from_iter((!known).then_some(Event::Noticed { trouble })))
            }
            Command::Dismiss { trouble } if self.troubles.contains_key(&trouble) => {
                Ok(vec![Event::Dismissed { trouble }])
            }
            Command::Dismiss { .. } => Err(Refusal::Unknown),
            Command::PlanTest { person, at } => {
                self.silent.plan(person, at, moment.now).map(|event| vec![event])
            }
            Command::DropTest { person } => Ok(Vec::from_iter(self.silent.drop_planned(person))),
            Command::RingTest { person, methods } => {
                Ok(Vec::from_iter(self.silent.ring(person, methods)))
            }
            Command::AnswerTest { person, woke, phone } => {
                self.silent.answer(person, woke, phone).map(|event| vec![event])
            }
            Command::ForgetTests { person } => Ok(Vec::from_iter(self.silent.forget(person))),
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        self.silent.evolve(event, at);
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
            Event::TestPlanned { .. }
            | Event::TestDropped { .. }
            | Event::TestMissed { .. }
            | Event::TestBegan { .. }
            | Event::TestRang { .. }
            | Event::TestAnswered { .. }
            | Event::TestUnanswered { .. }
            | Event::TestsForgotten { .. } => {}
        }
    }

    /// When the next test rings, or an unanswered one is over.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.silent.due()
    }

    /// Tests ring, and are over without an answer.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        self.silent.wake(moment.now)
    }
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
