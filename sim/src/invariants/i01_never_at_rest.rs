//! I1: an open emergency that nobody has accepted is never at rest, not even without a store.

use std::time::Duration;

use domain::State;
use domain::paging::{DELAY_SECS_MAX, Standing};

use super::{Cut, Invariant, Seen, View};

/// How late a timer may fire while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(3);
const CALM: u64 = 10_000;
/// The same for a node that must first notice that its store is away.
const CUT_LATE_MAX: Duration = Duration::from_secs(10);

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct NeverAtRest;

impl Invariant for NeverAtRest {
    fn name(&self) -> &'static str {
        "i01_never_at_rest"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Moment => {
                somebody_is_called(view.truth)?;
                timers_fire(view)?;
                view.bare.iter().try_for_each(goes_on_by_itself)
            }
            _ => Ok(()),
        }
    }
}

fn somebody_is_called(truth: &State) -> Result<(), String> {
    let live = truth.emergencies.emergencies.values().filter(|known| known.standing.is_live());
    for known in live {
        let number = known.number;
        let incident = truth
            .incidents
            .of_emergency(known.id)
            .ok_or_else(|| format!("emergency {number} is live and has no incident"))?;
        let escalation = truth
            .paging
            .get(incident.id)
            .ok_or_else(|| format!("emergency {number} is live and nobody is paged"))?;
        if escalation.standing == Standing::Stopped {
            return Err(format!("emergency {number} is live and its escalation is stopped"));
        }
        let wait = escalation.next_at.since(escalation.entered_at).as_secs();
        if wait > u64::from(DELAY_SECS_MAX) {
            return Err(format!("emergency {number} waits {wait} s for the next stage"));
        }
    }
    Ok(())
}

/// A node without its store rings on by itself, for old emergencies and for new ones.
fn goes_on_by_itself(cut: &Cut<'_>) -> Result<(), String> {
    if cut.unheard {
        return Err("somebody called while the store was away and nobody is rung".into());
    }
    somebody_is_called(cut.state)?;
    for escalation in cut.state.paging.escalations.values() {
        if escalation.due().is_some_and(|due| due + CUT_LATE_MAX < cut.now) {
            let (incident, stage) = (escalation.incident, escalation.stage);
            return Err(format!("the store is away and {incident} stands still at {stage:?}"));
        }
    }
    Ok(())
}

fn timers_fire(view: &View<'_>) -> Result<(), String> {
    let Some(now) = view.calm_now(CALM) else { return Ok(()) };
    for escalation in view.truth.paging.escalations.values() {
        if escalation.due().is_some_and(|due| due + LATE_MAX < now) {
            let (incident, stage) = (escalation.incident, escalation.stage);
            return Err(format!("incident {incident} stands still at {stage:?}"));
        }
    }
    Ok(())
}
