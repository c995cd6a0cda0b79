//! Sleepers: people who have themselves rung at night with their phone on silent, take that back,
//! and say in the morning what woke them.

use std::time::Duration;

use domain::readiness::{Command, Phone};
use domain::words::Actor;

use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::{PEOPLE, person_key};
use crate::world::{Happening, World};

/// In how many of a thousand runs anybody tests.
const TESTED: u64 = 300;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 10;

impl World {
    /// When somebody does something about a test. It is drawn from a stream of its own, so that a
    /// seed in which nobody tests means what it always meant.
    pub(crate) fn plans_tests(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[130]);
        if !chance.hits(TESTED) {
            return;
        }
        for number in 0..chance.within(2, DEEDS_MAX) {
            let at = chance.below(self.plan.span);
            self.schedule(at, Happening::Sleeper { number });
        }
    }

    /// Somebody plans a test, takes it back, or says what woke them.
    pub(crate) fn sleeper(&mut self, number: u64) {
        let mut chance = self.chance(131, number);
        let who = usize::try_from(chance.below(PEOPLE as u64)).unwrap_or(0);
        let (Some(state), Some(now)) = (self.glimpse(&mut chance), self.log_now()) else { return };
        let person = person_key(who);
        let open = state.readiness.tests(&person).and_then(|tests| tests.open.clone());
        let command = match open {
            Some(open) if chance.hits(700) => {
                let woke = open.methods.into_iter().filter(|_| chance.hits(500)).collect();
                Command::AnswerTest { person, woke, phone: Phone::Android }
            }
            _ if chance.hits(150) => Command::DropTest { person },
            _ => {
                let at = now + Duration::from_millis(chance.below(40 * MINUTE));
                Command::PlanTest { person, at }
            }
        };
        if self.healing {
            return;
        }
        let actor = Actor::Person(person_key(who));
        self.ask(Who::Person(who), Ask::Other, actor, domain::Command::Readiness(command));
        // In the morning the same person says what woke them.
        if number < DEEDS_MAX {
            let after = chance.within(5 * MINUTE, 60 * MINUTE);
            self.schedule(after, Happening::Sleeper { number: number + 100 });
        }
    }
}
