//! What a status page shows: its components with how they fare, what is told of them, and the one
//! sentence above it all. The same for the page, its JSON and its feeds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use imbl::OrdMap;

use super::evidence::{self, Evidence};
use super::readers::Readable;
use crate::State;
use crate::announcements::{Announcement, Standing};
use crate::bulletins::{Bulletin, Mistake, Spell, spells};
use crate::maintenance::{Maintenance, Stage};
use crate::words::{
    ComponentKey, Condition, Language, Severity, Spans, Spoken, StatusPageKey, Timestamp,
    Translation,
};
use crate::{components, status_pages};

mod edition;
mod matter;
mod spells;
pub use edition::PageChange;
pub use matter::{Matter, NoMatter};
pub(super) use spells::beside;

/// A component on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<'a> {
    /// How deep it lies on this page.
    pub depth: usize,
    /// Which.
    pub key: &'a ComponentKey,
    /// Its definition.
    pub known: &'a components::Known,
    /// What it is a part of, where that is on the page too.
    pub parent: Option<&'a ComponentKey>,
    /// Whether others are parts of it.
    pub has_parts: bool,
    /// How it fares: as badly as the worst of its parts.
    pub condition: Condition,
}

/// How everything on a page fares, in one word; the order of these is from well to badly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overall {
    /// Everything works.
    #[default]
    Operational,
    /// Everything works but what is being worked on.
    Maintenance,
    /// Some of it is slow.
    SomeDegraded,
    /// All of it is slow.
    AllDegraded,
    /// Some of it fails for some.
    SomePartial,
    /// Some of it fails, or all of it for some.
    Partial,
    /// All of it fails.
    Major,
}

/// A page, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown<'a> {
    /// Which page.
    pub key: &'a StatusPageKey,
    /// Its definition.
    pub page: &'a status_pages::Known,
    /// Its components, each followed by its parts.
    pub parts: Vec<Part<'a>>,
    /// What is told of them and is not over, the latest first.
    pub live: Vec<&'a Bulletin>,
    /// What was told of them and is over, the latest first.
    pub past: Vec<&'a Bulletin>,
    /// Planned maintenance of them, by when it starts.
    pub maintenance: Vec<&'a Maintenance>,
    /// What is or was announced on it, the latest first; not what waits.
    pub announcements: Vec<&'a Announcement>,
    /// What was told of them and never was, while the page says so.
    pub mistakes: Vec<&'a Mistake>,
    /// How everything fares.
    pub overall: Overall,
    /// When each component was seen to fail, was shown so, and nobody said it; of what is over.
    seen: BTreeMap<ComponentKey, Vec<Spell>>,
    /// When each component was under maintenance as announced.
    maintained: BTreeMap<&'a ComponentKey, Vec<Spell>>,
    /// When it was under maintenance for longer than was announced.
    overran: BTreeMap<&'a ComponentKey, Vec<Spell>>,
    /// What was seen of its components, as far as it is told here: where a person has confirmed it,
    /// and otherwise only where the page tells what is suspected.
    pub evidence: BTreeMap<ComponentKey, Evidence>,
    /// Components of which we said at that time that they work again, and machines go on seeing
    /// them fail.
    pub belied: BTreeMap<ComponentKey, Timestamp>,
}

