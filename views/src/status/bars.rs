//! Ninety days of a component in one strip: how each day went, and how much of them it worked.

use std::time::Duration;

use domain::bulletins::Spell;
use domain::status::{Part, Shown};
use domain::words::{Condition, Timestamp};
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::code;
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

/// The strip of one component, with what it says in words.
pub(super) fn bar(
    context: &Context<'_>,
    shown: &Shown<'_>,
    part: &Part<'_>,
    spells: &[Spell],
) -> Markup {
    let zone = &shown.page.profile.zone;
    let days = bad_days(context, zone, spells);
    let percent = percent(works(context.now, part.known.since, spells));
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
            day = last.date.to_string()
        ),
    };
    html! {
        svg.bar viewBox={ "0 0 " (DAYS * 4) " 20" } preserveAspectRatio="none" role="img"
            aria-label=(label) {
            // Of the days before it was named nothing is known.
            rect.none width=(DAYS * 4) height="20" {}
            rect.all x=((DAYS - known) * 4) width=(known * 4) height="20" {}
            @for day in &days {
                rect data-is=(code(day.worst)) x=((DAYS - 1 - day.ago) * 4) width="4" height="20" {
                    title { (day.date) }
                }
            }
        }
        div.row.soft {
            span { (say!(context, "status-days", count = DAYS as u32)) }
            span { (say!(context, "status-uptime", percent = percent)) }
            span { (say!(context, "status-today")) }
        }
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

/// The share of the span during which it worked, in millionths; maintenance that was announced is
/// taken out of the span. As readers of such figures are used
/// to, time during which it fails for some counts for three tenths; what is slow works.
fn works(now: Timestamp, since: Timestamp, spells: &[Spell]) -> u64 {
    let span = Duration::from_secs(u64::from(DAYS.unsigned_abs()) * 86_400);
    let from = (now - span).max(since);
    let mut whole = u64::try_from(now.since(from).as_millis()).unwrap_or(u64::MAX);
    // At each instant only the worst counts, however many matters speak of it.
    let mut instants: Vec<Timestamp> = spells
        .iter()
        .flat_map(|spell| [spell.from, spell.until.unwrap_or(now)])
        .map(|at| at.clamp(from, now))
        .collect();
    instants.sort_unstable();
    instants.dedup();
    let mut lost = 0_u64;
    for pair in instants.windows(2) {
        let during = spells
            .iter()
            .filter(|spell| spell.from <= pair[0] && spell.until.unwrap_or(now) >= pair[1]);
        let worst = during.map(|spell| spell.condition).max().unwrap_or_default();
        let millis = u64::try_from(pair[1].since(pair[0]).as_millis()).unwrap_or(0);
        lost += match worst {
            Condition::Major => millis,
            Condition::Partial => millis * 3 / 10,
            Condition::Degraded | Condition::Operational => 0,
            Condition::Maintenance => {
                whole = whole.saturating_sub(millis);
                0
            }
        };
    }
    let whole = whole.max(1);
    (whole.saturating_sub(lost)).saturating_mul(1_000_000) / whole
}

/// "99.98": cut, never rounded up, so that a hundred means a hundred.
fn percent(millionths: u64) -> String {
    let hundredths = millionths / 100;
    match hundredths % 100 {
        0 => format!("{}", hundredths / 100),
        rest => format!("{}.{rest:02}", hundredths / 100),
    }
}
