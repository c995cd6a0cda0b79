//! I5: the first page is owed in the same commit as the emergency, and leaves within a second; what
//! a node did without its store is told with its outcome when the log takes it in.

use std::collections::BTreeMap;

use domain::deliveries::{About, Event as Delivery};
use domain::emergencies::Event as Emergency;
use domain::paging::Event as Paging;
use domain::words::{DeliveryId, EmergencyId, IncidentId};
use domain::{Event, groups};

use super::{Invariant, Seen, View};

const FIRST_SEND_MAX: u64 = 1_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct FirstPage {
    opened: Option<EmergencyId>,
    admitted: bool,
    paged: bool,
    /// The messages of pages of which nobody has told yet what became of them.
    owed: BTreeMap<DeliveryId, IncidentId>,
    waiting: BTreeMap<IncidentId, u64>,
}

impl Invariant for FirstPage {
    fn name(&self) -> &'static str {
        "i05_first_page"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row {
                event: Event::Emergencies(Emergency::Opened { emergency, .. }), ..
            } => {
                self.opened = Some(*emergency);
                self.paged = false;
                self.admitted = false;
                Ok(())
            }
            Seen::Row { event: Event::Groups(groups::Event::Admitted { .. }), .. } => {
                self.admitted = true;
                Ok(())
            }
            Seen::Row {
                event: Event::Deliveries(Delivery::Owed { delivery, about, .. }), ..
            } => {
                if let About::Page { incident, .. } = about {
                    self.paged = true;
                    self.owed.insert(*delivery, *incident);
                }
                Ok(())
            }
            Seen::Row { event: Event::Deliveries(Delivery::Reported { delivery, .. }), .. } => {
                if let Some(incident) = self.owed.remove(delivery) {
                    self.waiting.remove(&incident);
                }
                Ok(())
            }
            // What somebody accepted meanwhile, on the copy of a node without its store, is taken
            // in with the call itself, and its pages are void before they leave.
            Seen::Row { event: Event::Paging(Paging::Accepted { incident, .. }), .. } => {
                self.waiting.remove(incident);
                Ok(())
            }
            Seen::Settled => self.settled(view),
            Seen::Sending { about: About::Page { incident, .. }, .. } => {
                self.waiting.remove(incident);
                Ok(())
            }
            Seen::Moment => {
                let now = view.now;
                let disturbed = view.rough_until;
                self.waiting.retain(|_, since| *since > disturbed);
                let late = self.waiting.values().any(|since| since + FIRST_SEND_MAX < now);
                if late { Err("a first page did not leave within a second".into()) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }
}

impl FirstPage {
    fn settled(&mut self, view: &View<'_>) -> Result<(), String> {
        let Some(emergency) = self.opened.take() else { return Ok(()) };
        let incident = view.truth.incidents.of_emergency(emergency);
        let incident = incident.ok_or("an emergency was opened without an incident")?.id;
        let known = view.truth.paging.get(incident);
        let alarm = known.is_some_and(|known| known.alarm);
        if self.paged && known.is_some_and(|known| known.accepted_by().is_some()) {
            return Ok(());
        }
        if self.paged {
            self.waiting.insert(incident, view.now);
            return Ok(());
        }
        // Who joins by a rule what somebody has, or is being rung for, rings nobody anew.
        if self.admitted || alarm {
            Ok(())
        } else {
            Err("an emergency was opened and nobody is paged".into())
        }
    }
}
