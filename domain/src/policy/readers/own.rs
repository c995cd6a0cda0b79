//! What a customer reads above the page by its own link: its sites, and what is open in its name.

use crate::State;
use crate::customers::Profile;
use crate::emergencies::Emergency;
use crate::words::{CustomerKey, Estimate, PersonKey, Timestamp};

/// Most open emergencies that are listed; the rest is counted.
pub const OWN_OPEN_MAX: usize = 20;
/// Most sites that are listed; the rest is counted.
pub const OWN_SITES_MAX: usize = 50;

/// A customer's own part of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Own<'a> {
    /// What is known of it.
    pub profile: &'a Profile,
    /// What is open in its name, the oldest first.
    pub open: Vec<OwnEmergency<'a>>,
    /// How many more are open.
    pub more: usize,
}

/// An emergency that is open in a customer's name. Nothing that anybody wrote in it is here: a
/// status link is passed around, and proves no more than that somebody was given it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnEmergency<'a> {
    /// When they called.
    pub since: Timestamp,
    /// Who has it, and since when.
    pub holder: Option<&'a PersonKey>,
    /// By when the next word is promised.
    pub next_by: Option<Timestamp>,
    /// How long it may take, and when that was said.
    pub estimate: Option<(&'a Estimate, Timestamp)>,
}

impl State {
    /// What a customer reads above the page. What is restricted is not in it.
    #[must_use]
    pub fn own_part(&self, customer: &CustomerKey) -> Option<Own<'_>> {
        let profile = self.customers.profile(customer)?;
        let all = self.emergencies.emergencies.values().map(AsRef::as_ref);
        let theirs = all.filter(|emergency: &&Emergency| {
            let held = self.customers.attached(emergency.id);
            emergency.standing.is_live() && held.is_some_and(|held| held.customer == *customer)
        });
        let mut open: Vec<OwnEmergency<'_>> =
            theirs.filter_map(|emergency| self.own_emergency(emergency)).collect();
        open.sort_by_key(|one| one.since);
        let more = open.len().saturating_sub(OWN_OPEN_MAX);
        open.truncate(OWN_OPEN_MAX);
        Some(Own { profile, open, more })
    }

    fn own_emergency<'a>(&'a self, emergency: &Emergency) -> Option<OwnEmergency<'a>> {
        let incident = self.incidents.of_emergency(emergency.id)?.id;
        if self.restricted_as(incident).is_some() {
            return None;
        }
        // What is joined is led, and promised, together.
        let root = self.groups.root(incident);
        let board = self.updates.get(root).or_else(|| self.updates.get(incident));
        let latest = board.and_then(crate::updates::Board::latest);
        let said = latest.and_then(|update| Some((update.estimate.as_ref()?, update.at)));
        Some(OwnEmergency {
            since: emergency.opened_at,
            holder: self.paging.get(root).and_then(|known| known.accepted_by()),
            next_by: board.and_then(|board| board.promise).map(|promise| promise.by),
            estimate: said,
        })
    }
}
