//! Groups: many callers, one fault. What people have joined, what was taken apart again, and the
//! rules by which new callers join an incident for a while.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{Actor, IncidentId, PersonKey, ServiceKey, SmolStr, Timestamp, tidied_line};

mod command;
mod event;
pub use command::Command;
pub use event::{Event, Why};

/// Most incidents that are joined in one go.
pub const JOINED_AT_ONCE_MAX: usize = 200;
/// Most rules that are in force at the same time.
pub const RULES_MAX: usize = 50;
/// Longest term of a rule: nobody remembers it on the day after tomorrow.
pub const RULE_LASTS_MAX: Duration = Duration::from_secs(24 * 3600);
/// Longest words of a rule, in bytes.
pub const RULE_WORDS_LEN_MAX: usize = 100;
/// Whoever leads is told of callers whom a rule has joined, at most this often.
pub const TOLD_EVERY: Duration = Duration::from_secs(120);

/// An expected "no" of this room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such incident is live.
    Unknown,
    /// Nothing was chosen.
    Nothing,
    /// More was chosen than is joined in one go.
    TooMany,
    /// It is the same incident.
    Same,
    /// What was to be joined, or joined to, is over.
    Over,
    /// What was to be joined is told of on the status page, and would end there unsaid.
    ToldPublicly,
    /// It is not joined to anything, or what it was joined to was joined again.
    NotJoined,
    /// The emergency has its incident for itself already.
    Alone,
    /// No such rule is in force.
    UnknownRule,
    /// Too many rules.
    TooManyRules,
    /// The term of the rule is not between a minute and a day.
    BadTerm,
    /// The rule would join every caller to the incident, whatever they call about.
    TooWide,
    /// Only a person of the vendor does this.
    PersonOnly,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such live incident. Look at the board."),
            Self::Nothing => f.write_str("Choose at least two that belong together."),
            Self::TooMany => {
                write!(f, "At most {JOINED_AT_ONCE_MAX} are joined in one go. Choose fewer.")
            }
            Self::Same => f.write_str("That is the same incident already."),
            Self::Over => f.write_str("One of them is over. Only what is live can be joined."),
            Self::ToldPublicly => f.write_str(
                "The status page tells of one of them. Join the others to that one; where it tells \
                 of both, say there of one that it is over.",
            ),
            Self::NotJoined => f.write_str(
                "This can no longer be undone in one step. Take single callers out instead.",
            ),
            Self::Alone => f.write_str("This caller has an incident of their own already."),
            Self::UnknownRule => f.write_str("This rule has ended already."),
            Self::TooManyRules => {
                write!(f, "At most {RULES_MAX} rules are in force at a time. End one first.")
            }
            Self::BadTerm => f.write_str("A rule lasts between one minute and 24 hours."),
            Self::TooWide => f.write_str(
                "Say which service or which words: a rule that fits everybody would hide a second \
                 fault.",
            ),
            Self::PersonOnly => f.write_str("Only a person can do this. Sign in first."),
        }
    }
}

/// An incident that belongs to another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// To which.
    pub into: IncidentId,
    /// Who said so.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// Who had the joined one at that time, and has it again when this is undone.
    pub held: Option<PersonKey>,
}

/// What a new caller must match to join an incident by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// The service that the door's address names; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceKey>,
    /// Words that must all be among the caller's; none when empty.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub words: SmolStr,
}

/// A rule that a person made: new callers who match join an incident, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its number within the organisation.
    pub number: u32,
    /// To which incident they join.
    pub into: IncidentId,
    /// Whom it fits.
    pub pattern: Pattern,
    /// Until when.
    pub until: Timestamp,
    /// Who made it.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// How many it has joined.
    pub count: u32,
    /// When whoever leads was last told of it.
    pub told_at: Timestamp,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The joined incidents, until what they were joined to leaves the live state.
    pub joins: OrdMap<IncidentId, Arc<Join>>,
    /// The joined incidents, by what they were joined to.
    members: OrdMap<IncidentId, Vec<IncidentId>>,
    /// The rules in force, by number.
    pub rules: OrdMap<u32, Arc<Rule>>,
    /// How many rules were ever made.
    pub rule_count: u32,
    timers: Timers<u32>,
}

impl State {
    /// The incident that an incident belongs to now: itself, unless it was joined.
    #[must_use]
    pub fn root(&self, incident: IncidentId) -> IncidentId {
        let mut root = incident;
        // Only what is not joined itself is joined to, so that there is no circle.
        while let Some(join) = self.joins.get(&root) {
            root = join.into;
        }
        root
    }

    /// Whether it was joined to another one.
    #[must_use]
    pub fn is_joined(&self, incident: IncidentId) -> bool {
        self.joins.contains_key(&incident)
    }

    /// What was joined directly to an incident, the oldest join first.
    pub fn joined_to(&self, incident: IncidentId) -> impl Iterator<Item = (IncidentId, &Join)> {
        let members = self.members.get(&incident).into_iter().flatten();
        members.filter_map(|id| Some((*id, self.joins.get(id)?.as_ref())))
    }

    /// An incident and everything that was joined to it, over however many steps.
    #[must_use]
    pub fn whole(&self, incident: IncidentId) -> Vec<IncidentId> {
        let mut whole = vec![incident];
        let mut at = 0;
        while let Some(next) = whole.get(at).copied() {
            whole.extend(self.joined_to(next).map(|(id, _)| id));
            at += 1;
        }
        whole
    }

