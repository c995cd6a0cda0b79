//! Sends what this node has claimed, and reports what became of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::deliveries::{self, Claim, Outcome, Standing};
use domain::words::{Actor, Channel, DeliveryId, NodeId, Timestamp};
use domain::{Event, State};
use journal::{Appended, Aside};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::desk::Desk;
use super::{Line, World};

/// Longest attempt: shorter than the lease, so that a slow provider is not taken for a dead node.
pub(super) const ATTEMPT_MAX: Duration = Duration::from_secs(8);
/// Most attempts at a time over one channel.
const ATTEMPTS_AT_ONCE_MAX: usize = 256;
/// Most posts at a time to addresses that nobody has proved.
const UNPROVED_AT_ONCE_MAX: usize = 32;
/// How long an attempt waits for a slot. With the attempt itself it stays within the lease.
const SLOT_WITHIN: Duration = Duration::from_secs(1);
/// Most deliveries that are claimed at a time.
const CLAIMED_AT_ONCE_MAX: usize = 500;

/// What waits for the same slots.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Whatever the vendor sends over that channel.
    Ours(Channel),
    /// What somebody who signs up has posted to an address that nobody has proved: however many
    /// slow ones are named, they hold up nobody else.
    Unproved,
}

impl Kind {
    fn of(delivery: &deliveries::Delivery) -> Self {
        match delivery.is_posted_unproved() {
            true => Self::Unproved,
            false => Self::Ours(delivery.address.channel),
        }
    }

    /// How many attempts of it run at a time.
    fn at_once(self) -> usize {
        match self {
            Self::Ours(_) => ATTEMPTS_AT_ONCE_MAX,
            Self::Unproved => UNPROVED_AT_ONCE_MAX,
        }
    }
}

/// How many attempts run at a time. Each channel has slots of its own, so that a mail server that
/// hangs holds up mail and nothing else.
#[derive(Default)]
pub(super) struct Slots {
    by_kind: Mutex<BTreeMap<Kind, Arc<Semaphore>>>,
    freed: Notify,
}

impl Slots {
    fn of(&self, kind: Kind) -> Arc<Semaphore> {
        let mut slots = self.by_kind.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Semaphore::new(kind.at_once()));
        Arc::clone(slots.entry(kind).or_insert_with(new))
    }

    /// A slot of the vendor's own on a channel, unless none gets free soon.
    pub(super) async fn take(self: &Arc<Self>, channel: Channel) -> Option<Slot> {
        self.take_for(Kind::Ours(channel)).await
    }

    async fn take_for(self: &Arc<Self>, kind: Kind) -> Option<Slot> {
        let permit = tokio::time::timeout(SLOT_WITHIN, self.of(kind).acquire_owned()).await;
        let permit = permit.ok()?.ok()?;
        Some(Slot { slots: Arc::clone(self), kind, permit: Some(permit) })
    }

    /// Whether anything is being sent over a channel.
    pub(super) fn is_used(&self, channel: Channel) -> bool {
        self.of(Kind::Ours(channel)).available_permits() < ATTEMPTS_AT_ONCE_MAX
    }

    /// Waits until a channel that was full has a slot again.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }

    /// What nobody has claimed and there is a slot for: a claim without one would only run out.
    pub(super) fn claimable(&self, state: &State, now: Timestamp) -> Vec<DeliveryId> {
        let mut room: BTreeMap<Kind, usize> = BTreeMap::new();
        let fits = |owed: &&deliveries::Delivery| {
            let kind = Kind::of(owed);
            let left = room.entry(kind).or_insert_with(|| self.of(kind).available_permits());
            let fits = *left > 0;
            *left = left.saturating_sub(1);
            fits
        };
        let owed = state.deliveries.owed(now).filter(fits);
        owed.take(CLAIMED_AT_ONCE_MAX).map(|owed| owed.id).collect()
    }
}

