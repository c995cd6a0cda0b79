//! Follow-ups: a person's word to each customer the day after, owed until it is written or waived.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    EmergencyId, FollowUpId, IncidentId, LINE_LEN_MAX, Owner, Personal, SmolStr, Timestamp, tidied,
    tidied_line,
};

mod event;
mod story;
pub use event::Event;
pub use story::{Copy, FollowUp, Party, Standing, Story};

/// Longest letter, in bytes.
pub const TEXT_LEN_MAX: usize = 8_000;
/// Most people to whom one is sent.
pub const READERS_MAX: usize = 20;
/// Most that are written or waived and kept; the oldest makes room. What is owed always has room.
pub const KEPT_MAX: usize = 1_000;
/// So long after it was due those who lead are told as well.
pub const ESCALATED_AFTER: Duration = Duration::from_secs(24 * 3_600);
/// For so long the letter is tried.
pub const LETTER_LASTS: Duration = Duration::from_secs(48 * 3_600);
/// Most that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 200;

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// An emergency is over: its customer is owed a word.
    Owe {
        /// Of which incident.
        incident: IncidentId,
        /// To whom.
        party: Party,
        /// Which emergency.
        emergency: EmergencyId,
        /// What happened.
        story: Story,
        /// When it is due.
        due: Timestamp,
    },
    /// An emergency is not over after all, or is another customer's.
    Withdraw {
        /// Which.
        emergency: EmergencyId,
    },
    /// Writes it.
    Write {
        /// Which.
        follow_up: FollowUpId,
        /// Under which heading.
        subject: String,
        /// What it says.
        text: String,
        /// To which addresses.
        to: Vec<Personal>,
    },
    /// Says that none is needed.
    Waive {
        /// Which.
        follow_up: FollowUpId,
        /// Why.
        reason: String,
    },
    /// Sends a copy again that could not be delivered.
    SendAgain {
        /// Of which.
        follow_up: FollowUpId,
        /// Which copy, by its place.
        place: u16,
    },
    /// One copy could not be delivered.
    Fail {
        /// Of which.
        follow_up: FollowUpId,
        /// Which copy, by its place.
        place: u16,
        /// Why.
        reason: SmolStr,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such follow-up.
    Unknown,
    /// It was written or waived already.
    Settled,
    /// It has no heading, or one that is too long.
    BadSubject,
    /// It says nothing, or too much.
    BadText,
    /// Nobody is named who could get it, or too many are, or somebody it is not for.
    BadReaders,
    /// It is not said why none is needed.
    BadReason,
    /// The letter arrived, is on its way, or was erased.
    NotFailed,
    /// Only a person of the vendor writes.
    NotYours,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such follow-up."),
            Self::Settled => f.write_str("It was written or waived already."),
            Self::BadSubject => {
                write!(f, "The letter needs a heading of at most {LINE_LEN_MAX} bytes.")
            }
            Self::BadText => write!(f, "Write the letter, in at most {TEXT_LEN_MAX} bytes."),
            Self::BadReaders => write!(
                f,
                "Choose who gets it: at most {READERS_MAX} of the addresses that are named here."
            ),
            Self::BadReason => write!(
                f,
                "Say why none is needed, in one line of at most {LINE_LEN_MAX} bytes: who spoke \
                 with them, and when."
            ),
            Self::NotFailed => {
                f.write_str("That letter arrived, is on its way again, or was erased.")
            }
            Self::NotYours => f.write_str("Only a signed-in responder writes a follow-up."),
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// All that are owed, and the latest of the others.
    pub all: OrdMap<FollowUpId, Arc<FollowUp>>,
    latest: OrdMap<(IncidentId, Party), FollowUpId>,
    of_emergency: OrdMap<EmergencyId, FollowUpId>,
    settled: OrdSet<(Timestamp, FollowUpId)>,
    timers: Timers<FollowUpId>,
    count: u32,
}

impl State {
    /// The follow-up of that id.
    #[must_use]
    pub fn get(&self, follow_up: FollowUpId) -> Option<&FollowUp> {
        self.all.get(&follow_up).map(Arc::as_ref)
    }

