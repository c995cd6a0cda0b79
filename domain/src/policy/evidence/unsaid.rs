//! What machines saw to fail, is over, and nobody told: a question, until a person answers it.
//!
//! Strips of pages follow evidence, and yet a suspicion is nobody's business outside until a person
//! confirms it. So what ends before anybody did would leave no trace. It is asked for a while
//! whether it is to stand in history. Writing of it answers that, and so does saying that it was
//! nothing. What strips show already is never asked: what was told, maintenance, what machines saw
//! after our word that it works, and what every page told openly as suspected.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::super::status::beside;
use super::{GRACE, belied_before, spell};
use crate::State;
use crate::bulletins::{Bulletin, Spell, spells};
use crate::maintenance::Maintenance;
use crate::sightings::DISMISSED_MAX;
use crate::status_pages::StatusPage;
use crate::words::{ComponentKey, ServiceKey, Spans, Timestamp};

pub use crate::sightings::ASKED_FOR;
/// What failed for less than this is not asked about.
pub const FAILED_MIN: Duration = Duration::from_secs(2 * 60);
/// What failed again within this is one question, unless something was said of the time between.
pub const TOGETHER_WITHIN: Duration = Duration::from_secs(15 * 60);
/// Most questions at a time.
pub const ASKED_MAX: usize = 50;

/// What was seen to fail, is over, and was never told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// Which components failed at that time; more than one are of the same service.
    pub components: Vec<ComponentKey>,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Unsaid {
    /// For how long.
    #[must_use]
    pub fn lasted(&self) -> Duration {
        self.until.since(self.from)
    }
}

/// From when until when, of which service, or else of which component.
type Question<'a> = (Timestamp, Timestamp, Option<&'a ServiceKey>, Option<&'a ComponentKey>);

impl State {
    /// What machines saw to fail lately, is over, and was never told; the latest first, and of
    /// what ended together the longest.
    #[must_use]
    pub fn unsaid(&self, now: Timestamp) -> Vec<Unsaid> {
        let fired = self.fired_lately(now);
        let seen: BTreeSet<&ComponentKey> = self.sightings.ever_seen().collect();
        if self.status_pages.pages.is_empty() || fired.is_empty() && seen.is_empty() {
            return Vec::new();
        }
        // What is asked about may have begun long before, and so may what was said of it.
        let begun = fired.values().filter_map(|spans| spans.iter().map(|(from, _)| from).min());
        let begun = begun.chain(seen.iter().filter_map(|key| {
            since(&self.sightings.past(key, now).0, now).iter().map(|(from, _)| from).min()
        }));
        let Some(oldest) = begun.min() else { return Vec::new() };
        let told = self.told_since(oldest);
        let works = self.worked_on_since(oldest);
        let evidence = self.evidence_at(now);
        let mut found: BTreeMap<Question<'_>, Vec<ComponentKey>> = BTreeMap::new();
        for (key, known) in &self.components.components {
            let service = known.profile.service.as_ref();
            let fires = service.and_then(|service| fired.get(service));
            if fires.is_none() && !seen.contains(key) {
                continue;
            }
            let machines = self.machines_saw(key, fires, now);
            let told = told.get(key).map_or(&[][..], Vec::as_slice);
            let mut answers = self.answers(key, &machines, (told, &works));
            // What still fails is suspected, and asked about once it is over.
            let still = evidence.get(key).and_then(|known| known.machines);
            answers.extend(still.map(|since| spell(since, None)));
            let before = known.since;
            let left = machines.iter().map(|(from, until)| spell(from.max(before), Some(until)));
            let left = left.filter(|one| one.until.is_some_and(|until| one.from < until));
            let left = self.told_not_openly(key, beside(left.collect(), &answers));
            let goes_on =
                |until: Timestamp| still.is_some_and(|since| since < until + TOGETHER_WITHIN);
            let asked = joined(&left, &answers).into_iter();
            let asked = asked.filter(|(_, until)| *until + ASKED_FOR > now && !goes_on(*until));
            for (from, until) in asked {
                let alone = service.is_none().then_some(key);
                found.entry((from, until, service, alone)).or_default().push(key.clone());
            }
        }
        let chunks = found.into_iter().flat_map(|((from, until, ..), components)| {
            let some = components.chunks(DISMISSED_MAX).map(<[_]>::to_vec).collect::<Vec<_>>();
            some.into_iter().map(move |components| Unsaid { components, from, until })
        });
        let mut all: Vec<Unsaid> = chunks.collect();
        all.sort_by_key(|one| (Reverse(one.until), one.from));
        all.truncate(ASKED_MAX);
        all
    }

