//! What everyone is told: updates on the status page, times that are agreed, words put right, and a
//! reader who looks again and again. Drawn apart, so that histories without it stay as they were.

use std::time::Duration;

use domain::updates::{self, Overview};
use domain::words::{Actor, EmergencyId, IncidentId, Phase, Public, Timestamp};
use domain::{Command, State};

use crate::bug::Bug;
use crate::chance::Chance;
use crate::gatherers::joins;
use crate::invariants::Seen;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// Every so manieth seed has a status page, and which of them.
const THERE_EVERY: u64 = 3;
const THERE_AT: u64 = 2;
/// How often somebody says something, or looks, about one emergency.
const ROUNDS: u32 = 40;

fn is_there(seed: u64) -> bool {
    seed % THERE_EVERY == THERE_AT
}

impl World {
    /// The status page comes into the emergency of one caller.
    pub(crate) fn telling_begins(&mut self, caller: usize) {
        if is_there(self.plan.seed) {
            let mut chance = self.chance(97, caller as u64);
            let delay = chance.within(5_000, 2 * MINUTE);
            self.schedule(delay, Happening::Telling { caller, round: 0 });
        }
    }

    /// Somebody tells everyone, or not; then a reader looks at the page.
    pub(crate) fn telling(&mut self, caller: usize, round: u32) {
        let mut chance = self.chance(98, (caller as u64) << 32 | u64::from(round));
        let Some((emergency, _)) = self.callers[caller].at else { return };
        if round == 0 {
            let revision = domain::revision::LATEST;
            let adopt = Command::Adopt { revision };
            self.ask(Who::Person(0), Ask::Other, Actor::System, adopt);
        }
        let state = self.witness.truth.clone();
        if !self.healing
            && let Some(command) = self.word(&state, emergency, round, &mut chance)
        {
            let who = usize::from(chance.hits(300));
            let actor = Actor::Person(person_key(who));
            self.ask(Who::Person(who), Ask::Other, actor, command);
        }
        self.hears_when(&state, emergency);
        self.reads(&state, emergency);
        if round < ROUNDS {
            let delay = chance.within(10_000, 2 * MINUTE);
            self.schedule(delay, Happening::Telling { caller, round: round + 1 });
        }
    }

    /// What somebody says, if anything. Only those who have accepted know anything.
    fn word(
        &self,
        state: &State,
        emergency: EmergencyId,
        round: u32,
        chance: &mut Chance,
    ) -> Option<Command> {
        let incident = state.incidents.of_emergency(emergency)?.id;
        state.paging.get(incident)?.accepted_by()?;
        state.incidents.get(incident).filter(|known| known.settled_at.is_none())?;
        let now = self.log_now()?;
        let in_mins = |mins: u64| now + Duration::from_secs(mins * 60);
        let overview = |words: &str| Overview {
            known: words.into(),
            impact: "Cards fail.".into(),
            ..Overview::default()
        };
        // Often nobody says anything, so that promises are broken.
        Some(match chance.below(16) {
            0 | 1 => {
                let next_by = in_mins(chance.within(3, 20));
                let overview = overview(&format!("We look, for the {round}. time."));
                let phase = *chance.pick(&[Phase::Investigating, Phase::Monitoring]);
                let public = Public {
                    title: "Cards fail".into(),
                    phase,
                    affected: Vec::new(),
                    audiences: Vec::new(),
                    ..Public::default()
                };
                let (estimate, public) = (None, Some(public));
                updates::Command::Publish {
                    incident,
                    overview,
                    next_by,
                    estimate,
                    public,
                    for_colleagues: None,
                }
                .into()
            }
            2 => {
                let (overview, next_by) = (overview("Only inside."), in_mins(chance.within(3, 40)));
                let (estimate, public) = (None, None);
                updates::Command::Publish {
                    incident,
                    overview,
                    next_by,
                    estimate,
                    public,
                    for_colleagues: None,
                }
                .into()
            }
            3 => {
                let by = in_mins(chance.within(2, 30));
                // Often with one of several; the others go on counting on what they were told.
                let emergency = round.is_multiple_of(2).then_some(emergency);
                updates::Command::Agree { incident, by, emergency }.into()
            }
            // Where several read of one thing, what is agreed with one is not agreed with all.
            7 | 8 => Command::Groups(joins(state, chance)?),
            5 | 6 if state.incidents.get(incident)?.emergencies.len() > 1 => {
                let (by, emergency) = (in_mins(chance.within(2, 30)), Some(emergency));
                updates::Command::Agree { incident, by, emergency }.into()
            }
            4 => {
                let update = state.updates.get(incident)?.latest()?.id;
                let overview = overview(&format!("Put right in round {round}."));
                let (takes_back, aside) = (false, None);
                updates::Command::Correct { incident, update, overview, takes_back, aside }.into()
            }
            _ => return None,
        })
    }