impl<'a> Shown<'a> {
    /// When something on the page last changed.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        let told = self.live.iter().chain(&self.past).map(|bulletin| bulletin.changed_at);
        let defined = self.parts.iter().map(|part| part.known.changed_at);
        let planned = self.maintenance.iter().map(|known| known.changed_at);
        let announced = self.announcements.iter().map(|known| known.changed_at);
        told.chain(defined)
            .chain(planned)
            .chain(announced)
            .fold(self.page.changed_at, Timestamp::max)
    }

    /// When each component fared worse than it should, and when it was under maintenance; what has
    /// parts, whenever one of them did. What fails during maintenance that was announced is not
    /// counted beside it.
    #[must_use]
    pub fn spells(&self) -> BTreeMap<&ComponentKey, Vec<Spell>> {
        let told: Vec<&Bulletin> = self.live.iter().chain(&self.past).copied().collect();
        let of_each = spells(&told);
        let parent_of: BTreeMap<&ComponentKey, &ComponentKey> =
            self.parts.iter().filter_map(|part| Some((part.key, part.parent?))).collect();
        let mut all: BTreeMap<&ComponentKey, Vec<Spell>> = BTreeMap::new();
        for part in &self.parts {
            let own = of_each.get(part.key).map_or(&[][..], Vec::as_slice);
            let planned = self.maintained.get(part.key).map_or(&[][..], Vec::as_slice);
            // What is suspected, and told here, counts from when it was seen; what belies our word
            // counts on.
            let working = part.condition == Condition::Operational;
            let seen = self.evidence.get(part.key).filter(|_| working).map(|seen| seen.since);
            let seen = self.belied.get(part.key).copied().or(seen);
            let seen = seen.map(|from| evidence::spell(from, None));
            let before = self.seen.get(part.key).into_iter().flatten().copied();
            let longer = self.overran.get(part.key).into_iter().flatten().copied();
            let own = own.iter().copied().chain(longer);
            let trouble: Vec<Spell> = own.chain(before).chain(seen).collect();
            let own = spells::without(&trouble, planned);
            let upwards = std::iter::successors(Some(part.key), |key| parent_of.get(key).copied());
            for key in upwards {
                all.entry(key).or_default().extend_from_slice(&own);
            }
        }
        all
    }

    /// Maintenance that is under way, by when it started.
    pub fn running(&self) -> impl Iterator<Item = &'a Maintenance> {
        self.maintenance.iter().copied().filter(|known| known.stage.is_running())
    }

    /// What stands on the page now, the latest first.
    pub fn announced(&self) -> impl Iterator<Item = &'a Announcement> {
        let all = self.announcements.iter().copied();
        all.filter(|known| known.standing == Standing::Shown)
    }

    /// Maintenance that lies ahead, the next first.
    pub fn upcoming(&self) -> impl Iterator<Item = &'a Maintenance> {
        self.maintenance.iter().copied().filter(|known| known.stage == Stage::Scheduled)
    }

    /// For how long anything of the page failed by a matter that is over, for some or for all;
    /// maintenance that was announced is not counted.
    #[must_use]
    pub fn failed(&self, bulletin: &Bulletin) -> Option<Duration> {
        bulletin.resolved_at?;
        let told = spells(&[bulletin]);
        let here = told.iter().filter(|(component, _)| self.has(component));
        let failing = here.flat_map(|(component, own)| {
            let planned = self.maintained.get(component).map_or(&[][..], Vec::as_slice);
            let mut left = spells::without(own, planned);
            left.retain(|spell| spell.condition >= Condition::Partial);
            left
        });
        Some(spells::together(failing.collect()))
    }

    /// Whether the page tells of something that nobody has confirmed, and of nothing else.
    #[must_use]
    pub fn only_suspects(&self) -> bool {
        self.overall == Overall::Operational && !self.evidence.is_empty()
    }

    /// In which language a name stands that a reader of this page gets in place of their own; `all`
    /// is what is written of it in further languages, `first` in which the vendor writes. A name
    /// is taken to be in the page's own language, unless somebody wrote it in that one too.
    #[must_use]
    pub fn tongue_of(
        &self,
        name: Spoken<'_>,
        all: &[Translation],
        (first, reads): (Language, Language),
    ) -> Option<Language> {
        let own = self.page.profile.language;
        let written = if Translation::of(all, own).is_some() { first } else { own };
        (!name.translated && written != reads).then_some(written)
    }

    /// Whether the page has that component.
    #[must_use]
    pub fn has(&self, component: &ComponentKey) -> bool {
        self.parts.iter().any(|part| part.key == component)
    }
}

