//! What an announcement had said before it was put right.

use std::sync::Arc;

use super::{Announcement, Event, Notice, Refusal, Standing, State, tidy, worded};
use crate::Moment;
use crate::words::{
    Former, Headed, NoticeId, Part, PersonKey, Showing, SmolStr, Timestamp, is_within,
};

impl Notice {
    /// Its words.
    fn headed(&self) -> Headed {
        Headed {
            title: self.title.clone(),
            text: self.text.clone(),
            translations: self.translations.clone(),
            part: Part::Known,
        }
    }

    /// Whether it has the same words.
    pub(super) fn says(&self, other: &Self) -> bool {
        self.headed() == other.headed()
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
        let rest = |of: &Self| Self {
            title: SmolStr::default(),
            text: Arc::default(),
            translations: Vec::new(),
            ..of.clone()
        };
        rest(self) == rest(after) && self.headed().leaves_out_for(&after.headed())
    }
}

impl Announcement {
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
        let both = (self.notice.headed(), &notice.headed());
        Former::keep(&mut self.former, both, showing, (Some(by.clone()), at));
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
        let notice = match takes_back {
            // Only words are looked at: what it names may be gone by now, and what it says is not.
            true => worded(notice, Some(known))?,
            false => tidy(notice, Some(known), None, moment)?,
        };
        if takes_back && !known.notice.leaves_out_for(&notice) {
            return Err(Refusal::SaysMore);
        }
        let same = notice == known.notice;
        // Nobody is told the same twice, or of what is over.
        let over = known.standing == Standing::Over;
        let tells = tells && !over && !(same && known.told_at.is_some());
        // The words may stand where readers, or those who approve, can still read them.
        let kept = takes_back && (written.is_some() || Former::shows_any(&known.former));
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
