//! I35: what another status page has told or planned is taken in once, however often that is begun,
//! broken off and begun again, by however many at a time.

use std::collections::BTreeSet;

use domain::Event;
use domain::bulletins::Event as Bulletin;
use domain::maintenance::Event as Maintenance;
use domain::words::SmolStr;

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Imports {
    taken_in: BTreeSet<SmolStr>,
    planned: BTreeSet<SmolStr>,
}

impl Invariant for Imports {
    fn name(&self) -> &'static str {
        "i35_imports"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { event: Event::Bulletins(Bulletin::Imported { told, .. }), .. } => {
                match self.taken_in.insert(told.title.clone()) {
                    true => Ok(()),
                    false => Err(format!("{} was taken in twice", told.title)),
                }
            }
            Seen::Row { event: Event::Maintenance(Maintenance::Imported { told, .. }), .. } => {
                match self.planned.insert(told.plan.title.clone()) {
                    true => Ok(()),
                    false => Err(format!("{} was planned twice", told.plan.title)),
                }
            }
            _ => Ok(()),
        }
    }
}
