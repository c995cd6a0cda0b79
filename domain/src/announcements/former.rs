//! What an announcement had said before it was put right.

use std::sync::Arc;

use super::{Announcement, FORMER_MAX, Notice};
use crate::words::{
    Language, PersonKey, Showing, SmolStr, Spoken, Timestamp, Translation, is_left_of, is_within,
};

/// What it said to readers until it was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// When it was put right.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonKey,
    /// The heading that it had.
    pub title: SmolStr,
    /// What it said.
    pub text: Arc<str>,
    /// Both in further languages.
    pub translations: Vec<Translation>,
    /// Whether words were taken back then: what it had said is not kept.
    pub taken_back: bool,
}

impl Former {
    /// The heading that it had, for a reader.
    #[must_use]
    pub fn title_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.translations, language);
        Spoken::of(&self.title, theirs.map(|known| known.title.as_str()))
    }

    /// What it said, for a reader.
    #[must_use]
    pub fn text_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.translations, language);
        Spoken::of(&self.text, theirs.map(|known| &*known.known))
    }
}

impl Notice {
    /// Whether it has the same words.
    pub(super) fn says(&self, other: &Self) -> bool {
        (&self.title, &self.text, &self.translations)
            == (&other.title, &other.text, &other.translations)
    }

    /// Whether another says nothing to anybody that this one does not: the same words, to no more
    /// readers.
    pub(super) fn says_no_less_than(&self, other: &Self) -> bool {
        self.says(other)
            && is_within(&self.pages, &other.pages)
            && is_within(&self.audiences, &other.audiences)
    }

    /// Whether another only leaves words out of this one.
    pub(super) fn leaves_out_for(&self, after: &Self) -> bool {
        let translated = after.translations.iter().all(|known| {
            let before = Translation::of(&self.translations, known.language);
            before.is_some_and(|before| {
                is_left_of(&known.title, &before.title) && is_left_of(&known.known, &before.known)
            })
        });
        let rest = |of: &Self| Self {
            title: SmolStr::default(),
            text: Arc::default(),
            translations: Vec::new(),
            ..of.clone()
        };
        translated
            && rest(self) == rest(after)
            && is_left_of(&after.title, &self.title)
            && is_left_of(&after.text, &self.text)
    }
}

impl Announcement {
    /// Keeps what readers have read of it, where they are to see that it says another thing now.
    pub(super) fn keep_former(
        &mut self,
        notice: &Notice,
        showing: Showing,
        (by, at): (&PersonKey, Timestamp),
    ) {
        if self.began_at.is_none() || self.notice.says(notice) {
            return;
        }
        let Notice { title, text, translations, .. } = self.notice.clone();
        let by = by.clone();
        let before = Former { at, by, title, text, translations, taken_back: false };
        match showing {
            Showing::Nothing => {}
            Showing::Former => self.former.push(before),
            // What is taken back may have stood there before this time as well.
            Showing::TakenBack => {
                let (title, text, translations) = Default::default();
                self.former =
                    vec![Former { title, text, translations, taken_back: true, ..before }];
            }
        }
        let many = self.former.len().saturating_sub(FORMER_MAX);
        self.former.drain(..many);
    }
}
