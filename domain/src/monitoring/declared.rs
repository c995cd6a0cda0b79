//! Incidents that a person of the vendor's declares: nobody has called yet, and no machine has
//! reported anything.

use super::{Event, Gathering, Level, Refusal, Report, State};
use crate::Moment;
use crate::words::{
    AlertId, IncidentId, IntegrationKey, PersonKey, ServiceKey, Severity, tidy_line,
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
}

/// The integration that stands where no tool reported: no definition can have this key.
pub(super) fn nowhere() -> IntegrationKey {
    IntegrationKey::from("")
}

impl State {
    pub(super) fn declare(
        &self,
        (title, severity): (&str, Severity),
        service: Option<ServiceKey>,
        rings: bool,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = super::person(moment.actor)?;
        if tidy_line(title).is_empty() {
            return Err(Refusal::NoTitle);
        }
        if self.alerts.len() >= super::ALERTS_MAX {
            return Err(Refusal::TooMany);
        }
        let report = Report::new(Level::of(severity), &tidy_line(title));
        let (alert, incident) = (AlertId(moment.id()), IncidentId(moment.id()));
        Ok(vec![Event::Declared { alert, incident, report, service, rings, by }])
    }
}

impl Gathering {
    /// Who has it from the start, where a person declared it and nobody else is to be rung.
    #[must_use]
    pub(crate) fn taken_by(&self) -> Option<&PersonKey> {
        self.declared.as_ref().filter(|known| !known.rings).map(|known| &known.by)
    }
}
