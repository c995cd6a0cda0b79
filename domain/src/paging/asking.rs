//! What asks one person at one time: which page carries the others, and how all are taken at once.

use std::time::Duration;

use super::{Escalation, Event, Page, Refusal, Standing, State};
use crate::Moment;
use crate::words::{Actor, IncidentId, PageId, PersonKey, Severity, Timestamp};

/// A page carries others while it rang within this time; what comes later rings by itself.
pub const FOLDED_WITHIN: Duration = Duration::from_secs(120);

impl State {
    /// Every page that wants an answer of a person.
    pub fn asking_of(&self, person: &PersonKey) -> impl Iterator<Item = (&Escalation, &Page)> {
        let all = (person.clone(), PageId(0))..=(person.clone(), PageId(u128::MAX));
        self.asking.range(all).filter_map(|(_, page)| self.page(*page))
    }

    /// Whether a page is the first that its person gets of a new crisis, or would be the first
    /// that anybody gets: a stage that reaches nobody must not leave a crisis folded.
    fn is_first(escalation: &Escalation, person: &PersonKey, severity: Severity) -> bool {
        let page = escalation.page_of(person);
        let new = escalation.stage == escalation.plan.first()
            && page.is_none_or(|page| page.rang_at < escalation.started_at);
        severity == Severity::Critical && (new || !escalation.heard)
    }

    /// The page whose message counts this one, where the person is being rung already. The first
    /// page of a new crisis always rings by itself.
    pub(super) fn folds_into(
        &self,
        escalation: &Escalation,
        person: &PersonKey,
        severity: Severity,
        now: Timestamp,
    ) -> Option<PageId> {
        if Self::is_first(escalation, person, severity) {
            return None;
        }
        let others = self.asking_of(person).filter(|(other, page)| {
            other.incident != escalation.incident
                && page.leads()
                && page.rang_at + FOLDED_WITHIN > now
        });
        others.map(|(_, page)| (page.requested_at, page.id)).min().map(|(_, page)| page)
    }

    /// The page that is to ring now because nothing that was sent to its person counts it any
    /// more: the oldest of those that were folded.
    #[must_use]
    pub fn uncovered(&self, person: &PersonKey) -> Option<(&Escalation, &Page)> {
        if self.asking_of(person).any(|(_, page)| page.leads()) {
            return None;
        }
        let folded = self.asking_of(person).filter(|(_, page)| page.folded && !page.failed);
        folded.min_by_key(|(_, page)| (page.requested_at, page.id))
    }

    /// What was folded into a page that cannot arrive cannot arrive either.
    pub fn failing_with<'a>(&'a self, person: &'a PersonKey) -> impl Iterator<Item = &'a Page> {
        let carried = self.asking_of(person).any(|(_, page)| page.leads());
        let folded = self.asking_of(person).map(|(_, page)| page);
        folded.filter(move |page| !carried && page.folded && !page.failed)
    }

    /// The page that somebody answers, if it is theirs to answer.
    pub(super) fn answered_by(
        &self,
        page: PageId,
        moment: &Moment<'_>,
    ) -> Result<(&Escalation, &Page), Refusal> {
        let (escalation, known) = self.page(page).ok_or(Refusal::UnknownPage)?;
        match moment.actor {
            Actor::PageLink(link) if *link == page => {}
            actor if actor.person() == Some(&known.person) => {}
            _ => return Err(Refusal::NotYours),
        }
        Ok((escalation, known))
    }

    /// One act takes everything that asks the person whom a page reached.
    pub(super) fn accept_all(
        &self,
        page: PageId,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (escalation, known) = self.answered_by(page, moment)?;
        let person = known.person.clone();
        let asking = self.asking_of(&person).filter(|(other, _)| {
            other.incident != escalation.incident
                && matches!(other.standing, Standing::Ringing { .. })
        });
        let mut events: Vec<Event> = asking
            .map(|(other, page)| Event::Accepted {
                incident: other.incident,
                person: person.clone(),
                page: Some(page.id),
                from: None,
            })
            .collect();
        // Somebody may have taken the one in their hand; the others are theirs all the same.
        match self.accept(escalation.incident, person) {
            Ok(own) => events.extend(own),
            Err(refusal) if events.is_empty() => return Err(refusal),
            Err(_) => {}
        }
        Ok(events)
    }

    /// Keeps the index of what asks whom true after an event.
    pub(super) fn note_asking(&mut self, incident: IncidentId, event: &Event) {
        let Some(known) = self.escalations.get(&incident) else { return };
        let one = match event {
            Event::Reached { page, .. } | Event::Declined { page, .. } => Some(*page),
            Event::Accepted { .. } | Event::Stopped { .. } => None,
            _ => return,
        };
        let pages = known.pages.values().filter(|page| one.is_none_or(|one| one == page.id));
        for page in pages {
            let entry = (page.person.clone(), page.id);
            // What a colleague asks on purpose is answered by itself, and carries nothing.
            if page.asks() && page.errand.is_none() {
                self.asking.insert(entry);
            } else {
                self.asking.remove(&entry);
            }
        }
    }
}
