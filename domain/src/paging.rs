//! Paging: escalation that never rests until a human accepts, and the pages it makes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{IncidentId, PageId, PersonKey, PolicyKey, SmolStr, Timestamp};

mod asking;
mod command;
mod errand;
mod escalation;
mod event;
mod plan;
mod snooze;
pub use asking::FOLDED_WITHIN;
pub use command::{Answer, Command, Lapse};
pub use escalation::{Escalation, Later, Page, PageStanding, Standing};
pub use event::Event;
pub use plan::{
    CATCH_ALL_DELAY, DELAY_SECS_MAX, DELAY_SECS_MIN, Plan, Policy, ROUNDS_MAX, STEPS_MAX, Stage,
    Step, TARGETS_MAX, Target, WIDENED_DELAY,
};
pub use snooze::{SNOOZE_MAX, SNOOZE_MIN, Snooze, Wait};

/// Most policies that one organisation has.
pub const POLICIES_MAX: usize = 500;
/// After acceptance, the first word to the customer is due within this time.
pub const FIRST_WORD_WITHIN: std::time::Duration = std::time::Duration::from_secs(120);
/// An accepted incident in which the vendor stays silent this long pages again.
pub const SILENT_AFTER: std::time::Duration = std::time::Duration::from_secs(600);

/// Who passed a page on is left alone this long, unless everyone is rung.
const PASSED_ON_MINUTES: u16 = 2;
/// Most escalations that go on in one step of time; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 25;

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such incident is being paged about.
    Unknown,
    /// No such page.
    UnknownPage,
    /// Somebody else has it.
    AlreadyAccepted {
        /// Who.
        by: PersonKey,
    },
    /// It is over.
    Over,
    /// Nobody has accepted it yet.
    NotAccepted,
    /// The page's link belongs to somebody else.
    NotYours,
    /// Whoever asked needs the answer no more.
    NotAsked,
    /// Nobody has written to the customer yet.
    NoFirstWord,
    /// It cannot be left alone for so short or so long.
    BadEnd,
    /// Somebody of it is in danger.
    InDanger,
    /// No reason was given.
    NoReason,
    /// No such policy.
    UnknownPolicy,
    /// The definition of the policy cannot be.
    BadPolicy {
        /// Why, and what to do.
        reason: SmolStr,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("Nobody is being paged about that."),
            Self::UnknownPage => f.write_str("There is no such page any more."),
            Self::AlreadyAccepted { by } => write!(f, "{by} already has it."),
            Self::Over => f.write_str("It is over: nobody needs to be reached any more."),
            Self::NotAccepted => f.write_str("Nobody has accepted it yet. Accept it first."),
            Self::NotYours => f.write_str("This link is for another page."),
            Self::NotAsked => f.write_str("You are not asked any more: it was answered otherwise."),
            Self::NoFirstWord => {
                f.write_str("Write to the customer first: nobody is left to wait without a word.")
            }
            Self::BadEnd => f.write_str("It can wait for 5 minutes to 24 hours, not longer."),
            Self::InDanger => {
                f.write_str("Someone is said to be in danger. This is not left alone.")
            }
            Self::NoReason => f.write_str("Say why in a few words; the others will want to know."),
            Self::UnknownPolicy => f.write_str("There is no such escalation policy."),
            Self::BadPolicy { reason } => write!(f, "This policy cannot be: {reason}"),
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The policies by which new escalations are planned.
    pub policies: OrdMap<PolicyKey, Arc<Policy>>,
    /// The escalation of each live incident.
    pub escalations: OrdMap<IncidentId, Arc<Escalation>>,
    /// Which incident a page is about.
    pub pages: OrdMap<PageId, IncidentId>,
    /// The pages that want an answer, by whom they want it from.
    asking: OrdSet<(PersonKey, PageId)>,
    timers: Timers<IncidentId>,
}

impl State {
    /// The escalation of a live incident.
    #[must_use]
    pub fn get(&self, incident: IncidentId) -> Option<&Escalation> {
        self.escalations.get(&incident).map(Arc::as_ref)
    }

    /// A page and the escalation that made it.
    #[must_use]
    pub fn page(&self, page: PageId) -> Option<(&Escalation, &Page)> {
        let escalation = self.get(*self.pages.get(&page)?)?;
        Some((escalation, escalation.pages.get(&page)?))
    }

