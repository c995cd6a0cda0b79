//! I4: nothing leaves before it is durable, everything owed leaves, and nothing without need twice.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Event;
use domain::deliveries::{Event as Delivery, Outcome};
use domain::words::{DeliveryId, Timestamp};

use super::{Invariant, Seen, View};

/// How late an owed delivery may be claimed, and a lease be noticed to have run out.
const LATE_MAX: Duration = Duration::from_secs(3);
const CALM: u64 = 15_000;

struct Attempt {
    at: u64,
    jumps: u64,
    /// Whether the carrier has not said that it took it.
    excused: bool,
}

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Outbox {
    /// The highest claim of each delivery that was ever stored.
    claims: BTreeMap<DeliveryId, u32>,
    attempts: BTreeMap<DeliveryId, Attempt>,
}

impl Invariant for Outbox {
    fn name(&self) -> &'static str {
        "i04_outbox"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { event: Event::Deliveries(event), .. } => {
                if let Delivery::Owed { delivery, claim, .. }
                | Delivery::Claimed { delivery, claim } = event
                {
                    self.claims.insert(*delivery, claim.fence);
                }
                Ok(())
            }
            Seen::Sending { delivery, fence, .. } => self.sending(*delivery, *fence, view),
            Seen::Returned { delivery, outcome } => {
                if let Some(attempt) = self.attempts.get_mut(delivery) {
                    attempt.excused = !matches!(outcome, Outcome::Sent | Outcome::Delivered);
                }
                Ok(())
            }
            Seen::Moment => {
                let Some(now) = view.calm_now(CALM) else { return Ok(()) };
                nothing_is_forgotten(now, view)
            }
            _ => Ok(()),
        }
    }
}

impl Outbox {
    fn sending(&mut self, delivery: DeliveryId, fence: u32, view: &View<'_>) -> Result<(), String> {
        if self.claims.get(&delivery).is_none_or(|known| *known < fence) {
            return Err(format!("{delivery} leaves under claim {fence}, which is not stored"));
        }
        let (at, jumps) = (view.now, view.jumps);
        let attempt = Attempt { at, jumps, excused: true };
        let Some(before) = self.attempts.insert(delivery, attempt) else { return Ok(()) };
        let disturbed = before.jumps != jumps || view.rough_until >= before.at;
        if before.excused && at > before.at || disturbed {
            return Ok(());
        }
        Err(format!("{delivery} leaves again although the carrier has it"))
    }
}

fn nothing_is_forgotten(now: Timestamp, view: &View<'_>) -> Result<(), String> {
    if let Some(owed) = view.truth.deliveries.owed(now - LATE_MAX).next() {
        return Err(format!("{} is owed and nobody claims it", owed.id));
    }
    let late = view.truth.deliveries.due().is_some_and(|due| due + LATE_MAX < now);
    if late {
        return Err("a lease has run out, or a delivery expired, and nobody noticed".into());
    }
    Ok(())
}
