//! Apart: a node that was cut off went on by itself, and what it decided comes back to the log.
//!
//! What was done apart is decided again, in its own order and as far as possible at its own time.
//! Mostly it comes out the same. Where the log went on meanwhile, these rules say what it means.

use serde::{Deserialize, Serialize};

use crate::paging::{self, PageStanding, Standing};
use crate::words::{Actor, IncidentId, PersonKey, Timestamp};
use crate::{
    Command, Decision, Event, Moment, Refusal, State, carried, decide, follow, permission, updates,
};

/// What a command meant where it was decided apart, as far as the log may not know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// Who took what by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<(IncidentId, PersonKey)>,
}

impl Meaning {
    /// What a command meant that brought these events about.
    #[must_use]
    pub fn of(events: &[Event]) -> Self {
        let accepted = events.iter().filter_map(|event| match event {
            Event::Paging(paging::Event::Accepted { incident, person, .. }) => {
                Some((*incident, person.clone()))
            }
            _ => None,
        });
        Self { accepted: accepted.collect() }
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
    let decided = decide(state, command, moment);
    let after = decided.as_ref().map_or(state, |decision| &decision.state);
    let taken: Vec<Event> =
        meaning.accepted.iter().flat_map(|taken| takes(after, taken, moment)).collect();
    match decided {
        Ok(mut decision) => {
            follow(&mut decision, taken, moment);
            Ok(decision)
        }
        Err(_) if !taken.is_empty() => Ok(carried(state, taken, moment)),
        Err(refusal) => Err(refusal),
    }
}

/// What it means to the log that a person took an incident apart from it.
fn takes(
    state: &State,
    (incident, person): &(IncidentId, PersonKey),
    moment: &Moment<'_>,
) -> Vec<Event> {
    let (incident, person) = (*incident, person.clone());
    let accept = paging::Command::Accept { incident, person: person.clone() }.into();
    // What proved them where they pressed is not asked for again, but whether they still may.
    if permission::check(state, &accept, &Actor::Person(person.clone())).is_err() {
        return Vec::new();
    }
    let standing = state.paging.get(incident).map(|known| &known.standing);
    let command = match standing {
        Some(Standing::Ringing { .. }) => accept,
        Some(Standing::Accepted { .. }) => paging::Command::Share { incident, person }.into(),
        Some(Standing::Stopped) | None => return Vec::new(),
    };
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
            let asked = page.standing == PageStanding::Requested && page.errand.is_none();
            asked && !log.paging.pages.contains_key(&page.id)
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
