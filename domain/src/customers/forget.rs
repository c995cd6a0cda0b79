//! Letting go of the words of one who was erased, and of what was made from them.

use std::sync::Arc;

use imbl::OrdMap;

use super::{Evidence, Search, State};
use crate::words::Owner;

impl State {
    /// Forgets every word of this owner. A contact leaves the directory, and the index is built
    /// anew.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let concerned = |search: &Search| {
            let of = |said: &Evidence| said.who.is_of(owner) || said.reach.is_of(owner);
            search.evidence.as_ref().is_some_and(of)
        };
        let concerned: Vec<_> = self
            .searches
            .iter()
            .filter(|(_, search)| concerned(search))
            .map(|(emergency, _)| *emergency)
            .collect();
        for emergency in concerned {
            self.change(emergency, |search| {
                if let Some(said) = &mut search.evidence {
                    said.who.forget(owner);
                    said.reach.forget(owner);
                }
            });
        }
        if let Owner::Contact(customer, contact) = owner
            && let Some(profile) = self.profiles.get_mut(customer)
        {
            Arc::make_mut(profile).contacts.retain(|known| known.key != *contact);
        }
        // Which suggestions stand depends on the words of all who made some: a replay without
        // these words would have kept others. So all of them go; the next calls bring new ones.
        self.suggestions = OrdMap::new();
        self.generation += 1;
    }
}