    /// The follow-up of that number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&FollowUp> {
        self.all.values().map(Arc::as_ref).find(|known| known.number == number)
    }

    /// The latest one that an emergency is part of.
    #[must_use]
    pub fn of_emergency(&self, emergency: EmergencyId) -> Option<&FollowUp> {
        self.get(*self.of_emergency.get(&emergency)?)
    }

    /// All about an incident.
    pub fn about(&self, incident: IncidentId) -> impl Iterator<Item = &FollowUp> {
        self.all.values().map(Arc::as_ref).filter(move |known| known.incident == incident)
    }

    /// What is owed, the longest due first.
    #[must_use]
    pub fn owed(&self) -> Vec<&FollowUp> {
        let all = self.all.values().map(Arc::as_ref);
        let mut owed: Vec<&FollowUp> = all.filter(|known| known.is_owed()).collect();
        owed.sort_by_key(|known| (known.due, known.number));
        owed
    }

    /// What was written or waived, the latest first.
    pub fn settled(&self) -> impl Iterator<Item = &FollowUp> {
        self.settled.iter().rev().filter_map(|(_, id)| self.get(*id))
    }

    /// Takes what is about an incident out of sight.
    pub(crate) fn hide(&mut self, incident: IncidentId) {
        let hidden: Vec<FollowUpId> = self.about(incident).map(|known| known.id).collect();
        hidden.into_iter().for_each(|id| self.remove(id));
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let by = || moment.actor.person().cloned().ok_or(Refusal::NotYours);
        let owed = |id| {
            let known = self.get(id).ok_or(Refusal::Unknown)?;
            if known.is_owed() { Ok(known) } else { Err(Refusal::Settled) }
        };
        match command {
            Command::Owe { incident, party, emergency, story, due } => {
                let known = self.latest.get(&(incident, party.clone()));
                let known = known.and_then(|id| self.get(*id));
                // What was written told of it, unless it has been broken again since.
                let again =
                    |known: &FollowUp| !known.is_owed() && known.emergencies.contains(&emergency);
                Ok(vec![match known.filter(|known| !again(known)) {
                    Some(known) => Event::Grew { follow_up: known.id, emergency, story },
                    None => {
                        let (follow_up, number) = (FollowUpId(moment.id()), self.count + 1);
                        Event::Owed { follow_up, number, incident, party, emergency, story, due }
                    }
                }])
            }
            Command::Withdraw { emergency } => {
                let known = self.of_emergency(emergency).filter(|known| known.is_owed());
                Ok(Vec::from_iter(known.map(|known| match known.emergencies.len() {
                    0 | 1 => Event::Dropped { follow_up: known.id },
                    _ => Event::Shrank { follow_up: known.id, emergency },
                })))
            }
            Command::Write { follow_up, subject, text, to } => {
                let by = by()?;
                owed(follow_up)?;
                let (subject, text) = checked(&subject, &text)?;
                let copies = copies(to, &text)?;
                Ok(vec![Event::Written { follow_up, by, subject, copies }])
            }
            Command::Waive { follow_up, reason } => {
                let by = by()?;
                owed(follow_up)?;
                let (reason, cut) = tidied_line(&reason);
                if reason.is_empty() || cut {
                    return Err(Refusal::BadReason);
                }
                Ok(vec![Event::Waived { follow_up, by, reason: reason.into() }])
            }
            Command::SendAgain { follow_up, place } => {
                let by = by()?;
                let known = self.get(follow_up).ok_or(Refusal::Unknown)?;
                let failed = known.undelivered.iter().any(|(one, _)| *one == place);
                let there = known.copy(place).is_some_and(|copy| copy.to.text.is_some());
                match failed && there {
                    true => Ok(vec![Event::SentAgain { follow_up, place, by }]),
                    false => Err(Refusal::NotFailed),
                }
            }
            Command::Fail { follow_up, place, reason } => {
                let known = self.get(follow_up).ok_or(Refusal::Unknown)?;
                let told = known.undelivered.iter().any(|(one, _)| *one == place);
                let news = known.copy(place).is_some() && !told;
                Ok(Vec::from_iter(news.then_some(Event::Undelivered { follow_up, place, reason })))
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Owed { follow_up, number, incident, party, emergency, story, due } => {
                self.count = self.count.max(*number);
                self.latest.insert((*incident, party.clone()), *follow_up);
                self.of_emergency.insert(*emergency, *follow_up);
                let new = FollowUp {
                    id: *follow_up,
                    number: *number,
                    incident: *incident,
                    party: party.clone(),
                    emergencies: OrdSet::unit(*emergency),
                    story: Arc::new(story.clone()),
                    due: *due,
                    reminded: 0,
                    standing: Standing::Owed,
                    undelivered: Vec::new(),
                };
                self.timers.set(follow_up, new.timer());
                self.all.insert(*follow_up, Arc::new(new));
            }
            Event::Dropped { follow_up } => self.remove(*follow_up),
            _ => self.change(event, at),
        }
    }

    fn change(&mut self, event: &Event, at: Timestamp) {
        let follow_up = event.follow_up();
        let Some(known) = self.all.get_mut(&follow_up) else { return };
        let known = Arc::make_mut(known);
        match event {
            Event::Grew { emergency, story, .. } => {
                known.emergencies.insert(*emergency);
                // What was written stays written of what was known then.
                if known.is_owed() {
                    known.story = Arc::new(story.clone());
                }
                self.of_emergency.insert(*emergency, follow_up);
            }
            Event::Shrank { emergency, .. } => {
                known.emergencies.remove(emergency);
                self.of_emergency.remove(emergency);
            }
            Event::Reminded { .. } => known.reminded = known.reminded.saturating_add(1),
            Event::Written { by, subject, copies, .. } => {
                let (by, subject, copies) = (by.clone(), subject.clone(), copies.clone());
                known.standing = Standing::Written { by, at, subject, copies };
            }
            Event::Waived { by, reason, .. } => {
                let (by, reason) = (by.clone(), reason.clone());
                known.standing = Standing::Waived { by, at, reason };
            }
            Event::Undelivered { place, reason, .. } => {
                known.undelivered.push((*place, reason.clone()));
            }
            Event::SentAgain { place, .. } => {
                known.undelivered.retain(|(one, _)| one != place);
            }
            Event::Owed { .. } | Event::Dropped { .. } => {}
        }
        let (timer, settled_at) = (known.timer(), known.settled_at());
        self.timers.set(&follow_up, timer);
        if let Some(at) = settled_at {
            self.settled.insert((at, follow_up));
        }
        while self.settled.len() > KEPT_MAX {
            let Some((_, oldest)) = self.settled.get_min().copied() else { break };
            self.remove(oldest);
        }
    }

    fn remove(&mut self, follow_up: FollowUpId) {
        let Some(known) = self.all.remove(&follow_up) else { return };
        self.timers.set(&follow_up, None);
        if let Some(at) = known.settled_at() {
            self.settled.remove(&(at, follow_up));
        }
        let place = (known.incident, known.party.clone());
        if self.latest.get(&place) == Some(&follow_up) {
            self.latest.remove(&place);
        }
        for emergency in &known.emergencies {
            if self.of_emergency.get(emergency) == Some(&follow_up) {
                self.of_emergency.remove(emergency);
            }
        }
    }

    /// Lets go of the words of one who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let concerned = self.all.values().filter(|known| known.is_of(owner));
        for id in concerned.map(|known| known.id).collect::<Vec<_>>() {
            if let Some(known) = self.all.get_mut(&id) {
                Arc::make_mut(known).forget(owner);
            }
        }
    }

    /// When time next reminds of one that nobody has written.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        due.map(|follow_up| Event::Reminded { follow_up: *follow_up }).collect()
    }
}

/// Heading and text, as they are kept.
///
/// # Errors
/// What is missing, or too long.
pub fn checked(subject: &str, text: &str) -> Result<(SmolStr, String), Refusal> {
    let (subject, cut) = tidied_line(subject);
    if subject.is_empty() || cut {
        return Err(Refusal::BadSubject);
    }
    let (text, cut) = tidied(text, TEXT_LEN_MAX);
    if text.is_empty() || cut {
        return Err(Refusal::BadText);
    }
    Ok((subject.into(), text))
}

fn copies(to: Vec<Personal>, text: &str) -> Result<Vec<Copy>, Refusal> {
    let mut copies: Vec<Copy> = Vec::with_capacity(to.len());
    for to in to {
        let twice = copies.iter().any(|copy| copy.to.text == to.text);
        if !to.is_empty() && !twice {
            let text = Personal::new(to.of.clone(), text);
            copies.push(Copy { to, text });
        }
    }
    if copies.is_empty() || copies.len() > READERS_MAX {
        return Err(Refusal::BadReaders);
    }
    Ok(copies)
}
