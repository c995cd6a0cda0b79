//! I6: after acceptance or closing, no page starts later than one lease.

use std::collections::BTreeMap;

use domain::Event;
use domain::deliveries::{About, LEASE};
use domain::paging::{Event as Paging, Standing};
use domain::words::IncidentId;

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct QuietAfter {
    quiet_since: BTreeMap<IncidentId, u64>,
}

impl Invariant for QuietAfter {
    fn name(&self) -> &'static str {
        "i06_quiet_after"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { event: Event::Paging(event), after, .. } => {
                let Some(incident) = event.incident() else { return Ok(()) };
                let standing = after.paging.get(incident).map(|known| &known.standing);
                if matches!(standing, Some(Standing::Ringing { .. })) {
                    self.quiet_since.remove(&incident);
                } else if !matches!(event, Paging::Forgotten { .. }) {
                    self.quiet_since.entry(incident).or_insert(view.now);
                }
                Ok(())
            }
            Seen::Sending { about: About::Page { incident, page }, .. } => {
                // Whom a colleague asks is needed whoever has it; that ends otherwise.
                let known = view.truth.paging.page(*page);
                if known.is_some_and(|(_, page)| page.errand.is_some()) {
                    return Ok(());
                }
                let lease = u64::try_from(LEASE.as_millis()).unwrap_or(0);
                let since = self.quiet_since.get(incident);
                if since.is_some_and(|since| since + lease < view.now) {
                    return Err(format!("a page about {incident} leaves though nobody is needed"));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
