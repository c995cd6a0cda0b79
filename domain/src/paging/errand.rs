//! Errands: pages that a person sent on purpose, to help or to lead, beside the escalation's own.

use super::{Answer, Escalation, Event, Page, PageStanding, Refusal, Standing, State};
use crate::words::{Errand, PageId, PersonKey, Purpose, Timestamp};

impl Escalation {
    /// The pages of one request.
    pub fn pages_of(&self, request: crate::words::RequestId) -> impl Iterator<Item = &Page> {
        let of = move |page: &&Page| page.errand.is_some_and(|errand| errand.request == request);
        self.pages.values().filter(of)
    }

    /// Who has it, if it is not the one who is to have it.
    pub(super) fn held_by_another(&self, person: &PersonKey) -> Option<PersonKey> {
        self.accepted_by().filter(|by| *by != person).cloned()
    }

    pub(super) fn answered(
        &self,
        page: &Page,
        errand: Errand,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        let incident = self.incident;
        let (id, person) = (page.id, page.person.clone());
        if self.standing == Standing::Stopped {
            return Err(Refusal::Over);
        }
        match (&page.standing, answer) {
            (PageStanding::Accepted, Answer::Accept) => Ok(Vec::new()),
            (PageStanding::Withdrawn, _) => Err(Refusal::NotAsked),
            (_, Answer::Accept) => {
                let has = self.accepted_by() == Some(&person);
                Ok(vec![match errand.purpose {
                    Purpose::Lead if !has => {
                        let from = self.held_by_another(&person);
                        Event::Accepted { incident, person, page: Some(id), from }
                    }
                    Purpose::Lead | Purpose::Help => Event::Joined { incident, page: id, person },
                }])
            }
            (PageStanding::Requested, Answer::PassOn | Answer::Decline { .. }) => {
                Ok(vec![Event::Declined { incident, page: id, away_until: now }])
            }
            (_, Answer::PassOn | Answer::Decline { .. }) => Ok(Vec::new()),
        }
    }
}

impl State {
    pub(super) fn withdraw(&self, page: PageId) -> Result<Vec<Event>, Refusal> {
        let (escalation, known) = self.page(page).ok_or(Refusal::UnknownPage)?;
        let incident = escalation.incident;
        let open =
            matches!(known.standing, PageStanding::Requested | PageStanding::Declined { .. });
        Ok(Vec::from_iter(open.then_some(Event::Withdrawn { incident, page })))
    }
}
