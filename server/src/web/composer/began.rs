//! Since when it has failed, as a person types it: the last time that their clocks showed 20:24, or
//! a day and a time.

use domain::State;
use domain::words::{PersonKey, Timestamp};
use jiff::civil;
use jiff::tz::TimeZone;

use super::Fields;

/// Why what was typed cannot be read.
pub(in crate::web) const UNREAD: &str =
    "Write the time like 20:24, or with its day like 2026-11-22 20:24.";

/// The instant that stands in that field, by the clocks of whoever typed it; nothing, where it is
/// empty. What stands there as it was `known` before is that to the millisecond.
///
/// # Errors
/// Why it cannot be read.
pub(in crate::web) fn typed(
    (state, now): (&State, Timestamp),
    person: &PersonKey,
    (fields, field): (&Fields, &str),
    known: Option<Timestamp>,
) -> Result<Option<Timestamp>, &'static str> {
    let text = fields.get(field).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let zone = views::began::zone_of(state, person);
    if let Some(known) =
        known.filter(|known| views::began::text(crate::zones(), zone, *known) == text)
    {
        return Ok(Some(known));
    }
    let zone = crate::zones().get(zone).unwrap_or(TimeZone::UTC);
    read(text, &zone, now).map(Some).ok_or(UNREAD)
}

fn read(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let instant = |at: civil::DateTime| {
        let instant = zone.to_ambiguous_timestamp(at).compatible().ok()?;
        Some(Timestamp(instant.as_millisecond()))
    };
    if let Ok(at) = text.parse::<civil::DateTime>() {
        // A day alone says nothing of when.
        return text.contains(':').then(|| instant(at)).flatten();
    }
    let time: civil::Time = text.parse().ok()?;
    let today = jiff::Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone()).date();
    let days = std::iter::successors(Some(today), |day| day.yesterday().ok()).take(3);
    let mut shown = days.filter_map(|day| instant(day.to_datetime(time)));
    shown.find(|at| *at <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, now: &str, expected: Option<&str>) {
        let zone = crate::zones().get("Europe/Copenhagen").expect("a zone");
        let at =
            |text: &str| Timestamp(text.parse::<jiff::Timestamp>().expect("at").as_millisecond());
        assert_eq!(read(text, &zone, at(now)), expected.map(at), "{text} at {now}");
    }

    #[test]
    fn a_time_is_the_last_time_that_clocks_showed_it() {
        check("20:24", "2026-11-23T19:31:00Z", Some("2026-11-23T19:24:00Z"));
        check("20:24", "2026-11-23T19:10:00Z", Some("2026-11-22T19:24:00Z"));
        check("2026-11-20 08:00", "2026-11-23T19:10:00Z", Some("2026-11-20T07:00:00Z"));
        check("2026-11-20T08:00", "2026-11-23T19:10:00Z", Some("2026-11-20T07:00:00Z"));
        check("2026-11-20", "2026-11-23T19:10:00Z", None);
        check("a while ago", "2026-11-23T19:10:00Z", None);
        // The hour that clocks left out, and what is yet to come, is for the domain to refuse.
        check("2026-11-24 08:00", "2026-11-23T19:10:00Z", Some("2026-11-24T07:00:00Z"));
    }
}
