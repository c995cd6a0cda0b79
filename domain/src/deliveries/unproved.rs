//! What somebody who signs up has posted to an address that nobody has proved to be theirs.

use super::{About, Delivery, Outcome, Standing};
use crate::words::{Channel, Timestamp};

/// Most attempts to post to an address that nobody has proved.
pub const UNPROVED_ATTEMPTS_MAX: u32 = 3;

impl Delivery {
    /// Whether it is what somebody who signed up has posted to an address that nobody has proved.
    #[must_use]
    pub fn is_posted_unproved(&self) -> bool {
        self.address.channel == Channel::Webhook && matches!(self.about, About::Subscription { .. })
    }

    /// Whether nothing more is posted there: it is not tried for long, and what may have arrived
    /// is not repeated. Where the node died in between it is repeated, because nobody knows
    /// whether anything was posted at all.
    pub(super) fn is_enough(&self, outcome: &Outcome, now: Timestamp) -> bool {
        let died = matches!(self.standing, Standing::Claimed(claim) if claim.until <= now);
        let may_be_there = matches!(outcome, Outcome::Unknown { .. }) && !died;
        let tried = self.failures + 1 >= UNPROVED_ATTEMPTS_MAX;
        self.is_posted_unproved() && (may_be_there || tried)
    }
}
