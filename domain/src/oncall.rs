//! On call: the schedules of the vendor's people, their overrides, and who has the pager when.

use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;
use jiff::tz::TimeZoneDatabase;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    Actor, OverrideId, PersonKey, Personal, RotationKey, ScheduleKey, SmolStr, Timestamp, tidy_line,
};

mod calendar;
mod checks;
mod schedule;
mod sentences;
mod turns;
mod wall;

#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod decide_tests;

pub use calendar::{
    Gap, NEXT_CHANGE_DAYS_MAX, RANGE_DAYS_MAX, Shift, Via, gaps, next_change, on_call, shifts,
};
pub use checks::{
    EVERY_MAX, OVERRIDE_AHEAD_DAYS_MAX, OVERRIDE_DAYS_MAX, OVERRIDES_MAX, PEOPLE_MAX,
    ROTATIONS_MAX, SCHEDULES_MAX, START_YEARS, WINDOWS_MAX,
};
pub use schedule::{
    BadText, Cadence, Override, Rotation, Schedule, TimeOfDay, Weekdays, Window, parse_date,
};

use checks::{check_count, check_key, check_override, check_schedule, zone_name};

/// Overrides that are over stay this long, so that the last weeks can still be shown as they were.
const OVERRIDE_KEPT: Duration = Duration::from_secs(35 * 86_400);
/// Most overrides kept in all, those that are over included.
const OVERRIDES_KEPT_MAX: usize = 2 * OVERRIDES_MAX;

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Sets a schedule, whole; its overrides stay. The same definition again changes nothing.
    PutSchedule {
        /// Which schedule.
        key: ScheduleKey,
        /// Its whole definition.
        schedule: Schedule,
    },
    /// Takes a schedule away, with its overrides.
    RemoveSchedule {
        /// Which schedule.
        key: ScheduleKey,
    },
    /// Someone takes over for a while.
    AddOverride {
        /// Of which schedule.
        schedule: ScheduleKey,
        /// From this instant.
        from: Timestamp,
        /// Until just before this instant.
        until: Timestamp,
        /// Who takes it.
        person: PersonKey,
        /// Only the hours of this person; `None` takes over from whoever is on call.
        replaces: Option<PersonKey>,
    },
    /// Takes an override back.
    RemoveOverride {
        /// Of which schedule.
        schedule: ScheduleKey,
        /// Which override.
        id: OverrideId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A schedule was set.
    SchedulePut {
        /// Which schedule.
        key: ScheduleKey,
        /// Its whole definition.
        schedule: Schedule,
    },
    /// A schedule was taken away.
    ScheduleRemoved {
        /// Which schedule.
        key: ScheduleKey,
    },
    /// Someone takes over for a while.
    OverrideAdded {
        /// Of which schedule.
        schedule: ScheduleKey,
        /// Who takes over, and when.
        entry: Override,
    },
    /// An override was taken back.
    OverrideRemoved {
        /// Of which schedule.
        schedule: ScheduleKey,
        /// Which override.
        id: OverrideId,
    },
}

impl Event {
    /// Visits the personal words inside: there are none, people stand here by their keys.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

/// What there can be too many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Schedules of the organisation.
    Schedules,
    /// Rotations of a schedule.
    Rotations,
    /// People of a rotation.
    People,
    /// Weekly windows of a rotation.
    Windows,
    /// Overrides of a schedule that are not over.
    Overrides,
}

/// An expected "no".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such schedule.
    UnknownSchedule {
        /// The key that was asked for.
        key: ScheduleKey,
    },
    /// The schedule has no such override.
    UnknownOverride {
        /// The id that was asked for.
        id: OverrideId,
    },
    /// The time-zone database does not know the name.
    UnknownZone {
        /// The name as given.
        zone: SmolStr,
    },
    /// A key has a form that keys may not have.
    MalformedKey {
        /// The key as given.
        key: SmolStr,
    },
    /// The schedule has no name.
    Unnamed,
    /// The schedule has no rotation.
    Empty,
    /// Two rotations share a key.
    Doubled {
        /// The shared key.
        rotation: RotationKey,
    },
    /// A rotation has no people.
    Unstaffed {
        /// The rotation.
        rotation: RotationKey,
    },
    /// A turn is longer than turns may be.
    EveryTooLong {
        /// The rotation.
        rotation: RotationKey,
        /// The longest allowed.
        max: u16,
    },
    /// A rotation starts in a year that cannot be meant.
    StartImplausible {
        /// The rotation.
        rotation: RotationKey,
        /// The first year allowed.
        first: i16,
        /// The last year allowed.
        last: i16,
    },
    /// A limit is reached.
    TooMany {
        /// Of what.
        what: Counted,
        /// How many there may be.
        max: u32,
    },
    /// The override ends before it starts, or as it starts.
    OverrideBackwards,
    /// The override is over already.
    OverrideOver,
    /// The override is longer than overrides may be.
    OverrideTooLong {
        /// The longest allowed, in days.
        days_max: u64,
    },
    /// The override lies further ahead than overrides may.
    OverrideTooFarAhead {
        /// The furthest allowed, in days.
        days_max: u64,
    },
    /// The override has a person take over from themselves.
    OverrideOfSelf,
}

/// A schedule with its overrides.
#[derive(Clone, Debug, PartialEq)]
struct Roster {
    schedule: Schedule,
    /// In the order in which they were added, which is their precedence.
    overrides: Vec<Override>,
}

/// The schedules of one organisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    rosters: OrdMap<ScheduleKey, Arc<Roster>>,
}