/// The right to make one attempt, until it is dropped.
pub(super) struct Slot {
    slots: Arc<Slots>,
    kind: Kind,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let was_full = self.slots.of(self.kind).available_permits() == 0;
        drop(self.permit.take());
        if was_full {
            self.slots.freed.notify_one();
        }
    }
}

/// The outcome where there was no slot.
pub(super) fn no_slot() -> Outcome {
    let reason = "too much is being sent over this channel just now".into();
    Outcome::Failed { permanent: false, reason }
}

/// What left from this machine so recently is not repeated, though the log gives it a later time.
const LEFT_JUST_NOW: Duration = Duration::from_secs(60);

/// Starts an attempt for each delivery that the batch claimed for this node. What has left already,
/// while the log could not be reached, does not leave again; only where the log had gone on, so
/// that it begins anew there, it does: a second ring is cheap.
pub(super) fn send_claimed(desk: &Desk, appended: &Appended, left: Option<&Aside>) {
    for (at, event) in &appended.events {
        let Some((delivery, claim)) = claimed_by(desk.node, event) else { continue };
        let left_at = left.and_then(|aside| aside.left_at((delivery, claim.fence)));
        if left_at.is_some_and(|left| at.since(left) < LEFT_JUST_NOW) {
            continue;
        }
        if still_wanted(&appended.state, delivery, &claim) {
            let slots = Arc::clone(&desk.slots);
            let attempt = attempt(&desk.world, slots, desk.own.clone(), delivery, claim);
            desk.runtime.spawn(attempt);
        }
    }
}

/// The claim by which the node is to send something, if the event is one.
pub(super) fn claimed_by(node: NodeId, event: &Event) -> Option<(DeliveryId, Claim)> {
    match event {
        Event::Deliveries(
            deliveries::Event::Owed { delivery, claim, .. }
            | deliveries::Event::Claimed { delivery, claim },
        ) if claim.node == node => Some((*delivery, *claim)),
        _ => None,
    }
}

/// Looked at once more before it leaves: somebody may have accepted in the same batch.
fn still_wanted(state: &State, delivery: DeliveryId, claim: &Claim) -> bool {
    let standing = state.deliveries.get(delivery).map(|known| &known.standing);
    standing == Some(&Standing::Claimed(*claim))
}

fn attempt(
    world: &World,
    slots: Arc<Slots>,
    line: Line,
    delivery: DeliveryId,
    claim: Claim,
) -> impl Future<Output = ()> + Send + use<> {
    let carriers = Arc::clone(&world.carriers);
    let writer = Arc::clone(&world.writer);
    async move {
        let known = line.published().state.deliveries.get(delivery).map(Kind::of);
        let Some(kind) = known else { return };
        let slot = slots.take_for(kind).await;
        let published = line.published();
        if !still_wanted(&published.state, delivery, &claim) {
            return;
        }
        let outcome = match &slot {
            Some(_) => {
                let now = published.now();
                let letter = writer.letter(&published.state, delivery, now);
                let Some((channel, letter)) = letter else { return };
                let posted = writer.posted(&published.state, delivery);
                let sent = async {
                    match posted {
                        Some((route, signer)) => {
                            carriers.tell(route, signer, &letter).await.outcome
                        }
                        None => carriers.send(channel, &letter).await,
                    }
                };
                let sent = tokio::time::timeout(ATTEMPT_MAX, sent).await;
                sent.unwrap_or_else(|_| Outcome::Unknown { reason: "it took too long".into() })
            }
            // It is owed again, and claimed when there is a slot. Said twice, the next person is
            // rung: a channel that is full reaches nobody in time.
            None => no_slot(),
        };
        // The report wakes the loop, which may then claim for this slot.
        drop(slot);
        let report = deliveries::Command::Report { delivery, fence: claim.fence, outcome };
        // When the report is lost, the lease runs out and the delivery is made again.
        if let Err(error) = line.tell(Actor::System, domain::Command::Deliveries(report)).await {
            tracing::warn!(?error, %delivery, "what became of a delivery could not be stored");
        }
    }
}
