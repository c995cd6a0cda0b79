//! Ninety days of a component in one strip: how each day went, and how much of them it worked.

use std::time::Duration;

use domain::bulletins::Spell;
use domain::status::{Part, Shown};
use domain::words::{Condition, Timestamp};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::{code, condition_in};
use crate::tongue::Tongue;
use crate::{Context, plain, say, times};

/// How many days there are.
const DAYS: i16 = 90;

/// One day that did not go well.
struct Day {
    /// How many days ago.
    ago: i16,
    /// The day.
    date: Date,
    /// The worst that it fared.
    worst: Condition,
}

/// For how long it did not work, in milliseconds. At each instant only the worst counts, however
/// many matters speak of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lost {
    /// It did not work at all.
    down: u64,
    /// It did not work for some.
    some: u64,
    /// It was under maintenance that was announced.
    planned: u64,
}

/// The strip of one component, with what it says in words.
pub(super) fn bar(
    context: &Context<'_>,
    shown: &Shown<'_>,
    part: &Part<'_>,
    spells: &[Spell],
) -> Markup {
    let zone = &shown.page.profile.zone;
    let days = bad_days(context, zone, spells);
    let from = counted_from(context.now, part.known.since);
    let lost = lost(from, context.now, spells);
    let percent = percent(works(context.now.since(from), lost));
    let known = known_days(context, zone, part.known.since);
    let tongue = context.reader.tongue;
    let trouble = || days.iter().filter(|day| day.worst > Condition::Maintenance);
    let label = match trouble().min_by_key(|day| day.ago) {
        None => plain!(tongue, "status-bar", percent = percent.clone(), days = DAYS as u32),
        Some(last) => plain!(
            tongue,
            "status-bar-trouble",
            percent = percent.clone(),
            days = DAYS as u32,
            count = trouble().count() as u32,
            day = last.date.to_string(),
            worst =
                condition_in(tongue, trouble().map(|day| day.worst).max().unwrap_or(last.worst))
        ),
    };
    html! {
        svg.bar viewBox={ "0 0 " (DAYS * 4) " 20" } preserveAspectRatio="none" role="img"
            aria-label=(label) {
            // Of the days before it was named nothing is known.
            rect.none width=(DAYS * 4) height="20" {}
            rect.all x=((DAYS - known) * 4) width=(known * 4) height="20" {}
            @for day in &days {
                @let tall = tall(day.worst);
                rect data-is=(code(day.worst)) x=((DAYS - 1 - day.ago) * 4) y=(20 - tall) width="4"
                    height=(tall) {
                    title { (title(context, zone, from, day, spells)) }
                }
            }
        }
        div.row.soft {
            span { (say!(context, "status-days", count = DAYS as u32)) }
            span {
                (say!(context, "status-uptime", percent = percent))
                @if let Some(lost) = in_words(tongue, lost) { " · " (lost) }
            }
            span { (say!(context, "status-today")) }
        }
    }
}

/// How tall a day stands, of 20: the worse it was, the taller, so that nobody has to tell colours
/// apart.
fn tall(worst: Condition) -> u8 {
    match worst {
        Condition::Operational | Condition::Maintenance => 7,
        Condition::Degraded => 11,
        Condition::Partial => 15,
        Condition::Major => 20,
    }
}

/// For how many of the days it has been known, today among them.
fn known_days(context: &Context<'_>, zone: &str, since: Timestamp) -> i16 {
    let day = |at| times::in_zone(context, zone, at).date();
    let span = day(context.now).since(day(since)).map_or(0, |span| span.get_days());
    i16::try_from(span.clamp(0, i32::from(DAYS) - 1) + 1).unwrap_or(DAYS)
}

