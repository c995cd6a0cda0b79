//! Emergencies: one customer's call for help, its participants and its conversation.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    Actor, EmergencyId, FileId, LINE_LEN_MAX, Language, Level, MessageId, Owner, ParticipantId,
    PersonKey, Personal, ServiceKey, Timestamp, WORDS_LEN_MAX, tidied, tidied_line,
};

mod command;
mod conversation;
mod emergency;
mod event;
mod files;
mod forget;
mod many;
mod people;
mod show;
pub use command::{Aside, Closure, Command};
pub use conversation::{Line, Marks, Message, Part, Reader, RingsAgain, Speaker, Text, WaitsFor};
pub use emergency::{Emergency, Standing};
pub use event::Event;
pub use files::{
    EXTRACT_LEN_MAX, FILE_LEN_MAX, FILES_LEN_MAX, FILES_MAX, FILES_PER_MESSAGE_MAX, File, FileKind,
    Held, NewFile,
};
pub use people::{GENERATION_MAX, Guest, INVITATIONS_SENT_MAX, PARTICIPANTS_MAX, address};
use show::Saying;

/// Most messages that one conversation holds; the next word opens a new emergency linked to it.
pub const MESSAGES_MAX: usize = 5_000;
/// A caller's words that no one of the vendor has seen for this long page again.
pub const UNREAD_AFTER: Duration = Duration::from_secs(120);
/// Most emergencies to which the same is written, or that are asked, in one go.
pub const TOLD_AT_ONCE_MAX: usize = 500;
/// Whoever says once more within this time that someone is in danger has been heard already.
pub const DANGER_AGAIN_AFTER: Duration = Duration::from_secs(60);
/// So many first words are kept for the figures.
const FIRST_WORDS_MAX: usize = 5_000;
/// Most emergencies that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 100;
/// A closed emergency leaves the live state after this long without a word.
pub const ARCHIVE_AFTER: Duration = Duration::from_secs(48 * 3600);
/// One that was set aside, which the customer never said was over, leaves it after this long; their
/// next word opens a new one that goes on from it.
pub const ASIDE_ARCHIVE_AFTER: Duration = Duration::from_secs(7 * 24 * 3600);

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
    /// It is longer than allowed.
    TooLong {
        /// The limit in bytes.
        len_max: usize,
    },
    /// Only the customer can do this.
    CustomerOnly,
    /// It does not stand where this could be done.
    Elsewhere,
    /// No more files fit into this conversation.
    TooManyFiles,
    /// No more people fit into one conversation.
    TooMany,
    /// No more invitations are sent for one emergency.
    TooManySent,
    /// What was typed is neither a mail address nor a telephone number.
    BadAddress,
    /// The number lacks its country's code.
    NationalNumber,
    /// Somebody must stay.
    LastOne,
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
                write!(f, "That is too long: at most {len_max} bytes fit. Send it in parts.")
            }
            Self::CustomerOnly => f.write_str("Only the customer can say this."),
            Self::Elsewhere => {
                f.write_str("That no longer fits: look at where the emergency stands now.")
            }
            Self::TooManyFiles => write!(
                f,
                "That is more than this conversation takes: {FILES_PER_MESSAGE_MAX} files with one \
                 message, {FILES_MAX} in all."
            ),
            Self::TooMany => write!(
                f,
                "At most {PARTICIPANTS_MAX} people take part in one conversation. Remove someone \
                 first."
            ),
            Self::TooManySent => f.write_str(
                "We have sent as many invitations as we can for one emergency. Leave the address \
                 empty and pass the link on yourself.",
            ),
            Self::BadAddress => f.write_str(
                "This is no mail address and no telephone number. Correct it, or leave it empty \
                 and pass the link on yourself.",
            ),
            Self::NationalNumber => f.write_str(
                "This number has no country's code. Write it as it is dialled from abroad, like \
                 +46 70 123 45 67.",
            ),
            Self::LastOne => {
                f.write_str("Nobody else takes part, so their link stays: they need a way to us.")
            }
        }
    }
}

