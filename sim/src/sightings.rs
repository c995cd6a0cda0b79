//! What programs and readers see of a component, what everyone is told of it, and readers who look
//! at two status pages: one that tells what is suspected, and one that does not.

use std::time::Duration;

use domain::bulletins::Bulletin;
use domain::components::{self, Component};
use domain::sightings::Command as Sighting;
use domain::status::Overall;
use domain::status_pages::{self, StatusPage};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, ComponentKey, Condition, IncidentId, Phase, Public, StatusPageKey,
};
use domain::{Command, State};

use crate::bug::Bug;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::{Call, MINUTE};
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs anything is seen.
const SEEN: u64 = 300;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 60;

/// What is seen to fail.
#[must_use]
pub fn part() -> ComponentKey {
    "cards".into()
}

fn page(open: bool) -> StatusPageKey {
    if open { "open".into() } else { "closed".into() }
}

/// When each of the deeds is done. They are drawn from a stream of their own, so that a seed in
/// which nothing is seen means what it always meant.
fn draw(seed: u64, span: u64, calls: &[Call]) -> Vec<u64> {
    let mut chance = Chance::of(seed, &[130]);
    if !chance.hits(SEEN) || calls.is_empty() {
        return Vec::new();
    }
    let deeds = (0..chance.within(20, DEEDS_MAX)).map(|_| {
        let at = chance.pick(calls).at + chance.below(60 * MINUTE);
        at.min(span.saturating_sub(1))
    });
    deeds.collect()
}

impl World {
    pub(crate) fn plans_sightings(&mut self) {
        let times = draw(self.plan.seed, self.plan.span, &self.plan.calls);
        for (number, at) in times.into_iter().enumerate() {
            self.schedule(at, Happening::Sighting { number: number as u64 });
        }
    }

    /// Something is seen or told; then a reader looks at both pages.
    pub(crate) fn sighting(&mut self, number: u64) {
        let mut chance = self.chance(131, number);
        let state = self.witness.truth.clone();
        if !self.healing {
            let (who, actor, command) = self.deed_of_sight(&state, &mut chance);
            if let Some(command) = command {
                self.ask(who, Ask::Other, actor, command);
            }
        }
        for open in [false, true] {
            self.looks(&state, open);
        }
    }

    fn deed_of_sight(&self, state: &State, chance: &mut Chance) -> (Who, Actor, Option<Command>) {
        let component = part();
        let operator = |command: Command| (Who::Operator, Actor::Operator, Some(command));
        if state.policy.adopted < domain::revision::LATEST {
            let adopt = Command::Adopt { revision: domain::revision::LATEST };
            return (Who::Person(0), Actor::System, Some(adopt));
        }
        if state.components.get(&component).is_none() {
            let profile = Component { name: "Cards".into(), ..Component::default() };
            return operator(components::Command::Put { component, profile }.into());
        }
        for open in [false, true] {
            if !state.status_pages.pages.contains_key(&page(open)) {
                let name = page(open).as_str().into();
                let profile = StatusPage {
                    name,
                    zone: "UTC".into(),
                    shows_suspicions: open,
                    ..StatusPage::default()
                };
                return operator(
                    status_pages::Command::Put { page: page(open), profile: Box::new(profile) }
                        .into(),
                );
            }
        }
        let person = Actor::Person(person_key(0));
        match chance.below(10) {
            0..=3 => {
                let source = format!("probe {}", chance.below(3)).into();
                let report = Sighting::Report { component, source, failing: chance.hits(700) };
                (Who::Person(0), person, Some(report.into()))
            }
            4..=6 => {
                let see = Sighting::See { component, customer: None };
                (Who::Operator, Actor::System, Some(see.into()))
            }
            _ => (Who::Person(0), person, self.tells_of_it(state, chance)),
        }
    }

    /// A word about an incident that somebody has.
    fn tells_of_it(&self, state: &State, chance: &mut Chance) -> Option<Command> {
        let had =
            |id: &IncidentId| state.paging.get(*id).is_some_and(|e| e.accepted_by().is_some());
        let live = state.incidents.incidents.values().filter(|known| known.settled_at.is_none());
        let all: Vec<IncidentId> = live.map(|known| known.id).filter(had).collect();
        if all.is_empty() {
            return None;
        }
        let incident = *chance.pick(&all);
        let fares = [Condition::Operational, Condition::Partial, Condition::Major];
        // Some name nothing, so that it concerns everything.
        let named = chance.hits(850);
        let affected =
            named.then(|| vec![Affected { component: part(), condition: *chance.pick(&fares) }]);
        let affected = affected.unwrap_or_default();
        let phase = if chance.hits(150) { Phase::Resolved } else { Phase::Identified };
        let public = Public {
            title: "Cards".into(),
            phase,
            affected,
            audiences: Vec::new(),
            ..Public::default()
        };
        let overview = Overview {
            known: "We look.".into(),
            impact: "Cards fail.".into(),
            ..Overview::default()
        };
        let next_by = self.log_now()? + Duration::from_secs(chance.within(3, 20) * 60);
        let (estimate, public) = (None, Some(public));
        Some(
            updates::Command::Publish {
                incident,
                overview,
                next_by,
                estimate,
                public,
                for_colleagues: None,
            }
            .into(),
        )
    }

    /// A reader looks at a page. The hands of the bugs are pages that tell what nobody has
    /// confirmed, pages that go by what people say alone, and pages on which callers end a matter.
    fn looks(&mut self, state: &State, open: bool) {
        let Some(now) = self.log_now() else { return };
        let read = state.for_everyone();
        let Some(shown) = read.status_page_at(&page(open), now) else { return };
        let Some(known) = shown.parts.iter().find(|known| *known.key == part()) else { return };
        let works = match self.bug {
            Some(Bug::WordsOverEvidence) => {
                let said = state.bulletins.conditions().get(&part()).copied();
                said.is_none_or(|said| said == Condition::Operational)
            }
            Some(Bug::CallersEndIt) => !fails_for_callers(state),
            _ => known.condition == Condition::Operational,
        };
        let suspects = match self.bug {
            Some(Bug::SuspicionTold) => state.evidence_at(now).contains_key(&part()),
            _ => shown.evidence.contains_key(&part()),
        };
        let all_works = match self.bug {
            Some(Bug::NamelessGreen) => {
                shown.parts.iter().all(|part| part.condition == Condition::Operational)
            }
            _ => shown.overall == Overall::Operational,
        };
        let mut spells = shown.spells().remove(&part()).unwrap_or_default();
        if self.bug == Some(Bug::ForgetfulStrips) {
            spells.retain(|spell| spell.number > 0 || spell.until.is_none());
        }
        let bad = spells.iter().map(|spell| (spell.from, spell.until)).collect();
        let suspects = works && suspects;
        self.observe(&Seen::PartRead { now, open, works, suspects, all_works, bad });
    }
}

/// Whether somebody who called about it needs help.
fn fails_for_callers(state: &State) -> bool {
    let live = |told: &&Bulletin| {
        let known = state.incidents.get(told.incident);
        let callers = known.into_iter().flat_map(|known| &known.emergencies);
        let mut callers = callers.filter_map(|id| state.emergencies.get(*id));
        callers.any(|call| call.standing.is_live())
    };
    let told = state.bulletins.live().into_iter().filter(live);
    let mut fares = told.filter_map(|told| told.affected.get(&part()));
    fares.any(|fares| *fares != Condition::Operational)
}
