//! Subjects: under which names an event is found again when its matter has left the live state.

use crate::Event;
use crate::words::{EmergencyId, IncidentId};

/// What an event is about, for looking it up in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An emergency.
    Emergency(EmergencyId),
    /// An incident.
    Incident(IncidentId),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Emergency(id) => write!(f, "emergency/{id}"),
            Self::Incident(id) => write!(f, "incident/{id}"),
        }
    }
}

impl Event {
    /// The subjects of the event; an event may have none or several.
    #[must_use]
    pub fn subjects(&self) -> Vec<Subject> {
        let incident = |id: Option<IncidentId>| id.map(Subject::Incident).into_iter().collect();
        match self {
            Self::Emergencies(event) => vec![Subject::Emergency(event.emergency())],
            Self::Incidents(
                crate::incidents::Event::Opened { incident, emergency, .. }
                | crate::incidents::Event::Joined { incident, emergency }
                | crate::incidents::Event::Left { incident, emergency },
            ) => {
                vec![Subject::Incident(*incident), Subject::Emergency(*emergency)]
            }
            Self::Incidents(event) => incident(event.incident()),
            Self::Paging(event) => incident(event.incident()),
            Self::Updates(event) => incident(Some(event.incident())),
            Self::Monitoring(event) => incident(event.incident()),
            Self::Crew(event) => incident(Some(event.incident())),
            Self::Notes(event) => incident(Some(event.incident())),
            Self::Callbacks(event) => {
                let carried = event.carried_from().map(Subject::Emergency);
                carried.into_iter().chain([Subject::Emergency(event.emergency())]).collect()
            }
            Self::Proof(event) => {
                let emergency = event.emergency().map(Subject::Emergency);
                emergency.into_iter().chain(event.incident().map(Subject::Incident)).collect()
            }
            Self::Restrictions(event) => incident(Some(event.incident())),
            Self::Bulletins(event) => incident(event.incident()),
            Self::Customers(event) => {
                event.emergencies().map(Subject::Emergency).into_iter().collect()
            }
            Self::Redactions(event) => vec![Subject::Emergency(event.place().emergency)],
            Self::Feedback(event) => vec![Subject::Emergency(event.emergency())],
            Self::Cards(event) => event.emergency().map(Subject::Emergency).into_iter().collect(),
            // The words in it are found again by what they are about.
            Self::Policy(crate::policy::Event::Postponed { event, .. }) => event.subjects(),
            Self::Groups(event) => {
                let incidents = event.incidents().into_iter().map(Subject::Incident);
                incidents.chain(event.emergency().map(Subject::Emergency)).collect()
            }
            Self::Organisation(_)
            | Self::Access(_)
            | Self::Credentials(_)
            | Self::Methods(_)
            | Self::Oncall(_)
            | Self::Deliveries(_)
            | Self::Readiness(_)
            | Self::Floods(_)
            | Self::Components(_)
            | Self::StatusPages(_)
            | Self::Maintenance(_)
            | Self::Announcements(_)
            | Self::Audiences(_)
            | Self::Subscribers(_)
            | Self::Sightings(_)
            | Self::Templates(_)
            | Self::Erasures(_)
            | Self::Policy(_) => Vec::new(),
        }
    }
}
