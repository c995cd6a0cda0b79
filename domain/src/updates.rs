//! Updates: what the customer is told, by when the next word is promised, and how long it may take.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    EmergencyId, IncidentId, PersonKey, Personal, Public, Timestamp, UpdateId, may_be_promised,
    tidy_words,
};

pub use crate::words::{Estimate, Overview, PART_LEN_MAX, PROMISE_MAX};

mod board;
mod correction;
mod tally;
pub use board::{Board, Correction, Own, Promise, Score, Update};
pub use correction::Aside;
pub use tally::Tally;

/// The author is warned this long before the promised time.
pub const WARNING: Duration = Duration::from_secs(3 * 60);
/// Whoever can write in the author's place is told this long before it.
pub const LAST_WARNING: Duration = Duration::from_secs(60);
/// An update within this time before one that was agreed with a caller keeps it. One that comes
/// sooner they read as well, and hear at the agreed time all the same: that is what they count on.
pub const NEAR: Duration = Duration::from_secs(15 * 60);
/// What Mayday promises on its own when the author missed the time.
pub const RENEWED: Duration = Duration::from_secs(5 * 60);
/// Most promises that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 25;
/// So many incidents' promises and estimates are kept for the figures.
pub const PAST_MAX: usize = 5_000;
/// Most updates kept with a live incident.
pub const UPDATES_MAX: usize = 1_000;

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Promises the next update.
    Promise {
        /// About which incident.
        incident: IncidentId,
        /// By when.
        by: Timestamp,
    },
    /// What was promised sooner is promised for then: the customer is told why.
    Postpone {
        /// About which incident.
        incident: IncidentId,
        /// By when.
        by: Timestamp,
    },
    /// Somebody was promised it by then: the promise that stands comes no later.
    Hasten {
        /// About which incident.
        incident: IncidentId,
        /// By when.
        by: Timestamp,
    },
    /// The customer agreed to that time for the next update, be it sooner or later.
    Agree {
        /// About which incident.
        incident: IncidentId,
        /// By when.
        by: Timestamp,
        /// With which caller; nothing, where all who called agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emergency: Option<EmergencyId>,
    },
    /// A time that was agreed goes along: with a caller who comes to others, or back to everyone
    /// when nobody else is left.
    Carry {
        /// About which incident from now on.
        incident: IncidentId,
        /// Whose it is; nothing, where it is what all are promised.
        emergency: Option<EmergencyId>,
        /// By when.
        by: Timestamp,
    },
    /// A caller with a time of their own needs no update any more.
    Excuse {
        /// About which incident.
        incident: IncidentId,
        /// Which caller.
        emergency: EmergencyId,
    },
    /// Puts right what was said, visibly.
    Correct {
        /// About which incident.
        incident: IncidentId,
        /// Which update.
        update: UpdateId,
        /// What it should have said.
        overview: Overview,
        /// Whether words are taken back that nobody should read any more; the line for colleagues
        /// goes with them, where nothing is said of it.
        #[serde(default)]
        takes_back: bool,
        /// What is to stand beside its words; nothing, where that stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aside: Option<Aside>,
    },
    /// Publishes an update. The next one is promised with it.
    Publish {
        /// About which incident.
        incident: IncidentId,
        /// What is known.
        overview: Overview,
        /// By when the next follows.
        next_by: Timestamp,
        /// How long it may take.
        estimate: Option<Estimate>,
        /// What it says to everyone; nothing, where it is for the customers inside only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        public: Option<Public>,
        /// What it means for the vendor itself: no customer and no page ever shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_colleagues: Option<Arc<str>>,
    },
    /// No more updates are owed.
    End {
        /// About which incident.
        incident: IncidentId,
    },
    /// Leaves the live state.
    Forget {
        /// Which incident.
        incident: IncidentId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The next update was promised.
    Promised {
        /// About which incident.
        incident: IncidentId,
        /// By when.
        by: Timestamp,
    },
    /// An update was published.
    Published {
        /// About which incident.
        incident: IncidentId,
        /// Its id.
        update: UpdateId,
        /// By whom.
        author: PersonKey,
        /// What is known.
        overview: Overview,
        /// By when the next follows.
        next_by: Timestamp,
        /// How long it may take.
        estimate: Option<Estimate>,
        /// What it says to everyone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        public: Option<Public>,
        /// What it means for the vendor itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_colleagues: Option<Arc<str>>,
        /// Whether it came within the promised time.
        kept: bool,
    },
    /// A time for the next update was agreed with the customer.
    Agreed {
        /// About which incident.
        incident: IncidentId,
        /// By when.
        by: Timestamp,
        /// Who agreed it with them.
        author: PersonKey,
        /// With which caller: it holds for nobody else. Nothing, where all who called agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emergency: Option<EmergencyId>,
    },
    /// A time that was agreed went along.
    Carried {
        /// About which incident from now on.
        incident: IncidentId,
        /// Whose it is; nothing, where it is what all are promised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emergency: Option<EmergencyId>,
        /// By when.
        by: Timestamp,
    },
    /// A caller with a time of their own needs no update any more.
    Excused {
        /// About which incident.
        incident: IncidentId,
        /// Which caller.
        emergency: EmergencyId,
    },
    /// What was said was put right.
    Corrected {
        /// About which incident.
        incident: IncidentId,
        /// Which update.
        update: UpdateId,
        /// What it says now.
        overview: Overview,
        /// Who put it right.
        author: PersonKey,
        /// Whether words were taken back: what it had said is shown to nobody any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        takes_back: bool,
        /// What stands beside its words now, where that was put right.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aside: Option<Aside>,
    },
    /// The line for colleagues alone was put right, or taken back: no customer reads of it.
    LineCorrected {
        /// About which incident.
        incident: IncidentId,
        /// Which update.
        update: UpdateId,
        /// Who put it right.
        author: PersonKey,
        /// What it says now; nothing, where it was taken back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_colleagues: Option<Arc<str>>,
    },
    /// The promised time is near; within the last minute, so that somebody else must know too.
    Warned {
        /// About which incident.
        incident: IncidentId,
        /// The promised time.
        by: Timestamp,
        /// To which caller, where it is theirs alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emergency: Option<EmergencyId>,
    },
    /// The promised time passed without an update.
    Missed {
        /// About which incident.
        incident: IncidentId,
        /// The time that was promised.
        by: Timestamp,
        /// The time that is promised now.
        next_by: Timestamp,
        /// To which caller, where it is theirs alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emergency: Option<EmergencyId>,
    },
    /// No more updates are owed.
    Ended {
        /// About which incident.
        incident: IncidentId,
    },
    /// It left the live state.
    Forgotten {
        /// Which incident.
        incident: IncidentId,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Only a person of the vendor publishes.
    NotYours,
    /// There is nothing in the update.
    Empty,
    /// The time of the next update lies in the past or too far away.
    BadTime,
    /// The estimate's range is empty or absurd.
    BadEstimate,
    /// No such update.
    Unknown,
    /// That caller is not among those who wait for an update about this incident.
    UnknownCaller,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotYours => "Only a signed-in responder can publish an update.",
            Self::Empty => "Say what is known, even if it is only that you are still looking.",
            Self::BadTime => "The next update must be promised between now and seven days ahead.",
            Self::BadEstimate => {
                "The estimate needs a range: from fewer to more minutes, and 1 to 10 of 10."
            }
            Self::Unknown => "There is no such update.",
            Self::UnknownCaller => "That caller does not wait for an update about this any more.",
        })
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// By incident.
    pub boards: OrdMap<IncidentId, Arc<Board>>,
    /// How promises and estimates fared, the oldest first.
    pub past: Vector<Score>,
    timers: Timers<IncidentId>,
}

