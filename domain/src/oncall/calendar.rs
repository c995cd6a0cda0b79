//! The calendar: who is on call at an instant, the shifts of a range, its gaps, the next change.
//!
//! Every answer comes from one timeline, laid out for the range asked about only, so the length of
//! a schedule's past costs nothing. Laws: a start is the first occurrence of its civil time and an
//! end the last; the last active rotation decides; overrides lie over all in the order added.

use std::time::Duration;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

use super::schedule::{Override, Schedule};
use super::turns::{Stretch, stretches};
use crate::words::{OverrideId, PersonKey, RotationKey, Timestamp};

/// Longest range that is worked out at once, in days; what lies beyond is left out.
pub const RANGE_DAYS_MAX: u64 = 400;
/// Furthest that the next change is looked for, in days.
pub const NEXT_CHANGE_DAYS_MAX: u64 = RANGE_DAYS_MAX;

/// How far ahead the next change is looked for, in days, one try after the other: it is nearly
/// always within the week.
const NEXT_CHANGE_DAYS: [u64; 3] = [9, 70, NEXT_CHANGE_DAYS_MAX];

/// A person on call without a break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Who.
    pub person: PersonKey,
    /// From this instant.
    pub from: Timestamp,
    /// Until just before this instant.
    pub until: Timestamp,
    /// What put them there.
    pub via: Via,
}

/// What put a person on call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Their turn in a rotation.
    Rotation(RotationKey),
    /// An override.
    Override(OverrideId),
}

/// A stretch in which nobody is on call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// From this instant.
    pub from: Timestamp,
    /// Until just before this instant.
    pub until: Timestamp,
}

/// Who is on call at `at`, in the order to reach them: whoever began first comes first. There are
/// two where clocks are put back over a hand-off, and none in a gap.
#[must_use]
pub fn on_call(
    schedule: &Schedule,
    overrides: &[Override],
    at: Timestamp,
    zones: &TimeZoneDatabase,
) -> Vec<PersonKey> {
    let just_after = at + Duration::from_millis(1);
    let timeline = Timeline::lay_out(schedule, overrides, (at, just_after), zones);
    timeline.duties(at).into_iter().map(|duty| duty.person.clone()).collect()
}

/// The resolved timeline from `from` until `until`, cut to it, by start. Turns of one person that
/// follow each other without a break make one shift. A range longer than [`RANGE_DAYS_MAX`] is
/// worked out up to that length.
#[must_use]
pub fn shifts(
    schedule: &Schedule,
    overrides: &[Override],
    from: Timestamp,
    until: Timestamp,
    zones: &TimeZoneDatabase,
) -> Vec<Shift> {
    let range = (from, cut(from, until));
    let timeline = Timeline::lay_out(schedule, overrides, range, zones);
    let mut shifts: Vec<Shift> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for edge in timeline.edges.windows(2) {
        let duties = timeline.duties(edge[0]);
        let goes_on = |duty: &Duty<'_>| open.iter().copied().find(|at| duty.is_of(&shifts[*at]));
        let running: Vec<Option<usize>> = duties.iter().map(goes_on).collect();
        open.clear();
        for (duty, running) in duties.iter().zip(running) {
            let index = running.unwrap_or(shifts.len());
            match running {
                Some(index) => shifts[index].until = edge[1],
                None => shifts.push(duty.shift(edge[0], edge[1])),
            }
            open.push(index);
        }
    }
    shifts
}

/// The stretches from `from` until `until` in which nobody is on call, in order. A range longer
/// than [`RANGE_DAYS_MAX`] is looked at up to that length.
#[must_use]
pub fn gaps(
    schedule: &Schedule,
    overrides: &[Override],
    from: Timestamp,
    until: Timestamp,
    zones: &TimeZoneDatabase,
) -> Vec<Gap> {
    uncovered(&shifts(schedule, overrides, from, until, zones), from, until)
}

/// The next instant after `at` from which other people are on call than at `at`; `None` if there is
/// none within [`NEXT_CHANGE_DAYS_MAX`].
#[must_use]
pub fn next_change(
    schedule: &Schedule,
    overrides: &[Override],
    at: Timestamp,
    zones: &TimeZoneDatabase,
) -> Option<Timestamp> {
    let people = |timeline: &Timeline<'_>, at| {
        timeline.duties(at).into_iter().map(|duty| duty.person.clone()).collect::<Vec<_>>()
    };
    NEXT_CHANGE_DAYS.into_iter().find_map(|days| {
        let range = (at, at + days_of_24_hours(days));
        let timeline = Timeline::lay_out(schedule, overrides, range, zones);
        let now = people(&timeline, at);
        // The last edge is the end of the range, at which nothing is laid out any more.
        let inner = timeline.edges.len().saturating_sub(1);
        timeline.edges[..inner].iter().copied().find(|edge| people(&timeline, *edge) != now)
    })
}

