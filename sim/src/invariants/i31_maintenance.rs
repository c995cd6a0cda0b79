//! I31: maintenance starts and ends within a minute of its time, whatever crashes; none starts or
//! ends by itself too early, and each occurrence of a routine is made once.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::maintenance::{Ending, Event as Upkeep, Origin, Stage};
use domain::words::{MaintenanceId, Timestamp};
use domain::{Event, State};

use super::{Invariant, Seen, View};

/// How late time may bring it about while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(60);
const CALM: u64 = 60_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Maintenance {
    made: BTreeSet<Origin>,
}

impl Invariant for Maintenance {
    fn name(&self) -> &'static str {
        "i31_maintenance"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Maintenance(event), before, .. } => {
                self.happened(event, row.at, before)
            }
            Seen::Moment => view.calm_now(CALM).map_or(Ok(()), |now| in_time(view.truth, now)),
            _ => Ok(()),
        }
    }
}

impl Maintenance {
    fn happened(&mut self, event: &Upkeep, at: Timestamp, before: &State) -> Result<(), String> {
        if let Upkeep::Said { maintenance, stage: Stage::Cancelled, .. } = event {
            self.taken_out(*maintenance, before);
        }
        match event {
            Upkeep::Planned { origin: Some(origin), .. } => {
                match self.made.insert(origin.clone()) {
                    true => Ok(()),
                    false => Err(format!("{origin:?} was planned twice")),
                }
            }
            Upkeep::Said { maintenance, stage, by: None, .. } => {
                let known = before.maintenance.get(*maintenance);
                let known = known.ok_or_else(|| format!("{maintenance} is not there"))?;
                let (from, until) = (known.plan.from, known.plan.until);
                let ends = known.plan.ends;
                let right = match stage {
                    Stage::InProgress => known.stage == Stage::Scheduled && at >= from,
                    Stage::Completed => {
                        known.stage.is_running() && at >= until && ends == Ending::ByItself
                    }
                    Stage::Overrun => {
                        let late = at >= until && !known.overruns;
                        known.stage.is_running() && late && ends == Ending::ByHand
                    }
                    // Its routine changed or was taken out.
                    Stage::Cancelled => known.origin.is_some(),
                    Stage::Scheduled | Stage::Verifying => false,
                };
                match right {
                    true => Ok(()),
                    false => Err(format!("{maintenance} came to be {stage:?} at {at:?}")),
                }
            }
            _ => Ok(()),
        }
    }

    /// What its rule has left behind is planned again when the rule comes back to that day.
    fn taken_out(&mut self, maintenance: MaintenanceId, before: &State) {
        let known = before.maintenance.get(maintenance);
        let Some(origin) = known.and_then(|known| known.origin.as_ref()) else { return };
        let rule = before.maintenance.routines.get(&origin.routine);
        if rule.is_none_or(|rule| !rule.profile.is_on(origin.day)) {
            self.made.remove(origin);
        }
    }
}

fn in_time(truth: &State, now: Timestamp) -> Result<(), String> {
    for known in truth.maintenance.listed() {
        let late = |at: Timestamp| at + LATE_MAX < now;
        match known.stage {
            Stage::Scheduled if late(known.plan.from) => {
                return Err(format!("maintenance {} should have begun", known.number));
            }
            Stage::InProgress | Stage::Verifying if !known.overruns && late(known.plan.until) => {
                return Err(format!("maintenance {} should have ended", known.number));
            }
            _ => {}
        }
    }
    Ok(())
}
