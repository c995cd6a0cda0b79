//! What a customer reads above the page by its own link: its sites, and what is open in its name.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Readable;
use crate::State;
use crate::audiences::Holder;
use crate::customers::Profile;
use crate::emergencies::Emergency;
use crate::words::{
    ComponentKey, Condition, CustomerKey, Estimate, Language, PersonKey, Timestamp,
};

/// Most open emergencies that are listed; the rest is counted.
pub const OWN_OPEN_MAX: usize = 20;
/// Most sites that are listed; the rest is counted.
pub const OWN_SITES_MAX: usize = 50;

/// A customer's own part of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Own<'a> {
    /// What is known of it.
    pub profile: &'a Profile,
    /// Its first sites, in their order.
    pub sites: Vec<OwnSite<'a>>,
    /// What is open in its name, the oldest first.
    pub open: Vec<OwnEmergency<'a>>,
    /// How many more are open.
    pub more: usize,
}

/// A place of a customer, and how what serves it fares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnSite<'a> {
    /// What people call it.
    pub name: &'a str,
    /// The component that serves it and how that fares; none where nobody has said which it is,
    /// or where it is not for these readers.
    pub served: Option<(&'a str, Condition)>,
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
    /// What a customer reads above the page, in a language. What is restricted is not in it.
    #[must_use]
    pub fn own_part(
        &self,
        customer: &CustomerKey,
        reads: Language,
        now: Timestamp,
    ) -> Option<Own<'_>> {
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
        let sites = self.own_sites(customer, profile, (reads, now));
        Some(Own { profile, sites, open, more })
    }

    fn own_sites<'a>(
        &'a self,
        customer: &CustomerKey,
        profile: &'a Profile,
        (reads, now): (Language, Timestamp),
    ) -> Vec<OwnSite<'a>> {
        let fares = match profile.sites.iter().any(|site| site.component.is_some()) {
            true => {
                let sight = self.sight_of(&Holder::Customer(customer.clone()));
                self.for_readers(&sight).fares(now)
            }
            false => BTreeMap::new(),
        };
        let served = |key: &ComponentKey| {
            let known = self.components.get(key)?;
            Some((known.profile.name_in(reads).words, *fares.get(key)?))
        };
        let own = profile.sites.iter().map(|site| OwnSite {
            name: site.name.as_str(),
            served: site.component.as_ref().and_then(served),
        });
        // What fails comes first, before anything is left out; the others stay as they were given.
        let mut own: Vec<OwnSite<'_>> = own.collect();
        own.sort_by_key(|site| Reverse(site.served.map(|(_, fares)| fares).unwrap_or_default()));
        own.truncate(OWN_SITES_MAX);
        own
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
            next_by: board.and_then(|b| b.promise_to(emergency.id)).map(|promise| promise.by),
            estimate: said,
        })
    }
}

impl Readable {
    /// How every component that these readers know of fares, as badly as the worst of its parts.
    #[must_use]
    pub fn fares(&self, now: Timestamp) -> BTreeMap<ComponentKey, Condition> {
        let all = self.components.components.keys();
        let mut fares: BTreeMap<ComponentKey, Condition> =
            all.map(|key| (key.clone(), Condition::default())).collect();
        let belied = self.belied(now).into_keys().map(|key| (key, Condition::Partial));
        for (key, condition) in self.conditions().into_iter().chain(belied) {
            for around in std::iter::once(&key).chain(self.components.around(&key)) {
                if let Some(known) = fares.get_mut(around) {
                    *known = (*known).max(condition);
                }
            }
        }
        fares
    }
}
