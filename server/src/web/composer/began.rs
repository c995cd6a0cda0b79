//! Since when it has failed, as a person types it: the last time that their clocks showed 20:24, or
//! a day and a time; and what lies ahead, in the same way.

use domain::State;
use domain::words::{PersonKey, Timestamp, may_be_promised};
use jiff::civil;
use jiff::tz::TimeZone;

use super::Fields;

/// Why what was typed cannot be read.
pub(in crate::web) const UNREAD: &str =
    "Write the time like 20:24, or with its day like 2026-11-22 20:24.";
/// The same for what lies ahead.
const UNREAD_AHEAD: &str = "Write the time like 08:00, or with its day like 2026-11-30 08:00.";
/// Why a time cannot be promised.
const TOO_FAR: &str = "Choose a time between now and seven days ahead.";

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

/// The instant that lies ahead and was promised or agreed: the next time that the clocks of whoever
/// typed it show 08:00, or a day and a time.
///
/// # Errors
/// Why it cannot be read, or cannot be promised.
pub(super) fn ahead(
    (state, now): (&State, Timestamp),
    person: &PersonKey,
    text: &str,
) -> Result<Timestamp, &'static str> {
    let zone = crate::zones().get(views::began::zone_of(state, person)).unwrap_or(TimeZone::UTC);
    let at = read_ahead(text.trim(), &zone, now).ok_or(UNREAD_AHEAD)?;
    if may_be_promised(at, now) { Ok(at) } else { Err(TOO_FAR) }
}

fn read(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    nearest((text, zone), now, |day| day.yesterday().ok(), |at| at <= now)
}

fn read_ahead(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    nearest((text, zone), now, |day| day.tomorrow().ok(), |at| at > now)
}

/// A day and a time; or the first instant, from today on by these steps, at which clocks show that
/// time and which lies on the side that is meant. Where clocks leave it out today, another day
/// shows it.
fn nearest(
    (text, zone): (&str, &TimeZone),
    now: Timestamp,
    step: fn(&civil::Date) -> Option<civil::Date>,
    lies_there: impl Fn(Timestamp) -> bool,
) -> Option<Timestamp> {
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
    let days = std::iter::successors(Some(today), step).take(3);
    let mut shown = days.filter_map(|day| instant(day.to_datetime(time)));
    shown.find(|at| lies_there(*at))
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

    #[test]
    fn a_time_that_lies_ahead_is_the_next_that_clocks_show_or_a_day_and_a_time() {
        let at =
            |text: &str| Timestamp(text.parse::<jiff::Timestamp>().expect("at").as_millisecond());
        let zone = crate::zones().get("Europe/Copenhagen").expect("a zone");
        // A Friday evening.
        let now = at("2026-11-27T19:10:00Z");
        for (text, expected) in [
            ("08:00", Some("2026-11-28T07:00:00Z")),
            ("21:00", Some("2026-11-27T20:00:00Z")),
            ("2026-11-30 08:00", Some("2026-11-30T07:00:00Z")),
            ("2026-11-30T08:00", Some("2026-11-30T07:00:00Z")),
            ("2026-11-30", None),
            ("Monday", None),
        ] {
            assert_eq!(read_ahead(text, &zone, now), expected.map(at), "{text}");
        }
        // What clocks leave out tonight they show tomorrow.
        let spring = at("2026-03-28T20:00:00Z");
        assert!(read_ahead("02:30", &zone, spring).is_some());
        let by = |text| ahead((&State::default(), now), &"maria".into(), text);
        assert_eq!(by("2026-12-04 19:10"), Ok(at("2026-12-04T19:10:00Z")), "seven days");
        assert_eq!(by("2026-12-04 19:11"), Err(TOO_FAR));
        assert_eq!(by("2026-11-27 19:10"), Err(TOO_FAR), "now is past");
        assert_eq!(by("noon"), Err(UNREAD_AHEAD));
    }
}
