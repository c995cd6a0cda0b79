//! Figures: how long faults like this one take, and how promises and estimates fared.

use std::time::Duration;

use crate::State;
use crate::updates::Score;
use crate::words::{Estimate, IncidentId, Timestamp};

/// Fewer cases say nothing.
pub const CASES_MIN: usize = 5;

/// How long such incidents took, of those that had lasted as long as this one has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// How many there were.
    pub cases: usize,
    /// When the first of them began.
    pub since: Timestamp,
    /// So many minutes from now half of them were over.
    pub half_mins: u32,
    /// Within this range seven of ten were over, in minutes from now.
    pub estimate: Estimate,
}

/// How promises and estimates fared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many promises of a next update were kept.
    pub kept: u32,
    /// How many were missed.
    pub missed: u32,
    /// How many estimates were given for what is over.
    pub estimates: u32,
    /// In how many of them it was over.
    pub hits: u32,
    /// After how many seconds somebody wrote to a caller, the quickest first.
    pub first_words: Vec<u64>,
}

impl Figures {
    fn add(&mut self, score: &Score) {
        self.kept += score.kept;
        self.missed += score.missed;
        self.estimates += score.estimates;
        self.hits += score.hits;
    }

    /// After how many seconds so many of ten had an answer; nothing where nobody called.
    #[must_use]
    pub fn first_word_of_ten(&self, ten: usize) -> Option<u64> {
        quantile(&self.first_words, ten * 10).copied()
    }
}

impl State {
    /// How long incidents of this service and severity took, where there were enough of them.
    #[must_use]
    pub fn likely(&self, incident: IncidentId, now: Timestamp) -> Option<Likely> {
        let known = self.incidents.get(incident)?;
        let lasted = now.since(known.opened_at);
        let like = self.incidents.past.iter().filter(|past| {
            let whole = past.settled_at.since(past.opened_at);
            let was = || !self.bulletins.never_was(past.incident);
            past.service == known.service
                && past.severity == known.severity
                && whole > lasted
                && was()
        });
        let like: Vec<_> = like.collect();
        let since = like.iter().map(|past| past.opened_at).min()?;
        let left = like.iter().map(|past| past.settled_at.since(past.opened_at) - lasted);
        let mut left: Vec<u32> = left.map(mins).collect();
        left.sort_unstable();
        if left.len() < CASES_MIN {
            return None;
        }
        let at = |percent| quantile(&left, percent).copied();
        let (low_mins, high_mins) = (at(15)?, at(85)?.max(1));
        let estimate = Estimate { low_mins, high_mins, likely_of_ten: 7, ..Estimate::default() };
        let half_mins = at(50)?;
        (estimate.is_sound()).then_some(Likely { cases: left.len(), since, half_mins, estimate })
    }

    /// How promises and estimates fared between two instants.
    #[must_use]
    pub fn figures(&self, from: Timestamp, until: Timestamp) -> Figures {
        let within = |at: Timestamp| from <= at && at < until;
        // What never was counts for nothing, but what was promised to those who called does.
        let was =
            |incident: IncidentId| !self.bulletins.never_was(incident) || self.had_calls(incident);
        let live =
            self.updates.boards.iter().filter_map(|(incident, board)| board.score(*incident));
        let mut figures = Figures::default();
        for score in self.updates.past.iter().copied().chain(live) {
            if within(score.ended_at) && was(score.incident) {
                figures.add(&score);
            }
        }
        let words = self.emergencies.first_words.iter().filter(|(at, _)| within(*at));
        figures.first_words = words.map(|(_, secs)| *secs).collect();
        figures.first_words.sort_unstable();
        figures
    }

    /// Whether anybody called about an incident, also where it has left the live state since, as
    /// long as its figures are kept.
    fn had_calls(&self, incident: IncidentId) -> bool {
        match self.incidents.get(incident) {
            Some(known) => !known.emergencies.is_empty(),
            None => {
                let mut past = self.incidents.past.iter();
                past.any(|past| past.called && past.incident == incident)
            }
        }
    }
}

fn mins(span: Duration) -> u32 {
    u32::try_from(span.as_secs().div_ceil(60)).unwrap_or(u32::MAX)
}

/// The value below which so many of a hundred lie.
fn quantile<T>(sorted: &[T], percent: usize) -> Option<&T> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((last * percent + 50) / 100)
}