    fn known(&self, incident: IncidentId) -> Result<&Escalation, Refusal> {
        self.get(incident).ok_or(Refusal::Unknown)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let now = moment.now;
        match command {
            Command::PutPolicy { policy, definition } => self.put_policy(policy, definition),
            Command::RemovePolicy { policy } => match self.policies.get(&policy) {
                Some(_) => Ok(vec![Event::PolicyRemoved { policy }]),
                None => Err(Refusal::UnknownPolicy),
            },
            Command::Start { incident, plan } => {
                let first = enter(incident, plan.first(), &plan, now);
                Ok(vec![Event::Started { incident, plan }, first])
            }
            Command::Reach { incident, person, severity, later } => {
                let escalation = self.known(incident)?;
                // Somebody may have accepted in the very command that entered the stage.
                if !matches!(escalation.standing, Standing::Ringing { .. }) {
                    return Ok(Vec::new());
                }
                let folded = self.folds_into(escalation, &person, severity, now);
                let later = if folded.is_some() { Vec::new() } else { later };
                let page = escalation.page_of(&person).map(|page| page.id);
                let page = page.unwrap_or_else(|| PageId(moment.id()));
                let errand = None;
                Ok(vec![Event::Reached { incident, page, person, later, folded, errand }])
            }
            Command::Summon { incident, person, errand } => {
                if self.known(incident)?.standing == Standing::Stopped {
                    return Ok(Vec::new());
                }
                let (page, errand) = (PageId(moment.id()), Some(errand));
                let (later, folded) = (Vec::new(), None);
                Ok(vec![Event::Reached { incident, page, person, later, folded, errand }])
            }
            Command::Withdraw { page } => self.withdraw(page),
            Command::Take { incident, person } => {
                let escalation = self.known(incident)?;
                let from = escalation.held_by_another(&person);
                match (&escalation.standing, from) {
                    (Standing::Stopped, _) => Err(Refusal::Over),
                    (Standing::Accepted { .. }, None) => Ok(Vec::new()),
                    (_, from) => Ok(vec![Event::Accepted { incident, person, page: None, from }]),
                }
            }
            Command::Reroute { incident, plan } => Ok(reroute(self.known(incident)?, plan, now)),
            Command::RingAgain { incident } => {
                let known = self.known(incident)?;
                let (stage, next_at) = (known.stage, known.next_at);
                let rings = matches!(known.standing, Standing::Ringing { .. }) && next_at > now;
                Ok(Vec::from_iter(rings.then_some(Event::Advanced { incident, stage, next_at })))
            }
            Command::Snooze { incident, until, wait, because } => {
                let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
                self.known(incident)?.snoozed(by, until, wait, &because, now)
            }
            Command::Unsnooze { incident } => {
                let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
                let waits = self.known(incident)?.snooze.is_some();
                Ok(Vec::from_iter(waits.then_some(Event::Unsnoozed { incident, by })))
            }
            Command::RingOn { page } => {
                let (escalation, known) = self.page(page).ok_or(Refusal::UnknownPage)?;
                let methods = known.next_methods(now);
                let asks = known.asks() && !methods.is_empty();
                let incident = escalation.incident;
                Ok(Vec::from_iter(asks.then_some(Event::RungOn { incident, page, methods })))
            }
            Command::AcceptAll { page } => self.accept_all(page, moment),
            Command::Skip { incident } => {
                let escalation = self.known(incident)?;
                if !matches!(escalation.standing, Standing::Ringing { .. }) {
                    return Ok(Vec::new());
                }
                let stage = escalation.stage;
                let mut events = vec![Event::Skipped { incident, stage }];
                if stage == Stage::CatchAll && !escalation.alarm {
                    events.push(Event::AlarmRaised { incident });
                }
                Ok(events)
            }
            Command::Accept { incident, person } => self.accept(incident, person),
            Command::Share { incident, person } => {
                let escalation = self.known(incident)?;
                let shares = escalation.accepted_by().is_some_and(|by| *by != person)
                    && !escalation.also.contains(&person);
                Ok(Vec::from_iter(shares.then_some(Event::Shared { incident, person })))
            }
            Command::Adopt { incident, page, person } => {
                let escalation = self.known(incident)?;
                let rings = matches!(escalation.standing, Standing::Ringing { .. });
                let new = !self.pages.contains_key(&page) && escalation.page_of(&person).is_none();
                let (later, folded) = (Vec::new(), None);
                let reached =
                    Event::Reached { incident, page, person, later, folded, errand: None };
                Ok(Vec::from_iter((rings && new).then_some(reached)))
            }
            Command::Answer { page, answer } => self.answer(page, answer, moment),
            Command::Fail { page, ring } => {
                let (escalation, known) = self.page(page).ok_or(Refusal::UnknownPage)?;
                let present = known.rings == ring && !known.failed;
                if !present || known.standing != PageStanding::Requested {
                    return Ok(Vec::new());
                }
                let incident = escalation.incident;
                let mut events = vec![Event::Failed { incident, page }];
                // After the catch-all there is nobody left to hurry to.
                let last = escalation.stage == Stage::CatchAll && !escalation.alarm;
                if last && known.errand.is_none() && escalation.is_last_hope(page) {
                    events.push(Event::AlarmRaised { incident });
                }
                Ok(events)
            }
            Command::Speak { incident, quiet_until } => {
                let silent_at = (now + SILENT_AFTER).max(quiet_until.unwrap_or_default());
                match self.known(incident)?.standing {
                    Standing::Accepted { .. } => Ok(vec![Event::Spoken { incident, silent_at }]),
                    Standing::Ringing { .. } | Standing::Stopped => Ok(Vec::new()),
                }
            }
            Command::Lapse { incident, why } => Ok(self.lapse(self.known(incident)?, why, now)),
            Command::Remind { incident, person } => {
                self.known(incident)?;
                Ok(vec![Event::Reminded { incident, person }])
            }
            Command::Stop { incident } => match self.known(incident)?.standing {
                Standing::Stopped => Ok(Vec::new()),
                Standing::Ringing { .. } | Standing::Accepted { .. } => {
                    Ok(vec![Event::Stopped { incident }])
                }
            },
            Command::Forget { incident } => {
                self.known(incident)?;
                Ok(vec![Event::Forgotten { incident }])
            }
        }
    }

