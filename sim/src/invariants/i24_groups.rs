//! I24: whoever is joined, taken apart or admitted by a rule stands in one incident, which rings or
//! which somebody has; danger rings everyone in the same breath; the numbers that callers read are
//! those of the state; a rule ends when it said.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::emergencies::Event as Emergencies;
use domain::paging::{Stage, Standing};
use domain::words::{EmergencyId, IncidentId};
use domain::{Event, State, crowd};

use super::{Invariant, Seen, View};
use crate::requests::Ask;

/// How late a rule may end while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(10);
const CALM: u64 = 15_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Groups {
    endangered: BTreeSet<EmergencyId>,
    differed: BTreeSet<EmergencyId>,
    /// What must be so once all rows of the command were seen.
    owed: Vec<(EmergencyId, bool)>,
}

impl Invariant for Groups {
    fn name(&self) -> &'static str {
        "i24_groups"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { event: Event::Emergencies(event), .. } => {
                match event {
                    Emergencies::Endangered { emergency } => {
                        self.endangered.insert(*emergency);
                        self.owed.push((*emergency, true));
                    }
                    Emergencies::Differed { emergency } => {
                        self.differed.insert(*emergency);
                        self.owed.push((*emergency, false));
                    }
                    _ => {}
                }
                Ok(())
            }
            Seen::Settled => {
                let owed = std::mem::take(&mut self.owed);
                owed.into_iter()
                    .try_for_each(|(emergency, danger)| rings_alone(view.truth, emergency, danger))
            }
            Seen::Told { request, answer } if answer.is_ok() => match &request.ask {
                Ask::Endanger { emergency } => heard(&self.endangered, *emergency, view, "danger"),
                Ask::Differ { emergency } => heard(&self.differed, *emergency, view, "difference"),
                _ => Ok(()),
            },
            Seen::Read { state, incident, callers } => read(view.truth, state, *incident, *callers),
            Seen::Moment => {
                each_stands_once(view.truth)?;
                joined_are_quiet(view.truth)?;
                rules_end(view)
            }
            _ => Ok(()),
        }
    }
}

/// Who was told that it was heard was heard.
fn heard(
    known: &BTreeSet<EmergencyId>,
    emergency: EmergencyId,
    view: &View<'_>,
    what: &str,
) -> Result<(), String> {
    let latest = view.truth.emergencies.latest(emergency);
    match known.contains(&emergency) || known.contains(&latest) {
        true => Ok(()),
        false => Err(format!("the {what} of {emergency} was acknowledged and lost")),
    }
}

/// In the same commit: an own incident where others shared it, and a ring; of everyone for danger.
fn rings_alone(truth: &State, emergency: EmergencyId, danger: bool) -> Result<(), String> {
    let Some(known) = truth.emergencies.get(emergency) else { return Ok(()) };
    let incident = truth.incidents.of_emergency(emergency);
    let incident = incident.ok_or_else(|| format!("{emergency} has no incident"))?;
    let others = incident.emergencies.iter().filter(|id| **id != emergency);
    let shared = others.filter_map(|id| truth.emergencies.get(*id)).any(|other| !other.went_on());
    if shared && known.standing.is_live() {
        return Err(format!("emergency {} still shares its incident", known.number));
    }
    let escalation = truth.paging.get(incident.id);
    let standing = escalation.map(|known| &known.standing);
    let rings = matches!(standing, Some(Standing::Ringing { .. }));
    let everyone = escalation
        .is_some_and(|known| known.stage == Stage::CatchAll && known.plan.steps.is_empty());
    if danger && !(rings && everyone) {
        return Err(format!("someone is in danger and not everyone is rung: {standing:?}"));
    }
    Ok(())
}

/// Each emergency stands in the one incident that it belongs to, and that was not joined away.
fn each_stands_once(truth: &State) -> Result<(), String> {
    let mut places: BTreeMap<EmergencyId, IncidentId> = BTreeMap::new();
    for incident in truth.incidents.incidents.values() {
        for emergency in &incident.emergencies {
            if let Some(other) = places.insert(*emergency, incident.id) {
                return Err(format!("{emergency} stands in {other} and in {}", incident.id));
            }
        }
    }
    for (emergency, incident) in &truth.incidents.of_emergency {
        if places.get(emergency) != Some(incident) {
            return Err(format!("{emergency} belongs to {incident} and does not stand there"));
        }
        let live = truth.emergencies.get(*emergency).is_some_and(|e| e.standing.is_live());
        if live && truth.groups.is_joined(*incident) {
            return Err(format!("{emergency} was left behind in {incident}, which was joined"));
        }
    }
    Ok(())
}

/// What was joined to another incident rings nobody for itself.
fn joined_are_quiet(truth: &State) -> Result<(), String> {
    for incident in truth.groups.joins.keys() {
        let standing = truth.paging.get(*incident).map(|known| &known.standing);
        if standing.is_some_and(|standing| *standing != Standing::Stopped) {
            return Err(format!("{incident} was joined and still rings: {standing:?}"));
        }
    }
    Ok(())
}

fn rules_end(view: &View<'_>) -> Result<(), String> {
    let Some(now) = view.calm_now(CALM) else { return Ok(()) };
    let late = view.truth.groups.rules.values().find(|rule| rule.until + LATE_MAX < now);
    late.map_or(Ok(()), |rule| Err(format!("rule {} goes on after its end", rule.number)))
}

/// A caller read how many have called; counted anew, it must be so.
fn read(truth: &State, state: &State, incident: IncidentId, callers: u32) -> Result<(), String> {
    let Some(known) = truth.incidents.get(incident) else { return Ok(()) };
    // A node may lag a little; what it shows is then true of a moment ago.
    let same = state.incidents.get(incident) == Some(known)
        && known
            .emergencies
            .iter()
            .all(|id| state.emergencies.get(*id) == truth.emergencies.get(*id));
    if !same {
        return Ok(());
    }
    let all = known.emergencies.iter().filter_map(|id| truth.emergencies.get(*id));
    let counted = all.filter(|emergency| crowd::counts(emergency).is_some()).count();
    match usize::try_from(callers) == Ok(counted) {
        true => Ok(()),
        false => Err(format!("a caller read that {callers} have called, and {counted} have")),
    }
}
