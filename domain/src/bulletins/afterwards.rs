//! Matters of which everyone is told once they are over: begun and ended in the past, written by a
//! person of the vendor's. They stand in history and strips, and say when they were written.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Bulletin, Event, Refusal, State, tidy};
use crate::Moment;
use crate::words::{
    BulletinId, CommandId, IncidentId, Overview, PersonKey, Phase, Public, Timestamp, UpdateId,
};

/// Furthest back that such a matter may have begun: as long as history is kept ready.
pub const AFTERWARDS_MAX: Duration = Duration::from_secs(5 * 365 * 24 * 3600);

/// What everyone is told of a matter that is over already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Afterwards {
    /// What happened.
    pub overview: Overview,
    /// Its heading, which components were concerned, for whom it is, and since when it failed.
    pub public: Public,
    /// When it was over.
    pub until: Timestamp,
    /// Whether subscribers are told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tells: bool,
}

impl Afterwards {
    /// The bulletin that the command of that id makes, if it writes such a matter: whoever sent it
    /// finds by this what is theirs, also when they send it twice.
    #[must_use]
    pub fn made_by(command: CommandId) -> BulletinId {
        BulletinId(Moment::derived(command, 0))
    }

    fn tidied(self, now: Timestamp) -> Result<Self, Refusal> {
        let Self { overview, public, until, tells } = self;
        let from = public.since.ok_or(Refusal::BadSpan)?;
        if from > until || until > now || now.since(from) > AFTERWARDS_MAX {
            return Err(Refusal::BadSpan);
        }
        // How far the work was while it went on.
        let public = tidy(&Public { phase: Phase::Identified, ..public })?;
        let overview = overview.tidied();
        if overview.known.is_empty() {
            return Err(Refusal::Empty);
        }
        if overview.impact.is_empty() {
            return Err(Refusal::NoImpact);
        }
        Ok(Self { overview, public, until, tells })
    }
}

impl State {
    pub(super) fn tell_afterwards(
        &self,
        said: Afterwards,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let said = Box::new(said.tidied(moment.now)?);
        let (bulletin, entry) = (BulletinId(moment.id()), UpdateId(moment.id()));
        Ok(vec![Event::AfterwardsWritten { bulletin, entry, said, by }])
    }

    pub(super) fn put_afterwards(
        &self,
        (bulletin, entry): (BulletinId, UpdateId),
        said: Box<Afterwards>,
        by: PersonKey,
    ) -> Vec<Event> {
        if self.bulletins.contains_key(&bulletin) {
            return Vec::new();
        }
        let number = self.count + 1;
        let told = Event::ToldAfterwards { bulletin, number, entry, said, by };
        self.makes_room().into_iter().chain([told]).collect()
    }
}

/// The bulletin that it makes. No incident that rang anybody stands behind it.
pub(super) fn bulletin(event: &Event, at: Timestamp) -> Option<Arc<Bulletin>> {
    let Event::ToldAfterwards { bulletin, number, entry, said, by } = event else { return None };
    let (bulletin, incident) = (*bulletin, IncidentId(bulletin.0));
    let Afterwards { overview, public, until, tells } = &**said;
    // What nobody was sent is not sent when it is put right either.
    let public = &Public { quiet: !tells, ..public.clone() };
    let from = public.since.unwrap_or(*until);
    let told = |entry, overview, public| Event::Told {
        bulletin,
        incident,
        entry,
        author: Some(by.clone()),
        overview,
        next_by: None,
        estimate: None,
        public,
    };
    let mut made = Bulletin::new(bulletin, *number, incident, from);
    made.evolve(&told(*entry, overview.clone(), public.clone()), from);
    let over =
        Public { phase: Phase::Resolved, affected: Vec::new(), since: None, ..public.clone() };
    // As its own as the first word is.
    made.evolve(&told(UpdateId(!entry.0), Overview::default(), over), *until);
    (made.changed_at, made.written_at) = (at, Some(at));
    Some(Arc::new(made))
}
