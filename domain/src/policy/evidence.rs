//! What machines and readers have seen of a component, beside what anyone says of it.
//!
//! It says nothing by itself: a component is suspected, and stays as it was told, until a person
//! says so. What they say then is known to have been seen before, and since when.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::bulletins::{Spell, spells};
use crate::emergencies::Emergency;
use crate::monitoring::Alert;
use crate::words::{
    ComponentKey, Condition, CustomerKey, EmergencyId, IncidentId, ServiceKey, Spans, Timestamp,
};
use crate::{Command, Refusal, State, sightings};

pub mod unsaid;
pub use unsaid::Unsaid;

pub use crate::sightings::READERS_SUSPECT;
/// So many who call about the same service at a time make its components suspected: one may have a
/// fault of their own, two at once hardly do. Contacts of one customer count as one.
pub const CALLERS_SUSPECT: u32 = 2;
/// Once we have said that it works again, machines get this long to see so as well.
pub const GRACE: Duration = Duration::from_secs(10 * 60);

/// What was seen of a component that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Since when.
    pub since: Timestamp,
    /// Since when machines, programs or people of the vendor see it, and not readers alone.
    pub machines: Option<Timestamp>,
    /// How many alerts fire that would ring somebody.
    pub alerts: u32,
    /// How many programs say so.
    pub programs: u32,
    /// How many people of the vendor say so.
    pub people: u32,
    /// How many customers need help with its service, where that is enough to suspect it.
    pub callers: u32,
    /// How many readers said so within the last hour.
    pub readers: u32,
    /// The incident that these alerts opened, where there is one.
    pub incident: Option<IncidentId>,
}

impl Evidence {
    /// Whether it is enough to suspect that the component fails.
    #[must_use]
    pub fn is_suspected(&self) -> bool {
        self.machines.is_some()
            || self.readers >= READERS_SUSPECT
            || self.callers >= CALLERS_SUSPECT
    }

    /// What is known, and that it was seen since then as well.
    fn and(known: Option<Self>, since: Timestamp, by_machines: Option<Timestamp>) -> Self {
        let new = Self {
            since,
            machines: None,
            alerts: 0,
            programs: 0,
            people: 0,
            callers: 0,
            readers: 0,
            incident: None,
        };
        let known = known.unwrap_or(new);
        let machines = known.machines.into_iter().chain(by_machines).min();
        Self { since: known.since.min(since), machines, ..known }
    }
}

/// Who needs help with a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called {
    /// Since when.
    pub since: Timestamp,
    /// How many customers.
    pub callers: u32,
    /// An incident of theirs.
    pub incident: Option<IncidentId>,
}

/// Whoever called, told apart from others as far as they are known. Callers of whom nobody knows
/// who they are count as one: it takes one person to call twice.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Caller<'a> {
    Customer(&'a CustomerKey),
    Unknown,
}

impl State {
    /// What was seen of every component of which something was.
    #[must_use]
    pub fn evidence_at(&self, now: Timestamp) -> BTreeMap<ComponentKey, Evidence> {
        let mut found: BTreeMap<ComponentKey, Evidence> = BTreeMap::new();
        let (firing, called) = (self.firing(), self.called());
        for (key, known) in &self.components.components {
            let service = known.profile.service.as_ref();
            let fires = service.and_then(|service| firing.get(service)).copied();
            let called = service.and_then(|service| called.get(service)).copied();
            let seen = match called {
                None => fires,
                Some(Called { since, callers, incident }) => {
                    let seen = Evidence::and(fires, since, None);
                    Some(Evidence { callers, incident: seen.incident.or(incident), ..seen })
                }
            };
            found.extend(seen.map(|seen| (key.clone(), seen)));
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
            evidence.people = count(seen.people_at(now));
            let all = count(seen.programs_at(now).count());
            evidence.programs = all - evidence.people;
            evidence.readers = count(seen.readers_at(now).count());
            found.insert(key.clone(), evidence);
        }
        found
    }

