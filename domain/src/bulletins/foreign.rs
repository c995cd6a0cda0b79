//! Matters that were told elsewhere, before: they are over, and stand in the history.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Bulletin, ENTRIES_MAX, Event, Refusal, Reviewed, tidy};
use crate::words::{
    Affected, AudienceKey, BulletinId, IncidentId, Overview, PART_LEN_MAX, Phase, Public, Review,
    SmolStr, Timestamp, UpdateId, tidy_words,
};

/// A matter that was told elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Foreign {
    /// Its bulletin; the same for the same matter, so that it is taken in once.
    pub bulletin: BulletinId,
    /// Its heading.
    pub title: SmolStr,
    /// When it was told of first.
    pub opened_at: Timestamp,
    /// When it was over.
    pub resolved_at: Timestamp,
    /// What was said, the first word first.
    pub words: Vec<ForeignWord>,
    /// What was said in hindsight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ForeignReview>,
}

/// Longest review that is taken in, in bytes: elsewhere it is one text, and often a long one.
pub const FOREIGN_REVIEW_LEN_MAX: usize = 5 * PART_LEN_MAX;

/// What was said of it in hindsight. Subscribers of ours are not told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForeignReview {
    /// Its id.
    pub entry: UpdateId,
    /// When it was published.
    pub at: Timestamp,
    /// What it says, in one text.
    pub text: Arc<str>,
}

/// One word of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForeignWord {
    /// Its id.
    pub entry: UpdateId,
    /// When it was said.
    pub at: Timestamp,
    /// How far the work was.
    pub phase: Phase,
    /// What was known.
    pub overview: Overview,
    /// Which components were concerned since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
}

/// A matter that was told elsewhere and goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ongoing {
    /// Its bulletin; the same for the same matter, so that it is told on once.
    pub bulletin: BulletinId,
    /// Its heading.
    pub title: SmolStr,
    /// When it was told of first.
    pub opened_at: Timestamp,
    /// What was said, the first word first; none of it says that it is over.
    pub words: Vec<ForeignWord>,
    /// For whom it is, where its components are for some only; said by the organisation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceKey>,
}

/// What goes on, as it is kept: in the order of time, with a word to begin with.
pub(super) fn tidied_ongoing(mut told: Ongoing, now: Timestamp) -> Result<Ongoing, Refusal> {
    if told.words.len() >= ENTRIES_MAX {
        return Err(Refusal::TooMany);
    }
    let over = told.words.iter().any(|word| word.phase == Phase::Resolved);
    let last = told.words.iter().map(|word| word.at).fold(told.opened_at, Timestamp::max);
    if over || last > now {
        return Err(Refusal::BadTimes);
    }
    if told.words.is_empty() {
        return Err(Refusal::Empty);
    }
    told.title = tidied_words(&told.title, &mut told.words)?;
    Ok(told)
}

/// The bulletin that it makes, open, with its incident behind it.
pub(super) fn ongoing(number: u32, incident: IncidentId, told: &Ongoing) -> Bulletin {
    let mut made = Bulletin::new(told.bulletin, number, incident, told.opened_at);
    for word in &told.words {
        made.evolve(&event(told.bulletin, incident, &told.title, word), word.at);
    }
    made.audiences.clone_from(&told.audiences);
    made
}

/// The words in the order of time, each as it is kept, and the heading above them.
fn tidied_words(title: &SmolStr, words: &mut [ForeignWord]) -> Result<SmolStr, Refusal> {
    words.sort_by_key(|word| word.at);
    let mut title = title.clone();
    for word in words {
        let Public { title: tidied, affected, .. } = tidy(&public(&title, word))?;
        title = tidied;
        word.affected = affected;
        word.overview = word.overview.tidied();
    }
    Ok(title)
}

fn event(bulletin: BulletinId, incident: IncidentId, title: &SmolStr, word: &ForeignWord) -> Event {
    Event::Told {
        bulletin,
        incident,
        entry: word.entry,
        author: None,
        overview: word.overview.clone(),
        next_by: None,
        estimate: None,
        public: public(title, word),
    }
}

/// The matter as it is kept: in the order of time, and over at its end.
pub(super) fn tidied(mut told: Foreign, now: Timestamp) -> Result<Foreign, Refusal> {
    if told.words.len() >= ENTRIES_MAX {
        return Err(Refusal::TooMany);
    }
    let last = told.words.iter().map(|word| word.at).fold(told.resolved_at, Timestamp::max);
    let reviewed_at = told.review.as_ref().map_or(last, |review| review.at);
    if told.opened_at > told.resolved_at || last.max(reviewed_at) > now {
        return Err(Refusal::BadTimes);
    }
    told.review = told.review.and_then(|review| {
        let text = tidy_words(&review.text, FOREIGN_REVIEW_LEN_MAX);
        (!text.is_empty()).then(|| ForeignReview { text: text.into(), ..review })
    });
    told.title = tidied_words(&told.title, &mut told.words)?;
    if told.words.last().is_none_or(|word| word.phase != Phase::Resolved) {
        told.words.push(ForeignWord {
            // As its own as the matter is.
            entry: UpdateId(!told.bulletin.0),
            at: last,
            phase: Phase::Resolved,
            overview: Overview::default(),
            affected: Vec::new(),
        });
    }
    Ok(told)
}

fn public(title: &SmolStr, word: &ForeignWord) -> Public {
    let (title, affected) = (title.clone(), word.affected.clone());
    Public { title, phase: word.phase, affected, audiences: Vec::new(), ..Public::default() }
}

/// The bulletin that it makes. No incident of ours stands behind it.
pub(super) fn bulletin(number: u32, told: &Foreign) -> Arc<Bulletin> {
    let incident = IncidentId(told.bulletin.0);
    let mut made = Bulletin::new(told.bulletin, number, incident, told.opened_at);
    for word in &told.words {
        made.evolve(&event(told.bulletin, incident, &told.title, word), word.at);
    }
    made.resolved_at = Some(told.resolved_at);
    if let Some(review) = &told.review {
        made.changed_at = made.changed_at.max(review.at);
        made.review = Some(Arc::new(Reviewed {
            id: review.entry,
            at: review.at,
            changed_at: review.at,
            by: None,
            said: Review { happened: review.text.clone(), ..Review::default() },
            told_at: None,
            former: Vec::new(),
            stale: std::collections::BTreeSet::new(),
        }));
    }
    Arc::new(made)
}
