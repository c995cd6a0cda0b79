//! The demo: a fictional vendor, and the other side of a crisis acted step by step.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::emergencies::{self, Standing as EmergencyStanding};
use domain::paging::{PageStanding, Standing};
use domain::updates::{Estimate, Overview};
use domain::words::{Actor, EmergencyId, MessageId, PageId, ParticipantId, PersonKey};
use domain::{Command, paging, updates};
use domain::{Refusal, State};
use views::crisis::{Step, StepState};

use crate::line::{Line, Unanswered};

/// The organisation that the demo shows.
pub const ORGANISATION: &str = include_str!("../../examples/nordpay.toml");

/// The crisis that is being played.
#[derive(Clone, Copy, Debug, Default)]
pub struct Play {
    /// The emergency that was opened.
    pub emergency: Option<EmergencyId>,
    /// Its caller.
    pub participant: Option<ParticipantId>,
}

/// One act of the play.
struct Act {
    name: &'static str,
    title: &'static str,
    tells: &'static str,
}

const ACTS: [Act; 8] = [
    Act {
        name: "call",
        title: "A clinic calls for help",
        tells: "Brightwater Clinics: all card terminals are down. The engineer on duty is rung.",
    },
    Act {
        name: "pass",
        title: "The first engineer passes it on",
        tells: "Whoever is rung first cannot take it. The next person is rung at once.",
    },
    Act {
        name: "accept",
        title: "Somebody accepts",
        tells: "One deliberate tap. The other pagers fall silent, and the caller reads the name.",
    },
    Act {
        name: "first-word",
        title: "The first human word",
        tells: "It is due within two minutes of accepting; without it, others are rung.",
    },
    Act {
        name: "caller-answers",
        title: "The caller answers",
        tells: "Their words reach every screen at once and are kept before they are shown.",
    },
    Act {
        name: "update",
        title: "An update with a promise and an estimate",
        tells: "What we know, what it means for you, and by when you hear from us next.",
    },
    Act {
        name: "ask",
        title: "“It works again for us. Does it for you?”",
        tells: "The vendor asks. Only the customer declares it fixed.",
    },
    Act {
        name: "confirm",
        title: "“It works again”",
        tells: "The customer closes it. Play another one whenever you like.",
    },
];

/// Why a step was not acted.
#[derive(Clone, Debug)]
pub enum Unacted {
    /// It does not fit where the play stands.
    Unfit,
    /// The organisation said no.
    Refused(Refusal),
    /// It could not be stored.
    Unanswered(Unanswered),
}

/// The other side of a crisis.
#[derive(Default)]
pub struct Demo {
    play: Mutex<Play>,
}

