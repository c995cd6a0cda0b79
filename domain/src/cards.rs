//! First-aid cards: what to do meanwhile, in the vendor's words and several languages; which steps
//! a caller has tried, and which cards a responder has sent.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    Actor, CardKey, EmergencyId, LINE_LEN_MAX, Language, PersonKey, Personal, ServiceKey, SmolStr,
    Timestamp, tidied_line,
};

mod shown;
pub use shown::Shown;

/// Most cards that one organisation has.
pub const CARDS_MAX: usize = 500;
/// Most steps of a card; nobody in a crisis follows more.
pub const STEPS_MAX: usize = 12;
/// Most cards that a caller is shown unasked.
pub const SHOWN_MAX: usize = 4;
/// Most cards that are sent into one emergency.
pub const SENT_MAX: usize = 20;
/// So many cards that were taken out can be brought back.
pub const REMOVED_MAX: usize = 20;

/// A card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// For which service; for all of them where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceKey>,
    /// For which kind of thing, such as "card terminal"; empty where it does not matter.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub asset: SmolStr,
    /// Where it stands among the cards of its service: the lowest comes first.
    #[serde(default)]
    pub order: u32,
    /// The same in each language, with the same steps.
    pub texts: Vec<Text>,
}

/// A card in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// In which.
    pub language: Language,
    /// Its heading, such as "Card terminals do not answer".
    pub title: SmolStr,
    /// What to do, step by step.
    pub steps: Vec<Arc<str>>,
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Defines a card, whole.
    Put {
        /// Which.
        card: CardKey,
        /// Its definition.
        profile: Card,
    },
    /// Puts a card before or behind its neighbour of the same service.
    Move {
        /// Which.
        card: CardKey,
        /// Whether it comes earlier.
        up: bool,
    },
    /// Takes a card out.
    Remove {
        /// Which.
        card: CardKey,
    },
    /// Brings a card back that was taken out.
    Restore {
        /// Which.
        card: CardKey,
    },
    /// A caller has tried a step and it did not help, or not tried it after all.
    Tick {
        /// In which emergency.
        emergency: EmergencyId,
        /// Of which card.
        card: CardKey,
        /// Of which edition of it, so that a tick never says more than the caller read.
        edition: u32,
        /// Which step, from 1.
        step: u16,
        /// Whether it was tried.
        tried: bool,
    },
    /// A responder sends a card to the callers of an emergency.
    Send {
        /// Which emergency.
        emergency: EmergencyId,
        /// Which card.
        card: CardKey,
    },
    /// The emergency has left the live state.
    Forget {
        /// Which.
        emergency: EmergencyId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A card was defined.
    Put {
        /// Which.
        card: CardKey,
        /// How.
        profile: Card,
    },
    /// A card was taken out.
    Removed {
        /// Which.
        card: CardKey,
    },
    /// A card that was taken out is there again.
    Restored {
        /// Which.
        card: CardKey,
    },
    /// A caller has tried a step, or not after all.
    Ticked {
        /// In which emergency.
        emergency: EmergencyId,
        /// Of which card.
        card: CardKey,
        /// Of which edition of it.
        edition: u32,
        /// Which step, from 1.
        step: u16,
        /// Whether it was tried, and did not help.
        tried: bool,
    },
    /// A card was sent to the callers of an emergency.
    Sent {
        /// Which emergency.
        emergency: EmergencyId,
        /// Which card.
        card: CardKey,
        /// Who sent it.
        by: PersonKey,
    },
    /// What a caller has tried is not at hand any more.
    Forgotten {
        /// In which emergency.
        emergency: EmergencyId,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such card.
    Unknown,
    /// The card has changed since it was read.
    Changed,
    /// It has no heading, or a heading or a kind of thing that is too long.
    BadTitle,
    /// It has no steps, too many, or one that is too long.
    BadSteps,
    /// It has other steps in one language than in another.
    UnevenSteps,
    /// It has no language, or one twice.
    BadLanguages,
    /// Too many cards.
    TooManyCards,
    /// Too many cards were sent already.
    TooManySent,
    /// It is sent by people of the vendor only.
    NotAPerson,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such card."),
            Self::Changed => f.write_str("The card has just changed. Please look at it again."),
            Self::BadTitle => {
                write!(f, "The card needs a heading of at most {LINE_LEN_MAX} bytes.")
            }
            Self::BadSteps => write!(
                f,
                "The card needs 1 to {STEPS_MAX} steps, one on each line, each of at most \
                 {LINE_LEN_MAX} bytes."
            ),
            Self::UnevenSteps => f.write_str(
                "The card needs the same steps in each language: as many lines, in the same order.",
            ),
            Self::BadLanguages => {
                f.write_str("The card needs at least one language, and each only once.")
            }
            Self::TooManyCards => write!(f, "At most {CARDS_MAX} cards are possible."),
            Self::TooManySent => {
                write!(f, "At most {SENT_MAX} cards can be sent into one emergency.")
            }
            Self::NotAPerson => f.write_str("Only a person of the vendor sends a card."),
        }
    }
}

