//! Maintenance: work that is planned and said beforehand, that starts, ends and reminds by itself,
//! and what of it comes again.

use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    MaintenanceId, PersonKey, RoutineKey, Showing, Timestamp, Translation, UpdateId,
};

mod event;
mod foreign;
mod refusal;
mod routine;
mod taken_back;
mod tidy;
mod unsaid;
mod weekdays;
mod window;
mod written;

pub use event::Event;
pub use foreign::{Foreign, ForeignWord};
pub use refusal::Refusal;
pub use routine::{AHEAD_DAYS, EVERY_MAX, Repeat, Routine};
pub use weekdays::Weekdays;
pub use window::{Ending, Entry, Maintenance, Origin, Plan, Said, Stage};
pub use written::{PlanWords, Wording, Written};

use tidy::{tidy, tidy_routine, tidy_words};

/// Most that lies ahead or is under way and was planned by hand.
pub const PLANNED_MAX: usize = 500;
/// Most routines.
pub const ROUTINES_MAX: usize = 100;
/// Most that are kept; the oldest that is over makes room. Far more than can lie ahead.
pub const MAINTENANCES_MAX: usize = 10_000;
/// Most components that one names.
pub const COMPONENTS_MAX: usize = 500;
/// Most words about one.
pub const ENTRIES_MAX: usize = 200;
/// Most words about one that wait to be let out. As many that were objected to are kept besides;
/// the oldest of these makes room.
pub const WRITTEN_MAX: usize = 20;
/// Longest maintenance; what lasts longer is not maintenance.
pub const LASTS_MAX: Duration = Duration::from_secs(14 * 24 * 3600);
/// Furthest that it can be planned ahead.
pub const PLANNED_AHEAD_MAX: Duration = Duration::from_secs(2 * 366 * 24 * 3600);
/// Most reminders of one.
pub const REMINDERS_MAX: usize = 6;
/// The earliest reminder, in minutes before the start.
pub const REMIND_MINS_MAX: u32 = 30 * 24 * 60;
/// What is usual: three days, one day and one hour before.
pub const REMIND_MINS: [u32; 3] = [72 * 60, 24 * 60, 60];
/// A start may lie so far back: whoever plans what starts now types for a while.
pub const START_SLACK: Duration = Duration::from_secs(15 * 60);
/// Most that time brings about in one step; the rest follows in the next.
const WOKEN_AT_ONCE_MAX: usize = 200;

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Plans one.
    Plan {
        /// What.
        plan: Plan,
    },
    /// Takes in what another status page had planned; what is here already is left alone.
    Import {
        /// What.
        told: Vec<Foreign>,
    },
    /// Plans it otherwise, while it lies ahead; what takes words back does so later too.
    Change {
        /// Which.
        maintenance: MaintenanceId,
        /// What is planned now.
        plan: Plan,
        /// Whether it takes words back that nobody should read any more: what it had said is shown
        /// to nobody then, and it may only leave words out.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        takes_back: bool,
    },
    /// The same as another, where somebody may object before readers have its words. What takes
    /// place, where and when, holds at once.
    Write {
        /// What is asked for.
        asked: Box<Self>,
    },
    /// Lets words out that were written.
    LetOut {
        /// About which.
        maintenance: MaintenanceId,
        /// Which writing.
        entry: UpdateId,
    },
    /// Lets the words of a routine out.
    LetRoutineOut {
        /// Of which.
        routine: RoutineKey,
        /// Which writing.
        entry: UpdateId,
    },
    /// What was written is not to go out: somebody objected to it. It is kept for its author.
    Refuse {
        /// About which.
        maintenance: MaintenanceId,
        /// Which writing.
        entry: UpdateId,
    },
    /// What was written and is not out does not go out any more.
    Withdraw {
        /// About which.
        maintenance: MaintenanceId,
        /// Which writing.
        entry: UpdateId,
    },
    /// What was written about it and is not out is written otherwise.
    Rewrite {
        /// About which.
        maintenance: MaintenanceId,
        /// Which writing.
        entry: UpdateId,
        /// What it says now.
        words: Arc<str>,
        /// The same in further languages, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
    },
    /// Takes words back that nobody should read any more, of what was said about it: it may only
    /// leave words out.
    TakeBack {
        /// About which.
        maintenance: MaintenanceId,
        /// Which word.
        entry: UpdateId,
        /// What is left; nothing, where all of it was added to how far it is.
        words: Arc<str>,
        /// The same in further languages, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
    },
    /// The same of what comes again, and of all that it has planned with these words.
    TakeBackRoutine {
        /// Which.
        routine: RoutineKey,
        /// What is left of its words.
        words: PlanWords,
    },
    /// Says how far it is, or something about it.
    Say {
        /// About which.
        maintenance: MaintenanceId,
        /// How far it is.
        stage: Stage,
        /// What is added; needed where the stage stays, and to cancel.
        words: Arc<str>,
        /// The same in further languages, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
    },
    /// It takes longer.
    Extend {
        /// Which.
        maintenance: MaintenanceId,
        /// Until when.
        until: Timestamp,
        /// Why.
        reason: Arc<str>,
        /// The same in further languages, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
    },
    /// Defines a routine, whole.
    PutRoutine {
        /// Which.
        routine: RoutineKey,
        /// Its definition.
        profile: Routine,
    },
    /// Takes a routine out; what it had planned does not take place.
    RemoveRoutine {
        /// Which.
        routine: RoutineKey,
    },
}

