//! What a channel may show of an emergency, and what it may show of a customer's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::words::{Channel, CustomerKey};

/// Most customers of whom less may be shown than of the others.
pub const SHOWS_MAX: usize = 10_000;

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

/// What the channels may show. A channel that is not named shows a summary, and of a customer that
/// is not named as much is shown as the channel may.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shows {
    /// By channel.
    #[serde(default)]
    pub channels: BTreeMap<Channel, Shown>,
    /// By customer: never more than this, over any channel.
    #[serde(default)]
    pub customers: BTreeMap<CustomerKey, Shown>,
}

impl Shows {
    /// The channels that carry something out of the house.
    pub const CHANNELS: [Channel; 5] =
        [Channel::Email, Channel::Webhook, Channel::Sms, Channel::Voice, Channel::Push];

    /// What a channel may show when it is nobody's in particular.
    #[must_use]
    pub fn on(&self, channel: Channel) -> Shown {
        self.channels.get(&channel).copied().unwrap_or_default()
    }

    /// What it may show when it may be any of these customers'; while none of them is known, it
    /// may be anybody's. The stricter wins.
    #[must_use]
    pub fn of<'a>(
        &self,
        channel: Channel,
        customers: impl IntoIterator<Item = &'a CustomerKey>,
    ) -> Shown {
        let own = self.on(channel);
        let mut customers = customers.into_iter().peekable();
        if customers.peek().is_none() {
            // A summary of somebody unknown names nobody, but their words may.
            let strictest = self.customers.values().min().copied().unwrap_or(Shown::Words);
            return own.min(strictest.max(Shown::Summary));
        }
        let limits = customers.filter_map(|customer| self.customers.get(customer));
        limits.copied().fold(own, Shown::min)
    }

    pub(super) fn tidy(mut self) -> Self {
        self.channels.retain(|channel, shown| {
            Self::CHANNELS.contains(channel) && *shown != Shown::default()
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_wins_and_an_unknown_caller_may_be_anybody() {
        let (brightwater, other) = (CustomerKey::from("brightwater"), CustomerKey::from("other"));
        let mut shows = Shows::default();
        for channel in Shows::CHANNELS {
            assert_eq!(shows.of(channel, []), Shown::Summary);
        }
        shows.channels.insert(Channel::Email, Shown::Words);
        assert_eq!(shows.of(Channel::Email, []), Shown::Words);
        shows.customers.insert(brightwater.clone(), Shown::Nothing);
        assert_eq!(shows.of(Channel::Email, []), Shown::Summary, "it may be they who call");
        assert_eq!(shows.of(Channel::Email, [&other]), Shown::Words);
        assert_eq!(shows.of(Channel::Email, [&other, &brightwater]), Shown::Nothing);
        shows.channels.insert(Channel::Sms, Shown::Nothing);
        shows.customers.insert(other.clone(), Shown::Words);
        assert_eq!(shows.of(Channel::Sms, [&other]), Shown::Nothing);
    }
}
