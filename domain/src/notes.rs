//! Notes: what colleagues write for each other about an incident. Callers never see one, unless
//! somebody shares it: then it leaves a few seconds later, and until then that can be undone.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    EmergencyId, IncidentId, MessageId, NoteId, Owner, PersonKey, Personal, Timestamp, tidy_words,
};

/// How long a share can be undone before it leaves.
pub const UNDO_WITHIN: Duration = Duration::from_secs(5);
/// Most notes of one live incident.
pub const NOTES_MAX: usize = 2_000;
/// Longest note, in bytes.
pub const NOTE_LEN_MAX: usize = 8 * 1024;
/// Most emergencies that one press shares a note with.
pub const AUDIENCE_MAX: usize = 500;
/// Most shares that leave in one step of time; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 50;

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Somebody writes a note.
    Write {
        /// About which incident.
        incident: IncidentId,
        /// What.
        words: String,
    },
    /// Somebody shares a note with callers, in their own name.
    Share {
        /// Which note.
        note: NoteId,
        /// With the callers of which emergencies.
        emergencies: Vec<EmergencyId>,
    },
    /// Somebody takes a share back before it has left.
    Undo {
        /// Of which note.
        note: NoteId,
    },
    /// Leaves the live state.
    Forget {
        /// Which incident.
        incident: IncidentId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Somebody wrote a note.
    Written {
        /// About which incident.
        incident: IncidentId,
        /// The new note.
        note: NoteId,
        /// Who.
        by: PersonKey,
        /// What.
        words: Personal,
    },
    /// A note will be shared.
    ShareOwed {
        /// Of which incident.
        incident: IncidentId,
        /// Which note.
        note: NoteId,
        /// By whom, in whose name it is said.
        by: PersonKey,
        /// With the callers of which emergencies, and as which message.
        to: Vec<(EmergencyId, MessageId)>,
        /// When it leaves, unless it is undone.
        due: Timestamp,
    },
    /// A share was taken back before it left.
    ShareUndone {
        /// Of which incident.
        incident: IncidentId,
        /// Of which note.
        note: NoteId,
        /// By whom.
        by: PersonKey,
    },
    /// A note left, and is a message now.
    Shared {
        /// Of which incident.
        incident: IncidentId,
        /// Which note.
        note: NoteId,
        /// In whose name.
        by: PersonKey,
        /// With the callers of which emergencies, and as which message.
        to: Vec<(EmergencyId, MessageId)>,
    },
    /// They left the live state.
    Forgotten {
        /// Of which incident.
        incident: IncidentId,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such incident is live.
    UnknownIncident,
    /// No such note.
    Unknown,
    /// Only a person of the vendor does this.
    NotYours,
    /// There is nothing in it.
    Empty,
    /// It is longer than allowed.
    TooLong,
    /// There are too many.
    TooMany,
    /// Nobody would read it.
    NoAudience,
    /// It has left already.
    TooLate,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIncident => f.write_str("There is no such live incident."),
            Self::Unknown => f.write_str("There is no such note any more."),
            Self::NotYours => f.write_str("Only a signed-in responder can do this."),
            Self::Empty => f.write_str("There is nothing in the note. Write something first."),
            Self::TooLong => write!(f, "A note has at most {NOTE_LEN_MAX} bytes. Write two."),
            Self::TooMany => write!(f, "At most {NOTES_MAX} notes are possible."),
            Self::NoAudience => f.write_str("Nobody would read it: choose with whom to share it."),
            Self::TooLate => {
                f.write_str("It has left already, and they can read it. Write to them once more.")
            }
        }
    }
}

/// With the callers of which emergencies a note is shared, and as which message.
pub type Readers = [(EmergencyId, MessageId)];

/// How far a note has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Share {
    /// It leaves then, unless it is undone.
    Owed {
        /// By whom.
        by: PersonKey,
        /// To whom.
        to: Vec<(EmergencyId, MessageId)>,
        /// When.
        due: Timestamp,
    },
    /// It has left.
    Left {
        /// By whom.
        by: PersonKey,
        /// To whom.
        to: Vec<(EmergencyId, MessageId)>,
        /// When.
        at: Timestamp,
    },
}

/// What somebody wrote for their colleagues.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// By whom.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// What.
    pub words: Personal,
    /// With whom it was shared, or will be, oldest first.
    pub shares: Vector<Share>,
    /// How often a share of it was undone.
    pub undone: u32,
}

impl Note {
    /// The share that has not left yet.
    #[must_use]
    pub fn owed(&self) -> Option<(&PersonKey, &Readers, Timestamp)> {
        match self.shares.last() {
            Some(Share::Owed { by, to, due }) => Some((by, to, *due)),
            _ => None,
        }
    }

    /// Whether it has left as this message.
    #[must_use]
    pub fn is_said_as(&self, message: MessageId) -> bool {
        self.shares.iter().any(|share| match share {
            Share::Left { to, .. } => to.iter().any(|(_, known)| *known == message),
            Share::Owed { .. } => false,
        })
    }

    /// Whether the callers of an emergency can read it.
    #[must_use]
    pub fn is_shared_with(&self, emergency: EmergencyId) -> bool {
        self.shares.iter().any(|share| match share {
            Share::Left { to, .. } => to.iter().any(|(known, _)| *known == emergency),
            Share::Owed { .. } => false,
        })
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The notes of each incident, oldest first.
    pub notes: OrdMap<IncidentId, Vector<Arc<Note>>>,
    /// Which incident a note is about.
    pub incidents: OrdMap<NoteId, IncidentId>,
    timers: Timers<NoteId>,
}

impl State {
    /// The notes of an incident, oldest first.
    pub fn of(&self, incident: IncidentId) -> impl DoubleEndedIterator<Item = &Note> {
        self.notes.get(&incident).into_iter().flatten().map(Arc::as_ref)
    }

