//! What subscribers are told of notices: that one stands on the page from now on, what changed
//! about it where its writer wants that told, and that nothing of it leaves once it is down.

use std::borrow::Cow;

use crate::announcements::{Announcement as Known, Event, Notice, Standing};
use crate::subscribers::{self, About, Announcement, Audience, Broadcast, Kind, Lane, Stands};
use crate::words::{
    AudienceKey, MaintenanceId, NoticeId, Overview, Phase, StatusPageKey, Timestamp, TopicId,
};
use crate::{Command, Moment, State};

impl State {
    /// How many would be told of a notice on these pages, or on all where none is named, and for
    /// these audiences, or for everyone where none is named, in each lane.
    #[must_use]
    pub fn would_tell_of_notice(
        &self,
        pages: &[StatusPageKey],
        audiences: &[AudienceKey],
    ) -> Vec<(Lane, u32)> {
        let word = self.told_each(|open, sight| {
            let blank = || blank(TopicId(0), audience(open, pages), Timestamp(0));
            sight.sees(audiences).then(blank)
        });
        word.map(|word| self.subscribers.concerned(&word, self)).unwrap_or_default()
    }

    /// A word as it leaves: of a notice it says what stands on the page by then, and of maintenance
    /// nothing that was taken back.
    #[must_use]
    pub fn as_it_stands<'a>(&self, word: &'a Announcement) -> Cow<'a, Announcement> {
        let stands = match word.about {
            About::Notice(_) => {
                let known = self.announcements.get(NoticeId(word.topic.0));
                known.map(|known| saying(word.clone(), &known.notice))
            }
            About::Work(_) => {
                let known = self.maintenance.get(MaintenanceId(word.topic.0));
                known.and_then(|known| super::work::left_of(word, known))
            }
            About::Fault | About::Review(_) | About::Inside(_) => None,
        };
        stands.map_or(Cow::Borrowed(word), Cow::Owned)
    }
}

/// What subscribers are told when something happened to a notice.
pub(crate) fn told(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    if now.subscribers.is_empty() {
        return Vec::new();
    }
    let (id, tells) = match event {
        Event::Began { announcement } => {
            let known = now.announcements.get(*announcement);
            // What is over by the time that it begins is told to nobody.
            let tells = |known: &Known| known.tells && moment.now < known.notice.until;
            (*announcement, known.is_some_and(tells))
        }
        Event::Changed { announcement, tells, .. } => (*announcement, *tells),
        Event::Ended { announcement, .. } => (*announcement, false),
        Event::Posted { .. }
        | Event::Written { .. }
        | Event::Withdrawn { .. }
        | Event::Left { .. } => return Vec::new(),
    };
    let topic = TopicId(id.0);
    let said: Vec<&Broadcast> =
        now.subscribers.words().filter(|word| word.word.topic == topic).collect();
    // What was said in this moment and has left for nobody gives way.
    let had = said.iter().any(|word| word.at < moment.now || word.total().cursor > 0);
    let kind = if had { Kind::Updated } else { Kind::Opened };
    // Subscribers are told what they may read, and nothing else.
    let word = now.told_each(|open, _| {
        let stands = open.announcements.get(id).filter(|known| known.standing == Standing::Shown);
        stands.map(|known| word(open, known, kind))
    });
    let stale = |one: &&Broadcast| !one.is_done() && one.word.exceeds(word.as_ref());
    let stale = said.iter().any(stale);
    // What does not stand any more is told to nobody, and what stands for fewer, to these.
    let less = match &word {
        None => subscribers::Command::Retract { topic },
        Some(word) => subscribers::Command::Narrow { stands: Box::new(word.clone()) },
    };
    let retract = stale.then(|| less.into());
    let tell = word.filter(|_| tells);
    let tell = tell.map(|word| subscribers::Command::Announce(Box::new(word)).into());
    retract.into_iter().chain(tell).collect()
}

fn word(now: &State, known: &Known, kind: Kind) -> Announcement {
    let audience = audience(now, &known.notice.pages);
    let since = known.began_at.unwrap_or(known.notice.from);
    let blank = blank(TopicId(known.id.0), audience, since);
    saying(Announcement { number: Some(known.number), kind, ..blank }, &known.notice)
}

/// Whoever subscribes to a page on which it stands; it is about no component.
fn audience(now: &State, named: &[StatusPageKey]) -> Audience {
    let pages = now.status_pages.pages.keys();
    let pages = pages.filter(|page| named.is_empty() || named.contains(page));
    Audience { pages: pages.cloned().collect(), ..Audience::default() }
}

fn blank(topic: TopicId, audience: Audience, since: Timestamp) -> Announcement {
    Announcement {
        topic,
        number: None,
        kind: Kind::Opened,
        heading: "".into(),
        phase: Phase::Identified,
        affected: Vec::new(),
        overview: Overview::default(),
        next_by: None,
        expected: None,
        since,
        audience,
        versions: Vec::new(),
        about: About::Notice(Stands { from: since, until: since }),
    }
}

fn saying(word: Announcement, notice: &Notice) -> Announcement {
    Announcement {
        heading: notice.title.clone(),
        overview: Overview {
            known: notice.text.clone(),
            translations: notice.translations.clone(),
            ..Overview::default()
        },
        about: About::Notice(Stands { from: notice.from, until: notice.until }),
        ..word
    }
}
