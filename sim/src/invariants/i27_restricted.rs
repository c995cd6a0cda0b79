//! I27: what is restricted is read, and worked on, by nobody who was never let in, rung, asked or
//! in the lead. The model is made of the rows alone and asks the domain nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::subjects::Subject;
use domain::words::{CommandId, EmergencyId, IncidentId, PersonKey};
use domain::{Event, State, crew, groups, incidents, paging, proof, restrictions};

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Restricted {
    /// Who was let in by name, by restricted incident.
    named: BTreeMap<IncidentId, BTreeSet<PersonKey>>,
    /// Who ever had anything to do with an incident.
    worked: BTreeMap<IncidentId, BTreeSet<PersonKey>>,
    /// Where each emergency is.
    places: BTreeMap<EmergencyId, IncidentId>,
    /// What was joined to what.
    joins: BTreeMap<IncidentId, IncidentId>,
    last: Option<CommandId>,
}

impl Restricted {
    fn work(&mut self, incident: IncidentId, person: &PersonKey) {
        self.worked.entry(incident).or_default().insert(person.clone());
    }

    /// An incident and everything that it was joined to.
    fn chain(&self, incident: IncidentId) -> Vec<IncidentId> {
        let mut chain = vec![incident];
        while let Some(next) = chain.last().and_then(|last| self.joins.get(last)) {
            chain.push(*next);
        }
        chain
    }

    /// Whether somebody may have to do with an incident, as far as the rows say.
    fn may(&self, incident: IncidentId, person: &PersonKey) -> bool {
        let chain = self.chain(incident);
        let Some(kept) = chain.iter().rev().find(|id| self.named.contains_key(id)) else {
            return true;
        };
        let has = |all: &BTreeMap<IncidentId, BTreeSet<PersonKey>>, id: &IncidentId| {
            all.get(id).is_some_and(|people| people.contains(person))
        };
        // Whoever was rung for what was joined is rung for the whole.
        let root = chain.last().copied().unwrap_or(incident);
        let within = self.worked.keys().filter(|id| self.chain(**id).contains(&root));
        has(&self.named, kept) || within.into_iter().any(|id| has(&self.worked, id))
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::Restrictions(event) => self.take_restriction(event),
            Event::Incidents(
                incidents::Event::Opened { incident, emergency, .. }
                | incidents::Event::Joined { incident, emergency },
            ) => {
                self.places.insert(*emergency, *incident);
            }
            Event::Incidents(incidents::Event::Led { incident, person }) => {
                self.work(*incident, person);
            }
            Event::Paging(
                paging::Event::Reached { incident, person, .. }
                | paging::Event::Accepted { incident, person, .. }
                | paging::Event::Shared { incident, person },
            ) => self.work(*incident, person),
            Event::Crew(crew::Event::Rang { incident, people, .. }) => {
                people.iter().for_each(|person| self.work(*incident, person));
            }
            Event::Crew(
                crew::Event::Joined { incident, person, .. }
                | crew::Event::TookOver { incident, person, .. },
            ) => self.work(*incident, person),
            Event::Groups(groups::Event::Joined { incident, into, .. }) => {
                self.joins.insert(*incident, *into);
            }
            Event::Groups(groups::Event::Undone { incident, .. }) => {
                self.joins.remove(incident);
            }
            _ => {}
        }
    }

    fn take_restriction(&mut self, event: &restrictions::Event) {
        use restrictions::Event as E;
        match event {
            E::Restricted { incident, by, people, .. } => {
                let people = people.iter().chain([by]).cloned().collect();
                self.named.insert(*incident, people);
            }
            E::Inherited { incident, from, people } => {
                let mut all = self.named.get(from).cloned().unwrap_or_default();
                all.extend(people.iter().cloned());
                self.named.insert(*incident, all);
            }
            E::LetIn { incident, person, .. } => {
                self.named.entry(*incident).or_default().insert(person.clone());
            }
            E::ShutOut { incident, person, .. } => {
                self.named.entry(*incident).or_default().remove(person);
            }
            E::Lifted { incident, .. } => drop(self.named.remove(incident)),
            E::Kept { incident, people, .. } => {
                self.named.entry(*incident).or_default().extend(people.iter().cloned());
            }
        }
    }

    /// The first event of a command is what somebody did; what follows from it may concern others.
    fn done(&self, event: &Event, actor: &str) -> Result<(), String> {
        let person = actor.strip_prefix("{\"person\":\"").and_then(|rest| rest.strip_suffix("\"}"));
        let Some(person) = person.map(PersonKey::from) else { return Ok(()) };
        if matches!(event, Event::Proof(proof::Event::Entered { .. })) {
            return Ok(());
        }
        for subject in event.subjects() {
            let place = match subject {
                Subject::Incident(incident) => Some(incident),
                Subject::Emergency(emergency) => self.places.get(&emergency).copied(),
            };
            if place.is_some_and(|place| !self.may(place, &person)) {
                return Err(format!("{person} did something about what they may not read"));
            }
        }
        Ok(())
    }

    fn peeked(&self, person: &PersonKey, readable: &[IncidentId]) -> Result<(), String> {
        match readable.iter().find(|incident| !self.may(**incident, person)) {
            Some(incident) => Err(format!("{person} reads {incident}, which is restricted")),
            None => Ok(()),
        }
    }
}

/// Whether a node sees the restrictions as they are now; one that lags shows what was true then.
fn same(state: &State, truth: &State) -> bool {
    let all = |state: &State| state.restrictions.all().collect::<Vec<_>>();
    all(state) == all(truth)
        && state
            .restrictions
            .all()
            .all(|id| state.restrictions.get(id) == truth.restrictions.get(id))
        && state.groups.joins == truth.groups.joins
}

impl Invariant for Restricted {
    fn name(&self) -> &'static str {
        "i27_restricted"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event, .. } => {
                let first = self.last.replace(row.command) != Some(row.command);
                let allowed = if first { self.done(event, &row.actor) } else { Ok(()) };
                self.take(event);
                allowed
            }
            Seen::Peeked { state, person, readable } if same(state, view.truth) => {
                self.peeked(person, readable)
            }
            _ => Ok(()),
        }
    }
}
