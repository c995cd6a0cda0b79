//! Redactions: single messages and files that are taken out, by whom and when. For a few seconds
//! it can be undone; then the words are deleted for good, and the place stays.

use std::fmt;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{Actor, EmergencyId, FileId, Personal, Timestamp};

/// For so long nothing is deleted yet, and it can be undone.
pub const UNDO_FOR: Duration = Duration::from_secs(5);
/// Most redactions that wait for these seconds to pass; more are carried out at once.
const PENDING_MAX: usize = 1_000;

/// What is taken out: a message with everything in it, or one file of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// In which emergency.
    pub emergency: EmergencyId,
    /// Which message.
    pub number: u32,
    /// Which file of it; the whole message where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

impl Place {
    /// The message that it is, or that it belongs to.
    #[must_use]
    pub fn message(self) -> Self {
        Self { file: None, ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message/{}/{}", self.emergency, self.number)?;
        self.file.map_or(Ok(()), |file| write!(f, "/{file}"))
    }
}

impl Place {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("message/")?.split('/');
        let emergency = EmergencyId::parse(parts.next()?)?;
        let number = parts.next()?.parse().ok()?;
        let file = parts.next().map(FileId::parse);
        let whole = parts.next().is_none() && file != Some(None);
        whole.then_some(Self { emergency, number, file: file.flatten() })
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Takes something out.
    Redact {
        /// What.
        place: Place,
    },
    /// Leaves it there after all.
    Undo {
        /// What.
        place: Place,
    },
    /// Notes a redaction that was made before and that the log, restored from an older backup, has
    /// lost.
    Note {
        /// What was taken out.
        place: Place,
        /// By whom.
        by: Actor,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Somebody wants it out; nobody sees it any more, and nothing is deleted yet.
    Asked {
        /// What.
        place: Place,
        /// Who.
        by: Actor,
    },
    /// It stays after all.
    Undone {
        /// What.
        place: Place,
    },
    /// Its words and bytes, in every earlier event, are gone.
    Redacted {
        /// What.
        place: Place,
        /// Who wanted it out.
        by: Actor,
    },
}

impl Event {
    /// What it is about.
    #[must_use]
    pub fn place(&self) -> Place {
        let (Self::Asked { place, .. } | Self::Undone { place } | Self::Redacted { place, .. }) =
            self;
        *place
    }

    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such message or file.
    Unknown,
    /// It is somebody else's.
    NotYours,
    /// It is gone, or nobody wants it out.
    TooLate,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "There is no such message or file any more.",
            Self::NotYours => "You can take out only what you wrote or sent yourself.",
            Self::TooLate => "It is deleted already and cannot come back.",
        })
    }
}

/// One redaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Who wanted it out.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Until when it can be undone; nothing once it is carried out.
    pub undo_until: Option<Timestamp>,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What was taken out, for ever: a backup of before must not bring it back.
    pub done: OrdMap<Place, Redaction>,
    /// What is about to be.
    pub pending: OrdMap<Place, Redaction>,
}

impl State {
    /// Whether the message, or this file of it, is taken out or about to be.
    #[must_use]
    pub fn of(&self, place: Place) -> Option<&Redaction> {
        let one = |place: &Place| self.done.get(place).or_else(|| self.pending.get(place));
        one(&place).or_else(|| one(&place.message()))
    }

    /// Decides what a command brings about. Whether the message is there and whose it is, the
    /// corridor has asked.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Redact { place } => {
                if self.of(place).is_some() {
                    return Ok(Vec::new());
                }
                let by = moment.actor.clone();
                Ok(vec![match self.pending.len() < PENDING_MAX {
                    true => Event::Asked { place, by },
                    false => Event::Redacted { place, by },
                }])
            }
            Command::Undo { place } => match self.pending.get(&place) {
                None => Err(Refusal::TooLate),
                Some(pending) if may_undo(&pending.by, moment.actor) => {
                    Ok(vec![Event::Undone { place }])
                }
                Some(_) => Err(Refusal::NotYours),
            },
            Command::Note { place, by } => {
                let known = self.done.contains_key(&place);
                Ok(Vec::from_iter((!known).then_some(Event::Redacted { place, by })))
            }
        }
    }

    /// Replays an event; the words in the other rooms go in [`crate::State::evolve`].
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Asked { place, by } => {
                let undo_until = Some(at + UNDO_FOR);
                self.pending.insert(*place, Redaction { by: by.clone(), at, undo_until });
            }
            Event::Undone { place } => {
                self.pending.remove(place);
            }
            Event::Redacted { place, by } => {
                // When it was wanted is when nobody saw it any more.
                let at = self.pending.remove(place).map_or(at, |pending| pending.at);
                self.done.insert(*place, Redaction { by: by.clone(), at, undo_until: None });
            }
        }
    }

    /// When the next one can no longer be undone.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.pending.values().filter_map(|pending| pending.undo_until).min()
    }

    /// Carries out what nobody has undone.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let over = |pending: &Redaction| pending.undo_until.is_some_and(|by| by <= moment.now);
        let due = self.pending.iter().filter(|(_, pending)| over(pending));
        due.map(|(place, pending)| Event::Redacted { place: *place, by: pending.by.clone() })
            .collect()
    }
}

/// A caller takes back their own only; of the vendor, anyone does.
fn may_undo(by: &Actor, actor: &Actor) -> bool {
    by == actor || (actor.person().is_some() && by.person().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written_and_nothing_else_is() {
        let place = Place { emergency: EmergencyId(7), number: 3, file: None };
        for place in [place, Place { file: Some(FileId(u128::MAX)), ..place }] {
            assert_eq!(Place::parse(&place.to_string()), Some(place));
        }
        let id = EmergencyId(7);
        let hostile = [
            String::new(),
            "message/".into(),
            format!("message/{id}"),
            format!("message/{id}/-1"),
            format!("message/{id}/1/"),
            format!("message/{id}/1/{}/", FileId(1)),
        ];
        for text in hostile {
            assert_eq!(Place::parse(&text), None, "{text}");
        }
    }
}
