//! Those who approve public text: named in some runs, they let it out, object, or sleep. What is
//! over is looked back on, and waits for them like the rest. Drawn
//! apart, so that histories without them stay as they were.

use std::time::Duration;

use domain::State;
use domain::approvals::Command;
use domain::bulletins;
use domain::organisation::{self, Approver, Settings};
use domain::updates::{self, Overview};
use domain::words::{Actor, BulletinId, IncidentId, Phase, Public, Review};

use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs public text waits.
const THERE: u64 = 400;
/// Who approves: nobody who writes public text in these runs.
const APPROVER: usize = 2;
/// For so much later the next word is promised.
const NEXT: Duration = Duration::from_secs(3 * 3_600);
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
            let told = state.bulletins.latest();
            let over = told.into_iter().find(|known| known.is_over() && known.review.is_none());
            match over {
                Some(known) => self.looks_back(known.id),
                None => self.writes_to_all(&state),
            }
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

    /// Somebody writes what there is to say of it in hindsight.
    fn looks_back(&mut self, bulletin: BulletinId) {
        let review = Review { happened: "Cards failed.".into(), ..Review::default() };
        let write = bulletins::Command::Review { bulletin, review, tells: true };
        self.ask(Who::Person(0), Ask::Other, Actor::Person(person_key(0)), write.into());
    }

    /// Somebody who has an incident writes for everyone, and promises the next word for much later,
    /// so that nothing else wakes whoever should let it out.
    fn writes_to_all(&mut self, state: &State) {
        let Some(now) = self.log_now() else { return };
        let live = state.incidents.incidents.values().filter(|known| known.settled_at.is_none());
        let had =
            |id: &IncidentId| state.paging.get(*id).is_some_and(|e| e.accepted_by().is_some());
        let Some(incident) = live.map(|known| known.id).find(had) else { return };
        let overview = Overview {
            known: "We look.".into(),
            impact: "Cards fail.".into(),
            ..Overview::default()
        };
        let phase = Phase::Identified;
        let public = Some(Public {
            title: "Cards".into(),
            phase,
            affected: Vec::new(),
            audiences: Vec::new(),
            ..Public::default()
        });
        let (next_by, estimate) = (now + NEXT, None);
        let publish = updates::Command::Publish {
            incident,
            overview,
            next_by,
            estimate,
            public,
            for_colleagues: None,
        };
        self.ask(Who::Person(0), Ask::Other, Actor::Person(person_key(0)), publish.into());
    }
}
