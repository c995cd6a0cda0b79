//! What an announcement had said before it was put right.

use std::sync::Arc;

use super::{Announcement, Event, FORMER_MAX, Notice, Refusal, Standing, State, tidy};
use crate::Moment;
use crate::words::{
    Language, NoticeId, PersonKey, Showing, SmolStr, Spoken, Timestamp, Translation, is_left_of,
    is_within,
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
        self.says(other) && self.reaches(other)
    }

    /// Whether everybody who reads another reads this one.
    fn reaches(&self, other: &Self) -> bool {
        is_within(&self.pages, &other.pages) && is_within(&self.audiences, &other.audiences)
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
    /// Whether readers can still read something that it had said.
    fn shows_former(&self) -> bool {
        self.former.iter().any(|one| !one.taken_back)
    }

    /// Keeps what readers have read of it, where they are to see that it says another thing now.
    /// Once it is for others as well, what it had said is kept no more: it was not said to them.
    pub(super) fn keep_former(
        &mut self,
        notice: &Notice,
        showing: Showing,
        (by, at): (&PersonKey, Timestamp),
    ) {
        if !self.notice.reaches(notice) {
            return self.former.clear();
        }
        // What began in this moment nobody has read.
        if self.began_at.is_none_or(|began| began == at) {
            return;
        }
        let same = self.notice.says(notice);
        let Notice { title, text, translations, .. } = self.notice.clone();
        let by = by.clone();
        let before = Former { at, by, title, text, translations, taken_back: false };
        match showing {
            Showing::Former if !same => self.former.push(before),
            // What is taken back may have stood there before this time as well, or only then.
            Showing::TakenBack if !same || self.shows_former() => {
                let (title, text, translations) = Default::default();
                self.former =
                    vec![Former { title, text, translations, taken_back: true, ..before }];
            }
            Showing::Nothing | Showing::Former | Showing::TakenBack => {}
        }
        let many = self.former.len().saturating_sub(FORMER_MAX);
        self.former.drain(..many);
    }
}

impl State {
    /// Announces it otherwise, at once.
    pub(super) fn change(
        &self,
        (announcement, by): (NoticeId, PersonKey),
        notice: Notice,
        tells: bool,
        takes_back: bool,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let written = self.written.get(&announcement);
        if let Some(written) = written.filter(|_| self.get(announcement).is_none()) {
            // Nothing of it is out that could be taken back.
            if takes_back {
                return Err(Refusal::SaysMore);
            }
            // What nobody has read yet goes out as it is written now.
            let notice = tidy(notice, None, Some(written), moment)?;
            let number = written.number;
            return Ok(self.posted(Event::Posted { announcement, number, notice, tells, by }));
        }
        // What is over can still be read.
        let known = match takes_back {
            true => self.get(announcement).ok_or(Refusal::Unknown)?,
            false => self.open(announcement)?,
        };
        let notice = tidy(notice, Some(known), None, moment)?;
        if takes_back && !known.notice.leaves_out_for(&notice) {
            return Err(Refusal::SaysMore);
        }
        let same = notice == known.notice;
        // Nobody is told the same twice, or of what is over.
        let over = known.standing == Standing::Over;
        let tells = tells && !over && !(same && known.told_at.is_some());
        // The words may stand where readers, or those who approve, can still read them.
        let kept = takes_back && (written.is_some() || known.shows_former());
        let changes = !same
            || kept
            || match known.standing {
                Standing::Waiting => tells != known.tells,
                Standing::Shown | Standing::Over => tells,
            };
        let before = if takes_back { Showing::TakenBack } else { Showing::Former };
        let withdrawn = written.map(|_| Event::Withdrawn { announcement });
        let changed = Event::Changed { announcement, notice, tells, by, before };
        Ok(withdrawn.into_iter().chain(changes.then_some(changed)).collect())
    }
}
