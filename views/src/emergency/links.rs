//! Where a conversation goes on, and where it came from: addresses that the same caller may open.

use domain::emergencies::Emergency;

use super::path;
use crate::Context;

/// Where it goes on now, if it does so elsewhere.
pub(super) fn onward(context: &Context<'_>, emergency: &Emergency) -> Option<String> {
    let emergencies = &context.state.emergencies;
    let latest = emergencies.latest(emergency.id);
    let known = emergencies.get(latest).filter(|_| latest != emergency.id)?;
    Some(path(context, *known.participants.front()?))
}

/// The full conversation that it goes on from, while that one is still at hand.
pub(super) fn before(context: &Context<'_>, emergency: &Emergency) -> Option<String> {
    let before = context.state.emergencies.get(emergency.follows?)?;
    let caller = before.participants.front().filter(|_| before.went_on())?;
    Some(path(context, *caller))
}
