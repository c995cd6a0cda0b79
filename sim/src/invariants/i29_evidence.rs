//! I29: a status page tells what is suspected only where its vendor wants it, and never goes on
//! saying that something works that a person has confirmed to fail and machines still see fail.
//! What everyone was told is over by a word of a person, and of nobody else; until then somebody
//! has it, and a matter that names no component is never below "everything works". A strip keeps
//! what the page has said. The model is made of the rows alone.

use std::collections::BTreeMap;

use domain::bulletins::Event as Bulletin;
use domain::evidence::GRACE;
use domain::sightings::{Event as Sighting, PROGRAMS_COUNT_FOR};
use domain::words::{BulletinId, Condition, Phase, SmolStr, Timestamp};
use domain::{Event, State};

use super::{Invariant, Seen, View};
use crate::sightings::part;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Evidence {
    /// By which bulletins it fails, as they say it now.
    failing: BTreeMap<BulletinId, bool>,
    /// When one of them last said that it works again.
    ended: Option<Timestamp>,
    /// The matters that are not over and have never named a component.
    nameless: BTreeMap<BulletinId, bool>,
    /// When the last row was written.
    last: Option<Timestamp>,
    /// When each of the pages said that it fails, or is suspected to.
    said: BTreeMap<bool, Vec<Timestamp>>,
    /// Programs that see it fail: since when, and when they last said so.
    programs: BTreeMap<SmolStr, (Timestamp, Timestamp)>,
}

impl Invariant for Evidence {
    fn name(&self) -> &'static str {
        "i29_evidence"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            // What was over and is told anew is taken up in the same commit.
            Seen::Moment => ends_by_a_word(view.truth),
            Seen::Row { row, event, .. } => {
                self.last = self.last.max(Some(row.at));
                self.take(event, row.at)
            }
            Seen::PartRead { now, open, works, suspects, all_works, bad } => {
                self.read(*now, *open, *works, *suspects)?;
                if *all_works && self.nameless.values().any(|nameless| *nameless) {
                    return Err("everything works, and a matter is told that names nothing".into());
                }
                self.remembers((*now, *open), !*works || *suspects, bad)
            }
            _ => Ok(()),
        }
    }
}

impl Evidence {
    fn take(&mut self, event: &Event, at: Timestamp) -> Result<(), String> {
        match event {
            Event::Bulletins(Bulletin::Told { bulletin, author, public, .. }) => {
                let named = public.affected.iter().find(|one| one.component == part());
                // What is for some readers only nobody else reads of.
                let everyone = public.audiences.is_empty();
                let fails = everyone
                    && public.phase != Phase::Resolved
                    && named.is_some_and(|one| one.condition != Condition::Operational);
                let named = public.affected.iter();
                let mut fares = named.map(|one| one.condition);
                let names = fares.any(|fares| fares != Condition::Operational);
                let nameless = self.nameless.entry(*bulletin).or_insert(everyone);
                *nameless &= !names;
                if public.phase == Phase::Resolved {
                    *nameless = false;
                }
                let before = self.failing.insert(*bulletin, fails);
                let ends = public.phase == Phase::Resolved || before == Some(true) && !fails;
                if author.is_none() && ends {
                    return Err("everyone is told that it works, and no person said so".to_owned());
                }
                if before == Some(true) && !fails {
                    self.ended = Some(at);
                }
            }
            Event::Sightings(Sighting::Reported { source, failing: true, .. }) => {
                let known = self.programs.entry(source.clone()).or_insert((at, at));
                let silent = known.1 + PROGRAMS_COUNT_FOR <= at;
                *known = (if silent { at } else { known.0 }, at);
            }
            Event::Sightings(Sighting::Reported { source, failing: false, .. }) => {
                self.programs.remove(source);
            }
            _ => {}
        }
        Ok(())
    }

    /// What a page once said its strip goes on saying.
    fn remembers(
        &mut self,
        (now, open): (Timestamp, bool),
        fails: bool,
        bad: &[(Timestamp, Option<Timestamp>)],
    ) -> Result<(), String> {
        let said = self.said.entry(open).or_default();
        let kept = |at: &Timestamp| {
            bad.iter().any(|(from, until)| from <= at && until.is_none_or(|until| *at <= until))
        };
        if let Some(lost) = said.iter().find(|at| !kept(at)) {
            return Err(format!("a page said at {lost:?} that it fails, and its strip does not"));
        }
        // Whoever reads from a node that lags reads what was written a moment later by its clock.
        if fails {
            said.push(self.last.map_or(now, |last| last.max(now)));
        }
        Ok(())
    }

    fn read(&self, now: Timestamp, open: bool, works: bool, suspects: bool) -> Result<(), String> {
        let told = self.failing.values().any(|fails| *fails);
        let speaking = self.programs.values().filter(|(_, last)| *last + PROGRAMS_COUNT_FOR > now);
        let since = speaking.map(|(since, _)| *since).min();
        let belied = match (since, self.ended) {
            (Some(since), Some(ended)) => since < ended && ended + GRACE <= now,
            _ => false,
        };
        if works && (told || belied) {
            return Err(format!(
                "a page says that it works: told otherwise {told}, seen otherwise since {since:?}, \
                 which we said was over at {:?}",
                self.ended
            ));
        }
        if !works && !told && !belied {
            return Err("a page says that it fails, and no person has ever said so".to_owned());
        }
        if suspects && !open {
            return Err("a page tells what nobody has confirmed, though it must not".to_owned());
        }
        Ok(())
    }
}

/// While everyone is told of a matter, its incident is live, so that its promises have timers and
/// somebody is rung when they are broken.
fn ends_by_a_word(after: &State) -> Result<(), String> {
    for told in after.bulletins.live() {
        let known = after.incidents.get(told.incident);
        // What was told elsewhere has no incident here.
        let ours = told.entries.front().is_some_and(|first| first.author.is_some());
        if ours && known.is_none_or(|known| known.settled_at.is_some()) {
            return Err(format!("everyone is told of {}, and nobody has it", told.incident));
        }
    }
    Ok(())
}
