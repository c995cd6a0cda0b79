//! Links for many customers at once: who has none yet, and to whom of theirs it would be sent.

use std::collections::BTreeSet;

use super::{address_of, within_bounds};
use crate::State;
use crate::audiences::{Event, Handout, Holder, LINKS_AT_ONCE_MAX, Refusal};
use crate::words::{AudienceKey, CustomerKey, StatusLinkId};

impl State {
    /// The customers of an audience, or all there are, in their order.
    #[must_use]
    pub fn customers_of(&self, audience: Option<&AudienceKey>) -> Vec<&CustomerKey> {
        match audience {
            None => self.customers.directory().map(|(customer, _)| customer).collect(),
            Some(audience) => {
                let known = self.audiences.get(audience).into_iter();
                let named = known.flat_map(|known| &known.customers);
                named.filter(|customer| self.customers.profile(customer).is_some()).collect()
            }
        }
    }

    /// A customer who has no link yet, with those of their contacts who asked to be told and can be
    /// by mail, each address once.
    #[must_use]
    pub fn handout(&self, customer: &CustomerKey) -> Option<Handout> {
        let profile = self.customers.profile(customer)?;
        if self.audiences.link_of(&Holder::Customer(customer.clone())).is_some() {
            return None;
        }
        let mut addresses: BTreeSet<String> = BTreeSet::new();
        let told = profile.contacts.iter().filter(|contact| contact.told);
        let told = told.filter(|contact| {
            let address = contact.email.as_ref().and_then(|email| email.text.as_deref());
            let address = address.filter(|address| !address.is_empty());
            address.is_some_and(|address| addresses.insert(address.to_lowercase()))
        });
        let contacts = told.map(|contact| contact.key.clone()).collect();
        Some(Handout { customer: customer.clone(), contacts })
    }
}

/// Asks whether those who are given a link are there, and whether what is printed on each change
/// stays little enough.
pub(super) fn check(state: &State, links: &[Handout]) -> Result<(), crate::Refusal> {
    if links.len() > LINKS_AT_ONCE_MAX {
        return Err(Refusal::TooManyLinks.into());
    }
    for Handout { customer, contacts } in links {
        state.customers.profile(customer).ok_or(Refusal::UnknownHolder)?;
        let there = contacts.iter().all(|contact| address_of(state, customer, contact).is_some());
        there.then_some(()).ok_or(Refusal::NoAddress)?;
    }
    let given = links.iter().map(|one| {
        let whose = Holder::Customer(one.customer.clone());
        Event::LinkGiven { whose, link: StatusLinkId(0), generation: 0 }
    });
    within_bounds(state, &given.collect::<Vec<_>>())
}