/// A cry for help, as it came.
struct Call {
    words: String,
    who: String,
    reach: String,
    door: Option<ServiceKey>,
    follows: Option<EmergencyId>,
    language: Option<Language>,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The live ones, and those closed a little while ago.
    pub emergencies: OrdMap<EmergencyId, Arc<Emergency>>,
    /// Which emergency a participant belongs or once belonged to, archived ones included.
    pub participants: OrdMap<ParticipantId, EmergencyId>,
    /// Those whose links were taken away, as who they were when they first took part.
    pub removed: OrdSet<ParticipantId>,
    /// Which link of a participant works, where it is not the first.
    generations: OrdMap<ParticipantId, u32>,
    /// Who those first were who take part in what goes on from something earlier.
    roots: OrdMap<ParticipantId, ParticipantId>,
    /// The caller of the live emergency that goes on from another one, by that other one.
    pub successors: OrdMap<EmergencyId, ParticipantId>,
    /// Every file that is shown somewhere, archived emergencies included.
    pub files: OrdMap<FileId, Held>,
    /// Files that were shown once and were let go, and when: their bytes must not stay.
    pub dropped: OrdMap<FileId, Timestamp>,
    /// When somebody of the vendor first wrote, a message or an update, and how many seconds after
    /// the call; the oldest first.
    pub first_words: Vector<(Timestamp, u64)>,
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

    /// Where the emergency goes on now: itself, unless a live one goes on from it.
    #[must_use]
    pub fn latest(&self, emergency: EmergencyId) -> EmergencyId {
        let mut latest = emergency;
        while let Some(next) =
            self.successors.get(&latest).and_then(|caller| self.participants.get(caller))
        {
            latest = *next;
        }
        latest
    }

    fn known(&self, emergency: EmergencyId) -> Result<&Emergency, Refusal> {
        self.get(emergency).ok_or(Refusal::Unknown)
    }

