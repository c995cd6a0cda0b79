//! What was written about maintenance and is not out: somebody may object to it, and whoever wrote
//! it writes it otherwise, or takes it back before anybody has read it.

use std::sync::Arc;

use super::tidy::tidy_words;
use super::window::{Maintenance, Words};
use super::{ENTRIES_MAX, Event, Refusal, State, WRITTEN_MAX, Wording};
use crate::Moment;
use crate::words::{MaintenanceId, PersonKey, UpdateId};

impl Maintenance {
    /// Whether more may wait. What was objected to waits no more.
    pub(super) fn has_room(&self) -> Result<(), Refusal> {
        let waits = self.unsaid.iter().filter(|one| !one.refused).count();
        if waits >= WRITTEN_MAX { Err(Refusal::TooMany) } else { Ok(()) }
    }

    /// It is kept for its author; the oldest of what was objected to makes room.
    pub(super) fn refuse(&mut self, entry: UpdateId) {
        if let Some(written) = self.written.as_mut().filter(|one| one.entry == entry) {
            Arc::make_mut(written).refused = true;
        }
        for one in self.unsaid.iter_mut().filter(|one| one.entry == entry) {
            Arc::make_mut(one).refused = true;
        }
        let mut many = self.unsaid.iter().filter(|one| one.refused).count();
        self.unsaid.retain(|one| {
            let leaves = one.refused && many > WRITTEN_MAX;
            many -= usize::from(leaves);
            !leaves
        });
    }

    fn unsaid(&self, entry: UpdateId) -> Result<(), Refusal> {
        let there = self.unsaid.iter().any(|one| one.entry == entry);
        if there { Ok(()) } else { Err(Refusal::NotThere) }
    }
}

impl State {
    pub(super) fn refuse(&self, maintenance: MaintenanceId, entry: UpdateId) -> Vec<Event> {
        let kept = self.keeps(maintenance, entry);
        Vec::from_iter(kept.then_some(Event::Refused { maintenance, entry }))
    }

    /// Takes back what nobody has read yet. What has no word out keeps those that wait: it is
    /// cancelled, or written otherwise.
    pub(super) fn withdraw(
        &self,
        maintenance: MaintenanceId,
        entry: UpdateId,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.get(maintenance).ok_or(Refusal::Unknown)?;
        moment.actor.person().ok_or(Refusal::NotYours)?;
        if known.unsaid(entry).is_err() {
            let plan = known.written.as_ref().filter(|one| one.entry == entry);
            plan.ok_or(Refusal::NotThere)?;
            if known.plan.is_unspoken() {
                return Err(Refusal::NotNow);
            }
        }
        Ok(vec![Event::Withdrawn { maintenance, entry }])
    }

    /// What was written is said otherwise, at once.
    pub(super) fn said_otherwise(
        &self,
        (maintenance, old): (MaintenanceId, UpdateId),
        words: Words,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (known, (words, translations), by) =
            self.otherwise((maintenance, old), words, moment)?;
        let (entry, stage, by) = (UpdateId(moment.id()), known.stage, Some(by));
        let said = Event::Said { maintenance, entry, stage, by, words, translations };
        Ok(vec![Event::Withdrawn { maintenance, entry: old }, said])
    }

    /// The same, where somebody may object to that as well.
    pub(super) fn write_otherwise(
        &self,
        (maintenance, old): (MaintenanceId, UpdateId),
        words: Words,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (known, (words, translations), by) =
            self.otherwise((maintenance, old), words, moment)?;
        // What still waits gives its place away.
        if known.unsaid.iter().any(|one| one.entry == old && one.refused) {
            known.has_room()?;
        }
        let (entry, words) = (UpdateId(moment.id()), Wording::Said { words, translations });
        let written = Event::Written { maintenance, entry, words, by };
        Ok(vec![Event::Withdrawn { maintenance, entry: old }, written])
    }

    fn otherwise(
        &self,
        (maintenance, old): (MaintenanceId, UpdateId),
        (words, translations): Words,
        moment: &Moment<'_>,
    ) -> Result<(&Maintenance, Words, PersonKey), Refusal> {
        let known = self.get(maintenance).ok_or(Refusal::Unknown)?;
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        known.unsaid(old)?;
        // What waits is let out in its turn, also once all is over. What was objected to is not:
        // written anew by then, it would tell everyone once more that it is over.
        if known.unsaid.iter().any(|one| one.entry == old && one.refused) {
            super::open(known)?;
        }
        if known.entries.len() >= ENTRIES_MAX {
            return Err(Refusal::TooMany);
        }
        Ok((known, tidy_words(&words, &translations, true)?, by))
    }
}
