//! Floods: the guard that a person raises against one, and what was asked meanwhile.
//!
//! What a node remembers of who came lately is no event: it is in [`gate`], and pure as well.

use std::fmt;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{EmergencyId, PersonKey, Personal, Timestamp};

pub mod gate;

/// Most emergencies of which one command tells how many calls are like them.
pub const COUNTS_MAX: usize = 50;
/// How long the guard may be up before somebody must raise it again.
pub const GUARD_MAX: Duration = Duration::from_secs(24 * 3600);

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Known callers ring at once from now on; everybody else answers one question first.
    Guard {
        /// For how many minutes.
        minutes: u32,
    },
    /// Nobody is asked a question any more, but beyond the budgets.
    Unguard,
    /// So many calls like one that rings were asked a question first.
    Count {
        /// Like which, and how many; at most [`COUNTS_MAX`].
        counts: Vec<(EmergencyId, u64)>,
    },
    /// The emergency has left the live state.
    Forget {
        /// Which.
        emergency: EmergencyId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The guard was raised.
    Guarded {
        /// Until when.
        until: Timestamp,
        /// By whom.
        by: PersonKey,
    },
    /// The guard was lowered, or its time is over.
    Unguarded {
        /// By whom; nobody when its time is over.
        by: Option<PersonKey>,
    },
    /// Calls like one that rings were asked a question first.
    Counted {
        /// Like which emergency.
        emergency: EmergencyId,
        /// How many.
        count: u64,
    },
    /// What was counted with an emergency is not kept any more.
    Forgotten {
        /// Which.
        emergency: EmergencyId,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Only a person can raise or lower the guard.
    NobodyActs,
    /// Not a time for which it can be raised.
    BadTime,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NobodyActs => f.write_str("Only a person can do this. Sign in first."),
            Self::BadTime => {
                let hours = GUARD_MAX.as_secs() / 3_600;
                write!(f, "Choose a time from one minute to {hours} hours.")
            }
        }
    }
}

/// The guard while it is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// By whom.
    pub by: PersonKey,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The guard, while it is up.
    pub guard: Option<Guard>,
    /// How many calls like an emergency were asked a question first.
    pub counted: OrdMap<EmergencyId, u64>,
}

impl State {
    /// How many calls like this one were asked a question first.
    #[must_use]
    pub fn like(&self, emergency: EmergencyId) -> u64 {
        self.counted.get(&emergency).copied().unwrap_or_default()
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let person = || moment.actor.person().cloned().ok_or(Refusal::NobodyActs);
        match command {
            Command::Guard { minutes } => {
                let lasts = Duration::from_secs(u64::from(minutes) * 60);
                if minutes == 0 || lasts > GUARD_MAX {
                    return Err(Refusal::BadTime);
                }
                Ok(vec![Event::Guarded { until: moment.now + lasts, by: person()? }])
            }
            Command::Unguard => {
                let by = Some(person()?);
                Ok(Vec::from_iter(self.guard.is_some().then_some(Event::Unguarded { by })))
            }
            // That the emergencies are live, the corridor sees to: it forgets them with the rest.
            Command::Count { counts } => Ok(counts
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .take(COUNTS_MAX)
                .map(|(emergency, count)| Event::Counted { emergency, count })
                .collect()),
            Command::Forget { emergency } => {
                let known = self.counted.contains_key(&emergency);
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { emergency })))
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Guarded { until, by } => {
                let since = self.guard.as_ref().map_or(at, |guard| guard.since);
                self.guard = Some(Guard { since, until: *until, by: by.clone() });
            }
            Event::Unguarded { .. } => self.guard = None,
            Event::Counted { emergency, count } => {
                let so_far = self.counted.get(emergency).copied().unwrap_or_default();
                self.counted.insert(*emergency, so_far.saturating_add(*count));
            }
            Event::Forgotten { emergency } => {
                self.counted.remove(emergency);
            }
        }
    }

    /// When the guard's time is over.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.guard.as_ref().map(|guard| guard.until)
    }

    /// The guard's time is over.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let over = self.guard.as_ref().is_some_and(|guard| guard.until <= moment.now);
        Vec::from_iter(over.then_some(Event::Unguarded { by: None }))
    }
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
