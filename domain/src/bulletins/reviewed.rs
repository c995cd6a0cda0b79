//! Reviews for readers: what they are told about a matter once it is over, and how that was put
//! right.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Bulletin, ENTRIES_MAX, Event, Refusal, State};
use crate::Moment;
use crate::words::{
    BulletinId, Language, PersonKey, Review, ReviewTranslation, Timestamp, UpdateId,
};

/// What a review had said before it was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// When it was put right.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonKey,
    /// What it had said until then.
    pub said: Review,
}

/// The review of a matter, as readers have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// The id of its first version, under which readers find it.
    pub id: UpdateId,
    /// When it was published.
    pub at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Who wrote what it says now; nobody of ours, where it was told elsewhere.
    pub by: Option<PersonKey>,
    /// What it says.
    pub said: Review,
    /// When subscribers were told of it, if they were.
    pub told_at: Option<Timestamp>,
    /// How it was put right, the first time first.
    pub former: Vec<Former>,
    /// In which languages it says what it said before the rest of it was put right.
    pub stale: BTreeSet<Language>,
}

impl State {
    fn over(&self, bulletin: BulletinId) -> Result<&Bulletin, Refusal> {
        let known = self.bulletins.get(&bulletin).ok_or(Refusal::Unknown)?;
        if known.is_over() { Ok(known) } else { Err(Refusal::GoesOn) }
    }

    pub(super) fn review(
        &self,
        bulletin: BulletinId,
        review: &Review,
        tells: bool,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let known = self.over(bulletin)?;
        let sound = ReviewTranslation::checked(&review.translations).map(|_| ());
        sound.map_err(Refusal::BadTranslation)?;
        let review = review.tidied().ok_or(Refusal::LongReview)?;
        if review.happened.is_empty() {
            return Err(Refusal::EmptyReview);
        }
        let before = known.review.as_deref();
        if before.is_some_and(|before| before.former.len() >= ENTRIES_MAX) {
            return Err(Refusal::TooMany);
        }
        let tells = tells && before.is_none_or(|before| before.told_at.is_none());
        if !tells && before.is_some_and(|before| before.said == review) {
            return Ok(Vec::new());
        }
        let (incident, entry) = (known.incident, UpdateId(moment.id()));
        Ok(vec![Event::ReviewWritten { bulletin, incident, entry, review, tells, by }])
    }

    /// What went out is kept, also where the matter has begun to go on again meanwhile: it is
    /// shown, and told, while that is over.
    pub(super) fn put_review(
        &self,
        bulletin: BulletinId,
        entry: UpdateId,
        review: Review,
        tells: bool,
        by: PersonKey,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.bulletins.get(&bulletin).ok_or(Refusal::Unknown)?;
        let untold = known.review.as_deref().is_none_or(|before| before.told_at.is_none());
        let tells = tells && untold && known.is_over();
        let incident = known.incident;
        Ok(vec![Event::Reviewed { bulletin, incident, entry, review, tells, by }])
    }

    pub(super) fn waive_review(
        &self,
        bulletin: BulletinId,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let known = self.over(bulletin)?;
        match (&known.review, &known.waived_by) {
            (Some(_), _) => Err(Refusal::Reviewed),
            (None, Some(_)) => Ok(Vec::new()),
            (None, None) => {
                let incident = known.incident;
                Ok(vec![Event::ReviewWaived { bulletin, incident, by }])
            }
        }
    }
}

impl Bulletin {
    /// The review, while the matter is over.
    #[must_use]
    pub fn reviewed(&self) -> Option<&Reviewed> {
        self.review.as_deref().filter(|_| self.is_over())
    }

    pub(super) fn evolve_review(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Reviewed { entry, review, tells, by, .. } => {
                let told_at = tells.then_some(at);
                self.waived_by = None;
                self.review = Some(Arc::new(match self.review.as_deref() {
                    None => Reviewed {
                        id: *entry,
                        at,
                        changed_at: at,
                        by: Some(by.clone()),
                        said: review.clone(),
                        told_at,
                        former: Vec::new(),
                        stale: BTreeSet::new(),
                    },
                    Some(before) => before.put_right(review, by, told_at, at),
                }));
            }
            Event::ReviewWaived { by, .. } => self.waived_by = Some(by.clone()),
            _ => {}
        }
    }
}

impl Reviewed {
    fn put_right(
        &self,
        review: &Review,
        by: &PersonKey,
        told_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Self {
        let mut after = self.clone();
        after.told_at = self.told_at.or(told_at);
        // Subscribers can be told of it later, though it says the same.
        if *review != self.said {
            after.stale = review.stale_since(&self.said, &self.stale);
            let said = std::mem::replace(&mut after.said, review.clone());
            after.former.push(Former { at, by: by.clone(), said });
            after.changed_at = at;
            after.by = Some(by.clone());
        }
        after
    }
}
