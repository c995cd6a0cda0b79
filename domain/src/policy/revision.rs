//! Revisions: what nodes of different versions may write, so that none writes what another that
//! still decides does not understand.
//!
//! A revision is a number that grows whenever a newer version of Mayday brings an event, or
//! something in an event, that the versions before it would not understand. Each log has adopted
//! one. Nothing is decided that needs a later one, until every node that runs has said that it
//! knows the later one, and one of them has had it adopted. So a fleet is updated node by node.
//!
//! How that goes, step by step:
//!
//! 1. A newer version brings a new event, or a new field of an old one. Its line stands in `needs`,
//!    and `LATEST` is one higher. Until that revision is adopted, `decide` refuses a command that
//!    would bring the event about (`Refusal::NotYet`), records a reaction as unfollowed, and leaves
//!    out what a timer would do; whatever else is due happens. Write rooms so that they do the old
//!    thing meanwhile.
//! 2. Each node reports itself every five seconds, while its loop gets through to the log
//!    (`line/fleet.rs`, the table `mayday.node`): before it reads the log at its start, so that
//!    nothing is adopted behind its back.
//! 3. Any node that finds all who were seen within a minute to know a later revision sends
//!    `Command::Adopt`. It is decided under the lock like any other: `policy.adopted`, once. With
//!    SQLite only one process can be there, so it adopts at its start.
//! 4. A node that meets what it does not know (`journal::unknown`: the row is what was written, and
//!    yet cannot be read, or adopts what this version does not know) skips it. `Appender::append`
//!    refuses from then on, before it takes the lock and after it has read under it. The loop goes
//!    over to `line/outdated.rs`: what is asked is turned away with a 503, cries ring at once on a
//!    bare copy, and what stands in the log rings there only when the log shows that nobody does
//!    what is due.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Event;
use crate::deliveries::{self, About};
use crate::emergencies::{self, Line};
use crate::words::{Owner, Timestamp};
use crate::{Event as Root, Refusal, State};
use crate::{customers, erasures, monitoring, organisation, updates};

/// How much of what can be written a version of Mayday understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u32);

impl Revision {
    /// What every log has adopted from the start.
    pub const FIRST: Self = Self(1);
}

