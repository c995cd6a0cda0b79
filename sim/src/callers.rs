//! Callers: in distress, impatient, forgetful, sometimes silent, sometimes back when it is over.

use domain::emergencies::{self, Standing};
use domain::erasures::{self, Reason};
use domain::words::{Actor, EmergencyId, Language, MessageId, Owner, ParticipantId, ServiceKey};
use domain::{Command, Refusal};
use journal::Answer;

use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::taint::mark;
use crate::world::{Happening, World};

/// Every word of a person carries this mark, so that it is noticed wherever it must not stand.
pub(crate) const MARK: &str = "zq";
/// How often a caller looks at their page before they leave it to itself.
const LOOKS_MAX: u32 = 150;
const WHO: [&str; 5] = ["", "zq Brightwater Clinics", "zq St. Brigid", "zq??", "zq the shop"];

/// Somebody who called for help.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    chance: Chance,
    pub(crate) at: Option<(EmergencyId, ParticipantId)>,
    looks: u32,
    late: u32,
    follows: u32,
    /// Whether they call about the terminals, whatever they would have called about.
    terminals: bool,
}

impl Caller {
    /// Their emergency and their part in it, once they know.
    pub(crate) fn place(&self) -> Option<(EmergencyId, ParticipantId)> {
        self.at
    }
}

/// What a caller does next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Look,
    Write,
    Retract,
    Confirm,
    Deny,
    Reopen,
    Introduce,
    /// They ask the operator to be erased.
    Vanish,
}

impl World {
    pub(crate) fn call(&mut self, number: u64) {
        self.calls(number, false);
    }

    /// The same, about the terminals.
    pub(crate) fn call_about_terminals(&mut self, number: u64) {
        self.calls(number, true);
    }

    fn calls(&mut self, number: u64, terminals: bool) {
        let chance = self.chance(20, number);
        let caller = self.callers.len();
        self.callers.push(Caller { chance, at: None, looks: 0, late: 0, follows: 0, terminals });
        self.open(caller, None);
    }

    fn open(&mut self, index: usize, follows: Option<EmergencyId>) {
        let caller = &mut self.callers[index];
        let words = match caller.chance.below(5) {
            0 => String::new(),
            _ => format!("{} all terminals down, caller {index}\u{202e} <b>&", mark(index)),
        };
        let command = emergencies::Command::Open {
            words,
            who: (*caller.chance.pick(&WHO)).to_owned(),
            reach: if caller.chance.hits(500) { "zq +44 1".into() } else { String::new() },
            door: (caller.chance.hits(300) || caller.terminals)
                .then(|| ServiceKey::from("terminals")),
            follows,
            language: Language::ALL.get(index % 6).copied(),
        };
        let command = Command::Emergencies(command);
        self.ask(Who::Caller(index), Ask::Open, Actor::Stranger, command);
    }

    pub(crate) fn caller_answered(&mut self, index: usize, request: usize, answer: &Answer) {
        let rates = self.plan.rates;
        let caller = &mut self.callers[index];
        match (&self.requests[request].ask, answer) {
            (Ask::Open, Ok(outcome)) => {
                caller.at = outcome.emergency.zip(outcome.participant);
                let vanishes = self.plan.erases;
                let silent = caller.chance.hits(rates.silence);
                let mut deeds = Vec::new();
                if !silent {
                    for _ in 0..caller.chance.below(4) {
                        deeds.push((caller.chance.within(2_000, 20 * MINUTE), Deed::Write));
                    }
                    if caller.chance.hits(rates.mistakes) {
                        deeds.push((caller.chance.below(3 * MINUTE), Deed::Retract));
                    }
                    if caller.chance.hits(200) {
                        deeds.push((caller.chance.below(3 * MINUTE), Deed::Introduce));
                    }
                    deeds.push((30_000, Deed::Look));
                } else if caller.chance.hits(500) {
                    // Even who goes silent may come back when everybody has forgotten them.
                    deeds.push((caller.chance.within(MINUTE, 400 * MINUTE), Deed::Look));
                }
                if vanishes {
                    // Drawn apart, so that histories without erasures stay as they were.
                    let mut chance = self.chance(21, index as u64);
                    for _ in 0..chance.below(3) {
                        deeds.push((chance.within(MINUTE, 600 * MINUTE), Deed::Vanish));
                    }
                }
                for (delay, deed) in deeds {
                    self.schedule(delay, Happening::Caller { caller: index, deed });
                }
                self.side_begins(index);
                self.showing_begins(index);
                self.telling_begins(index);
                self.calls_begin(index);
            }
            (Ask::Say { emergency, .. }, Err(Refusal::Emergencies(refusal))) => {
                // What was archived is gone from the live state: the next word opens anew.
                let gone = *refusal == emergencies::Refusal::Unknown;
                let emergency = *emergency;
                caller.follows += 1;
                if gone && caller.follows < 3 {
                    self.open(index, Some(emergency));
                }
            }
            _ => {}
        }
    }

