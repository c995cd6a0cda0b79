//! Rings humans when nothing can be stored: the words wait, the cry for help does not.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::deliveries;
use domain::words::{Channel, CommandId};
use domain::{Command, Event, Moment};
use journal::Envelope;

use super::{Keeper, tick};

/// Most cries for help that are remembered as rung, so that a repeat does not ring again.
const REMEMBERED_MAX: usize = 10_000;

/// Which cries for help were rung without a store.
#[derive(Default)]
pub(super) struct Ringer {
    rung: BTreeSet<CommandId>,
}

/// Decides a cry for help on this node's own copy and sends the pages that follow, without
/// storing anything. Whether anyone is being rung.
pub(super) fn ring(keeper: &mut Keeper, envelope: &Envelope) -> bool {
    let cry =
        matches!(envelope.command, Command::Emergencies(domain::emergencies::Command::Open { .. }));
    if !cry {
        return false;
    }
    if keeper.ringing.rung.contains(&envelope.id) {
        return true;
    }
    let now = keeper.appender.now(tick());
    let state = Arc::clone(keeper.appender.state());
    let moment = Moment::new(now, envelope.id, &envelope.actor, keeper.node, crate::zones());
    let decided = catch_unwind(AssertUnwindSafe(|| {
        domain::decide(&state, envelope.command.clone(), &moment)
    }));
    let Ok(Ok(decision)) = decided else { return false };
    let mut any = false;
    for event in &decision.events {
        let Event::Deliveries(deliveries::Event::Owed { delivery, .. }) = event else { continue };
        let writer = &keeper.world.writer;
        let Some((channel, letter)) = writer.letter(&decision.state, *delivery, now) else {
            continue;
        };
        // The visible pager shows what is stored, so it cannot show this.
        if channel == Channel::Screen {
            continue;
        }
        any = true;
        let carriers = Arc::clone(&keeper.world.carriers);
        keeper.runtime.spawn(async move {
            let outcome = carriers.send(channel, &letter).await;
            tracing::warn!(?outcome, "rang without a store");
        });
    }
    if any && keeper.ringing.rung.len() < REMEMBERED_MAX {
        keeper.ringing.rung.insert(envelope.id);
    }
    any
}
