//! The hands of the planted bugs where the shell's own code would not show them.

use std::sync::Arc;
use std::time::Duration;

use domain::deliveries::{self, About};
use domain::paging::{Escalation, Stage, Standing};
use domain::words::Timestamp;
use domain::{Event, State};
use futures_util::FutureExt;
use journal::memory::Memory;
use journal::{Outcome, Store};

use crate::bug::Bug;
use crate::vendor::ORGANISATION;
use crate::world::World;

/// When the domain must be woken, as far as the bug lets the node see it.
pub(crate) fn due(state: &State, bug: Option<Bug>) -> Option<Timestamp> {
    let last = |stage: Stage| matches!(stage, Stage::Widened | Stage::CatchAll);
    let paging = match bug {
        Some(Bug::StopsAtLastStage) => state
            .paging
            .escalations
            .values()
            .filter(|known| {
                !(matches!(known.standing, Standing::Ringing { .. }) && last(known.stage))
            })
            .filter_map(|known| known.due())
            .min(),
        Some(Bug::LostSnoozeEnd) => {
            let awake = state.paging.escalations.values().filter(|known| known.snooze.is_none());
            awake.filter_map(|known| known.due()).min()
        }
        Some(Bug::LaterRulesLost) => {
            let live = state.paging.escalations.values();
            live.filter_map(|known| match known.standing {
                Standing::Ringing { .. } => Some(known.next_at),
                _ => known.due(),
            })
            .min()
        }
        Some(Bug::FoldedForgotten) => {
            let live = state.paging.escalations.values();
            let folded = |known: &Arc<Escalation>| known.pages.values().any(|page| page.folded);
            live.filter(|known| !folded(known)).filter_map(|known| known.due()).min()
        }
        _ => state.paging.due(),
    };
    let (crew, notes) = (state.crew.due(), state.notes.due());
    // Only the bug that is about them forgets the tests, so that each bug is found for what it is.
    let tests = state.readiness.due().filter(|_| bug != Some(Bug::LostTestTimer));
    match bug {
        Some(Bug::LostPromiseTimer) => {
            let others = [paging, tests, state.emergencies.due(), state.deliveries.due()];
            others.into_iter().flatten().min()
        }
        Some(Bug::DeadLeases) => {
            let others = [paging, tests, state.emergencies.due(), state.updates.due()];
            others.into_iter().flatten().min()
        }
        Some(Bug::EternalRule) => {
            let others = [state.emergencies.due(), state.updates.due(), state.deliveries.due()];
            others.into_iter().chain([paging, tests, state.monitoring.due()]).flatten().min()
        }
        Some(
            bug @ (Bug::LostAskTimer
            | Bug::LostShareTimer
            | Bug::LostSnoozeEnd
            | Bug::LostTestTimer),
        ) => {
            let others = [
                state.emergencies.due(),
                state.updates.due(),
                state.deliveries.due(),
                state.monitoring.due(),
                state.policy.due(),
                crew.filter(|_| bug != Bug::LostAskTimer),
                notes.filter(|_| bug != Bug::LostShareTimer),
            ];
            others.into_iter().chain([paging, tests]).flatten().min()
        }
        Some(Bug::StopsAtLastStage | Bug::LaterRulesLost | Bug::FoldedForgotten) => {
            let others = [state.emergencies.due(), state.updates.due(), state.deliveries.due()];
            others.into_iter().chain([paging, tests]).flatten().min()
        }
        Some(Bug::LostCallTimer) => {
            let others = [
                state.emergencies.due(),
                state.updates.due(),
                state.deliveries.due(),
                state.proof.due(),
                state.monitoring.due(),
                state.policy.due(),
                crew,
                notes,
            ];
            others.into_iter().chain([paging]).flatten().min()
        }
        Some(bug @ (Bug::LostFollowUpTimer | Bug::LostApprovalTimer)) => {
            let others = [
                state.emergencies.due(),
                state.updates.due(),
                state.deliveries.due(),
                state.monitoring.due(),
                state.policy.due(),
                state.follow_ups.due().filter(|_| bug != Bug::LostFollowUpTimer),
                state.approvals.due().filter(|_| bug != Bug::LostApprovalTimer),
            ];
            others.into_iter().chain([paging, tests, crew, notes]).flatten().min()
        }
        // Everything else has its timers, so that it is found for what it is.
        Some(Bug::LostNoticeTimer) => {
            let mut others = state.clone();
            others.announcements = domain::announcements::State::default();
            others.due()
        }
        Some(Bug::LostMaintenanceTimer) => {
            let others = [state.emergencies.due(), state.updates.due(), state.deliveries.due()];
            others.into_iter().chain([paging, tests, state.monitoring.due()]).flatten().min()
        }
        _ => state.due(),
    }
}

/// Whether a node with the bug holds a message back because its person was told something lately.
pub(crate) fn throttles(state: &State, known: &deliveries::Delivery) -> bool {
    let About::Page { incident, .. } = known.about else { return false };
    let person = known.address.person.as_ref();
    let asking = person.into_iter().flat_map(|person| state.paging.asking_of(person));
    let mut others = asking.filter(|(other, _)| other.incident != incident);
    others.any(|(_, page)| page.rang_at + Duration::from_secs(60) > known.owed_at)
}

/// The outcome that a commit of these events would have.
pub(crate) fn outcome(events: &[Event]) -> Outcome {
    let mut outcome = Outcome::default();
    for event in events {
        match event {
            Event::Emergencies(domain::emergencies::Event::Opened {
                emergency,
                participant,
                ..
            }) => {
                outcome.emergency = Some(*emergency);
                outcome.participant = Some(*participant);
            }
            Event::Emergencies(domain::emergencies::Event::Said { number, .. }) => {
                outcome.message = outcome.message.or(Some(*number));
            }
            _ => {}
        }
    }
    outcome
}

impl World {
    /// Damages the log in a crash, as a disk that lies would.
    pub(crate) fn sabotage_log(&mut self) {
        let mut rows = self.store.records(ORGANISATION);
        let count = rows.len();
        match self.bug {
            Some(Bug::LostTail) => {
                rows.pop();
            }
            Some(Bug::ClockBack) => {
                rows[count - 1].at = rows[count - 1].at - Duration::from_secs(3_600);
            }
            Some(Bug::SwappedRows) => {
                rows.swap(count - 1, count - 2);
                rows[count - 2].seq -= 1;
                rows[count - 1].seq += 1;
            }
            _ => return,
        }
        let commands: Vec<_> = rows.iter().map(|row| row.command).collect();
        let kept = self.store.kept(ORGANISATION, &commands).now_or_never();
        let kept = kept.and_then(Result::ok).unwrap_or_default();
        let damaged = Memory::default();
        if let Some(Ok(transaction)) = damaged.begin(ORGANISATION).now_or_never() {
            let stored = transaction.commit(rows, kept).now_or_never();
            debug_assert!(matches!(stored, Some(Ok(()))), "a copy of the log can be stored");
        }
        self.store = damaged;
        self.dirty = true;
    }
}
