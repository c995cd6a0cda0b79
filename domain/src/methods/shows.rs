//! What a message may show of an emergency: by channel, and otherwise of single customers.

use std::collections::BTreeMap;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::words::{Channel, CustomerKey};

/// Most customers that have rules of their own.
pub const SHOWS_MAX: usize = 100_000;

/// How much of an emergency may stand where more eyes than one may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// That there is something, how bad it is, and its number.
    Nothing,
    /// Who it probably is, and which service.
    #[default]
    Summary,
    /// Also what they wrote.
    Words,
}

impl Shown {
    /// All of them, the strictest first.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Summary, Self::Words];

    /// Its name in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Summary => "summary",
            Self::Words => "words",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// What is said of some channels; the others are not named.
pub type ByChannel = BTreeMap<Channel, Shown>;

/// What messages may show. A channel that nobody named shows a summary, and a customer without a
/// rule for a channel is shown there like everybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shows {
    everybody: ByChannel,
    customers: OrdMap<CustomerKey, ByChannel>,
    /// How many customers have which rule for which channel: so the strictest is found at once.
    rules: OrdMap<(Channel, Shown), usize>,
}

impl Shows {
    /// The channels that carry something out of the house.
    pub const CHANNELS: [Channel; 5] =
        [Channel::Push, Channel::Sms, Channel::Voice, Channel::Email, Channel::Webhook];

    /// What was said of everybody.
    #[must_use]
    pub fn everybody(&self) -> &ByChannel {
        &self.everybody
    }

    /// What was said of one customer.
    #[must_use]
    pub fn customer(&self, customer: &CustomerKey) -> Option<&ByChannel> {
        self.customers.get(customer)
    }

    /// The customers of whom something was said.
    pub fn customers(&self) -> impl Iterator<Item = (&CustomerKey, &ByChannel)> {
        self.customers.iter()
    }

    /// What a channel may show when it is nobody's in particular.
    #[must_use]
    pub fn on(&self, channel: Channel) -> Shown {
        self.everybody.get(&channel).copied().unwrap_or_default()
    }

    /// What it may show of one customer.
    #[must_use]
    pub fn of(&self, channel: Channel, customer: &CustomerKey) -> Shown {
        let own = self.customers.get(customer).and_then(|own| own.get(&channel));
        own.copied().unwrap_or_else(|| self.on(channel))
    }

    /// What it may show of a caller whom nobody knows yet. It may be any customer, so that words
    /// wait until it is clear that it is none of whom they may not be shown; a summary of somebody
    /// unknown names nobody.
    #[must_use]
    pub fn of_unknown(&self, channel: Channel) -> Shown {
        let strictest = self.rules.range((channel, Shown::Nothing)..=(channel, Shown::Words));
        let strictest = strictest.map(|((_, shown), _)| *shown).next().unwrap_or(Shown::Words);
        self.on(channel).min(strictest.max(Shown::Summary))
    }

    pub(super) fn said(&self, customer: Option<&CustomerKey>) -> Option<&ByChannel> {
        match customer {
            None => Some(&self.everybody),
            Some(customer) => self.customers.get(customer),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.customers.len() >= SHOWS_MAX
    }

    pub(super) fn put(&mut self, customer: Option<&CustomerKey>, channels: &ByChannel) {
        let Some(customer) = customer else {
            self.everybody = channels.clone();
            return;
        };
        for (channel, shown) in self.customers.remove(customer).unwrap_or_default() {
            let known = self.rules.get(&(channel, shown)).copied().unwrap_or_default();
            match known {
                0 | 1 => _ = self.rules.remove(&(channel, shown)),
                more => _ = self.rules.insert((channel, shown), more - 1),
            }
        }
        for (channel, shown) in channels {
            *self.rules.entry((*channel, *shown)).or_insert(0) += 1;
        }
        if !channels.is_empty() {
            self.customers.insert(customer.clone(), channels.clone());
        }
    }
}

/// Without channels that nobody outside sees, and without what is so anyway.
pub(super) fn tidy(mut channels: ByChannel, of_one: bool) -> ByChannel {
    channels.retain(|channel, shown| {
        Shows::CHANNELS.contains(channel) && (of_one || *shown != Shown::default())
    });
    channels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customers_own_rule_counts_and_an_unknown_caller_may_be_anybody() {
        let (brightwater, other) = (CustomerKey::from("brightwater"), CustomerKey::from("other"));
        let mut shows = Shows::default();
        for channel in Shows::CHANNELS {
            assert_eq!(shows.of(channel, &other), Shown::Summary);
            assert_eq!(shows.of_unknown(channel), Shown::Summary);
        }
        shows.put(None, &[(Channel::Email, Shown::Words)].into());
        assert_eq!(shows.of_unknown(Channel::Email), Shown::Words);
        let less = [(Channel::Email, Shown::Nothing), (Channel::Sms, Shown::Words)].into();
        shows.put(Some(&brightwater), &less);
        assert_eq!(shows.of(Channel::Email, &brightwater), Shown::Nothing);
        assert_eq!(shows.of(Channel::Sms, &brightwater), Shown::Words, "allowed for it alone");
        assert_eq!(shows.of(Channel::Sms, &other), Shown::Summary);
        assert_eq!(shows.of_unknown(Channel::Email), Shown::Summary, "it may be they who call");
        assert_eq!(shows.of_unknown(Channel::Sms), Shown::Summary);
        assert_eq!(shows.of(Channel::Email, &other), Shown::Words);
        // Taken back, it is as if it had never been said.
        let mut before = Shows::default();
        before.put(None, &[(Channel::Email, Shown::Words)].into());
        shows.put(Some(&brightwater), &ByChannel::new());
        assert_eq!(shows, before);
    }
}