/// A routine, and up to which day its occurrences are made.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its definition.
    pub profile: Routine,
    /// Its words as they were last written, where these are not out.
    pub written: Option<Arc<Written<PlanWords>>>,
    /// Up to which day they are made.
    made: Date,
}

/// What has a timer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timed {
    Maintenance(MaintenanceId),
    Routine(RoutineKey),
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Everything that is planned, under way or over.
    pub planned: OrdMap<MaintenanceId, Arc<Maintenance>>,
    /// What comes again.
    pub routines: OrdMap<RoutineKey, Arc<Known>>,
    /// Under which number each is known.
    numbers: OrdMap<u32, MaintenanceId>,
    /// Which occurrences there are.
    origins: OrdSet<Origin>,
    timers: Timers<Timed>,
    count: u32,
}

impl State {
    /// The maintenance of that id.
    #[must_use]
    pub fn get(&self, maintenance: MaintenanceId) -> Option<&Maintenance> {
        self.planned.get(&maintenance).map(Arc::as_ref)
    }

    /// The maintenance of that number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Maintenance> {
        self.get(*self.numbers.get(&number)?)
    }

    /// All of them, by when they start.
    #[must_use]
    pub fn listed(&self) -> Vec<&Maintenance> {
        let mut all: Vec<&Maintenance> = self.planned.values().map(Arc::as_ref).collect();
        all.sort_by_key(|known| (known.plan.from, known.number));
        all
    }

    /// Those that are under way.
    pub fn running(&self) -> impl Iterator<Item = &Maintenance> {
        self.planned.values().map(Arc::as_ref).filter(|known| known.stage.is_running())
    }

    /// The others that take place at the same time and concern something of the same.
    #[must_use]
    pub fn overlapping(&self, plan: &Plan, except: Option<MaintenanceId>) -> Vec<&Maintenance> {
        let mut all = self.listed();
        all.retain(|known| Some(known.id) != except && known.overlaps(plan));
        all
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Plan { plan } => {
                let plan = tidy(plan, moment)?;
                if self.planned_by_hand() >= PLANNED_MAX {
                    return Err(Refusal::TooMany);
                }
                Ok(self.planned(plan, None, moment, self.count + 1))
            }
            Command::Import { told } => self.import(told, moment),
            Command::Change { maintenance, plan, takes_back } => {
                self.change(maintenance, plan, takes_back, moment)
            }
            Command::Write { asked } => self.write(*asked, moment),
            Command::LetOut { maintenance, entry } => Ok(self.let_out(maintenance, entry)),
            Command::LetRoutineOut { routine, entry } => {
                self.let_routine_out(&routine, entry, moment)
            }
            Command::Refuse { maintenance, entry } => Ok(self.refuse(maintenance, entry)),
            Command::Withdraw { maintenance, entry } => self.withdraw(maintenance, entry, moment),
            Command::Rewrite { maintenance, entry, words, translations } => {
                self.said_otherwise((maintenance, entry), (words, translations), moment)
            }
            Command::TakeBack { maintenance, entry, words, translations } => {
                self.take_back((maintenance, entry), (words, translations), moment)
            }
            Command::TakeBackRoutine { routine, words } => {
                self.take_back_routine(routine, &words, moment)
            }
            Command::Say { maintenance, stage, words, translations } => {
                let known = self.get(maintenance).ok_or(Refusal::Unknown)?;
                let by = Some(moment.actor.person().cloned().ok_or(Refusal::NotYours)?);
                open(known)?;
                if !known.next().contains(&stage) {
                    return Err(Refusal::NotNow);
                }
                let needed = stage == known.stage || stage == Stage::Cancelled;
                let (words, translations) = tidy_words(&words, &translations, needed)?;
                let entry = UpdateId(moment.id());
                Ok(vec![Event::Said { maintenance, entry, stage, by, words, translations }])
            }
            Command::Extend { maintenance, until, reason, translations } => {
                let known = self.get(maintenance).ok_or(Refusal::Unknown)?;
                let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
                open(known)?;
                longer(known, until, moment.now)?;
                let (reason, translations) = tidy_words(&reason, &translations, true)?;
                let entry = UpdateId(moment.id());
                Ok(vec![Event::Extended { maintenance, entry, until, reason, translations, by }])
            }
            Command::PutRoutine { routine, profile } => {
                let (profile, zone) = tidy_routine(profile, moment)?;
                let withdrawn = self.routine_withdrawn(&routine);
                let put = self.put(routine, profile, &zone, moment)?;
                Ok(withdrawn.into_iter().chain(put).collect())
            }
            Command::RemoveRoutine { routine } => {
                self.routines.get(&routine).ok_or(Refusal::UnknownRoutine)?;
                let mut events = vec![Event::RoutineRemoved { routine: routine.clone() }];
                events.extend(self.of_routine(&routine).map(|known| cancelled(known, moment)));
                Ok(events)
            }
        }
    }

    /// How many lie ahead or are under way that no routine planned.
    #[must_use]
    pub fn planned_by_hand(&self) -> usize {
        let ahead = |known: &&Arc<Maintenance>| !known.stage.is_over() && known.origin.is_none();
        self.planned.values().filter(ahead).count()
    }

    /// Plans one, and makes room for it.
    fn planned(
        &self,
        plan: Plan,
        origin: Option<Origin>,
        moment: &Moment<'_>,
        number: u32,
    ) -> Vec<Event> {
        let full = self.planned.len() >= MAINTENANCES_MAX;
        let over = self.planned.values().filter(|known| full && known.stage.is_over());
        let oldest = over.min_by_key(|known| known.number);
        let left = oldest.map(|known| Event::Left { maintenance: known.id });
        let (maintenance, entry) = (MaintenanceId(moment.id()), UpdateId(moment.id()));
        left.into_iter()
            .chain([Event::Planned { maintenance, number, entry, plan, origin }])
            .collect()
    }

    /// What a routine has planned and nobody changed.
    fn of_routine<'a>(&'a self, routine: &RoutineKey) -> impl Iterator<Item = &'a Maintenance> {
        let all = self.planned.values().map(Arc::as_ref);
        all.filter(move |known| {
            let own = known.origin.as_ref().is_some_and(|origin| origin.routine == *routine);
            own && known.stage == Stage::Scheduled && !known.by_hand
        })
    }

    /// Defines a routine; what it had planned is planned anew, or does not take place.
    fn put(
        &self,
        routine: RoutineKey,
        profile: Routine,
        zone: &TimeZone,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.routines.get(&routine);
        if known.is_some_and(|known| known.profile == profile) {
            return Ok(Vec::new());
        }
        if known.is_none() && self.routines.len() >= ROUTINES_MAX {
            return Err(Refusal::TooMany);
        }
        let today = routine::day_of(moment.now, zone).ok_or(Refusal::BadRepeat)?;
        let after = today.yesterday().map_err(|_| Refusal::BadRepeat)?;
        let mut events =
            vec![Event::RoutinePut { routine: routine.clone(), profile: profile.clone(), after }];
        for known in self.of_routine(&routine) {
            let day = known.origin.as_ref().map(|origin| origin.day);
            let day = day.filter(|day| profile.is_on(*day));
            let plan = day.and_then(|day| profile.plan(day, zone));
            match plan.filter(|plan| plan.from > moment.now) {
                Some(plan) if plan == known.plan => {}
                Some(plan) => {
                    let (maintenance, entry) = (known.id, UpdateId(moment.id()));
                    let before = Showing::Former;
                    events.push(Event::Changed { maintenance, entry, plan, by: None, before });
                }
                None => events.push(cancelled(known, moment)),
            }
        }
        Ok(events)
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Planned { maintenance, number, plan, origin, .. } => {
                self.count = self.count.max(*number);
                self.numbers.insert(*number, *maintenance);
                let mut new =
                    Maintenance::new(*maintenance, *number, plan.clone(), origin.clone(), at);
                new.evolve(event, at);
                self.timers.set(&Timed::Maintenance(*maintenance), new.due());
                self.planned.insert(*maintenance, Arc::new(new));
                if let Some(origin) = origin {
                    self.origins.insert(origin.clone());
                    self.made(&origin.routine, Some(origin.day));
                }
            }
            Event::Imported { number, told } => {
                let (maintenance, new) =
                    (told.maintenance, foreign::maintenance(*number, told, at));
                self.count = self.count.max(*number);
                self.numbers.insert(*number, maintenance);
                self.timers.set(&Timed::Maintenance(maintenance), new.due());
                self.planned.insert(maintenance, Arc::new(new));
            }
            Event::Changed { maintenance, .. }
            | Event::Reminded { maintenance, .. }
            | Event::Said { maintenance, .. }
            | Event::Written { maintenance, .. }
            | Event::Withdrawn { maintenance, .. }
            | Event::Refused { maintenance, .. }
            | Event::TakenBack { maintenance, .. }
            | Event::Extended { maintenance, .. } => {
                if let Some(known) = self.planned.get_mut(maintenance) {
                    let known = Arc::make_mut(known);
                    known.evolve(event, at);
                    self.timers.set(&Timed::Maintenance(*maintenance), known.due());
                    self.free(*maintenance, event);
                }
            }
            Event::RoutinePut { routine, profile, after } => {
                let written = self.routines.get(routine).and_then(|known| known.written.clone());
                let known = Known { profile: profile.clone(), written, made: *after };
                self.routines.insert(routine.clone(), Arc::new(known));
                self.made(routine, None);
            }
            Event::RoutineWritten { routine, .. } | Event::RoutineWithdrawn { routine } => {
                if let Some(known) = self.routines.get_mut(routine) {
                    Arc::make_mut(known).written = Written::of_routine(event, at);
                }
            }
            Event::RoutineTakenBack { routine, words, .. } => {
                if let Some(known) = self.routines.get_mut(routine) {
                    let known = Arc::make_mut(known);
                    known.profile = known.profile.clone().worded(words);
                    known.written = None;
                }
            }
            Event::RoutineRemoved { routine } => {
                self.routines.remove(routine);
                self.timers.set(&Timed::Routine(routine.clone()), None);
            }
            Event::Skipped { routine, day } => self.made(routine, Some(*day)),
            Event::Left { maintenance } => {
                if let Some(known) = self.planned.remove(maintenance) {
                    self.numbers.remove(&known.number);
                    self.forget_origin(&known);
                    self.timers.set(&Timed::Maintenance(*maintenance), None);
                }
            }
        }
    }

    /// Occurrences are made up to that day; the next one has a timer.
    fn made(&mut self, routine: &RoutineKey, day: Option<Date>) {
        let Some(known) = self.routines.get_mut(routine) else { return };
        if let Some(day) = day.filter(|day| *day > known.made) {
            Arc::make_mut(known).made = day;
        }
        let next = self.next_day(routine).and_then(routine::made_from);
        self.timers.set(&Timed::Routine(routine.clone()), next);
    }

    /// The next day of a routine for which nothing is planned yet.
    fn next_day(&self, routine: &RoutineKey) -> Option<Date> {
        let known = self.routines.get(routine)?;
        let free =
            |day: &Date| !self.origins.contains(&Origin { routine: routine.clone(), day: *day });
        known.profile.days_after(known.made).find(free)
    }

    /// When something starts, ends, is to be reminded of or to be made.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What has come about by time alone.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let mut events = Vec::new();
        let mut number = self.count;
        for timed in self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX) {
            match timed {
                Timed::Maintenance(maintenance) => {
                    events.extend(self.get(*maintenance).and_then(|known| turned(known, moment)));
                }
                Timed::Routine(routine) => {
                    events.extend(self.make(routine, moment, &mut number));
                }
            }
        }
        events
    }

    /// Makes the next occurrence of a routine.
    fn make(&self, routine: &RoutineKey, moment: &Moment<'_>, number: &mut u32) -> Vec<Event> {
        let (Some(known), Some(day)) = (self.routines.get(routine), self.next_day(routine)) else {
            return Vec::new();
        };
        let zone = moment.zones.get(&known.profile.zone).ok();
        let plan = zone.as_ref().and_then(|zone| known.profile.plan(day, zone));
        match plan.filter(|plan| plan.from > moment.now) {
            None => {
                let passed = zone.and_then(|zone| routine::day_of(moment.now, &zone));
                let passed = passed.and_then(|today| today.yesterday().ok());
                let day = passed.map_or(day, |passed| passed.max(day));
                vec![Event::Skipped { routine: routine.clone(), day }]
            }
            Some(plan) => {
                *number += 1;
                let origin = Origin { routine: routine.clone(), day };
                self.planned(plan, Some(origin), moment, *number)
            }
        }
    }
}

