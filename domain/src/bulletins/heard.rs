//! What readers are told of what callers say, without a word of a person: that it is watched, and
//! that it is broken again. It never says that anything is over.

use super::{Bulletin, ENTRIES_MAX, Entry, Event};
use crate::Moment;
use crate::words::{Affected, Overview, Phase, Public, UpdateId};

/// Once after each word of a person, so that nobody outside fills a matter with such lines.
pub(super) fn watched(known: &Bulletin, moment: &Moment<'_>) -> Option<Event> {
    let last = known.entries.last().filter(|last| !is_ours(last))?;
    let goes_on = !matches!(last.phase, Phase::Monitoring | Phase::Resolved);
    (goes_on && known.entries.len() < ENTRIES_MAX)
        .then(|| by_itself(known, Phase::Monitoring, moment))
}

/// Back to where the matter was, when what is watched was watched by itself.
pub(super) fn unwatched(known: &Bulletin, moment: &Moment<'_>) -> Option<Event> {
    let mut words = known.entries.iter().rev();
    let last = words.next().filter(|last| is_ours(last) && !known.is_over())?;
    let before = words.next()?;
    (last.phase == Phase::Monitoring).then(|| by_itself(known, before.phase, moment))
}

impl Entry {
    /// Whether subscribers got no message of it: by wish, or because Mayday said it by itself.
    #[must_use]
    pub fn is_untold(&self) -> bool {
        self.quiet || is_ours(self)
    }
}

/// Whether Mayday said it by itself; what was taken in from another page has no author here either,
/// and words.
fn is_ours(entry: &Entry) -> bool {
    entry.author.is_none() && entry.overview == Overview::default()
}

/// A line that Mayday says: how far it is by what callers say. How everything fares, and by when a
/// person says more, stays as it was told.
fn by_itself(known: &Bulletin, phase: Phase, moment: &Moment<'_>) -> Event {
    let fares = known.affected.iter();
    let affected = fares.map(|(component, condition)| Affected {
        component: component.clone(),
        condition: *condition,
    });
    let public = Public {
        title: known.title.clone(),
        phase,
        affected: affected.collect(),
        audiences: known.audiences.clone(),
        ..Public::default()
    };
    Event::Told {
        bulletin: known.id,
        incident: known.incident,
        entry: UpdateId(moment.id()),
        author: None,
        overview: Overview::default(),
        next_by: known.next_by,
        estimate: None,
        public,
    }
}
