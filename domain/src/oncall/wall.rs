//! The wall clock of a zone: at which instant its hands show a given civil time.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use crate::words::Timestamp;

/// Most transitions looked at to find the end of one jump; zones that change twice within the
/// hours around a jump are history already, but they cost nothing to survive.
const TRANSITIONS_MAX: usize = 8;

/// When a shift that starts at `civil` starts: the first time the clocks show it, or, if they jump
/// over it, the first instant after the jump.
pub(super) fn first(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => instant(civil, offset),
        AmbiguousOffset::Fold { before, .. } => instant(civil, before),
        AmbiguousOffset::Gap { before, after } => after_jump(civil, before, after, zone),
    }
}

/// When a shift that ends at `civil` ends: the last time the clocks show it, so that the hour that
/// comes twice is covered by both shifts rather than by neither.
pub(super) fn last(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Fold { after, .. } => instant(civil, after),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => first(civil, zone),
    }
}

/// What the clocks of the zone show at an instant; `None` beyond the calendar's end.
pub(super) fn civil(at: Timestamp, zone: &TimeZone) -> Option<DateTime> {
    let at = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(zone.to_datetime(at))
}

fn instant(civil: DateTime, offset: Offset) -> Option<Timestamp> {
    offset.to_timestamp(civil).ok().map(|at| Timestamp(at.as_millisecond()))
}

/// The instant at which the clocks jump over `civil`. Read with the offset that holds after the
/// jump, a skipped time names an instant before it, so the jump is the next change to that offset.
fn after_jump(
    civil: DateTime,
    before: Offset,
    after: Offset,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let ahead_of_jump = after.to_timestamp(civil).ok()?;
    let jump = zone
        .following(ahead_of_jump)
        .take(TRANSITIONS_MAX)
        .find(|transition| transition.offset() == after)
        .map(|transition| Timestamp(transition.timestamp().as_millisecond()));
    jump.or_else(|| instant(civil, before))
}