/// A card and which of all texts of cards it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// It grows with each new text of any card.
    pub edition: u32,
    /// The card.
    pub card: Card,
}

/// What became of cards in one emergency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Helped {
    /// Which steps were tried, of which edition of a card.
    pub tried: OrdMap<(CardKey, u32), BTreeSet<u16>>,
    /// Which cards were sent, and by whom; the latest last.
    pub sent: Vector<(CardKey, PersonKey)>,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The cards.
    pub cards: OrdMap<CardKey, Arc<Edited>>,
    /// Those that were taken out lately, the latest last.
    pub removed: Vector<(CardKey, Arc<Edited>)>,
    /// What became of cards in live emergencies.
    pub helped: OrdMap<EmergencyId, Helped>,
    editions: u32,
}

impl State {
    /// The card of that key.
    #[must_use]
    pub fn get(&self, card: &CardKey) -> Option<&Edited> {
        self.cards.get(card).map(Arc::as_ref)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { card, profile } => {
                let profile = tidy(profile)?;
                if self.get(&card).is_some_and(|known| known.card == profile) {
                    return Ok(Vec::new());
                }
                self.has_room(&card)?;
                Ok(vec![Event::Put { card, profile }])
            }
            Command::Move { card, up } => {
                self.get(&card).ok_or(Refusal::Unknown)?;
                Ok(self.moved(&card, up))
            }
            Command::Remove { card } => match self.get(&card) {
                Some(_) => Ok(vec![Event::Removed { card }]),
                None => Err(Refusal::Unknown),
            },
            Command::Restore { card } => {
                if self.get(&card).is_some() {
                    return Ok(Vec::new());
                }
                self.has_room(&card)?;
                let known = self.removed.iter().any(|(removed, _)| *removed == card);
                if known { Ok(vec![Event::Restored { card }]) } else { Err(Refusal::Unknown) }
            }
            Command::Tick { emergency, card, edition, step, tried } => {
                let known = self.get(&card).ok_or(Refusal::Unknown)?;
                if known.edition != edition {
                    return Err(Refusal::Changed);
                }
                if !(1..=known.card.steps()).contains(&usize::from(step)) {
                    return Err(Refusal::Unknown);
                }
                let changes = self.tried(emergency, &card).contains(&step) != tried;
                let ticked = Event::Ticked { emergency, card, edition, step, tried };
                Ok(Vec::from_iter(changes.then_some(ticked)))
            }
            Command::Send { emergency, card } => self.send(emergency, card, moment.actor),
            Command::Forget { emergency } => {
                let known = self.helped.contains_key(&emergency);
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { emergency })))
            }
        }
    }

    fn has_room(&self, card: &CardKey) -> Result<(), Refusal> {
        let more = !self.cards.contains_key(card);
        if more && self.cards.len() >= CARDS_MAX { Err(Refusal::TooManyCards) } else { Ok(()) }
    }

    fn send(
        &self,
        emergency: EmergencyId,
        card: CardKey,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        let by = actor.person().cloned().ok_or(Refusal::NotAPerson)?;
        self.get(&card).ok_or(Refusal::Unknown)?;
        let sent = self.helped.get(&emergency).map(|helped| &helped.sent);
        if sent.is_some_and(|sent| sent.iter().any(|(known, _)| *known == card)) {
            return Ok(Vec::new());
        }
        if sent.is_some_and(|sent| sent.len() >= SENT_MAX) {
            return Err(Refusal::TooManySent);
        }
        Ok(vec![Event::Sent { emergency, card, by }])
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, _at: Timestamp) {
        match event {
            Event::Put { card, profile } => {
                // What was tried of a card counts on as long as its steps are the same.
                let known = self.get(card).filter(|known| known.card.texts == profile.texts);
                let edition = known.map_or(self.editions + 1, |known| known.edition);
                self.editions = self.editions.max(edition);
                let edited = Edited { edition, card: profile.clone() };
                self.cards.insert(card.clone(), Arc::new(edited));
                self.removed.retain(|(removed, _)| removed != card);
            }
            Event::Removed { card } => {
                if let Some(known) = self.cards.remove(card) {
                    self.removed.push_back((card.clone(), known));
                }
                if self.removed.len() > REMOVED_MAX {
                    self.removed.pop_front();
                }
            }
            Event::Restored { card } => {
                let place = self.removed.iter().position(|(removed, _)| removed == card);
                if let Some((card, known)) = place.map(|place| self.removed.remove(place)) {
                    self.cards.insert(card, known);
                }
            }
            Event::Ticked { emergency, card, edition, step, tried } => {
                let helped = self.helped.entry(*emergency).or_default();
                let steps = helped.tried.entry((card.clone(), *edition)).or_default();
                if *tried {
                    steps.insert(*step);
                } else {
                    steps.remove(step);
                }
            }
            Event::Sent { emergency, card, by } => {
                let helped = self.helped.entry(*emergency).or_default();
                helped.sent.push_back((card.clone(), by.clone()));
            }
            Event::Forgotten { emergency } => {
                self.helped.remove(emergency);
            }
        }
    }

    /// This room has no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

