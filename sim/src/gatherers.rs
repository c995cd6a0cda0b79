//! Many callers, one fault: people who join, undo, take apart and make rules; callers whose fault
//! is another one, or who are in danger.

use domain::groups::{self, Pattern, Why};
use domain::words::{Actor, IncidentId};
use domain::{Command, State, emergencies, incidents};
use journal::Envelope;

use crate::bug::Bug;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::{Call, MINUTE};
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::World;

/// How often in a thousand runs anybody joins anything.
const GATHERED: u64 = 450;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 25;

/// When somebody does something of the kind.
#[derive(Clone, Copy, Debug)]
pub struct Gather {
    /// When.
    pub at: u64,
    /// Which of the run's deeds it is: what is done derives from it.
    pub number: u64,
}

/// What will be joined and taken apart. It is drawn from a stream of its own, so that a seed in
/// which nobody joins anything means what it always meant.
#[must_use]
pub fn draw(seed: u64, span: u64, calls: &[Call]) -> Vec<Gather> {
    let mut chance = Chance::of(seed, &[110]);
    if !chance.hits(GATHERED) || calls.is_empty() {
        return Vec::new();
    }
    let mut deeds: Vec<Gather> = (0..chance.within(4, DEEDS_MAX))
        .map(|number| {
            let after = if chance.hits(700) { 4 * MINUTE } else { 60 * MINUTE };
            let at = chance.pick(calls).at + chance.below(after);
            Gather { at: at.min(span.saturating_sub(1)), number }
        })
        .collect();
    deeds.sort_by_key(|deed| deed.at);
    deeds
}

impl World {
    pub(crate) fn gathers(&mut self, number: u64) {
        let mut chance = self.chance(111, number);
        let Some(state) = self.glimpse(&mut chance) else { return };
        let person = usize::try_from(chance.within(1, 5)).unwrap_or(1);
        let command = match chance.below(12) {
            0..=3 => joins(&state, &mut chance),
            4 => undoes(&state, &mut chance),
            5 => takes_apart(&state, &mut chance),
            6..=7 => makes_rule(&state, &mut chance),
            8..=9 => return self.differs(&mut chance),
            _ => return self.is_endangered(&mut chance),
        };
        if let Some(command) = command {
            let actor = Actor::Person(person_key(person));
            self.ask(Who::Person(person), Ask::Other, actor, Command::Groups(command));
        }
    }

    /// A caller reads how many have called.
    pub(crate) fn reads_the_truth(&mut self, state: &State, incident: IncidentId) {
        let Some(now) = self.log_now() else { return };
        let counted = state.crowd(incident, now).callers;
        let callers = match self.bug {
            Some(Bug::StaleCrowd) => *self.remembered.entry(incident).or_insert(counted),
            _ => counted,
        };
        self.observe(&Seen::Read { state, incident, callers });
    }

    fn some_caller(&self, chance: &mut Chance) -> Option<(usize, emergencies::Command)> {
        let index = usize::try_from(chance.below(self.callers.len() as u64)).ok()?;
        let (emergency, _) = self.callers.get(index)?.place()?;
        Some((index, emergencies::Command::Differ { emergency }))
    }

    fn differs(&mut self, chance: &mut Chance) {
        let Some((index, command)) = self.some_caller(chance) else { return };
        let Some((emergency, participant)) = self.callers[index].place() else { return };
        let actor = Actor::Participant(participant);
        let ask = Ask::Differ { emergency };
        self.ask(Who::Caller(index), ask, actor, Command::Emergencies(command));
    }

    fn is_endangered(&mut self, chance: &mut Chance) {
        let Some((index, _)) = self.some_caller(chance) else { return };
        let Some((emergency, participant)) = self.callers[index].place() else { return };
        let command = emergencies::Command::Endanger { emergency };
        let actor = Actor::Participant(participant);
        let ask = Ask::Endanger { emergency };
        self.ask(Who::Caller(index), ask, actor, Command::Emergencies(command));
    }

    /// What some planted bugs make of a command before it is decided.
    pub(crate) fn garbled(&self, envelope: &Envelope, state: &State) -> Envelope {
        let mut garbled = envelope.clone();
        let nothing = |emergency| {
            Command::Emergencies(emergencies::Command::Mark { emergency, delivered: 0, seen: 0 })
        };
        match (self.bug, &envelope.command) {
            (
                Some(Bug::LostDanger),
                Command::Emergencies(emergencies::Command::Endanger { emergency }),
            )
            | (
                Some(Bug::LostDifference),
                Command::Emergencies(emergencies::Command::Differ { emergency }),
            ) => garbled.command = nothing(*emergency),
            (
                Some(Bug::JoinsToOver),
                Command::Groups(groups::Command::Join { incidents, into, .. }),
            ) => {
                let known = incidents.first().and_then(|id| state.incidents.get(*id));
                if let Some(emergency) = known.and_then(|known| known.emergencies.head()) {
                    let (incident, emergency) = (*into, *emergency);
                    let join = incidents::Command::Join { incident, emergency };
                    garbled.command = Command::Incidents(join);
                    garbled.actor = Actor::System;
                }
            }
            _ => {}
        }
        garbled
    }
}

/// Any two, also such as cannot be joined.
pub(crate) fn joins(state: &State, chance: &mut Chance) -> Option<groups::Command> {
    let all: Vec<IncidentId> = state.incidents.incidents.keys().copied().collect();
    if all.len() < 2 {
        return None;
    }
    let (one, into) = (*chance.pick(&all), *chance.pick(&all));
    Some(groups::Command::join(vec![one], into))
}

fn undoes(state: &State, chance: &mut Chance) -> Option<groups::Command> {
    let joined: Vec<IncidentId> = state.groups.joins.keys().copied().collect();
    let incident = if joined.is_empty() { return None } else { *chance.pick(&joined) };
    Some(groups::Command::Undo { incident })
}

fn takes_apart(state: &State, chance: &mut Chance) -> Option<groups::Command> {
    let all: Vec<_> = state.emergencies.emergencies.keys().copied().collect();
    let emergency = if all.is_empty() { return None } else { *chance.pick(&all) };
    Some(groups::Command::split(emergency, Why::Asked { by: person_key(1) }))
}

fn makes_rule(state: &State, chance: &mut Chance) -> Option<groups::Command> {
    let live = state.incidents.incidents.values().filter(|known| known.settled_at.is_none());
    let live: Vec<IncidentId> = live.map(|known| known.id).collect();
    let into = if live.is_empty() { return None } else { *chance.pick(&live) };
    let words = if chance.hits(700) { "terminals" } else { "nothing like it" };
    let lasts = std::time::Duration::from_millis(chance.within(2, 30) * MINUTE);
    let pattern = Pattern { service: None, words: words.into() };
    Some(groups::Command::MakeRule { into, pattern, lasts })
}
