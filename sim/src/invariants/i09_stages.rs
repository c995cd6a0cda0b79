//! I9: an escalation goes from stage to stage, skips none without a reason, and never ends.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Event;
use domain::incidents::Event as Incident;
use domain::paging::{Escalation, Event as Paging, Plan, Stage, Standing};
use domain::words::{IncidentId, Timestamp};

use super::{Invariant, Seen, View};

/// How much less than its delay a stage may have had while the installation was up.
const SHORT_MAX: u64 = 3_000;

#[derive(Clone, Copy)]
struct Entered {
    at: u64,
    down_total: u64,
    jumps: u64,
}

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Stages {
    entered: BTreeMap<IncidentId, Entered>,
    /// What the same command has just done to the incident.
    cause: BTreeMap<IncidentId, &'static str>,
}

impl Invariant for Stages {
    fn name(&self) -> &'static str {
        "i09_stages"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Paging(event), before, .. } => match event {
                Paging::Started { incident, .. } => self.because(*incident, "first"),
                Paging::Lapsed { incident, .. } => self.because(*incident, "first"),
                Paging::Rerouted { incident, .. } => self.because(*incident, "first"),
                Paging::Resumed { incident } => self.because(*incident, "same"),
                Paging::Advanced { incident, stage, .. } => {
                    let known = before.paging.get(*incident);
                    let known = known.ok_or("a stage of no escalation was entered")?;
                    let cause = self.cause.remove(incident);
                    let last = self.entered.get(incident).copied();
                    let (at, down_total, jumps) = (view.now, view.down_total, view.jumps);
                    self.entered.insert(*incident, Entered { at, down_total, jumps });
                    match cause {
                        Some("first") if *stage == known.plan.first() => Ok(()),
                        Some("same") if *stage == known.stage => Ok(()),
                        Some(cause) => Err(format!("{stage:?} was entered after {cause}")),
                        None => goes_on(known, *stage, row.at, last, view),
                    }
                }
                _ => Ok(()),
            },
            // What rings when it becomes critical rings once more.
            Seen::Row {
                event: Event::Incidents(Incident::SeveritySet { incident, .. }), ..
            } => self.because(*incident, "same"),
            Seen::Settled => {
                self.cause.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Stages {
    fn because(&mut self, incident: IncidentId, cause: &'static str) -> Result<(), String> {
        self.cause.insert(incident, cause);
        Ok(())
    }
}

fn goes_on(
    known: &Escalation,
    stage: Stage,
    at: Timestamp,
    entered: Option<Entered>,
    view: &View<'_>,
) -> Result<(), String> {
    let from = known.stage;
    if stage != next(&known.plan, from) {
        return Err(format!("{stage:?} follows {from:?}"));
    }
    if !matches!(known.standing, Standing::Ringing { .. }) {
        return Err(format!("{stage:?} was entered although nobody rings"));
    }
    if known.next_at > at {
        return Err(format!("{stage:?} was entered before its time"));
    }
    let hurried = known.next_at < known.entered_at + known.plan.delay(from);
    let Some(entered) = entered.filter(|entered| !hurried && entered.jumps == view.jumps) else {
        return Ok(());
    };
    // A wall clock that runs ahead takes the log's time with it when its node next appends.
    let (logged, real) = (at.since(known.entered_at), view.now - entered.at);
    if logged > Duration::from_millis(real + 1_000) {
        return Ok(());
    }
    // Nobody is passed over for the time in which the installation itself was down.
    let up = (view.now - entered.at).saturating_sub(view.down_total - entered.down_total);
    if Duration::from_millis(up + SHORT_MAX) < known.plan.delay(from) {
        return Err(format!("{from:?} had only {up} ms in which the installation was up"));
    }
    Ok(())
}

/// The order of the stages, said once more and independently of the domain.
fn next(plan: &Plan, stage: Stage) -> Stage {
    match stage {
        Stage::Step { round, step } => {
            let (count, number) = (plan.steps.len(), usize::from(step) + 1);
            if number < count {
                Stage::Step { round, step: step + 1 }
            } else if round + 1 < plan.rounds {
                Stage::Step { round: round + 1, step: 0 }
            } else {
                Stage::Widened
            }
        }
        Stage::Widened | Stage::CatchAll => Stage::CatchAll,
    }
}
