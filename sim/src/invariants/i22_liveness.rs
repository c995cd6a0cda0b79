//! I22: after the faults end, every live emergency is accepted and everything owed is settled.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Event;
use domain::paging::{Event as Paging, Standing};
use domain::words::IncidentId;

use super::{Invariant, Seen, View};
use crate::plan::{HEALING, MINUTE};

/// How long an emergency may ring when everyone is awake: the longest step, and a minute.
const RINGS_MAX: u64 = 6 * MINUTE;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Liveness {
    healed_at: Option<u64>,
    ringing_since: BTreeMap<IncidentId, u64>,
}

impl Invariant for Liveness {
    fn name(&self) -> &'static str {
        "i22_liveness"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Healed => {
                self.healed_at = Some(view.now);
                Ok(())
            }
            Seen::Row { event: Event::Paging(event), .. } => {
                match event {
                    Paging::Started { incident, .. } | Paging::Lapsed { incident, .. } => {
                        self.ringing_since.insert(*incident, view.now);
                    }
                    Paging::Accepted { incident, .. } | Paging::Stopped { incident } => {
                        self.ringing_since.remove(incident);
                    }
                    _ => {}
                }
                Ok(())
            }
            Seen::End { .. } => self.all_is_well(view),
            _ => Ok(()),
        }
    }
}

impl Liveness {
    fn all_is_well(&self, view: &View<'_>) -> Result<(), String> {
        let healed_at = self.healed_at.unwrap_or(view.now);
        debug_assert!(healed_at + HEALING <= view.now, "the end comes after the healing");
        for escalation in view.truth.paging.escalations.values() {
            let since = self.ringing_since.get(&escalation.incident).copied().unwrap_or(0);
            let ringing = matches!(escalation.standing, Standing::Ringing { .. });
            if ringing && since.max(healed_at) + RINGS_MAX < view.now {
                return Err(format!("{} rings and nobody accepts it", escalation.incident));
            }
        }
        let now = view.log_now.ok_or("no node is up after the faults have ended")?;
        let second = Duration::from_secs(3);
        if view.truth.deliveries.owed(now - second).next().is_some()
            || view.truth.deliveries.due().is_some_and(|due| due + second < now)
        {
            return Err("something is still owed".into());
        }
        if view.truth.customers.owed(now - second).next().is_some() {
            return Err("a search is still owed".into());
        }
        Ok(())
    }
}