/// What time has brought about for one.
fn turned(known: &Maintenance, moment: &Moment<'_>) -> Option<Event> {
    let maintenance = known.id;
    let turned = |stage| {
        let entry = UpdateId(moment.id());
        by_itself(maintenance, entry, stage, None)
    };
    match known.stage {
        Stage::Scheduled if known.plan.from <= moment.now => Some(turned(Stage::InProgress)),
        Stage::Scheduled => {
            let mins = known.reminder_at(moment.now)?;
            Some(Event::Reminded { maintenance, entry: UpdateId(moment.id()), mins })
        }
        Stage::InProgress | Stage::Verifying if !known.overruns => Some(turned(known.ends_as())),
        _ => None,
    }
}

fn cancelled(known: &Maintenance, moment: &Moment<'_>) -> Event {
    let (maintenance, entry) = (known.id, UpdateId(moment.id()));
    by_itself(maintenance, entry, Stage::Cancelled, moment.actor.person().cloned())
}

/// How far it is, and not a word more.
fn by_itself(
    maintenance: MaintenanceId,
    entry: UpdateId,
    stage: Stage,
    by: Option<PersonKey>,
) -> Event {
    let (words, translations) = (Arc::default(), Vec::new());
    Event::Said { maintenance, entry, stage, by, words, translations }
}

fn open(known: &Maintenance) -> Result<(), Refusal> {
    match () {
        () if known.stage.is_over() => Err(Refusal::Over),
        () if known.entries.len() >= ENTRIES_MAX => Err(Refusal::TooMany),
        () => Ok(()),
    }
}

fn longer(known: &Maintenance, until: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let began = known.began_at.filter(|_| known.stage.is_running()).ok_or(Refusal::NotNow)?;
    match () {
        () if until <= now => Err(Refusal::Past),
        () if until <= known.plan.until => Err(Refusal::NotLonger),
        () if until.since(began) > LASTS_MAX => Err(Refusal::TooLong),
        () => Ok(()),
    }
}
