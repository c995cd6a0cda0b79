//! What a status page shows: its components with how they fare, what is told of them, and the one
//! sentence above it all. The same for the page, its JSON and its feeds.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::{self, Evidence};
use crate::State;
use crate::bulletins::{Bulletin, Spell, spells};
use crate::words::{ComponentKey, Condition, StatusPageKey, Timestamp};
use crate::{components, status_pages};

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
    /// How everything fares.
    pub overall: Overall,
    /// What was seen of its components, as far as it is told here: where a person has confirmed it,
    /// and otherwise only where the page tells what is suspected.
    pub evidence: BTreeMap<ComponentKey, Evidence>,
    /// Components of which we said at that time that they work again, and machines go on seeing
    /// them fail.
    pub belied: BTreeMap<ComponentKey, Timestamp>,
}

impl Shown<'_> {
    /// When something on the page last changed.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        let told = self.live.iter().chain(&self.past).map(|bulletin| bulletin.changed_at);
        let defined = self.parts.iter().map(|part| part.known.changed_at);
        told.chain(defined).fold(self.page.changed_at, Timestamp::max)
    }

    /// When each component fared worse than it should; what has parts, whenever one of them did.
    #[must_use]
    pub fn spells(&self) -> BTreeMap<&ComponentKey, Vec<Spell>> {
        let told: Vec<&Bulletin> = self.live.iter().chain(&self.past).copied().collect();
        let of_each = spells(&told);
        let parent_of: BTreeMap<&ComponentKey, &ComponentKey> =
            self.parts.iter().filter_map(|part| Some((part.key, part.parent?))).collect();
        let mut all: BTreeMap<&ComponentKey, Vec<Spell>> = BTreeMap::new();
        for part in &self.parts {
            let own = of_each.get(part.key).map_or(&[][..], Vec::as_slice);
            let upwards = std::iter::successors(Some(part.key), |key| parent_of.get(key).copied());
            // What is suspected, and told here, counts from when it was seen; what belies our word
            // counts on.
            let working = part.condition == Condition::Operational;
            let seen = self.evidence.get(part.key).filter(|_| working).map(|seen| seen.since);
            let seen = self.belied.get(part.key).copied().or(seen).map(evidence::spell);
            for key in upwards {
                let known = all.entry(key).or_default();
                known.extend_from_slice(own);
                known.extend(seen);
            }
        }
        all
    }

    /// Whether the page tells of something that nobody has confirmed, and of nothing else.
    #[must_use]
    pub fn only_suspects(&self) -> bool {
        self.overall == Overall::Operational && !self.evidence.is_empty()
    }

    /// Whether the page has that component.
    #[must_use]
    pub fn has(&self, component: &ComponentKey) -> bool {
        self.parts.iter().any(|part| part.key == component)
    }
}

impl State {
    /// What a page shows to whoever has proved nothing, by now.
    #[must_use]
    pub fn status_page_at(&self, page: &StatusPageKey, now: Timestamp) -> Option<Shown<'_>> {
        let mut shown = self.status_page(page, self.belied(now))?;
        let open = shown.page.profile.shows_suspicions;
        shown.evidence = self.evidence_at(now);
        shown.evidence.retain(|key, evidence| {
            let part = shown.parts.iter().find(|part| part.key == key);
            part.is_some_and(|part| {
                let told = part.condition != Condition::Operational;
                told || (open && evidence.is_suspected())
            })
        });
        Some(shown)
    }

    fn status_page(
        &self,
        page: &StatusPageKey,
        belied: BTreeMap<ComponentKey, Timestamp>,
    ) -> Option<Shown<'_>> {
        let (key, known) = self.status_pages.pages.get_key_value(page)?;
        let conditions = self.bulletins.conditions();
        let own = |key: &ComponentKey| match belied.contains_key(key) {
            true => Condition::Partial,
            false => conditions.get(key).copied().unwrap_or_default(),
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
        // What names no component concerns everyone.
        let concerns = |bulletin: &&Bulletin| {
            let concerned = bulletin.concerned();
            concerned.is_empty() || concerned.iter().any(|key| on_page.contains(key))
        };
        let told = self.bulletins.latest().into_iter().filter(concerns);
        let (past, live) = told.partition(|bulletin| bulletin.is_over());
        let evidence = BTreeMap::new();
        Some(Shown { key, page: known, parts, live, past, overall, evidence, belied })
    }

    /// The components that a page shows by its definition: how deep each lies, and its name.
    #[must_use]
    pub fn components_on(
        &self,
        page: &status_pages::StatusPage,
    ) -> Vec<(usize, &ComponentKey, &str)> {
        let parts = self.parts_of(&page.components).into_iter();
        parts.map(|part| (part.depth, part.key, part.known.profile.name.as_str())).collect()
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
        () if leaves.is_empty() || all(Condition::Operational) => Overall::Operational,
        () if all(Condition::Major) => Overall::Major,
        () if some(Condition::Major) || all(Condition::Partial) => Overall::Partial,
        () if some(Condition::Partial) => Overall::SomePartial,
        () if all(Condition::Degraded) => Overall::AllDegraded,
        () => Overall::SomeDegraded,
    }
}
