//! The crowd behind one incident: how many have called about it, how many say that it works again,
//! and how many people answer. Counted from the state, never kept beside it.

use std::time::Duration;

use crate::State;
use crate::emergencies::{Aside, Closure, Emergency, Standing};
use crate::words::{IncidentId, PersonKey, Timestamp};

/// Most emergencies that are counted one by one; beyond it the crowd is "more than" so many.
pub const COUNTED_MAX: usize = 1_000;
/// Fewer than this many are never told to a caller as a number: who knows how few sites a vendor
/// has could tell from it who the others are.
pub const TOLD_MIN: u32 = 5;
/// Whoever wrote to one of them within this time is answering.
pub const ANSWERING_FOR: Duration = Duration::from_secs(30 * 60);

/// Where the callers of one incident stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// How many have called about it; not who pressed by mistake, nor the same caller twice.
    pub callers: u32,
    /// How many of them say that it works again.
    pub confirmed: u32,
    /// How many were asked whether it does, and have not answered.
    pub asked: u32,
    /// How many were set aside.
    pub aside: u32,
    /// How many are open, and were not asked.
    pub open: u32,
    /// Whether there are more than were counted.
    pub more: bool,
    /// Who leads or has lately written to one of them.
    pub answering: Vec<PersonKey>,
}

impl Crowd {
    /// Whether others share the fault with each of them.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.callers > 1
    }

    /// The number that a caller may be told; `None` where it would say too much.
    #[must_use]
    pub fn told(&self) -> Option<u32> {
        (self.callers >= TOLD_MIN).then_some(self.callers)
    }
}

/// Where one emergency stands, as the crowd counts it; `None` when it counts for nobody.
#[must_use]
pub fn counts(emergency: &Emergency) -> Option<Stands> {
    match &emergency.standing {
        Standing::Closed { how: Closure::GoesOn | Closure::Mistake, .. } => None,
        Standing::SetAside { reason: Aside::Mistake | Aside::Abuse, .. } => None,
        Standing::Closed { how: Closure::Works, .. } => Some(Stands::Confirmed),
        Standing::SetAside { .. } => Some(Stands::Aside),
        Standing::Asked { .. } => Some(Stands::Asked),
        Standing::Open => Some(Stands::Open),
    }
}

/// Where one caller of a crowd stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// Not asked yet, or not yet working.
    Open,
    /// Asked, and no answer yet.
    Asked,
    /// Set aside.
    Aside,
    /// It works again for them.
    Confirmed,
}

impl State {
    /// Who has called about an incident, and where they stand at `now`.
    #[must_use]
    pub fn crowd(&self, incident: IncidentId, now: Timestamp) -> Crowd {
        let mut crowd = Crowd::default();
        let Some(known) = self.incidents.get(incident) else { return crowd };
        crowd.more = known.emergencies.len() > COUNTED_MAX;
        let holder = self.paging.get(incident).and_then(|known| known.accepted_by());
        let mut answering: Vec<&PersonKey> = holder.into_iter().collect();
        let all = known.emergencies.iter().take(COUNTED_MAX);
        for emergency in all.filter_map(|id| self.emergencies.get(*id)) {
            let written = emergency.answered_by.iter();
            let lately = written.filter(|(_, at)| now.since(**at) <= ANSWERING_FOR);
            answering.extend(lately.map(|(person, _)| person));
            let Some(stands) = counts(emergency) else { continue };
            crowd.callers += 1;
            match stands {
                Stands::Open => crowd.open += 1,
                Stands::Asked => crowd.asked += 1,
                Stands::Aside => crowd.aside += 1,
                Stands::Confirmed => crowd.confirmed += 1,
            }
        }
        answering.sort_unstable();
        answering.dedup();
        crowd.answering = answering.into_iter().cloned().collect();
        crowd
    }
}