impl Demo {
    /// What is being played.
    #[must_use]
    pub fn play(&self) -> Play {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Play> {
        self.play.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The steps, and how far the play has got by what the state says: whatever a visitor does by
    /// hand in between counts as well.
    #[must_use]
    pub fn steps(&self, state: &State) -> Vec<Step> {
        let done = self.done(state);
        let now = done.iter().position(|done| !done);
        let state_of = |at: usize| match (done[at], now) {
            (true, _) => StepState::Done,
            (false, Some(now)) if now == at => StepState::Now,
            (false, _) => StepState::Later,
        };
        ACTS.iter()
            .enumerate()
            .map(|(at, act)| Step {
                name: act.name,
                title: act.title,
                tells: act.tells,
                state: state_of(at),
            })
            .collect()
    }

    fn done(&self, state: &State) -> [bool; 8] {
        let Some(emergency) = self.play().emergency.and_then(|id| state.emergencies.get(id)) else {
            return [false; 8];
        };
        if matches!(emergency.standing, EmergencyStanding::Closed { .. }) {
            return [true; 8];
        }
        let incident = state.incidents.of_emergency(emergency.id).map(|incident| incident.id);
        let escalation = incident.and_then(|incident| state.paging.get(incident));
        let accepted = escalation.is_some_and(|e| e.accepted_by().is_some());
        let passed = escalation.is_some_and(|escalation| {
            let declined =
                |page: &paging::Page| matches!(page.standing, PageStanding::Declined { .. });
            escalation.pages.values().any(declined)
        });
        let spoke = |from: fn(&emergencies::Speaker) -> bool| {
            emergency.messages.iter().skip(1).any(|message| from(&message.from))
        };
        let vendor = spoke(|from| matches!(from, emergencies::Speaker::Person(_)));
        let caller = spoke(|from| matches!(from, emergencies::Speaker::Participant(_)));
        let board = incident.and_then(|incident| state.updates.get(incident));
        let updated = board.is_some_and(|board| board.latest().is_some());
        let asked = matches!(emergency.standing, EmergencyStanding::Asked { .. });
        let later = asked || updated;
        [
            true,
            passed || accepted,
            accepted,
            vendor,
            caller || later,
            updated || asked,
            asked,
            false,
        ]
    }

    /// Acts one step.
    ///
    /// # Errors
    /// [`Unacted`] when the step does not fit, or cannot be stored.
    pub async fn act(&self, line: &Line, step: &str) -> Result<(), Unacted> {
        let state = line.published().state;
        if step == "call" {
            return self.call(line).await;
        }
        let play = self.play();
        let unfit = || Unacted::Unfit;
        let emergency = play.emergency.ok_or_else(unfit)?;
        let participant = play.participant.ok_or_else(unfit)?;
        let incident = state.incidents.of_emergency(emergency).ok_or_else(unfit)?.id;
        let escalation = state.paging.get(incident).ok_or_else(unfit)?;
        let holder = escalation.accepted_by().cloned();
        let message = || MessageId(crate::chance::id());
        let (actor, command): (Actor, Command) = match step {
            "pass" | "accept" => {
                let (page, person) = rung(escalation).ok_or_else(unfit)?;
                let answer = match step {
                    "pass" => paging::Answer::PassOn,
                    _ => paging::Answer::Accept,
                };
                (Actor::Person(person), paging::Command::Answer { page, answer }.into())
            }
            "first-word" => {
                let person = holder.ok_or_else(unfit)?;
                let name = state.access.name(&person).to_owned();
                let words = format!(
                    "I'm {name}. I can see that your terminals dropped at the same time. Please do \
                     not restart them. Which clinic are you in?"
                );
                let say = emergencies::Command::Say { emergency, message: message(), words };
                (Actor::Person(person), say.into())
            }
            "caller-answers" => {
                let words = "Harbour Street. The other two clinics have it too.".to_owned();
                let say = emergencies::Command::Say { emergency, message: message(), words };
                (Actor::Participant(participant), say.into())
            }
            "update" => {
                let next_by = line.published().now() + std::time::Duration::from_secs(15 * 60);
                let publish = updates::Command::Publish {
                    incident,
                    overview: overview(),
                    next_by,
                    estimate: Some(Estimate {
                        low_mins: 25,
                        high_mins: 70,
                        likely_of_ten: 7,
                        ..Estimate::default()
                    }),
                    public: None,
                    for_colleagues: None,
                };
                (Actor::Person(holder.ok_or_else(unfit)?), publish.into())
            }
            "ask" => {
                let person = holder.ok_or_else(unfit)?;
                (Actor::Person(person), emergencies::Command::Ask { emergency }.into())
            }
            "confirm" => {
                let confirm = emergencies::Command::Confirm { emergency };
                (Actor::Participant(participant), confirm.into())
            }
            _ => return Err(unfit()),
        };
        tell(line, actor, command).await.map(|_| ())
    }

    async fn call(&self, line: &Line) -> Result<(), Unacted> {
        let open = emergencies::Command::Open {
            words: "All card terminals down in our clinic since a few minutes. Patients are \
                    waiting at the desk."
                .to_owned(),
            who: "Brightwater Clinics, Harbour Street".to_owned(),
            reach: "+44 20 7946 0155".to_owned(),
            door: Some("card-terminals".into()),
            follows: None,
            language: None,
        };
        let outcome = tell(line, Actor::Stranger, open.into()).await?;
        let play = Play { emergency: outcome.emergency, participant: outcome.participant };
        *self.lock() = play;
        Ok(())
    }
}

fn overview() -> Overview {
    Overview {
        known: "Card authorisation fails for some stores in the north.".into(),
        impact: "Card payments do not go through; cash and offline mode still work.".into(),
        workaround: "Press F, then 4 on each terminal to take cards offline.".into(),
        next: "We are moving traffic to the spare link.".into(),
        ..Overview::default()
    }
}

/// A page that rings now, and whom it rings.
fn rung(escalation: &paging::Escalation) -> Option<(PageId, PersonKey)> {
    if !matches!(escalation.standing, Standing::Ringing { .. }) {
        return None;
    }
    let rings = |page: &&paging::Page| page.standing == PageStanding::Requested;
    escalation.pages.values().find(rings).map(|page| (page.id, page.person.clone()))
}

async fn tell(line: &Line, actor: Actor, command: Command) -> Result<journal::Outcome, Unacted> {
    match line.tell(actor, command).await {
        Ok(Ok(outcome)) => Ok(outcome),
        Ok(Err(refusal)) => Err(Unacted::Refused(refusal)),
        Err(unanswered) => Err(Unacted::Unanswered(unanswered)),
    }
}
