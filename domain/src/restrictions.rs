//! Restrictions: which incidents only those may read who work on them, and who was let in by name.
//!
//! Who works on an incident the other rooms know. Whether somebody may read it is one question over
//! all of them, which the corridor answers (`State::sees`).

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use crate::Moment;
use crate::words::{
    Actor, EmergencyId, IncidentId, Owner, PersonKey, Personal, Timestamp, tidied_line,
};

mod command;
mod event;
pub use command::{Command, Refusal};
pub use event::Event;

/// Most people that are let in by name.
pub const PEOPLE_MAX: usize = 200;

/// That only some may read an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Restriction {
    /// Who said so.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// Why, in their words.
    pub reason: Personal,
    /// Who may read it, besides those who work on it.
    pub people: OrdSet<PersonKey>,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The restrictions in force, of archived incidents too: a search finds those as well.
    restrictions: OrdMap<IncidentId, Arc<Restriction>>,
    /// The archived emergencies of restricted incidents.
    emergencies: OrdMap<EmergencyId, IncidentId>,
    /// The incidents whose words were taken out of this copy of the state.
    hidden: OrdSet<IncidentId>,
}

impl State {
    /// The restriction of an incident, if there is one.
    #[must_use]
    pub fn get(&self, incident: IncidentId) -> Option<&Restriction> {
        self.restrictions.get(&incident).map(Arc::as_ref)
    }

    /// Whether nothing has been restricted or lifted between two states.
    #[must_use]
    pub(crate) fn are_same(&self, last: &Self) -> bool {
        self.restrictions.ptr_eq(&last.restrictions)
    }

    /// The incidents that are restricted, archived ones too.
    pub fn all(&self) -> impl Iterator<Item = IncidentId> {
        self.restrictions.keys().copied()
    }

    /// The restricted incident that an archived emergency belonged to.
    #[must_use]
    pub fn of_archived(&self, emergency: EmergencyId) -> Option<IncidentId> {
        self.emergencies.get(&emergency).copied()
    }

    /// Whether what is known of an incident was taken out of this copy of the state, because
    /// whoever looks may not read it.
    #[must_use]
    pub fn is_hidden(&self, incident: IncidentId) -> bool {
        self.hidden.contains(&incident)
    }

    /// Whether anything was taken out of this copy of the state.
    #[must_use]
    pub fn hides(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// Takes out why an incident is restricted, and remembers that its words are gone.
    pub(crate) fn hide(&mut self, incident: IncidentId) {
        self.hidden.insert(incident);
        if let Some(known) = self.restrictions.get_mut(&incident) {
            Arc::make_mut(known).reason.text = None;
        }
    }

    /// Decides what a command brings about. Whether who asks may read it, the corridor has asked.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Restrict { incident, reason, people } => {
                let by = person(moment.actor)?;
                let (reason, _) = tidied_line(&reason);
                if reason.is_empty() {
                    return Err(Refusal::NoReason);
                }
                if self.get(incident).is_some() {
                    return Err(Refusal::Already);
                }
                if people.len() >= PEOPLE_MAX {
                    return Err(Refusal::TooMany);
                }
                let reason = Personal::new(Owner::Person(by.clone()), &reason);
                Ok(vec![Event::Restricted { incident, by, reason, people }])
            }
            Command::Inherit { incident, from, people } => {
                let new = self.get(incident).is_none() && self.get(from).is_some();
                Ok(Vec::from_iter(new.then_some(Event::Inherited { incident, from, people })))
            }
            Command::LetIn { incident, person } => {
                let known = self.get(incident).ok_or(Refusal::Open)?;
                if known.people.contains(&person) {
                    return Ok(Vec::new());
                }
                if known.people.len() >= PEOPLE_MAX {
                    return Err(Refusal::TooMany);
                }
                let by = self::person(moment.actor)?;
                Ok(vec![Event::LetIn { incident, person, by }])
            }
            Command::ShutOut { incident, person: out } => {
                let known = self.get(incident).ok_or(Refusal::Open)?;
                let (within, by) = (known.people.contains(&out), person(moment.actor)?);
                let shut_out = Event::ShutOut { incident, person: out, by };
                Ok(Vec::from_iter(within.then_some(shut_out)))
            }
            Command::Lift { incident } => {
                self.get(incident).ok_or(Refusal::Open)?;
                Ok(vec![Event::Lifted { incident, by: person(moment.actor)? }])
            }
            Command::Keep { incident, emergency, people } => {
                let kept = self.get(incident).map(|_| Event::Kept { incident, emergency, people });
                Ok(kept.into_iter().collect())
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Restricted { incident, by, reason, people } => {
                let mut people: OrdSet<PersonKey> = people.iter().cloned().collect();
                people.insert(by.clone());
                let (by, reason) = (by.clone(), reason.clone());
                let known = Restriction { by, at, reason, people };
                self.restrictions.insert(*incident, Arc::new(known));
            }
            Event::Inherited { incident, from, people } => {
                if let Some(known) = self.restrictions.get(from) {
                    let mut known = (**known).clone();
                    known.people.extend(people.iter().cloned());
                    self.restrictions.insert(*incident, Arc::new(known));
                }
            }
            Event::LetIn { incident, person, .. } => {
                self.change(*incident, |known| drop(known.people.insert(person.clone())));
            }
            Event::ShutOut { incident, person, .. } => {
                self.change(*incident, |known| drop(known.people.remove(person)));
            }
            Event::Lifted { incident, .. } => {
                self.restrictions.remove(incident);
                let others = self.emergencies.iter().filter(|(_, of)| *of != incident);
                self.emergencies = others.map(|(emergency, of)| (*emergency, *of)).collect();
            }
            Event::Kept { incident, emergency, people } => {
                if let Some(emergency) = emergency {
                    self.emergencies.insert(*emergency, *incident);
                }
                self.change(*incident, |known| known.people.extend(people.iter().cloned()));
            }
        }
    }

    fn change(&mut self, incident: IncidentId, change: impl FnOnce(&mut Restriction)) {
        if let Some(known) = self.restrictions.get_mut(&incident) {
            change(Arc::make_mut(known));
        }
    }

    /// Forgets every word of this owner.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let theirs = self.restrictions.iter().filter(|(_, known)| known.reason.is_of(owner));
        let theirs: Vec<IncidentId> = theirs.map(|(incident, _)| *incident).collect();
        for incident in theirs {
            self.change(incident, |known| known.reason.forget(owner));
        }
    }

    /// This room has no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

fn person(actor: &Actor) -> Result<PersonKey, Refusal> {
    actor.person().cloned().ok_or(Refusal::NotYours)
}
