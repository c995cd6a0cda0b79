//! A node's outbox: what it has claimed leaves after one more look, and is reported.

use std::sync::Arc;

use domain::deliveries::{self, About, Outcome, Standing};
use domain::words::{DeliveryId, NodeId, Timestamp};
use domain::{Command, Event, State, paging};

use crate::bug::Bug;
use crate::invariants::Seen;
use crate::plan::Step;
use crate::world::{Happening, World};

/// How soon a push service says that a device is gone.
const GONE_AFTER: u64 = 200;

impl World {
    /// Sends what this node has claimed.
    pub(crate) fn settle(&mut self, node: usize, events: &[(Timestamp, Event)]) {
        if self.bug == Some(Bug::SendBeforeCommit) {
            return;
        }
        let own = NodeId(self.nodes[node].id);
        for (_, event) in events {
            let (Event::Deliveries(deliveries::Event::Owed { delivery, claim, .. })
            | Event::Deliveries(deliveries::Event::Claimed { delivery, claim })) = event
            else {
                continue;
            };
            if claim.node != own && self.bug != Some(Bug::ForeignClaims) {
                continue;
            }
            let (delivery, fence, life) = (*delivery, claim.fence, self.nodes[node].life);
            let late = self.bug == Some(Bug::LateUnchecked);
            let leave = Happening::Leave { node, life, delivery, fence };
            self.schedule(if late { 90_000 } else { 1 }, leave);
        }
    }

    /// The last look before a message leaves: is it still claimed by this node, and wanted?
    pub(crate) fn leave(&mut self, node: usize, delivery: DeliveryId, fence: u32) {
        let life = self.nodes[node].life;
        if self.stands_still(node, Happening::Leave { node, life, delivery, fence }) {
            return;
        }
        let now = self.nodes[node].log_now(self.now);
        let Some(appender) = &self.nodes[node].appender else { return };
        let state = Arc::clone(appender.state());
        let Some(known) = state.deliveries.get(delivery) else { return };
        let claimed = match known.standing {
            Standing::Claimed(claim) => claim.fence == fence && claim.until > now,
            _ => false,
        };
        if self.bug == Some(Bug::ThrottledSecond) && crate::sabotage::throttles(&state, known) {
            return;
        }
        let unchecked = matches!(self.bug, Some(Bug::LateUnchecked | Bug::ForeignClaims));
        if claimed && is_wanted(&state, &known.about) || unchecked {
            self.send(node, known, fence);
        }
    }

    pub(crate) fn send(&mut self, node: usize, known: &deliveries::Delivery, fence: u32) {
        let (delivery, about) = (known.id, &known.about);
        self.observe(&Seen::Sending { delivery, about, fence });
        if let Some(outcome) = self.gone(&known.address) {
            let life = self.nodes[node].life;
            let returned = Happening::Returned { node, life, delivery, fence, outcome };
            return self.schedule(GONE_AFTER, returned);
        }
        let person = Self::person_of(&known.address);
        self.carry(node, delivery, fence, (about, known.address.channel), person);
    }

    /// A carrier has answered.
    pub(crate) fn returned(
        &mut self,
        (node, life): (usize, u64),
        delivery: DeliveryId,
        fence: u32,
        mut outcome: Outcome,
    ) {
        self.observe(&Seen::Returned { delivery, outcome: &outcome });
        if !self.lives(node, life) || self.dies(node, Step::BeforeReport) {
            return;
        }
        if self.bug == Some(Bug::ForgottenReport) {
            return;
        }
        if let (Some(Bug::WordsInReason), Outcome::Failed { reason, .. }) = (self.bug, &mut outcome)
        {
            *reason = "zq all terminals down".into();
        }
        if self.bug == Some(Bug::GoneForNow)
            && let Outcome::Failed { permanent, reason } = &mut outcome
            && reason == domain::methods::GONE
        {
            (*permanent, *reason) = (false, "refused".into());
        }
        let report = deliveries::Command::Report { delivery, fence, outcome };
        let report = Command::Deliveries(report);
        if !self.report_bare(node, delivery, &report) {
            self.hand_in_system(node, report);
        }
    }

    /// A carrier takes back what it said: the message will not arrive.
    pub(crate) fn undelivered(&mut self, delivery: DeliveryId, fence: u32, outcome: Outcome) {
        let mut chance = self.chance(75, self.ordinal());
        let Some(node) = self.some_node(&mut chance) else { return };
        self.observe(&Seen::Returned { delivery, outcome: &outcome });
        let report = deliveries::Command::Report { delivery, fence, outcome };
        self.hand_in_system(node, Command::Deliveries(report));
    }

    pub(crate) fn receipt(&mut self, delivery: DeliveryId, fence: u32) {
        let mut chance = self.chance(56, self.ordinal());
        let Some(node) = self.some_node(&mut chance) else { return };
        if self.bug == Some(Bug::ForgottenReport) {
            return;
        }
        let state = self.nodes[node].appender.as_ref().map(|known| Arc::clone(known.state()));
        let outcome = Outcome::Delivered;
        let report = deliveries::Command::Report { delivery, fence, outcome };
        self.hand_in_system(node, Command::Deliveries(report));
        if self.bug == Some(Bug::DeliveryAccepts)
            && let Some(known) = state.as_ref().and_then(|state| state.deliveries.get(delivery))
            && let (About::Page { incident, .. }, Some(person)) =
                (&known.about, &known.address.person)
        {
            let (incident, person) = (*incident, person.clone());
            let accept = paging::Command::Accept { incident, person };
            self.hand_in_system(node, Command::Paging(accept));
        }
        if self.bug == Some(Bug::DeliveredAskJoins)
            && let Some(known) = state.as_ref().and_then(|state| state.deliveries.get(delivery))
            && let About::Page { page, .. } = &known.about
            && let Some((_, page)) = state.as_ref().and_then(|state| state.paging.page(*page))
            && let Some(errand) = page.errand
        {
            let (request, person) = (errand.request, page.person.clone());
            let join = domain::crew::Command::Join { request, person };
            self.hand_in_system(node, Command::Crew(join));
        }
    }
}

/// Whether a message still serves anybody: a page does while its human is being reached.
fn is_wanted(state: &State, about: &About) -> bool {
    match about {
        About::Page { page, .. } => state.paging.page(*page).is_some_and(|(escalation, page)| {
            let needed = match page.errand {
                Some(_) => escalation.standing != paging::Standing::Stopped,
                None => matches!(escalation.standing, paging::Standing::Ringing { .. }),
            };
            needed && page.standing == paging::PageStanding::Requested
        }),
        _ => true,
    }
}
