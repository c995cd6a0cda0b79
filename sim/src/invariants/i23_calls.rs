//! I23: a call that nobody answered with a key is told once, hurries the chain and accepts nothing.

use std::collections::BTreeSet;

use domain::Event;
use domain::deliveries::{About, Event as Delivery, Outcome};
use domain::paging::{PageStanding, Standing};
use domain::words::DeliveryId;

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Calls {
    unanswered: BTreeSet<DeliveryId>,
    just_now: Vec<DeliveryId>,
}

impl Invariant for Calls {
    fn name(&self) -> &'static str {
        "i23_calls"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row {
                event: Event::Deliveries(Delivery::Reported { delivery, outcome, retry_at, .. }),
                ..
            } => {
                if self.unanswered.contains(delivery) {
                    return Err(format!("{delivery} was not answered, and then {outcome:?}"));
                }
                if matches!(outcome, Outcome::Unanswered { .. }) {
                    self.unanswered.insert(*delivery);
                    self.just_now.push(*delivery);
                    if retry_at.is_some() {
                        return Err(format!("{delivery} was not answered and is sent again"));
                    }
                }
                Ok(())
            }
            Seen::Settled => {
                let just_now = std::mem::take(&mut self.just_now);
                just_now.into_iter().try_for_each(|delivery| hurried(delivery, view))
            }
            _ => Ok(()),
        }
    }
}

/// Whoever did not answer the present ring is not waited for any more.
fn hurried(delivery: DeliveryId, view: &View<'_>) -> Result<(), String> {
    let Some(known) = view.truth.deliveries.get(delivery) else { return Ok(()) };
    let About::Page { page, .. } = known.about else { return Ok(()) };
    let Some((escalation, page)) = view.truth.paging.page(page) else { return Ok(()) };
    let rings = matches!(escalation.standing, Standing::Ringing { .. });
    let present = known.owed_at >= page.rang_at && page.standing == PageStanding::Requested;
    if rings && present && !page.failed {
        return Err(format!("{delivery} was not answered and its page is waited for"));
    }
    Ok(())
}
