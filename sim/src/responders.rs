//! Responders: asleep, slow, willing, gone; they accept, pass on, write, promise and forget.

use domain::emergencies::{self, Aside};
use domain::paging::{self, Answer as PageAnswer};
use domain::updates::{self, Overview};
use domain::words::{Actor, EmergencyId, IncidentId, MessageId, PageId};
use domain::{Command, State, monitoring};
use journal::Answer;

use crate::callers::MARK;
use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// What a responder is about to do about a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Press {
    Accept,
    AcceptFromConsole,
    PassOn,
    Decline,
    WriteAtOnce,
}

impl World {
    /// A page arrives on a person's device.
    pub(crate) fn rings(&mut self, person: usize, incident: IncidentId, page: PageId) {
        // A letter of a node without its store says that nobody can accept before it is back.
        if self.is_away() {
            return;
        }
        let rates = self.plan.rates;
        let mut chance = self.chance(40, self.ordinal());
        let healing = self.healing;
        if !healing && chance.hits(rates.sleeps) {
            return;
        }
        let quick = healing || chance.hits(700);
        let delay =
            if quick { chance.within(2_000, 20_000) } else { chance.within(20_000, 300_000) };
        let press = if !healing && chance.hits(rates.declines) {
            *chance.pick(&[Press::PassOn, Press::Decline])
        } else if !healing && chance.hits(80) {
            Press::WriteAtOnce
        } else {
            *chance.pick(&[Press::Accept, Press::Accept, Press::AcceptFromConsole])
        };
        let press = Happening::Press { person, incident, page, press };
        if chance.hits(rates.presses_twice) {
            self.schedule(delay + chance.below(2_000), press.clone());
        }
        self.schedule(delay, press);
    }

    pub(crate) fn presses(
        &mut self,
        person: usize,
        incident: IncidentId,
        page: PageId,
        press: Press,
    ) {
        if self.is_errand(page) {
            let yes = !matches!(press, Press::PassOn | Press::Decline);
            return self.answers_errand(person, incident, page, yes);
        }
        let mut chance = self.chance(41, self.ordinal());
        let key = person_key(person);
        let by_link = chance.hits(600);
        let actor = if by_link { Actor::PageLink(page) } else { Actor::Person(key.clone()) };
        let answer = |answer| Command::Paging(paging::Command::Answer { page, answer });
        let accept = |page| Ask::Accept { person: key.clone(), incident, page };
        let who = Who::Person(person);
        match press {
            Press::Accept => {
                // From a stream of its own: in some hands one tap takes everything that rings.
                if self.chance(81, self.ordinal()).hits(300) {
                    return self.takes_all(person, page, actor, &mut chance);
                }
                self.ask(who, accept(Some(page)), actor, answer(PageAnswer::Accept));
            }
            Press::AcceptFromConsole => {
                let command = paging::Command::Accept { incident, person: key.clone() };
                self.ask(who, accept(None), Actor::Person(key.clone()), Command::Paging(command));
            }
            Press::PassOn => self.ask(who, Ask::Other, actor, answer(PageAnswer::PassOn)),
            Press::Decline => {
                let minutes = u16::try_from(chance.within(1, 60)).unwrap_or(1);
                self.ask(who, Ask::Other, actor, answer(PageAnswer::Decline { minutes }));
            }
            Press::WriteAtOnce => {
                let Some(state) = self.glimpse(&mut chance) else { return };
                for emergency in needy_emergencies(&state, incident) {
                    self.responder_writes(person, emergency, &mut chance);
                }
                self.works_later(MINUTE, person, incident);
            }
        }
    }

    /// One tap for everything that rings; then they work on whatever has become theirs.
    fn takes_all(&mut self, person: usize, page: PageId, actor: Actor, chance: &mut Chance) {
        let Some(state) = self.glimpse(chance) else { return };
        let command = Command::Paging(paging::Command::AcceptAll { page });
        self.ask(Who::Person(person), Ask::Other, actor, command);
        let key = person_key(person);
        let asking = state.paging.asking_of(&key).map(|(escalation, _)| escalation.incident);
        for incident in asking.collect::<Vec<_>>() {
            let delay = chance.within(5_000, 90_000);
            self.works_later(delay, person, incident);
        }
    }

    pub(crate) fn responder_answered(&mut self, person: usize, request: usize, answer: &Answer) {
        let Ask::Accept { incident, .. } = self.requests[request].ask else { return };
        let mut chance = self.chance(42, self.ordinal());
        let old = self.glimpse(&mut chance).is_some_and(|state| self.is_old(&state, incident));
        let vanishes = !self.healing && !old && chance.hits(self.plan.rates.vanishes);
        if answer.is_ok() && !vanishes {
            let delay = chance.within(5_000, 90_000);
            self.works_later(delay, person, incident);
            self.enters(person, incident);
        }
    }

    /// A person works on one thing at one time, however often they accepted it.
    pub(crate) fn works_later(&mut self, after: u64, person: usize, incident: IncidentId) {
        if self.working.insert((person, incident)) {
            self.schedule(after, Happening::Works { person, incident });
        }
    }

