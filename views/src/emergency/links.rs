//! Where a conversation goes on, and where it came from: addresses that the same person may open.

use domain::emergencies::Emergency;
use domain::words::ParticipantId;

use super::path;
use crate::Context;

/// Where it goes on now, if it does so elsewhere.
pub(super) fn onward(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
) -> Option<String> {
    let emergencies = &context.state.emergencies;
    if emergencies.latest(emergency.id) == emergency.id {
        return None;
    }
    Some(path(context, emergencies.counterpart(participant)?))
}

/// The full conversation that it goes on from, while that one is still at hand.
pub(super) fn before(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
) -> Option<String> {
    let emergencies = &context.state.emergencies;
    let before = emergencies.get(emergency.follows?).filter(|before| before.went_on())?;
    Some(path(context, emergencies.counterpart_in(before, participant)?))
}
