//! Incidents that a person of the vendor's declares: nobody has called yet, and no machine has
//! reported anything.

use super::{Alert, Event, Gathering, Level, Refusal, Report, State, tidy_key};
use crate::Moment;
use crate::words::{
    AlertId, IncidentId, IntegrationKey, PersonKey, ServiceKey, Severity, SmolStr, Timestamp,
    may_have_begun, tidy_line,
};

/// Who declared an incident, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Who.
    pub by: PersonKey,
    /// The service that it is about, if one.
    pub service: Option<ServiceKey>,
    /// Whether whoever is on call is rung; else the one who declared it has it at once.
    pub rings: bool,
    /// Since when it has failed, if they said so.
    pub since: Option<Timestamp>,
}

/// Most declared matters that are kept once they are over; then the oldest is forgotten. What was
/// told of it stands in what was told.
pub const ENDED_MAX: usize = 200;

/// What a person had declared about a service, once it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// About which service.
    pub service: ServiceKey,
    /// Which incident it was.
    pub incident: IncidentId,
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Alert {
    /// Whether nothing stands behind it but a person's word: no tool has reported it.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        self.integration == nowhere()
    }
}

/// The integration that stands where no tool reported: no definition can have this key.
pub(super) fn nowhere() -> IntegrationKey {
    IntegrationKey::from("")
}

impl State {
    pub(super) fn declare(
        &self,
        (title, severity): (&str, Severity),
        (service, rings): (Option<ServiceKey>, bool),
        (matter, since): (Option<SmolStr>, Option<Timestamp>),
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = super::person(moment.actor)?;
        if tidy_line(title).is_empty() {
            return Err(Refusal::NoTitle);
        }
        if since.is_some_and(|since| !may_have_begun(since, moment.now)) {
            return Err(Refusal::BadSince);
        }
        let key = matter.map(|matter| tidy_key(&matter));
        if key.as_ref().is_some_and(|key| self.firing(&nowhere(), key).is_some()) {
            return Ok(Vec::new());
        }
        if self.alerts.len() >= super::ALERTS_MAX {
            return Err(Refusal::TooMany);
        }
        let report = Report::new(Level::of(severity), &tidy_line(title));
        let (alert, incident) = (AlertId(moment.id()), IncidentId(moment.id()));
        let key = key.unwrap_or_default();
        Ok(vec![Event::Declared { alert, incident, key, report, service, rings, since, by }])
    }

    /// Keeps when something declared had lasted.
    pub(super) fn ended(&mut self, alert: AlertId, ended: Ended) {
        if self.declared.len() >= ENDED_MAX {
            let oldest = self.declared.iter().min_by_key(|(_, known)| known.until);
            if let Some(oldest) = oldest.map(|(alert, _)| *alert) {
                self.declared.remove(&oldest);
            }
        }
        self.declared.insert(alert, ended);
    }

    /// Since when it has failed, as whoever declared an incident said.
    #[must_use]
    pub fn declared_since(&self, incident: IncidentId) -> Option<Timestamp> {
        self.gathering(incident)?.declared.as_ref()?.since
    }

    /// The incident that was declared for what is known elsewhere under that id, while it goes on.
    #[must_use]
    pub fn declared_for(&self, matter: &str) -> Option<IncidentId> {
        self.firing(&nowhere(), matter)?.incident
    }
}

impl Gathering {
    /// Who has it from the start, where a person declared it and nobody else is to be rung.
    #[must_use]
    pub(crate) fn taken_by(&self) -> Option<&PersonKey> {
        self.declared.as_ref().filter(|known| !known.rings).map(|known| &known.by)
    }
}
