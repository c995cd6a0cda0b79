//! Maintenance that another status page had planned: what lies ahead starts and ends here by
//! itself, what is under way goes on, and what is over stands in the history.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::tidy::tidy_foreign;
use super::{ENTRIES_MAX, Event, Maintenance, Plan, Refusal, Stage, State};
use crate::Moment;
use crate::words::{MaintenanceId, PART_LEN_MAX, Timestamp, UpdateId, tidy_words};

/// Maintenance that was planned elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Foreign {
    /// Its id; the same for the same maintenance, so that it is taken in once.
    pub maintenance: MaintenanceId,
    /// What is planned.
    pub plan: Plan,
    /// The id of the word that says so.
    pub entry: UpdateId,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// How far it was said to be; nothing but time takes it further.
    pub stage: Stage,
    /// When it started, if it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<Timestamp>,
    /// When it was over, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What was said since it was planned, the first word first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<ForeignWord>,
}

/// One word about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForeignWord {
    /// Its id.
    pub entry: UpdateId,
    /// When it was said.
    pub at: Timestamp,
    /// How far the work was.
    pub stage: Stage,
    /// What was said.
    pub words: Arc<str>,
}

impl State {
    /// Takes in what is not here yet; of a list that cannot stand as it is, nothing.
    pub(super) fn import(
        &self,
        told: Vec<Foreign>,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let mut seen = BTreeSet::new();
        let mut events = Vec::new();
        let mut ahead = self.planned_by_hand();
        for told in told {
            if self.get(told.maintenance).is_some() || !seen.insert(told.maintenance) {
                continue;
            }
            ahead += usize::from(!told.stage.is_over());
            let number = self.count + u32::try_from(events.len()).unwrap_or(u32::MAX) + 1;
            events.push(Event::Imported { number, told: tidied(told, moment)? });
        }
        let full = self.planned.len() + events.len() > super::MAINTENANCES_MAX;
        match full || (ahead > super::PLANNED_MAX && !events.is_empty()) {
            true => Err(Refusal::TooMany),
            false => Ok(events),
        }
    }
}

/// It as it is kept: in the order of time, and with times that can be.
fn tidied(mut told: Foreign, moment: &Moment<'_>) -> Result<Foreign, Refusal> {
    if told.words.len() >= ENTRIES_MAX {
        return Err(Refusal::TooMany);
    }
    told.plan = tidy_foreign(told.plan, told.stage, moment)?;
    let running = told.stage.is_running();
    let (began, ended) = (told.began_at, told.ended_at);
    let sound = match (began, ended) {
        (None, None) => told.stage == Stage::Scheduled,
        (Some(began), None) => running && began <= moment.now,
        (None, Some(ended)) => told.stage == Stage::Cancelled && ended <= moment.now,
        (Some(began), Some(ended)) => told.stage.is_over() && began <= ended && ended <= moment.now,
    };
    told.words.sort_by_key(|word| word.at);
    let last = told.words.last().map_or(told.planned_at, |word| word.at.max(told.planned_at));
    if !sound || last > moment.now {
        return Err(Refusal::BadTimes);
    }
    for word in &mut told.words {
        word.words = tidy_words(&word.words, PART_LEN_MAX).into();
    }
    Ok(told)
}

/// The maintenance that it makes. What is still to come of it is reminded of from now on.
pub(super) fn maintenance(number: u32, told: &Foreign, at: Timestamp) -> Maintenance {
    let Foreign { maintenance, plan, entry, planned_at, .. } = told;
    let mut made = Maintenance::new(*maintenance, number, plan.clone(), None, at);
    made.planned_at = *planned_at;
    let (plan, origin) = (plan.clone(), None);
    let planned = Event::Planned { maintenance: *maintenance, number, entry: *entry, plan, origin };
    made.evolve(&planned, *planned_at);
    for word in &told.words {
        let said = Event::Said {
            maintenance: *maintenance,
            entry: word.entry,
            stage: word.stage,
            by: None,
            words: word.words.clone(),
            translations: Vec::new(),
        };
        made.evolve(&said, word.at);
    }
    // What it was in the end holds, whatever its words and their times say.
    made.stage = told.stage;
    made.overruns = match told.stage.is_over() {
        true => made.overruns,
        false => told.stage == Stage::Overrun,
    };
    (made.began_at, made.ended_at) = (told.began_at, told.ended_at);
    made.announced = match (told.began_at, told.ended_at) {
        (Some(began), Some(ended)) => vec![(began, told.plan.until.min(ended).max(began))],
        (Some(began), None) => vec![(began, told.plan.until.max(began))],
        (None, _) => Vec::new(),
    };
    made.changed_at = at;
    made
}
