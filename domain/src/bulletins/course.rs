//! The course of a matter: how it unfolds word by word, and for how long each component fared how.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::{OrdMap, Vector};

use super::correction::turns;
use super::{Bulletin, ENTRIES_MAX, Entry, Event, Turn};
use crate::words::{
    BulletinId, ComponentKey, Condition, Expected, IncidentId, Phase, Public, SmolStr, Timestamp,
};

impl Bulletin {
    /// When it may be over, as the latest word says; nothing once it is.
    #[must_use]
    pub fn expected(&self) -> Option<Expected> {
        let latest = self.entries.last().filter(|_| !self.is_over())?;
        Some(latest.estimate.as_ref()?.given_at(latest.at))
    }

    /// Whether the matter is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.resolved_at.is_some()
    }

    /// Whether it takes no further word but the last.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.entries.len() >= ENTRIES_MAX
    }

    /// Whether the time that was promised for its next word has passed.
    pub(super) fn has_passed(&self, now: Timestamp) -> bool {
        self.next_by.is_some_and(|by| by <= now)
    }

    pub(super) fn new(
        id: BulletinId,
        number: u32,
        incident: IncidentId,
        opened_at: Timestamp,
    ) -> Self {
        Self {
            id,
            number,
            incident,
            audiences: Vec::new(),
            title: SmolStr::default(),
            opened_at,
            changed_at: opened_at,
            written_at: None,
            monitoring_at: None,
            resolved_at: None,
            entries: Vector::new(),
            affected: OrdMap::new(),
            seen: OrdMap::new(),
            worst: Condition::Operational,
            next_by: None,
            moved_at: None,
            late: 0,
            missed: None,
            review: None,
            waived_by: None,
        }
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        self.changed_at = at;
        match event {
            Event::Told { entry, author, overview, next_by, estimate, public, .. } => {
                let turns = self.turn(public);
                if self.entries.is_empty() {
                    self.audiences.clone_from(&public.audiences);
                }
                self.title.clone_from(&public.title);
                self.next_by = *next_by;
                let phase = public.phase;
                // A line that Mayday says keeps no promise of ours.
                if author.is_some() || phase == Phase::Resolved {
                    self.moved_at = None;
                    (self.late, self.missed) = (0, None);
                }
                // Whoever says that it goes on after all takes back that it was over.
                self.resolved_at = (phase == Phase::Resolved).then_some(at);
                if phase == Phase::Monitoring && self.monitoring_at.is_none() {
                    self.monitoring_at = Some(at);
                }
                self.entries.push_back(Arc::new(Entry {
                    id: *entry,
                    at,
                    changed_at: at,
                    author: author.clone(),
                    title: public.title.clone(),
                    phase,
                    overview: overview.clone(),
                    next_by: *next_by,
                    estimate: estimate.clone(),
                    since: public.since,
                    quiet: public.quiet,
                    turns,
                    corrections: Vec::new(),
                }));
            }
            Event::Promised { next_by, .. } => {
                self.next_by = Some(*next_by);
                self.moved_at = Some(at);
            }
            Event::Late { next_by, .. } => {
                self.missed = self.missed.or(self.next_by);
                self.next_by = Some(*next_by);
                self.late += 1;
            }
            Event::Observed { component, since, .. } => {
                self.seen.insert(component.clone(), *since);
            }
            Event::Corrected { .. } => self.evolve_correction(event, at),
            Event::Reviewed { .. } | Event::ReviewWaived { .. } => self.evolve_review(event, at),
            Event::Opened { .. }
            | Event::Imported { .. }
            | Event::Continued { .. }
            | Event::ReviewWritten { .. }
            | Event::CorrectionWritten { .. }
            | Event::AfterwardsWritten { .. }
            | Event::ToldAfterwards { .. }
            | Event::NeverWas { .. }
            | Event::WasAfterAll { .. }
            | Event::Left { .. } => {}
        }
    }

    /// The components fare as it says now; those that it no longer names work again.
    fn turn(&mut self, public: &Public) -> Vec<Turn> {
        let named = public.affected.iter().map(|one| (one.component.clone(), one.condition));
        let now: OrdMap<ComponentKey, Condition> = named.collect();
        let turns = turns(&self.affected, &now);
        self.worst = now.values().copied().fold(self.worst, Condition::max);
        self.affected = now;
        turns
    }
}

/// A span of time during which a component fared worse than it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// From when.
    pub from: Timestamp,
    /// Until when; open where it still lasts.
    pub until: Option<Timestamp>,
    /// How it fared.
    pub condition: Condition,
    /// The number of the bulletin that said so.
    pub number: u32,
}

/// Whether a bulletin has not spoken of a component before.
fn of_one_first(
    spells: &BTreeMap<ComponentKey, Vec<Spell>>,
    component: &ComponentKey,
    number: u32,
) -> bool {
    spells.get(component).is_none_or(|known| known.iter().all(|spell| spell.number != number))
}

/// When each component fared worse than it should, by everything that was told, oldest first.
#[must_use]
pub fn spells(bulletins: &[&Bulletin]) -> BTreeMap<ComponentKey, Vec<Spell>> {
    let mut spells: BTreeMap<ComponentKey, Vec<Spell>> = BTreeMap::new();
    for bulletin in bulletins {
        let mut open: BTreeMap<ComponentKey, Spell> = BTreeMap::new();
        let said = bulletin.said_since();
        for (place, entry) in bulletin.entries.iter().enumerate() {
            for turn in entry.turns.iter().filter(|turn| turn.before != turn.after) {
                if let Some(spell) = open.remove(&turn.component) {
                    let ended = Spell { until: Some(entry.at), ..spell };
                    spells.entry(turn.component.clone()).or_default().push(ended);
                }
                if turn.after != Condition::Operational {
                    let (condition, number) = (turn.after, bulletin.number);
                    // What was seen before it was said counts from when it was seen.
                    let before = of_one_first(&spells, &turn.component, number);
                    let seen = bulletin.seen.get(&turn.component).copied();
                    // So does what a person says of all that was named by then; what is named
                    // later counts from when it was named.
                    let said = said.filter(|(by, _)| place <= *by).map(|(_, since)| since);
                    let earlier = seen.into_iter().chain(said).filter(|_| before);
                    let from = earlier.fold(entry.at, Timestamp::min);
                    let spell = Spell { from, until: None, condition, number };
                    open.insert(turn.component.clone(), spell);
                }
            }
        }
        for (component, spell) in open {
            spells.entry(component).or_default().push(spell);
        }
    }
    for of_one in spells.values_mut() {
        of_one.sort_by_key(|spell| spell.from);
    }
    spells
}
