//! The devices that get push messages: added by their person on the device itself, lost when the
//! browser takes the subscription back.

use imbl::OrdMap;

use super::{DEVICE, Event, Refusal};
use crate::words::{MethodKey, Owner, PersonKey, Personal, Timestamp};

/// Most devices of one person.
pub const DEVICES_MAX: usize = 10;
/// Longest address of a device, in bytes: where its push service is reached, and its two keys.
pub const DEVICE_ADDRESS_LEN_MAX: usize = 1_400;
/// Why something failed whose device takes no messages any more. Carriers say exactly this, and the
/// device counts as lost.
pub const GONE: &str = "the browser has ended the subscription of this device";

/// A device that gets push messages.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Where its push service is reached, and with which keys.
    pub address: Personal,
    /// What its person knows it by.
    pub name: Personal,
    /// Since when.
    pub since: Timestamp,
    /// Since when nothing can be sent to it any more.
    pub lost_at: Option<Timestamp>,
}

/// The devices of everyone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Devices {
    known: OrdMap<(PersonKey, MethodKey), Device>,
    count: u32,
}

impl Devices {
    pub(super) fn get(&self, person: &PersonKey, method: &MethodKey) -> Option<&Device> {
        self.known.get(&(person.clone(), method.clone()))
    }

    pub(super) fn of<'a>(
        &'a self,
        person: &'a PersonKey,
    ) -> impl Iterator<Item = (&'a MethodKey, &'a Device)> {
        let from = (person.clone(), MethodKey::from(""));
        let theirs = self.known.range(from..).take_while(move |(key, _)| key.0 == *person);
        theirs.map(|(key, device)| (&key.1, device))
    }

    /// A browser has one subscription, whoever is signed in: what it was before, for anybody, ends.
    pub(super) fn add(
        &self,
        person: PersonKey,
        address: Personal,
        name: Personal,
    ) -> Result<Vec<Event>, Refusal> {
        let bad = |reason: &str| Refusal::Bad { reason: reason.into() };
        let own = Owner::Person(person.clone());
        let text = address.as_str();
        if text.is_empty() || text.len() > DEVICE_ADDRESS_LEN_MAX || address.of != own {
            return Err(bad("This is not where a browser can be reached."));
        }
        let same = |known: &Device| known.address.text == address.text;
        let before: Vec<_> = self.known.iter().filter(|(_, known)| same(known)).collect();
        if before.iter().any(|((owner, _), known)| *owner == person && known.lost_at.is_none()) {
            return Ok(Vec::new());
        }
        let ended = before.into_iter().map(|((person, method), _)| (person, method));
        let mut events: Vec<Event> = ended
            .map(|(person, method)| Event::DeviceRemoved {
                person: person.clone(),
                method: method.clone(),
            })
            .collect();
        if self.of(&person).filter(|(_, known)| known.lost_at.is_none()).count() >= DEVICES_MAX {
            return Err(bad("Ten devices get your messages already. Take one away first."));
        }
        let method = MethodKey::from(format!("{DEVICE}{}", self.count + 1).as_str());
        events.push(Event::DeviceAdded { person, method, address, name });
        Ok(events)
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::DeviceAdded { person, method, address, name } => {
                self.count += 1;
                let (address, name) = (address.clone(), name.clone());
                let device = Device { address, name, since: at, lost_at: None };
                self.known.insert((person.clone(), method.clone()), device);
            }
            Event::DeviceRemoved { person, method } => {
                self.known.remove(&(person.clone(), method.clone()));
            }
            Event::DeviceLost { person, method, .. } => {
                if let Some(known) = self.known.get_mut(&(person.clone(), method.clone())) {
                    known.lost_at = Some(at);
                }
            }
            Event::Forgotten { person } => {
                let keys: Vec<MethodKey> = self.of(person).map(|(key, _)| key.clone()).collect();
                for key in keys {
                    self.known.remove(&(person.clone(), key));
                }
            }
            _ => {}
        }
    }

    /// Forgets where the devices of one who was erased are reached, and what they are called.
    pub(super) fn forget(&mut self, owner: &Owner) {
        let Owner::Person(person) = owner else { return };
        let keys: Vec<MethodKey> = self.of(person).map(|(key, _)| key.clone()).collect();
        for key in keys {
            if let Some(device) = self.known.get_mut(&(person.clone(), key)) {
                device.address.forget(owner);
                device.name.forget(owner);
            }
        }
    }
}
