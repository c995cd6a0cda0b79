//! Monitoring: what machines see. Integrations, and the alerts that come through them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    Actor, AlertId, IncidentId, IntegrationKey, PersonKey, RouteId, ServiceKey, SmolStr, Spans,
    Timestamp, is_key,
};

mod alert;
mod command;
mod declared;
mod event;
mod evolve;
mod gathering;
mod intake;
mod integration;
pub use alert::{
    Alert, Asks, DETAIL_LEN_MAX, DETAILS_LEN_MAX, DETAILS_MAX, HREF_LEN_MAX, KEY_LEN_MAX,
    LINKS_MAX, Level, Link, NAME_LEN_MAX, Report, Resolver, SUMMARY_LEN_MAX, Signal, Standing,
    tidy_key,
};
pub use command::Command;
pub use declared::{Declared, ENDED_MAX, Ended};
pub use event::{Event, Manner};
pub use gathering::{ALERTS_PER_INCIDENT_MAX, Gathering, Hold, KEPT_FOR};
pub use integration::{
    CHANGES_MAX, Change, Integration, LATEST_MAX, Mapping, Profile, Seen, Urgency,
};

/// Most integrations of one organisation.
pub const INTEGRATIONS_MAX: usize = 500;
/// Most integrations that were taken out and can still be put back.
pub const REMOVED_MAX: usize = 50;
/// Most alerts of one integration that fire at the same time; what is beyond is counted only.
pub const OPEN_PER_INTEGRATION_MAX: u32 = 2_000;
/// Most alerts in the live state.
pub const ALERTS_MAX: usize = 20_000;
/// Most signals of one command: with all that follows, they stay far from what one command may
/// bring about. Who has more sends several commands.
pub const SIGNALS_MAX: usize = 200;
/// A repeat is recorded at most this often; what comes in between changes nothing and is not
/// written down.
pub const REPEAT_EVERY: Duration = Duration::from_secs(10);
/// A trigger after this long without a word rings again, whoever has accepted: the term after
/// which other tools close an alert by themselves.
pub const QUIET_AFTER: Duration = Duration::from_secs(4 * 3600);
/// An alert that rings nobody and is not heard of for this long counts as over.
pub const SILENT_AFTER: Duration = Duration::from_secs(48 * 3600);
/// Whoever accepts an incident that only machines report has it for this long without a sign of
/// life; then it rings again.
pub const ACCEPTANCE_LASTS: Duration = Duration::from_secs(30 * 60);
/// After this many incidents of one integration within [`FOLD_WINDOW`], further alerts join.
pub const FOLD_AFTER: usize = 3;
/// How far back these are counted.
pub const FOLD_WINDOW: Duration = Duration::from_secs(60);
/// How old an incident may be that others join.
pub const FOLD_LASTS: Duration = Duration::from_secs(300);
/// How often the one who has it is told that more come.
pub const REMIND_EVERY: Duration = Duration::from_secs(120);
/// Most matters that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 100;

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such integration.
    UnknownIntegration,
    /// No alert belongs to that incident.
    UnknownIncident,
    /// What machines reported about it is over.
    Over,
    /// Only a person can do this.
    PersonOnly,
    /// An incident is declared without a word on what is wrong.
    NoTitle,
    /// It is not said to have failed since a time that can be.
    BadSince,
    /// So many alerts are in the live state that no more can be kept apart.
    TooMany,
    /// The definition of the integration cannot be.
    BadIntegration {
        /// Why, and what to do.
        reason: SmolStr,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIntegration => f.write_str("There is no such integration any more."),
            Self::UnknownIncident => f.write_str("No machine has reported anything about that."),
            Self::Over => f.write_str("It is over already: nobody is rung for it."),
            Self::PersonOnly => f.write_str("Only a person can say this. Sign in first."),
            Self::NoTitle => f.write_str("Say in a few words what is wrong."),
            Self::BadSince => f.write_str(
                "Say since when it has failed: not in the future, and at most 90 days back.",
            ),
            Self::TooMany => f.write_str(
                "Too many alerts are open to open more. Close some first, or call for help at \
                 /help: that always rings.",
            ),
            Self::BadIntegration { reason } => {
                write!(f, "This integration cannot be: {reason}")
            }
        }
    }
}

/// What time will do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Matter {
    Alert(AlertId),
    Gathering(IncidentId),
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The tools whose alerts come in.
    pub integrations: OrdMap<IntegrationKey, Arc<Integration>>,
    /// Those that were taken out and can still be put back.
    pub removed: OrdMap<IntegrationKey, (Timestamp, Arc<Integration>)>,
    /// The alerts that fire, and those whose incident is still in the live state.
    pub alerts: OrdMap<AlertId, Arc<Alert>>,
    /// By incident.
    pub gatherings: OrdMap<IncidentId, Arc<Gathering>>,
    /// The alerts that fire, by what their tools know them by.
    by_key: OrdMap<(IntegrationKey, SmolStr), AlertId>,
    /// When alerts fired that are over and would have rung somebody, by the service that they were
    /// about.
    pub fired: OrdMap<ServiceKey, Spans>,
    /// The same of what persons had declared, each by itself, since it may turn out that it never
    /// was.
    pub declared: OrdMap<AlertId, Ended>,
    /// Grows with every change of the integrations.
    generation: u64,
    timers: Timers<Matter>,
}

impl State {
    /// An integration.
    #[must_use]
    pub fn integration(&self, integration: &IntegrationKey) -> Option<&Integration> {
        self.integrations.get(integration).map(Arc::as_ref)
    }

    /// An alert in the live state.
    #[must_use]
    pub fn alert(&self, alert: AlertId) -> Option<&Alert> {
        self.alerts.get(&alert).map(Arc::as_ref)
    }

