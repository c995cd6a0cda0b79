//! What machines saw and was nothing: a person answers so what the board asks about it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Event, Refusal, State};
use crate::Moment;
use crate::words::{ComponentKey, SmolStr, Spans, Timestamp, tidied_line};

/// For so long it is asked what was seen to fail and never told, and for so long an answer is kept.
pub const ASKED_FOR: Duration = Duration::from_secs(7 * 24 * 3_600);
/// Most components of one answer.
pub const DISMISSED_MAX: usize = 50;

/// What was nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissal {
    /// Of which components.
    pub components: Vec<ComponentKey>,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Why it was nothing.
    pub reason: SmolStr,
}

impl Dismissal {
    fn tidied(self, now: Timestamp) -> Result<Self, Refusal> {
        let Self { mut components, from, until, reason } = self;
        let (reason, cut) = tidied_line(&reason);
        if reason.is_empty() || cut {
            return Err(Refusal::BadReason);
        }
        components.sort_unstable();
        components.dedup();
        let few = (1..=DISMISSED_MAX).contains(&components.len());
        if !few || from >= until || until > now || until + ASKED_FOR <= now {
            return Err(Refusal::BadSpan);
        }
        Ok(Self { components, from, until, reason: reason.into() })
    }
}

impl State {
    pub(super) fn dismiss(
        &self,
        said: Dismissal,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let said = said.tidied(moment.now)?;
        // Whoever presses twice has said so already.
        let stands = said.components.iter().all(|key| {
            let known = self.dismissed.get(key);
            let mut known = known.into_iter().flat_map(Spans::iter);
            known.any(|(from, until)| from <= said.from && said.until <= until)
        });
        let event = (!stands).then_some(Event::Dismissed { said, by });
        Ok(event.into_iter().collect())
    }

    pub(super) fn dismissed(&mut self, said: &Dismissal, at: Timestamp) {
        // What is asked no more needs no answer.
        let lately = self.dismissed.iter().filter_map(|(key, spans)| {
            let mut lately = Spans::default();
            for (from, until) in spans.iter().filter(|(_, until)| *until + ASKED_FOR > at) {
                lately.add(from, until);
            }
            (!lately.is_empty()).then(|| (key.clone(), lately))
        });
        self.dismissed = lately.collect();
        for key in &said.components {
            self.dismissed.entry(key.clone()).or_default().add(said.from, said.until);
        }
    }
}
