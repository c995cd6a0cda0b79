//! Which methods are proved by a code that was sent over them, and which fail.

use std::time::Duration;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use super::{Event, GONE, Refusal};
use crate::words::{MethodKey, Owner, PersonKey, Personal, SmolStr, Timestamp};

/// How long a code works.
pub const CODE_LASTS: Duration = Duration::from_secs(600);
/// Most wrong tries at a code.
pub const CODE_TRIES_MAX: u32 = 5;
/// How long to wait before another code goes out over the same method.
pub const CODE_PAUSE: Duration = Duration::from_secs(60);
/// Most codes that one person gets in an hour.
pub const CODES_PER_HOUR_MAX: usize = 6;
/// After so many failures in a row, each for good, a method counts as failing.
pub const FAILING_AFTER: u32 = 3;

const HOUR: Duration = Duration::from_secs(3_600);

/// How a code was typed. Which it is, is found out outside: the code itself is never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guess {
    /// As it was sent.
    Right,
    /// Otherwise.
    Wrong,
}

/// A code on its way. Its digits follow from its number and the installation's key.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// Its number.
    pub number: u32,
    /// Where it was sent.
    pub address: Personal,
    /// When.
    pub sent_at: Timestamp,
    /// Until when it works.
    pub until: Timestamp,
    /// How often it was typed wrong.
    pub misses: u32,
}

/// A method over which a code has arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Proved {
    address: Personal,
    /// When.
    pub at: Timestamp,
}

/// A method over which nothing arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct Failing {
    address: Personal,
    /// How often in a row.
    pub count: u32,
    /// Why the last time.
    pub reason: SmolStr,
    /// Since when.
    pub since: Timestamp,
}

type Key = (PersonKey, MethodKey);

/// What is known of how well methods work.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Proofs {
    codes: OrdMap<Key, Code>,
    asked: OrdMap<PersonKey, Vector<Timestamp>>,
    proved: OrdMap<Key, Proved>,
    failing: OrdMap<Key, Failing>,
    code_count: u32,
}

impl Proofs {
    pub(super) fn code(
        &self,
        person: &PersonKey,
        method: &MethodKey,
        address: &Personal,
    ) -> Option<&Code> {
        let known = self.codes.get(&(person.clone(), method.clone()))?;
        (known.address == *address).then_some(known)
    }

    pub(super) fn numbered(&self, number: u32) -> Option<&Code> {
        self.codes.values().find(|code| code.number == number)
    }

    pub(super) fn proved(
        &self,
        person: &PersonKey,
        method: &MethodKey,
        address: &Personal,
    ) -> Option<&Proved> {
        let known = self.proved.get(&(person.clone(), method.clone()))?;
        (known.address == *address).then_some(known)
    }

    pub(super) fn failing(
        &self,
        person: &PersonKey,
        method: &MethodKey,
        address: &Personal,
    ) -> Option<&Failing> {
        let known = self.failing.get(&(person.clone(), method.clone()))?;
        (known.address == *address).then_some(known)
    }

    pub(super) fn send(
        &self,
        person: PersonKey,
        method: MethodKey,
        address: Personal,
        now: Timestamp,
    ) -> Result<Event, Refusal> {
        let code = self.codes.get(&(person.clone(), method.clone()));
        if code.is_some_and(|code| code.sent_at + CODE_PAUSE > now) {
            return Err(Refusal::TooSoon);
        }
        let asked = self.asked.get(&person).into_iter().flatten();
        if asked.filter(|at| **at + HOUR > now).count() >= CODES_PER_HOUR_MAX {
            return Err(Refusal::TooMany);
        }
        let (number, until) = (self.code_count + 1, now + CODE_LASTS);
        Ok(Event::Coded { person, method, number, address, until })
    }

    pub(super) fn guess(
        &self,
        person: PersonKey,
        method: MethodKey,
        guess: Guess,
        now: Timestamp,
    ) -> Result<Event, Refusal> {
        let code = self.codes.get(&(person.clone(), method.clone()));
        let works = |code: &&Code| code.until > now && code.misses < CODE_TRIES_MAX;
        let code = code.filter(works).ok_or(Refusal::CodeGone)?;
        let address = code.address.clone();
        Ok(match guess {
            Guess::Right => Event::Verified { person, method, address },
            Guess::Wrong => Event::Missed { person, method },
        })
    }