    pub(crate) fn caller_acts(&mut self, index: usize, deed: Deed) {
        let Some((emergency, participant)) = self.callers[index].at else { return };
        let command = match deed {
            Deed::Look => return self.caller_looks(index, emergency),
            Deed::Write => return self.caller_writes(index, emergency, participant),
            Deed::Retract => emergencies::Command::Retract { emergency },
            Deed::Confirm => emergencies::Command::Confirm { emergency },
            Deed::Deny => emergencies::Command::Deny { emergency },
            Deed::Reopen => emergencies::Command::Reopen { emergency },
            Deed::Vanish => {
                let owner = Owner::Participant(participant);
                let erase = erasures::Command::Erase { owner, reason: Reason::Asked };
                let command = Command::Erasures(erase);
                return self.ask(Who::Operator, Ask::Other, Actor::Operator, command);
            }
            Deed::Introduce => {
                let who = Some("zq Brightwater".to_owned());
                emergencies::Command::Introduce { emergency, who, reach: None }
            }
        };
        let (who, actor) = (Who::Caller(index), Actor::Participant(participant));
        self.ask(who, Ask::Other, actor, Command::Emergencies(command));
    }

    fn caller_writes(&mut self, index: usize, emergency: EmergencyId, participant: ParticipantId) {
        let rates = self.plan.rates;
        let chance = &mut self.callers[index].chance;
        let message = MessageId(chance.wide());
        let twice = chance.hits(rates.impatience).then(|| chance.hits(500));
        let (who, actor) = (Who::Caller(index), Actor::Participant(participant));
        let still = || format!("{} still down", mark(index));
        let mut texts = vec![still()];
        if let Some(other_content) = twice {
            // Two tabs send the same message, or one of them another text under its number.
            let other = || format!("{} something else", mark(index));
            texts.push(if other_content { other() } else { still() });
        }
        for words in texts {
            let ask = Ask::Say { emergency, message, words: words.clone() };
            let say = emergencies::Command::Say { emergency, message, words };
            self.ask(who, ask, actor.clone(), Command::Emergencies(say));
        }
    }

    fn caller_looks(&mut self, index: usize, emergency: EmergencyId) {
        let rates = self.plan.rates;
        let mut chance = self.callers[index].chance.clone();
        let Some(state) = self.glimpse(&mut chance) else {
            self.callers[index].chance = chance;
            return self.schedule(10_000, Happening::Caller { caller: index, deed: Deed::Look });
        };
        let known = state.emergencies.get(emergency);
        let incident = state.incidents.of_emergency(emergency).map(|incident| incident.id);
        if let Some(incident) = incident {
            self.reads_the_truth(&state, incident);
        }
        let accepted = incident
            .and_then(|incident| state.paging.get(incident))
            .is_some_and(|escalation| escalation.accepted_by().is_some());
        let late = self.callers[index].late < 2 && chance.hits(rates.late);
        let deed = match known.map(|known| &known.standing) {
            Some(Standing::Open) if accepted && chance.hits(60) => Some(Deed::Confirm),
            Some(Standing::Open) if chance.hits(80) => Some(Deed::Write),
            Some(Standing::Asked { .. }) if chance.hits(400) => Some(Deed::Confirm),
            Some(Standing::Asked { .. }) if chance.hits(300) => Some(Deed::Deny),
            Some(Standing::SetAside { .. } | Standing::Closed { .. }) | None if late => {
                Some(*chance.pick(&[Deed::Write, Deed::Reopen, Deed::Deny]))
            }
            _ => None,
        };
        let over = known.is_none_or(|known| !known.standing.is_live());
        let caller = &mut self.callers[index];
        caller.looks += 1;
        caller.late += u32::from(over && deed.is_some());
        let looks = caller.looks;
        let pause = (10_000 + 5_000 * u64::from(looks)).min(10 * MINUTE) + chance.below(10_000);
        // Late words come minutes, hours or days after the end.
        let pause = if over { pause * chance.within(1, 200) } else { pause };
        caller.chance = chance;
        if let Some(deed) = deed {
            self.schedule(500, Happening::Caller { caller: index, deed });
        }
        if looks < LOOKS_MAX && known.is_some() {
            self.schedule(pause, Happening::Caller { caller: index, deed: Deed::Look });
        }
    }
}