    /// The rules by which callers join an incident.
    pub fn rules_of(&self, incident: IncidentId) -> impl Iterator<Item = &Rule> {
        self.rules.values().map(AsRef::as_ref).filter(move |rule| rule.into == incident)
    }

    /// Decides what a command brings about. What it needs to know of other rooms was asked before.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Join { incidents, into, held } => {
                let by = person(moment.actor)?;
                let joined = |incident: IncidentId| {
                    let (by, held) = (by.clone(), held.get(&incident).cloned());
                    Event::Joined { incident, into, by, held }
                };
                Ok(incidents.into_iter().map(joined).collect())
            }
            Command::Undo { incident } => {
                let join = self.joins.get(&incident).ok_or(Refusal::NotJoined)?;
                let (from, by) = (join.into, person(moment.actor)?);
                Ok(vec![Event::Undone { incident, from, held: join.held.clone(), by }])
            }
            Command::Split { emergency, from, why } => {
                let from = from.ok_or(Refusal::Alone)?;
                let why = match why {
                    Why::Asked { .. } => Why::Asked { by: person(moment.actor)? },
                    why => why,
                };
                Ok(vec![Event::Split { emergency, from, why }])
            }
            Command::MakeRule { into, pattern, lasts } => {
                self.make_rule(into, pattern, lasts, moment)
            }
            Command::EndRule { rule } => {
                let known = self.rules.get(&rule).ok_or(Refusal::UnknownRule)?;
                let by = moment.actor.person().cloned();
                Ok(vec![Event::RuleEnded { rule, incident: known.into, by }])
            }
            Command::EndRules { incident } => {
                let ended =
                    |rule: &Rule| Event::RuleEnded { rule: rule.number, incident, by: None };
                Ok(self.rules_of(incident).map(ended).collect())
            }
            Command::Admit { rule, emergency } => {
                let known = self.rules.get(&rule).ok_or(Refusal::UnknownRule)?;
                let told = moment.now >= known.told_at + TOLD_EVERY;
                let (into, by) = (known.into, known.by.clone());
                Ok(vec![Event::Admitted { rule, emergency, into, by, told }])
            }
            Command::Forget { incident } => {
                let members = self.joined_to(incident).map(|(id, _)| id);
                let own = self.is_joined(incident).then_some(incident);
                let gone = members.chain(own).map(|incident| Event::Forgotten { incident });
                Ok(gone.collect())
            }
        }
    }

    fn make_rule(
        &self,
        into: IncidentId,
        pattern: Pattern,
        lasts: Duration,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = person(moment.actor)?;
        if self.rules.len() >= RULES_MAX {
            return Err(Refusal::TooManyRules);
        }
        if lasts < Duration::from_secs(60) || lasts > RULE_LASTS_MAX {
            return Err(Refusal::BadTerm);
        }
        let (mut words, _) = tidied_line(&pattern.words);
        while words.len() > RULE_WORDS_LEN_MAX {
            words.pop();
        }
        let pattern = Pattern { service: pattern.service, words: words.trim().into() };
        if pattern.service.is_none() && pattern.words.is_empty() {
            return Err(Refusal::TooWide);
        }
        let (rule, until) = (self.rule_count + 1, moment.now + lasts);
        Ok(vec![Event::RuleMade { rule, incident: into, pattern, until, by }])
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Joined { incident, into, by, held } => {
                let (into, by, held) = (*into, by.clone(), held.clone());
                self.members.entry(into).or_default().push(*incident);
                self.joins.insert(*incident, Arc::new(Join { into, by, at, held }));
            }
            Event::Undone { incident, .. } | Event::Forgotten { incident } => {
                self.part(*incident);
            }
            Event::RuleMade { rule, incident, pattern, until, by } => {
                self.rule_count = *rule;
                self.timers.set(rule, Some(*until));
                let (into, pattern, by) = (*incident, pattern.clone(), by.clone());
                let (number, until, told_at) = (*rule, *until, Timestamp::default());
                let made = Rule { number, into, pattern, until, by, at, count: 0, told_at };
                self.rules.insert(number, Arc::new(made));
            }
            Event::RuleEnded { rule, .. } => {
                self.rules.remove(rule);
                self.timers.set(rule, None);
            }
            Event::Admitted { rule, told, .. } => {
                if let Some(known) = self.rules.get_mut(rule) {
                    let known = Arc::make_mut(known);
                    known.count = known.count.saturating_add(1);
                    known.told_at = if *told { at } else { known.told_at };
                }
            }
            Event::Split { .. } => {}
        }
    }

    fn part(&mut self, incident: IncidentId) {
        let Some(join) = self.joins.remove(&incident) else { return };
        if let Some(members) = self.members.get_mut(&join.into) {
            members.retain(|known| *known != incident);
            if members.is_empty() {
                self.members.remove(&join.into);
            }
        }
    }

    /// When a rule ends by itself.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = self.timers.due(moment.now).filter_map(|rule| self.rules.get(rule));
        due.map(|known| Event::RuleEnded { rule: known.number, incident: known.into, by: None })
            .collect()
    }
}

fn person(actor: &Actor) -> Result<PersonKey, Refusal> {
    actor.person().cloned().ok_or(Refusal::PersonOnly)
}
