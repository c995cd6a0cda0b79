//! Sends what this node has claimed, and reports what became of it.

use std::sync::Arc;
use std::time::Duration;

use domain::deliveries::{self, Claim, Outcome, Standing};
use domain::words::{Actor, DeliveryId};
use domain::{Event, State};
use journal::Appended;
use tokio::sync::Semaphore;

use super::{Keeper, Line, World};

/// Longest attempt: shorter than the lease, so that a slow provider is not taken for a dead node.
const ATTEMPT_MAX: Duration = Duration::from_secs(8);
/// Most attempts at a time.
const ATTEMPTS_AT_ONCE_MAX: usize = 512;

static SLOTS: Semaphore = Semaphore::const_new(ATTEMPTS_AT_ONCE_MAX);

/// Starts an attempt for each delivery that the batch claimed for this node.
pub(super) fn send_claimed(keeper: &Keeper, appended: &Appended) {
    for (_, event) in &appended.events {
        let (delivery, claim) = match event {
            Event::Deliveries(deliveries::Event::Owed { delivery, claim, .. }) => (delivery, claim),
            Event::Deliveries(deliveries::Event::Claimed { delivery, claim }) => (delivery, claim),
            _ => continue,
        };
        if claim.node == keeper.node && still_wanted(&appended.state, *delivery, claim) {
            let attempt = attempt(&keeper.world, keeper.own.clone(), *delivery, *claim);
            keeper.runtime.spawn(attempt);
        }
    }
}

/// Looked at once more before it leaves: somebody may have accepted in the same batch.
fn still_wanted(state: &State, delivery: DeliveryId, claim: &Claim) -> bool {
    let standing = state.deliveries.get(delivery).map(|known| &known.standing);
    standing == Some(&Standing::Claimed(*claim))
}

fn attempt(
    world: &World,
    line: Line,
    delivery: DeliveryId,
    claim: Claim,
) -> impl Future<Output = ()> + Send + use<> {
    let carriers = Arc::clone(&world.carriers);
    let writer = Arc::clone(&world.writer);
    async move {
        let Ok(_slot) = SLOTS.acquire().await else { return };
        let published = line.published();
        if !still_wanted(&published.state, delivery, &claim) {
            return;
        }
        let now = published.now();
        let Some((channel, letter)) = writer.letter(&published.state, delivery, now) else {
            return;
        };
        let sent = tokio::time::timeout(ATTEMPT_MAX, carriers.send(channel, &letter)).await;
        let outcome =
            sent.unwrap_or_else(|_| Outcome::Unknown { reason: "it took too long".into() });
        let report = deliveries::Command::Report { delivery, fence: claim.fence, outcome };
        // When the report is lost, the lease runs out and the delivery is made again.
        if let Err(error) = line.tell(Actor::System, domain::Command::Deliveries(report)).await {
            tracing::warn!(?error, %delivery, "what became of a delivery could not be stored");
        }
    }
}