    pub(super) fn arrived(&self, person: PersonKey, method: MethodKey) -> Option<Event> {
        let known = self.failing.contains_key(&(person.clone(), method.clone()));
        known.then_some(Event::Arrived { person, method })
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Coded { person, method, number, address, until } => {
                self.code_count = *number;
                let (number, address, until) = (*number, address.clone(), *until);
                let code = Code { number, address, sent_at: at, until, misses: 0 };
                self.codes.insert((person.clone(), method.clone()), code);
                let asked = self.asked.entry(person.clone()).or_default();
                asked.retain(|earlier| *earlier + HOUR > at);
                asked.push_back(at);
            }
            Event::Missed { person, method } => {
                if let Some(code) = self.codes.get_mut(&(person.clone(), method.clone())) {
                    code.misses += 1;
                }
            }
            Event::Verified { person, method, address } => {
                let key = (person.clone(), method.clone());
                self.codes.remove(&key);
                self.failing.remove(&key);
                self.proved.insert(key, Proved { address: address.clone(), at });
            }
            Event::Faltered { person, method, address, reason } => {
                let key = (person.clone(), method.clone());
                let new = || Failing {
                    address: address.clone(),
                    count: 0,
                    reason: SmolStr::default(),
                    since: at,
                };
                let known = self.failing.entry(key).or_insert_with(new);
                // Another address begins anew.
                if known.address != *address {
                    *known = new();
                }
                known.count = known.count.saturating_add(1);
                known.reason = reason.clone();
            }
            Event::Arrived { person, method } => {
                self.failing.remove(&(person.clone(), method.clone()));
            }
            Event::Forgotten { person } => {
                let others = |(key, _): &(Key, _)| key.0 != *person;
                self.codes = std::mem::take(&mut self.codes).into_iter().filter(others).collect();
                let others = |(key, _): &(Key, _)| key.0 != *person;
                self.proved = std::mem::take(&mut self.proved).into_iter().filter(others).collect();
                let others = |(key, _): &(Key, _)| key.0 != *person;
                self.failing =
                    std::mem::take(&mut self.failing).into_iter().filter(others).collect();
                self.asked.remove(person);
            }
            // Nothing comes back from there: it fails from the first time on.
            Event::DeviceLost { person, method, address } => {
                let (address, reason) = (address.clone(), GONE.into());
                let failing = Failing { address, count: FAILING_AFTER, reason, since: at };
                let key = (person.clone(), method.clone());
                self.codes.remove(&key);
                self.failing.insert(key, failing);
            }
            Event::DeviceRemoved { person, method } => {
                let key = (person.clone(), method.clone());
                self.codes.remove(&key);
                self.proved.remove(&key);
                self.failing.remove(&key);
            }
            Event::DeviceAdded { .. } | Event::RulesPut { .. } | Event::ShowsPut { .. } => {}
        }
    }

    pub(super) fn knows(&self, person: &PersonKey) -> bool {
        self.asked.contains_key(person)
            || self.proved.keys().any(|key| key.0 == *person)
            || self.failing.keys().any(|key| key.0 == *person)
    }

    /// Forgets the addresses of one who was erased; what was proved of them is proved no more.
    pub(super) fn forget(&mut self, owner: &Owner) {
        let Owner::Person(person) = owner else { return };
        let theirs = |key: &&Key| key.0 == *person;
        for key in self.codes.keys().filter(theirs).cloned().collect::<Vec<_>>() {
            if let Some(code) = self.codes.get_mut(&key) {
                code.address.forget(owner);
            }
        }
        for key in self.proved.keys().filter(theirs).cloned().collect::<Vec<_>>() {
            if let Some(proved) = self.proved.get_mut(&key) {
                proved.address.forget(owner);
            }
        }
        for key in self.failing.keys().filter(theirs).cloned().collect::<Vec<_>>() {
            if let Some(failing) = self.failing.get_mut(&key) {
                failing.address.forget(owner);
            }
        }
    }
}
