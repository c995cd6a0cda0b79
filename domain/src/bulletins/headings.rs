//! Under which heading a matter is told, in each language that it has one in.

use std::sync::Arc;

use super::{Bulletin, Entry};
use crate::words::{Language, Overview, SmolStr, Spoken, UpdateId};

impl Bulletin {
    /// The heading for a reader: the last that was written in their language, as long as what was
    /// written first says the same. A new heading is not followed by an old one in translation.
    #[must_use]
    pub fn title_in(&self, language: Language) -> Spoken<'_> {
        heading(self.entries.iter(), &self.title, language)
    }

    /// The heading that a word had, for a reader; and the one before it, where that was another.
    #[must_use]
    pub fn headings_of(&self, id: UpdateId, language: Language) -> Option<Headings<'_>> {
        let place = self.entries.iter().position(|entry| entry.id == id)?;
        let of = |place: usize| {
            let entry = self.entries.get(place)?;
            Some(heading(self.entries.iter().take(place + 1), &entry.title, language))
        };
        let title = |place: usize| self.entries.get(place).map(|entry| &entry.title);
        let before = place.checked_sub(1).filter(|before| title(*before) != title(place));
        Some(Headings { own: of(place)?, before: before.and_then(of) })
    }

    /// Whether its heading has been another at any time.
    #[must_use]
    pub fn was_renamed(&self) -> bool {
        self.entries.iter().any(|entry| entry.title != self.title)
    }

    /// What is said of it, with its heading in each language that it has one in: so it can be told
    /// where nothing else of it is at hand.
    #[must_use]
    pub fn entitled(&self, overview: &Overview) -> Overview {
        let titles = Language::ALL.map(|language| (language, self.title_in(language)));
        let titles = titles.into_iter().filter(|(_, title)| title.translated);
        titles.fold(overview.clone(), |said, (language, title)| said.titled(language, title.words))
    }
}

/// Under which heading a word was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headings<'a> {
    /// Its own.
    pub own: Spoken<'a>,
    /// That of the word before, where it was another.
    pub before: Option<Spoken<'a>>,
}

/// The heading of the last of some words, as it was last written in that language.
fn heading<'a>(
    words: impl DoubleEndedIterator<Item = &'a Arc<Entry>>,
    title: &'a SmolStr,
    language: Language,
) -> Spoken<'a> {
    let mut same = words.rev().take_while(|entry| entry.title == *title);
    Spoken::of(title, same.find_map(|entry| entry.overview.title(language)))
}
