//! Since when a matter has failed: as it was seen before anyone said so, and as a person says who
//! tells of it. What is told counts from when it was told at the latest; both can only add to it.

use std::sync::Arc;

use super::{AFTERWARDS_MAX, Bulletin, Entry, Event, Frame, Refusal, State};
use crate::words::{ComponentKey, IncidentId, Timestamp, UpdateId, may_have_begun};

impl Bulletin {
    /// Since when it has failed as a person says, if one does: the last who said so, and the place
    /// of the word that says it.
    pub(super) fn said_since(&self) -> Option<(usize, Timestamp)> {
        let said = self.entries.iter().enumerate().rev();
        said.filter_map(|(place, entry)| Some((place, entry.since?))).next()
    }

    /// Since when it has failed, where a person says that it began before it was told of.
    #[must_use]
    pub fn failing_since(&self) -> Option<Timestamp> {
        self.said_since().map(|(_, since)| since).filter(|since| *since < self.opened_at)
    }

    /// When it began, as far as it is told: what was told of is not said to have begun later.
    #[must_use]
    pub fn began_at(&self) -> Timestamp {
        self.failing_since().unwrap_or(self.opened_at)
    }
}

impl State {
    /// Asks whether a person may say of an incident that it has failed since then.
    ///
    /// # Errors
    /// [`Refusal::BadSince`] when that is not past, too long ago, or after everyone was told of it.
    pub fn may_have_failed(
        &self,
        incident: IncidentId,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        match self.of(incident) {
            Some(known) => known.may_have_failed(since, now),
            None if may_have_begun(since, now) => Ok(()),
            None => Err(Refusal::BadSince),
        }
    }
}

impl Bulletin {
    /// The same of a matter that is told of.
    pub(super) fn may_have_failed(&self, since: Timestamp, now: Timestamp) -> Result<(), Refusal> {
        // What began long ago may be said of what was told long ago.
        let told = self.opened_at.min(now);
        match since <= told && may_have_begun(since, told) {
            true => Ok(()),
            false => Err(Refusal::BadSince),
        }
    }
}

impl Bulletin {
    /// The same of what a word is to say once it is put right. What was written afterwards began
    /// and ended when its first word says: that may have been too early as well as too late.
    pub(super) fn may_be_put_right(
        &self,
        said: &Entry,
        frame: &Frame,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let since = frame.since.filter(|since| said.since != Some(*since));
        let until = frame.until.filter(|until| self.resolved_at != Some(*until));
        let over = self.resolved_at.filter(|_| self.begins_with(said.id));
        match (over, since) {
            // Neither is said otherwise, however long ago it was.
            (_, None) if until.is_none() => Ok(()),
            (Some(over), since) => {
                let (since, over) = (since.unwrap_or(self.opened_at), until.unwrap_or(over));
                let sound = since <= over && over <= now && now.since(since) <= AFTERWARDS_MAX;
                if sound { Ok(()) } else { Err(Refusal::BadSpan) }
            }
            // What went on before everyone's eyes ended when somebody said so.
            (None, _) if until.is_some() => Err(Refusal::BadSpan),
            (None, since) => since.map_or(Ok(()), |since| self.may_have_failed(since, now)),
        }
    }

    /// Whether it was written afterwards, and this word says when it began and ended.
    #[must_use]
    pub fn begins_with(&self, entry: UpdateId) -> bool {
        let first = self.entries.front().filter(|_| self.written_at.is_some());
        first.is_some_and(|first| first.id == entry)
    }

    /// What was written afterwards ends when its first word says now.
    pub(super) fn end_anew(&mut self, entry: UpdateId, until: Option<Timestamp>) {
        let Some(until) = until.filter(|_| self.begins_with(entry)) else { return };
        self.resolved_at = Some(until);
        if let Some(last) = self.entries.back_mut() {
            Arc::make_mut(last).at = until;
        }
    }

    /// What was written afterwards begins when its first word says now.
    pub(super) fn begin_anew(&mut self, entry: UpdateId, since: Option<Timestamp>) {
        let Some(since) = since.filter(|_| self.begins_with(entry)) else { return };
        self.opened_at = since;
        if let Some(first) = self.entries.get_mut(0) {
            Arc::make_mut(first).at = since;
        }
    }
}

/// What was seen of what the bulletin names, where that was before it said so.
pub(super) fn observed(known: &Bulletin, seen: Vec<(ComponentKey, Timestamp)>) -> Vec<Event> {
    let named = |(component, since): &(ComponentKey, Timestamp)| {
        let told = known.entries.last().map_or(known.opened_at, |entry| entry.at);
        let news = !known.seen.contains_key(component);
        known.affected.contains_key(component) && news && *since < told
    };
    let events = seen.into_iter().filter(named).map(|(component, since)| Event::Observed {
        bulletin: known.id,
        incident: known.incident,
        component,
        since,
    });
    events.collect()
}