    /// The caller's own emergency, where it goes on now.
    fn caller(&self, emergency: EmergencyId, actor: &Actor) -> Result<&Emergency, Refusal> {
        let known = self.known(self.latest(emergency))?;
        match actor {
            Actor::Participant(participant) if self.lets_in(*participant) == Some(emergency) => {
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
            Command::Open { words, who, reach, door, follows, language } => {
                let call = Call { words, who, reach, door, follows, language };
                Ok(self.open(call, moment))
            }
            Command::Say { emergency, message, words } => {
                let (files, level) = (Vec::new(), Level::Stranger);
                self.say(emergency, Saying { message, words, files, level }, moment)
            }
            Command::Impair { emergency, message, words } => {
                self.impair(emergency, message, words, moment)
            }
            Command::Disclose { emergency, message, words, level } => {
                Self::person(moment.actor)?;
                let files = Vec::new();
                self.say(emergency, Saying { message, words, files, level }, moment)
            }
            Command::Invite { emergency, name, to } => self.invite(emergency, &name, &to, moment),
            Command::Admit { emergency, participant, name } => {
                self.admit(emergency, participant, name)
            }
            Command::Remove { emergency, participant } => {
                self.remove(emergency, participant, moment.actor)
            }
            Command::Renew { emergency, participant } => {
                self.renew(emergency, participant, moment.actor)
            }
            Command::Share { emergency, message, by, words } => {
                let known = self.known(self.latest(emergency))?;
                let (emergency, number) = (known.id, known.next_number());
                let from = Speaker::Person(by);
                let level = Level::default();
                Ok(vec![Event::Said { emergency, message, number, from, words, level }])
            }
            Command::Show { emergency, message, words, files, level } => {
                // Callers withhold nothing from each other.
                if !level.is_for_all() {
                    Self::person(moment.actor)?;
                }
                self.say(emergency, Saying { message, words, files, level }, moment)
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
            // "Not yet" and "broken again" say the same: what stands is not so.
            Command::Deny { emergency } | Command::Reopen { emergency } => {
                let known = self.caller(emergency, moment.actor)?;
                let emergency = known.id;
                match known.standing {
                    Standing::Open => Ok(Vec::new()),
                    Standing::Asked { .. } => Ok(vec![Event::Denied { emergency }]),
                    Standing::SetAside { .. } | Standing::Closed { .. } => {
                        Ok(vec![Event::Reopened { emergency, broken: true }])
                    }
                }
            }
            Command::Differ { .. }
            | Command::Endanger { .. }
            | Command::Tell { .. }
            | Command::AskEach { .. } => self.of_many(command, moment),
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

    fn open(&self, call: Call, moment: &Moment<'_>) -> Vec<Event> {
        let Call { words, who, reach, door, follows, language } = call;
        let emergency = EmergencyId(moment.id());
        let participant = ParticipantId(moment.id());
        let owner = Owner::Participant(participant);
        // A cry for help is never refused for its length: what is beyond the limit is cut, and the
        // caller is told so.
        let mut lines = vec![Line::Received];
        let mut keep = |part: Part, (text, cut): (String, bool)| {
            if cut {
                let kept = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                lines.push(Line::Cut { part, kept });
            }
            (!text.is_empty()).then(|| Personal::new(owner.clone(), &text))
        };
        let words = keep(Part::Words, tidied(&words, WORDS_LEN_MAX));
        let who = keep(Part::Who, tidied_line(&who));
        let reach = keep(Part::Reach, tidied_line(&reach));
        let number = self.count + 1;
        let of = match moment.actor {
            Actor::Participant(of) if follows.is_some() && self.lets_in(*of) == follows => {
                Some(*of)
            }
            _ => None,
        };
        let opened = Event::Opened {
            emergency,
            participant,
            number,
            who,
            reach,
            door,
            follows,
            of,
            language,
        };
        let mut events = vec![opened];
        let from = Speaker::Participant(participant);
        events.extend(words.map(|words| {
            let message = MessageId(moment.id());
            let level = Level::Stranger;
            Event::Said { emergency, message, number: 1, from, words, level }
        }));
        for (line, number) in lines.into_iter().zip(u32::try_from(events.len()).unwrap_or(1)..) {
            events.push(Event::Noted { emergency, number, line });
        }
        events
    }

    fn mark(
        &self,
        emergency: EmergencyId,
        marks: Marks,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        // How far somebody has read counts only for the conversation that they read.
        let known = self.known(emergency)?;
        let reader = match actor {
            Actor::Participant(id) if known.participants.contains(id) => Reader::Participant(*id),
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
        let emergency = known.id;
        let Actor::Participant(participant) = actor else { return Err(Refusal::CustomerOnly) };
        // What is said of the caller is evidence of who calls: only they themselves say it.
        let own = self.counterpart_in(known, *participant).ok_or(Refusal::NotYours)?;
        if own != known.opener {
            return self.name(known, own, who);
        }
        let owner = Owner::Participant(own);
        let line = |text: Option<String>, old: &Option<Personal>| {
            let Some(text) = text else { return Ok(old.clone()) };
            let (text, cut) = tidied_line(&text);
            if cut {
                return Err(Refusal::TooLong { len_max: LINE_LEN_MAX });
            }
            let new = (!text.is_empty()).then(|| Personal::new(owner.clone(), &text));
            Ok(new.or_else(|| old.clone()))
        };
        let who = line(who, &known.who)?;
        let reach = line(reach, &known.reach)?;
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
        let known = self.caller(emergency, actor)?;
        let emergency = known.id;
        match known.standing {
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

    /// Takes an emergency out. What led to it leads to where it went on, if it did.
    fn leave(&mut self, emergency: EmergencyId) {
        let Some(known) = self.emergencies.remove(&emergency) else { return };
        let onward = self.successors.get(&emergency).copied();
        let led = self.successors.iter().filter(|(_, caller)| **caller == known.opener);
        let led: Vec<EmergencyId> = led.map(|(before, _)| *before).collect();
        for before in led {
            match onward {
                Some(caller) => self.successors.insert(before, caller),
                None => self.successors.remove(&before),
            };
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        self.evolve_people(event);
        if let Event::Opened {
            emergency,
            participant,
            number,
            who,
            reach,
            door,
            follows,
            language,
            ..
        } = event
        {
            self.count = *number;
            self.participants.insert(*participant, *emergency);
            if let Some(before) = follows {
                self.successors.insert(*before, *participant);
            }
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
                    language: *language,
                    opener: *participant,
                    participants: Vector::unit(*participant),
                    guests: OrdMap::new(),
                    messages: Vector::new(),
                    marks: OrdMap::new(),
                    standing: Standing::Open,
                    unread: None,
                    overlooked: false,
                    impact: None,
                    danger: None,
                    answered_by: OrdMap::new(),
                    touched_at: at,
                }),
            );
            return;
        }
        if let Event::Archived { emergency } = event {
            self.leave(*emergency);
            self.timers.set(emergency, None);
            return;
        }
        if let Event::Attached { emergency, number, file, name, kind, len, .. } = event {
            let (emergency, number) = (*emergency, *number);
            let (owner, kind, len) = (name.of.clone(), *kind, *len);
            self.files.insert(*file, Held { emergency, number, owner, kind, len });
        }
        // An update is a word of who wrote it, too.
        if let Event::Said { emergency, from: Speaker::Person(_), .. }
        | Event::Noted { emergency, line: Line::Updated, .. } = event
            && let Some(known) = self.get(*emergency).filter(|known| !known.was_written_to())
        {
            let after = at.since(known.opened_at).as_secs();
            if self.first_words.len() >= FIRST_WORDS_MAX {
                self.first_words.pop_front();
            }
            self.first_words.push_back((at, after));
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
            .map(|known| match known.overlooked_at() {
                Some((number, _)) => Event::Overlooked { emergency: known.id, number },
                None => Event::Archived { emergency: known.id },
            })
            .collect()
    }
}
