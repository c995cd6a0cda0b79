//! Times and reminders, as people type them.

use domain::words::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;

/// What is wrong, and in which field.
pub(in crate::web) type Wrong = (&'static str, String);

/// The instant at which the clocks of a zone show what was typed: of an hour that comes twice the
/// first, or the last where it is an end.
pub(in crate::web) fn instant(
    field: &'static str,
    text: &str,
    zone: &str,
    is_end: bool,
) -> Result<Timestamp, Wrong> {
    let wanted = "Write a day and a time, like 2026-11-24T02:00.";
    let civil: DateTime = text.trim().parse().map_err(|_| (field, wanted.to_owned()))?;
    let known = crate::zones().get(zone).ok().filter(|zone| !zone.is_unknown());
    let known = known.ok_or_else(|| {
        let text = "There is no such time zone. Write one like Europe/Copenhagen.";
        ("zone", text.to_owned())
    })?;
    let shown = known.to_ambiguous_timestamp(civil);
    let at = match shown.offset() {
        AmbiguousOffset::Gap { .. } => {
            let text = format!("The clocks of {zone} skip that hour on that day. Choose another.");
            return Err((field, text));
        }
        AmbiguousOffset::Fold { .. } if is_end => shown.later(),
        AmbiguousOffset::Fold { .. } | AmbiguousOffset::Unambiguous { .. } => shown.earlier(),
    };
    let at = at.map_err(|_| (field, wanted.to_owned()))?;
    Ok(Timestamp(at.as_millisecond()))
}

/// Reminders, in minutes: "72 h, 24h, 30 min, 2 d".
pub(super) fn reminders(text: &str) -> Result<Vec<u32>, Wrong> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(reminder).collect()
}

fn reminder(part: &str) -> Result<u32, Wrong> {
    let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    let (number, unit) = part.split_at(digits);
    let mins = match unit.trim() {
        "" | "h" => 60,
        "min" | "m" => 1,
        "d" => 24 * 60,
        _ => 0,
    };
    let number: Option<u32> = number.parse().ok();
    let mins = number.filter(|_| mins > 0).and_then(|number| number.checked_mul(mins));
    mins.ok_or_else(|| ("remind", "Write reminders like 72 h, 24 h, 30 min.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_that_comes_twice_starts_the_first_and_ends_the_second_time() {
        let at = |text, is_end| instant("from", text, "Europe/Copenhagen", is_end);
        let (first, last) = (at("2026-10-25T02:30", false), at("2026-10-25T02:30", true));
        assert_eq!(last.unwrap().0 - first.unwrap().0, 3_600_000);
        let skipped = at("2026-03-29T02:30", false).unwrap_err();
        assert!(skipped.1.contains("skip that hour"), "{skipped:?}");
        assert_eq!(at("tomorrow", false).unwrap_err().0, "from");
        assert_eq!(instant("from", "2026-03-01T02:30", "Moon/Base", false).unwrap_err().0, "zone");
    }

    #[test]
    fn reminders_are_read_as_people_write_them_and_whatever_else_is_refused() {
        assert_eq!(reminders("72 h, 24h; 30 min,2 d, 1").unwrap(), [4_320, 1_440, 30, 2_880, 60]);
        assert_eq!(reminders(" , ").unwrap(), Vec::<u32>::new());
        for bad in ["soon", "3 weeks", "-1 h", "99999999999 h", "4294967295 d"] {
            assert_eq!(reminders(bad).unwrap_err().0, "remind", "{bad}");
        }
        bolero::check!().with_type::<(String, String, String)>().for_each(|(one, two, three)| {
            let _ = (reminders(one), instant("from", two, three, false));
        });
    }
}
