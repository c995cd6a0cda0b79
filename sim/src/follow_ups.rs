//! The day after: people write to customers, or say that none is needed, or let it lie. Drawn
//! apart, so that histories without it stay as they were.

use domain::follow_ups::Command;
use domain::words::Actor;

use crate::callers::MARK;
use crate::chance::Chance;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs customers are owed a word.
const THERE: u64 = 300;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 6;

impl World {
    /// When somebody looks at what customers are owed. The first look has it known everywhere.
    pub(crate) fn plans_follow_ups(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[150]);
        if !self.plan.overnight && !chance.hits(THERE) {
            return;
        }
        self.schedule(0, Happening::FollowUp { number: 0 });
        for number in 1..chance.within(2, DEEDS_MAX) {
            let at = chance.below(self.plan.span);
            self.schedule(at, Happening::FollowUp { number });
        }
    }

    /// Somebody looks at what customers are owed.
    pub(crate) fn follow_up(&mut self, number: u64) {
        let mut chance = self.chance(151, number);
        if self.healing {
            return;
        }
        let revision = domain::revision::LATEST;
        self.ask(Who::Person(0), Ask::Other, Actor::System, domain::Command::Adopt { revision });
        let Some(state) = self.glimpse(&mut chance) else { return };
        let owed = state.follow_ups.owed();
        if owed.is_empty() {
            return;
        }
        let known = *chance.pick(&owed);
        let to: Vec<_> = state.readers_of(known).into_iter().map(|reader| reader.to).collect();
        let command = match to.is_empty() || chance.hits(400) {
            true => {
                Command::Waive { follow_up: known.id, reason: "We spoke with them.".to_owned() }
            }
            false => Command::Write {
                follow_up: known.id,
                subject: "What happened".to_owned(),
                text: format!("{MARK} It works again."),
                to,
            },
        };
        let actor = Actor::Person(person_key(0));
        self.ask(Who::Person(0), Ask::Other, actor, domain::Command::FollowUps(command));
    }
}
