//! From an update to the status page: what is told to everyone is told by the same word.

use super::{approve, evidence, upkeep};
use crate::approvals::Words;
use crate::bulletins::{self, Refusal, tidy};
use crate::words::{
    Affected, BulletinId, IncidentId, PersonKey, Phase, Severity, Timestamp, UpdateId,
};
use crate::{Command, Moment, State, announcements, components, incidents, templates, updates};

/// Asks what an update that is for everyone needs: a heading, components that are there, and what
/// it means for the reader. Only the first command can be refused, so it is asked here.
///
/// # Errors
/// The refusal of the room that would carry it on.
pub(crate) fn check(
    state: &State,
    command: &Command,
    now: Timestamp,
) -> Result<(), crate::Refusal> {
    if let Command::Components(components::Command::Put { profile, .. }) = command {
        let service = profile.service.as_ref();
        if service.is_some_and(|service| !state.incidents.services.contains_key(service)) {
            return Err(incidents::Refusal::UnknownService.into());
        }
    }
    if let Command::Templates(templates::Command::Put { profile, .. }) = command {
        let service = profile.service.as_ref();
        if service.is_some_and(|service| !state.incidents.services.contains_key(service)) {
            return Err(incidents::Refusal::UnknownService.into());
        }
    }
    if let Command::Maintenance(command) = command {
        return upkeep::check(state, command);
    }
    if let Command::Announcements(
        announcements::Command::Post { notice, .. }
        | announcements::Command::Change { notice, takes_back: false, .. },
    ) = command
        && !notice.pages.iter().all(|page| state.status_pages.get(page).is_some())
    {
        return Err(announcements::Refusal::BadPages.into());
    }
    if let Command::Bulletins(bulletins::Command::Continue { incident, .. }) = command
        && state.incidents.get(*incident).is_none_or(|known| known.settled_at.is_some())
    {
        return Err(incidents::Refusal::Unknown.into());
    }
    // What was told last comes before what is told of it in hindsight.
    if let Command::Bulletins(bulletins::Command::Review { bulletin, .. }) = command {
        let known = state.bulletins.bulletins.get(bulletin);
        let waiting = known.and_then(|known| state.approvals.waiting_for(known.incident));
        if waiting.is_some_and(|waiting| waiting.words.review.is_none()) {
            return Err(Refusal::TextWaits.into());
        }
    }
    if let Command::Bulletins(bulletins::Command::Correct { bulletin, entry, revised }) = command {
        return has_components(state, (*bulletin, *entry), revised);
    }
    if let Command::Bulletins(bulletins::Command::TellAfterwards(said)) = command {
        return all_are_there(state, &said.public.affected);
    }
    let Command::Updates(updates::Command::Publish {
        incident,
        overview,
        public: Some(public),
        ..
    }) = command
    else {
        return Ok(());
    };
    let public = tidy(public)?;
    let full = state.bulletins.of(*incident).is_some_and(bulletins::Bulletin::is_full);
    if full && public.phase != Phase::Resolved {
        return Err(Refusal::TooMany.into());
    }
    if let Some(since) = public.since {
        state.bulletins.may_have_failed(*incident, since, now)?;
    }
    all_are_there(state, &public.affected)?;
    if public.quiet && must_tell(state, *incident, public.phase) {
        return Err(Refusal::MustTell.into());
    }
    if overview.tidied().impact.is_empty() {
        return Err(Refusal::NoImpact.into());
    }
    Ok(())
}

/// Whether subscribers are told a word, whatever is wished: the first that they hear of a critical
/// incident, since it is what they subscribe for; and that it is over, where they were told that it
/// fails.
#[must_use]
pub fn must_tell(state: &State, incident: IncidentId, phase: Phase) -> bool {
    let critical = || {
        let known = state.incidents.get(incident);
        known.is_some_and(|known| known.severity == Severity::Critical)
    };
    match state.bulletins.of(incident) {
        // Whatever it became later: subscribers have heard no word of it yet.
        Some(told) if told.entries.iter().all(|entry| entry.is_untold()) => critical(),
        Some(told) => {
            phase == Phase::Resolved && told.entries.iter().any(|entry| !entry.is_untold())
        }
        None => critical(),
    }
}

/// Asks whether all these components are there.
fn all_are_there(state: &State, named: &[Affected]) -> Result<(), crate::Refusal> {
    match named.iter().all(|one| state.components.get(&one.component).is_some()) {
        true => Ok(()),
        false => Err(Refusal::BadComponents.into()),
    }
}

/// Asks whether the components that an entry is to name are there, or were named by it before.
fn has_components(
    state: &State,
    (bulletin, entry): (BulletinId, UpdateId),
    revised: &bulletins::Revised,
) -> Result<(), crate::Refusal> {
    let told = state.bulletins.bulletins.get(&bulletin);
    let named = told.and_then(|told| told.entry(entry)).map(bulletins::Entry::affected);
    let named = named.unwrap_or_default();
    let mut asked = revised.frame.iter().flat_map(|frame| &frame.affected);
    let is_there = |one: &Affected| {
        let known = state.components.get(&one.component).is_some();
        known || named.iter().any(|named| named.component == one.component)
    };
    match asked.all(is_there) {
        true => Ok(()),
        false => Err(Refusal::BadComponents.into()),
    }
}

/// What an update that is for everyone brings about. How far the work is holds at once; what
/// everyone reads may wait for an objection.
pub(super) fn told(now: &State, event: &updates::Event, moment: &Moment<'_>) -> Vec<Command> {
    let updates::Event::Published { incident, public: Some(public), .. } = event else {
        return Vec::new();
    };
    let (incident, phase) = (*incident, public.phase);
    let mut commands = approve::published(now, event, moment).unwrap_or_default();
    commands.push(incidents::Command::SetPhase { incident, phase }.into());
    commands
}

/// What everyone is told, now.
pub(super) fn out(
    now: &State,
    (incident, update): (IncidentId, UpdateId),
    author: &PersonKey,
    words: Words,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let named = words.public.affected.iter().map(|one| one.component.clone());
    let seen = evidence::seen_before(now, moment.now, named);
    let Words { overview, next_by, estimate, mut public, .. } = words;
    if public.audiences.is_empty() && now.bulletins.of(incident).is_none() {
        public.audiences = now.meant_by(&public);
    }
    let (next_by, author) = (Some(next_by), Some(author.clone()));
    let mut commands = vec![
        bulletins::Command::Tell { incident, update, author, overview, next_by, estimate, public }
            .into(),
    ];
    if !seen.is_empty() {
        commands.push(bulletins::Command::Observe { incident, seen }.into());
    }
    commands
}