    /// When alerts fired that are over since a while at most, by service.
    fn fired_lately(&self, now: Timestamp) -> BTreeMap<&ServiceKey, Spans> {
        let lately = self.monitoring.fired.iter().filter_map(|(service, fired)| {
            let lately = since(fired, now);
            (!lately.is_empty()).then_some((service, lately))
        });
        lately.collect()
    }

    /// The same as [`State::was_seen`] knows of machines, of what is asked about.
    fn machines_saw(&self, key: &ComponentKey, fires: Option<&Spans>, now: Timestamp) -> Spans {
        let mut machines = fires.cloned().unwrap_or_default();
        machines.add_all(&since(&self.sightings.past(key, now).0, now));
        machines
    }

    /// What was told, by component; of what was over before then there is no need.
    fn told_since(&self, oldest: Timestamp) -> BTreeMap<ComponentKey, Vec<Spell>> {
        let lately = |known: &&Bulletin| known.resolved_at.is_none_or(|at| at + GRACE > oldest);
        let all = self.bulletins.bulletins.values().map(Arc::as_ref).filter(lately);
        spells(&all.collect::<Vec<_>>())
    }

    fn worked_on_since(&self, oldest: Timestamp) -> Vec<&Maintenance> {
        let all = self.maintenance.planned.values().map(Arc::as_ref);
        let began = all.filter(|known: &&Maintenance| !known.announced.is_empty());
        began.filter(|known| known.ended_at.is_none_or(|at| at > oldest)).collect()
    }

    /// When nothing has to be asked about a component, whatever machines saw of it.
    fn answers(
        &self,
        key: &ComponentKey,
        machines: &Spans,
        (told, works): (&[Spell], &[&Maintenance]),
    ) -> Vec<Spell> {
        let mut answers = belied_before(machines, told);
        // Machines may see a while later than we that it works again.
        let until = |one: &Spell| Spell { until: one.until.map(|at| at + GRACE), ..*one };
        answers.extend(told.iter().map(until));
        // What names nothing works on everything.
        let here =
            |known: &&&Maintenance| known.plan.components.is_empty() || self.maintains(known, key);
        for known in works.iter().filter(here) {
            answers.extend(known.announced.iter().map(|(from, until)| spell(*from, Some(*until))));
            answers.extend(known.overran().into_iter().map(|(from, until)| spell(from, until)));
        }
        let dismissed = self.sightings.dismissed.get(key).into_iter().flat_map(Spans::iter);
        answers.extend(dismissed.map(|(from, until)| spell(from, Some(until))));
        answers
    }

    /// What a page that shows the component did not tell as suspected when it was.
    fn told_not_openly(&self, key: &ComponentKey, left: Vec<Spell>) -> Vec<Spell> {
        if left.is_empty() {
            return left;
        }
        let mut untold = Spans::default();
        let pages = self.status_pages.pages.values();
        for page in pages.filter(|page| self.stands_on(key, &page.profile)) {
            let openly = page.told_suspicions.iter();
            let openly: Vec<Spell> = openly.map(|(from, until)| spell(*from, *until)).collect();
            for one in beside(left.clone(), &openly) {
                untold.add(one.from, one.until.unwrap_or(one.from));
            }
        }
        untold.iter().map(|(from, until)| spell(from, Some(until))).collect()
    }

    fn stands_on(&self, key: &ComponentKey, page: &StatusPage) -> bool {
        let named = &page.components;
        named.is_empty()
            || named.contains(key)
            || self.components.around(key).any(|outer| named.contains(outer))
    }
}

/// What ended within the time for which it is asked.
fn since(all: &Spans, now: Timestamp) -> Spans {
    let mut lately = Spans::default();
    for (from, until) in all.iter().filter(|(_, until)| *until + ASKED_FOR > now) {
        lately.add(from, until);
    }
    lately
}

/// What is long enough, with what followed so soon that it is one matter; not over a time of which
/// something was said.
fn joined(left: &[Spell], answers: &[Spell]) -> Vec<(Timestamp, Timestamp)> {
    let mut spans: Vec<(Timestamp, Timestamp)> =
        left.iter().filter_map(|one| Some((one.from, one.until?))).collect();
    spans.retain(|(from, until)| until.since(*from) >= FAILED_MIN);
    spans.sort_unstable();
    let said = |from: Timestamp, until: Timestamp| {
        answers.iter().any(|one| one.from < until && one.until.is_none_or(|ends| from < ends))
    };
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (from, until) in spans {
        match joined.last_mut() {
            Some(last) if from.since(last.1) < TOGETHER_WITHIN && !said(last.1, from) => {
                last.1 = until.max(last.1);
            }
            _ => joined.push((from, until)),
        }
    }
    joined
}
