//! How much of an emergency may stand in a message over a channel.

use crate::methods::{self, Shown};
use crate::words::{Channel, CustomerKey, IncidentId, SmolStr};
use crate::{Command, State};

/// Longest part of a caller's words in a message, in characters.
const WORDS_CHARS_MAX: usize = 160;

impl State {
    /// What may be shown of an incident over a channel: of several customers behind it, what may
    /// be shown of each.
    #[must_use]
    pub fn may_show(&self, channel: Channel, incident: IncidentId) -> Shown {
        let shows = self.methods.shows();
        let known = self.incidents.get(incident).into_iter();
        let of_each = known.flat_map(|known| &known.emergencies).map(|emergency| {
            match self.customers.attached(*emergency) {
                Some(attached) => shows.of(channel, &attached.customer),
                None => shows.of_unknown(channel),
            }
        });
        let shown = of_each.min().unwrap_or_else(|| shows.of_unknown(channel));
        match self.restricted_as(incident) {
            Some(_) => shown.min(Shown::Summary),
            None => shown,
        }
    }

    /// What the customer wrote first, for a channel that may show it.
    #[must_use]
    pub fn first_words(&self, incident: IncidentId) -> Option<SmolStr> {
        let emergencies = &self.incidents.get(incident)?.emergencies;
        let mut known = emergencies.iter().filter_map(|id| self.emergencies.get(*id));
        let said = known.find_map(crate::emergencies::Emergency::first_words)?;
        let line = crate::words::tidy_line(said.as_str());
        let mut cut: String = line.chars().take(WORDS_CHARS_MAX).collect();
        if cut.len() < line.len() {
            cut.push('…');
        }
        (!cut.is_empty()).then(|| cut.into())
    }
}

/// A customer that is gone takes along what was said of it.
pub(super) fn gone(now: &State, customer: &CustomerKey) -> Vec<Command> {
    let known = now.methods.shows().customer(customer).is_some();
    let customer = Some(customer.clone());
    let put = methods::Command::PutShows { customer, channels: methods::ByChannel::new() };
    Vec::from_iter(known.then(|| put.into()))
}