    /// A note and the incident that it is about.
    #[must_use]
    pub fn note(&self, note: NoteId) -> Option<(IncidentId, &Note)> {
        let incident = *self.incidents.get(&note)?;
        Some((incident, self.of(incident).find(|known| known.id == note)?))
    }

    /// Decides what a command brings about. Whether the incident is live, the corridor has asked.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let by = || moment.actor.person().cloned().ok_or(Refusal::NotYours);
        match command {
            Command::Write { incident, words } => {
                let by = by()?;
                if words.len() > NOTE_LEN_MAX {
                    return Err(Refusal::TooLong);
                }
                let words = tidy_words(&words, NOTE_LEN_MAX);
                if words.is_empty() {
                    return Err(Refusal::Empty);
                }
                if self.notes.get(&incident).is_some_and(|notes| notes.len() >= NOTES_MAX) {
                    return Err(Refusal::TooMany);
                }
                let words = Personal::new(Owner::Person(by.clone()), &words);
                Ok(vec![Event::Written { incident, note: NoteId(moment.id()), by, words }])
            }
            Command::Share { note, emergencies } => {
                let by = by()?;
                let (incident, known) = self.note(note).ok_or(Refusal::Unknown)?;
                // Pressed twice, it is shared once.
                if known.owed().is_some() {
                    return Ok(Vec::new());
                }
                let fresh = emergencies.into_iter().filter(|id| !known.is_shared_with(*id));
                let to: Vec<_> =
                    fresh.take(AUDIENCE_MAX).map(|id| (id, MessageId(moment.id()))).collect();
                if to.is_empty() {
                    return Err(Refusal::NoAudience);
                }
                let due = moment.now + UNDO_WITHIN;
                Ok(vec![Event::ShareOwed { incident, note, by, to, due }])
            }
            Command::Undo { note } => {
                let by = by()?;
                let (incident, known) = self.note(note).ok_or(Refusal::Unknown)?;
                match (known.owed(), known.shares.is_empty()) {
                    (Some(_), _) => Ok(vec![Event::ShareUndone { incident, note, by }]),
                    (None, true) => Ok(Vec::new()),
                    (None, false) => Err(Refusal::TooLate),
                }
            }
            Command::Forget { incident } => {
                let known = self.notes.contains_key(&incident);
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { incident })))
            }
        }
    }

    /// Lets go of the words of one who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let concerned = |notes: &Vector<Arc<Note>>| notes.iter().any(|n| n.words.is_of(owner));
        let ids = self.notes.iter().filter(|(_, notes)| concerned(notes)).map(|(id, _)| *id);
        for id in ids.collect::<Vec<_>>() {
            for note in self.notes.get_mut(&id).into_iter().flatten() {
                if note.words.is_of(owner) {
                    Arc::make_mut(note).words.forget(owner);
                }
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Written { incident, note, by, words } => {
                self.incidents.insert(*note, *incident);
                let (by, words) = (by.clone(), words.clone());
                let note = Note { id: *note, by, at, words, shares: Vector::new(), undone: 0 };
                self.notes.entry(*incident).or_default().push_back(Arc::new(note));
            }
            Event::ShareOwed { note, by, to, due, .. } => {
                let share = Share::Owed { by: by.clone(), to: to.clone(), due: *due };
                self.change(*note, |known| known.shares.push_back(share));
            }
            Event::ShareUndone { note, .. } => {
                self.change(*note, |known| {
                    known.shares.pop_back();
                    known.undone += 1;
                });
            }
            Event::Shared { note, by, to, .. } => {
                let share = Share::Left { by: by.clone(), to: to.clone(), at };
                self.change(*note, |known| {
                    known.shares.pop_back();
                    known.shares.push_back(share);
                });
            }
            Event::Forgotten { incident } => {
                for note in self.notes.remove(incident).into_iter().flatten() {
                    self.incidents.remove(&note.id);
                    self.timers.set(&note.id, None);
                }
            }
        }
    }

    fn change(&mut self, note: NoteId, change: impl FnOnce(&mut Note)) {
        let Some(incident) = self.incidents.get(&note) else { return };
        let notes = self.notes.get_mut(incident).into_iter().flatten();
        if let Some(known) = notes.into_iter().find(|known| known.id == note) {
            let known = Arc::make_mut(known);
            change(known);
            self.timers.set(&note, known.owed().map(|(_, _, due)| due));
        }
    }

    /// When the next share leaves.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        let due = due.filter_map(|note| self.note(*note));
        due.filter_map(|(incident, known)| {
            let (by, to, _) = known.owed()?;
            let (by, to) = (by.clone(), to.to_vec());
            Some(Event::Shared { incident, note: known.id, by, to })
        })
        .collect()
    }
}

impl Event {
    /// The incident it belongs to.
    #[must_use]
    pub fn incident(&self) -> IncidentId {
        match self {
            Self::Written { incident, .. }
            | Self::ShareOwed { incident, .. }
            | Self::ShareUndone { incident, .. }
            | Self::Shared { incident, .. }
            | Self::Forgotten { incident } => *incident,
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        if let Self::Written { words, .. } = self {
            visit(words);
        }
    }
}
