//! Tests with the phone on silent: a person has themselves rung at a moment of their choice, and
//! says afterwards what woke them.

use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::{Event, Refusal};
use crate::timers::Timers;
use crate::words::{MethodKey, PersonKey, Timestamp};

/// How far ahead a test may be planned.
pub const AHEAD_MAX: Duration = Duration::from_secs(14 * 86_400);
/// How late a test may ring. Later, its person may no longer be where they meant to be asleep.
pub const LATE_MAX: Duration = Duration::from_secs(15 * 60);
/// How long an answer is waited for. After that, nobody knows what woke them: nothing did.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(86_400);
/// Shortest time between two tests of one person: it rings a real telephone.
pub const PAUSE: Duration = Duration::from_secs(120);
/// How long a result counts: people change their telephones, and telephones their settings.
pub const COUNTS_FOR: Duration = Duration::from_secs(180 * 86_400);
/// Most methods that are rung for a test.
pub const METHODS_MAX: usize = 50;

/// Which telephone somebody has: what to change on it differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phone {
    /// One of Apple's.
    Iphone,
    /// One with Android.
    Android,
    /// Any other, or they did not say.
    #[default]
    Other,
}

impl Phone {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Iphone, Self::Android, Self::Other];

    /// Its name in interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iphone => "iphone",
            Self::Android => "android",
            Self::Other => "other",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// A test that has rung and waits for its person's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// When it rang.
    pub rang_at: Timestamp,
    /// Over which methods; none if there was none.
    pub methods: Vec<MethodKey>,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When it rang.
    pub rang_at: Timestamp,
    /// When its person answered; never, if they did not within a day.
    pub answered_at: Option<Timestamp>,
    /// Over which methods it rang.
    pub methods: Vec<MethodKey>,
    /// Which of them woke its person.
    pub woke: Vec<MethodKey>,
    /// Their telephone.
    pub phone: Phone,
}

impl Ended {
    /// Whether something woke them that they still have, not too long ago.
    #[must_use]
    pub fn counts(&self, now: Timestamp, has: impl Fn(&MethodKey) -> bool) -> bool {
        self.rang_at + COUNTS_FOR > now && self.woke.iter().any(has)
    }
}

/// The tests of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tests {
    /// When the next one rings.
    pub planned: Option<Timestamp>,
    /// The one that waits for their word.
    pub open: Option<Open>,
    /// How the last one ended.
    pub last: Option<Ended>,
    /// When one was to ring while Mayday did not run; until the next is planned.
    pub missed: Option<Timestamp>,
}

impl Tests {
    fn due(&self) -> Option<Timestamp> {
        let lapses = self.open.as_ref().map(|open| open.rang_at + ANSWER_WITHIN);
        [self.planned, lapses].into_iter().flatten().min()
    }

    /// When it last rang.
    fn rang_at(&self) -> Option<Timestamp> {
        let ended = self.last.as_ref().map(|last| last.rang_at);
        self.open.as_ref().map(|open| open.rang_at).or(ended)
    }
}

/// The tests of everybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Silent {
    people: OrdMap<PersonKey, Arc<Tests>>,
    timers: Timers<PersonKey>,
}

impl Silent {
    pub(super) fn get(&self, person: &PersonKey) -> Option<&Tests> {
        self.people.get(person).map(Arc::as_ref)
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    pub(super) fn plan(
        &self,
        person: PersonKey,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<Event, Refusal> {
        // What was meant for this minute is a moment old when it arrives.
        let at = at.max(now);
        if at > now + AHEAD_MAX {
            return Err(Refusal::TooFar);
        }
        let rang_at = self.get(&person).and_then(Tests::rang_at);
        if rang_at.is_some_and(|rang_at| at < rang_at + PAUSE) {
            return Err(Refusal::TooSoon);
        }
        Ok(Event::TestPlanned { person, at })
    }

    pub(super) fn drop_planned(&self, person: PersonKey) -> Option<Event> {
        let planned = self.get(&person).is_some_and(|tests| tests.planned.is_some());
        planned.then_some(Event::TestDropped { person })
    }

    /// The moment has come, and these methods there are.
    pub(super) fn ring(&self, person: PersonKey, methods: Vec<MethodKey>) -> Option<Event> {
        let began = self.get(&person).and_then(|tests| tests.open.as_ref());
        let began = began.is_some_and(|open| open.methods.is_empty());
        let methods: Vec<MethodKey> = methods.into_iter().take(METHODS_MAX).collect();
        (began && !methods.is_empty()).then_some(Event::TestRang { person, methods })
    }

    pub(super) fn answer(
        &self,
        person: PersonKey,
        woke: Vec<MethodKey>,
        phone: Phone,
    ) -> Result<Event, Refusal> {
        let open = self.get(&person).and_then(|tests| tests.open.as_ref());
        let open = open.ok_or(Refusal::NoTest)?;
        let known = |method: &&MethodKey| woke.contains(method);
        let woke = open.methods.iter().filter(known).cloned().collect();
        Ok(Event::TestAnswered { person, woke, phone })
    }

    pub(super) fn forget(&self, person: PersonKey) -> Option<Event> {
        self.people.contains_key(&person).then_some(Event::TestsForgotten { person })
    }

    pub(super) fn wake(&self, now: Timestamp) -> Vec<Event> {
        let due = self.timers.due(now).filter_map(|person| Some((person, self.get(person)?)));
        due.map(|(person, tests)| {
            let person = person.clone();
            match tests.planned.filter(|at| *at <= now) {
                Some(at) if now.since(at) > LATE_MAX => Event::TestMissed { person },
                Some(_) => Event::TestBegan { person },
                None => Event::TestUnanswered { person },
            }
        })
        .collect()
    }

    pub(super) fn evolve(&mut self, event: &Event, now: Timestamp) {
        match event {
            Event::TestPlanned { person, at } => self.change(person, |tests| {
                (tests.planned, tests.missed) = (Some(*at), None);
            }),
            Event::TestDropped { person } => self.change(person, |tests| tests.planned = None),
            Event::TestMissed { person } => {
                self.change(person, |tests| tests.missed = tests.planned.take());
            }
            // A new one takes the place of one that was never answered.
            Event::TestBegan { person } => self.change(person, |tests| {
                tests.planned = None;
                tests.open = Some(Open { rang_at: now, methods: Vec::new() });
            }),
            Event::TestRang { person, methods } => self.change(person, |tests| {
                if let Some(open) = &mut tests.open {
                    open.methods.clone_from(methods);
                }
            }),
            Event::TestAnswered { person, woke, phone } => {
                self.change(person, |tests| end(tests, Some(now), woke, *phone));
            }
            Event::TestUnanswered { person } => {
                self.change(person, |tests| end(tests, None, &[], Phone::default()));
            }
            Event::TestsForgotten { person } => {
                self.people.remove(person);
                self.timers.set(person, None);
            }
            Event::Noticed { .. } | Event::Dismissed { .. } => {}
        }
    }

    fn change(&mut self, person: &PersonKey, change: impl FnOnce(&mut Tests)) {
        let tests = self.people.entry(person.clone()).or_default();
        let tests = Arc::make_mut(tests);
        change(tests);
        let due = tests.due();
        self.timers.set(person, due);
    }
}

fn end(tests: &mut Tests, answered_at: Option<Timestamp>, woke: &[MethodKey], phone: Phone) {
    if let Some(Open { rang_at, methods }) = tests.open.take() {
        let woke = woke.to_vec();
        tests.last = Some(Ended { rang_at, answered_at, methods, woke, phone });
    }
}
