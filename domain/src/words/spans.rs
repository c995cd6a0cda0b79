//! Spans of time that are over, kept for a long while in little room.

use imbl::Vector;

use super::Timestamp;

/// Most spans of one thing that are kept; the oldest makes room. What fails more often than that
/// within the months that anybody looks back is hardly ever well.
pub const SPANS_MAX: usize = 500;

/// Spans of time, by start, each apart from the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vector<(Timestamp, Timestamp)>);

impl Spans {
    /// Adds a span; what touches another one becomes one with it.
    pub fn add(&mut self, mut from: Timestamp, mut until: Timestamp) {
        if from >= until {
            return;
        }
        // What ends now nearly always lies at the end.
        let mut later = Vec::new();
        while let Some(last) = self.0.back().copied().filter(|last| last.1 >= from) {
            self.0.pop_back();
            if last.0 > until {
                later.push(last);
            } else {
                from = from.min(last.0);
                until = until.max(last.1);
            }
        }
        self.0.push_back((from, until));
        self.0.extend(later.into_iter().rev());
        while self.0.len() > SPANS_MAX {
            self.0.pop_front();
        }
    }

    /// Adds all of the others.
    pub fn add_all(&mut self, others: &Self) {
        for (from, until) in &others.0 {
            self.add(*from, *until);
        }
    }

    /// From when until when, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.0.iter().copied()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_touch_are_one_and_the_oldest_makes_room() {
        let mut spans = Spans::default();
        for (from, until) in [(10, 20), (40, 50), (30, 35), (15, 32), (7, 7)] {
            spans.add(Timestamp(from), Timestamp(until));
        }
        let all: Vec<_> = spans.iter().map(|(from, until)| (from.0, until.0)).collect();
        assert_eq!(all, [(10, 35), (40, 50)]);
        for number in 0..2 * SPANS_MAX as i64 {
            spans.add(Timestamp(100 + number * 10), Timestamp(105 + number * 10));
        }
        assert_eq!(spans.iter().count(), SPANS_MAX);
        assert!(spans.iter().all(|(from, _)| from.0 > 100));
    }
}
