//! One emergency: where it stands, and how each event changes it.

use std::sync::Arc;

use imbl::{OrdMap, Vector};

use super::{
    ARCHIVE_AFTER, ASIDE_ARCHIVE_AFTER, Aside, Closure, Event, File, Guest, Line, MESSAGES_MAX,
    Marks, Message, Reader, Speaker, Text, UNREAD_AFTER,
};
use crate::words::{
    EmergencyId, Language, Level, ParticipantId, PersonKey, Personal, ServiceKey, Timestamp,
};

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
    /// Closed by the customer, or going on elsewhere.
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
    /// The archived or full emergency it goes on from.
    pub follows: Option<EmergencyId>,
    /// The language in which the caller reads us, where it is known.
    pub language: Option<Language>,
    /// Who called.
    pub opener: ParticipantId,
    /// Those who take part and are not of the vendor.
    pub participants: Vector<ParticipantId>,
    /// Those who did not call, and once took part or still do.
    pub guests: OrdMap<ParticipantId, Guest>,
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
    /// The message that says what it stops the customer doing.
    pub impact: Option<u32>,
    /// Since when someone is said to be in danger.
    pub danger: Option<Timestamp>,
    /// Who of the vendor has written here, and when last.
    pub answered_by: OrdMap<PersonKey, Timestamp>,
    /// The last word or change.
    pub touched_at: Timestamp,
}

impl Emergency {
    /// What callers wrote, each with the number of its message.
    pub fn words_of_callers(&self) -> impl Iterator<Item = (u32, &Personal)> {
        self.messages.iter().filter_map(|message| match (&message.from, &message.text) {
            (Speaker::Participant(_), Text::Words(words)) if !words.is_empty() => {
                Some((message.number, words))
            }
            _ => None,
        })
    }

    /// The first words of the caller, if any were written.
    #[must_use]
    pub fn first_words(&self) -> Option<&Personal> {
        self.words_of_callers().next().map(|(_, words)| words)
    }

    /// Whether a person of the vendor has written to the caller, in the conversation or an update.
    #[must_use]
    pub fn was_written_to(&self) -> bool {
        let updated = |known: &Arc<Message>| matches!(known.text, Text::Line(Line::Updated));
        !self.answered_by.is_empty() || self.messages.iter().any(updated)
    }

    /// What it stops the customer doing, in their own words, where they were asked and said so.
    #[must_use]
    pub fn impact(&self) -> Option<&Message> {
        self.message(self.impact?)
    }

    /// Whether its conversation holds no more words; Mayday's own lines always have room.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.messages.len() >= MESSAGES_MAX
    }

    /// Whether it was full and goes on in another emergency.
    #[must_use]
    pub fn went_on(&self) -> bool {
        matches!(self.standing, Standing::Closed { how: Closure::GoesOn, .. })
    }

    pub(super) fn next_number(&self) -> u32 {
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

impl Emergency {
    /// When this emergency next needs the clock.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.overlooked_at().map(|(_, at)| at).or(self.archived_at())
    }

    /// The oldest unread word, and when it will have been overlooked.
    pub(super) fn overlooked_at(&self) -> Option<(u32, Timestamp)> {
        match (&self.standing, self.unread) {
            (Standing::SetAside { .. }, _) | (_, None) => None,
            (_, Some((number, since))) => {
                (!self.overlooked).then(|| (number, since + UNREAD_AFTER))
            }
        }
    }

    /// When it leaves the live state, if nothing more is said.
    fn archived_at(&self) -> Option<Timestamp> {
        match self.standing {
            Standing::Closed { .. } if self.unread.is_none() => {
                Some(self.touched_at + ARCHIVE_AFTER)
            }
            Standing::SetAside { .. } => Some(self.touched_at + ASIDE_ARCHIVE_AFTER),
            _ => None,
        }
    }

    /// Replays an event of this emergency; views of archived ones are folded with it too.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        if !matches!(event, Event::Marked { .. }) {
            self.touched_at = at;
        }
        match event {
            Event::Said { message, number, from, words, level, .. } => {
                let text = Text::Words(words.clone());
                let (number, id, from, level) = (*number, Some(*message), from.clone(), *level);
                let files = Vec::new();
                self.add(Message { number, id, from, at, text, files, level }, at);
            }
            Event::Attached { number, file, name, kind, len, extract, .. } => {
                let file = File {
                    id: *file,
                    name: name.clone(),
                    kind: *kind,
                    len: *len,
                    extract: extract.clone(),
                };
                self.change(*number, |message| message.files.push(file));
            }
            Event::Noted { number, line, .. } => {
                let text = Text::Line(line.clone());
                let (number, from, level) = (*number, Speaker::Mayday, Level::Stranger);
                let files = Vec::new();
                self.add(Message { number, id: None, from, at, text, files, level }, at);
            }
            Event::Marked { reader, marks, .. } => {
                self.marks.insert(reader.clone(), *marks);
                let seen = self.seen_by_vendor().seen;
                if self.unread.is_some_and(|(number, _)| number <= seen) {
                    self.unread = self.first_unread_after(seen);
                    self.overlooked = false;
                }
            }
            Event::Impaired { number, .. } => self.impact = Some(*number),
            Event::Introduced { who, reach, .. } => {
                self.who.clone_from(who);
                self.reach.clone_from(reach);
            }
            Event::Asked { .. } => self.standing = Standing::Asked { at },
            Event::Denied { .. } | Event::Reopened { .. } => self.standing = Standing::Open,
            Event::Endangered { .. } => {
                self.standing = Standing::Open;
                self.danger = Some(at);
            }
            Event::Closed { how, .. } => {
                self.danger = None;
                self.standing = Standing::Closed { how: *how, at };
                // Who declares it over does not wait for an answer to what stands above.
                self.unread = None;
            }
            Event::WentOn { .. } => {
                self.standing = Standing::Closed { how: Closure::GoesOn, at };
                // Whoever reads on reads it there.
                self.unread = None;
            }
            Event::SetAside { reason, by, .. } => {
                self.danger = None;
                self.standing = Standing::SetAside { reason: *reason, by: by.clone(), at };
            }
            Event::Overlooked { .. } => self.overlooked = true,
            Event::Invited { .. }
            | Event::Admitted { .. }
            | Event::Named { .. }
            | Event::Removed { .. } => self.evolve_people(event, at),
            Event::Opened { .. }
            | Event::Differed { .. }
            | Event::Archived { .. }
            | Event::Renewed { .. } => {}
        }
    }

    /// The message of that number.
    #[must_use]
    pub fn message(&self, number: u32) -> Option<&Message> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.messages.get(index).map(Arc::as_ref)
    }

    /// Every file that is still there, with the message that it came with.
    pub fn files(&self) -> impl Iterator<Item = (&Message, &File)> {
        self.messages.iter().flat_map(|known| known.files.iter().map(move |file| (&**known, file)))
    }

    pub(super) fn change(&mut self, number: u32, change: impl FnOnce(&mut Message)) {
        let index = usize::try_from(number).unwrap_or(usize::MAX).wrapping_sub(1);
        if let Some(message) = self.messages.get_mut(index) {
            change(Arc::make_mut(message));
        }
    }

    fn add(&mut self, message: Message, at: Timestamp) {
        match &message.from {
            // A new word after one that was overlooked is a new reason to ring.
            Speaker::Participant(_) if self.unread.is_none() || self.overlooked => {
                self.unread = Some((message.number, at));
                self.overlooked = false;
            }
            // Who writes to the caller has read what stands above.
            Speaker::Person(person) => {
                self.answered_by.insert(person.clone(), at);
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
