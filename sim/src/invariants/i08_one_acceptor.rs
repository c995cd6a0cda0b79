//! I8: one human has it at a time, by a deliberate act; losers hear who; a hand-over rings.

use std::collections::BTreeSet;

use domain::paging::{Event as Paging, Refusal as PagingRefusal, Standing};
use domain::words::{Actor, IncidentId, PersonKey};
use domain::{Event, Refusal, groups};

use super::{Invariant, Seen, View};
use crate::requests::Ask;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct OneAcceptor {
    accepted: BTreeSet<(IncidentId, PersonKey)>,
    handed_over: BTreeSet<IncidentId>,
    /// What was ever joined to something, or had something joined to it.
    joined: BTreeSet<IncidentId>,
}

impl Invariant for OneAcceptor {
    fn name(&self) -> &'static str {
        "i08_one_acceptor"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Paging(event), before, after } => match event {
                Paging::Accepted { incident, person, from, .. } => {
                    let standing = before.paging.get(*incident).map(|known| &known.standing);
                    match (standing, from) {
                        (Some(Standing::Ringing { .. }), None) => {}
                        // Handed over, or taken over: it passes from the one who has it.
                        (Some(Standing::Accepted { by, .. }), Some(from)) if by == from => {}
                        _ => return Err(format!("{person} accepts what is not ringing")),
                    }
                    let asked = view.by_command.get(&row.command);
                    let actor = asked.map(|asked| &view.requests[*asked].envelope.actor);
                    if !matches!(
                        actor,
                        Some(Actor::Person(_) | Actor::Token { .. } | Actor::PageLink(_))
                    ) {
                        return Err(format!("{person} accepted without pressing anything"));
                    }
                    self.accepted.insert((*incident, person.clone()));
                    Ok(())
                }
                Paging::Lapsed { incident, .. } => {
                    let standing = after.paging.get(*incident).map(|known| &known.standing);
                    if !matches!(standing, Some(Standing::Ringing { .. })) {
                        return Err("an acceptance lapsed and nothing rings".into());
                    }
                    self.handed_over.insert(*incident);
                    Ok(())
                }
                Paging::Reached { incident, .. } | Paging::Skipped { incident, .. } => {
                    self.handed_over.remove(incident);
                    Ok(())
                }
                _ => Ok(()),
            },
            Seen::Row {
                event: Event::Groups(groups::Event::Joined { incident, into, .. }),
                ..
            } => {
                self.joined.extend([*incident, *into]);
                Ok(())
            }
            Seen::Settled => {
                let over = |incident: &IncidentId| {
                    let known = view.truth.paging.get(*incident);
                    !known.is_some_and(|known| matches!(known.standing, Standing::Ringing { .. }))
                };
                match std::mem::take(&mut self.handed_over).into_iter().find(|id| !over(id)) {
                    Some(incident) => Err(format!("{incident} was handed over and rings nobody")),
                    None => Ok(()),
                }
            }
            Seen::Told { request, answer } => match &request.ask {
                Ask::Accept { person, incident, .. } => self.told(person, *incident, answer),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

impl OneAcceptor {
    fn told(
        &self,
        person: &PersonKey,
        incident: IncidentId,
        answer: &journal::Answer,
    ) -> Result<(), String> {
        // What was joined was accepted with the whole, wherever that is by the time of the answer.
        let grouped = self.joined.contains(&incident);
        let has = |person: &PersonKey| match grouped {
            true => self.accepted.iter().any(|(_, known)| known == person),
            false => self.accepted.contains(&(incident, person.clone())),
        };
        match answer {
            Ok(_) if !has(person) => Err(format!("{person} was told yes and does not have it")),
            Err(Refusal::Paging(PagingRefusal::AlreadyAccepted { by })) if !has(by) => {
                Err(format!("{person} was told that {by} has it, who does not"))
            }
            _ => Ok(()),
        }
    }
}
