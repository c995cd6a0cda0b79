//! A case: what is proved in one emergency, and by whom.

use std::time::Duration;

use imbl::{OrdMap, OrdSet, Vector};

use super::{Act, Done, Event, How, Upgrade};
use crate::words::{
    ContactKey, CustomerKey, EmergencyId, InquiryId, ParticipantId, Personal, Timestamp,
};

/// How long something that is counted counts.
const PACE_SPAN: Duration = Duration::from_secs(3600);

/// How often something happened since an instant, for an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    since: Timestamp,
    count: u32,
}

impl Pace {
    /// Whether it may happen once more.
    #[must_use]
    pub fn has_room(&self, most: u32, now: Timestamp) -> bool {
        self.count < most || self.is_over(now)
    }

    /// Whether it is so long ago that it does not count.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.since + PACE_SPAN
    }

    pub(super) fn after(before: Option<Self>, at: Timestamp) -> Self {
        match before {
            Some(pace) if !pace.is_over(at) => Self { count: pace.count + 1, ..pace },
            _ => Self { since: at, count: 1 },
        }
    }
}

/// An address that a participant named.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// The address.
    pub address: Personal,
    /// When it was named.
    pub at: Timestamp,
    /// When it is looked for; none once it was.
    pub not_before: Option<Timestamp>,
}

/// A participant has shown who they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Proven {
    /// Of which customer.
    pub customer: CustomerKey,
    /// By whose method on file.
    pub contact: ContactKey,
    /// How.
    pub how: How,
    /// When.
    pub at: Timestamp,
}

/// A second contact has agreed.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// Of which customer.
    pub customer: CustomerKey,
    /// Who.
    pub contact: ContactKey,
    /// To what.
    pub what: Personal,
    /// Until when that counts.
    pub until: Timestamp,
}

/// Somebody vouches for a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouch {
    /// Who.
    pub by: ParticipantId,
    /// When.
    pub at: Timestamp,
}

/// A contact said that it is not them.
#[derive(Clone, Debug, PartialEq)]
pub struct Denial {
    /// Of which customer.
    pub customer: CustomerKey,
    /// Who.
    pub contact: ContactKey,
    /// When.
    pub at: Timestamp,
}

/// What is proved in one emergency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Who has proved who they are.
    pub proofs: OrdMap<ParticipantId, Proven>,
    /// Whose request a second contact agreed to.
    pub consents: OrdMap<ParticipantId, Consent>,
    /// For whom somebody vouches.
    pub vouches: OrdMap<ParticipantId, Vouch>,
    /// The contacts who say that it is not them; what was proved before counts no more.
    pub denials: Vector<Denial>,
    /// Addresses that participants named.
    pub sought: OrdMap<ParticipantId, Sought>,
    /// The inquiries about it, the latest last.
    pub inquiries: Vector<InquiryId>,
    /// When its contacts were told.
    pub told_at: Option<Timestamp>,
    /// What was done on proof, the latest last.
    pub done: Vector<Done>,
    /// For what the glass was broken.
    pub broken: OrdSet<Act>,
    /// The service level that was raised on the spot.
    pub upgrade: Option<Upgrade>,
    pub(super) tries: OrdMap<ParticipantId, Pace>,
    pub(super) seeks: OrdMap<ParticipantId, Pace>,
}

impl Case {
    /// When it next needs the clock.
    pub(super) fn due(&self) -> Option<Timestamp> {
        let sought = self.sought.values().filter_map(|sought| sought.not_before);
        sought.chain(self.consents.values().map(|consent| consent.until)).min()
    }

    pub(super) fn wake(&self, emergency: EmergencyId, now: Timestamp) -> Vec<Event> {
        let ripe = self
            .sought
            .iter()
            .filter(|(_, sought)| sought.not_before.is_some_and(|not_before| not_before <= now));
        let looked = ripe.map(|(who, _)| Event::Looked { emergency, participant: *who });
        let over = self.consents.iter().filter(|(_, consent)| consent.until <= now);
        looked.chain(over.map(|(who, _)| Event::Lapsed { emergency, participant: *who })).collect()
    }

    /// Whether a contact of this customer says that it is not them.
    #[must_use]
    pub fn is_denied(&self, customer: &CustomerKey) -> bool {
        self.denials.iter().any(|denial| denial.customer == *customer)
    }
}
