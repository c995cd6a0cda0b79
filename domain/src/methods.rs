//! Contact methods: by which rules they ring, which are proved to work, and which fail.

use std::fmt;
use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{CustomerKey, MethodKey, Owner, PersonKey, Personal, SmolStr, Timestamp};
use device::Devices;
use proof::Proofs;

mod device;
mod proof;
mod rules;
mod shows;

pub use device::{DEVICE_ADDRESS_LEN_MAX, DEVICES_MAX, Device, GONE};
pub use proof::{
    CODE_LASTS, CODE_PAUSE, CODE_TRIES_MAX, CODES_PER_HOUR_MAX, Code, FAILING_AFTER, Failing,
    Guess, Proved,
};
pub use rules::{Order, Quiet, RULE_DELAY_SECS_MAX, RULES_MAX, Rule, Rules, is_silent};
pub use shows::{ByChannel, SHOWS_MAX, Shown, Shows};

/// What the keys of devices that get push messages start with.
pub const DEVICE: &str = "push-";

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Says how a person is rung, whole.
    PutRules {
        /// Who.
        person: PersonKey,
        /// How.
        rules: Rules,
    },
    /// Sends a code over a method, by which its person can show that something arrives.
    SendCode {
        /// Who.
        person: PersonKey,
        /// Over which of their methods.
        method: MethodKey,
        /// Where that leads now.
        address: Personal,
    },
    /// The code was typed.
    TryCode {
        /// Who.
        person: PersonKey,
        /// Of which method.
        method: MethodKey,
        /// How.
        guess: Guess,
    },
    /// Something sent over a method came to nothing for good.
    NoteFailure {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
        /// Where it leads.
        address: Personal,
        /// Why, for its owner.
        reason: SmolStr,
    },
    /// Something sent over a method has arrived.
    NoteArrival {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
    },
    /// A device is to get push messages.
    AddDevice {
        /// Whose.
        person: PersonKey,
        /// Where its push service is reached, and with which keys.
        address: Personal,
        /// What its person knows it by.
        name: Personal,
    },
    /// A device gets none any more.
    RemoveDevice {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
    },
    /// The push service knows a device no more.
    LoseDevice {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
    },
    /// Says what messages may show, of everybody or of one customer, whole.
    PutShows {
        /// Of which customer; of everybody if none is named.
        customer: Option<CustomerKey>,
        /// How much, by channel.
        channels: ByChannel,
    },
    /// The person has left.
    Forget {
        /// Who.
        person: PersonKey,
    },
}

impl Command {
    /// Whose methods it concerns.
    #[must_use]
    pub fn person(&self) -> Option<&PersonKey> {
        match self {
            Self::PutRules { person, .. }
            | Self::SendCode { person, .. }
            | Self::TryCode { person, .. }
            | Self::NoteFailure { person, .. }
            | Self::NoteArrival { person, .. }
            | Self::AddDevice { person, .. }
            | Self::RemoveDevice { person, .. }
            | Self::LoseDevice { person, .. }
            | Self::Forget { person } => Some(person),
            Self::PutShows { .. } => None,
        }
    }
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was said how a person is rung.
    RulesPut {
        /// Who.
        person: PersonKey,
        /// How.
        rules: Rules,
    },
    /// A code is sent over a method.
    Coded {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
        /// The number of the code; its digits follow from it and the installation's key.
        number: u32,
        /// Where it goes.
        address: Personal,
        /// Until when it works.
        until: Timestamp,
    },
    /// The code was typed wrong.
    Missed {
        /// By whom.
        person: PersonKey,
        /// Of which method.
        method: MethodKey,
    },
    /// The code was typed as it was sent: the method works.
    Verified {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
        /// Where it leads.
        address: Personal,
    },
    /// Something sent over a method came to nothing for good.
    Faltered {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
        /// Where it leads.
        address: Personal,
        /// Why.
        reason: SmolStr,
    },
    /// Over a method that had failed something arrived again.
    Arrived {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
    },
    /// A device gets push messages from now on.
    DeviceAdded {
        /// Whose.
        person: PersonKey,
        /// By which key it is known.
        method: MethodKey,
        /// Where its push service is reached, and with which keys.
        address: Personal,
        /// What its person knows it by.
        name: Personal,
    },
    /// A device gets no push messages any more.
    DeviceRemoved {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
    },
    /// The push service knows a device no more: nothing reaches it.
    DeviceLost {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
        /// Where it was reached.
        address: Personal,
    },
    /// It was said what messages may show, of everybody or of one customer.
    ShowsPut {
        /// Of which customer; of everybody if none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerKey>,
        /// How much, by channel; nothing said takes back what was.
        channels: ByChannel,
    },
    /// The person has left, and with them what was known of their methods.
    Forgotten {
        /// Who.
        person: PersonKey,
    },
}

