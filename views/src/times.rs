//! Times as people read them: the organisation's zone as the text, the reader's own with script.

use std::time::Duration;

use domain::words::{Language, Timestamp};
use jiff::Zoned;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::tongue::Tongue;
use crate::{Context, plain};

fn instant(at: Timestamp) -> jiff::Timestamp {
    let nearest = if at.0 < 0 { jiff::Timestamp::UNIX_EPOCH } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(nearest)
}

/// The instant in UTC to the second, as `datetime` wants it.
#[must_use]
pub fn iso(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The instant in UTC to the millisecond, by which the reader's clock is set.
#[must_use]
pub fn iso_exact(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The day of an instant in UTC, as forms and files write it: `2024-02-29`.
#[must_use]
pub fn utc_day(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%d").to_string()
}

/// The first instant of a day in UTC, if that is one.
#[must_use]
pub fn utc_midnight(day: &str) -> Option<Timestamp> {
    let date: jiff::civil::Date = day.trim().parse().ok()?;
    let start = date.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp(start.timestamp().as_millisecond()))
}

/// The instant as a clock of the organisation shows it.
#[must_use]
pub fn local(context: &Context<'_>, at: Timestamp) -> Zoned {
    in_zone(context, &context.state.organisation.settings.zone, at)
}

/// The instant as a clock in that zone shows it; in UTC where the zone is not known.
#[must_use]
pub fn in_zone(context: &Context<'_>, zone: &str, at: Timestamp) -> Zoned {
    instant(at).to_zoned(context.zones.get(zone).unwrap_or(TimeZone::UTC))
}

fn shown(at: Timestamp, style: &str, text: &str) -> Markup {
    let on_hover = instant(at).strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    html! {
        time datetime=(iso(at)) data-local=(style) title=(on_hover) {
            (text)
        }
    }
}

/// A time of today as "14:20"; of another day with the day before it.
#[must_use]
pub fn time(context: &Context<'_>, at: Timestamp) -> Markup {
    if local(context, at).date() == local(context, context.now).date() {
        shown(at, "time", &hours(context, &local(context, at), false))
    } else {
        day_time(context, at)
    }
}

/// A time to the second: "14:02:19".
#[must_use]
pub fn clock_time(context: &Context<'_>, at: Timestamp) -> Markup {
    shown(at, "second", &hours(context, &local(context, at), true))
}

/// A time with its day: "Tue 3 Mar, 14:20".
#[must_use]
pub fn day_time(context: &Context<'_>, at: Timestamp) -> Markup {
    shown(at, "full", &dated(context, &local(context, at)))
}

/// The same on the clocks of a zone. Script leaves it as it is, because there the zone matters.
#[must_use]
pub fn day_time_in(context: &Context<'_>, zone: &str, at: Timestamp) -> Markup {
    let on_hover = instant(at).strftime("%Y-%m-%d %H:%M UTC").to_string();
    let shown = dated(context, &in_zone(context, zone, at));
    html! { time datetime=(iso(at)) title=(on_hover) { (shown) } }
}

/// The hour and minute on the clocks of a zone, which no script writes anew.
#[must_use]
pub fn clock_time_in(context: &Context<'_>, zone: &str, at: Timestamp) -> Markup {
    let on_hover = instant(at).strftime("%Y-%m-%d %H:%M UTC").to_string();
    let shown = hours(context, &in_zone(context, zone, at), false);
    html! { time datetime=(iso(at)) title=(on_hover) { (shown) } }
}

/// Where the script of a status page writes how far off an instant is, beside its time. The page's
/// bytes stay the same while it counts; without script it says no more than that it was late when
/// the page was printed.
pub(crate) fn far_off(context: &Context<'_>, at: Timestamp) -> Markup {
    let tongue = context.reader.tongue;
    html! {
        " " span.soft data-by=(iso(at)) data-late=(late(tongue, SPAN)) {
            @if at < context.now { (late(tongue, &span_in(tongue, context.now.since(at)))) }
        }
    }
}

/// Where scripts put how long it is.
const SPAN: &str = "{span}";

fn late(tongue: &Tongue, span: &str) -> String {
    plain!(tongue, "tick-late", span = span.to_owned())
}

/// How far off what was promised is, counted on by script: `ahead` says it while it is to come,
/// with `{span}` where the time left goes, and once it has passed it says how late it is.
#[must_use]
pub fn promised(context: &Context<'_>, at: Timestamp, ahead: &str) -> Markup {
    let tongue = context.reader.tongue;
    let (left, passed) = (at.since(context.now), context.now.since(at));
    let late = late(tongue, SPAN);
    let said = match left.is_zero() {
        true => late.replace(SPAN, &brief(tongue, passed)),
        false => ahead.replace(SPAN, &brief(tongue, left)),
    };
    html! {
        time datetime=(iso(at)) data-count="down" data-words data-ahead=(ahead) data-late=(late) {
            (said)
        }
    }
}

/// From an instant until another on the clocks of a zone; the day is written once where it is one.
#[must_use]
pub fn window_in(context: &Context<'_>, zone: &str, from: Timestamp, until: Timestamp) -> Markup {
    let (begins, ends) = (in_zone(context, zone, from), in_zone(context, zone, until));
    let on_hover = instant(until).strftime("%Y-%m-%d %H:%M UTC").to_string();
    html! {
        (day_time_in(context, zone, from)) " – "
        @if begins.date() == ends.date() {
            time datetime=(iso(until)) title=(on_hover) { (hours(context, &ends, false)) }
        } @else {
            (day_time_in(context, zone, until))
        }
    }
}

/// The same as text, where no markup can stand.
#[must_use]
pub fn day_time_text_in(context: &Context<'_>, zone: &str, at: Timestamp) -> String {
    dated(context, &in_zone(context, zone, at))
}

/// What clocks of a zone are called at an instant: "CET", "CEST", "+0530".
#[must_use]
pub fn zone_name(context: &Context<'_>, zone: &str, at: Timestamp) -> String {
    in_zone(context, zone, at).strftime("%Z").to_string()
}

/// The hour and minute as the reader's clocks show them, and the second where it matters.
fn hours(context: &Context<'_>, at: &Zoned, seconds: bool) -> String {
    let format = match (context.reader.twelve_hours(), seconds) {
        (false, false) => "%H:%M",
        (false, true) => "%H:%M:%S",
        (true, false) => "%-I:%M %p",
        (true, true) => "%-I:%M:%S %p",
    };
    at.strftime(format).to_string()
}

/// A time with its day, in the reader's words.
fn dated(context: &Context<'_>, at: &Zoned) -> String {
    in_words(context.reader.tongue, at, hours(context, at, false))
}

/// A time with its day and the name of its zone, in the words of a tongue: for what is read later
/// and elsewhere, such as a letter.
#[must_use]
pub fn day_time_said(tongue: &Tongue, zone: &TimeZone, at: Timestamp) -> String {
    let at = instant(at).to_zoned(zone.clone());
    let day_time = in_words(tongue, &at, at.strftime("%H:%M").to_string());
    format!("{day_time} {}", at.strftime("%Z"))
}

fn in_words(tongue: &Tongue, at: &Zoned, time: String) -> String {
    let weekday = at.weekday().to_monday_one_offset().unsigned_abs();
    plain!(
        tongue,
        "time-day",
        weekday = plain!(tongue, "time-weekday", number = u32::from(weekday)),
        day = at.day().to_string(),
        month = plain!(tongue, "time-month", number = u32::from(at.month().unsigned_abs())),
        time = time
    )
}

/// A clock that counts up since an instant: "04:53".
#[must_use]
pub fn count_up(context: &Context<'_>, at: Timestamp) -> Markup {
    html! {
        time.clock datetime=(iso(at)) data-count="up" { (digits(context.now.since(at))) }
    }
}

/// The same in words: "8 s", "4 min".
#[must_use]
pub fn count_up_words(context: &Context<'_>, at: Timestamp) -> Markup {
    html! {
        time datetime=(iso(at)) data-count="up" data-words {
            (brief(context.reader.tongue, context.now.since(at)))
        }
    }
}

/// The time left until an instant, as it stands after "in": "37 s", "12 min", "a moment".
#[must_use]
pub fn within(context: &Context<'_>, at: Timestamp) -> Markup {
    count_down(context, at, &plain!(context.reader.tongue, "tick-moment"))
}

/// The time left until an instant, in words: "37 s", "12 min"; `due_text` once it has come.
#[must_use]
pub fn count_down(context: &Context<'_>, at: Timestamp, due_text: &str) -> Markup {
    let left = at.since(context.now);
    let tongue = context.reader.tongue;
    html! {
        time datetime=(iso(at)) data-count="down" data-words data-due=(due_text) {
            @if left.is_zero() { (due_text) } @else { (brief(tongue, left)) }
        }
    }
}

/// The markup without the texts of counting clocks, which every reader's own clock rewrites: two
/// renderings that differ only in these need not be sent.
#[must_use]
pub fn without_counts(markup: &str) -> String {
    let mut kept = String::with_capacity(markup.len());
    let mut rest = markup;
    // Quotes in people's words are escaped, so this can only be an attribute of ours.
    while let Some(at) = rest.find(" data-count=\"") {
        let Some(open) = rest[at..].find('>').map(|end| at + end + 1) else { break };
        let Some(close) = rest[open..].find("</time>").map(|start| open + start) else { break };
        kept.push_str(&rest[..open]);
        rest = &rest[close..];
    }
    kept.push_str(rest);
    kept
}

/// A span in English words that a tired person understands: "12 seconds", "4 min", "3 hours".
#[must_use]
pub fn span_words(span: Duration) -> String {
    span_in(Tongue::of(Language::English), span)
}

/// The same in the reader's words.
#[must_use]
pub fn span(context: &Context<'_>, span: Duration) -> Markup {
    html! { (span_in(context.reader.tongue, span)) }
}

/// The same in the words of a tongue.
#[must_use]
pub fn span_in(tongue: &Tongue, span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..60 => plain!(tongue, "span-seconds", count = seconds),
        seconds @ 60..MINUTES_UNTIL => plain!(tongue, "span-minutes", count = seconds / 60),
        seconds @ MINUTES_UNTIL..HOURS_UNTIL => {
            plain!(tongue, "span-hours", count = seconds.saturating_add(1_800) / 3_600)
        }
        seconds => plain!(tongue, "span-days", count = seconds.saturating_add(43_200) / 86_400),
    }
}

