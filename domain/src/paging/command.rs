//! What is asked of paging.

use serde::{Deserialize, Serialize};

use super::{Later, Plan, Policy, Wait};
use crate::words::{Errand, IncidentId, PageId, PersonKey, PolicyKey, Severity, Timestamp};

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines an escalation policy, whole.
    PutPolicy {
        /// Which.
        policy: PolicyKey,
        /// Its definition.
        definition: Policy,
    },
    /// Takes a policy out.
    RemovePolicy {
        /// Which.
        policy: PolicyKey,
    },
    /// Starts, or starts anew, the escalation of an incident with a frozen plan.
    Start {
        /// For which incident.
        incident: IncidentId,
        /// Who is called in which order.
        plan: Plan,
    },
    /// Rings one human.
    Reach {
        /// About which incident.
        incident: IncidentId,
        /// Whom.
        person: PersonKey,
        /// How bad it is: the first page of a new crisis is never folded.
        severity: Severity,
        /// Which of their methods follow, and when.
        later: Vec<Later>,
    },
    /// The human's next rule comes due, or is brought forward because a method failed.
    RingOn {
        /// By which page.
        page: PageId,
    },
    /// Asks one human on purpose, beside whatever rings.
    Summon {
        /// About which incident.
        incident: IncidentId,
        /// Whom.
        person: PersonKey,
        /// For what.
        errand: Errand,
    },
    /// Nobody needs the answer to this page any more.
    Withdraw {
        /// Which page.
        page: PageId,
    },
    /// A human has it from now on, whoever had it.
    Take {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// Others are called, by another plan, without starting the clock anew.
    Reroute {
        /// For which incident.
        incident: IncidentId,
        /// Who is called in which order.
        plan: Plan,
    },
    /// The present stage rings once more, and the next follows when it would have.
    RingAgain {
        /// Of which incident.
        incident: IncidentId,
    },
    /// What was accepted is left alone until then.
    Snooze {
        /// Which incident.
        incident: IncidentId,
        /// Until when.
        until: Timestamp,
        /// What is waited for.
        wait: Wait,
        /// Why, for colleagues.
        because: String,
    },
    /// It is not left alone any longer.
    Unsnooze {
        /// Which incident.
        incident: IncidentId,
    },
    /// The step that was just taken reaches nobody.
    Skip {
        /// Of which incident.
        incident: IncidentId,
    },
    /// A human takes the incident: from the console, or by writing to the customer.
    Accept {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        person: PersonKey,
    },
    /// A human took the incident while this node was apart from the log, and another one had taken
    /// it there: both have it.
    Share {
        /// Which incident.
        incident: IncidentId,
        /// Who has it as well.
        person: PersonKey,
    },
    /// A page that went out while this node was apart from the log: its link goes on working.
    Adopt {
        /// About which incident.
        incident: IncidentId,
        /// The page, as it was made there.
        page: PageId,
        /// Whom it reached.
        person: PersonKey,
    },
    /// A human answers the page that reached them.
    Answer {
        /// Which page.
        page: PageId,
        /// How.
        answer: Answer,
    },
    /// A human takes everything that asks them, in one go.
    AcceptAll {
        /// The page in their hand.
        page: PageId,
    },
    /// Nothing sent for the page can arrive any more.
    Fail {
        /// Which page.
        page: PageId,
        /// At which of its rings; a later one may still arrive.
        ring: u32,
    },
    /// Somebody of the vendor told the customer something.
    Speak {
        /// In which incident.
        incident: IncidentId,
        /// Until when silence is agreed: the next promised update.
        quiet_until: Option<Timestamp>,
    },
    /// The acceptance has expired: others are rung.
    Lapse {
        /// Of which incident.
        incident: IncidentId,
        /// Why.
        why: Lapse,
    },
    /// Someone who leads is reminded, without escalation.
    Remind {
        /// About which incident.
        incident: IncidentId,
        /// Whom.
        person: PersonKey,
    },
    /// Nobody needs to be reached any more.
    Stop {
        /// About which incident.
        incident: IncidentId,
    },
    /// Leaves the live state.
    Forget {
        /// Which incident.
        incident: IncidentId,
    },
}

/// How a human answers a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// I take it.
    Accept,
    /// Ring the next person now.
    PassOn,
    /// I cannot for the next minutes; ring the next person now.
    Decline {
        /// For how long.
        minutes: u16,
    },
}

/// Why an acceptance expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// No first human word within two minutes.
    NoFirstWord,
    /// Silent for ten minutes, or past the promise that excused the silence.
    Silent,
    /// The promised update did not come.
    PromiseMissed,
    /// The customer's words stayed unread.
    Overlooked,
    /// A machine reported anew what had been quiet for long, or had been over in between.
    AlertAgain,
    /// The agreed wait is over.
    WaitOver,
    /// The customer wrote while it was left alone.
    Wrote,
    /// It is critical now, and whoever accepted it accepted something less grave.
    Raised,
}
