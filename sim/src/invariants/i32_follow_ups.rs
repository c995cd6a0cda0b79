//! I32: whoever said that it works again is owed one word, written, waived or still owed; and what
//! is owed shows within a minute of its time, whatever crashes.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::emergencies::{Closure, Event as Emergency, Standing};
use domain::words::{EmergencyId, Timestamp};
use domain::{Event, State, revision};

use super::{Invariant, Seen, View};

/// How late time may bring it about while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(60);
const CALM: u64 = 60_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct FollowUps {
    /// Those that were closed since follow-ups are known everywhere.
    closed: BTreeSet<EmergencyId>,
}

impl Invariant for FollowUps {
    fn name(&self) -> &'static str {
        "i32_follow_ups"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { event: Event::Emergencies(event), before, .. } => {
                if before.policy.adopted >= revision::LATEST
                    && let Emergency::Closed { emergency, how: Closure::Works, .. } = event
                {
                    self.closed.insert(*emergency);
                }
                Ok(())
            }
            Seen::Settled => self.each_has_one(view.truth),
            Seen::Moment => view.calm_now(CALM).map_or(Ok(()), |now| in_time(view.truth, now)),
            _ => Ok(()),
        }
    }
}

impl FollowUps {
    fn each_has_one(&self, truth: &State) -> Result<(), String> {
        for emergency in &self.closed {
            let Some(known) = truth.emergencies.get(*emergency) else { continue };
            let works = matches!(known.standing, Standing::Closed { how: Closure::Works, .. });
            if works && truth.follow_ups.of_emergency(*emergency).is_none() {
                return Err(format!("nobody owes the customer of {emergency} a word"));
            }
        }
        let mut owed = BTreeSet::new();
        for known in truth.follow_ups.owed() {
            if !owed.insert((known.incident, known.party.clone())) {
                return Err(format!("{:?} is owed two words", known.party));
            }
        }
        Ok(())
    }
}

fn in_time(truth: &State, now: Timestamp) -> Result<(), String> {
    let late =
        |known: &&domain::follow_ups::FollowUp| known.reminded == 0 && known.due + LATE_MAX < now;
    match truth.follow_ups.owed().into_iter().find(late) {
        Some(known) => Err(format!("follow-up {} is due, and nobody is told", known.number)),
        None => Ok(()),
    }
}
