//! Routines: maintenance that comes again, every so many weeks or months at a time of day.
//!
//! A routine counts days of the calendar and shows the clock of its zone, so it stays at two in the
//! morning when the clocks change. An hour that is skipped that night starts after the jump, one
//! that comes twice the first time.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::{Disambiguation, TimeZone};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Ending, Event, Maintenance, Plan, Stage, State, Weekdays};
use crate::words::{
    AudienceKey, ComponentKey, MaintenanceId, PersonKey, SmolStr, Timestamp, Translation,
};

/// How many days ahead occurrences are made, so that readers and their calendars know of them.
pub const AHEAD_DAYS: i64 = 60;
/// Longest pause between two occurrences, in weeks or months.
pub const EVERY_MAX: u8 = 12;
/// Most occurrences that are looked at to find the next one.
const STEPS_MAX: i64 = 10_000;

/// Maintenance that comes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routine {
    /// The heading of each.
    pub title: SmolStr,
    /// What each means for the reader.
    pub impact: Arc<str>,
    /// Both in further languages, each at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
    /// Which components each concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentKey>,
    /// For which audiences each is; for everyone, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceKey>,
    /// The zone whose clocks and calendar it goes by.
    pub zone: SmolStr,
    /// Who looks after each.
    pub owner: PersonKey,
    /// How long before each readers are reminded, in minutes, the longest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remind_mins: Vec<u32>,
    /// What the end of each brings.
    #[serde(default)]
    pub ends: Ending,
    /// The day of the first.
    pub first: Date,
    /// When each starts, in minutes after midnight by the clocks of the zone.
    pub at_mins: u16,
    /// How long each lasts, in minutes.
    pub lasts_mins: u32,
    /// How it comes again.
    pub repeat: Repeat,
}

/// How a routine comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// On the weekday of the first.
    Weekly {
        /// Every so many weeks.
        every: u8,
    },
    /// On these days of the week, from the first of them that is not before the day of the first.
    OnWeekdays {
        /// Every so many weeks, counted from the Monday of the first.
        every: u8,
        /// The days.
        days: Weekdays,
    },
    /// On the day of the month of the first; in shorter months on their last day.
    MonthDay {
        /// Every so many months.
        every: u8,
    },
    /// On the same weekday of the month as the first, such as the second Tuesday; a fifth one is
    /// the last of each month.
    MonthWeekday {
        /// Every so many months.
        every: u8,
    },
}

impl Repeat {
    /// Its name in files and forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weekly { .. } | Self::OnWeekdays { .. } => "weekly",
            Self::MonthDay { .. } => "monthly",
            Self::MonthWeekday { .. } => "monthly_weekday",
        }
    }

    /// The repetition of that name.
    #[must_use]
    pub fn named(name: &str, every: u8) -> Option<Self> {
        Some(match name {
            "weekly" => Self::Weekly { every },
            "monthly" => Self::MonthDay { every },
            "monthly_weekday" => Self::MonthWeekday { every },
            _ => return None,
        })
    }

    /// Every so many weeks or months.
    #[must_use]
    pub const fn every(self) -> u8 {
        match self {
            Self::Weekly { every }
            | Self::OnWeekdays { every, .. }
            | Self::MonthDay { every }
            | Self::MonthWeekday { every } => every,
        }
    }

    /// The same on those days of the week; nothing where it goes by months.
    #[must_use]
    pub fn on(self, days: Weekdays, first: Date) -> Option<Self> {
        match self {
            // What says the same is the same, so that one rule is written in one way.
            Self::Weekly { every } | Self::OnWeekdays { every, .. } => {
                Some(match days.count() == 1 && days.contains(first.weekday()) {
                    true => Self::Weekly { every },
                    false => Self::OnWeekdays { every, days },
                })
            }
            Self::MonthDay { .. } | Self::MonthWeekday { .. } => None,
        }
    }

    /// The days of the week on which it comes again, where they are named.
    #[must_use]
    pub const fn days(self) -> Option<Weekdays> {
        match self {
            Self::OnWeekdays { days, .. } => Some(days),
            Self::Weekly { .. } | Self::MonthDay { .. } | Self::MonthWeekday { .. } => None,
        }
    }

    /// How many occurrences it has each time it comes again.
    fn per_turn(self) -> i64 {
        self.days().map_or(1, Weekdays::count)
    }
}

