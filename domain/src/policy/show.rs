//! How much of an emergency may stand in a message over a channel.

use crate::State;
use crate::methods::Shown;
use crate::words::{Channel, IncidentId, SmolStr};

/// Longest part of a caller's words in a message, in characters.
const WORDS_CHARS_MAX: usize = 160;

impl State {
    /// What may be shown of an incident over a channel: what the channel may, or less where any
    /// of the customers behind it wants less.
    #[must_use]
    pub fn may_show(&self, channel: Channel, incident: IncidentId) -> Shown {
        let known = self.incidents.get(incident).into_iter();
        let emergencies = known.flat_map(|known| &known.emergencies);
        let attached = emergencies.map(|emergency| self.customers.attached(*emergency));
        let attached: Vec<_> = attached.collect();
        let customers = attached.iter().flatten().map(|attached| &attached.customer);
        let mut known = self.methods.shows().of(channel, customers);
        if self.restricted_as(incident).is_some() {
            known = known.min(Shown::Summary);
        }
        // Of several callers one may be anybody still.
        if attached.iter().any(Option::is_none) {
            return known.min(self.methods.shows().of(channel, []));
        }
        known
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
