//! What happened in paging.

use serde::{Deserialize, Serialize};

use super::{Lapse, Later, Plan, Policy, Stage, Wait};
use crate::words::{
    Errand, IncidentId, MethodKey, PageId, PersonKey, Personal, PolicyKey, Timestamp,
};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A policy was defined.
    PolicyPut {
        /// Which.
        policy: PolicyKey,
        /// How.
        definition: Policy,
    },
    /// A policy was taken out.
    PolicyRemoved {
        /// Which.
        policy: PolicyKey,
    },
    /// An escalation began.
    Started {
        /// Of which incident.
        incident: IncidentId,
        /// The frozen plan.
        plan: Plan,
    },
    /// A stage of the escalation was entered, or entered again.
    Advanced {
        /// Of which incident.
        incident: IncidentId,
        /// The stage.
        stage: Stage,
        /// When the next one follows unless somebody accepts.
        next_at: Timestamp,
    },
    /// A human is being reached.
    Reached {
        /// About which incident.
        incident: IncidentId,
        /// By which page.
        page: PageId,
        /// Who.
        person: PersonKey,
        /// For what, when somebody asked on purpose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        errand: Option<Errand>,
        /// Which of their methods follow, and when, while they do not answer.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        later: Vec<Later>,
        /// Nothing is sent for it: the message of this page, which asks them already, counts it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        folded: Option<PageId>,
    },
    /// The human did not answer, or a method failed: these of their methods follow.
    RungOn {
        /// About which incident.
        incident: IncidentId,
        /// By which page.
        page: PageId,
        /// Over which methods.
        methods: Vec<MethodKey>,
    },
    /// The stage reached nobody; the next follows at once.
    Skipped {
        /// Of which incident.
        incident: IncidentId,
        /// Which stage.
        stage: Stage,
    },
    /// Nobody could be reached by any stage: the last-resort alarm sounds.
    AlarmRaised {
        /// For which incident.
        incident: IncidentId,
    },
    /// A human took it.
    Accepted {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
        /// By which page, if by one.
        page: Option<PageId>,
        /// Who had it until now, when it was handed over or taken over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PersonKey>,
    },
    /// A human who was asked to help has come.
    Joined {
        /// Which incident.
        incident: IncidentId,
        /// By which page.
        page: PageId,
        /// Who.
        person: PersonKey,
    },
    /// Nobody needs the answer to a page any more.
    Withdrawn {
        /// Of which incident.
        incident: IncidentId,
        /// Which page.
        page: PageId,
    },
    /// Others are called from now on, by another plan; the clock goes on.
    Rerouted {
        /// Which incident.
        incident: IncidentId,
        /// The plan, frozen anew.
        plan: Plan,
    },
    /// What was accepted is left alone for a while.
    Snoozed {
        /// Which incident.
        incident: IncidentId,
        /// By whom.
        by: PersonKey,
        /// Until when.
        until: Timestamp,
        /// What is waited for.
        wait: Wait,
        /// Why, for colleagues.
        because: Personal,
    },
    /// It is not left alone any longer.
    Unsnoozed {
        /// Which incident.
        incident: IncidentId,
        /// By whom.
        by: PersonKey,
    },
    /// A second human has it as well: both accepted while they could not know of each other.
    Shared {
        /// Which incident.
        incident: IncidentId,
        /// Who has it as well.
        person: PersonKey,
    },
    /// A human passed it on or cannot.
    Declined {
        /// Of which incident.
        incident: IncidentId,
        /// Which page.
        page: PageId,
        /// Until when that human is away; now, when merely passed on.
        away_until: Timestamp,
    },
    /// Nothing sent for the page can arrive.
    Failed {
        /// Of which incident.
        incident: IncidentId,
        /// Which page.
        page: PageId,
    },
    /// The vendor spoke to the customer.
    Spoken {
        /// In which incident.
        incident: IncidentId,
        /// When silence will page again.
        silent_at: Timestamp,
    },
    /// The acceptance expired.
    Lapsed {
        /// Of which incident.
        incident: IncidentId,
        /// Why.
        why: Lapse,
    },
    /// A human was reminded.
    Reminded {
        /// About which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// Work went on after the installation stood still; deadlines start anew.
    Resumed {
        /// Of which incident.
        incident: IncidentId,
    },
    /// Nobody needs to be reached any more.
    Stopped {
        /// About which incident.
        incident: IncidentId,
    },
    /// It left the live state.
    Forgotten {
        /// Which incident.
        incident: IncidentId,
    },
}

impl Event {
    /// The incident it belongs to, if to one.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::PolicyPut { .. } | Self::PolicyRemoved { .. } => None,
            Self::Started { incident, .. }
            | Self::Advanced { incident, .. }
            | Self::Reached { incident, .. }
            | Self::RungOn { incident, .. }
            | Self::Skipped { incident, .. }
            | Self::AlarmRaised { incident }
            | Self::Accepted { incident, .. }
            | Self::Shared { incident, .. }
            | Self::Joined { incident, .. }
            | Self::Withdrawn { incident, .. }
            | Self::Rerouted { incident, .. }
            | Self::Snoozed { incident, .. }
            | Self::Unsnoozed { incident, .. }
            | Self::Declined { incident, .. }
            | Self::Failed { incident, .. }
            | Self::Spoken { incident, .. }
            | Self::Lapsed { incident, .. }
            | Self::Reminded { incident, .. }
            | Self::Resumed { incident }
            | Self::Stopped { incident }
            | Self::Forgotten { incident } => Some(*incident),
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        if let Self::Snoozed { because, .. } = self {
            visit(because);
        }
    }
}
