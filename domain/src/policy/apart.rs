//! Apart: a node that was cut off went on by itself, and what it decided comes back to the log.
//!
//! What was done apart is decided again, in its own order and as far as possible at its own time.
//! Mostly it comes out the same. Where the log went on meanwhile, these rules say what it means.

use crate::paging::{self, Answer, PageStanding, Standing};
use crate::words::{Actor, IncidentId, PageId, PersonKey, Timestamp};
use crate::{
    Command, Decision, Event, Moment, Refusal, State, carried, decide, follow, permission, updates,
};

use serde::{Deserialize, Serialize};

/// What a command meant where it was decided apart, as far as the log may not know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// What the page was about that it answered, and whose it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<(IncidentId, PersonKey)>,
    /// Who took what by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<(IncidentId, PersonKey)>,
}

impl Meaning {
    /// What a command means in the state in which it is decided.
    #[must_use]
    pub fn of(state: &State, command: &Command) -> Self {
        let page = answered(command).and_then(|page| state.paging.page(page));
        let page = page.map(|(escalation, page)| (escalation.incident, page.person.clone()));
        Self { page, accepted: Vec::new() }
    }

    /// Adds what it brought about.
    pub fn add(&mut self, events: &[Event]) {
        self.accepted.extend(events.iter().filter_map(|event| match event {
            Event::Paging(paging::Event::Accepted { incident, person, .. }) => {
                Some((*incident, person.clone()))
            }
            _ => None,
        }));
    }
}

fn answered(command: &Command) -> Option<PageId> {
    match command {
        Command::Paging(paging::Command::Answer { page, .. }) => Some(*page),
        _ => None,
    }
}

/// Decides a command that was carried out apart. An acceptance counts beside another one that was
/// given in the log meanwhile, and by a page that the log does not know.
///
/// # Errors
/// The refusal of the command, when it means nothing to the log any more.
pub fn rejoin(
    state: &State,
    command: Command,
    meaning: &Meaning,
    moment: &Moment<'_>,
) -> Result<Decision, Refusal> {
    let unknown = answered(&command).is_some_and(|page| state.paging.page(page).is_none());
    let decided = match (&command, &meaning.page) {
        (
            Command::Paging(paging::Command::Answer { answer: Answer::Accept, .. }),
            Some((incident, person)),
        ) if unknown => {
            let (incident, person) = (*incident, person.clone());
            let accept = paging::Command::Accept { incident, person: person.clone() }.into();
            // The link was proof enough where it was made.
            permission::check(state, &accept, &Actor::Person(person))
                .and_then(|()| state.decide_in_room(accept, moment))
                .map(|events| carried(state, events, moment))
        }
        _ => decide(state, command, moment),
    };
    let after = decided.as_ref().map_or(state, |decision| &decision.state);
    let mut shares = Vec::new();
    for (incident, person) in &meaning.accepted {
        let holder = after.paging.get(*incident).and_then(|known| known.accepted_by());
        if holder.is_some_and(|holder| holder != person) {
            let share = paging::Command::Share { incident: *incident, person: person.clone() };
            shares.extend(state_after(after, share.into(), moment));
        }
    }
    match decided {
        Ok(mut decision) => {
            follow(&mut decision, shares, moment);
            Ok(decision)
        }
        Err(_) if !shares.is_empty() => Ok(carried(state, shares, moment)),
        Err(refusal) => Err(refusal),
    }
}

fn state_after(state: &State, command: Command, moment: &Moment<'_>) -> Vec<Event> {
    state.decide_in_room(command, moment).unwrap_or_default()
}

/// Once everything is decided again: what people were told apart and the log does not yet know.
/// Whoever was rung and is still needed goes on being rung, by the same link; a promise that was
/// made for an earlier time stands.
#[must_use]
pub fn left_over(apart: &State, log: &State, now: Timestamp) -> Vec<Command> {
    let mut commands = Vec::new();
    for escalation in apart.paging.escalations.values() {
        let incident = escalation.incident;
        let Some(known) = log.paging.get(incident) else { continue };
        if !matches!(known.standing, Standing::Ringing { .. }) {
            continue;
        }
        let rung = escalation.pages.values().filter(|page| {
            page.standing == PageStanding::Requested && !log.paging.pages.contains_key(&page.id)
        });
        commands.extend(rung.map(|page| {
            let (page, person) = (page.id, page.person.clone());
            paging::Command::Adopt { incident, page, person }.into()
        }));
    }
    for (incident, board) in &apart.updates.boards {
        if let (Some(told), Some(stands)) = (board.promise, log.updates.promise(*incident))
            && told.by < stands.by
        {
            let (incident, by) = (*incident, told.by.max(now));
            commands.push(updates::Command::Hasten { incident, by }.into());
        }
    }
    commands
}