impl Readable {
    /// What a page shows to this class of readers, by now.
    #[must_use]
    pub fn status_page_at(&self, page: &StatusPageKey, now: Timestamp) -> Option<Shown<'_>> {
        let mut shown = self.status_page(page, self.belied(now))?;
        let open = shown.page.profile.shows_suspicions;
        let seen = self.evidence_at(now);
        shown.evidence.clone_from(&seen);
        shown.evidence.retain(|key, evidence| {
            let part = shown.parts.iter().find(|part| part.key == key);
            part.is_some_and(|part| {
                let told = part.condition > Condition::Maintenance;
                told || (open && evidence.is_suspected())
            })
        });
        shown.seen = self.seen_before(&shown, &seen, now);
        shown.mistakes.retain(|known| now < known.shown_until());
        Some(shown)
    }

    /// What the strips of a page keep of what was seen and not told: what belied our word, and what
    /// was suspected while the page said so.
    fn seen_before(
        &self,
        shown: &Shown<'_>,
        seen: &BTreeMap<ComponentKey, Evidence>,
        now: Timestamp,
    ) -> BTreeMap<ComponentKey, Vec<Spell>> {
        let told = spells(&self.bulletins.latest());
        let seen = shown.parts.iter().filter_map(|part| {
            let told = told.get(part.key).map_or(&[][..], Vec::as_slice);
            let open = &shown.page.told_suspicions;
            let strips = |(machines, anybody): (Spans, Spans)| {
                let mut strips = evidence::belied_before(&machines, told);
                strips.extend(evidence::suspected_before(&anybody, open, told));
                strips
            };
            let mut before = strips(self.was_seen(part.key, now));
            if let Some(still) = seen.get(part.key) {
                // What the page shows as lasting is no span of the past.
                let working = part.condition == Condition::Operational;
                let shows = shown.belied.contains_key(part.key)
                    || working && shown.evidence.contains_key(part.key);
                let lasting = strips(evidence::seen_until(still, now)).into_iter();
                before.extend(lasting.filter(|spell| !shows || spell.until != Some(now)));
            }
            if before.is_empty() {
                return None;
            }
            Some((part.key.clone(), before))
        });
        seen.collect()
    }

    fn status_page(
        &self,
        page: &StatusPageKey,
        belied: BTreeMap<ComponentKey, Timestamp>,
    ) -> Option<Shown<'_>> {
        let (key, known) = self.status_pages.pages.get_key_value(page)?;
        let conditions = self.conditions();
        let own = |key: &ComponentKey| {
            let told = conditions.get(key).copied().unwrap_or_default();
            match belied.contains_key(key) {
                true => told.max(Condition::Partial),
                false => told,
            }
        };
        let mut parts = self.parts_of(&known.profile.components);
        // From the last to the first, each part comes before what it is a part of.
        let mut worst: BTreeMap<&ComponentKey, Condition> = BTreeMap::new();
        for part in parts.iter_mut().rev() {
            part.condition = own(part.key).max(worst.get(part.key).copied().unwrap_or_default());
            if let Some(parent) = part.parent {
                let known = worst.entry(parent).or_default();
                *known = (*known).max(part.condition);
            }
        }
        let overall = overall(&parts);
        let on_page: BTreeSet<&ComponentKey> = parts.iter().map(|part| part.key).collect();
        parts.retain(|part| {
            !part.known.profile.only_if_affected || part.condition != Condition::Operational
        });
        let concerns = |bulletin: &&Bulletin| matter::concerns(bulletin, &on_page);
        let mut mistakes = self.bulletins.mistaken();
        mistakes.retain(|known| concerns(&&*known.bulletin));
        let told = self.bulletins.latest().into_iter().filter(concerns);
        let (past, live): (Vec<_>, Vec<_>) = told.partition(|bulletin| bulletin.is_over());
        let mut maintenance = self.maintenance.listed();
        maintenance.retain(|known| self.works_on(known, &on_page));
        // So does how bad it is: no sentence above it says that everything works.
        let overall = live.iter().fold(overall, |overall, known| overall.max(self.lifts(known)));
        // What is worked on and names no component concerns everything.
        let overall = match maintenance.iter().any(|known| known.stage.is_running()) {
            true => overall.max(Overall::Maintenance),
            false => overall,
        };
        let begun: Vec<&Maintenance> =
            maintenance.iter().copied().filter(|known| !known.announced.is_empty()).collect();
        let of_each = |spells: fn(&[&Maintenance]) -> Vec<Spell>| {
            let each = on_page.iter().map(|key| {
                let own = begun.iter().filter(|known| self.maintains(known, key)).copied();
                (*key, spells(&own.collect::<Vec<_>>()))
            });
            each.collect::<BTreeMap<_, _>>()
        };
        let (maintained, overran) = (of_each(spells::of), of_each(spells::overrun));
        let evidence = BTreeMap::new();
        let mut announcements = self.announcements.latest();
        announcements.retain(|one| matter::stands_on(one, key));
        Some(Shown {
            key,
            page: known,
            parts,
            live,
            past,
            maintenance,
            announcements,
            mistakes,
            overall,
            seen: BTreeMap::new(),
            maintained,
            overran,
            evidence,
            belied,
        })
    }

    /// The components that a page shows by its definition, and how deep each lies.
    #[must_use]
    pub fn components_on(
        &self,
        page: &status_pages::StatusPage,
    ) -> Vec<(usize, &ComponentKey, &components::Component)> {
        let parts = self.parts_of(&page.components).into_iter();
        parts.map(|part| (part.depth, part.key, &part.known.profile)).collect()
    }
}

