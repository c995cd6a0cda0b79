//! Some days of the week, on which something comes again.

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

use crate::words::SmolStr;

/// Some days of the week, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<SmolStr>", into = "Vec<SmolStr>")]
pub struct Weekdays(u8);

impl Weekdays {
    /// Each day with its name in files and forms, from Monday on.
    pub const NAMES: [(Weekday, &str); 7] = [
        (Weekday::Monday, "mon"),
        (Weekday::Tuesday, "tue"),
        (Weekday::Wednesday, "wed"),
        (Weekday::Thursday, "thu"),
        (Weekday::Friday, "fri"),
        (Weekday::Saturday, "sat"),
        (Weekday::Sunday, "sun"),
    ];
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    /// The days of these names; nothing where one is unknown, or none is named.
    #[must_use]
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut days = 0;
        for name in names {
            days |= 1 << Self::NAMES.iter().position(|(_, known)| *known == name)?;
        }
        (days != 0).then_some(Self(days))
    }

    /// The days, from Monday on.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        Self::NAMES.into_iter().map(|(day, _)| day).filter(move |day| self.contains(*day))
    }

    /// Their names in files and forms, from Monday on.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let all = Self::NAMES.into_iter();
        all.filter(move |(day, _)| self.contains(*day)).map(|(_, name)| name)
    }

    /// Whether the day is among them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }

    /// How many they are.
    #[must_use]
    pub fn count(self) -> i64 {
        i64::from(self.0.count_ones())
    }

    /// How many days after a Monday each of them is.
    pub(super) fn offsets(self) -> impl Iterator<Item = i64> {
        self.days().map(|day| i64::from(day.to_monday_zero_offset()))
    }

    /// The shortest pause between two of them that follow each other, in days, where only every so
    /// many weeks count.
    pub(super) fn shortest_pause(self, every: u8) -> u64 {
        let first = self.offsets().next().map(|first| first + 7 * i64::from(every));
        let next = self.offsets().skip(1).chain(first);
        let pauses = self.offsets().zip(next).map(|(one, next)| next - one);
        pauses.min().map_or(1, i64::unsigned_abs)
    }
}

impl TryFrom<Vec<SmolStr>> for Weekdays {
    type Error = &'static str;

    fn try_from(names: Vec<SmolStr>) -> Result<Self, Self::Error> {
        Self::named(names.iter().map(SmolStr::as_str)).ok_or("these are no days of the week")
    }
}

impl From<Weekdays> for Vec<SmolStr> {
    fn from(days: Weekdays) -> Self {
        days.names().map(Into::into).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_by_their_names_and_at_least_one_is_needed() {
        let days = Weekdays::named(["fri", "mon", "mon"]).unwrap();
        assert_eq!(days.names().collect::<Vec<_>>(), ["mon", "fri"]);
        assert_eq!((Weekdays::named([]), Weekdays::named(["mon", "day"])), (None, None));
        assert_eq!(Weekdays::named(Weekdays::ALL.names()), Some(Weekdays::ALL));
        assert!(serde_json::from_str::<Weekdays>("[]").is_err());
    }

    #[test]
    fn the_shortest_pause_counts_the_weeks_that_are_left_out() {
        let check = |names: &[&str], every, days| {
            let known = Weekdays::named(names.iter().copied()).unwrap();
            assert_eq!(known.shortest_pause(every), days, "{names:?} every {every}");
        };
        check(&["mon", "tue", "wed"], 1, 1);
        check(&["mon", "sun"], 1, 1);
        check(&["mon", "sun"], 2, 6);
        check(&["tue", "fri"], 1, 3);
        check(&["wed"], 2, 14);
    }
}