impl State {
    /// What the customers of an incident are told.
    #[must_use]
    pub fn get(&self, incident: IncidentId) -> Option<&Board> {
        self.boards.get(&incident).map(Arc::as_ref)
    }

    /// The promise that stands for an incident: to everyone who has no time of their own.
    #[must_use]
    pub fn promise(&self, incident: IncidentId) -> Option<Promise> {
        self.get(incident).and_then(|board| board.promise)
    }

    /// The promise to one caller: the time that was agreed with them, else everyone's.
    #[must_use]
    pub fn promise_to(&self, incident: IncidentId, emergency: EmergencyId) -> Option<Promise> {
        self.get(incident).and_then(|board| board.promise_to(emergency))
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Promise { incident, by } => {
                let stands = self.promise(incident).is_some();
                Ok(Vec::from_iter((!stands).then_some(Event::Promised { incident, by })))
            }
            Command::Postpone { incident, by } => {
                let sooner = self.promise(incident).is_some_and(|promise| promise.by < by);
                Ok(Vec::from_iter(sooner.then_some(Event::Promised { incident, by })))
            }
            Command::Hasten { incident, by } => {
                let sooner = self.promise(incident).is_none_or(|stands| by < stands.by);
                Ok(Vec::from_iter(sooner.then_some(Event::Promised { incident, by })))
            }
            Command::Agree { incident, by, emergency } => {
                let author = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
                if !may_be_promised(by, moment.now) {
                    return Err(Refusal::BadTime);
                }
                let promise = match emergency {
                    Some(emergency) => self.own(incident, emergency).map(|own| own.promise),
                    None => self.promise(incident),
                };
                let stands = promise.is_some_and(|promise| promise.by == by && promise.agreed);
                let event = Event::Agreed { incident, by, author, emergency };
                Ok(Vec::from_iter((!stands).then_some(event)))
            }
            Command::Carry { incident, emergency, by } => {
                Ok(vec![Event::Carried { incident, emergency, by }])
            }
            Command::Excuse { incident, emergency } => {
                let known = self.own(incident, emergency).is_some();
                Ok(Vec::from_iter(known.then_some(Event::Excused { incident, emergency })))
            }
            Command::Correct { .. } => Ok(Vec::from_iter(self.correct(command, moment)?)),
            Command::Publish { .. } => Ok(vec![self.publish(command, moment)?]),
            Command::End { incident } => {
                let stands = self.get(incident).is_some_and(|board| board.soonest().is_some());
                Ok(Vec::from_iter(stands.then_some(Event::Ended { incident })))
            }
            Command::Forget { incident } => {
                let known = self.boards.contains_key(&incident);
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { incident })))
            }
        }
    }

    fn own(&self, incident: IncidentId, emergency: EmergencyId) -> Option<&Own> {
        self.get(incident)?.own.get(&emergency)
    }

    fn publish(&self, command: Command, moment: &Moment<'_>) -> Result<Event, Refusal> {
        let Command::Publish { incident, overview, next_by, estimate, public, for_colleagues } =
            command
        else {
            return Err(Refusal::Unknown);
        };
        let author = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let overview = overview.tidied();
        let overview = if public.is_some() { overview } else { overview.untitled() };
        if overview.known.is_empty() {
            return Err(Refusal::Empty);
        }
        if !may_be_promised(next_by, moment.now) {
            return Err(Refusal::BadTime);
        }
        if !estimate.as_ref().is_none_or(Estimate::is_sound) {
            return Err(Refusal::BadEstimate);
        }
        let estimate = estimate.map(Estimate::tidied);
        let line = for_colleagues.and_then(|text| self::for_colleagues(&text));
        let kept = self.promise(incident).is_some_and(|promise| promise.by >= moment.now);
        let update = UpdateId(moment.id());
        Ok(Event::Published {
            incident,
            update,
            author,
            overview,
            next_by,
            estimate,
            public,
            for_colleagues: line,
            kept,
        })
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        if let Event::Forgotten { incident } = event {
            if let Some(score) =
                self.boards.remove(incident).and_then(|board| board.score(*incident))
            {
                if self.past.len() >= PAST_MAX {
                    self.past.pop_front();
                }
                self.past.push_back(score);
            }
            self.timers.set(incident, None);
            return;
        }
        let board = Arc::make_mut(self.boards.entry(event.incident()).or_default());
        board.evolve(event, at);
        self.timers.set(&event.incident(), board.due());
    }

    /// When a promise is near or past.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let now = moment.now;
        let mut events = Vec::new();
        for incident in self.timers.due(now).take(WOKEN_AT_ONCE_MAX).copied() {
            let Some(board) = self.get(incident) else { continue };
            let promises = board.promises();
            events
                .extend(promises.filter_map(|(whose, known)| fallen(incident, whose, known, now)));
        }
        events
    }
}