    /// Nobody needs help any more: whoever has it tells everyone that it is over. Without this word
    /// the promise of the next one is broken every few minutes for as long as the run lasts.
    pub(crate) fn says_last_word(&mut self, person: usize, incident: IncidentId, state: &State) {
        let waits = state.approvals.waiting_for(incident);
        if waits.is_some_and(|waiting| waiting.words.public.phase == Phase::Resolved) {
            return;
        }
        let Some(now) = self.log_now() else { return };
        let overview = Overview {
            known: "It works again.".into(),
            impact: "Cards work.".into(),
            ..Overview::default()
        };
        let public = Public {
            title: "Cards fail".into(),
            phase: Phase::Resolved,
            affected: Vec::new(),
            audiences: Vec::new(),
            ..Public::default()
        };
        let command = updates::Command::Publish {
            incident,
            overview,
            next_by: now + Duration::from_secs(15 * 60),
            estimate: None,
            public: Some(public),
            for_colleagues: None,
        };
        let actor = Actor::Person(person_key(person));
        self.ask(Who::Person(person), Ask::Other, actor, command.into());
    }

    /// All who called about the same look at by when they hear next. The hand of the bug is a page
    /// that shows what is agreed with any caller of the incident.
    fn hears_when(&mut self, state: &State, emergency: EmergencyId) {
        let Some(known) = state.incidents.of_emergency(emergency) else { return };
        let Some(board) = state.updates.get(known.id) else { return };
        let agreed = board.own.values().next().map(|own| own.promise);
        for emergency in &known.emergencies {
            let shown = match self.bug {
                Some(Bug::AgreedShownToAll) => agreed.or(board.promise),
                _ => board.promise_to(*emergency),
            };
            if let Some(promise) = shown {
                let (emergency, by) = (*emergency, promise.by);
                self.observe(&Seen::PromiseRead { state, emergency, by });
            }
        }
    }

    /// A reader looks. The hands of the bugs are a page that is printed anew only for words, and
    /// not when one fails to come; and pages that name what was missed for too long or too shortly.
    fn reads(&mut self, state: &State, emergency: EmergencyId) {
        let Some(incident) = state.incidents.of_emergency(emergency).map(|known| known.id) else {
            return;
        };
        let Some(told) = state.bulletins.of(incident).filter(|told| !told.is_over()) else {
            return;
        };
        let Some(next_by) = told.next_by else { return };
        let words = told.entries.len();
        let next_by = match self.bug {
            Some(Bug::StalePage) => self.printed(incident, words, next_by),
            _ => next_by,
        };
        let missed = match self.bug {
            Some(Bug::EternalApology) => {
                self.printed.extend(told.missed.map(|by| (incident, (words, by))));
                self.printed.get(&incident).map(|known| known.1)
            }
            Some(Bug::BriefApology) => told.missed.filter(|_| told.late == 1),
            _ => told.missed,
        };
        let bulletin = told.id;
        self.observe(&Seen::PageRead { bulletin, next_by, missed });
    }

    fn printed(&mut self, incident: IncidentId, words: usize, next_by: Timestamp) -> Timestamp {
        let printed = self.printed.entry(incident).or_insert((words, next_by));
        if printed.0 != words {
            *printed = (words, next_by);
        }
        printed.1
    }
}
