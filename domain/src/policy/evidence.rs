//! What machines and readers have seen of a component, beside what anyone says of it.
//!
//! It says nothing by itself: a component is suspected, and stays as it was told, until a person
//! says so. What they say then is known to have been seen before, and since when.

use std::collections::BTreeMap;

use crate::bulletins::Spell;
use crate::monitoring::Alert;
use crate::words::{ComponentKey, Condition, IncidentId, ServiceKey, Timestamp};
use crate::{Command, Refusal, State, sightings};

/// So many readers within an hour make a component suspected; a single one may have pulled a plug.
pub const READERS_SUSPECT: u32 = 3;

/// What was seen of a component that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Since when.
    pub since: Timestamp,
    /// How many alerts fire that would ring somebody.
    pub alerts: u32,
    /// How many programs say so.
    pub programs: u32,
    /// How many readers said so within the last hour.
    pub readers: u32,
    /// The incident that these alerts opened, where there is one.
    pub incident: Option<IncidentId>,
}

impl Evidence {
    /// Whether it is enough to suspect that the component fails.
    #[must_use]
    pub fn is_suspected(&self) -> bool {
        self.alerts > 0 || self.programs > 0 || self.readers >= READERS_SUSPECT
    }

    fn and(known: Option<Self>, since: Timestamp) -> Self {
        let new = Self { since, alerts: 0, programs: 0, readers: 0, incident: None };
        let known = known.unwrap_or(new);
        Self { since: known.since.min(since), ..known }
    }
}

impl State {
    /// What was seen of every component of which something was.
    #[must_use]
    pub fn evidence_at(&self, now: Timestamp) -> BTreeMap<ComponentKey, Evidence> {
        let mut found: BTreeMap<ComponentKey, Evidence> = BTreeMap::new();
        let firing = self.firing();
        for (key, known) in &self.components.components {
            let service = known.profile.service.as_ref();
            if let Some(evidence) = service.and_then(|service| firing.get(service)) {
                found.insert(key.clone(), *evidence);
            }
        }
        for (key, seen) in &self.sightings.seen {
            if self.components.get(key).is_none() {
                continue;
            }
            let times = seen.programs.values().copied().chain(seen.readers_at(now));
            let Some(since) = times.min() else { continue };
            let mut evidence = Evidence::and(found.get(key).copied(), since);
            evidence.programs = count(seen.programs.len());
            evidence.readers = count(seen.readers_at(now).count());
            found.insert(key.clone(), evidence);
        }
        found
    }

    /// The alerts that fire and would ring somebody, by the service that they are about.
    fn firing(&self) -> BTreeMap<&ServiceKey, Evidence> {
        let mut firing: BTreeMap<&ServiceKey, Evidence> = BTreeMap::new();
        for alert in self.monitoring.alerts.values().filter(|alert| alert.is_open()) {
            if let Some(service) = self.rings_for(alert) {
                let mut known = Evidence::and(firing.get(service).copied(), alert.first_at);
                known.alerts += 1;
                known.incident = known.incident.or(alert.incident);
                firing.insert(service, known);
            }
        }
        firing
    }

    /// The service that an alert is about, where it is grave enough to ring.
    fn rings_for(&self, alert: &Alert) -> Option<&ServiceKey> {
        let integration = self.monitoring.integration(&alert.integration)?;
        let rings = integration.profile.urgency.rings(alert.report.level);
        integration.profile.service.as_ref().filter(|_| rings)
    }

    /// Components that are suspected to fail and of which nobody has said so, the longest first.
    #[must_use]
    pub fn suspected(&self, now: Timestamp) -> Vec<(ComponentKey, Evidence)> {
        let told = self.bulletins.conditions();
        let mut suspected: Vec<_> = self
            .evidence_at(now)
            .into_iter()
            .filter(|(key, evidence)| evidence.is_suspected() && !told.contains_key(key))
            .collect();
        suspected.sort_by_key(|(key, evidence)| (evidence.since, key.clone()));
        suspected
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Since when a component was seen to fail that an update is about to name for the first time.
pub(super) fn seen_before(
    state: &State,
    now: Timestamp,
    named: impl Iterator<Item = ComponentKey>,
) -> Vec<(ComponentKey, Timestamp)> {
    let (evidence, told) = (state.evidence_at(now), state.bulletins.conditions());
    let seen = |key: ComponentKey| {
        let known = evidence.get(&key).filter(|known| known.is_suspected())?;
        (!told.contains_key(&key)).then_some((key, known.since))
    };
    named.filter_map(seen).collect()
}

/// What is seen and not told, as the strips of a page show it that tells what is suspected.
#[must_use]
pub fn spell(evidence: &Evidence) -> Spell {
    Spell { from: evidence.since, until: None, condition: Condition::Partial, number: 0 }
}

/// Nothing is seen of what is not there.
///
/// # Errors
/// The refusal of the room that would carry it on.
pub(crate) fn check(state: &State, command: &Command) -> Result<(), Refusal> {
    let Command::Sightings(command) = command else { return Ok(()) };
    let (sightings::Command::See { component } | sightings::Command::Report { component, .. }) =
        command;
    match state.components.get(component) {
        Some(_) => Ok(()),
        None => Err(sightings::Refusal::Unknown.into()),
    }
}
