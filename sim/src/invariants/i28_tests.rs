//! I28: a test with the phone on silent rings whoever asked for it, once, at their moment, and
//! nobody else.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::deliveries::{About, Event as Delivery};
use domain::readiness::{Event as Readiness, LATE_MAX};
use domain::words::{Actor, PersonKey, Timestamp};
use domain::{Event, State};

use super::{Invariant, Seen, View};

/// How late a timer may fire while nothing is disturbed.
const TIMER_LATE_MAX: Duration = Duration::from_secs(10);
const CALM: u64 = 20_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Tests {
    /// When each is to ring.
    planned: BTreeMap<PersonKey, Timestamp>,
    /// Whose test rings and is not answered.
    ringing: BTreeSet<PersonKey>,
}

impl Invariant for Tests {
    fn name(&self) -> &'static str {
        "i28_tests"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Readiness(event), .. } => {
                let asked = view.by_command.get(&row.command);
                let actor = asked.map(|asked| &view.requests[*asked].envelope.actor);
                self.noted(event, row.at, actor.and_then(Actor::person))
            }
            Seen::Row {
                event: Event::Deliveries(Delivery::Owed { about, address, .. }), ..
            } => {
                let About::Test { person } = about else { return Ok(()) };
                if address.person.as_ref() != Some(person) {
                    return Err(format!("the test of {person} rings somebody else"));
                }
                match self.ringing.contains(person) {
                    true => Ok(()),
                    false => Err(format!("{person} is rung for no test")),
                }
            }
            Seen::Moment => self.stands(view.truth, view.calm_now(CALM)),
            _ => Ok(()),
        }
    }
}

impl Tests {
    fn noted(
        &mut self,
        event: &Readiness,
        at: Timestamp,
        by: Option<&PersonKey>,
    ) -> Result<(), String> {
        match event {
            Readiness::TestPlanned { person, at } => {
                if by != Some(person) {
                    return Err(format!("somebody else had {person} woken"));
                }
                self.planned.insert(person.clone(), *at);
            }
            Readiness::TestDropped { person } => {
                self.planned.remove(person);
            }
            Readiness::TestBegan { person } => {
                let wanted = self.planned.remove(person);
                let wanted = wanted.ok_or_else(|| format!("{person} wanted no test"))?;
                if at < wanted || at > wanted + LATE_MAX {
                    return Err(format!("the test of {person} rang at another moment"));
                }
                self.ringing.insert(person.clone());
            }
            Readiness::TestMissed { person } => {
                let wanted = self.planned.remove(person);
                if wanted.is_none_or(|wanted| at <= wanted + LATE_MAX) {
                    return Err(format!("the test of {person} was given up too soon"));
                }
            }
            Readiness::TestAnswered { person, .. } | Readiness::TestUnanswered { person } => {
                if !self.ringing.remove(person) {
                    return Err(format!("{person} answered a test that never rang"));
                }
            }
            Readiness::TestRang { .. }
            | Readiness::TestsForgotten { .. }
            | Readiness::Noticed { .. }
            | Readiness::Dismissed { .. } => {}
        }
        Ok(())
    }

    fn stands(&self, truth: &State, calm: Option<Timestamp>) -> Result<(), String> {
        let Some(now) = calm else { return Ok(()) };
        let late = self.planned.iter().find(|(person, at)| {
            **at + TIMER_LATE_MAX < now && truth.readiness.tests(person).is_some()
        });
        match late {
            Some((person, _)) => Err(format!("{person} waits for a test that does not ring")),
            None => Ok(()),
        }
    }
}
