//! Telephones: they ring out, are answered by mailboxes, or by people who press a key or hang up;
//! what the carrier tells of it is lost, late, doubled or out of order.

use domain::Command;
use domain::deliveries::{self, Outcome};
use domain::paging::{self, Answer, PageStanding};
use domain::words::{Actor, Channel, DeliveryId, IncidentId, PageId};

use crate::bug::Bug;
use crate::chance::Chance;
use crate::plan::{Fault, FaultKind, MINUTE, Mood};
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// How long a telephone rings before nobody has answered.
const RINGS: u64 = 22_000;

/// A call that rings at somebody's bedside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ringing {
    pub(crate) person: usize,
    pub(crate) incident: IncidentId,
    pub(crate) page: PageId,
    pub(crate) delivery: DeliveryId,
    pub(crate) fence: u32,
}

/// Whether the vendor of a seed has telephones. Drawn apart from everything else, so that the
/// seeds that were kept before there were any go on meaning what they meant.
#[must_use]
pub fn are_there(seed: u64) -> bool {
    Chance::of(seed, &[70]).hits(500)
}

/// What goes wrong with the carriers of a seed, beside everything else that does.
pub(crate) fn faults(seed: u64, span: u64) -> Vec<Fault> {
    if !are_there(seed) {
        return Vec::new();
    }
    let mut chance = Chance::of(seed, &[71]);
    let one = |chance: &mut Chance| Fault {
        at: chance.below(span),
        kind: FaultKind::Carrier {
            channel: *chance.pick(&[Channel::Sms, Channel::Voice]),
            mood: *chance.pick(&[
                Mood::Swallows,
                Mood::FailsForNow,
                Mood::FailsForGood,
                Mood::TimesOutAfterSending,
                Mood::Slow,
            ]),
            length: chance.within(MINUTE, 120 * MINUTE),
        },
    };
    (0..chance.below(6)).map(|_| one(&mut chance)).collect()
}

impl World {
    /// A telephone rings. Whatever answers, only a key does anything.
    pub(crate) fn call_rings(&mut self, call: Ringing) {
        let mut chance = self.chance(72, self.ordinal());
        let rates = self.plan.rates;
        let person_answers = self.healing || !chance.hits(rates.sleeps.max(100));
        let presses = self.healing || !chance.hits(250);
        let lasts = if person_answers && presses {
            let after = chance.within(2_000, RINGS);
            let passes = !self.healing && chance.hits(rates.declines);
            self.schedule(after, Happening::Key { call, passes });
            if chance.hits(rates.presses_twice) {
                self.schedule(after + chance.below(3_000), Happening::Key { call, passes });
            }
            after + chance.within(1_000, 20_000)
        } else {
            // It rings out, a mailbox listens to the end, or somebody hangs up in their sleep.
            *chance.pick(&[RINGS, RINGS + 30_000, 4_000])
        };
        if chance.hits(850) {
            self.schedule(lasts, Happening::CallEnds(call));
        }
        if chance.hits(rates.odd_receipts) {
            // Told twice, much too late, or before the call has even begun.
            self.schedule(chance.below(3 * MINUTE), Happening::CallEnds(call));
        }
    }

    /// Somebody presses a key: the same command as from the page, in the person's own name.
    pub(crate) fn key(&mut self, call: Ringing, passes: bool) {
        let Ringing { person, incident, page, .. } = call;
        if self.is_errand(page) {
            return self.answers_errand(person, incident, page, !passes);
        }
        let key = person_key(person);
        let answer = if passes { Answer::PassOn } else { Answer::Accept };
        let ask = match passes {
            true => Ask::Other,
            false => Ask::Accept { person: key.clone(), incident, page: Some(page) },
        };
        let command = Command::Paging(paging::Command::Answer { page, answer });
        self.ask(Who::Person(person), ask, Actor::Person(key), command);
    }

    /// The carrier tells that a call has ended.
    pub(crate) fn call_ends(&mut self, call: Ringing) {
        let mut chance = self.chance(73, self.ordinal());
        let Some(node) = self.some_node(&mut chance) else { return };
        let Some(appender) = &self.nodes[node].appender else { return };
        let state = appender.state();
        let outcome = match state.paging.page(call.page).map(|(_, page)| &page.standing) {
            Some(PageStanding::Accepted | PageStanding::Declined { .. }) => Outcome::Delivered,
            Some(PageStanding::Requested) => {
                Outcome::Unanswered { reason: "no key was pressed".into() }
            }
            Some(PageStanding::Withdrawn) | None => return,
        };
        if self.bug == Some(Bug::MailboxAccepts) && outcome != Outcome::Delivered {
            let (incident, person) = (call.incident, person_key(call.person));
            let accept = paging::Command::Accept { incident, person };
            self.hand_in_system(node, Command::Paging(accept));
        }
        let Ringing { delivery, fence, .. } = call;
        let report = deliveries::Command::Report { delivery, fence, outcome };
        self.hand_in_system(node, Command::Deliveries(report));
    }
}