    fn put_policy(&self, policy: PolicyKey, definition: Policy) -> Result<Vec<Event>, Refusal> {
        if self.policies.get(&policy).is_some_and(|old| **old == definition) {
            return Ok(Vec::new());
        }
        definition.check().map_err(|reason| Refusal::BadPolicy { reason: reason.into() })?;
        if self.policies.len() >= POLICIES_MAX && !self.policies.contains_key(&policy) {
            let reason = format!("at most {POLICIES_MAX} policies are possible.").into();
            return Err(Refusal::BadPolicy { reason });
        }
        Ok(vec![Event::PolicyPut { policy, definition }])
    }

    fn accept(&self, incident: IncidentId, person: PersonKey) -> Result<Vec<Event>, Refusal> {
        let escalation = self.known(incident)?;
        match &escalation.standing {
            Standing::Ringing { .. } => {
                let page = escalation.page_of(&person).map(|page| page.id);
                Ok(vec![Event::Accepted { incident, person, page, from: None }])
            }
            Standing::Accepted { by, .. } if *by == person => Ok(Vec::new()),
            Standing::Accepted { by, .. } => Err(Refusal::AlreadyAccepted { by: by.clone() }),
            Standing::Stopped => Err(Refusal::Over),
        }
    }

    fn answer(
        &self,
        page: PageId,
        answer: Answer,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (escalation, known) = self.answered_by(page, moment)?;
        if let Some(errand) = known.errand {
            return escalation.answered(known, errand, answer, moment.now);
        }
        let incident = escalation.incident;
        let minutes = match answer {
            Answer::Accept => return self.accept(incident, known.person.clone()),
            Answer::PassOn => PASSED_ON_MINUTES,
            Answer::Decline { minutes } => minutes.min(12 * 60),
        };
        match &escalation.standing {
            Standing::Accepted { by, .. } => Err(Refusal::AlreadyAccepted { by: by.clone() }),
            Standing::Stopped => Err(Refusal::Over),
            Standing::Ringing { .. } if known.standing == PageStanding::Requested => {
                let away = std::time::Duration::from_secs(u64::from(minutes) * 60);
                let away_until = moment.now + away;
                let mut events = Vec::new();
                // Whoever is away is away for what was folded into this page as well: said before
                // the page itself, so that nothing rings for want of it.
                if matches!(answer, Answer::Decline { .. }) {
                    let folded = self.asking_of(&known.person).filter(|(_, p)| p.folded);
                    events.extend(folded.filter(|(_, p)| p.id != page).map(|(other, p)| {
                        Event::Declined { incident: other.incident, page: p.id, away_until }
                    }));
                }
                events.push(Event::Declined { incident, page, away_until });
                Ok(events)
            }
            Standing::Ringing { .. } => Ok(Vec::new()),
        }
    }

    fn lapse(&self, escalation: &Escalation, why: Lapse, now: Timestamp) -> Vec<Event> {
        let incident = escalation.incident;
        match escalation.standing {
            Standing::Accepted { .. } => {
                let first = enter(incident, escalation.plan.first(), &escalation.plan, now);
                vec![Event::Lapsed { incident, why }, first]
            }
            // What rings already needs no second reason.
            Standing::Ringing { .. } | Standing::Stopped => Vec::new(),
        }
    }