impl Event {
    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Coded { address, .. }
            | Self::Verified { address, .. }
            | Self::Faltered { address, .. }
            | Self::DeviceLost { address, .. } => visit(address),
            Self::DeviceAdded { address, name, .. } => {
                visit(address);
                visit(name);
            }
            Self::RulesPut { .. }
            | Self::Missed { .. }
            | Self::Arrived { .. }
            | Self::DeviceRemoved { .. }
            | Self::ShowsPut { .. }
            | Self::Forgotten { .. } => {}
        }
    }
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The rules cannot be.
    Bad {
        /// Why, and what to do.
        reason: SmolStr,
    },
    /// A code has just gone out.
    TooSoon,
    /// Many codes went out in the last hour.
    TooMany,
    /// There is no code that still works.
    CodeGone,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bad { reason } => f.write_str(reason),
            Self::TooSoon => f.write_str(
                "A code has just been sent. Wait a minute, then ask for another if none came.",
            ),
            Self::TooMany => f.write_str("Too many codes were asked for. Try again in an hour."),
            Self::CodeGone => f.write_str(
                "That code no longer works: it is too old, or was typed wrong too often. Ask for \
                 a new one.",
            ),
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    rules: OrdMap<PersonKey, Arc<Rules>>,
    proofs: Proofs,
    devices: Devices,
    shows: Shows,
}

impl State {
    /// How a person wants to be rung, where they have said so.
    #[must_use]
    pub fn rules(&self, person: &PersonKey) -> Option<&Rules> {
        self.rules.get(person).map(Arc::as_ref)
    }

    /// The rules of everyone who has any.
    pub fn all_rules(&self) -> impl Iterator<Item = (&PersonKey, &Rules)> {
        self.rules.iter().map(|(person, rules)| (person, rules.as_ref()))
    }

    /// The code that was sent over a method to this address, and perhaps still works.
    #[must_use]
    pub fn code(&self, person: &PersonKey, method: &MethodKey, to: &Personal) -> Option<&Code> {
        self.proofs.code(person, method, to)
    }