    /// The alert that fires under a key.
    #[must_use]
    pub fn firing(&self, integration: &IntegrationKey, key: &str) -> Option<&Alert> {
        let key = (integration.clone(), tidy_key(key));
        self.by_key.get(&key).and_then(|alert| self.alert(*alert))
    }

    /// All alerts of an integration that fire.
    pub fn firing_of(&self, integration: &IntegrationKey) -> impl Iterator<Item = &Alert> {
        let from = (integration.clone(), SmolStr::default());
        let all = self.by_key.range(from..).take_while(move |((known, _), _)| known == integration);
        all.filter_map(|(_, alert)| self.alert(*alert))
    }

    /// The alerts of an incident.
    #[must_use]
    pub fn gathering(&self, incident: IncidentId) -> Option<&Gathering> {
        self.gatherings.get(&incident).map(Arc::as_ref)
    }

    /// Whether machines still report something about an incident.
    #[must_use]
    pub fn is_live(&self, incident: IncidentId) -> bool {
        self.gathering(incident).is_some_and(Gathering::is_live)
    }

    /// The alerts of an incident, in the order in which they came.
    pub fn alerts_of(&self, incident: IncidentId) -> impl Iterator<Item = &Alert> {
        let ids = self.gathering(incident).map(|known| &known.alerts);
        ids.into_iter().flatten().filter_map(|alert| self.alert(*alert))
    }

    /// Grows with every change of the integrations: what was derived from another generation is
    /// stale.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    fn known(&self, integration: &IntegrationKey) -> Result<&Integration, Refusal> {
        self.integration(integration).ok_or(Refusal::UnknownIntegration)
    }

    fn live(&self, incident: IncidentId) -> Result<&Gathering, Refusal> {
        match self.gathering(incident) {
            None => Err(Refusal::UnknownIncident),
            Some(known) if !known.is_live() => Err(Refusal::Over),
            Some(known) => Ok(known),
        }
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::PutIntegration { integration, profile } => {
                self.put(integration, profile, moment)
            }
            Command::RemoveIntegration { integration } => {
                self.known(&integration)?;
                Ok(vec![Event::IntegrationRemoved { integration }])
            }
            Command::RestoreIntegration { integration } => {
                if self.integrations.contains_key(&integration) {
                    return Ok(Vec::new());
                }
                let (_, known) =
                    self.removed.get(&integration).ok_or(Refusal::UnknownIntegration)?;
                let (profile, route) = (known.profile.clone(), known.route);
                Ok(vec![Event::IntegrationPut { integration, profile, route }])
            }
            Command::RenewRoute { integration } => {
                let profile = self.known(&integration)?.profile.clone();
                let route = RouteId(moment.id());
                Ok(vec![Event::IntegrationPut { integration, profile, route }])
            }
            Command::Test { integration, summary } => {
                self.known(&integration)?;
                let summary = Report::new(Level::Info, &summary).summary;
                Ok(vec![Event::Tested { integration, summary }])
            }
            Command::Take { integration, signals } => self.take(&integration, signals, moment),
            Command::Change { integration, change } => {
                self.known(&integration)?;
                Ok(vec![Event::Changed { integration, change }])
            }
            Command::Declare { title, severity, service, rings, since, matter } => {
                self.declare((&title, severity), (service, rings), (matter, since), moment)
            }
            Command::Hold { incident } => {
                let by = person(moment.actor)?;
                let known = self.live(incident)?;
                let same = known.held == Some(Hold::By(by.clone()));
                Ok(Vec::from_iter((!same).then_some(Event::Held { incident, by })))
            }
            Command::Carry { incident } => {
                let by = person(moment.actor)?;
                self.live(incident)?;
                Ok(vec![Event::Carried { incident, by }])
            }
            Command::Close { incident } => self.close(incident, &person(moment.actor)?),
        }
    }

    fn put(
        &self,
        integration: IntegrationKey,
        profile: Profile,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let bad = |reason: String| Refusal::BadIntegration { reason: reason.into() };
        let known = self.integration(&integration);
        if known.is_some_and(|known| known.profile == profile) {
            return Ok(Vec::new());
        }
        profile.check().map_err(bad)?;
        if !is_key(integration.as_str()) {
            return Err(bad("its key must be of a-z, 0-9, dot, dash and underscore.".into()));
        }
        if known.is_none() && self.integrations.len() >= INTEGRATIONS_MAX {
            return Err(bad(format!("at most {INTEGRATIONS_MAX} integrations are possible.")));
        }
        let route = known.map_or_else(|| RouteId(moment.id()), |known| known.route);
        Ok(vec![Event::IntegrationPut { integration, profile, route }])
    }

    /// A person says that it is over: whatever still fires counts as resolved, so that the next
    /// trigger opens anew.
    fn close(&self, incident: IncidentId, by: &PersonKey) -> Result<Vec<Event>, Refusal> {
        self.live(incident)?;
        let open = self.alerts_of(incident).filter(|alert| alert.is_open());
        let mut events: Vec<Event> = open
            .map(|alert| Event::Resolved {
                alert: alert.id,
                incident: Some(incident),
                by: Resolver::Person(by.clone()),
            })
            .collect();
        events.push(Event::Over { incident, by: Some(by.clone()) });
        Ok(events)
    }

    /// When an alert was silent for too long, or an incident leaves the live state.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        due.map(|matter| match matter {
            Matter::Gathering(incident) => Event::Forgotten { incident: *incident },
            Matter::Alert(alert) => {
                Event::Resolved { alert: *alert, incident: None, by: Resolver::Silence }
            }
        })
        .collect()
    }
}

fn person(actor: &Actor) -> Result<PersonKey, Refusal> {
    actor.person().cloned().ok_or(Refusal::PersonOnly)
}