    /// The alerts that fire and would ring somebody, by the service that they are about.
    fn firing(&self) -> BTreeMap<&ServiceKey, Evidence> {
        let mut firing: BTreeMap<&ServiceKey, Evidence> = BTreeMap::new();
        // What a person has closed counts again once it fires anew. What only a person had said
        // was seen by nobody, once it is known that it never was; what a tool reports goes on.
        let counts = |alert: &Alert| {
            alert.incident.is_none_or(|incident| {
                let never = || alert.is_declared() && self.never_was(incident);
                self.monitoring.is_live(incident) && !never()
            })
        };
        let open = self.monitoring.alerts.values().filter(|alert| alert.is_open());
        for alert in open.filter(|alert| counts(alert)) {
            if let Some(service) = self.monitoring.rings_for(alert) {
                let at = alert.first_at;
                let mut known = Evidence::and(firing.get(service).copied(), at, Some(at));
                known.alerts += 1;
                known.incident = known.incident.or(alert.incident);
                firing.insert(service, known);
            }
        }
        firing
    }

    /// Whether what was told of an incident never was, or of the one to which it was joined.
    fn never_was(&self, incident: IncidentId) -> bool {
        let root = self.groups.root(incident);
        // It was joined to what everyone is told of.
        if self.bulletins.of(root).is_some() {
            return false;
        }
        [incident, root].into_iter().any(|one| self.bulletins.never_was(one))
    }

    /// The services about which enough customers need help now. A single call is nobody's business
    /// but theirs; what is set aside is over, and what is restricted is known to few.
    #[must_use]
    pub fn called(&self) -> BTreeMap<ServiceKey, Called> {
        self.called_with(None)
    }