    /// The code of that number, while it is the latest of its method.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Code> {
        self.proofs.numbered(number)
    }

    /// Whether, and since when, a method is proved to lead to its person.
    #[must_use]
    pub fn proved(&self, person: &PersonKey, method: &MethodKey, to: &Personal) -> Option<&Proved> {
        self.proofs.proved(person, method, to)
    }

    /// Whether a method fails, time after time.
    #[must_use]
    pub fn failing(
        &self,
        person: &PersonKey,
        method: &MethodKey,
        to: &Personal,
    ) -> Option<&Failing> {
        let known = self.last_failure(person, method, to);
        known.filter(|known| known.count >= FAILING_AFTER)
    }

    /// What is known of a method's failures since something last arrived there.
    #[must_use]
    pub fn last_failure(
        &self,
        person: &PersonKey,
        method: &MethodKey,
        to: &Personal,
    ) -> Option<&Failing> {
        self.proofs.failing(person, method, to)
    }

    /// A device that gets push messages, or did until it was lost.
    #[must_use]
    pub fn device(&self, person: &PersonKey, method: &MethodKey) -> Option<&Device> {
        self.devices.get(person, method)
    }

    /// The devices of a person, the lost ones too.
    pub fn devices_of<'a>(
        &'a self,
        person: &'a PersonKey,
    ) -> impl Iterator<Item = (&'a MethodKey, &'a Device)> {
        self.devices.of(person)
    }

    /// Whether nothing can be sent over a method any more.
    #[must_use]
    pub fn is_lost(&self, person: &PersonKey, method: &MethodKey) -> bool {
        self.device(person, method).is_some_and(|device| device.lost_at.is_some())
    }

    /// What the channels may show.
    #[must_use]
    pub fn shows(&self) -> &Shows {
        &self.shows
    }

    /// Forgets the addresses of one who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        self.devices.forget(owner);
        self.proofs.forget(owner);
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::PutRules { person, rules } => {
                rules.check().map_err(|reason| Refusal::Bad { reason: reason.into() })?;
                let same =
                    self.rules(&person).map_or(rules == Rules::default(), |old| *old == rules);
                Ok(Vec::from_iter((!same).then_some(Event::RulesPut { person, rules })))
            }
            Command::SendCode { person, method, address } => {
                self.proofs.send(person, method, address, moment.now).map(|event| vec![event])
            }
            Command::TryCode { person, method, guess } => {
                self.proofs.guess(person, method, guess, moment.now).map(|event| vec![event])
            }
            Command::NoteFailure { person, method, address, reason } => {
                Ok(vec![Event::Faltered { person, method, address, reason }])
            }
            Command::NoteArrival { person, method } => {
                Ok(self.proofs.arrived(person, method).into_iter().collect())
            }
            Command::AddDevice { person, address, name } => self.devices.add(person, address, name),
            Command::PutShows { customer, channels } => {
                let channels = shows::tidy(channels, customer.is_some());
                let known = self.shows.said(customer.as_ref());
                if known.is_none() && !channels.is_empty() && self.shows.is_full() {
                    let reason = format!("At most {SHOWS_MAX} customers have rules of their own.");
                    return Err(Refusal::Bad { reason: reason.into() });
                }
                let same = known.map_or(channels.is_empty(), |known| *known == channels);
                Ok(Vec::from_iter((!same).then_some(Event::ShowsPut { customer, channels })))
            }
            Command::RemoveDevice { person, method } => {
                let known = self.device(&person, &method).is_some();
                Ok(Vec::from_iter(known.then_some(Event::DeviceRemoved { person, method })))
            }
            Command::LoseDevice { person, method } => {
                let known = self.device(&person, &method).filter(|known| known.lost_at.is_none());
                let address = known.map(|known| known.address.clone());
                let lost = address.map(|address| Event::DeviceLost { person, method, address });
                Ok(Vec::from_iter(lost))
            }
            Command::Forget { person } => {
                let known = self.rules.contains_key(&person)
                    || self.proofs.knows(&person)
                    || self.devices.of(&person).next().is_some();
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { person })))
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        self.proofs.evolve(event, at);
        self.devices.evolve(event, at);
        match event {
            Event::RulesPut { person, rules } if *rules == Rules::default() => {
                self.rules.remove(person);
            }
            Event::RulesPut { person, rules } => {
                self.rules.insert(person.clone(), Arc::new(rules.clone()));
            }
            Event::Forgotten { person } => {
                self.rules.remove(person);
            }
            Event::ShowsPut { customer, channels } => self.shows.put(customer.as_ref(), channels),
            Event::Coded { .. }
            | Event::Missed { .. }
            | Event::Verified { .. }
            | Event::Faltered { .. }
            | Event::Arrived { .. }
            | Event::DeviceAdded { .. }
            | Event::DeviceRemoved { .. }
            | Event::DeviceLost { .. } => {}
        }
    }

    /// This room has no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}