/// What `shifts` of a range leave uncovered in it.
pub(super) fn uncovered(shifts: &[Shift], from: Timestamp, until: Timestamp) -> Vec<Gap> {
    let until = cut(from, until);
    let mut gaps = Vec::new();
    let mut covered = from;
    for shift in shifts {
        if shift.from > covered {
            gaps.push(Gap { from: covered, until: shift.from });
        }
        covered = covered.max(shift.until);
    }
    if covered < until {
        gaps.push(Gap { from: covered, until });
    }
    gaps
}

/// The end of a range, brought within what is worked out at once.
fn cut(from: Timestamp, until: Timestamp) -> Timestamp {
    until.min(from + days_of_24_hours(RANGE_DAYS_MAX))
}

/// Only ever bounds how much is looked at; no shift is measured with it.
fn days_of_24_hours(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}

/// One person on call at an instant.
#[derive(Clone, Copy)]
struct Duty<'s> {
    person: &'s PersonKey,
    source: Source<'s>,
}

#[derive(Clone, Copy)]
enum Source<'s> {
    Rotation(&'s RotationKey),
    Override(OverrideId),
}

impl Duty<'_> {
    fn is_of(&self, shift: &Shift) -> bool {
        let same_source = match (self.source, &shift.via) {
            (Source::Rotation(key), Via::Rotation(other)) => key == other,
            (Source::Override(id), Via::Override(other)) => id == *other,
            (Source::Rotation(_), Via::Override(_)) | (Source::Override(_), Via::Rotation(_)) => {
                false
            }
        };
        same_source && *self.person == shift.person
    }

    fn shift(&self, from: Timestamp, until: Timestamp) -> Shift {
        let via = match self.source {
            Source::Rotation(key) => Via::Rotation(key.clone()),
            Source::Override(id) => Via::Override(id),
        };
        Shift { person: self.person.clone(), from, until, via }
    }
}

/// A schedule laid out over a range: between two neighbouring edges nothing changes.
struct Timeline<'s> {
    /// The rotation that decides first comes first.
    layers: Vec<(&'s RotationKey, Vec<Stretch<'s>>)>,
    /// Those that touch the range, in the order added.
    overrides: Vec<&'s Override>,
    /// Every instant in the range at which something may change, its two ends included.
    edges: Vec<Timestamp>,
}

impl<'s> Timeline<'s> {
    fn lay_out(
        schedule: &'s Schedule,
        overrides: &'s [Override],
        (from, until): (Timestamp, Timestamp),
        zones: &TimeZoneDatabase,
    ) -> Self {
        if until <= from {
            return Self { layers: Vec::new(), overrides: Vec::new(), edges: Vec::new() };
        }
        // A zone that a later database no longer knows is read as UTC: someone who is paged at an
        // odd hour is better than nobody.
        let zone = zones.get(&schedule.zone).unwrap_or(TimeZone::UTC);
        let rotations = schedule.rotations.iter().rev();
        let layers: Vec<_> = rotations
            .map(|rotation| (&rotation.key, stretches(rotation, (from, until), &zone)))
            .collect();
        let overrides: Vec<_> =
            overrides.iter().filter(|entry| entry.from < until && from < entry.until).collect();
        let turns = layers.iter().flat_map(|(_, found)| found).flat_map(|s| [s.from, s.until]);
        let taken = overrides.iter().flat_map(|entry| [entry.from, entry.until]);
        let mut edges: Vec<_> = turns.chain(taken).map(|edge| edge.clamp(from, until)).collect();
        edges.extend([from, until]);
        edges.sort_unstable();
        edges.dedup();
        Self { layers, overrides, edges }
    }

    /// Everyone on call at an instant of the range, each person once.
    fn duties(&self, at: Timestamp) -> Vec<Duty<'s>> {
        let turn = |(key, found): &(&'s RotationKey, Vec<Stretch<'s>>)| {
            let over = found.partition_point(|stretch| stretch.until <= at);
            let begun = found.partition_point(|stretch| stretch.from <= at);
            let source = Source::Rotation(key);
            let on = found[over..begun].iter();
            let duties: Vec<_> = on.map(|s| Duty { person: s.person, source }).collect();
            (!duties.is_empty()).then_some(duties)
        };
        let mut duties = self.layers.iter().find_map(turn).unwrap_or_default();
        for entry in self.overrides.iter().filter(|entry| entry.from <= at && at < entry.until) {
            let taken = Duty { person: &entry.person, source: Source::Override(entry.id) };
            match &entry.replaces {
                None => duties = vec![taken],
                Some(replaced) => {
                    duties.iter_mut().filter(|duty| duty.person == replaced).for_each(|duty| {
                        *duty = taken;
                    });
                }
            }
        }
        let mut once: Vec<Duty<'s>> = Vec::with_capacity(duties.len());
        for duty in duties {
            if once.iter().all(|other| other.person != duty.person) {
                once.push(duty);
            }
        }
        once
    }
}
