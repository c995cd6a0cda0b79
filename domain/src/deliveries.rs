//! Deliveries: what is owed to the world, claimed by a node, and settled by its report.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{DeliveryId, IncidentId, NodeId, PageId, Personal, SmolStr, Timestamp};

mod about;
mod kept;
mod notices;
mod unproved;

pub use about::{About, Address};
pub use notices::{NOTICE_ATTEMPTS_MAX, NOTICE_LASTS, NoticeKind};
pub use unproved::UNPROVED_ATTEMPTS_MAX;

/// How long a node may take to send before others must assume that it died.
pub const LEASE: Duration = Duration::from_secs(10);
/// Most attempts at one delivery.
pub const ATTEMPTS_MAX: u32 = 8;
/// After this many failures a delivery no longer counts as likely to arrive.
pub const HOPEFUL_FAILURES_MAX: u32 = 2;
/// Most deliveries that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 200;
/// How the reason of a mail begins that was handed over and came back.
pub const CAME_BACK: &str = "the mail came back";
/// Longest reason that a report may carry, in bytes.
pub const REASON_LEN_MAX: usize = 300;
/// How long an invitation is worth sending.
pub const INVITATION_LASTS: Duration = Duration::from_secs(600);
/// For so long the letter that asks how the help was is tried.
pub const FAREWELL_LASTS: Duration = Duration::from_secs(24 * 3_600);

/// For so long the letter by which somebody confirms that they subscribe is tried.
pub const SUBSCRIPTION_LASTS: Duration = Duration::from_secs(6 * 3_600);

/// A node's right to send, until it must be assumed dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Claim {
    /// Which node.
    pub node: NodeId,
    /// Raised with every claim; a report of an older one cannot fail the newer.
    pub fence: u32,
    /// Until when.
    pub until: Timestamp,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The provider took it; that is not delivery.
    Sent,
    /// It reached the device.
    Delivered,
    /// It cannot, or did not, go out.
    Failed {
        /// Whether another attempt is pointless.
        permanent: bool,
        /// Why, for the operator.
        reason: SmolStr,
    },
    /// Nobody knows: it may have gone out.
    Unknown {
        /// Why, for the operator.
        reason: SmolStr,
    },
    /// It rang, and no human did anything about it: a call that nobody, or a mailbox, answered.
    Unanswered {
        /// What happened, for the operator.
        reason: SmolStr,
    },
}

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Something must be sent.
    Owe {
        /// About what.
        about: About,
        /// Where to.
        address: Address,
        /// When it would be too late to be of use.
        expires_at: Timestamp,
    },
    /// This node is about to send these.
    Claim {
        /// Which.
        deliveries: Vec<DeliveryId>,
    },
    /// What became of a claim.
    Report {
        /// Which delivery.
        delivery: DeliveryId,
        /// Under which claim.
        fence: u32,
        /// What.
        outcome: Outcome,
    },
    /// What is still owed about a page is not wanted any more.
    Void {
        /// About which incident.
        incident: IncidentId,
        /// About which page.
        page: PageId,
    },
    /// These notices go out once more, whatever became of them.
    Replay {
        /// Which.
        deliveries: Vec<DeliveryId>,
    },
    /// Everything about the incident leaves the live state.
    Drop {
        /// Which incident.
        incident: IncidentId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something must be sent.
    Owed {
        /// Its id, which is also the idempotency key towards the provider.
        delivery: DeliveryId,
        /// About what.
        about: About,
        /// Where to.
        address: Address,
        /// When it would be too late.
        expires_at: Timestamp,
        /// The deciding node sends it at once.
        claim: Claim,
    },
    /// A node is about to send it.
    Claimed {
        /// Which.
        delivery: DeliveryId,
        /// By whom.
        claim: Claim,
    },
    /// What became of an attempt.
    Reported {
        /// Of which delivery.
        delivery: DeliveryId,
        /// Under which claim.
        fence: u32,
        /// What.
        outcome: Outcome,
        /// When it is tried again, if it is.
        retry_at: Option<Timestamp>,
    },
    /// It goes out once more, as if it had not yet.
    Replayed {
        /// Which.
        delivery: DeliveryId,
        /// When it would be too late.
        expires_at: Timestamp,
    },
    /// Not wanted any more, or too late.
    Voided {
        /// Which.
        delivery: DeliveryId,
    },
    /// Everything about the incident left the live state.
    Dropped {
        /// Which incident.
        incident: IncidentId,
    },
    /// One that is about no incident left the live state: it is settled, and its time is over.
    Forgotten {
        /// Which.
        delivery: DeliveryId,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such delivery is live.
    Unknown,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("There is no such delivery any more.")
    }
}

