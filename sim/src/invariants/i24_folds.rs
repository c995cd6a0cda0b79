//! I24: the first page of every new crisis is sent at once, whatever else rings; what was folded is
//! always counted by a message that still asks its person, or rings by itself.

use domain::Event;
use domain::deliveries::{About, Event as Delivery};
use domain::paging::Event as Paging;
use domain::words::{IncidentId, PageId, Severity};

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Folds {
    /// First pages of the command that is being seen, which must be sent in it.
    first: Vec<(IncidentId, PageId)>,
    sent: Vec<PageId>,
}

impl Invariant for Folds {
    fn name(&self) -> &'static str {
        "i24_folds"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row {
                event: Event::Paging(Paging::Reached { incident, page, person, folded, .. }),
                before,
                ..
            } => {
                let Some(known) = before.paging.get(*incident) else { return Ok(()) };
                let severity = before.incidents.get(*incident).map(|known| known.severity);
                let first = severity == Some(Severity::Critical)
                    && known.stage == known.plan.first()
                    && known.page_of(person).is_none();
                if first && folded.is_some() {
                    return Err(format!("the first page of {incident} was folded"));
                }
                if first {
                    self.first.push((*incident, *page));
                }
                Ok(())
            }
            Seen::Row { event: Event::Deliveries(Delivery::Owed { about, .. }), .. } => {
                if let About::Page { page, .. } = about {
                    self.sent.push(*page);
                }
                Ok(())
            }
            // Where nothing could be sent the chain hurries on, and may come back to the same
            // person within the commit: by then what they have in hand may count this as well.
            Seen::Row { event: Event::Paging(Paging::Failed { page, .. }), .. } => {
                self.first.retain(|(_, first)| first != page);
                Ok(())
            }
            Seen::Settled => {
                let (first, sent) =
                    (std::mem::take(&mut self.first), std::mem::take(&mut self.sent));
                first.into_iter().try_for_each(|page| was_sent(page, &sent, view))?;
                nothing_is_lost(view)
            }
            _ => Ok(()),
        }
    }
}

/// A first page that could be sent was; one that could not has failed, or its person has accepted.
fn was_sent(
    (incident, page): (IncidentId, PageId),
    sent: &[PageId],
    view: &View<'_>,
) -> Result<(), String> {
    if sent.contains(&page) || !view.truth.policy.postponed.is_empty() {
        return Ok(());
    }
    match view.truth.paging.page(page) {
        Some((_, known)) if known.asks() && !known.failed => {
            Err(format!("the first page of {incident} was not sent in its own commit"))
        }
        _ => Ok(()),
    }
}

fn nothing_is_lost(view: &View<'_>) -> Result<(), String> {
    if !view.truth.policy.postponed.is_empty() {
        return Ok(());
    }
    for person in view.truth.access.people.keys() {
        if let Some((escalation, _)) = view.truth.paging.uncovered(person) {
            let incident = escalation.incident;
            return Err(format!("{incident} is folded for {person} into nothing that rings"));
        }
    }
    Ok(())
}
