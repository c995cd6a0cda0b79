//! I10: every promise has a timer; a missed one stands in the conversation, is escalated, and the
//! status page says so. A time agreed with one caller is theirs: it moves, silences and breaks
//! nobody else's.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::emergencies::{Event as Emergency, Line};
use domain::paging::Standing;
use domain::updates::Event as Update;
use domain::words::{EmergencyId, IncidentId, Timestamp};
use domain::{Event, State};

use super::{Invariant, Seen, View};

/// How late a missed promise may be noticed while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(60);
const CALM: u64 = 60_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Promises {
    missed: BTreeSet<IncidentId>,
    to_tell: BTreeSet<EmergencyId>,
}

impl Invariant for Promises {
    fn name(&self) -> &'static str {
        "i10_promises"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row {
                event: Event::Updates(Update::Missed { incident, emergency, .. }),
                after,
                ..
            } => {
                self.missed.insert(*incident);
                let known = after.incidents.get(*incident).map(|known| known.emergencies.clone());
                let live = |id: &EmergencyId| {
                    after.emergencies.get(*id).is_some_and(|known| known.standing.is_live())
                };
                let own = |id: &EmergencyId| {
                    after.updates.get(*incident).is_some_and(|board| board.own.contains_key(id))
                };
                let meant = |id: &EmergencyId| match emergency {
                    Some(emergency) => emergency == id,
                    None => !own(id),
                };
                let all = known.into_iter().flatten();
                self.to_tell.extend(all.filter(|id| live(id) && meant(id)));
                Ok(())
            }
            Seen::Row {
                event: Event::Updates(Update::Agreed { incident, emergency: Some(_), .. }),
                before,
                after,
                ..
            } => match before.updates.promise(*incident) == after.updates.promise(*incident) {
                true => Ok(()),
                false => Err(format!("what one caller of {incident} agreed to moved everyone's")),
            },
            Seen::PromiseRead { state, emergency, by } => hears(state, *emergency, *by),
            Seen::Row {
                event: Event::Emergencies(Emergency::Noted { emergency, line, .. }),
                ..
            } => {
                if matches!(line, Line::UpdateMissed { .. }) {
                    self.to_tell.remove(emergency);
                }
                Ok(())
            }
            Seen::Settled => self.settled(view),
            Seen::Moment => promises_stand(view),
            Seen::PageRead { next_by, missed } => page_is_true(*next_by, *missed, view),
            _ => Ok(()),
        }
    }
}

impl Promises {
    fn settled(&mut self, view: &View<'_>) -> Result<(), String> {
        if let Some(emergency) = self.to_tell.pop_first() {
            return Err(format!("a promise was missed and {emergency} is not told"));
        }
        for incident in std::mem::take(&mut self.missed) {
            let standing = view.truth.paging.get(incident).map(|known| &known.standing);
            let live = view.truth.incidents.get(incident).is_some_and(|known| {
                known.emergencies.iter().any(|id| {
                    view.truth.emergencies.get(*id).is_some_and(|known| known.standing.is_live())
                })
            });
            if live && !matches!(standing, Some(Standing::Ringing { .. })) {
                return Err(format!(
                    "a promise about {incident} was missed and nobody rings: {standing:?}"
                ));
            }
        }
        Ok(())
    }
}

/// Each caller is shown what is promised to them, and not to others.
fn hears(state: &State, emergency: EmergencyId, by: Timestamp) -> Result<(), String> {
    let incident = state.incidents.of_emergency(emergency).map(|known| known.id);
    let promise = incident.and_then(|incident| state.updates.promise_to(incident, emergency));
    match promise {
        Some(promise) if promise.by == by => Ok(()),
        other => Err(format!("{emergency} reads {by:?}, and is promised {other:?}")),
    }
}

/// The status page never goes on promising what has passed, and says of nothing that lies ahead
/// that it was missed.
fn page_is_true(
    next_by: Timestamp,
    missed: Option<Timestamp>,
    view: &View<'_>,
) -> Result<(), String> {
    if let Some(missed) = missed.filter(|missed| *missed >= next_by) {
        return Err(format!(
            "the status page says that {missed:?} passed and promises {next_by:?}"
        ));
    }
    match view.calm_now(CALM) {
        Some(now) if next_by + LATE_MAX < now => {
            Err(format!("the status page still promises a word by {next_by:?}, and it is {now:?}"))
        }
        _ => Ok(()),
    }
}

fn promises_stand(view: &View<'_>) -> Result<(), String> {
    for escalation in view.truth.paging.escalations.values() {
        let incident = escalation.incident;
        let live = view.truth.incidents.get(incident).is_some_and(|known| {
            known.emergencies.iter().any(|id| {
                view.truth.emergencies.get(*id).is_some_and(|known| known.standing.is_live())
            })
        });
        let promise = view.truth.updates.promise(incident);
        if live && escalation.accepted_by().is_some() && promise.is_none() {
            return Err(format!("{incident} was accepted and no update is promised"));
        }
    }
    let Some(now) = view.calm_now(CALM) else { return Ok(()) };
    for (incident, board) in &view.truth.updates.boards {
        if board.promises().any(|(_, promise)| promise.by + LATE_MAX < now) {
            return Err(format!("the promise about {incident} passed and nobody noticed"));
        }
    }
    for told in view.truth.bulletins.live() {
        if told.next_by.is_some_and(|by| by + LATE_MAX < now) {
            let incident = told.incident;
            let inside = view.truth.updates.promise(incident);
            let escalation = view.truth.paging.get(incident).map(|known| &known.standing);
            let waits = view.truth.approvals.waiting().len();
            return Err(format!(
                "what everyone was promised about {incident} passed in silence, by {:?} and it is \
                 {now:?}; inside {inside:?}, {waits} texts wait, and it is {escalation:?}",
                told.next_by
            ));
        }
    }
    Ok(())
}
