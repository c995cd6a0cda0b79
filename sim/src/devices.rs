//! Devices that get push messages: people add them, and browsers end them without a word, so that
//! whoever sends there next is told that it is gone. Drawn apart, so that histories without them
//! stay as they were.

use domain::deliveries::{Address, Outcome};
use domain::methods::{Command, GONE};
use domain::words::{Actor, Channel, Owner, Personal};

use crate::callers::MARK;
use crate::chance::Chance;
use crate::requests::{Ask, Who};
use crate::vendor::{PEOPLE, person_key};
use crate::world::{Happening, World};

/// In how many of a thousand runs there are devices.
const THERE: u64 = 400;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 16;

impl World {
    /// When somebody adds a device, or a browser ends one.
    pub(crate) fn plans_devices(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[190]);
        if !chance.hits(THERE) {
            return;
        }
        for number in 0..chance.within(4, DEEDS_MAX) {
            let at = chance.below(self.plan.span);
            self.schedule(at, Happening::Device { number });
        }
    }

    /// Somebody adds a device, or a browser ends one.
    pub(crate) fn device(&mut self, number: u64) {
        let mut chance = self.chance(191, number);
        if self.healing {
            return;
        }
        let who = usize::try_from(chance.below(PEOPLE as u64)).unwrap_or(0);
        let person = person_key(who);
        let Some(state) = self.glimpse(&mut chance) else { return };
        let devices = state.methods.devices_of(&person);
        let known: Vec<String> = devices
            .filter_map(|(_, device)| Some(device.address.text.as_ref()?.to_string()))
            .collect();
        if !known.is_empty() && chance.hits(500) {
            self.ended.insert(chance.pick(&known).clone());
            return;
        }
        if state.access.person(&person).is_none() {
            return;
        }
        let own = |text: &str| Personal::new(Owner::Person(person.clone()), text);
        let address = own(&format!("https://push.example/{MARK}{number} k s"));
        let name = own(&format!("{MARK} telephone"));
        let add = Command::AddDevice { person, address, name };
        self.ask(Who::Operator, Ask::Other, Actor::Operator, domain::Command::Methods(add));
    }

    /// What the push service answers where the browser has ended the subscription.
    pub(crate) fn gone(&self, to: &Address) -> Option<Outcome> {
        let ended = to.to.text.as_deref().is_some_and(|to| self.ended.contains(to));
        let is_gone = to.channel == Channel::Push && ended;
        is_gone.then(|| Outcome::Failed { permanent: true, reason: GONE.into() })
    }
}