/// The card as it is kept.
fn tidy(card: Card) -> Result<Card, Refusal> {
    let (asset, cut) = tidied_line(&card.asset);
    if cut {
        return Err(Refusal::BadTitle);
    }
    let mut texts = Vec::with_capacity(card.texts.len());
    for text in &card.texts {
        texts.push(tidy_text(text)?);
    }
    let languages: BTreeSet<Language> = texts.iter().map(|text| text.language).collect();
    if texts.is_empty() || languages.len() != texts.len() {
        return Err(Refusal::BadLanguages);
    }
    if texts.iter().any(|text| text.steps.len() != texts[0].steps.len()) {
        return Err(Refusal::UnevenSteps);
    }
    texts.sort_by_key(|text| text.language);
    Ok(Card { asset: asset.into(), texts, ..card })
}

fn tidy_text(text: &Text) -> Result<Text, Refusal> {
    let (title, cut) = tidied_line(&text.title);
    if title.is_empty() || cut {
        return Err(Refusal::BadTitle);
    }
    let mut steps: Vec<Arc<str>> = Vec::new();
    for step in &text.steps {
        let (step, cut) = tidied_line(step);
        if cut {
            return Err(Refusal::BadSteps);
        }
        if !step.is_empty() {
            steps.push(step.into());
        }
    }
    if !(1..=STEPS_MAX).contains(&steps.len()) {
        return Err(Refusal::BadSteps);
    }
    Ok(Text { language: text.language, title: title.into(), steps })
}

impl Event {
    /// The emergency it belongs to, if to one.
    #[must_use]
    pub fn emergency(&self) -> Option<EmergencyId> {
        match self {
            Self::Put { .. } | Self::Removed { .. } | Self::Restored { .. } => None,
            Self::Ticked { emergency, .. }
            | Self::Sent { emergency, .. }
            | Self::Forgotten { emergency } => Some(*emergency),
        }
    }

    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