fn bad_days(context: &Context<'_>, zone: &str, spells: &[Spell]) -> Vec<Day> {
    let today = times::in_zone(context, zone, context.now).date();
    let mut days: Vec<Day> = Vec::new();
    for spell in spells {
        let until = spell.until.unwrap_or(context.now).max(spell.from);
        let last = times::in_zone(context, zone, until).date();
        let first = times::in_zone(context, zone, spell.from).date();
        let oldest = today.saturating_sub(i64::from(DAYS - 1).days());
        let mut date = first.max(oldest);
        while date <= last.min(today) {
            match days.iter_mut().find(|day| day.date == date) {
                Some(day) => day.worst = day.worst.max(spell.condition),
                None => {
                    let ago = today.since(date).map_or(0, |span| span.get_days());
                    let ago = i16::try_from(ago).unwrap_or(0);
                    days.push(Day { ago, date, worst: spell.condition });
                }
            }
            date = date.saturating_add(1.day());
        }
    }
    days.sort_by_key(|day| std::cmp::Reverse(day.ago));
    days
}

/// What a day's bar says: which day it was and, where it failed then, for how long; where it did
/// not fail, how it fared.
fn title(
    context: &Context<'_>,
    zone: &str,
    from: Timestamp,
    day: &Day,
    spells: &[Spell],
) -> String {
    let tongue = context.reader.tongue;
    let zone = times::in_zone(context, zone, context.now).time_zone().clone();
    let lost = lost_on(&zone, day.date, (from, context.now), spells);
    let lost = in_words(tongue, lost).unwrap_or_else(|| condition_in(tongue, day.worst));
    let month = u32::from(day.date.month().unsigned_abs());
    plain!(
        tongue,
        "status-bar-day",
        day = day.date.day().to_string(),
        month = plain!(tongue, "time-month", number = month),
        lost = lost
    )
}

/// "down 1 h 4 min, failed for some 12 min"; nothing where it did not fail for a second.
fn in_words(tongue: &Tongue, lost: Lost) -> Option<String> {
    let span = |millis| times::exact_in(tongue, Duration::from_millis(millis));
    match (lost.down >= 1_000, lost.some >= 1_000) {
        (false, false) => None,
        (true, false) => Some(plain!(tongue, "status-lost-down", span = span(lost.down))),
        (false, true) => Some(plain!(tongue, "status-lost-some", span = span(lost.some))),
        (true, true) => {
            Some(plain!(tongue, "status-lost-both", down = span(lost.down), some = span(lost.some)))
        }
    }
}

/// From when on it is counted: not before it was named.
fn counted_from(now: Timestamp, since: Timestamp) -> Timestamp {
    let span = Duration::from_secs(u64::from(DAYS.unsigned_abs()) * 86_400);
    (now - span).max(since).min(now)
}

/// What of a day was lost; the day of a change of clocks is as long as it is in that zone.
fn lost_on(
    zone: &TimeZone,
    date: Date,
    (from, now): (Timestamp, Timestamp),
    spells: &[Spell],
) -> Lost {
    let start = |date: Date| {
        let start = date.to_zoned(zone.clone()).ok()?;
        Some(Timestamp(start.timestamp().as_millisecond()))
    };
    let (Some(begins), Some(ends)) = (start(date), start(date.saturating_add(1.day()))) else {
        return Lost::default();
    };
    lost(begins.max(from), ends.min(now), spells)
}

/// What was lost between two instants; what still lasts, lasts until the second.
fn lost(from: Timestamp, until: Timestamp, spells: &[Spell]) -> Lost {
    let mut lost = Lost::default();
    if until <= from {
        return lost;
    }
    let mut instants: Vec<Timestamp> = spells
        .iter()
        .flat_map(|spell| [spell.from, spell.until.unwrap_or(until)])
        .map(|at| at.clamp(from, until))
        .collect();
    instants.sort_unstable();
    instants.dedup();
    for pair in instants.windows(2) {
        let during = spells
            .iter()
            .filter(|spell| spell.from <= pair[0] && spell.until.unwrap_or(until) >= pair[1]);
        let worst = during.map(|spell| spell.condition).max().unwrap_or_default();
        let millis = u64::try_from(pair[1].since(pair[0]).as_millis()).unwrap_or(0);
        match worst {
            Condition::Major => lost.down += millis,
            Condition::Partial => lost.some += millis,
            Condition::Maintenance => lost.planned += millis,
            Condition::Degraded | Condition::Operational => {}
        }
    }
    lost
}

