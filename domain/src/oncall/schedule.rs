//! What a schedule is made of, and how its parts are written down.

use std::fmt;
use std::num::NonZeroU16;

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::words::{Actor, OverrideId, PersonKey, RotationKey, SmolStr, Timestamp};

/// A schedule: who is on call when, apart from overrides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// What people call it.
    pub name: SmolStr,
    /// The zone whose wall clock counts, by its IANA name.
    pub zone: SmolStr,
    /// The layers. At each instant the last rotation that is active decides alone; where it is
    /// silent (outside its windows, before its start) the one before it does, and so on.
    pub rotations: Vec<Rotation>,
}

/// A rotation: people who take turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// Its key, unique in the schedule.
    pub key: RotationKey,
    /// Who takes turns, in order; a person may stand here more than once.
    pub people: Vec<PersonKey>,
    /// How long a turn is.
    pub cadence: Cadence,
    /// When on the wall clock the turn passes on.
    pub hand_off: TimeOfDay,
    /// The day on which the first person's first turn begins, at the hand-off.
    pub start: Date,
    /// When in the week the rotation is active; always, if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
}

/// How long a turn is, in whole units of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// The turn passes on every so many days.
    Daily {
        /// So many.
        every: NonZeroU16,
    },
    /// The turn passes on every so many weeks, on the weekday of the start.
    Weekly {
        /// So many.
        every: NonZeroU16,
    },
    /// The turn passes on every so many months, on the day of the start; a month too short for
    /// that day passes on at its last.
    Monthly {
        /// So many.
        every: NonZeroU16,
    },
}

/// Someone takes over for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Its id.
    pub id: OverrideId,
    /// From this instant.
    pub from: Timestamp,
    /// Until just before this instant.
    pub until: Timestamp,
    /// Who takes it.
    pub person: PersonKey,
    /// Only the hours of this person; `None` takes over from whoever is on call, or from nobody.
    pub replaces: Option<PersonKey>,
    /// Who arranged it.
    pub by: Actor,
}

/// A text that could not be read, and what would do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadText {
    /// The text, shortened.
    pub text: SmolStr,
    /// What would do instead.
    pub wanted: &'static str,
}

/// Longest piece of a bad text that is repeated to its writer, in characters.
const BAD_TEXT_CHARS_MAX: usize = 40;

impl BadText {
    fn new(text: &str, wanted: &'static str) -> Self {
        Self { text: text.chars().take(BAD_TEXT_CHARS_MAX).collect(), wanted }
    }
}

impl fmt::Display for BadText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} does not work here. Write {}.", self.text, self.wanted)
    }
}

impl std::error::Error for BadText {}

/// Reads a day such as `2026-01-05`.
///
/// # Errors
/// The text is no day of the calendar written that way.
pub fn parse_date(text: &str) -> Result<Date, BadText> {
    // The shape is checked first because the calendar library reads longer forms as well, and
    // would drop a time of day without a word.
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date = if plain { text.parse().ok() } else { None };
    date.ok_or_else(|| BadText::new(text, "a day that exists, like 2026-01-05"))
}

impl Cadence {
    /// Builds a cadence from its name in the organisation file and its length.
    ///
    /// # Errors
    /// The name is unknown, or the length is nothing or beyond counting.
    pub fn parse(name: &str, every: u64) -> Result<Self, BadText> {
        let count = u16::try_from(every).ok().and_then(NonZeroU16::new);
        let every = count
            .ok_or_else(|| BadText::new(&every.to_string(), "`every` as a number from 1 to 366"))?;
        match name {
            "daily" => Ok(Self::Daily { every }),
            "weekly" => Ok(Self::Weekly { every }),
            "monthly" => Ok(Self::Monthly { every }),
            _ => Err(BadText::new(name, "daily, weekly or monthly")),
        }
    }

    /// The cadence's name in the organisation file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Daily { .. } => "daily",
            Self::Weekly { .. } => "weekly",
            Self::Monthly { .. } => "monthly",
        }
    }

    /// How many days, weeks or months a turn has.
    #[must_use]
    pub const fn every(self) -> NonZeroU16 {
        match self {
            Self::Daily { every } | Self::Weekly { every } | Self::Monthly { every } => every,
        }
    }
}

/// A time of day on the wall clock, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct TimeOfDay(Time);

impl TimeOfDay {
    /// The start of the day.
    pub const MIDNIGHT: Self = Self(Time::midnight());