/// What time has made of a promise: it is near, or it has passed.
fn fallen(
    incident: IncidentId,
    emergency: Option<EmergencyId>,
    promise: Promise,
    now: Timestamp,
) -> Option<Event> {
    let by = promise.by;
    if by <= now {
        return Some(Event::Missed { incident, by, next_by: now + RENEWED, emergency });
    }
    (promise.due() <= now).then_some(Event::Warned { incident, by, emergency })
}

/// A line for colleagues as it is kept; nothing, where nothing is in it.
#[must_use]
pub(crate) fn for_colleagues(text: &str) -> Option<Arc<str>> {
    let text = tidy_words(text, PART_LEN_MAX);
    (!text.is_empty()).then(|| text.into())
}

impl Event {
    /// The incident it belongs to.
    #[must_use]
    pub fn incident(&self) -> IncidentId {
        match self {
            Self::Promised { incident, .. }
            | Self::Published { incident, .. }
            | Self::Agreed { incident, .. }
            | Self::Carried { incident, .. }
            | Self::Excused { incident, .. }
            | Self::Corrected { incident, .. }
            | Self::LineCorrected { incident, .. }
            | Self::Warned { incident, .. }
            | Self::Missed { incident, .. }
            | Self::Ended { incident }
            | Self::Forgotten { incident } => *incident,
        }
    }

    /// What is published is the vendor's word, not a person's.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
