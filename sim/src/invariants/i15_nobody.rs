//! I15: where a stage reaches nobody, the next follows at once or the alarm sounds, but once.

use std::collections::BTreeSet;

use domain::Event;
use domain::paging::{Event as Paging, PageStanding, Standing};
use domain::words::{IncidentId, Timestamp};

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Nobody {
    entered: BTreeSet<IncidentId>,
    at: Timestamp,
}

impl Invariant for Nobody {
    fn name(&self) -> &'static str {
        "i15_nobody"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Paging(event), before, .. } => {
                self.at = row.at;
                match event {
                    Paging::Advanced { incident, .. } => {
                        self.entered.insert(*incident);
                    }
                    Paging::AlarmRaised { incident }
                        if before.paging.get(*incident).is_some_and(|known| known.alarm) =>
                    {
                        return Err(format!("the alarm for {incident} was raised twice"));
                    }
                    _ => {}
                }
                Ok(())
            }
            Seen::Settled => {
                let entered = std::mem::take(&mut self.entered);
                let at = self.at;
                entered.into_iter().try_for_each(|incident| somebody_rings(incident, at, view))
            }
            _ => Ok(()),
        }
    }
}

fn somebody_rings(incident: IncidentId, at: Timestamp, view: &View<'_>) -> Result<(), String> {
    let Some(known) = view.truth.paging.get(incident) else { return Ok(()) };
    if !matches!(known.standing, Standing::Ringing { .. }) {
        return Ok(());
    }
    // In a storm one command brings about so much that the next stage, which is due already, is
    // left to the next command.
    if known.alarm || known.next_at <= at {
        return Ok(());
    }
    let rings = known.ringing.iter().filter_map(|page| known.pages.get(page));
    let mut rings = rings.filter(|page| page.standing == PageStanding::Requested && !page.failed);
    let stage = known.stage;
    rings.next().map(|_| ()).ok_or_else(|| format!("{stage:?} reaches nobody and waits"))
}
