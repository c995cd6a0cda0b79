//! What a follow-up can say of what was wrong: as it stands now while that is there to be read, and
//! afterwards as it was kept last.

use crate::emergencies::{Emergency, Text};
use crate::follow_ups::{self, FollowUp, Story};
use crate::updates::{Board, Update};
use crate::words::{IncidentId, Overview, Phase, Translation};
use crate::{Command, State};

impl State {
    /// What those of a follow-up were told, as it stands now: what was put right meanwhile is in
    /// it, and nothing that was taken back. Afterwards it is what was kept when the incident left
    /// the live state.
    #[must_use]
    pub fn told_of(&self, known: &FollowUp) -> Option<Overview> {
        said(self, known.incident).or_else(|| known.story.said.clone())
    }

    /// What those of a follow-up said it stopped them doing, in their own words. It is read where
    /// they wrote it and kept nowhere else, so that what is taken out there is out here too.
    #[must_use]
    pub fn stopped(&self, known: &FollowUp) -> Option<&str> {
        let theirs = known.emergencies.iter().filter_map(|id| self.emergencies.get(*id));
        let mut said = theirs.filter_map(Emergency::impact);
        said.find_map(|message| match &message.text {
            Text::Words(words) => words.text.as_deref().filter(|words| !words.is_empty()),
            Text::Line(_) => None,
        })
    }
}

/// What was told about an incident: what was wrong and what it meant as the last word says that is
/// not of mending or of the end, the rest as the last word says.
pub(super) fn said(now: &State, incident: IncidentId) -> Option<Overview> {
    let board = now.updates.get(incident)?;
    let latest = &board.latest()?.overview;
    let cause = cause(now, board, incident).map_or(latest, |update| &update.overview);
    let translations = cause.translations.iter().chain(&latest.translations);
    let mut translations: Vec<Translation> =
        translations.map(|known| both(cause, latest, known)).collect();
    translations.sort_by_key(|known| known.language);
    translations.dedup_by_key(|known| known.language);
    Some(Overview {
        known: cause.known.clone(),
        impact: cause.impact.clone(),
        workaround: latest.workaround.clone(),
        next: latest.next.clone(),
        translations,
    })
}

/// The same in one of the languages in which either says something.
fn both(cause: &Overview, latest: &Overview, in_one: &Translation) -> Translation {
    let language = in_one.language;
    let theirs = |overview: &Overview| overview.translation(language).cloned().unwrap_or_default();
    let (cause, latest) = (theirs(cause), theirs(latest));
    let (known, impact) = (cause.known, cause.impact);
    Translation { language, known, impact, ..latest }
}

/// The latest update that the status page does not carry as watched or over.
fn cause<'a>(now: &State, board: &'a Board, incident: IncidentId) -> Option<&'a Update> {
    let told = now.bulletins.of(incident);
    let goes_on = |update: &&Update| {
        let entry = told.and_then(|told| told.entry(update.id));
        entry.is_none_or(|entry| !matches!(entry.phase, Phase::Monitoring | Phase::Resolved))
    };
    board.updates.iter().rev().map(AsRef::as_ref).find(goes_on)
}

/// The incident leaves the live state: what it was told of stays with what is still owed.
pub(in crate::policy) fn kept(now: &State, incident: IncidentId) -> Vec<Command> {
    let Some(said) = said(now, incident).map(Some) else { return Vec::new() };
    let owed = now.follow_ups.about(incident).filter(|known| known.is_owed());
    let stale = owed.filter(|known| known.story.said != said);
    let kept = stale.filter_map(|known| {
        let (emergency, party) = (*known.emergencies.get_min()?, known.party.clone());
        let (story, due) = (Story { said: said.clone(), ..(*known.story).clone() }, known.due);
        Some(follow_ups::Command::Owe { incident, party, emergency, story, due }.into())
    });
    kept.collect()
}
