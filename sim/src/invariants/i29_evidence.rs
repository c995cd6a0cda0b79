//! I29: a status page tells what is suspected only where its vendor wants it, and never goes on
//! saying that something works that a person has confirmed to fail and machines still see fail. The
//! model is made of the rows alone.

use std::collections::BTreeMap;

use domain::Event;
use domain::bulletins::Event as Bulletin;
use domain::evidence::GRACE;
use domain::sightings::{Event as Sighting, PROGRAMS_COUNT_FOR};
use domain::words::{BulletinId, Condition, Phase, SmolStr, Timestamp};

use super::{Invariant, Seen, View};
use crate::sightings::part;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Evidence {
    /// By which bulletins it fails, as they say it now.
    failing: BTreeMap<BulletinId, bool>,
    /// When one of them last said that it works again.
    ended: Option<Timestamp>,
    /// Programs that see it fail: since when, and when they last said so.
    programs: BTreeMap<SmolStr, (Timestamp, Timestamp)>,
}

impl Invariant for Evidence {
    fn name(&self) -> &'static str {
        "i29_evidence"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event, .. } => {
                self.take(event, row.at);
                Ok(())
            }
            Seen::PartRead { now, open, works, suspects } => {
                self.read(*now, *open, *works, *suspects)
            }
            _ => Ok(()),
        }
    }
}

impl Evidence {
    fn take(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Bulletins(Bulletin::Told { bulletin, public, .. }) => {
                let named = public.affected.iter().find(|one| one.component == part());
                let fails = public.phase != Phase::Resolved
                    && named.is_some_and(|one| one.condition != Condition::Operational);
                let before = self.failing.insert(*bulletin, fails);
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
