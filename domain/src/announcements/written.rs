//! What was written and is not out: somebody may still object to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Announcement, Event, Notice, OPEN_MAX, Refusal, Showing, Standing, State, tidy};
use crate::Moment;
use crate::words::{NoticeId, PersonKey, Timestamp, UpdateId};

/// What was written of an announcement and is not out.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Of which.
    pub announcement: NoticeId,
    /// The number that it has, or is to have.
    pub number: u32,
    /// This writing of it.
    pub entry: UpdateId,
    /// What it is to say.
    pub notice: Notice,
    /// Whether subscribers are to be told.
    pub tells: bool,
    /// Who wrote it.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}

impl State {
    /// All of them as they were last written, whether that is out or not, the latest first.
    #[must_use]
    pub fn as_written(&self) -> Vec<Announcement> {
        let known = self.all.values().map(|known| self.with_written(known));
        let new = self.written.values().filter(|one| !self.all.contains_key(&one.announcement));
        let mut all: Vec<Announcement> = known.chain(new.map(|one| blank(one))).collect();
        all.sort_by_key(|known| std::cmp::Reverse((known.notice.from, known.number)));
        all
    }

    /// The one of that number as it was last written.
    #[must_use]
    pub fn numbered_as_written(&self, number: u32) -> Option<Announcement> {
        let new = || self.written.values().find(|one| one.number == number);
        match self.numbered(number) {
            Some(known) => Some(self.with_written(known)),
            None => new().map(|one| blank(one)),
        }
    }

    fn with_written(&self, known: &Announcement) -> Announcement {
        match self.written.get(&known.id) {
            Some(one) => Announcement { notice: one.notice.clone(), ..known.clone() },
            None => known.clone(),
        }
    }

    pub(super) fn has_room(&self) -> Result<(), Refusal> {
        let open = self.all.values().filter(|known| Self::is_open(known)).count();
        let new = self.written.keys().filter(|id| !self.all.contains_key(*id)).count();
        if open + new >= OPEN_MAX { Err(Refusal::TooMany) } else { Ok(()) }
    }

    /// Keeps what is written apart, until it is let out. What says nothing more to anybody, such as
    /// an earlier end, holds at once.
    pub(super) fn write(
        &self,
        announcement: Option<NoticeId>,
        notice: Notice,
        tells: bool,
        by: PersonKey,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let before = announcement.and_then(|id| self.written.get(&id)).map(Arc::as_ref);
        let known = match announcement {
            Some(id) if before.is_none() || self.get(id).is_some() => Some(self.open(id)?),
            _ => None,
        };
        let tidied = tidy(notice.clone(), known, before, moment)?;
        if before.is_some_and(|before| (&before.notice, before.tells) == (&tidied, tells)) {
            return Ok(Vec::new());
        }
        if let Some(known) = known.filter(|known| known.notice.says_no_less_than(&tidied)) {
            return self.change((known.id, by), notice, tells, false, moment);
        }
        if known.is_none() && before.is_none() {
            self.has_room()?;
        }
        let number = known.map(|known| known.number).or(before.map(|before| before.number));
        let number = number.unwrap_or(self.count + 1);
        let announcement = announcement.unwrap_or_else(|| NoticeId(moment.id()));
        let entry = UpdateId(moment.id());
        // Until when it stands is no word, and holds at once: nothing lapses while its words wait.
        let timed = known.and_then(|known| known.timed_as(&tidied, &by));
        let written = Event::Written { announcement, number, entry, notice: tidied, tells, by };
        Ok(timed.into_iter().chain([written]).collect())
    }

    /// Lets it out, unless its time is over by now.
    pub(super) fn let_out(
        &self,
        announcement: NoticeId,
        entry: UpdateId,
        now: Timestamp,
    ) -> Vec<Event> {
        let written = self.written.get(&announcement).filter(|one| one.entry == entry);
        let Some(written) = written else { return Vec::new() };
        let Written { number, mut notice, tells, by, .. } = written.as_ref().clone();
        let known = self.get(announcement);
        if notice.until <= now || known.is_some_and(|known| !Self::is_open(known)) {
            return vec![Event::Withdrawn { announcement }];
        }
        let Some(known) = known else {
            return self.posted(Event::Posted { announcement, number, notice, tells, by });
        };
        if known.standing == Standing::Shown {
            notice.from = known.notice.from;
        }
        let before = Showing::Former;
        let withdrawn = Event::Withdrawn { announcement };
        vec![withdrawn, Event::Changed { announcement, notice, tells, by, before }]
    }

    pub(super) fn keep_written(&mut self, announcement: NoticeId, event: &Event, at: Timestamp) {
        let Event::Written { number, entry, notice, tells, by, .. } = event else { return };
        self.count = self.count.max(*number);
        self.lapses.set(&announcement, Some(notice.until));
        let written = Written {
            announcement,
            number: *number,
            entry: *entry,
            notice: notice.clone(),
            tells: *tells,
            by: by.clone(),
            at,
        };
        self.written.insert(announcement, Arc::new(written));
    }

    pub(super) fn forget_written(&mut self, announcement: NoticeId) {
        self.written.remove(&announcement);
        self.lapses.set(&announcement, None);
    }
}

impl Announcement {
    /// The same words at the times of another, where these are others.
    fn timed_as(&self, other: &Notice, by: &PersonKey) -> Option<Event> {
        let Notice { from, until, zone, .. } = other.clone();
        let notice = Notice { from, until, zone, ..self.notice.clone() };
        let tells = self.tells && self.standing == Standing::Waiting;
        let (announcement, by, before) = (self.id, by.clone(), Showing::Former);
        let changed = || Event::Changed { announcement, notice: notice.clone(), tells, by, before };
        (notice != self.notice).then(changed)
    }
}

/// A new one, as it will be.
fn blank(written: &Written) -> Announcement {
    Announcement {
        id: written.announcement,
        number: written.number,
        notice: written.notice.clone(),
        by: written.by.clone(),
        changed_at: written.at,
        began_at: None,
        tells: written.tells,
        told_at: None,
        standing: Standing::Waiting,
        stale: BTreeSet::new(),
        former: Vec::new(),
    }
}
