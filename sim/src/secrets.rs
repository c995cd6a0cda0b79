//! Restricted incidents: people who restrict them, let each other in and take that back, break the
//! glass, and whoever is not in it looks all the same.

use domain::restrictions::Command as Restriction;
use domain::words::{Actor, IncidentId};
use domain::{Command, State, notes, proof};

use crate::bug::Bug;
use crate::callers::MARK;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::{Call, MINUTE};
use crate::requests::{Ask, Who};
use crate::vendor::{PEOPLE, person_key};
use crate::world::{Happening, World};

/// How often in a thousand runs anything is restricted.
const SECRET: u64 = 350;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 24;

/// When each of the deeds is done. They are drawn from a stream of their own, so that a seed in
/// which nothing is restricted means what it always meant.
#[must_use]
pub(crate) fn draw(seed: u64, span: u64, calls: &[Call]) -> Vec<u64> {
    let mut chance = Chance::of(seed, &[120]);
    if !chance.hits(SECRET) || calls.is_empty() {
        return Vec::new();
    }
    let deeds = (0..chance.within(6, DEEDS_MAX)).map(|_| {
        let after = if chance.hits(700) { 6 * MINUTE } else { 60 * MINUTE };
        let at = chance.pick(calls).at + chance.below(after);
        at.min(span.saturating_sub(1))
    });
    deeds.collect()
}

impl World {
    pub(crate) fn plans_secrets(&mut self) {
        let times = draw(self.plan.seed, self.plan.span, &self.plan.calls);
        for (number, at) in times.into_iter().enumerate() {
            self.schedule(at, Happening::Secret { number: number as u64 });
        }
    }

    /// Somebody does something about a restriction; then everyone looks at everything.
    pub(crate) fn secret(&mut self, number: u64) {
        let mut chance = self.chance(121, number);
        let Some(state) = self.glimpse(&mut chance) else { return };
        let all: Vec<IncidentId> = state.incidents.incidents.keys().copied().collect();
        if all.is_empty() {
            return;
        }
        let incident = *chance.pick(&all);
        let (who, other) = (index(&mut chance), index(&mut chance));
        let command = deed(incident, other, &mut chance);
        let who = match (&command, state.incidents.get(incident).and_then(|i| i.lead.clone())) {
            // It is mostly whoever leads who closes the door.
            (Command::Restrictions(_), Some(lead)) if chance.hits(700) => {
                (0..PEOPLE).find(|one| person_key(*one) == lead).unwrap_or(who)
            }
            _ => who,
        };
        if !self.healing {
            let actor = Actor::Person(person_key(who));
            self.ask(Who::Person(who), Ask::Other, actor, command);
        }
        self.everyone_peeks(&state);
    }

    /// Each person looks at the organisation as a shell would show it to them.
    fn everyone_peeks(&mut self, state: &State) {
        for index in 0..PEOPLE {
            let person = person_key(index);
            let seen = match self.bug {
                Some(Bug::OpenRooms) => None,
                _ => state.for_eyes_of(&Actor::Person(person.clone())),
            };
            let seen = seen.as_ref().unwrap_or(state);
            let readable = state.restrictions.all().filter(|id| words_of(state, seen, *id));
            let readable: Vec<IncidentId> = readable.collect();
            self.observe(&Seen::Peeked { state, person: &person, readable: &readable });
        }
    }
}

/// Whether any words about an incident are left in what somebody sees.
fn words_of(state: &State, seen: &State, incident: IncidentId) -> bool {
    let known = state.incidents.get(incident).map(|known| &known.emergencies);
    let calls = known.into_iter().flatten().any(|id| seen.emergencies.get(*id).is_some());
    calls || seen.notes.of(incident).next().is_some() || seen.updates.get(incident).is_some()
}

fn index(chance: &mut Chance) -> usize {
    usize::try_from(chance.below(PEOPLE as u64)).unwrap_or(0)
}

fn deed(incident: IncidentId, other: usize, chance: &mut Chance) -> Command {
    let (person, words) = (person_key(other), || format!("{MARK} breach"));
    match chance.below(10) {
        0..=3 => {
            let (reason, people) = (words(), Vec::new());
            Restriction::Restrict { incident, reason, people }.into()
        }
        4 => Restriction::LetIn { incident, person }.into(),
        5 => Restriction::ShutOut { incident, person }.into(),
        6 => Restriction::Lift { incident }.into(),
        7 => proof::Command::Enter { incident, reason: words() }.into(),
        _ => notes::Command::Write { incident, words: words() }.into(),
    }
}
