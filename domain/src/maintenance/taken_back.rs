//! Words that are taken back of what was said about maintenance, and of what comes again: at once,
//! and so that everyone sees that something was.

use std::sync::Arc;

use super::tidy::{tidy_words, words_left};
use super::window::{Entry, Maintenance, Words};
use super::{Event, PlanWords, Refusal, State};
use crate::Moment;
use crate::words::{
    Former, MaintenanceId, RoutineKey, Showing, Timestamp, Translation, UpdateId, is_left_of,
};

impl Entry {
    /// Whether others only leave words out of what was added.
    fn leaves_out_for(&self, words: &str, translations: &[Translation]) -> bool {
        let translated = translations.iter().all(|known| {
            let before = Translation::of(&self.translations, known.language);
            before.is_some_and(|before| is_left_of(&known.known, &before.known))
        });
        translated && is_left_of(words, &self.words)
    }
}

impl Maintenance {
    /// The word of that id.
    #[must_use]
    pub fn entry(&self, entry: UpdateId) -> Option<&Entry> {
        self.entries.iter().map(Arc::as_ref).find(|known| known.id == entry)
    }

    pub(super) fn leave_out(
        &mut self,
        entry: UpdateId,
        (words, translations): (&Arc<str>, &[Translation]),
        at: Timestamp,
    ) {
        self.sequence += 1;
        for known in self.entries.iter_mut().filter(|known| known.id == entry) {
            let known = Arc::make_mut(known);
            (known.words, known.translations) = (words.clone(), translations.to_vec());
            known.taken_back = Some(at);
        }
    }
}

impl State {
    /// Takes words back of what was said. It needs nothing that it names to be there still.
    pub(super) fn take_back(
        &self,
        (maintenance, entry): (MaintenanceId, UpdateId),
        (words, translations): Words,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.get(maintenance).ok_or(Refusal::Unknown)?;
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let said = known.entry(entry).ok_or(Refusal::NotThere)?;
        let (words, translations) = tidy_words(&words, &translations, false)?;
        if !said.leaves_out_for(&words, &translations) {
            return Err(Refusal::SaysMore);
        }
        if (&words, &translations) == (&said.words, &said.translations) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::TakenBack { maintenance, entry, words, translations, by }])
    }

    /// Takes words of a routine back, and those of all that it has planned with them, also of what
    /// is under way or over.
    pub(super) fn take_back_routine(
        &self,
        routine: RoutineKey,
        words: &PlanWords,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.routines.get(&routine).ok_or(Refusal::UnknownRoutine)?;
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let before = known.profile.words();
        let words = words_left(words, known.profile.clone())?;
        if before.title.is_empty() || !before.leaves_out_for(&words) {
            return Err(Refusal::SaysMore);
        }
        let planned = self.planned.values().filter(|one| {
            let own = one.origin.as_ref().is_some_and(|origin| origin.routine == routine);
            // The words may stand where readers can still read them.
            let shown = !before.says(&words) || Former::shows_any(&one.former);
            own && one.plan.words().says(&before) && shown
        });
        let changed = planned.flat_map(|one| {
            // What waits for an occurrence says what is taken back as well, so it waits no more.
            let waits = one.written.as_ref().map(|written| written.entry);
            let withdrawn = waits.map(|entry| Event::Withdrawn { maintenance: one.id, entry });
            let (maintenance, entry) = (one.id, UpdateId(moment.id()));
            let audiences = one.plan.audiences.clone();
            let plan = one.plan.clone().worded(&PlanWords { audiences, ..words.clone() });
            let (by, before) = (None, Showing::TakenBack);
            let changed = Event::Changed { maintenance, entry, plan, by, before };
            withdrawn.into_iter().chain([changed])
        });
        let changed: Vec<Event> = changed.collect();
        if before.says(&words) && changed.is_empty() && known.written.is_none() {
            return Ok(Vec::new());
        }
        let entry = UpdateId(moment.id());
        let gone = Event::RoutineTakenBack { routine: routine.clone(), entry, words, by };
        Ok([gone].into_iter().chain(changed).collect())
    }
}
