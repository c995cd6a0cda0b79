//! Emergencies: one customer's call for help, its participants and its conversation.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    Actor, EmergencyId, LINE_LEN_MAX, MessageId, Owner, ParticipantId, PersonKey, Personal,
    ServiceKey, Timestamp, WORDS_LEN_MAX, tidy_line, tidy_words,
};

mod command;
mod conversation;
mod emergency;
mod event;
pub use command::{Aside, Closure, Command};
pub use conversation::{Line, Marks, Message, Reader, Speaker, Text};
pub use emergency::{Emergency, Standing};
pub use event::Event;

/// Most messages that one conversation holds; the next word opens a new emergency linked to it.
pub const MESSAGES_MAX: usize = 20_000;
/// A caller's words that no one of the vendor has seen for this long page again.
pub const UNREAD_AFTER: Duration = Duration::from_secs(120);
/// Most emergencies that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 100;
/// A closed emergency leaves the live state after this long without a word.
pub const ARCHIVE_AFTER: Duration = Duration::from_secs(48 * 3600);

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such emergency is live.
    Unknown,
    /// The asker does not take part in it.
    NotYours,
    /// There is nothing in the message.
    Empty,
    /// The message is longer than allowed.
    TooLong {
        /// The limit in bytes.
        len_max: usize,
    },
    /// The conversation is full.
    Full,
    /// Only the customer can do this.
    CustomerOnly,
    /// It does not stand where this could be done.
    Elsewhere,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => {
                f.write_str("There is no such emergency here. Open a new one at /help.")
            }
            Self::NotYours => f.write_str("This link does not belong to this emergency."),
            Self::Empty => f.write_str("There is nothing in the message. Write something first."),
            Self::TooLong { len_max } => {
                write!(f, "The message is too long: at most {len_max} bytes. Send it in parts.")
            }
            Self::Full => f.write_str("This conversation is full. Open a new emergency at /help."),
            Self::CustomerOnly => f.write_str("Only the customer can say this."),
            Self::Elsewhere => {
                f.write_str("That no longer fits: look at where the emergency stands now.")
            }
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The live ones, and those closed a little while ago.
    pub emergencies: OrdMap<EmergencyId, Arc<Emergency>>,
    /// Which emergency a participant belongs to, archived ones included.
    pub participants: OrdMap<ParticipantId, EmergencyId>,
    /// How many were ever opened.
    pub count: u32,
    timers: Timers<EmergencyId>,
}

impl State {
    /// The live emergency of that id.
    #[must_use]
    pub fn get(&self, emergency: EmergencyId) -> Option<&Emergency> {
        self.emergencies.get(&emergency).map(Arc::as_ref)
    }

    /// The live emergency that the participant belongs to.
    #[must_use]
    pub fn of_participant(&self, participant: ParticipantId) -> Option<&Emergency> {
        self.participants.get(&participant).and_then(|emergency| self.get(*emergency))
    }

    fn known(&self, emergency: EmergencyId) -> Result<&Emergency, Refusal> {
        self.get(emergency).ok_or(Refusal::Unknown)
    }

    fn caller(&self, emergency: EmergencyId, actor: &Actor) -> Result<&Emergency, Refusal> {
        let known = self.known(emergency)?;
        match actor {
            Actor::Participant(participant) if known.participants.contains(participant) => {
                Ok(known)
            }
            Actor::Participant(_) => Err(Refusal::NotYours),
            _ => Err(Refusal::CustomerOnly),
        }
    }

