//! Incidents: the fault itself, which gathers emergencies; severity, phase and who leads.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    AlertId, EmergencyId, IncidentId, PersonKey, PolicyKey, ServiceKey, Severity, Timestamp,
};

mod change;
mod past;
mod refusal;
mod service;
pub use crate::words::Phase;
pub use change::{CHANGES_MAX, Change, Route, What};
pub use past::{PAST_MAX, Past};
pub use refusal::Refusal;
pub use service::Service;

/// Most services that one organisation has.
pub const SERVICES_MAX: usize = 2_000;

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines a service, whole.
    PutService {
        /// Which.
        service: ServiceKey,
        /// Its definition.
        profile: Service,
    },
    /// Takes a service out.
    RemoveService {
        /// Which.
        service: ServiceKey,
    },
    /// Opens the incident of an emergency.
    Open {
        /// For which emergency.
        emergency: EmergencyId,
        /// Of which service, if the door named one that exists.
        service: Option<ServiceKey>,
    },
    /// Opens the incident of a machine's alert, without any emergency.
    Raise {
        /// The new incident.
        incident: IncidentId,
        /// The alert that opens it.
        alert: AlertId,
        /// Of which service, if it exists.
        service: Option<ServiceKey>,
        /// How bad.
        severity: Severity,
    },
    /// An emergency gets an incident of its own, apart from the one that it shared.
    Part {
        /// Which emergency.
        emergency: EmergencyId,
    },
    /// Somebody accepted and leads from now on.
    Lead {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// Sets how bad it is.
    SetSeverity {
        /// Which incident.
        incident: IncidentId,
        /// How bad.
        severity: Severity,
    },
    /// Another emergency belongs to it as well.
    Join {
        /// Which incident.
        incident: IncidentId,
        /// Which emergency.
        emergency: EmergencyId,
    },
    /// One of its emergencies left the live state, and others did not.
    Leave {
        /// Which incident.
        incident: IncidentId,
        /// Which emergency.
        emergency: EmergencyId,
    },
    /// Sets how far the work has got.
    SetPhase {
        /// Which incident.
        incident: IncidentId,
        /// How far.
        phase: Phase,
    },
    /// It rings anew, from the first step of the policy as it is now.
    Restart {
        /// Which incident.
        incident: IncidentId,
    },
    /// Others are called: it belongs to another service, or to another policy.
    Reroute {
        /// Which incident.
        incident: IncidentId,
        /// To whom it goes.
        to: Route,
    },
    /// Nothing of it is live any more.
    Settle {
        /// Which incident.
        incident: IncidentId,
    },
    /// One of its emergencies is live again.
    Revive {
        /// Which incident.
        incident: IncidentId,
    },
    /// Leaves the live state.
    Archive {
        /// Which incident.
        incident: IncidentId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A service was defined.
    ServicePut {
        /// Which.
        service: ServiceKey,
        /// How.
        profile: Service,
    },
    /// A service was taken out.
    ServiceRemoved {
        /// Which.
        service: ServiceKey,
    },
    /// An incident was opened.
    Opened {
        /// The new incident.
        incident: IncidentId,
        /// Its number within the organisation.
        number: u32,
        /// Its first emergency.
        emergency: EmergencyId,
        /// Of which service.
        service: Option<ServiceKey>,
        /// How bad.
        severity: Severity,
    },
    /// Another emergency belongs to it as well.
    Joined {
        /// Which incident.
        incident: IncidentId,
        /// Which emergency.
        emergency: EmergencyId,
    },
    /// One of its emergencies left the live state before it.
    Left {
        /// Which incident.
        incident: IncidentId,
        /// Which emergency.
        emergency: EmergencyId,
    },
    /// An incident was opened by a machine's alert, without any emergency.
    Raised {
        /// The new incident.
        incident: IncidentId,
        /// Its number within the organisation.
        number: u32,
        /// The alert that opened it.
        alert: AlertId,
        /// Of which service.
        service: Option<ServiceKey>,
        /// How bad.
        severity: Severity,
    },
    /// Somebody leads.
    Led {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// Its severity changed.
    SeveritySet {
        /// Which incident.
        incident: IncidentId,
        /// How bad.
        severity: Severity,
        /// How bad it was said to be before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Severity>,
        /// By whom, if by a person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonKey>,
    },
    /// Its phase changed.
    PhaseSet {
        /// Which incident.
        incident: IncidentId,
        /// How far.
        phase: Phase,
        /// By whom, if by a person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonKey>,
    },
    /// It rings anew, by the policy as it is now.
    Restarted {
        /// Which incident.
        incident: IncidentId,
        /// By whom.
        by: PersonKey,
    },
    /// Others are called from now on.
    Rerouted {
        /// Which incident.
        incident: IncidentId,
        /// By whom.
        by: PersonKey,
        /// To whom it goes.
        to: Route,
    },
    /// Nothing of it is live any more.
    Settled {
        /// Which incident.
        incident: IncidentId,
    },
    /// It is live again.
    Revived {
        /// Which incident.
        incident: IncidentId,
    },
    /// It left the live state.
    Archived {
        /// Which incident.
        incident: IncidentId,
    },
}

/// The fault itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// Its number within the organisation.
    pub number: u32,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Of which service.
    pub service: Option<ServiceKey>,
    /// How bad.
    pub severity: Severity,
    /// How far the work has got.
    pub phase: Phase,
    /// Its live emergencies, the oldest first; none while only machines report it.
    pub emergencies: Vector<EmergencyId>,
    /// The alert that opened it, when no customer did.
    pub alert: Option<AlertId>,
    /// Who leads.
    pub lead: Option<PersonKey>,
    /// Since when nothing of it is live.
    pub settled_at: Option<Timestamp>,
    /// The policy that it was sent to, when not by its service.
    pub policy: Option<PolicyKey>,
    /// What was changed, oldest first.
    pub changes: Vector<Change>,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The vendor's services.
    pub services: OrdMap<ServiceKey, Arc<Service>>,
    /// Live incidents, and those settled a little while ago.
    pub incidents: OrdMap<IncidentId, Arc<Incident>>,
    /// Which incident an emergency belongs to.
    pub of_emergency: OrdMap<EmergencyId, IncidentId>,
    /// Where an emergency was before it was joined to others, the first place first.
    pub came_from: OrdMap<EmergencyId, Vector<IncidentId>>,
    /// How many were ever opened.
    pub count: u32,
    /// Those that are over for good, the oldest first: how long such faults take.
    pub past: Vector<Past>,
}

impl State {
    /// The live incident of that id.
    #[must_use]
    pub fn get(&self, incident: IncidentId) -> Option<&Incident> {
        self.incidents.get(&incident).map(Arc::as_ref)
    }

    /// The incident that the emergency belongs to.
    #[must_use]
    pub fn of_emergency(&self, emergency: EmergencyId) -> Option<&Incident> {
        self.of_emergency.get(&emergency).and_then(|incident| self.get(*incident))
    }

    fn known(&self, incident: IncidentId) -> Result<&Incident, Refusal> {
        self.get(incident).ok_or(Refusal::Unknown)
    }

    fn live(&self, incident: IncidentId) -> Result<&Incident, Refusal> {
        self.known(incident).and_then(|known| match known.settled_at {
            None => Ok(known),
            Some(_) => Err(Refusal::Over),
        })
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::PutService { service, profile } => {
                if self.services.get(&service).is_some_and(|old| **old == profile) {
                    return Ok(Vec::new());
                }
                if self.services.len() >= SERVICES_MAX && !self.services.contains_key(&service) {
                    return Err(Refusal::TooManyServices);
                }
                Ok(vec![Event::ServicePut { service, profile }])
            }
            Command::RemoveService { service } => match self.services.get(&service) {
                Some(_) => Ok(vec![Event::ServiceRemoved { service }]),
                None => Err(Refusal::UnknownService),
            },
            // It may have been joined to one by a rule meanwhile.
            Command::Open { emergency, .. } if self.of_emergency.contains_key(&emergency) => {
                Ok(Vec::new())
            }
            Command::Open { emergency, service } => {
                let service = service.filter(|service| self.services.contains_key(service));
                Ok(vec![self.opened(emergency, service, moment)])
            }
            Command::Part { emergency } => {
                let shared = self.of_emergency(emergency).ok_or(Refusal::Unknown)?;
                Ok(vec![self.opened(emergency, shared.service.clone(), moment)])
            }
            Command::Join { incident, emergency } => {
                let apart = !self.known(incident)?.emergencies.contains(&emergency);
                Ok(Vec::from_iter(apart.then_some(Event::Joined { incident, emergency })))
            }
            Command::Leave { incident, emergency } => {
                let within = self.known(incident)?.emergencies.contains(&emergency);
                Ok(Vec::from_iter(within.then_some(Event::Left { incident, emergency })))
            }
            Command::Raise { incident, alert, service, severity } => Ok(vec![Event::Raised {
                incident,
                number: self.count + 1,
                alert,
                service: service.filter(|service| self.services.contains_key(service)),
                severity,
            }]),
            Command::Lead { incident, person } => match &self.known(incident)?.lead {
                Some(lead) if *lead == person => Ok(Vec::new()),
                _ => Ok(vec![Event::Led { incident, person }]),
            },
            Command::SetSeverity { incident, severity } => {
                let from = self.known(incident)?.severity;
                let (by, was) = (moment.actor.person().cloned(), Some(from));
                let set = Event::SeveritySet { incident, severity, from: was, by };
                Ok(Vec::from_iter((from != severity).then_some(set)))
            }
            Command::SetPhase { incident, phase } => {
                let changed = self.known(incident)?.phase != phase;
                let by = moment.actor.person().cloned();
                Ok(Vec::from_iter(changed.then_some(Event::PhaseSet { incident, phase, by })))
            }
            Command::Restart { incident } => {
                self.live(incident)?;
                let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
                Ok(vec![Event::Restarted { incident, by }])
            }
            Command::Reroute { incident, to } => {
                let known = self.live(incident)?;
                let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
                let same = match &to {
                    Route::Service(service) if !self.services.contains_key(service) => {
                        return Err(Refusal::UnknownService);
                    }
                    Route::Service(service) => {
                        known.service.as_ref() == Some(service) && known.policy.is_none()
                    }
                    Route::Policy(policy) => known.policy.as_ref() == Some(policy),
                };
                if same {
                    return Err(Refusal::SameRoute);
                }
                Ok(vec![Event::Rerouted { incident, by, to }])
            }
            Command::Settle { incident } => {
                let live = self.known(incident)?.settled_at.is_none();
                Ok(Vec::from_iter(live.then_some(Event::Settled { incident })))
            }
            Command::Revive { incident } => {
                let settled = self.known(incident)?.settled_at.is_some();
                Ok(Vec::from_iter(settled.then_some(Event::Revived { incident })))
            }
            Command::Archive { incident } => {
                self.known(incident)?;
                Ok(vec![Event::Archived { incident }])
            }
        }
    }

    fn opened(
        &self,
        emergency: EmergencyId,
        service: Option<ServiceKey>,
        moment: &Moment<'_>,
    ) -> Event {
        let (incident, number) = (IncidentId(moment.id()), self.count + 1);
        Event::Opened { incident, number, emergency, service, severity: Severity::Critical }
    }

    /// The emergency belongs to that incident from now on. Going back where it came from is no
    /// further step of its way.
    fn place(&mut self, emergency: EmergencyId, incident: IncidentId) {
        let Some(before) = self.of_emergency.insert(emergency, incident) else { return };
        self.change(before, |known| known.emergencies.retain(|id| *id != emergency));
        let way = self.came_from.entry(emergency).or_default();
        match way.last() {
            Some(last) if *last == incident => drop(way.pop_back()),
            _ => way.push_back(before),
        }
    }

    /// Where an emergency was before it came to the incident where it is.
    #[must_use]
    pub fn before(&self, emergency: EmergencyId) -> Option<IncidentId> {
        self.came_from.get(&emergency)?.last().copied()
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::ServicePut { service, profile } => {
                self.services.insert(service.clone(), Arc::new(profile.clone()));
            }
            Event::ServiceRemoved { service } => {
                self.services.remove(service);
            }
            Event::Opened { incident, number, emergency, service, severity } => {
                self.count = *number;
                self.place(*emergency, *incident);
                self.incidents.insert(
                    *incident,
                    Arc::new(Incident {
                        id: *incident,
                        number: *number,
                        opened_at: at,
                        service: service.clone(),
                        severity: *severity,
                        phase: Phase::Investigating,
                        emergencies: Vector::unit(*emergency),
                        alert: None,
                        lead: None,
                        settled_at: None,
                        policy: None,
                        changes: Vector::new(),
                    }),
                );
            }
            Event::Raised { incident, number, alert, service, severity } => {
                self.count = *number;
                self.incidents.insert(
                    *incident,
                    Arc::new(Incident {
                        id: *incident,
                        number: *number,
                        opened_at: at,
                        service: service.clone(),
                        severity: *severity,
                        phase: Phase::Investigating,
                        emergencies: Vector::new(),
                        alert: Some(*alert),
                        lead: None,
                        settled_at: None,
                        policy: None,
                        changes: Vector::new(),
                    }),
                );
            }
            Event::Joined { incident, emergency } => {
                self.place(*emergency, *incident);
                self.change(*incident, |known| known.emergencies.push_back(*emergency));
            }
            Event::Left { incident, emergency } => {
                self.of_emergency.remove(emergency);
                self.came_from.remove(emergency);
                self.change(*incident, |known| known.emergencies.retain(|id| id != emergency));
            }
            Event::Led { incident, person } => {
                self.change(*incident, |known| {
                    known.lead = Some(person.clone());
                    known.note(at, None, What::Lead(person.clone()));
                });
            }
            Event::SeveritySet { incident, severity, by, .. } => {
                self.change(*incident, |known| {
                    known.severity = *severity;
                    known.note(at, by.clone(), What::Severity(*severity));
                });
            }
            Event::PhaseSet { incident, phase, by } => {
                self.change(*incident, |known| {
                    known.phase = *phase;
                    known.note(at, by.clone(), What::Phase(*phase));
                });
            }
            Event::Restarted { incident, by } => {
                let by = Some(by.clone());
                self.change(*incident, |known| known.note(at, by, What::Restarted));
            }
            Event::Rerouted { incident, by, to } => {
                self.change(*incident, |known| {
                    known.policy = match to {
                        Route::Service(service) => {
                            known.service = Some(service.clone());
                            None
                        }
                        Route::Policy(policy) => Some(policy.clone()),
                    };
                    known.note(at, Some(by.clone()), What::Rerouted(to.clone()));
                });
            }
            Event::Settled { incident } => {
                self.change(*incident, |known| {
                    known.settled_at = Some(at);
                    known.phase = Phase::Resolved;
                });
            }
            Event::Revived { incident } => {
                self.change(*incident, |known| {
                    known.settled_at = None;
                    known.phase = Phase::Investigating;
                });
            }
            Event::Archived { incident } => {
                if let Some(known) = self.incidents.remove(incident) {
                    past::remember(&mut self.past, &known);
                    for emergency in &known.emergencies {
                        self.of_emergency.remove(emergency);
                        self.came_from.remove(emergency);
                    }
                }
            }
        }
    }

    fn change(&mut self, incident: IncidentId, change: impl FnOnce(&mut Incident)) {
        if let Some(known) = self.incidents.get_mut(&incident) {
            change(Arc::make_mut(known));
        }
    }

    /// This room has no timers of its own.
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