impl State {
    /// Decides one command.
    ///
    /// # Errors
    /// A refusal that says what to do instead.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::PutSchedule { key, schedule } => self.put(key, schedule, moment.zones),
            Command::RemoveSchedule { key } => {
                self.roster(&key)?;
                Ok(vec![Event::ScheduleRemoved { key }])
            }
            Command::AddOverride { schedule, from, until, person, replaces } => {
                let overrides = &self.roster(&schedule)?.overrides;
                let span = (from, until);
                check_override(overrides, span, &person, replaces.as_ref(), moment.now)?;
                let (id, by) = (OverrideId(moment.id()), Actor::clone(moment.actor));
                let entry = Override { id, from, until, person, replaces, by };
                Ok(vec![Event::OverrideAdded { schedule, entry }])
            }
            Command::RemoveOverride { schedule, id } => {
                let known = self.roster(&schedule)?.overrides.iter().any(|entry| entry.id == id);
                let event = Event::OverrideRemoved { schedule, id };
                if known { Ok(vec![event]) } else { Err(Refusal::UnknownOverride { id }) }
            }
        }
    }

    fn put(
        &self,
        key: ScheduleKey,
        mut schedule: Schedule,
        zones: &TimeZoneDatabase,
    ) -> Result<Vec<Event>, Refusal> {
        schedule.name = SmolStr::new(tidy_line(&schedule.name));
        schedule.zone = zone_name(&schedule.zone, zones)?;
        check_key(key.as_str())?;
        check_schedule(&schedule)?;
        match self.rosters.get(&key) {
            Some(roster) if roster.schedule == schedule => Ok(Vec::new()),
            None => {
                check_count(self.rosters.len() + 1, Counted::Schedules, SCHEDULES_MAX)?;
                Ok(vec![Event::SchedulePut { key, schedule }])
            }
            Some(_) => Ok(vec![Event::SchedulePut { key, schedule }]),
        }
    }

    fn roster(&self, key: &ScheduleKey) -> Result<&Roster, Refusal> {
        let found = self.rosters.get(key).map(Arc::as_ref);
        found.ok_or_else(|| Refusal::UnknownSchedule { key: key.clone() })
    }

    /// Replays one event that happened at `at`.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::SchedulePut { key, schedule } => {
                let overrides = self.overrides(key).to_vec();
                let roster = Roster { schedule: schedule.clone(), overrides };
                self.rosters.insert(key.clone(), Arc::new(roster));
            }
            Event::ScheduleRemoved { key } => {
                self.rosters.remove(key);
            }
            Event::OverrideAdded { schedule, entry } => {
                if let Some(roster) = self.rosters.get_mut(schedule) {
                    let overrides = &mut Arc::make_mut(roster).overrides;
                    overrides.push(entry.clone());
                    drop_old(overrides, at);
                }
            }
            Event::OverrideRemoved { schedule, id } => {
                if let Some(roster) = self.rosters.get_mut(schedule) {
                    Arc::make_mut(roster).overrides.retain(|entry| entry.id != *id);
                }
            }
        }
    }

    /// Nothing: who is on call is worked out when asked, so no timer is needed.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing follows from time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }

    /// The schedules, by key.
    pub fn schedules(&self) -> impl Iterator<Item = (&ScheduleKey, &Schedule)> {
        self.rosters.iter().map(|(key, roster)| (key, &roster.schedule))
    }

    /// One schedule.
    #[must_use]
    pub fn schedule(&self, key: &ScheduleKey) -> Option<&Schedule> {
        self.rosters.get(key).map(|roster| &roster.schedule)
    }

    /// The overrides of a schedule in the order in which they were added; a later one wins.
    #[must_use]
    pub fn overrides(&self, key: &ScheduleKey) -> &[Override] {
        self.rosters.get(key).map_or(&[], |roster| &roster.overrides)
    }

    /// Who is on call at `at`; nobody when the schedule is unknown. See [`on_call`].
    #[must_use]
    pub fn on_call(
        &self,
        key: &ScheduleKey,
        at: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Vec<PersonKey> {
        self.schedule(key)
            .map_or_else(Vec::new, |found| on_call(found, self.overrides(key), at, zones))
    }

    /// The resolved timeline of a schedule. See [`shifts`].
    #[must_use]
    pub fn shifts(
        &self,
        key: &ScheduleKey,
        from: Timestamp,
        until: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Vec<Shift> {
        self.schedule(key)
            .map_or_else(Vec::new, |found| shifts(found, self.overrides(key), from, until, zones))
    }

    /// When nobody is on call; always, when the schedule is unknown. See [`gaps`].
    #[must_use]
    pub fn gaps(
        &self,
        key: &ScheduleKey,
        from: Timestamp,
        until: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Vec<Gap> {
        match self.schedule(key) {
            Some(found) => gaps(found, self.overrides(key), from, until, zones),
            None => calendar::uncovered(&[], from, until),
        }
    }

    /// The next instant at which other people are on call. See [`next_change`].
    #[must_use]
    pub fn next_change(
        &self,
        key: &ScheduleKey,
        at: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Option<Timestamp> {
        self.schedule(key).and_then(|found| next_change(found, self.overrides(key), at, zones))
    }
}

/// Lets go of overrides that are long over, so that a schedule does not grow for ever. Only those
/// over can go beyond the count, because `decide` bounds the ones ahead by half of it.
fn drop_old(overrides: &mut Vec<Override>, at: Timestamp) {
    overrides.retain(|entry| entry.until > at - OVERRIDE_KEPT);
    while overrides.len() > OVERRIDES_KEPT_MAX {
        let oldest = overrides.iter().enumerate().min_by_key(|(_, entry)| entry.until);
        let Some((index, _)) = oldest else { return };
        overrides.remove(index);
    }
}