    /// Somebody who has accepted works on: writes, publishes, asks, or forgets.
    pub(crate) fn works(&mut self, person: usize, incident: IncidentId) {
        let rates = self.plan.rates;
        let mut chance = self.chance(43, self.ordinal());
        let next = chance.within(MINUTE, if self.healing { 2 * MINUTE } else { 9 * MINUTE });
        self.working.remove(&(person, incident));
        let Some(state) = self.glimpse(&mut chance) else {
            return self.works_later(10_000, person, incident);
        };
        let key = person_key(person);
        let Some(escalation) = state.paging.get(incident) else { return };
        if escalation.accepted_by() != Some(&key) {
            return;
        }
        self.works_later(next, person, incident);
        let old = self.is_old(&state, incident);
        if !self.healing && !old && chance.hits(rates.forgets) {
            return;
        }
        if state.awaits_last_word(incident) {
            return self.says_last_word(person, incident, &state);
        }
        let wordless = matches!(
            escalation.standing,
            paging::Standing::Accepted { first_word_by: Some(_), .. }
        );
        let emergencies = needy_emergencies(&state, incident);
        let whole = state.groups.whole(incident);
        let machine = whole.into_iter().find(|one| state.monitoring.is_live(*one));
        let machine = machine.or_else(|| {
            let known = state.incidents.get(incident);
            known.filter(|known| known.alert.is_some()).map(|known| known.id)
        });
        if let Some(machine) = machine
            && (emergencies.is_empty() || chance.hits(300))
        {
            return self.minds(person, machine, old, &mut chance);
        }
        let draw = match (wordless, old) {
            (true, _) => 0,
            (false, true) => *chance.pick(&[4, 9]),
            (false, false) => chance.below(10),
        };
        if (6..=8).contains(&draw) {
            return self.publishes(person, incident, &mut chance);
        }
        for emergency in emergencies {
            let seen = state.emergencies.get(emergency).map_or(0, |known| known.messages.len());
            let seen = u32::try_from(seen).unwrap_or(0);
            let command = match draw {
                0..=2 => {
                    self.responder_writes(person, emergency, &mut chance);
                    continue;
                }
                3 => emergencies::Command::Mark { emergency, delivered: seen, seen },
                4..=5 if !self.healing => emergencies::Command::Ask { emergency },
                9 if !self.healing => {
                    if chance.hits(150) {
                        let take_up = Happening::TakesUp { person, emergency };
                        self.schedule(chance.within(MINUTE, 60 * MINUTE), take_up);
                    }
                    emergencies::Command::SetAside { emergency, reason: Aside::BelievedFixed }
                }
                _ => continue,
            };
            let command = Command::Emergencies(command);
            self.ask(Who::Person(person), Ask::Other, Actor::Person(key.clone()), command);
        }
    }

    /// Whether an incident has gone on for so long that everybody wants to see it end.
    fn is_old(&self, state: &State, incident: IncidentId) -> bool {
        let opened = state.incidents.get(incident).map(|known| known.opened_at);
        let age = opened.zip(self.log_now()).map(|(opened, now)| now.since(opened).as_secs());
        age.is_some_and(|age| age > 3_600)
    }

    pub(crate) fn takes_up(&mut self, person: usize, emergency: EmergencyId) {
        let command = Command::Emergencies(emergencies::Command::TakeUp { emergency });
        let actor = Actor::Person(person_key(person));
        self.ask(Who::Person(person), Ask::Other, actor, command);
    }

    /// What only machines report is carried, kept open, or closed.
    fn minds(&mut self, person: usize, incident: IncidentId, old: bool, chance: &mut Chance) {
        let command = match chance.below(6) {
            _ if old => monitoring::Command::Close { incident },
            0 if !self.healing => monitoring::Command::Hold { incident },
            1 => monitoring::Command::Close { incident },
            _ => monitoring::Command::Carry { incident },
        };
        let actor = Actor::Person(person_key(person));
        self.ask(Who::Person(person), Ask::Other, actor, Command::Monitoring(command));
    }

    fn publishes(&mut self, person: usize, incident: IncidentId, chance: &mut Chance) {
        let Some(now) = self.log_now() else { return };
        let minutes = chance.within(4, 30);
        let next_by = now + std::time::Duration::from_secs(minutes * 60);
        let overview = Overview { known: "We are still looking.".into(), ..Overview::default() };
        let command = updates::Command::Publish {
            incident,
            overview,
            next_by,
            estimate: None,
            public: None,
            for_colleagues: None,
        };
        let actor = Actor::Person(person_key(person));
        self.ask(Who::Person(person), Ask::Other, actor, Command::Updates(command));
    }

    fn responder_writes(&mut self, person: usize, emergency: EmergencyId, chance: &mut Chance) {
        let message = MessageId(chance.wide());
        let words = format!("{MARK} I am on it");
        let ask = Ask::Say { emergency, message, words: words.clone() };
        let command = emergencies::Command::Say { emergency, message, words };
        let actor = Actor::Person(person_key(person));
        self.ask(Who::Person(person), ask, actor, Command::Emergencies(command));
    }
}

/// The emergencies that need somebody: the live ones, and those with a late word nobody has read.
fn needy_emergencies(state: &State, incident: IncidentId) -> Vec<EmergencyId> {
    let known = state.incidents.get(incident).map(|known| known.emergencies.clone());
    let needy = |id: &EmergencyId| {
        let known = state.emergencies.get(*id);
        known.is_some_and(|known| known.standing.is_live() || known.unread.is_some())
    };
    known.into_iter().flatten().filter(needy).collect()
}
