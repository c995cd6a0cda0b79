//! What machines and readers have seen of a component, beside what anyone says of it.
//!
//! It says nothing by itself: a component is suspected, and stays as it was told, until a person
//! says so. What they say then is known to have been seen before, and since when.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::bulletins::{Spell, spells};
use crate::monitoring::Alert;
use crate::words::{ComponentKey, Condition, IncidentId, ServiceKey, Timestamp};
use crate::{Command, Refusal, State, sightings};

/// So many readers within an hour make a component suspected; a single one may have pulled a plug.
pub const READERS_SUSPECT: u32 = 3;
/// Once we have said that it works again, machines get this long to see so as well.
pub const GRACE: Duration = Duration::from_secs(10 * 60);

/// What was seen of a component that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Since when.
    pub since: Timestamp,
    /// Since when machines or programs see it, and not readers alone.
    pub machines: Option<Timestamp>,
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
        self.machines.is_some() || self.readers >= READERS_SUSPECT
    }

    /// What is known, and that it was seen since then as well.
    fn and(known: Option<Self>, since: Timestamp, by_machines: Option<Timestamp>) -> Self {
        let new =
            Self { since, machines: None, alerts: 0, programs: 0, readers: 0, incident: None };
        let known = known.unwrap_or(new);
        let machines = known.machines.into_iter().chain(by_machines).min();
        Self { since: known.since.min(since), machines, ..known }
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
            let programs = seen.programs_at(now).map(|said| said.since).min();
            let Some(since) = programs.into_iter().chain(seen.readers_at(now)).min() else {
                continue;
            };
            let mut evidence = Evidence::and(found.get(key).copied(), since, programs);
            evidence.programs = count(seen.programs_at(now).count());
            evidence.readers = count(seen.readers_at(now).count());
            found.insert(key.clone(), evidence);
        }
        found
    }

    /// The alerts that fire and would ring somebody, by the service that they are about.
    fn firing(&self) -> BTreeMap<&ServiceKey, Evidence> {
        let mut firing: BTreeMap<&ServiceKey, Evidence> = BTreeMap::new();
        // What a person has closed counts again once it fires anew.
        let closed = |alert: &Alert| {
            alert.incident.is_some_and(|incident| !self.monitoring.is_live(incident))
        };
        let open = self.monitoring.alerts.values().filter(|alert| alert.is_open());
        for alert in open.filter(|alert| !closed(alert)) {
            if let Some(service) = self.rings_for(alert) {
                let at = alert.first_at;
                let mut known = Evidence::and(firing.get(service).copied(), at, Some(at));
                known.alerts += 1;
                known.incident = known.incident.or(alert.incident);
                firing.insert(service, known);
            }
        }
        firing
    }

    /// The service that an alert is about, where it is grave enough to ring.
    fn rings_for(&self, alert: &Alert) -> Option<&ServiceKey> {
        let gathering = alert.incident.and_then(|incident| self.monitoring.gathering(incident));
        if let Some(declared) = gathering.and_then(|known| known.declared.as_ref()) {
            return declared.service.as_ref();
        }
        let integration = self.monitoring.integration(&alert.integration)?;
        let rings = integration.profile.urgency.rings(alert.report.level);
        integration.profile.service.as_ref().filter(|_| rings)
    }

    /// Components that are suspected to fail and of which nobody has said so, the longest first.
    #[must_use]
    pub fn suspected(&self, now: Timestamp) -> Vec<(ComponentKey, Evidence)> {
        let told = self.told_to_fail();
        let mut suspected: Vec<_> = self
            .evidence_at(now)
            .into_iter()
            .filter(|(key, evidence)| evidence.is_suspected() && !told.contains_key(key))
            .collect();
        suspected.sort_by_key(|(key, evidence)| (evidence.since, key.clone()));
        suspected
    }

    /// Components of which everyone is told now that something is wrong with them.
    fn told_to_fail(&self) -> BTreeMap<ComponentKey, Condition> {
        let told = self.bulletins.conditions().into_iter();
        told.filter(|(_, condition)| *condition != Condition::Operational).collect()
    }

    /// Components that fail as machines see it, although we said at that time that they work again:
    /// it is the failure that we had confirmed, so that no page may go on saying that they work.
    #[must_use]
    pub fn belied(&self, now: Timestamp) -> BTreeMap<ComponentKey, Timestamp> {
        let said = self.said_to_work(&self.evidence_at(now)).into_iter();
        said.filter(|(_, at)| *at + GRACE <= now).collect()
    }

    /// Of what machines see to fail: when we last said that it works again, after they saw it
    /// first.
    fn said_to_work(
        &self,
        evidence: &BTreeMap<ComponentKey, Evidence>,
    ) -> Vec<(ComponentKey, Timestamp)> {
        let told = self.told_to_fail();
        let seen: Vec<_> = evidence
            .iter()
            .filter(|(key, _)| !told.contains_key(*key))
            .filter_map(|(key, known)| Some((key, known.machines?)))
            .collect();
        if seen.is_empty() {
            return Vec::new();
        }
        let spells = spells(&self.bulletins.latest());
        let ended = |(key, since): (&ComponentKey, Timestamp)| {
            let ends = spells.get(key)?.iter().filter_map(|spell| spell.until);
            Some((key.clone(), ends.max().filter(|at| since < *at)?))
        };
        seen.into_iter().filter_map(ended).collect()
    }

    /// When the pages look another way by time alone, because of what was seen.
    #[must_use]
    pub fn evidence_turns_at(&self, now: Timestamp) -> Option<Timestamp> {
        let silent = self.sightings.seen.values().filter_map(|seen| seen.turns_at(now));
        let said = self.said_to_work(&self.evidence_at(now)).into_iter();
        let graces = said.map(|(_, at)| at + GRACE).filter(|at| *at > now);
        silent.chain(graces).min()
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
    let (evidence, told) = (state.evidence_at(now), state.told_to_fail());
    let seen = |key: ComponentKey| {
        let known = evidence.get(&key).filter(|known| known.is_suspected())?;
        (!told.contains_key(&key)).then_some((key, known.since))
    };
    named.filter_map(seen).collect()
}

/// What is seen and not told, as the strips of a page show it.
pub(super) fn spell(from: Timestamp) -> Spell {
    Spell { from, until: None, condition: Condition::Partial, number: 0 }
}

/// Nothing is seen of what is not there.
///
/// # Errors
/// The refusal of the room that would carry it on.
pub(crate) fn check(state: &State, command: &Command) -> Result<(), Refusal> {
    let Command::Sightings(command) = command else { return Ok(()) };
    let (sightings::Command::See { component, .. } | sightings::Command::Report { component, .. }) =
        command;
    match state.components.get(component) {
        Some(_) => Ok(()),
        None => Err(sightings::Refusal::Unknown.into()),
    }
}