impl Default for Revision {
    fn default() -> Self {
        Self::FIRST
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The revision of this program.
pub const LATEST: Revision = Revision(2);

/// What this program knows and needs.
pub static REVISIONS: Revisions = Revisions { latest: LATEST, needs };

/// The table: which revision came with an event. A new kind, a new variant or a new field of an
/// old kind gets its line here, with [`LATEST`] raised by one in the same release.
fn needs(event: &Root) -> Revision {
    match event {
        // Nodes that report themselves, and ask each other before they write anything new.
        Root::Policy(Event::Adopted { .. }) => Revision(2),
        // What everyone is told.
        Root::Components(_) | Root::StatusPages(_) | Root::Bulletins(_) | Root::Sightings(_) => {
            Revision(2)
        }
        Root::Templates(_) | Root::Maintenance(_) | Root::Announcements(_) => Revision(2),
        // Who of the readers is told what.
        Root::Audiences(_) => Revision(2),
        // What each customer is told the day after.
        Root::FollowUps(_) | Root::Approvals(_) => Revision(2),
        // What a person of the vendor's opens without anybody having called.
        Root::Monitoring(monitoring::Event::Declared { .. }) => Revision(2),
        // Who is told of it over other ways.
        Root::Subscribers(_) => Revision(2),
        Root::Erasures(erasures::Event::Erased { owner: Owner::Subscriber(_), .. }) => Revision(2),
        Root::Deliveries(deliveries::Event::Owed {
            about:
                About::StatusLink { .. }
                | About::PageLink { .. }
                | About::Subscription { .. }
                | About::Maintenance { .. }
                | About::FollowUp { .. }
                | About::FollowedUp { .. }
                | About::Approval { .. }
                | About::Objection { .. },
            ..
        }) => Revision(2),
        Root::Updates(updates::Event::Published { public: Some(_), .. }) => Revision(2),
        Root::Updates(updates::Event::Published { estimate: Some(estimate), .. })
            if !estimate.depends_on.is_empty() =>
        {
            Revision(2)
        }
        // Promises that were agreed, and what was put right.
        Root::Updates(
            updates::Event::Agreed { .. }
            | updates::Event::Carried { .. }
            | updates::Event::Excused { .. }
            | updates::Event::Corrected { .. }
            | updates::Event::LineCorrected { .. }
            | updates::Event::Warned { emergency: Some(_), .. }
            | updates::Event::Missed { emergency: Some(_), .. },
        ) => Revision(2),
        // What colleagues are told besides.
        Root::Updates(updates::Event::Published { for_colleagues: Some(_), .. }) => Revision(2),
        // What is said in further languages.
        Root::Updates(updates::Event::Published { overview, .. })
            if !overview.translations.is_empty() =>
        {
            Revision(2)
        }
        Root::Organisation(organisation::Event::Put { settings })
            if settings.cadence.is_some() || !settings.approvers.is_empty() =>
        {
            Revision(2)
        }
        // Which component serves a site of a customer.
        Root::Customers(customers::Event::Put { profile, .. })
            if profile.sites.iter().any(|site| site.component.is_some()) =>
        {
            Revision(2)
        }
        Root::Emergencies(emergencies::Event::Impaired { .. }) => Revision(2),
        Root::Emergencies(emergencies::Event::Noted {
            line: Line::AgreedTime { .. } | Line::PutRight,
            ..
        }) => Revision(2),
        _ => Revision::FIRST,
    }
}

/// A table of revisions: the program's own, or one that a simulation makes up.
#[derive(Debug)]
pub struct Revisions {
    /// The latest that is known.
    pub latest: Revision,
    /// What an event needs.
    pub needs: fn(&Root) -> Revision,
}

impl Revisions {
    /// What an event needs, with what it carries inside.
    #[must_use]
    pub fn needed_by(&self, event: &Root) -> Revision {
        let own = (self.needs)(event);
        match event {
            Root::Policy(Event::Postponed { event, .. }) => own.max(self.needed_by(event)),
            _ => own,
        }
    }

    /// Whether this version understands an event, and what may follow it in a log.
    #[must_use]
    pub fn understands(&self, event: &Root) -> bool {
        match event {
            // From here on others write what is not known here, even where it could be read.
            Root::Policy(Event::Adopted { revision }) => *revision <= self.latest,
            _ => self.needed_by(event) <= self.latest,
        }
    }
}

/// What may happen by now, of what was decided.
///
/// # Errors
/// [`Refusal::NotYet`] when anything of it needs a revision that is not adopted.
pub(crate) fn within(
    state: &State,
    events: Vec<Root>,
    revisions: &Revisions,
) -> Result<Vec<Root>, Refusal> {
    match events.iter().all(|event| is_within(state, event, revisions)) {
        true => Ok(events),
        false => Err(Refusal::NotYet),
    }
}

/// The same for what time brings about: the rest of it must not wait for what may not happen yet.
pub(crate) fn only_within(state: &State, events: Vec<Root>, revisions: &Revisions) -> Vec<Root> {
    events.into_iter().filter(|event| is_within(state, event, revisions)).collect()
}

fn is_within(state: &State, event: &Root, revisions: &Revisions) -> bool {
    // Adopting is what brings a revision, and needs it.
    let adopts = matches!(event, Root::Policy(Event::Adopted { .. }));
    adopts || revisions.needed_by(event) <= state.policy.adopted
}

/// Has a revision adopted, unless it is already, or nobody here knows what it is.
pub(crate) fn adopt(state: &State, revision: Revision, revisions: &Revisions) -> Vec<Root> {
    let news = revision > state.policy.adopted && revision <= revisions.latest;
    Vec::from_iter(news.then_some(Root::Policy(Event::Adopted { revision })))
}

/// Which revision can be adopted: the latest that this node and all others that were seen lately
/// know, if that is more than is adopted already.
#[must_use]
pub fn adoptable(
    adopted: Revision,
    own: Revision,
    others: impl IntoIterator<Item = Revision>,
) -> Option<Revision> {
    let all = others.into_iter().fold(own, Revision::min);
    (all > adopted).then_some(all)
}

/// How long what is due may wait in a log that does not move, until whoever only reads takes it
/// that nobody else is there: longer than a lease, within which a node that died is noticed.
pub const LEFT_ALONE_AFTER: Duration = Duration::from_secs(12);

/// Whether nobody does any more what people who wait to be rung are owed: a step of an escalation
/// that is due, a message that nobody has claimed, a claim that ran out. `moved` is when the log
/// last showed that somebody is there.
#[must_use]
pub fn is_left_alone(state: &State, moved: Timestamp, now: Timestamp) -> bool {
    let owed = [state.paging.due(), state.deliveries.due(), state.deliveries.owed_at()];
    let since = owed.into_iter().flatten().min().map(|owed| owed.max(moved));
    since.is_some_and(|since| since + LEFT_ALONE_AFTER <= now)
}