    /// After a standstill the current stage is paged again and its delay starts anew; nobody is
    /// blamed for the time in which the installation itself was down.
    pub(crate) fn resume(&self, down_since: Timestamp, moment: &Moment<'_>) -> Vec<Event> {
        let stood_still = down_since < moment.now;
        let live = |e: &&Arc<Escalation>| stood_still && e.standing != Standing::Stopped;
        let live = self.escalations.values().filter(live);
        live.map(|escalation| Event::Resumed { incident: escalation.incident }).collect()
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::PolicyPut { policy, definition } => {
                self.policies.insert(policy.clone(), Arc::new(definition.clone()));
            }
            Event::PolicyRemoved { policy } => {
                self.policies.remove(policy);
            }
            Event::Started { incident, plan } => {
                let known = self.escalations.remove(incident);
                let escalation = match known {
                    Some(known) => Arc::unwrap_or_clone(known).restarted(plan.clone(), at),
                    None => Escalation::new(*incident, plan.clone(), at),
                };
                self.timers.set(incident, escalation.due());
                self.escalations.insert(*incident, Arc::new(escalation));
            }
            Event::Forgotten { incident } => {
                self.timers.set(incident, None);
                if let Some(known) = self.escalations.remove(incident) {
                    for page in known.pages.values() {
                        self.pages.remove(&page.id);
                        self.asking.remove(&(page.person.clone(), page.id));
                    }
                }
            }
            Event::Advanced { incident, .. }
            | Event::Reached { incident, .. }
            | Event::RungOn { incident, .. }
            | Event::Skipped { incident, .. }
            | Event::AlarmRaised { incident }
            | Event::Accepted { incident, .. }
            | Event::Shared { incident, .. }
            | Event::Joined { incident, .. }
            | Event::Withdrawn { incident, .. }
            | Event::Rerouted { incident, .. }
            | Event::Snoozed { incident, .. }
            | Event::Unsnoozed { incident, .. }
            | Event::Declined { incident, .. }
            | Event::Failed { incident, .. }
            | Event::Spoken { incident, .. }
            | Event::Lapsed { incident, .. }
            | Event::Reminded { incident, .. }
            | Event::Resumed { incident }
            | Event::Stopped { incident } => {
                if let Event::Reached { page, .. } = event {
                    self.pages.insert(*page, *incident);
                }
                if let Some(known) = self.escalations.get_mut(incident) {
                    Arc::make_mut(known).evolve(event, at);
                    self.timers.set(incident, known.due());
                }
                self.note_asking(*incident, event);
            }
        }
    }

    /// When the next stage follows or an acceptance expires.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let now = moment.now;
        let due = self.timers.due(now).filter_map(|incident| self.get(*incident));
        let mut due: Vec<&Escalation> = due.collect();
        // After a standstill much may be due at once; the newest cries are rung first.
        due.sort_by_key(|escalation| std::cmp::Reverse(escalation.started_at));
        let mut events = Vec::new();
        for escalation in due.into_iter().take(WOKEN_AT_ONCE_MAX) {
            match &escalation.standing {
                Standing::Ringing { .. } => {
                    let incident = escalation.incident;
                    events.extend(escalation.ring_on(now).map(|known| {
                        let (page, methods) = (known.id, known.next_methods(now));
                        Event::RungOn { incident, page, methods }
                    }));
                    if escalation.next_at > now {
                        continue;
                    }
                    let stage = escalation.next_stage();
                    events.push(enter(incident, stage, &escalation.plan, now));
                    if stage == Stage::CatchAll && !escalation.alarm {
                        events.push(Event::AlarmRaised { incident });
                    }
                }
                Standing::Accepted { first_word_by, .. } => {
                    let wordless = first_word_by.is_some_and(|by| by <= now);
                    let why = match (&escalation.snooze, wordless) {
                        (Some(_), _) => Lapse::WaitOver,
                        (None, true) => Lapse::NoFirstWord,
                        (None, false) => Lapse::Silent,
                    };
                    events.extend(self.lapse(escalation, why, now));
                }
                Standing::Stopped => {}
            }
        }
        events
    }
}

/// Others are called from now on. The time for which the present stage has rung counts for the
/// first of the new ones, so that nobody waits longer because somebody knew better.
fn reroute(escalation: &Escalation, plan: Plan, now: Timestamp) -> Vec<Event> {
    let ran = match escalation.standing {
        Standing::Ringing { .. } => now.since(escalation.entered_at),
        Standing::Accepted { .. } => Duration::ZERO,
        Standing::Stopped => return Vec::new(),
    };
    let (incident, stage) = (escalation.incident, plan.first());
    let least = Duration::from_secs(u64::from(DELAY_SECS_MIN));
    let next_at = now + plan.delay(stage).saturating_sub(ran).max(least);
    vec![Event::Rerouted { incident, plan }, Event::Advanced { incident, stage, next_at }]
}

fn enter(incident: IncidentId, stage: Stage, plan: &Plan, now: Timestamp) -> Event {
    Event::Advanced { incident, stage, next_at: now + plan.delay(stage) }
}
