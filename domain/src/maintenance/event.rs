//! What happens to planned maintenance, and to what of it comes again.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Foreign, Origin, Plan, PlanWords, Routine, Stage, Wording};
use crate::words::{
    MaintenanceId, PersonKey, Personal, RoutineKey, Showing, Timestamp, Translation, UpdateId,
};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// One was planned.
    Planned {
        /// Which.
        maintenance: MaintenanceId,
        /// Its number among the organisation's, from 1.
        number: u32,
        /// The word that says so.
        entry: UpdateId,
        /// What is planned.
        plan: Plan,
        /// Of which routine it is an occurrence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<Origin>,
    },
    /// One was taken in that another status page had planned.
    Imported {
        /// Its number among the organisation's, from 1.
        number: u32,
        /// What was told of it there.
        told: Foreign,
    },
    /// It was planned otherwise.
    Changed {
        /// Which.
        maintenance: MaintenanceId,
        /// The word that says so.
        entry: UpdateId,
        /// What is planned now.
        plan: Plan,
        /// By whom; nobody, where its routine changed.
        by: Option<PersonKey>,
        /// What readers are shown of what it had said before.
        #[serde(default, skip_serializing_if = "Showing::is_nothing")]
        before: Showing,
    },
    /// Words about it were written, and nobody reads them yet.
    Written {
        /// About which.
        maintenance: MaintenanceId,
        /// This writing.
        entry: UpdateId,
        /// What was written.
        words: Wording,
        /// By whom.
        by: PersonKey,
    },
    /// What was written does not go out any more.
    Withdrawn {
        /// About which.
        maintenance: MaintenanceId,
        /// Which writing.
        entry: UpdateId,
    },
    /// Somebody objected to what was written: it is kept for its author, and waits no more.
    Refused {
        /// About which.
        maintenance: MaintenanceId,
        /// Which writing.
        entry: UpdateId,
    },
    /// Words were taken back of what was said about it: readers see that, and not what it was.
    TakenBack {
        /// About which.
        maintenance: MaintenanceId,
        /// Of which word.
        entry: UpdateId,
        /// What is left.
        words: Arc<str>,
        /// The same in further languages, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
        /// By whom.
        by: PersonKey,
    },
    /// Readers were reminded of it.
    Reminded {
        /// Which.
        maintenance: MaintenanceId,
        /// The word that says so.
        entry: UpdateId,
        /// How long before its start, in minutes.
        mins: u32,
    },
    /// It was said how far it is.
    Said {
        /// Which.
        maintenance: MaintenanceId,
        /// The word that says so.
        entry: UpdateId,
        /// How far it is.
        stage: Stage,
        /// By whom; nobody, where time did.
        by: Option<PersonKey>,
        /// What was added.
        words: Arc<str>,
        /// The same in further languages, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
    },
    /// It takes longer.
    Extended {
        /// Which.
        maintenance: MaintenanceId,
        /// The word that says so.
        entry: UpdateId,
        /// Until when.
        until: Timestamp,
        /// Why.
        reason: Arc<str>,
        /// The same in further languages, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
        /// By whom.
        by: PersonKey,
    },
    /// A routine was defined.
    RoutinePut {
        /// Which.
        routine: RoutineKey,
        /// How.
        profile: Routine,
        /// Occurrences of this day and before are not made.
        after: Date,
    },
    /// The words of a routine were written, and nobody reads them yet.
    RoutineWritten {
        /// Of which.
        routine: RoutineKey,
        /// This writing.
        entry: UpdateId,
        /// What was written.
        words: PlanWords,
        /// By whom.
        by: PersonKey,
    },
    /// What was written of a routine does not wait any more: it is out, or goes out otherwise.
    RoutineWithdrawn {
        /// Of which.
        routine: RoutineKey,
    },
    /// Words of a routine were taken back. What it has planned follows by events of its own.
    RoutineTakenBack {
        /// Of which.
        routine: RoutineKey,
        /// The word that says so.
        entry: UpdateId,
        /// What is left.
        words: PlanWords,
        /// By whom.
        by: PersonKey,
    },
    /// A routine was taken out.
    RoutineRemoved {
        /// Which.
        routine: RoutineKey,
    },
    /// Occurrences were not made: their time had passed. However many there are, they are passed
    /// over at once, so that a machine that slept for years is not woken for each.
    Skipped {
        /// Of which routine.
        routine: RoutineKey,
        /// Up to which day.
        day: Date,
    },
    /// The oldest that is over made room.
    Left {
        /// Which.
        maintenance: MaintenanceId,
    },
}

impl Event {
    /// What is said of maintenance is the vendor's word, not a person's.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
