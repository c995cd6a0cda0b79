//! Words under a heading that readers have, and what they had said before they were put right.

use std::sync::Arc;

use super::{Language, PersonKey, Showing, SmolStr, Spoken, Timestamp, Translation, is_left_of};

/// Most former versions that are kept; the oldest makes room.
pub const FORMER_MAX: usize = 20;

/// Which part of a translation says the same as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What is known.
    Known,
    /// What it means for the reader.
    Impact,
}

impl Part {
    fn of(self, translation: &Translation) -> &Arc<str> {
        match self {
            Self::Known => &translation.known,
            Self::Impact => &translation.impact,
        }
    }
}

/// Words under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headed {
    /// The heading.
    pub title: SmolStr,
    /// What is said.
    pub text: Arc<str>,
    /// Both in further languages.
    pub translations: Vec<Translation>,
    /// Which part of these is the text.
    pub part: Part,
}

impl Headed {
    /// Whether another only leaves words out of this.
    #[must_use]
    pub fn leaves_out_for(&self, after: &Self) -> bool {
        let translated = after.translations.iter().all(|known| {
            let before = Translation::of(&self.translations, known.language);
            before.is_some_and(|before| {
                is_left_of(&known.title, &before.title)
                    && is_left_of(self.part.of(known), self.part.of(before))
            })
        });
        translated && is_left_of(&after.title, &self.title) && is_left_of(&after.text, &self.text)
    }
}

/// What was said to readers until it was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// When it was put right.
    pub at: Timestamp,
    /// By whom; nobody, where what it follows from changed.
    pub by: Option<PersonKey>,
    /// What it had said; nothing, where words were taken back.
    pub said: Headed,
    /// Whether words were taken back then: what it had said is not kept.
    pub taken_back: bool,
}

impl Former {
    /// The heading that it had, for a reader.
    #[must_use]
    pub fn title_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.said.translations, language);
        Spoken::of(&self.said.title, theirs.map(|known| known.title.as_str()))
    }

    /// What it said, for a reader.
    #[must_use]
    pub fn text_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.said.translations, language);
        Spoken::of(&self.said.text, theirs.map(|known| &**self.said.part.of(known)))
    }

    /// Whether readers can still read something that was said before.
    #[must_use]
    pub fn shows_any(all: &[Self]) -> bool {
        all.iter().any(|one| !one.taken_back)
    }

    /// Keeps what readers have read, where they are to see that it says another thing now.
    pub fn keep(
        all: &mut Vec<Self>,
        (before, after): (Headed, &Headed),
        showing: Showing,
        (by, at): (Option<PersonKey>, Timestamp),
    ) {
        let same = before == *after;
        match showing {
            Showing::Former if !same => {
                all.push(Self { at, by, said: before, taken_back: false });
            }
            // What is taken back may have stood there before this time as well, or only then.
            Showing::TakenBack if !same || Self::shows_any(all) => {
                let (title, text, translations) = Default::default();
                let said = Headed { title, text, translations, part: before.part };
                *all = vec![Self { at, by, said, taken_back: true }];
            }
            Showing::Nothing | Showing::Former | Showing::TakenBack => {}
        }
        let many = all.len().saturating_sub(FORMER_MAX);
        all.drain(..many);
    }
}