/// Where a delivery stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be sent, not before then.
    Owed {
        /// When.
        not_before: Timestamp,
    },
    /// A node is sending it.
    Claimed(Claim),
    /// The provider has it.
    Sent,
    /// The device has it.
    Delivered,
    /// It will not arrive.
    Failed,
    /// It rang, and no human did anything about it.
    Unanswered,
    /// Not wanted any more.
    Void,
}

/// One message over one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// About what.
    pub about: About,
    /// Where to.
    pub address: Address,
    /// When it was first owed.
    pub owed_at: Timestamp,
    /// When it would be too late.
    pub expires_at: Timestamp,
    /// The highest claim so far.
    pub fence: u32,
    /// How many attempts failed or are unknown.
    pub failures: u32,
    /// Why the last one failed.
    pub reason: SmolStr,
    /// Where it stands.
    pub standing: Standing,
}

impl Delivery {
    /// When its claim runs out or it becomes too late to send, while it is open.
    fn due(&self) -> Option<Timestamp> {
        match self.standing {
            Standing::Owed { .. } => Some(self.expires_at),
            Standing::Claimed(claim) => Some(claim.until),
            Standing::Sent
            | Standing::Delivered
            | Standing::Failed
            | Standing::Unanswered
            | Standing::Void => None,
        }
    }

    /// When it is of no use to anyone, if it is settled and goes with no incident.
    fn forgotten_at(&self) -> Option<Timestamp> {
        let alone = self.about.incident() == IncidentId(0);
        (alone && self.due().is_none()).then_some(self.expires_at)
    }

    /// When it may go out, while nobody has claimed it.
    fn unclaimed(&self) -> Option<Timestamp> {
        match self.standing {
            Standing::Owed { not_before } => Some(not_before),
            _ => None,
        }
    }

    /// Whether it is a notice that nobody is sending now, so that it can be sent once more.
    #[must_use]
    pub fn can_be_replayed(&self) -> bool {
        matches!(self.about, About::Notice { .. }) && !matches!(self.standing, Standing::Claimed(_))
    }