    /// The same, as if one call that is over were not.
    fn called_with(&self, still: Option<EmergencyId>) -> BTreeMap<ServiceKey, Called> {
        let mut callers: BTreeMap<&ServiceKey, BTreeMap<Caller<'_>, Timestamp>> = BTreeMap::new();
        let mut incidents: BTreeMap<&ServiceKey, IncidentId> = BTreeMap::new();
        for incident in self.incidents.incidents.values() {
            let Some(service) = incident.service.as_ref() else { continue };
            if incident.settled_at.is_some() || self.restricted_as(incident.id).is_some() {
                continue;
            }
            let calls = incident.emergencies.iter().filter_map(|id| self.emergencies.get(*id));
            let live = |call: &&Emergency| call.standing.is_live() || Some(call.id) == still;
            for call in calls.filter(live) {
                let customer = self.customers.attached(call.id).map(|held| &held.customer);
                let caller = customer.map_or(Caller::Unknown, Caller::Customer);
                let first = callers.entry(service).or_default().entry(caller);
                let first = first.or_insert(call.opened_at);
                *first = call.opened_at.min(*first);
                incidents.insert(service, incident.id);
            }
        }
        // Before there were enough of them, nothing was suspected.
        let enough = |(service, callers): (&ServiceKey, BTreeMap<Caller<'_>, Timestamp>)| {
            let mut called_at: Vec<Timestamp> = callers.into_values().collect();
            called_at.sort_unstable();
            let since = *called_at.get(CALLERS_SUSPECT as usize - 1)?;
            let incident = incidents.get(service).copied();
            let called = Called { since, callers: count(called_at.len()), incident };
            Some((service.clone(), called))
        };
        callers.into_iter().filter_map(enough).collect()
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

    /// When machines saw a component fail, and when enough of anybody did; of what is over.
    pub(super) fn was_seen(&self, key: &ComponentKey, now: Timestamp) -> (Spans, Spans) {
        let (mut machines, mut anybody) = (Spans::default(), Spans::default());
        let service = self.components.get(key).and_then(|known| known.profile.service.as_ref());
        if let Some(fired) = service.and_then(|service| self.monitoring.fired.get(service)) {
            machines.add_all(fired);
        }
        let declared = self.monitoring.declared.values();
        for ended in declared.filter(|ended| Some(&ended.service) == service) {
            if !self.never_was(ended.incident) {
                machines.add(ended.from, ended.until);
            }
        }
        if let Some(called) = service.and_then(|service| self.sightings.called.get(service)) {
            anybody.add_all(called);
        }
        let (programs, readers) = self.sightings.past(key, now);
        machines.add_all(&programs);
        anybody.add_all(&machines);
        anybody.add_all(&readers);
        (machines, anybody)
    }

    /// When the pages look another way by time alone, because of what was seen.
    #[must_use]
    pub fn evidence_turns_at(&self, now: Timestamp) -> Option<Timestamp> {
        let silent = self.sightings.seen.values().filter_map(|seen| seen.turns_at(now));
        let said = self.said_to_work(&self.evidence_at(now)).into_iter();
        let graces = said.map(|(_, at)| at + GRACE).filter(|at| *at > now);
        // What never was is told of for a while.
        let mistakes = self.bulletins.mistakes.values().map(|known| known.shown_until());
        // What takes longer than was said is said to.
        let live = self.bulletins.bulletins.values();
        let passes = live.filter_map(|known| Some(known.expected()?.until));
        let passes = mistakes.chain(passes).filter(|at| *at > now);
        silent.chain(graces).chain(passes).min()
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

/// A call is over, and with it what made the components of its service suspected: what was told
/// openly of that is kept.
pub(super) fn heard(now: &State, emergency: EmergencyId) -> Option<Command> {
    let service = now.incidents.of_emergency(emergency)?.service.clone()?;
    let mut components = now.components.components.values();
    // Where no component has that service nobody was told of it.
    components.find(|known| known.profile.service.as_ref() == Some(&service))?;
    if now.called().contains_key(&service) {
        return None;
    }
    let since = now.called_with(Some(emergency)).get(&service)?.since;
    Some(sightings::Command::Hear { service, since }.into())
}

/// What is seen and not told, as the strips of a page show it: how badly it failed nobody has said,
/// so it counts as what fails for some.
pub(super) fn spell(from: Timestamp, until: Option<Timestamp>) -> Spell {
    Spell { from, until, condition: Condition::Partial, number: 0 }
}

/// The same of what lasts, as far as it has come.
pub(super) fn seen_until(still: &Evidence, now: Timestamp) -> (Spans, Spans) {
    let (mut machines, mut anybody) = (Spans::default(), Spans::default());
    if let Some(since) = still.machines {
        machines.add(since, now);
    }
    if still.is_suspected() {
        anybody.add(still.since, now);
    }
    (machines, anybody)
}

/// When machines saw it fail although we said that it works again, for longer than the grace. The
/// strips keep that when they see it work at last.
pub(super) fn belied_before(machines: &Spans, told: &[Spell]) -> Vec<Spell> {
    let belied = machines.iter().flat_map(|(from, until)| {
        let ends = told.iter().filter_map(|spell| spell.until);
        let said = ends.filter(move |at| from < *at && *at + GRACE <= until);
        said.filter_map(move |at| {
            let goes_on = |spell: &Spell| spell.from <= at && spell.until.is_none_or(|u| at < u);
            let next = told.iter().map(|spell| spell.from).filter(|next| at <= *next).min();
            let until = next.map_or(until, |next| next.min(until));
            let stood = !told.iter().any(goes_on) && at + GRACE <= until;
            stood.then(|| spell(at, Some(until)))
        })
    });
    belied.collect()
}

/// When it was suspected while the page told so openly, and nobody said it.
pub(super) fn suspected_before(
    seen: &Spans,
    open: &[(Timestamp, Option<Timestamp>)],
    told: &[Spell],
) -> Vec<Spell> {
    let openly = seen.iter().flat_map(|(from, until)| {
        open.iter().filter_map(move |(opened, shut)| {
            let from = from.max(*opened);
            let until = shut.map_or(until, |shut| shut.min(until));
            (from < until).then(|| spell(from, Some(until)))
        })
    });
    super::status::beside(openly.collect(), told)
}

/// Nothing is seen of what is not there.
///
/// # Errors
/// The refusal of the room that would carry it on.
pub(crate) fn check(state: &State, command: &Command) -> Result<(), Refusal> {
    let Command::Sightings(command) = command else { return Ok(()) };
    use sightings::Command as C;
    let named = match command {
        C::See { component, .. } | C::Report { component, .. } => std::slice::from_ref(component),
        C::Dismiss(said) => &said.components,
        C::Hear { .. } => &[],
    };
    match named.iter().all(|key| state.components.get(key).is_some()) {
        true => Ok(()),
        false => Err(sightings::Refusal::Unknown.into()),
    }
}