/// The share of the span during which it worked, in millionths; maintenance that was announced is
/// taken out of the span. As readers of such figures are used
/// to, time during which it fails for some counts for three tenths; what is slow works.
fn works(span: Duration, lost: Lost) -> u64 {
    let whole = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    let whole = whole.saturating_sub(lost.planned).max(1);
    let failed = lost.down.saturating_add(lost.some * 3 / 10);
    whole.saturating_sub(failed).saturating_mul(1_000_000) / whole
}

/// "99.98": cut, never rounded up, so that a hundred means a hundred.
fn percent(millionths: u64) -> String {
    let hundredths = millionths / 100;
    match hundredths % 100 {
        0 => format!("{}", hundredths / 100),
        rest => format!("{}.{rest:02}", hundredths / 100),
    }
}

#[cfg(test)]
mod tests {
    use domain::words::Language;

    use super::*;

    const MIN: i64 = 60_000;
    /// 21 November 2026, midnight in UTC.
    const DAY: i64 = 1_795_219_200_000;

    fn spell(from: i64, until: Option<i64>, condition: Condition) -> Spell {
        let at = |mins: i64| Timestamp(DAY + mins * MIN);
        Spell { from: at(from), until: until.map(at), condition, number: 1 }
    }

    fn said(lost: Lost) -> Option<String> {
        in_words(Tongue::of(Language::English), lost)
    }

    #[test]
    fn a_day_says_for_how_long_it_failed_and_each_minute_counts_once() {
        let spells = [
            // Two matters overlap, and the worse of them counts.
            spell(-30, Some(64), Condition::Major),
            spell(60, Some(76), Condition::Partial),
            spell(100, Some(200), Condition::Maintenance),
            spell(300, Some(400), Condition::Degraded),
        ];
        let whole = (Timestamp(0), Timestamp(DAY + 2 * 1_440 * MIN));
        let on = |day| lost_on(&TimeZone::UTC, day, whole, &spells);
        let day = jiff::civil::date(2026, 11, 21);
        assert_eq!(said(on(day)).as_deref(), Some("down 1 h 4 min, failed for some 12 min"));
        let before = on(day.saturating_sub(1.day()));
        assert_eq!(said(before).as_deref(), Some("down 30 min"));
        assert_eq!(said(on(day.saturating_add(1.day()))), None);
        // What was before it was named is not counted, and what is to come neither.
        let (from, now) = (Timestamp(DAY + 10 * MIN), Timestamp(DAY + 70 * MIN));
        let part = lost_on(&TimeZone::UTC, day, (from, now), &spells);
        assert_eq!(said(part).as_deref(), Some("down 54 min, failed for some 6 min"));
    }

    #[test]
    fn what_still_lasts_is_counted_until_now_and_maintenance_leaves_the_span() {
        let spells = [spell(0, None, Condition::Partial)];
        let hour = lost(Timestamp(DAY), Timestamp(DAY + 60 * MIN), &spells);
        assert_eq!(said(hour).as_deref(), Some("failed for some 1 h"));
        assert_eq!(works(Duration::from_secs(3_600), hour), 700_000);
        let planned = Lost { planned: 1_800_000, down: 900_000, some: 0 };
        assert_eq!(works(Duration::from_secs(3_600), planned), 500_000);
        assert_eq!(lost(Timestamp(DAY + 1), Timestamp(DAY), &spells), Lost::default());
    }

    #[test]
    fn the_worse_a_day_was_the_taller_it_stands() {
        use Condition::{Degraded, Maintenance, Major, Partial};
        let tall = [Maintenance, Degraded, Partial, Major].map(tall);
        assert!(tall.is_sorted_by(|one, next| one < next), "{tall:?}");
    }

    #[test]
    fn it_is_said_in_every_language() {
        let lost = Lost { down: 3_840_000, some: 720_000, planned: 0 };
        for language in Language::ALL {
            let said = in_words(Tongue::of(language), lost).unwrap_or_default();
            assert!(said.contains('4') && said.contains("12"), "{said}");
        }
    }
}
