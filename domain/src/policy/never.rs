//! What follows when everyone was told of what never was. Whoever was told of it hears so once, by
//! the way they were told; nothing else about it leaves any more. The customers inside an emergency
//! of it are another matter: they called themselves, and their emergency goes on.

use crate::approvals;
use crate::bulletins::{Event, Refusal};
use crate::subscribers::{self, About, Announcement, Kind};
use crate::words::{BulletinId, IncidentId, Overview, Phase, TopicId};
use crate::{Command, State, bulletins, updates};

use super::settle;

/// Asks whether a matter can be brought back: what goes on needs an incident behind it, or nobody
/// could ever say that it is over.
///
/// # Errors
/// [`Refusal::IncidentGone`].
pub(crate) fn check(state: &State, command: &Command) -> Result<(), crate::Refusal> {
    let Command::Bulletins(bulletins::Command::WasAfterAll { bulletin }) = command else {
        return Ok(());
    };
    let Some(known) = state.bulletins.mistakes.get(bulletin) else { return Ok(()) };
    let live = state.incidents.get(known.bulletin.incident);
    match known.bulletin.is_over() || live.is_some_and(|live| live.settled_at.is_none()) {
        true => Ok(()),
        false => Err(Refusal::IncidentGone.into()),
    }
}

/// What is taken off everywhere, and who is told.
pub(super) fn was(now: &State, event: &Event) -> Vec<Command> {
    if let Event::WasAfterAll { bulletin, .. } = event {
        // Whoever has not heard yet that it was a mistake does not hear so any more.
        let topic = TopicId(bulletin.0);
        let mistaken = now.subscribers.last_about(topic);
        let mistaken = mistaken.is_some_and(|last| last.kind == Kind::Mistaken);
        let retract = mistaken.then(|| subscribers::Command::Retract { topic }.into());
        return retract.into_iter().chain(promised_again(now, *bulletin)).collect();
    }
    let Event::NeverWas { bulletin, incident, .. } = event else { return Vec::new() };
    let mut commands = withdrawn(now, *bulletin, *incident);
    commands.extend(last_word(now, *bulletin));
    // Nobody outside counts on the next word any more; whoever called does.
    let live = now.incidents.get(*incident).is_some_and(|known| {
        let mut calls = known.emergencies.iter().filter_map(|id| now.emergencies.get(*id));
        calls.any(|call| call.standing.is_live())
    });
    if !live && now.incidents.get(*incident).is_some() {
        commands.push(updates::Command::End { incident: *incident }.into());
        commands.extend(settle::if_over(now, Some(*incident)));
    }
    commands
}

/// What goes on after all has a time for its next word, like everything that is told: the one that
/// stood there, or none that could still be kept, so that somebody is asked for a word at once.
fn promised_again(now: &State, bulletin: BulletinId) -> Option<Command> {
    let known = now.bulletins.bulletins.get(&bulletin).filter(|known| !known.is_over())?;
    let (incident, by) = (known.incident, known.next_by.unwrap_or(known.changed_at));
    Some(updates::Command::Hasten { incident, by }.into())
}

/// Public text about it that waits does not go out any more.
fn withdrawn(now: &State, bulletin: BulletinId, incident: IncidentId) -> Vec<Command> {
    let waiting = now.approvals.waiting().into_iter().filter(|known| {
        let (review, correction) = (&known.words.review, &known.words.correction);
        let of = review.as_ref().map(|known| known.bulletin);
        let of = of.or(correction.as_ref().map(|known| known.bulletin));
        let own = known.words.subject.is_none() && known.incident == incident;
        of.map_or(own, |of| of == bulletin)
    });
    waiting.map(|known| approvals::Command::Withdraw { approval: known.id }.into()).collect()
}

/// What has not left does not leave, and those whom anything has reached get one word more.
fn last_word(now: &State, bulletin: BulletinId) -> Vec<Command> {
    let topic = TopicId(bulletin.0);
    let Some(known) = now.bulletins.mistakes.get(&bulletin) else { return Vec::new() };
    let Some(last) = now.subscribers.last_about(topic) else { return Vec::new() };
    let mut commands: Vec<Command> = vec![subscribers::Command::Retract { topic }.into()];
    let only = now.subscribers.were_told(topic);
    if !only.is_empty() {
        let mut word = Announcement {
            kind: Kind::Mistaken,
            phase: Phase::Resolved,
            affected: Vec::new(),
            // Under the heading that stands: words may have been taken back of an earlier one.
            heading: known.bulletin.title.clone(),
            overview: Overview { known: known.reason.as_str().into(), ..Overview::default() },
            next_by: None,
            expected: None,
            about: About::Fault,
            ..last.clone()
        };
        for version in &mut word.versions {
            (version.kind, version.affected) = (Kind::Mistaken, Vec::new());
        }
        word.audience.only = only;
        commands.push(subscribers::Command::Announce(Box::new(word)).into());
    }
    commands
}
