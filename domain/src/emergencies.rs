//! Emergencies: one customer's call for help, its participants and its conversation.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    Actor, EmergencyId, LINE_LEN_MAX, MessageId, Owner, ParticipantId, PersonKey, Personal,
    ServiceKey, Timestamp, WORDS_LEN_MAX, tidy_line, tidy_words,
};

mod conversation;
pub use conversation::{Line, Marks, Message, Reader, Speaker, Text};

/// Most messages that one conversation holds; the next word opens a new emergency linked to it.
pub const MESSAGES_MAX: usize = 20_000;
/// A caller's words that no one of the vendor has seen for this long page again.
pub const UNREAD_AFTER: Duration = Duration::from_secs(120);
/// A closed emergency leaves the live state after this long without a word.
pub const ARCHIVE_AFTER: Duration = Duration::from_secs(48 * 3600);

/// What is asked of this room.
#[derive(Clone, Debug)]
pub enum Command {
    /// A cry for help. Nothing is required: every field may be empty.
    Open {
        /// What is happening, in the caller's words.
        words: String,
        /// Who calls, as they name themselves.
        who: String,
        /// Where to reach them if the page dies.
        reach: String,
        /// The service that the door's address named.
        door: Option<ServiceKey>,
        /// The archived emergency whose link was used to call.
        follows: Option<EmergencyId>,
    },
    /// Someone writes.
    Say {
        /// In which emergency.
        emergency: EmergencyId,
        /// The client's own number for the message.
        message: MessageId,
        /// What they write.
        words: String,
    },
    /// A line of Mayday's own, for everyone who reads the conversation.
    Note {
        /// In which emergency.
        emergency: EmergencyId,
        /// The line.
        line: Line,
    },
    /// The reader's device has shown messages up to a number.
    Mark {
        /// In which emergency.
        emergency: EmergencyId,
        /// Messages up to this number reached the device.
        delivered: u32,
        /// Messages up to this number were on a visible screen.
        seen: u32,
    },
    /// The caller says who they are, or how to reach them, once more.
    Introduce {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who calls; `None` leaves it.
        who: Option<String>,
        /// Where to reach them; `None` leaves it.
        reach: Option<String>,
    },
    /// A responder believes that it works again and asks the customer.
    Ask {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer answers: it works again. This closes.
    Confirm {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer answers: not yet.
    Deny {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer: it is broken again.
    Reopen {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer: I pressed by mistake.
    Retract {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// A responder sets it aside; any word of the caller makes it ring again.
    SetAside {
        /// In which emergency.
        emergency: EmergencyId,
        /// Why.
        reason: Aside,
    },
    /// A responder takes it up again.
    TakeUp {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// Leaves the live state; the journal keeps everything.
    Archive {
        /// Which emergency.
        emergency: EmergencyId,
    },
}

/// Why a responder sets an emergency aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aside {
    /// Believed fixed; the customer has not answered.
    BelievedFixed,
    /// Nobody could be reached by any known method.
    Unreachable,
    /// Pressed by mistake.
    Mistake,
    /// Abuse.
    Abuse,
}

/// How the customer closed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    /// "It works again."
    Works,
    /// "I pressed by mistake."
    Mistake,
}

/// Where an emergency stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Someone is, or is being, called.
    Open,
    /// We believe that it works again and have asked.
    Asked {
        /// Since when.
        at: Timestamp,
    },
    /// Set aside by a responder.
    SetAside {
        /// Why.
        reason: Aside,
        /// By whom.
        by: PersonKey,
        /// Since when.
        at: Timestamp,
    },
    /// Closed by the customer.
    Closed {
        /// How.
        how: Closure,
        /// Since when.
        at: Timestamp,
    },
}

impl Standing {
    /// Whether someone must be reached: neither set aside nor closed.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Open | Self::Asked { .. })
    }
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Someone called for help.
    Opened {
        /// The new emergency.
        emergency: EmergencyId,
        /// The caller, whose link this is.
        participant: ParticipantId,
        /// Its number within the organisation, for people to say aloud.
        number: u32,
        /// Who calls, if they said so.
        who: Option<Personal>,
        /// Where to reach them, if they said so.
        reach: Option<Personal>,
        /// The service that the door's address named.
        door: Option<ServiceKey>,
        /// The archived emergency that it goes on from.
        follows: Option<EmergencyId>,
    },
    /// Someone wrote.
    Said {
        /// In which emergency.
        emergency: EmergencyId,
        /// The client's number.
        message: MessageId,
        /// Dense from 1 within the emergency.
        number: u32,
        /// Who wrote.
        from: Speaker,
        /// What.
        words: Personal,
    },
    /// Mayday added a line.
    Noted {
        /// In which emergency.
        emergency: EmergencyId,
        /// Dense from 1 within the emergency, in the same row as messages.
        number: u32,
        /// The line.
        line: Line,
    },
    /// A reader's marks moved on.
    Marked {
        /// In which emergency.
        emergency: EmergencyId,
        /// Whose.
        reader: Reader,
        /// Up to where.
        marks: Marks,
    },
    /// The caller said who they are or how to reach them.
    Introduced {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who calls now.
        who: Option<Personal>,
        /// Where to reach them now.
        reach: Option<Personal>,
    },
    /// The customer was asked whether it works again.
    Asked {
        /// In which emergency.
        emergency: EmergencyId,
        /// By whom.
        by: PersonKey,
    },
    /// "Not yet": work goes on.
    Denied {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// The customer closed it.
    Closed {
        /// Which emergency.
        emergency: EmergencyId,
        /// How.
        how: Closure,
    },
    /// It is live again.
    Reopened {
        /// Which emergency.
        emergency: EmergencyId,
        /// Whether the customer said that it broke again, rather than just wrote.
        broken: bool,
    },
    /// A responder set it aside.
    SetAside {
        /// Which emergency.
        emergency: EmergencyId,
        /// Why.
        reason: Aside,
        /// By whom.
        by: PersonKey,
    },
    /// A caller's words stayed unread for too long.
    Overlooked {
        /// In which emergency.
        emergency: EmergencyId,
        /// The oldest unread message.
        number: u32,
    },
    /// It left the live state.
    Archived {
        /// Which emergency.
        emergency: EmergencyId,
    },
}

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

/// One customer's call for help.
#[derive(Clone, Debug, PartialEq)]
pub struct Emergency {
    /// Its id.
    pub id: EmergencyId,
    /// Its number within the organisation.
    pub number: u32,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The service that the door's address named.
    pub door: Option<ServiceKey>,
    /// Who calls, in their own words.
    pub who: Option<Personal>,
    /// Where to reach them.
    pub reach: Option<Personal>,
    /// The archived emergency it goes on from.
    pub follows: Option<EmergencyId>,
    /// Those who take part and are not of the vendor.
    pub participants: Vector<ParticipantId>,
    /// Everything said, in order; the message numbered `n` stands at `n - 1`.
    pub messages: Vector<Arc<Message>>,
    /// How far each reader has got.
    pub marks: OrdMap<Reader, Marks>,
    /// Where it stands.
    pub standing: Standing,
    /// The oldest word of a caller that no one of the vendor has seen: number and instant.
    pub unread: Option<(u32, Timestamp)>,
    /// Whether that word has paged already.
    pub overlooked: bool,
    /// The last word or change.
    pub touched_at: Timestamp,
}

impl Emergency {
    /// The first words of the caller, if any were written.
    #[must_use]
    pub fn first_words(&self) -> Option<&Personal> {
        self.messages.iter().find_map(|message| match (&message.from, &message.text) {
            (Speaker::Participant(_), Text::Words(words)) => Some(words),
            _ => None,
        })
    }

    fn next_number(&self) -> u32 {
        u32::try_from(self.messages.len()).unwrap_or(u32::MAX) + 1
    }

    /// How far any person of the vendor has seen.
    #[must_use]
    pub fn seen_by_vendor(&self) -> Marks {
        let of_vendor = |reader: &Reader| matches!(reader, Reader::Person(_));
        self.furthest(of_vendor)
    }

    /// How far any of the callers has seen.
    #[must_use]
    pub fn seen_by_callers(&self) -> Marks {
        self.furthest(|reader| matches!(reader, Reader::Participant(_)))
    }

    fn furthest(&self, who: impl Fn(&Reader) -> bool) -> Marks {
        self.marks.iter().filter(|(reader, _)| who(reader)).fold(
            Marks::default(),
            |so_far, (_, marks)| Marks {
                delivered: so_far.delivered.max(marks.delivered),
                seen: so_far.seen.max(marks.seen),
            },
        )
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
        match actor {
            Actor::Person(person) => Ok(person.clone()),
            _ => Err(Refusal::NotYours),
        }
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
            Actor::Person(_) => self.known(emergency)?,
            _ => self.caller(emergency, actor)?,
        };
        let (from, owner) = match actor {
            Actor::Participant(id) => (Speaker::Participant(*id), Owner::Participant(*id)),
            Actor::Person(key) => (Speaker::Person(key.clone()), Owner::Person(key.clone())),
            _ => return Err(Refusal::NotYours),
        };
        if known.messages.iter().any(|said| said.id == Some(message) && said.from == from) {
            return Ok(Vec::new());
        }
        if words.len() > WORDS_LEN_MAX {
            return Err(Refusal::TooLong { len_max: WORDS_LEN_MAX });
        }
        let words = tidy_words(words, WORDS_LEN_MAX);
        if words.is_empty() {
            return Err(Refusal::Empty);
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
            Actor::Person(_) => self.known(emergency)?,
            _ => self.caller(emergency, actor)?,
        };
        let reader = match actor {
            Actor::Participant(id) => Reader::Participant(*id),
            Actor::Person(key) => Reader::Person(key.clone()),
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
            return;
        }
        self.change(event.emergency(), |known| known.evolve(event, at));
    }

    /// When words will have been overlooked, or a closed emergency is to be archived.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.emergencies.values().filter_map(|known| known.due()).min()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = |known: &&Arc<Emergency>| known.due().is_some_and(|due| due <= moment.now);
        self.emergencies
            .values()
            .filter(due)
            .map(|known| match known.unread {
                Some((number, _)) if !known.overlooked => {
                    Event::Overlooked { emergency: known.id, number }
                }
                _ => Event::Archived { emergency: known.id },
            })
            .collect()
    }
}

impl Emergency {
    /// When this emergency next needs the clock.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        let overlooked = match (&self.standing, self.unread) {
            (Standing::SetAside { .. }, _) | (_, None) => None,
            (_, Some((_, since))) => (!self.overlooked).then(|| since + UNREAD_AFTER),
        };
        let archived = match self.standing {
            Standing::Closed { .. } if overlooked.is_none() => {
                Some(self.touched_at + ARCHIVE_AFTER)
            }
            _ => None,
        };
        overlooked.or(archived)
    }

    /// Replays an event of this emergency; views of archived ones are folded with it too.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        if !matches!(event, Event::Marked { .. }) {
            self.touched_at = at;
        }
        match event {
            Event::Said { message, number, from, words, .. } => {
                let text = Text::Words(words.clone());
                let from = from.clone();
                self.add(Message { number: *number, id: Some(*message), from, at, text }, at);
            }
            Event::Noted { number, line, .. } => {
                let text = Text::Line(line.clone());
                self.add(
                    Message { number: *number, id: None, from: Speaker::Mayday, at, text },
                    at,
                );
            }
            Event::Marked { reader, marks, .. } => {
                self.marks.insert(reader.clone(), *marks);
                let seen = self.seen_by_vendor().seen;
                if self.unread.is_some_and(|(number, _)| number <= seen) {
                    self.unread = self.first_unread_after(seen);
                    self.overlooked = false;
                }
            }
            Event::Introduced { who, reach, .. } => {
                self.who.clone_from(who);
                self.reach.clone_from(reach);
            }
            Event::Asked { .. } => self.standing = Standing::Asked { at },
            Event::Denied { .. } | Event::Reopened { .. } => self.standing = Standing::Open,
            Event::Closed { how, .. } => self.standing = Standing::Closed { how: *how, at },
            Event::SetAside { reason, by, .. } => {
                self.standing = Standing::SetAside { reason: *reason, by: by.clone(), at };
            }
            Event::Overlooked { .. } => self.overlooked = true,
            Event::Opened { .. } | Event::Archived { .. } => {}
        }
    }

    fn add(&mut self, message: Message, at: Timestamp) {
        match &message.from {
            Speaker::Participant(_) if self.unread.is_none() => {
                self.unread = Some((message.number, at));
                self.overlooked = false;
            }
            // Who writes to the caller has read what stands above.
            Speaker::Person(_) => {
                self.unread = None;
                self.overlooked = false;
            }
            Speaker::Participant(_) | Speaker::Mayday => {}
        }
        self.messages.push_back(Arc::new(message));
    }

    fn first_unread_after(&self, seen: u32) -> Option<(u32, Timestamp)> {
        self.messages
            .iter()
            .skip(seen as usize)
            .find(|message| matches!(message.from, Speaker::Participant(_)))
            .map(|message| (message.number, message.at))
    }
}

impl Event {
    /// The emergency it belongs to.
    #[must_use]
    pub fn emergency(&self) -> EmergencyId {
        match self {
            Self::Opened { emergency, .. }
            | Self::Said { emergency, .. }
            | Self::Noted { emergency, .. }
            | Self::Marked { emergency, .. }
            | Self::Introduced { emergency, .. }
            | Self::Asked { emergency, .. }
            | Self::Denied { emergency }
            | Self::Closed { emergency, .. }
            | Self::Reopened { emergency, .. }
            | Self::SetAside { emergency, .. }
            | Self::Overlooked { emergency, .. }
            | Self::Archived { emergency } => *emergency,
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Opened { who, reach, .. } | Self::Introduced { who, reach, .. } => {
                who.iter_mut().for_each(&mut *visit);
                reach.iter_mut().for_each(&mut *visit);
            }
            Self::Said { words, .. } => visit(words),
            _ => {}
        }
    }
}
