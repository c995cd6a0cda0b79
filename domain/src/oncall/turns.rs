//! The turns of one rotation as instants: whose turn it is, and when the rotation is active.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Unit};

use super::schedule::{Cadence, Rotation, Window};
use super::wall;
use crate::words::{PersonKey, Timestamp};

/// A stretch in which one person of a rotation is on call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch<'s> {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) person: &'s PersonKey,
}

/// The stretches of a rotation that touch `from..until`, cut to it, by start. Both their starts
/// and their ends only ever go forward, which is what allows a binary search in them.
pub(super) fn stretches<'s>(
    rotation: &'s Rotation,
    (from, until): (Timestamp, Timestamp),
    zone: &TimeZone,
) -> Vec<Stretch<'s>> {
    let mut found = Vec::new();
    let Some((low, high)) = turns_around(rotation, (from, until), zone) else { return found };
    let active = active(rotation, (from, until), zone);
    for index in low..=high {
        let Some((begins, ends)) = turn(rotation, index, zone) else { continue };
        let Some(person) = person_of(rotation, index) else { continue };
        let after = active.partition_point(|(_, closes)| *closes <= begins);
        for (opens, closes) in active[after..].iter().take_while(|(opens, _)| *opens < ends) {
            let (from, until) = (begins.max(*opens), ends.min(*closes));
            // A turn or a window that lies wholly in hours the clocks skip has no length.
            if from < until {
                found.push(Stretch { from, until, person });
            }
        }
    }
    found.sort_by_key(|stretch| (stretch.from, stretch.until));
    found
}

/// The first and last turn that can touch the range. A clock that is put back shows an earlier
/// time than it did, so one turn more on either side is looked at.
fn turns_around(
    rotation: &Rotation,
    (from, until): (Timestamp, Timestamp),
    zone: &TimeZone,
) -> Option<(i64, i64)> {
    let index_at = |at: Timestamp| {
        let civil = wall::civil(at, zone)?;
        let handed_off = civil.time() >= rotation.hand_off.time();
        let day = if handed_off { civil.date() } else { civil.date().yesterday().ok()? };
        index_on(rotation.cadence, rotation.start, day)
    };
    Some(((index_at(from)? - 1).max(0), index_at(until)? + 1))
}

/// When the turn begins, and when it ends.
fn turn(rotation: &Rotation, index: i64, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let day = |index| day_of(rotation.cadence, rotation.start, index);
    let begins = wall::first(rotation.hand_off.on(day(index)?), zone)?;
    let ends = wall::last(rotation.hand_off.on(day(index + 1)?), zone)?;
    Some((begins, ends))
}

fn person_of(rotation: &Rotation, index: i64) -> Option<&PersonKey> {
    let count = i64::try_from(rotation.people.len()).ok().filter(|count| *count > 0)?;
    rotation.people.get(usize::try_from(index.rem_euclid(count)).ok()?)
}

/// The civil day on which a turn begins.
fn day_of(cadence: Cadence, start: Date, index: i64) -> Option<Date> {
    let units = index.checked_mul(i64::from(cadence.every().get()))?;
    let ahead = match cadence {
        Cadence::Daily { .. } => Span::new().try_days(units),
        Cadence::Weekly { .. } => Span::new().try_weeks(units),
        // Counted from the start each time, so that a short month clamps its own day only.
        Cadence::Monthly { .. } => Span::new().try_months(units),
    };
    start.checked_add(ahead.ok()?).ok()
}

/// The turn that began last on or before a civil day, straight from the distance in days, weeks or
/// months; negative before the start.
fn index_on(cadence: Cadence, start: Date, day: Date) -> Option<i64> {
    let every = i64::from(cadence.every().get());
    let days = || start.until((Unit::Day, day)).ok().map(|span| i64::from(span.get_days()));
    match cadence {
        Cadence::Daily { .. } => Some(days()?.div_euclid(every)),
        Cadence::Weekly { .. } => Some(days()?.div_euclid(7 * every)),
        Cadence::Monthly { .. } => {
            let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
            let index = (months(day) - months(start)).div_euclid(every);
            let begun = day_of(cadence, start, index)? <= day;
            Some(if begun { index } else { index - 1 })
        }
    }
}

/// When the rotation is active within the range: disjoint spans in order.
fn active(
    rotation: &Rotation,
    (from, until): (Timestamp, Timestamp),
    zone: &TimeZone,
) -> Vec<(Timestamp, Timestamp)> {
    if rotation.windows.is_empty() {
        return vec![(from, until)];
    }
    let mut open = Vec::new();
    for day in days_around((from, until), zone) {
        for window in rotation.windows.iter().filter(|w| w.days.contains(day.weekday())) {
            if let Some((opens, closes)) = opening(window, day, zone) {
                open.push((opens.max(from), closes.min(until)));
            }
        }
    }
    open.retain(|(opens, closes)| opens < closes);
    open.sort_unstable();
    joined(&open)
}

/// The days whose windows can touch the range: one more than the calendar says on either side, and
/// another before because a window may last past midnight.
fn days_around((from, until): (Timestamp, Timestamp), zone: &TimeZone) -> Vec<Date> {
    let (Some(low), Some(high)) = (wall::civil(from, zone), wall::civil(until, zone)) else {
        return Vec::new();
    };
    let early = low.date().saturating_sub(Span::new().days(2));
    let late = high.date().saturating_add(Span::new().days(1));
    early.series(Span::new().days(1)).take_while(|day| *day <= late).collect()
}

fn opening(window: &Window, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let same_day = window.from < window.until;
    let closing_day = if same_day { day } else { day.tomorrow().ok()? };
    Some((wall::first(window.from.on(day), zone)?, wall::last(window.until.on(closing_day), zone)?))
}

/// Joins spans that touch or overlap; they come in order of their starts.
fn joined(spans: &[(Timestamp, Timestamp)]) -> Vec<(Timestamp, Timestamp)> {
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(spans.len());
    for (opens, closes) in spans {
        match joined.last_mut() {
            Some(last) if *opens <= last.1 => last.1 = last.1.max(*closes),
            _ => joined.push((*opens, *closes)),
        }
    }
    joined
}
