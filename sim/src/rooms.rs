//! Colleagues in a room: they bring each other, hand over, take over, send on, snooze, keep notes.

use std::time::Duration;

use domain::crew::{self, Whom};
use domain::incidents::{self, Route};
use domain::paging::{self, Answer as PageAnswer, Wait};
use domain::words::{Actor, IncidentId, PageId, Purpose, ServiceKey, Severity, TeamKey};
use domain::{Command, State, notes};

use crate::callers::MARK;
use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::{PEOPLE, front_door, person_key};
use crate::world::{Happening, World};

impl World {
    /// Somebody who has accepted is in the room from then on, if there are rooms in this history.
    pub(crate) fn enters(&mut self, person: usize, incident: IncidentId) {
        if !self.plan.rooms || !self.in_rooms.insert(incident) {
            return;
        }
        let after = self.chance(80, self.ordinal()).within(10_000, 4 * MINUTE);
        self.schedule(after, Happening::Room { person, incident });
    }

    /// Somebody in the room does something with the others.
    pub(crate) fn together(&mut self, person: usize, incident: IncidentId) {
        let mut chance = self.chance(81, self.ordinal());
        let Some(state) = self.glimpse(&mut chance) else {
            return self.schedule(MINUTE, Happening::Room { person, incident });
        };
        let over = state.incidents.get(incident).is_none_or(|known| known.settled_at.is_some());
        if over || self.healing {
            self.in_rooms.remove(&incident);
            return;
        }
        let other = usize::try_from(chance.below(PEOPLE as u64)).unwrap_or(0);
        let who = if chance.hits(300) { other } else { person };
        if let Some(command) = self.deed(&state, incident, other, &mut chance) {
            let actor = Actor::Person(person_key(who));
            self.ask(Who::Person(who), Ask::Other, actor, command);
            // Whoever took over works on it.
            self.works_later(chance.within(5_000, MINUTE), who, incident);
        }
        let next = chance.within(10_000, 8 * MINUTE);
        self.schedule(next, Happening::Room { person, incident });
    }

    fn deed(
        &self,
        state: &State,
        incident: IncidentId,
        other: usize,
        chance: &mut Chance,
    ) -> Option<Command> {
        let words = || format!("{MARK} look at the gateway");
        let person = Whom::Person(person_key(other));
        let ask = |whom, purpose| crew::Command::Ask { incident, whom, purpose, words: words() };
        let newest = || state.notes.of(incident).next_back().map(|note| note.id);
        let snooze = |mins| {
            let until = self.log_now()? + Duration::from_secs(mins * 60);
            let because = words();
            Some(paging::Command::Snooze { incident, until, wait: Wait::Customer, because })
        };
        Some(match chance.below(24) {
            0 | 1 => ask(person, Purpose::Help).into(),
            2 => ask(Whom::Team(TeamKey::from("core")), Purpose::Help).into(),
            3 => {
                let service = state.incidents.services.keys().next().cloned();
                let service = service.unwrap_or_else(|| ServiceKey::from("none"));
                ask(Whom::Service(service), Purpose::Help).into()
            }
            4 | 5 => ask(person, Purpose::Lead).into(),
            6 => crew::Command::TakeOver { incident, reason: words() }.into(),
            7 => incidents::Command::Restart { incident }.into(),
            8 => {
                let to = match state.incidents.services.keys().next_back() {
                    Some(service) if chance.hits(500) => Route::Service(service.clone()),
                    _ => Route::Policy(front_door()),
                };
                incidents::Command::Reroute { incident, to }.into()
            }
            9 | 10 | 18..=21 => {
                snooze(if chance.hits(800) { 5 } else { chance.within(6, 90) })?.into()
            }
            11 => paging::Command::Unsnooze { incident }.into(),
            12 | 13 => notes::Command::Write { incident, words: words() }.into(),
            14 | 22 | 23 => {
                let known = state.incidents.get(incident)?;
                let emergencies = known.emergencies.iter().copied().collect();
                notes::Command::Share { note: newest()?, emergencies }.into()
            }
            15 => notes::Command::Undo { note: newest()? }.into(),
            16 => {
                let severity = *chance.pick(&[Severity::Critical, Severity::High]);
                incidents::Command::SetSeverity { incident, severity }.into()
            }
            _ => {
                let request = state.crew.get(incident)?.open().next()?.id;
                crew::Command::Withdraw { request }.into()
            }
        })
    }

    /// Somebody whom a colleague asked answers; where they said yes to leading, they work on it.
    pub(crate) fn answers_errand(
        &mut self,
        person: usize,
        incident: IncidentId,
        page: PageId,
        says_yes: bool,
    ) {
        let mut chance = self.chance(82, self.ordinal());
        let by_link = chance.hits(600);
        let key = person_key(person);
        let actor = if by_link { Actor::PageLink(page) } else { Actor::Person(key) };
        let answer = if says_yes { PageAnswer::Accept } else { PageAnswer::PassOn };
        let command = Command::Paging(paging::Command::Answer { page, answer });
        self.ask(Who::Person(person), Ask::Other, actor, command);
        if says_yes {
            self.works_later(chance.within(5_000, MINUTE), person, incident);
        }
    }

    /// Whether a page was sent by a colleague, and not by the escalation.
    pub(crate) fn is_errand(&self, page: PageId) -> bool {
        let known = self.witness.truth.paging.page(page);
        known.is_some_and(|(_, page)| page.errand.is_some())
    }
}
