//! Snoozing: what was accepted is left alone until an agreed time, for a reason, and not longer.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Escalation, Event, Refusal, SILENT_AFTER, Standing, State};
use crate::words::{IncidentId, Owner, PersonKey, Personal, Timestamp, tidied_line};

/// Shortest snooze.
pub const SNOOZE_MIN: Duration = Duration::from_secs(5 * 60);
/// Longest snooze. Whoever needs longer says so again, so that somebody looks once a day.
pub const SNOOZE_MAX: Duration = Duration::from_secs(24 * 3600);

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// A word or a deed of the customer.
    Customer,
    /// Somebody else's work: a supplier, another company.
    Supplier,
    /// Whether what was done holds.
    Watching,
    /// A time that was agreed with the customer.
    Agreed,
}

/// What was accepted is left alone for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Snooze {
    /// By whom.
    pub by: PersonKey,
    /// Since when.
    pub at: Timestamp,
    /// Until when; then it pages again.
    pub until: Timestamp,
    /// What is waited for.
    pub wait: Wait,
    /// Why, for colleagues.
    pub because: Personal,
}

impl Escalation {
    /// Decides whether it may be left alone.
    pub(super) fn snoozed(
        &self,
        by: PersonKey,
        until: Timestamp,
        wait: Wait,
        because: &str,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        match &self.standing {
            Standing::Ringing { .. } => return Err(Refusal::NotAccepted),
            Standing::Stopped => return Err(Refusal::Over),
            Standing::Accepted { first_word_by: Some(_), .. } => return Err(Refusal::NoFirstWord),
            Standing::Accepted { .. } => {}
        }
        if until < now + SNOOZE_MIN || until > now + SNOOZE_MAX {
            return Err(Refusal::BadEnd);
        }
        let because = tidied_line(because).0;
        if because.is_empty() {
            return Err(Refusal::NoReason);
        }
        let because = Personal::new(Owner::Person(by.clone()), &because);
        Ok(vec![Event::Snoozed { incident: self.incident, by, until, wait, because }])
    }

    /// Work goes on before the agreed time, by the hand of a person.
    pub(super) fn unsnooze(&mut self, at: Timestamp) {
        self.snooze = None;
        if let Standing::Accepted { silent_at, .. } = &mut self.standing {
            *silent_at = (*silent_at).max(at + SILENT_AFTER);
        }
    }
}

impl super::State {
    /// Lets go of the words of one who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let said = |escalation: &Escalation| {
            escalation.snooze.as_ref().is_some_and(|snooze| snooze.because.is_of(owner))
        };
        let ids: Vec<IncidentId> =
            self.escalations.iter().filter(|(_, known)| said(known)).map(|(id, _)| *id).collect();
        for id in ids {
            if let Some(known) = self.escalations.get_mut(&id)
                && let Some(snooze) = &mut std::sync::Arc::make_mut(known).snooze
            {
                snooze.because.forget(owner);
            }
        }
    }
}

impl State {
    /// Takes out why an incident is left alone.
    pub(crate) fn hide(&mut self, incident: IncidentId) {
        let known = self.escalations.get_mut(&incident).filter(|known| known.snooze.is_some());
        if let Some(known) = known {
            Arc::make_mut(known).snooze = None;
        }
    }
}
