//! Feedback: how the help was, in one tap, from those who were helped.

use std::fmt;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{Actor, EmergencyId, Owner, ParticipantId, Personal, Timestamp, tidied};

/// The best that can be said; the worst is 1.
pub const SCORE_MAX: u8 = 5;
/// Longest words beside it, in bytes.
pub const WORDS_LEN_MAX: usize = 2_000;
/// Most answers that are at hand; older ones stand in the log only.
pub const GIVEN_MAX: usize = 5_000;

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Somebody says how the help was, for the first time or anew.
    Give {
        /// In which emergency.
        emergency: EmergencyId,
        /// From 1, badly, to 5, very well.
        score: u8,
        /// In their words; `None` leaves what they wrote before.
        words: Option<String>,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Somebody said how the help was. What they say last counts.
    Given {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
        /// From 1, badly, to 5, very well.
        score: u8,
        /// In their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<Personal>,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Only those who were helped say how it was.
    CustomerOnly,
    /// The help is not over.
    NotOver,
    /// There is no such answer.
    NoSuchScore,
    /// The words do not fit.
    TooLong,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CustomerOnly => f.write_str("Only those who were helped can say how it was."),
            Self::NotOver => {
                f.write_str("This is asked when it works again. It does not seem to be so yet.")
            }
            Self::NoSuchScore => write!(f, "Choose one of the {SCORE_MAX} answers."),
            Self::TooLong => {
                write!(f, "That is too long: about {WORDS_LEN_MAX} letters fit. Please shorten it.")
            }
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Who gave it.
    pub participant: ParticipantId,
    /// From 1, badly, to 5, very well.
    pub score: u8,
    /// In their words.
    pub words: Option<Personal>,
    /// When they answered first.
    pub at: Timestamp,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The answers, by emergency.
    pub given: OrdMap<EmergencyId, Given>,
    /// The same in the order in which they were given first.
    order: OrdSet<(Timestamp, EmergencyId)>,
}

impl State {
    /// What was said about an emergency.
    #[must_use]
    pub fn of(&self, emergency: EmergencyId) -> Option<&Given> {
        self.given.get(&emergency)
    }

    /// The answers, the latest first.
    pub fn latest(&self) -> impl Iterator<Item = (EmergencyId, &Given)> {
        self.order.iter().rev().filter_map(|(_, id)| Some((*id, self.given.get(id)?)))
    }

    /// Decides what a command brings about. Whether it is their emergency and over, the corridor
    /// has asked.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let Command::Give { emergency, score, words } = command;
        let Actor::Participant(participant) = *moment.actor else {
            return Err(Refusal::CustomerOnly);
        };
        if !(1..=SCORE_MAX).contains(&score) {
            return Err(Refusal::NoSuchScore);
        }
        let before = self.of(emergency).filter(|given| given.participant == participant);
        let words = match words {
            None => before.and_then(|given| given.words.clone()),
            Some(words) => {
                let (words, cut) = tidied(&words, WORDS_LEN_MAX);
                if cut {
                    return Err(Refusal::TooLong);
                }
                let owner = Owner::Participant(participant);
                (!words.is_empty()).then(|| Personal::new(owner, &words))
            }
        };
        if before.is_some_and(|given| given.score == score && given.words == words) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Given { emergency, participant, score, words }])
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        let Event::Given { emergency, participant, score, words } = event;
        let at = self.of(*emergency).map_or(at, |before| before.at);
        let (participant, score, words) = (*participant, *score, words.clone());
        self.given.insert(*emergency, Given { participant, score, words, at });
        self.order.insert((at, *emergency));
        if self.given.len() > GIVEN_MAX
            && let Some(oldest) = self.order.get_min().copied()
        {
            self.order.remove(&oldest);
            self.given.remove(&oldest.1);
        }
    }

    /// Forgets the words of this owner; how they found it stays, as a figure.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let concerned =
            |given: &Given| given.words.as_ref().is_some_and(|words| words.is_of(owner));
        let concerned = self.given.iter().filter(|(_, given)| concerned(given));
        let concerned: Vec<EmergencyId> = concerned.map(|(emergency, _)| *emergency).collect();
        for emergency in concerned {
            if let Some(given) = self.given.get_mut(&emergency)
                && let Some(words) = &mut given.words
            {
                words.forget(owner);
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
    /// The emergency it belongs to.
    #[must_use]
    pub fn emergency(&self) -> EmergencyId {
        let Self::Given { emergency, .. } = self;
        *emergency
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        let Self::Given { words, .. } = self;
        words.iter_mut().for_each(visit);
    }
}
