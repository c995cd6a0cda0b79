//! Those who approve public text: named in some runs, they let it out, object, or sleep. Drawn apart,
//! so that histories without them stay as they were.

use domain::approvals::Command;
use domain::organisation::{self, Approver, Settings};
use domain::words::Actor;

use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs public text waits.
const THERE: u64 = 400;
/// Who approves: nobody who writes public text in these runs.
const APPROVER: usize = 2;
/// How often they look, at most.
const LOOKS_MAX: u64 = 20;

impl World {
    /// When somebody is named, and when they look.
    pub(crate) fn plans_approvers(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[160]);
        if !chance.hits(THERE) {
            return;
        }
        self.schedule(MINUTE, Happening::Approver { number: 0 });
        for number in 1..chance.within(2, LOOKS_MAX) {
            let at = chance.below(self.plan.span);
            self.schedule(at, Happening::Approver { number });
        }
    }

    /// Somebody is named, or looks.
    pub(crate) fn approver(&mut self, number: u64) {
        let mut chance = self.chance(161, number);
        let Some(state) = self.glimpse(&mut chance) else { return };
        if self.healing {
            return;
        }
        let known = &state.organisation.settings;
        let there = state.access.person(&person_key(APPROVER)).is_some();
        if known.approvers.is_empty() && there && !known.name.is_empty() {
            let revision = domain::revision::LATEST;
            let adopt = domain::Command::Adopt { revision };
            self.ask(Who::Person(0), Ask::Other, Actor::System, adopt);
            let approvers = vec![Approver::Person(person_key(APPROVER))];
            let settings = Settings { approvers, ..known.as_ref().clone() };
            let put = organisation::Command::Put { settings };
            self.ask(Who::Operator, Ask::Other, Actor::Operator, put.into());
            return;
        }
        let waiting = state.approvals.waiting();
        if waiting.is_empty() {
            return;
        }
        let approval = chance.pick(&waiting).id;
        let command = match chance.below(4) {
            0 => Command::Approve { approval },
            1 => Command::Object { approval, reason: "Say which cards.".to_owned() },
            _ => return,
        };
        let actor = Actor::Person(person_key(APPROVER));
        self.ask(Who::Person(APPROVER), Ask::Other, actor, domain::Command::Approvals(command));
    }
}
