//! Which cards somebody sees, in which order and language, and what was tried of them.

use std::collections::BTreeSet;

use super::{Card, Edited, Event, SHOWN_MAX, State, Text};
use crate::words::{CardKey, EmergencyId, Language, PersonKey, ServiceKey};

/// A card as a caller sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown<'a> {
    /// Which.
    pub key: &'a CardKey,
    /// The card.
    pub known: &'a Edited,
    /// Who sent it, if a person did.
    pub by: Option<&'a PersonKey>,
}

impl Card {
    /// The card in that language; or else in English, or else in whichever there is.
    #[must_use]
    pub fn text(&self, language: Language) -> Option<&Text> {
        let of = |language| self.texts.iter().find(|text| text.language == language);
        of(language).or_else(|| of(Language::default())).or_else(|| self.texts.first())
    }

    /// How many steps it has.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.texts.first().map_or(0, |text| text.steps.len())
    }
}

impl State {
    /// All cards, by service and in their order; those for all services come last.
    #[must_use]
    pub fn listed(&self) -> Vec<(&CardKey, &Edited)> {
        let mut all: Vec<(&CardKey, &Edited)> =
            self.cards.iter().map(|(key, known)| (key, &**known)).collect();
        all.sort_by_key(|(key, known)| {
            let card = &known.card;
            (card.service.is_none(), card.service.clone(), card.order, (*key).clone())
        });
        all
    }

    /// The cards of a service and those for all, in the order in which they help.
    #[must_use]
    pub fn fitting(&self, service: Option<&ServiceKey>) -> Vec<(&CardKey, &Edited)> {
        let fits = |card: &Card| card.service.is_none() || card.service.as_ref() == service;
        let mut all = self.listed();
        all.retain(|(_, known)| fits(&known.card));
        all
    }

    /// Which cards a caller sees: those that were sent, the latest first; then those of the
    /// service, and of these first whatever names the kind of thing that they wrote of. Nothing
    /// here depends on who they are taken to be, so nothing of that shows.
    #[must_use]
    pub fn shown(
        &self,
        emergency: EmergencyId,
        service: Option<&ServiceKey>,
        words: &str,
    ) -> Vec<Shown<'_>> {
        let sent = self.helped.get(&emergency).map(|helped| &helped.sent);
        let sent = sent.into_iter().flatten().rev();
        let mut shown: Vec<Shown<'_>> = sent
            .filter_map(|(key, by)| {
                let (key, known) = self.cards.get_key_value(key)?;
                Some(Shown { key, known, by: Some(by) })
            })
            .collect();
        let words = words.to_lowercase();
        let mut others = self.fitting(service);
        others.retain(|(key, _)| !shown.iter().any(|sent| sent.key == *key));
        others.sort_by_key(|(_, known)| {
            let asset = known.card.asset.to_lowercase();
            asset.is_empty() || !words.contains(&asset)
        });
        let others = others.into_iter().take(SHOWN_MAX);
        shown.extend(others.map(|(key, known)| Shown { key, known, by: None }));
        shown
    }

    /// Which steps of the card, as it is now, were tried.
    #[must_use]
    pub fn tried(&self, emergency: EmergencyId, card: &CardKey) -> BTreeSet<u16> {
        let edition = self.get(card).map_or(0, |known| known.edition);
        let helped = self.helped.get(&emergency);
        let tried = helped.and_then(|helped| helped.tried.get(&(card.clone(), edition)));
        tried.cloned().unwrap_or_default()
    }

    /// The definitions by which a card changes places with its neighbour; none at either end.
    pub(super) fn moved(&self, card: &CardKey, up: bool) -> Vec<Event> {
        let service = self.get(card).and_then(|known| known.card.service.clone());
        let mut own = self.listed();
        own.retain(|(_, known)| known.card.service == service);
        let Some(place) = own.iter().position(|(key, _)| *key == card) else { return Vec::new() };
        let other = if up { place.checked_sub(1) } else { Some(place + 1) };
        let Some(other) = other.filter(|other| *other < own.len()) else { return Vec::new() };
        own.swap(place, other);
        let numbered = own.into_iter().zip(1_u32..);
        let changed = numbered.filter(|((_, known), order)| known.card.order != *order);
        let put = changed.map(|((key, known), order)| {
            let profile = Card { order, ..known.card.clone() };
            Event::Put { card: key.clone(), profile }
        });
        put.collect()
    }
}
