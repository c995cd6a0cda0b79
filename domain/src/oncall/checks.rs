//! What a schedule or an override must satisfy before it is accepted, and every limit.

use std::time::Duration;

use jiff::tz::TimeZoneDatabase;

use super::schedule::{Override, Rotation, Schedule};
use super::{Counted, Refusal};
use crate::words::{PersonKey, SmolStr, Timestamp, is_key, tidy_line};

/// Most schedules of one organisation.
pub const SCHEDULES_MAX: usize = 2_000;
/// Most rotations of one schedule.
pub const ROTATIONS_MAX: usize = 16;
/// Most people of one rotation.
pub const PEOPLE_MAX: usize = 200;
/// Most weekly windows of one rotation.
pub const WINDOWS_MAX: usize = 21;
/// Longest turn, counted in the days, weeks or months of the cadence.
pub const EVERY_MAX: u16 = 366;
/// First and last year in which a rotation may start: what lies outside is a slip of the finger.
pub const START_YEARS: (i16, i16) = (1970, 2200);
/// Most overrides of one schedule that are not over yet.
pub const OVERRIDES_MAX: usize = 200;
/// Longest override, in days; who is away for longer belongs out of the rotation.
pub const OVERRIDE_DAYS_MAX: u64 = 100;
/// Furthest an override may lie ahead, in days.
pub const OVERRIDE_AHEAD_DAYS_MAX: u64 = 730;

/// The zone's name as the database spells it, so that the same zone is always the same text.
pub(super) fn zone_name(name: &SmolStr, zones: &TimeZoneDatabase) -> Result<SmolStr, Refusal> {
    let found = zones.get(name).ok().filter(|zone| !zone.is_unknown());
    let spelled = found.as_ref().and_then(|zone| zone.iana_name()).map(SmolStr::new);
    spelled.ok_or_else(|| Refusal::UnknownZone { zone: SmolStr::new(tidy_line(name)) })
}

pub(super) fn check_key(key: &str) -> Result<(), Refusal> {
    let refusal = || Refusal::MalformedKey { key: SmolStr::new(tidy_line(key)) };
    if is_key(key) { Ok(()) } else { Err(refusal()) }
}

pub(super) fn check_count(count: usize, what: Counted, max: usize) -> Result<(), Refusal> {
    let refusal = Refusal::TooMany { what, max: u32::try_from(max).unwrap_or(u32::MAX) };
    if count <= max { Ok(()) } else { Err(refusal) }
}

pub(super) fn check_schedule(schedule: &Schedule) -> Result<(), Refusal> {
    if schedule.name.is_empty() {
        return Err(Refusal::Unnamed);
    }
    if schedule.rotations.is_empty() {
        return Err(Refusal::Empty);
    }
    check_count(schedule.rotations.len(), Counted::Rotations, ROTATIONS_MAX)?;
    for (index, rotation) in schedule.rotations.iter().enumerate() {
        if schedule.rotations[..index].iter().any(|earlier| earlier.key == rotation.key) {
            return Err(Refusal::Doubled { rotation: rotation.key.clone() });
        }
        check_rotation(rotation)?;
    }
    Ok(())
}

fn check_rotation(rotation: &Rotation) -> Result<(), Refusal> {
    check_key(rotation.key.as_str())?;
    let key = || rotation.key.clone();
    if rotation.people.is_empty() {
        return Err(Refusal::Unstaffed { rotation: key() });
    }
    check_count(rotation.people.len(), Counted::People, PEOPLE_MAX)?;
    check_count(rotation.windows.len(), Counted::Windows, WINDOWS_MAX)?;
    for person in &rotation.people {
        check_key(person.as_str())?;
    }
    if rotation.cadence.every().get() > EVERY_MAX {
        return Err(Refusal::EveryTooLong { rotation: key(), max: EVERY_MAX });
    }
    let (first, last) = START_YEARS;
    if !(first..=last).contains(&rotation.start.year()) {
        return Err(Refusal::StartImplausible { rotation: key(), first, last });
    }
    Ok(())
}

pub(super) fn check_override(
    overrides: &[Override],
    (from, until): (Timestamp, Timestamp),
    person: &PersonKey,
    replaces: Option<&PersonKey>,
    now: Timestamp,
) -> Result<(), Refusal> {
    for named in [Some(person), replaces].into_iter().flatten() {
        check_key(named.as_str())?;
    }
    if until <= from {
        return Err(Refusal::OverrideBackwards);
    }
    if until <= now {
        return Err(Refusal::OverrideOver);
    }
    if replaces == Some(person) {
        return Err(Refusal::OverrideOfSelf);
    }
    if until.since(from) > days(OVERRIDE_DAYS_MAX) {
        return Err(Refusal::OverrideTooLong { days_max: OVERRIDE_DAYS_MAX });
    }
    if from.since(now) > days(OVERRIDE_AHEAD_DAYS_MAX) {
        return Err(Refusal::OverrideTooFarAhead { days_max: OVERRIDE_AHEAD_DAYS_MAX });
    }
    let ahead = overrides.iter().filter(|entry| entry.until > now).count();
    check_count(ahead + 1, Counted::Overrides, OVERRIDES_MAX)
}

/// These days only guard against slips, so 24 hours each will do.
fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}