    /// Whether it may still arrive soon.
    #[must_use]
    pub fn is_hopeful(&self) -> bool {
        match self.standing {
            Standing::Owed { .. } | Standing::Claimed(_) => self.failures < HOPEFUL_FAILURES_MAX,
            Standing::Sent | Standing::Delivered => true,
            Standing::Failed | Standing::Unanswered | Standing::Void => false,
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    deliveries: OrdMap<(IncidentId, DeliveryId), Arc<Delivery>>,
    incidents: OrdMap<DeliveryId, IncidentId>,
    /// Which of them are about what, so that a new one finds those that it replaces.
    by_about: OrdMap<About, OrdSet<DeliveryId>>,
    /// When an open one's claim runs out, or it becomes too late to send.
    timers: Timers<DeliveryId>,
    /// When an unclaimed one may go out.
    unclaimed: Timers<DeliveryId>,
    /// When a settled one that goes with no incident is forgotten.
    settled: Timers<DeliveryId>,
}

impl State {
    /// A live delivery.
    #[must_use]
    pub fn get(&self, delivery: DeliveryId) -> Option<&Delivery> {
        let incident = *self.incidents.get(&delivery)?;
        self.deliveries.get(&(incident, delivery)).map(Arc::as_ref)
    }

    /// All live deliveries about an incident.
    pub fn about(&self, incident: IncidentId) -> impl Iterator<Item = &Delivery> {
        let all = (incident, DeliveryId(0))..=(incident, DeliveryId(u128::MAX));
        self.deliveries.range(all).map(|(_, delivery)| delivery.as_ref())
    }

    /// All live deliveries.
    pub fn all(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.values().map(Arc::as_ref)
    }

    /// Whether anything sent for the page may still arrive soon.
    #[must_use]
    pub fn is_hopeful(&self, incident: IncidentId, page: PageId) -> bool {
        self.about(incident)
            .filter(|delivery| delivery.about == About::Page { incident, page })
            .any(Delivery::is_hopeful)
    }

    /// What nobody has claimed and may go out now.
    pub fn owed(&self, now: Timestamp) -> impl Iterator<Item = &Delivery> {
        self.unclaimed.due(now).filter_map(|id| self.get(*id))
    }

    /// When the next unclaimed delivery may go out.
    #[must_use]
    pub fn owed_at(&self) -> Option<Timestamp> {
        self.unclaimed.first()
    }

    /// How many deliveries are owed or being sent.
    #[must_use]
    pub fn open_count(&self) -> usize {
        self.timers.len()
    }

    /// Forgets the addresses of one who was erased.
    pub(crate) fn forget(&mut self, owner: &crate::words::Owner) {
        let concerned = |known: &Delivery| known.address.to.is_of(owner);
        let concerned: Vec<_> = self
            .deliveries
            .iter()
            .filter(|(_, known)| concerned(known))
            .map(|(key, _)| *key)
            .collect();
        for key in concerned {
            if let Some(known) = self.deliveries.get_mut(&key) {
                Arc::make_mut(known).address.to.forget(owner);
            }
        }
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Owe { about, address, expires_at } => {
                let delivery = DeliveryId(moment.id());
                let claim = Claim { node: moment.node, fence: 1, until: moment.now + LEASE };
                Ok(vec![Event::Owed { delivery, about, address, expires_at, claim }])
            }
            Command::Claim { deliveries } => Ok(deliveries
                .into_iter()
                .filter_map(|delivery| {
                    let known = self.get(delivery)?;
                    let Standing::Owed { not_before } = known.standing else { return None };
                    let until = moment.now + LEASE;
                    let claim = Claim { node: moment.node, fence: known.fence + 1, until };
                    (not_before <= moment.now).then_some(Event::Claimed { delivery, claim })
                })
                .collect()),
            Command::Report { delivery, fence, outcome } => {
                let known = self.get(delivery).ok_or(Refusal::Unknown)?;
                Ok(Vec::from_iter(report(known, fence, outcome, moment.now)))
            }
            Command::Void { incident, page } => Ok(self
                .about(incident)
                .filter(|delivery| delivery.about == About::Page { incident, page })
                .filter(|delivery| delivery.due().is_some())
                .map(|delivery| Event::Voided { delivery: delivery.id })
                .collect()),
            Command::Replay { deliveries } => {
                let known = deliveries.into_iter().filter_map(|delivery| self.get(delivery));
                let expires_at = moment.now + NOTICE_LASTS;
                let replayed = known
                    .filter(|known| known.can_be_replayed())
                    .map(|known| Event::Replayed { delivery: known.id, expires_at });
                Ok(replayed.collect())
            }
            Command::Drop { incident } => {
                let any = self.about(incident).next().is_some();
                Ok(Vec::from_iter(any.then_some(Event::Dropped { incident })))
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Owed { delivery, about, address, expires_at, claim } => {
                self.supersede(about, address);
                self.put(Delivery {
                    id: *delivery,
                    about: about.clone(),
                    address: address.clone(),
                    owed_at: at,
                    expires_at: *expires_at,
                    fence: claim.fence,
                    failures: 0,
                    reason: SmolStr::default(),
                    standing: Standing::Claimed(*claim),
                });
            }
            Event::Claimed { delivery, claim } => self.change(*delivery, |known| {
                known.fence = claim.fence;
                known.standing = Standing::Claimed(*claim);
            }),
            Event::Reported { delivery, outcome, retry_at, .. } => {
                self.change(*delivery, |known| {
                    if let Outcome::Failed { reason, .. }
                    | Outcome::Unknown { reason }
                    | Outcome::Unanswered { reason } = outcome
                    {
                        known.failures += 1;
                        known.reason = reason.clone();
                    }
                    known.standing = match (outcome, retry_at) {
                        (Outcome::Sent, _) => Standing::Sent,
                        (Outcome::Delivered, _) => Standing::Delivered,
                        (Outcome::Unanswered { .. }, _) => Standing::Unanswered,
                        (_, Some(not_before)) => Standing::Owed { not_before: *not_before },
                        (_, None) => Standing::Failed,
                    };
                });
            }
            Event::Replayed { delivery, expires_at } => self.change(*delivery, |known| {
                (known.expires_at, known.failures) = (*expires_at, 0);
                known.standing = Standing::Owed { not_before: at };
            }),
            Event::Voided { delivery } => {
                self.change(*delivery, |known| known.standing = Standing::Void);
            }
            Event::Forgotten { delivery } => self.remove(*delivery),
            Event::Dropped { incident } => {
                let ids: Vec<DeliveryId> = self.about(*incident).map(|known| known.id).collect();
                for id in ids {
                    self.remove(id);
                }
            }
        }
    }

    /// When a claim runs out, something becomes too late to send, or is forgotten.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        [self.timers.first(), self.settled.first()].into_iter().flatten().min()
    }

    /// How many are kept, open ones and settled ones.
    #[must_use]
    pub fn kept_count(&self) -> usize {
        self.deliveries.len()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let now = moment.now;
        let due = self.timers.due(now).filter_map(|id| self.get(*id));
        due.filter_map(|known| match known.standing {
            Standing::Claimed(claim) if claim.until <= now => {
                let reason = "the node that was sending it did not report".into();
                report(known, claim.fence, Outcome::Unknown { reason }, now)
            }
            Standing::Owed { .. } if known.expires_at <= now => {
                Some(Event::Voided { delivery: known.id })
            }
            _ => None,
        })
        .chain(self.settled.due(now).map(|id| Event::Forgotten { delivery: *id }))
        .take(WOKEN_AT_ONCE_MAX)
        .collect()
    }
}

/// A report counts when it is the present claim's, or when it says that an earlier one went out
/// after all; providers repeat and reorder what they say.
fn report(known: &Delivery, fence: u32, outcome: Outcome, now: Timestamp) -> Option<Event> {
    let good = matches!(outcome, Outcome::Sent | Outcome::Delivered);
    let counts = match known.standing {
        Standing::Claimed(claim) => good || claim.fence == fence,
        Standing::Owed { .. } | Standing::Failed => good,
        Standing::Sent => match outcome {
            Outcome::Delivered => true,
            // That an earlier attempt came to nothing says nothing about the one that went out.
            Outcome::Failed { .. } | Outcome::Unanswered { .. } => fence == known.fence,
            Outcome::Sent | Outcome::Unknown { .. } => false,
        },
        Standing::Delivered | Standing::Unanswered | Standing::Void => false,
    };
    if !counts {
        return None;
    }
    // To ring again whom the call has just not reached is for the escalation to decide.
    let permanent =
        matches!(outcome, Outcome::Failed { permanent: true, .. } | Outcome::Unanswered { .. });
    // What nobody waits for by the second is tried for hours.
    let notice = matches!(known.about, About::Notice { .. } | About::FollowedUp { .. });
    let attempts = if notice { NOTICE_ATTEMPTS_MAX } else { ATTEMPTS_MAX };
    let again = !good && !permanent && known.failures + 1 < attempts;
    let again = again && !known.is_enough(&outcome, now);
    // A second ring is cheap and a lost one is not: what is unknown goes out again at once, but
    // a receiver that never answers is not hammered.
    let pause = match outcome {
        Outcome::Unknown { .. } if known.failures == 0 => Duration::ZERO,
        _ if notice => notices::pause(known.failures),
        _ => Duration::from_secs(1 << known.failures.min(4)),
    };
    let retry_at = again.then(|| now + pause).filter(|at| *at < known.expires_at);
    let outcome = match outcome {
        Outcome::Failed { permanent, reason } => {
            Outcome::Failed { permanent, reason: shorten(&reason) }
        }
        Outcome::Unknown { reason } => Outcome::Unknown { reason: shorten(&reason) },
        Outcome::Unanswered { reason } => Outcome::Unanswered { reason: shorten(&reason) },
        Outcome::Sent | Outcome::Delivered => outcome,
    };
    Some(Event::Reported { delivery: known.id, fence, outcome, retry_at })
}

fn shorten(reason: &str) -> SmolStr {
    let end = (0..=reason.len().min(REASON_LEN_MAX)).rev().find(|at| reason.is_char_boundary(*at));
    SmolStr::new(&reason[..end.unwrap_or(0)])
}

impl Event {
    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        if let Self::Owed { address, .. } = self {
            visit(&mut address.to);
        }
    }
}