    /// That many hours and minutes after midnight, if a day has such a time.
    #[must_use]
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        Time::new(hour, minute, 0, 0).ok().map(Self)
    }

    /// Reads a time such as `09:00`.
    ///
    /// # Errors
    /// The text is no time from 00:00 to 23:59 written that way.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        read_clock(text)
            .and_then(|(hour, minute)| Self::new(hour, minute))
            .ok_or_else(|| BadText::new(text, "a time of day from 00:00 to 23:59, like 09:00"))
    }

    /// This time on the clocks of that day, whether or not they ever show it.
    #[must_use]
    pub fn on(self, day: Date) -> DateTime {
        day.to_datetime(self.0)
    }

    /// Minutes after midnight, as the wall clock counts.
    #[must_use]
    pub fn minutes(self) -> u16 {
        u16::try_from(i16::from(self.0.hour()) * 60 + i16::from(self.0.minute())).unwrap_or(0)
    }

    pub(super) fn time(self) -> Time {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

fn read_clock(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    let plain = digits(hour) && digits(minute) && minute.len() == 2;
    if plain { Some((hour.parse().ok()?, minute.parse().ok()?)) } else { None }
}

/// Some days of the week, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays(u8);

const WEEKDAY_NAMES: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "monday"),
    (Weekday::Tuesday, "tue", "tuesday"),
    (Weekday::Wednesday, "wed", "wednesday"),
    (Weekday::Thursday, "thu", "thursday"),
    (Weekday::Friday, "fri", "friday"),
    (Weekday::Saturday, "sat", "saturday"),
    (Weekday::Sunday, "sun", "sunday"),
];

impl Weekdays {
    /// Every day of the week.
    pub const ALL: Self = Self(0b111_1111);

    /// The days from `first` to `last`, around the weekend if need be.
    #[must_use]
    pub fn range(first: Weekday, last: Weekday) -> Self {
        let count = usize::try_from(first.until(last)).unwrap_or(0) + 1;
        Self(first.cycle_forward().take(count).fold(0, |days, day| days | bit(day)))
    }

    /// The days of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the day is among them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    fn read(text: &str) -> Option<Self> {
        let mut days = Self(0);
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            days = days.and(Self::range(read_weekday(first)?, read_weekday(last)?));
        }
        Some(days)
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

fn read_weekday(text: &str) -> Option<Weekday> {
    let text = text.trim();
    let named = |short: &str, long: &str| {
        text.eq_ignore_ascii_case(short) || text.eq_ignore_ascii_case(long)
    };
    WEEKDAY_NAMES.iter().find(|(_, short, long)| named(short, long)).map(|(day, _, _)| *day)
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = WEEKDAY_NAMES.chunk_by(|a, b| self.contains(a.0) == self.contains(b.0));
        let mut comma = "";
        for run in runs.filter(|run| self.contains(run[0].0)) {
            f.write_str(comma)?;
            f.write_str(run[0].1)?;
            if run.len() > 1 {
                write!(f, "-{}", run[run.len() - 1].1)?;
            }
            comma = ",";
        }
        Ok(())
    }
}

/// A part of the week, such as `mon-fri 09:00-17:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct Window {
    /// The days on which it opens.
    pub days: Weekdays,
    /// When on those days it opens.
    pub from: TimeOfDay,
    /// When it closes: on the same day if that is later than `from`, otherwise on the next. Equal
    /// times make a whole day.
    pub until: TimeOfDay,
}

impl Window {
    /// Reads a window such as `mon-fri 09:00-17:00`, `sat,sun 00:00-24:00`, `fri 22:00-06:00`.
    ///
    /// # Errors
    /// The text is not written that way.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        Self::read(text)
            .ok_or_else(|| BadText::new(text, "days and hours, like mon-fri 09:00-17:00"))
    }

    fn read(text: &str) -> Option<Self> {
        let (days, hours) = text.trim().rsplit_once(char::is_whitespace)?;
        let (from, until) = hours.split_once('-')?;
        // The end of a day is the midnight with which the next one begins.
        let until = if until == "24:00" { "00:00" } else { until };
        let (from, until) = (TimeOfDay::parse(from).ok()?, TimeOfDay::parse(until).ok()?);
        Some(Self { days: Weekdays::read(days)?, from, until })
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}-", self.days, self.from)?;
        if self.until == TimeOfDay::MIDNIGHT { f.write_str("24:00") } else { self.until.fmt(f) }
    }
}

macro_rules! written_as_text {
    ($($name:ident),*) => {$(
        impl TryFrom<SmolStr> for $name {
            type Error = BadText;
            fn try_from(text: SmolStr) -> Result<Self, BadText> {
                Self::parse(&text)
            }
        }

        impl From<$name> for SmolStr {
            fn from(value: $name) -> Self {
                smol_str::format_smolstr!("{value}")
            }
        }
    )*};
}

written_as_text!(TimeOfDay, Window);
