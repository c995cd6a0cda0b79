//! How deliveries are kept, and found by their time, their incident and what they are about.

use std::sync::Arc;

use super::{About, Address, Delivery, Standing, State};
use crate::words::DeliveryId;

impl State {
    /// A new ring to the same address replaces what is left of the former ones.
    pub(super) fn supersede(&mut self, about: &About, address: &Address) {
        let same = self.by_about.get(about).into_iter().flatten();
        let old: Vec<DeliveryId> = same
            .filter_map(|id| self.get(*id))
            .filter(|known| known.address.to == address.to)
            .filter(|known| !matches!(known.standing, Standing::Claimed(_)))
            .map(|known| known.id)
            .collect();
        for id in old {
            self.remove(id);
        }
    }

    pub(super) fn put(&mut self, delivery: Delivery) {
        let id = delivery.id;
        let incident = delivery.about.incident();
        self.timers.set(&id, delivery.due());
        self.unclaimed.set(&id, delivery.unclaimed());
        self.settled.set(&id, delivery.forgotten_at());
        if self.incidents.insert(id, incident).is_none() {
            self.by_about.entry(delivery.about.clone()).or_default().insert(id);
        }
        self.deliveries.insert((incident, id), Arc::new(delivery));
    }

    pub(super) fn change(&mut self, id: DeliveryId, change: impl FnOnce(&mut Delivery)) {
        if let Some(mut known) = self.get(id).cloned() {
            change(&mut known);
            self.put(known);
        }
    }

    pub(super) fn remove(&mut self, id: DeliveryId) {
        let incident = self.incidents.remove(&id);
        let known = incident.and_then(|incident| self.deliveries.remove(&(incident, id)));
        if let Some(known) = known
            && let Some(same) = self.by_about.get_mut(&known.about)
        {
            same.remove(&id);
            if same.is_empty() {
                self.by_about.remove(&known.about);
            }
        }
        self.timers.set(&id, None);
        self.unclaimed.set(&id, None);
        self.settled.set(&id, None);
    }
}
