//! Carriers: they accept and deliver late, lie, fail, and repeat and reorder their receipts.

use domain::deliveries::{About, Outcome};
use domain::words::{Channel, DeliveryId};

use crate::plan::Mood;
use crate::telephones::Ringing;
use crate::vendor::person_index;
use crate::world::{Happening, World};

/// How a carrier behaves, and until when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Carrier {
    pub(crate) mood: Mood,
    pub(crate) until: u64,
}

impl Carrier {
    pub(crate) const GOOD: Self = Self { mood: Mood::Good, until: 0 };
}

/// How many channels there are.
pub(crate) const LANES: usize = 6;

pub(crate) const fn lane(channel: Channel) -> usize {
    match channel {
        Channel::Screen => 0,
        Channel::Email => 1,
        Channel::Webhook => 2,
        Channel::Sms => 3,
        Channel::Voice => 4,
        Channel::Push => 5,
    }
}

impl World {
    /// A message leaves a node. What becomes of it is drawn from the delivery and its attempt.
    pub(crate) fn carry(
        &mut self,
        node: usize,
        delivery: DeliveryId,
        fence: u32,
        (about, channel): (&About, Channel),
        person: Option<usize>,
    ) {
        let rates = self.plan.rates;
        let label = u64::try_from(delivery.0 >> 64).unwrap_or(0);
        let mut chance = self.chance(30, label ^ u64::from(fence));
        let carrier = self.carriers[lane(channel)];
        let mut mood = if carrier.until > self.now { carrier.mood } else { Mood::Good };
        if !self.healing && chance.hits(20) {
            mood = *chance.pick(&[Mood::FailsForNow, Mood::TimesOutAfterSending, Mood::Swallows]);
        }
        let quick = chance.within(20, 400);
        let failed = |permanent| Outcome::Failed { permanent, reason: "refused".into() };
        let (after, outcome, arrives) = match mood {
            Mood::Good => (quick, Outcome::Sent, Some(chance.within(50, 3_000))),
            Mood::Slow => (quick, Outcome::Sent, Some(chance.within(30_000, 90_000))),
            Mood::Swallows => (quick, Outcome::Sent, None),
            Mood::FailsForNow => (quick, failed(false), None),
            Mood::FailsForGood => (quick, failed(true), None),
            Mood::TimesOutAfterSending => {
                (4_000, Outcome::Unknown { reason: "no answer".into() }, Some(quick))
            }
        };
        let life = self.nodes[node].life;
        let returned = Happening::Returned { node, life, delivery, fence, outcome };
        self.schedule(after, returned);
        let Some(arrives) = arrives else { return };
        if let (Channel::Voice, About::Page { incident, page }, Some(person)) =
            (channel, about, person)
        {
            let (incident, page) = (*incident, *page);
            let call = Ringing { person, incident, page, delivery, fence };
            return self.schedule(arrives, Happening::CallRings(call));
        }
        if let About::Call { call, .. } = about {
            return self.schedule(arrives, Happening::Joins { call: *call });
        }
        if channel == Channel::Sms && !self.healing && chance.hits(60) {
            // The carrier took it, and says later that it could not deliver it.
            let outcome = failed(chance.hits(500));
            self.schedule(arrives, Happening::Undelivered { delivery, fence, outcome });
            return;
        }
        if let (About::Page { incident, page }, Some(person)) = (about, person) {
            let ring = Happening::Rings { person, incident: *incident, page: *page };
            self.schedule(arrives, ring);
        }
        let receipt = Happening::Receipt { delivery, fence };
        if chance.hits(600) {
            self.schedule(arrives + chance.below(2_000), receipt.clone());
        }
        if chance.hits(rates.odd_receipts) {
            // A second receipt, sometimes before the carrier's own answer, sometimes much later.
            self.schedule(chance.below(20_000), receipt);
        }
    }

    pub(crate) fn person_of(address: &domain::deliveries::Address) -> Option<usize> {
        address.person.as_ref().and_then(person_index)
    }
}