/// A span to the minute, however long it is: "12 s", "4 min", "1 h 16 min", "50 h".
#[must_use]
pub(crate) fn exact_in(tongue: &Tongue, span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    let hours = || plain!(tongue, "tick-hours", count = minutes / 60);
    let rest = || plain!(tongue, "tick-minutes", count = minutes % 60);
    match (minutes / 60, minutes % 60) {
        (0, 0) => plain!(tongue, "tick-seconds", count = span.as_secs()),
        (0, _) => rest(),
        (_, 0) => hours(),
        _ => format!("{} {}", hours(), rest()),
    }
}

/// Minutes are told below an hour and a half, hours below a day and a half.
const MINUTES_UNTIL: u64 = 90 * 60;
const HOURS_UNTIL: u64 = 36 * 3_600;

/// The short words that the ticking clocks use too.
fn brief(tongue: &Tongue, span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..60 => plain!(tongue, "tick-seconds", count = seconds),
        seconds @ 60..MINUTES_UNTIL => plain!(tongue, "tick-minutes", count = seconds / 60),
        seconds @ MINUTES_UNTIL..HOURS_UNTIL => {
            plain!(tongue, "tick-hours", count = (seconds + 1_800) / 3_600)
        }
        seconds => plain!(tongue, "tick-days", count = seconds.saturating_add(43_200) / 86_400),
    }
}

fn digits(span: Duration) -> String {
    let seconds = span.as_secs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}
