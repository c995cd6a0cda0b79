//! I36: a device whose browser has ended the subscription is dropped with the report that says so,
//! and nothing is owed to it any more. That whoever it belonged to is rung on over their other
//! methods, and others after them, is seen by `i01_never_at_rest` and `i09_stages`.

use std::collections::BTreeSet;

use domain::deliveries::{Address, Event as Delivery, Outcome};
use domain::methods::GONE;
use domain::words::{Channel, DeliveryId, PersonKey, Personal};
use domain::{Event, State};

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Devices {
    /// Of which messages a push service said that the device is gone, and nothing else.
    gone: BTreeSet<DeliveryId>,
    /// Of which a carrier said that they failed for another reason.
    otherwise: BTreeSet<DeliveryId>,
    /// What is to be dropped by the end of the command.
    to_drop: Vec<(PersonKey, Personal)>,
}

impl Invariant for Devices {
    fn name(&self) -> &'static str {
        "i36_devices"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Returned { delivery, outcome } => {
                match outcome {
                    Outcome::Failed { reason, .. } if reason == GONE => self.gone.insert(*delivery),
                    Outcome::Failed { .. } => self.otherwise.insert(*delivery),
                    _ => false,
                };
                Ok(())
            }
            Seen::Row { event: Event::Deliveries(event), before, .. } => {
                self.happened(event, before)
            }
            Seen::Settled => self.dropped(view.truth),
            _ => Ok(()),
        }
    }
}

impl Devices {
    fn happened(&mut self, event: &Delivery, before: &State) -> Result<(), String> {
        match event {
            Delivery::Owed { address, .. } if is_lost(before, address) => {
                Err(format!("a message is owed to a device of {:?} that is gone", address.person))
            }
            Delivery::Reported { delivery, outcome: Outcome::Failed { reason, .. }, .. } => {
                let known = before.deliveries.get(*delivery);
                if reason == GONE {
                    let address = known.map(|known| known.address.clone());
                    let theirs = address.and_then(|to| Some((to.person?, to.to)));
                    self.to_drop.extend(theirs);
                } else if self.gone.contains(delivery) && !self.otherwise.contains(delivery) {
                    return Err(format!("{delivery} found its device gone, and says {reason}"));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn dropped(&mut self, truth: &State) -> Result<(), String> {
        for (person, address) in std::mem::take(&mut self.to_drop) {
            let mut devices = truth.methods.devices_of(&person);
            if devices.any(|(_, known)| known.address == address && known.lost_at.is_none()) {
                return Err(format!("a device of {person} is gone, and still counts"));
            }
        }
        Ok(())
    }
}

/// Whether it goes to a device that is gone, and was not added anew.
fn is_lost(state: &State, to: &Address) -> bool {
    let Some(person) = to.person.as_ref().filter(|_| to.channel == Channel::Push) else {
        return false;
    };
    let same = || state.methods.devices_of(person).filter(|(_, known)| known.address == to.to);
    same().any(|(_, known)| known.lost_at.is_some())
        && same().all(|(_, known)| known.lost_at.is_some())
}
