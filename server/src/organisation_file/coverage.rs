//! Gaps at the front door: hours of the next weeks in which a step of its policy rings nobody.

use std::time::Duration;

use domain::oncall::{self, Gap};
use domain::paging::{Step, Target};
use domain::words::{ScheduleKey, Timestamp};
use jiff::tz::TimeZone;

use super::{File, Ground};

/// The hours until `ahead` has passed in which the step reaches nobody: those that all its
/// schedules leave open. A person or a team in it is always there.
pub(super) fn gaps(file: &File, step: &Step, ground: &Ground<'_>, ahead: Duration) -> Vec<Gap> {
    let until = ground.now + ahead;
    let mut open: Option<Vec<Gap>> = None;
    for target in &step.targets {
        let Target::Schedule(key) = target else { return Vec::new() };
        let gaps = of_schedule(file, key, ground, until);
        open = Some(match open {
            Some(before) => both(&before, &gaps),
            None => gaps,
        });
    }
    open.unwrap_or_default()
}

fn of_schedule(file: &File, key: &ScheduleKey, ground: &Ground<'_>, until: Timestamp) -> Vec<Gap> {
    let Some(schedule) = file.schedules.get(key) else { return Vec::new() };
    let overrides = ground.state.oncall.overrides(key);
    oncall::gaps(schedule, overrides, ground.now, until, ground.zones)
}

/// The hours that are in both lists, each in order.
fn both(one: &[Gap], other: &[Gap]) -> Vec<Gap> {
    let mut common = Vec::new();
    for gap in one {
        for second in other {
            let (from, until) = (gap.from.max(second.from), gap.until.min(second.until));
            if from < until {
                common.push(Gap { from, until });
            }
        }
    }
    common
}

/// The gaps in words: how many, how long, and when the first one is, by the wall clock of a zone.
pub(super) fn in_words(gaps: &[Gap], zone: &str, ground: &Ground<'_>) -> String {
    let Some(first) = gaps.first() else { return String::new() };
    let clock = ground.zones.get(zone).unwrap_or(TimeZone::UTC);
    let name = clock.iana_name().unwrap_or("UTC");
    let show = |at: Timestamp| {
        let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        at.to_zoned(clock.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    };
    let (from, until) = (show(first.from), show(first.until));
    let total: Duration = gaps.iter().map(|gap| gap.until.since(gap.from)).sum();
    let minutes = total.as_secs().div_ceil(60);
    let more = match gaps.len() {
        1 => String::new(),
        count => format!(", and in {} more stretches", count - 1),
    };
    format!("from {from} to {until} ({name}){more}: {} h {} min in all", minutes / 60, minutes % 60)
}
