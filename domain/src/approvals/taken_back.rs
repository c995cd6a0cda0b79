//! What is left here of words that were taken back: a name or somebody's data stays nowhere.

use std::sync::Arc;

use super::{Approval, Event, Standing, State, Subject, Words};
use crate::words::{ApprovalId, IncidentId, Timestamp, UpdateId};

impl Subject {
    /// Whether both are about the same: what is said about maintenance is, with its words.
    fn is_about(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Notice { announcement: one, .. }, Self::Notice { announcement: other, .. }) => {
                one == other
            }
            (
                Self::Work { maintenance: one } | Self::WorkWord { maintenance: one },
                Self::Work { maintenance: other } | Self::WorkWord { maintenance: other },
            ) => one == other,
            (Self::Routine { routine: one }, Self::Routine { routine: other }) => one == other,
            _ => false,
        }
    }
}

impl State {
    /// What is kept that was written about the same, where that is no incident.
    #[must_use]
    pub fn of_subject(&self, subject: &Subject) -> Vec<ApprovalId> {
        let about = |known: &&Arc<Approval>| {
            known.words.subject.as_ref().is_some_and(|own| own.is_about(subject))
        };
        self.all.values().filter(about).map(|known| known.id).collect()
    }

    /// What is kept of what was taken back by what is left of it, where that is about no incident:
    /// of a word about maintenance that word alone, and else all that was written about the same.
    #[must_use]
    pub fn kept_of(&self, update: UpdateId, left: &Words) -> Vec<ApprovalId> {
        match &left.subject {
            None => Vec::new(),
            Some(Subject::WorkWord { .. }) => {
                let of = self.all.values().filter(|known| known.update == update);
                of.filter(|known| known.words.subject == left.subject).map(|one| one.id).collect()
            }
            Some(subject) => self.of_subject(subject),
        }
    }

    /// What is kept of a word that everyone was told, and of what put it right.
    #[must_use]
    pub fn of_word(&self, incident: IncidentId, update: UpdateId) -> Vec<ApprovalId> {
        let of = self.about(incident).filter(|known| known.update == update);
        of.filter(|known| known.words.review.is_none()).map(|known| known.id).collect()
    }

    /// What is kept about an incident under that heading.
    pub(super) fn under(&self, incident: IncidentId, title: &str) -> Vec<ApprovalId> {
        let under = self.about(incident).filter(|known| known.words.public.title == title);
        under.map(|known| known.id).collect()
    }

    fn about(&self, incident: IncidentId) -> impl Iterator<Item = &Approval> {
        let all = self.all.values().map(Arc::as_ref);
        all.filter(move |known| known.words.subject.is_none() && known.incident == incident)
    }

    /// What was kept of that word says what is left of it, and those who approve can read that
    /// something was taken back.
    pub(super) fn take_back(&mut self, event: &Event, at: Timestamp) {
        let Event::TakenBack { approval, number, incident, update, by, left, of, titled } = event
        else {
            return;
        };
        self.count = self.count.max(*number);
        for id in of {
            let Some(known) = self.all.get_mut(id) else { continue };
            let words = &mut Arc::make_mut(known).words;
            match &words.subject {
                // What was said about maintenance stays; of its plan it shows what is left.
                Some(subject @ Subject::WorkWord { .. })
                    if left.subject.as_ref() != Some(subject) =>
                {
                    words.overview.impact = left.overview.impact.clone();
                }
                _ => words.overview = left.overview.clone(),
            }
            words.public.title = left.public.title.clone();
            if let Some(correction) = &mut words.correction {
                correction.reason = "".into();
            }
        }
        for id in titled {
            if let Some(known) = self.all.get_mut(id) {
                Arc::make_mut(known).words.public.title = left.public.title.clone();
            }
        }
        let new = Approval {
            id: *approval,
            number: *number,
            incident: *incident,
            update: *update,
            author: by.clone(),
            words: (**left).clone(),
            since: at,
            until: at,
            standing: Standing::TakenBack,
            decided_at: Some(at),
        };
        self.all.insert(*approval, Arc::new(new));
        self.decided.insert(*number, *approval);
        self.make_room();
    }
}