impl State {
    /// How every component fares that something is wrong with, or that is under maintenance; the
    /// worse of the two.
    #[must_use]
    pub fn conditions(&self) -> OrdMap<ComponentKey, Condition> {
        let mut all = self.bulletins.conditions();
        let running: Vec<&Maintenance> = self.maintenance.running().collect();
        if running.is_empty() {
            return all;
        }
        for key in self.components.components.keys() {
            if running.iter().any(|known| self.maintains(known, key)) {
                let told: &mut Condition = all.entry(key.clone()).or_default();
                *told = (*told).max(Condition::Maintenance);
            }
        }
        all
    }

    /// What live matters that name no component make of everything: another thing when they become
    /// more or less grave.
    #[must_use]
    pub fn lifted(&self) -> Vec<Overall> {
        let live = self.bulletins.bulletins.values().filter(|told| !told.is_over());
        live.map(|told| self.lifts(told)).collect()
    }

    /// How badly everything fares at least while a matter is told that names no component: it
    /// fails for some, and how many that are is told by how grave it is.
    fn lifts(&self, told: &Bulletin) -> Overall {
        if !told.names_nothing() {
            return Overall::Operational;
        }
        let known = self.incidents.get(told.incident);
        match known.map(|known| known.severity) {
            Some(Severity::Low) => Overall::SomePartial,
            Some(Severity::High | Severity::Critical) | None => Overall::Partial,
        }
    }

    /// The components that a page names, with all that is part of them.
    fn parts_of<'a>(&'a self, named: &[ComponentKey]) -> Vec<Part<'a>> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        // How deep the named one lies below which the walk is.
        let mut within: Option<usize> = None;
        let mut above: Vec<&ComponentKey> = Vec::new();
        for (depth, key, known) in self.components.listed() {
            if within.is_some_and(|top| depth <= top) {
                within = None;
            }
            if within.is_none() {
                if !named.is_empty() && !named.contains(key) {
                    continue;
                }
                within = Some(depth);
            }
            let depth = depth - within.unwrap_or(depth);
            above.truncate(depth);
            let parent = above.last().copied();
            above.push(key);
            if let Some(parent) = parts.iter_mut().rev().find(|part| Some(part.key) == parent) {
                parent.has_parts = true;
            }
            let condition = Condition::Operational;
            parts.push(Part { depth, key, known, parent, has_parts: false, condition });
        }
        parts
    }
}

/// One word for all of them; what has parts is only as good as these, and does not count itself.
fn overall(parts: &[Part<'_>]) -> Overall {
    let leaves: Vec<Condition> =
        parts.iter().filter(|part| !part.has_parts).map(|part| part.condition).collect();
    let all = |condition| leaves.iter().all(|one| *one == condition);
    let some = |condition| leaves.contains(&condition);
    match () {
        () if leaves.iter().all(|one| *one == Condition::Operational) => Overall::Operational,
        () if leaves.iter().all(|one| *one <= Condition::Maintenance) => Overall::Maintenance,
        () if all(Condition::Major) => Overall::Major,
        () if some(Condition::Major) || all(Condition::Partial) => Overall::Partial,
        () if some(Condition::Partial) => Overall::SomePartial,
        () if all(Condition::Degraded) => Overall::AllDegraded,
        () => Overall::SomeDegraded,
    }
}
