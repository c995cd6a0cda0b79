//! First-aid cards: what to do meanwhile, in the vendor's words, and what of it a caller has done.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    CardKey, EmergencyId, LINE_LEN_MAX, Personal, ServiceKey, SmolStr, Timestamp, tidied,
    tidied_line,
};

/// Most cards that one organisation has.
pub const CARDS_MAX: usize = 500;
/// Most steps of a card; nobody in a crisis follows more.
pub const STEPS_MAX: usize = 20;
/// Longest step, in bytes.
pub const STEP_LEN_MAX: usize = 500;
/// Most cards that are shown to one caller.
pub const SHOWN_MAX: usize = 4;

/// A card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its heading, such as "Card terminals do not answer".
    pub title: SmolStr,
    /// For which service; for all of them where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceKey>,
    /// For which kind of thing, as customers call it; empty where it does not matter.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub asset: SmolStr,
    /// In which language, such as "de"; empty where there is only one.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub language: SmolStr,
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
    /// Takes a card out.
    Remove {
        /// Which.
        card: CardKey,
    },
    /// A caller has done a step, or not after all.
    Tick {
        /// In which emergency.
        emergency: EmergencyId,
        /// Of which card.
        card: CardKey,
        /// Of which edition of it, so that a tick never says more than the caller read.
        edition: u32,
        /// Which step, from 1.
        step: u16,
        /// Whether it is done.
        done: bool,
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
    /// A caller has done a step, or not after all.
    Ticked {
        /// In which emergency.
        emergency: EmergencyId,
        /// Of which card.
        card: CardKey,
        /// Of which edition of it.
        edition: u32,
        /// Which step, from 1.
        step: u16,
        /// Whether it is done.
        done: bool,
    },
    /// What a caller has done is not at hand any more.
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
    /// It has no heading, or a heading that is too long.
    BadTitle,
    /// It has no steps, too many, or one that is too long.
    BadSteps,
    /// The language is no such code.
    BadLanguage,
    /// Too many cards.
    TooManyCards,
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
                 {STEP_LEN_MAX} bytes."
            ),
            Self::BadLanguage => {
                f.write_str("Write the language as a code of two or three letters, such as \"de\".")
            }
            Self::TooManyCards => write!(f, "At most {CARDS_MAX} cards are possible."),
        }
    }
}

/// A card and how often it was defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// How often; it grows with each definition.
    pub edition: u32,
    /// The card.
    pub card: Card,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The cards.
    pub cards: OrdMap<CardKey, Arc<Edited>>,
    /// Which steps are done in which live emergency, of which edition.
    pub done: OrdMap<EmergencyId, OrdMap<(CardKey, u32), BTreeSet<u16>>>,
    editions: u32,
}

impl State {
    /// The card of that key.
    #[must_use]
    pub fn get(&self, card: &CardKey) -> Option<&Edited> {
        self.cards.get(card).map(Arc::as_ref)
    }

    /// Which cards a caller sees who calls about this service: those of the service first, then
    /// those for all. Of several languages it is the reader's, or else those without any, or else
    /// whichever there is.
    #[must_use]
    pub fn shown(&self, service: Option<&ServiceKey>, language: &str) -> Vec<(&CardKey, &Edited)> {
        let fits = |card: &Card| card.service.is_none() || card.service.as_ref() == service;
        let mut found: Vec<(&CardKey, &Edited)> =
            self.cards.iter().map(|(key, card)| (key, &**card)).collect();
        found.retain(|(_, known)| fits(&known.card));
        let rank = |known: &Edited| match known.card.language.as_str() {
            own if own == language => 0,
            "" => 1,
            _ => 2,
        };
        let same = |one: &Edited, other: &Edited| {
            one.card.service == other.card.service && one.card.asset == other.card.asset
        };
        let all = found.clone();
        found.retain(|(_, known)| {
            all.iter().all(|(_, other)| !same(known, other) || rank(known) <= rank(other))
        });
        found.sort_by_key(|(key, known)| {
            (known.card.service.is_none(), known.card.asset.clone(), (*key).clone())
        });
        found.truncate(SHOWN_MAX);
        found
    }

    /// Which steps of the card, as it is now, the caller has done.
    #[must_use]
    pub fn done(&self, emergency: EmergencyId, card: &CardKey) -> BTreeSet<u16> {
        let edition = self.get(card).map_or(0, |known| known.edition);
        let done = self.done.get(&emergency).and_then(|done| done.get(&(card.clone(), edition)));
        done.cloned().unwrap_or_default()
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, _moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { card, profile } => {
                let profile = tidy(profile)?;
                if self.get(&card).is_some_and(|known| known.card == profile) {
                    return Ok(Vec::new());
                }
                if self.cards.len() >= CARDS_MAX && !self.cards.contains_key(&card) {
                    return Err(Refusal::TooManyCards);
                }
                Ok(vec![Event::Put { card, profile }])
            }
            Command::Remove { card } => match self.get(&card) {
                Some(_) => Ok(vec![Event::Removed { card }]),
                None => Err(Refusal::Unknown),
            },
            Command::Tick { emergency, card, edition, step, done } => {
                let known = self.get(&card).ok_or(Refusal::Unknown)?;
                if known.edition != edition {
                    return Err(Refusal::Changed);
                }
                if !(1..=known.card.steps.len()).contains(&usize::from(step)) {
                    return Err(Refusal::Unknown);
                }
                let changes = self.done(emergency, &card).contains(&step) != done;
                let ticked = Event::Ticked { emergency, card, edition, step, done };
                Ok(Vec::from_iter(changes.then_some(ticked)))
            }
            Command::Forget { emergency } => {
                let known = self.done.contains_key(&emergency);
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { emergency })))
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, _at: Timestamp) {
        match event {
            Event::Put { card, profile } => {
                self.editions += 1;
                let edited = Edited { edition: self.editions, card: profile.clone() };
                self.cards.insert(card.clone(), Arc::new(edited));
            }
            Event::Removed { card } => {
                self.cards.remove(card);
            }
            Event::Ticked { emergency, card, edition, step, done } => {
                let of_emergency = self.done.entry(*emergency).or_default();
                let steps = of_emergency.entry((card.clone(), *edition)).or_default();
                if *done {
                    steps.insert(*step);
                } else {
                    steps.remove(step);
                }
            }
            Event::Forgotten { emergency } => {
                self.done.remove(emergency);
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
    let line = |text: &str| tidied_line(text);
    let (title, cut) = line(&card.title);
    if title.is_empty() || cut {
        return Err(Refusal::BadTitle);
    }
    let (asset, cut) = line(&card.asset);
    if cut {
        return Err(Refusal::BadTitle);
    }
    let language = card.language.trim().to_ascii_lowercase();
    let is_code = matches!(language.len(), 2..=3)
        && language.bytes().all(|letter| letter.is_ascii_lowercase());
    if !(language.is_empty() || is_code) {
        return Err(Refusal::BadLanguage);
    }
    let mut steps: Vec<Arc<str>> = Vec::new();
    for step in &card.steps {
        let (step, cut) = tidied(step, STEP_LEN_MAX);
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
    let (title, asset, language) = (title.into(), asset.into(), language.into());
    Ok(Card { title, service: card.service, asset, language, steps })
}

impl Event {
    /// The emergency it belongs to, if to one.
    #[must_use]
    pub fn emergency(&self) -> Option<EmergencyId> {
        match self {
            Self::Put { .. } | Self::Removed { .. } => None,
            Self::Ticked { emergency, .. } | Self::Forgotten { emergency } => Some(*emergency),
        }
    }

    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