    fn person(actor: &Actor) -> Result<PersonKey, Refusal> {
        actor.person().cloned().ok_or(Refusal::NotYours)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Open { words, who, reach, door, follows } => {
                Ok(self.open(&words, &who, &reach, door, follows, moment))
            }
            Command::Say { emergency, message, words } => {
                self.say(emergency, message, &words, moment.actor)
            }
            Command::Note { emergency, line } => {
                let number = self.known(emergency)?.next_number();
                Ok(vec![Event::Noted { emergency, number, line }])
            }
            Command::Mark { emergency, delivered, seen } => {
                self.mark(emergency, Marks { delivered, seen }, moment.actor)
            }
            Command::Introduce { emergency, who, reach } => {
                self.introduce(emergency, who, reach, moment.actor)
            }
            Command::Ask { emergency } => {
                let by = Self::person(moment.actor)?;
                match self.known(emergency)?.standing {
                    Standing::Open => Ok(vec![Event::Asked { emergency, by }]),
                    Standing::Asked { .. } => Ok(Vec::new()),
                    Standing::SetAside { .. } | Standing::Closed { .. } => Err(Refusal::Elsewhere),
                }
            }
            Command::Confirm { emergency } => self.close(emergency, Closure::Works, moment.actor),
            Command::Retract { emergency } => self.close(emergency, Closure::Mistake, moment.actor),
            Command::Deny { emergency } => match self.caller(emergency, moment.actor)?.standing {
                Standing::Asked { .. } => Ok(vec![Event::Denied { emergency }]),
                Standing::Open => Ok(Vec::new()),
                Standing::SetAside { .. } | Standing::Closed { .. } => {
                    Ok(vec![Event::Reopened { emergency, broken: true }])
                }
            },
            Command::Reopen { emergency } => match self.caller(emergency, moment.actor)?.standing {
                Standing::Open => Ok(Vec::new()),
                Standing::Asked { .. } => Ok(vec![Event::Denied { emergency }]),
                Standing::SetAside { .. } | Standing::Closed { .. } => {
                    Ok(vec![Event::Reopened { emergency, broken: true }])
                }
            },
            Command::SetAside { emergency, reason } => {
                let by = Self::person(moment.actor)?;
                match self.known(emergency)?.standing {
                    Standing::Open | Standing::Asked { .. } => {
                        Ok(vec![Event::SetAside { emergency, reason, by }])
                    }
                    Standing::SetAside { .. } => Ok(Vec::new()),
                    Standing::Closed { .. } => Err(Refusal::Elsewhere),
                }
            }
            Command::TakeUp { emergency } => {
                Self::person(moment.actor)?;
                match self.known(emergency)?.standing {
                    Standing::SetAside { .. } => {
                        Ok(vec![Event::Reopened { emergency, broken: false }])
                    }
                    Standing::Open | Standing::Asked { .. } => Ok(Vec::new()),
                    Standing::Closed { .. } => Err(Refusal::Elsewhere),
                }
            }
            Command::Archive { emergency } => {
                self.known(emergency)?;
                Ok(vec![Event::Archived { emergency }])
            }
        }
    }

    fn open(
        &self,
        words: &str,
        who: &str,
        reach: &str,
        door: Option<ServiceKey>,
        follows: Option<EmergencyId>,
        moment: &Moment<'_>,
    ) -> Vec<Event> {
        let emergency = EmergencyId(moment.id());
        let participant = ParticipantId(moment.id());
        let owner = Owner::Participant(participant);
        let line = |text: &str| {
            let text = tidy_line(text);
            (!text.is_empty()).then(|| Personal::new(owner.clone(), &text))
        };
        // A cry for help is never refused for its length: what is beyond the limit is cut.
        let words = tidy_words(words, WORDS_LEN_MAX);
        let mut events = vec![Event::Opened {
            emergency,
            participant,
            number: self.count + 1,
            who: line(who),
            reach: line(reach),
            door,
            follows,
        }];
        let mut number = 0;
        if !words.is_empty() {
            number += 1;
            events.push(Event::Said {
                emergency,
                message: MessageId(moment.id()),
                number,
                from: Speaker::Participant(participant),
                words: Personal::new(owner.clone(), &words),
            });
        }
        events.push(Event::Noted { emergency, number: number + 1, line: Line::Received });
        events
    }

    fn say(
        &self,
        emergency: EmergencyId,
        message: MessageId,
        words: &str,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        let known = match actor {
            Actor::Person(_) | Actor::Token { .. } => self.known(emergency)?,
            _ => self.caller(emergency, actor)?,
        };
        let (from, owner) = match actor {
            Actor::Participant(id) => (Speaker::Participant(*id), Owner::Participant(*id)),
            Actor::Person(key) | Actor::Token { person: key, .. } => {
                (Speaker::Person(key.clone()), Owner::Person(key.clone()))
            }
            _ => return Err(Refusal::NotYours),
        };
        if words.len() > WORDS_LEN_MAX {
            return Err(Refusal::TooLong { len_max: WORDS_LEN_MAX });
        }
        let words = tidy_words(words, WORDS_LEN_MAX);
        if words.is_empty() {
            return Err(Refusal::Empty);
        }
        // The same number with other words is another message; nothing that was written is lost.
        let repeated = known
            .messages
            .iter()
            .rev()
            .any(|said| said.id == Some(message) && said.from == from && said.is_words(&words));
        if repeated {
            return Ok(Vec::new());
        }
        if known.messages.len() >= MESSAGES_MAX {
            return Err(Refusal::Full);
        }
        let number = known.next_number();
        let words = Personal::new(owner, &words);
        let mut events = vec![Event::Said { emergency, message, number, from, words }];
        // Any word of the caller makes what was set aside ring again.
        let rings = matches!(known.standing, Standing::SetAside { .. });
        if rings && matches!(actor, Actor::Participant(_)) {
            events.push(Event::Reopened { emergency, broken: false });
        }
        Ok(events)
    }

    fn mark(
        &self,
        emergency: EmergencyId,
        marks: Marks,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        let known = match actor {
            Actor::Person(_) | Actor::Token { .. } => self.known(emergency)?,
            _ => self.caller(emergency, actor)?,
        };
        let reader = match actor {
            Actor::Participant(id) => Reader::Participant(*id),
            Actor::Person(key) | Actor::Token { person: key, .. } => Reader::Person(key.clone()),
            _ => return Err(Refusal::NotYours),
        };
        let last = known.next_number() - 1;
        let old = known.marks.get(&reader).copied().unwrap_or_default();
        let marks = Marks {
            delivered: marks.delivered.max(marks.seen).min(last).max(old.delivered),
            seen: marks.seen.min(last).max(old.seen),
        };
        if marks == old {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Marked { emergency, reader, marks }])
    }

    fn introduce(
        &self,
        emergency: EmergencyId,
        who: Option<String>,
        reach: Option<String>,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.caller(emergency, actor)?;
        let Actor::Participant(participant) = actor else { return Err(Refusal::CustomerOnly) };
        let line = |text: Option<String>, old: &Option<Personal>| match text {
            None => old.clone(),
            Some(text) if text.len() > LINE_LEN_MAX * 4 => old.clone(),
            Some(text) => {
                let text = tidy_line(&text);
                (!text.is_empty())
                    .then(|| Personal::new(Owner::Participant(*participant), &text))
                    .or_else(|| old.clone())
            }
        };
        let who = line(who, &known.who);
        let reach = line(reach, &known.reach);
        if who == known.who && reach == known.reach {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Introduced { emergency, who, reach }])
    }

    fn close(
        &self,
        emergency: EmergencyId,
        how: Closure,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        match self.caller(emergency, actor)?.standing {
            Standing::Closed { .. } => Ok(Vec::new()),
            Standing::Open | Standing::Asked { .. } | Standing::SetAside { .. } => {
                Ok(vec![Event::Closed { emergency, how }])
            }
        }
    }

    fn change(&mut self, emergency: EmergencyId, change: impl FnOnce(&mut Emergency)) {
        if let Some(known) = self.emergencies.get_mut(&emergency) {
            change(Arc::make_mut(known));
            self.timers.set(&emergency, known.due());
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        if let Event::Opened { emergency, participant, number, who, reach, door, follows } = event {
            self.count = *number;
            self.participants.insert(*participant, *emergency);
            self.emergencies.insert(
                *emergency,
                Arc::new(Emergency {
                    id: *emergency,
                    number: *number,
                    opened_at: at,
                    door: door.clone(),
                    who: who.clone(),
                    reach: reach.clone(),
                    follows: *follows,
                    participants: Vector::unit(*participant),
                    messages: Vector::new(),
                    marks: OrdMap::new(),
                    standing: Standing::Open,
                    unread: None,
                    overlooked: false,
                    touched_at: at,
                }),
            );
            return;
        }
        if let Event::Archived { emergency } = event {
            self.emergencies.remove(emergency);
            self.timers.set(emergency, None);
            return;
        }
        self.change(event.emergency(), |known| known.evolve(event, at));
    }

    /// When words will have been overlooked, or a closed emergency is to be archived.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        self.timers
            .due(moment.now)
            .filter_map(|emergency| self.get(*emergency))
            .take(WOKEN_AT_ONCE_MAX)
            .map(|known| match known.unread {
                Some((number, _)) if !known.overlooked => {
                    Event::Overlooked { emergency: known.id, number }
                }
                _ => Event::Archived { emergency: known.id },
            })
            .collect()
    }
}