impl Routine {
    /// The day of the occurrence of that number, counted from nought. Where days of the week are
    /// named, those of the first week that lie before the first are counted too.
    fn day(&self, number: i64) -> Option<Date> {
        let per_turn = self.repeat.per_turn();
        let turn = number / per_turn;
        let count = turn.checked_mul(i64::from(self.repeat.every().max(1)))?;
        match self.repeat {
            Repeat::OnWeekdays { days, .. } => {
                let nth = usize::try_from(number % per_turn).ok()?;
                let since_monday = i64::from(self.first.weekday().to_monday_zero_offset());
                let ahead = count.checked_mul(7)? + days.offsets().nth(nth)? - since_monday;
                self.first.checked_add(Span::new().try_days(ahead).ok()?).ok()
            }
            Repeat::Weekly { .. } => {
                self.first.checked_add(Span::new().try_weeks(count).ok()?).ok()
            }
            // Counted from the first, so that a short month does not shorten the ones after it.
            Repeat::MonthDay { .. } => {
                self.first.checked_add(Span::new().try_months(count).ok()?).ok()
            }
            Repeat::MonthWeekday { .. } => {
                let months = Span::new().try_months(count).ok()?;
                let month = self.first.first_of_month().checked_add(months).ok()?;
                let nth = (self.first.day() - 1) / 7 + 1;
                let nth = if nth > 4 { -1 } else { nth };
                month.nth_weekday_of_month(nth, self.first.weekday()).ok()
            }
        }
    }

    /// Whether it takes place on that day.
    #[must_use]
    pub fn is_on(&self, day: Date) -> bool {
        self.days_after(day.yesterday().unwrap_or(day)).next() == Some(day)
    }

    /// The days after that one on which it takes place.
    pub fn days_after(&self, day: Date) -> impl Iterator<Item = Date> {
        // What lies far back is jumped over by an estimate that falls short.
        let passed = day.since(self.first).map_or(0, |span| i64::from(span.get_days()));
        let length = match self.repeat {
            Repeat::Weekly { .. } | Repeat::OnWeekdays { .. } => 7,
            Repeat::MonthDay { .. } | Repeat::MonthWeekday { .. } => 32,
        };
        let start = (passed / (length * i64::from(self.repeat.every().max(1))) - 1).max(0);
        let start = start * self.repeat.per_turn();
        let first = self.first;
        (start..start + STEPS_MAX)
            .map_while(|number| self.day(number))
            .filter(move |next| *next > day && *next >= first)
    }

    /// What is planned for that day.
    #[must_use]
    pub fn plan(&self, day: Date, zone: &TimeZone) -> Option<Plan> {
        let mins = i64::from(self.at_mins);
        let civil = day.at(0, 0, 0, 0).checked_add(mins.minutes()).ok()?;
        let from = Disambiguation::Compatible;
        let from = zone.to_ambiguous_timestamp(civil).disambiguate(from).ok()?;
        let from = Timestamp(from.as_millisecond());
        Some(Plan {
            title: self.title.clone(),
            impact: self.impact.clone(),
            translations: self.translations.clone(),
            components: self.components.clone(),
            audiences: self.audiences.clone(),
            from,
            until: from + Duration::from_secs(u64::from(self.lasts_mins) * 60),
            zone: self.zone.clone(),
            owner: self.owner.clone(),
            remind_mins: self.remind_mins.clone(),
            ends: self.ends,
        })
    }
}

impl State {
    /// What its rule took out, because it is not on that day any more, may be planned again once it
    /// is. What a person cancelled on a day of the rule stays cancelled.
    pub(super) fn free(&mut self, maintenance: MaintenanceId, event: &Event) {
        if !matches!(event, Event::Said { stage: Stage::Cancelled, .. }) {
            return;
        }
        let origin = self.planned.get(&maintenance).and_then(|known| known.origin.clone());
        let Some(origin) = origin else { return };
        let rule = self.routines.get(&origin.routine);
        if rule.is_none_or(|known| !known.profile.is_on(origin.day)) {
            self.origins.remove(&origin);
        }
    }

    /// The day of one that is kept no longer; unless it was planned again, and that is kept.
    pub(super) fn forget_origin(&mut self, left: &Maintenance) {
        let Some(origin) = &left.origin else { return };
        if !self.planned.values().any(|other| other.origin.as_ref() == Some(origin)) {
            self.origins.remove(origin);
        }
    }
}

/// From when the occurrence of that day is to be made, whatever the zone.
pub(super) fn made_from(day: Date) -> Option<Timestamp> {
    let day = day.checked_sub((AHEAD_DAYS + 1).days()).ok()?;
    let midnight = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(Timestamp(midnight.as_millisecond()))
}

/// The day by the calendar of a zone.
pub(super) fn day_of(at: Timestamp, zone: &TimeZone) -> Option<Date> {
    let at = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(zone.to_datetime(at).date())
}
