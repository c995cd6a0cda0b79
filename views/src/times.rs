//! Times as people read them: the organisation's zone as the text, the reader's own with script.

use std::time::Duration;

use domain::words::Timestamp;
use jiff::Zoned;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::Context;

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

fn shown(context: &Context<'_>, at: Timestamp, style: &str, format: &str) -> Markup {
    let on_hover = instant(at).strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    html! {
        time datetime=(iso(at)) data-local=(style) title=(on_hover) {
            (local(context, at).strftime(format).to_string())
        }
    }
}

/// A time of today as "14:20"; of another day with the day before it.
#[must_use]
pub fn time(context: &Context<'_>, at: Timestamp) -> Markup {
    if local(context, at).date() == local(context, context.now).date() {
        shown(context, at, "time", "%H:%M")
    } else {
        day_time(context, at)
    }
}

/// A time to the second: "14:02:19".
#[must_use]
pub fn clock_time(context: &Context<'_>, at: Timestamp) -> Markup {
    shown(context, at, "second", "%H:%M:%S")
}

/// A time with its day: "Tue 3 Mar, 14:20".
#[must_use]
pub fn day_time(context: &Context<'_>, at: Timestamp) -> Markup {
    shown(context, at, "full", "%a %-d %b, %H:%M")
}

/// The same on the clocks of a zone. Script leaves it as it is, because there the zone matters.
#[must_use]
pub fn day_time_in(context: &Context<'_>, zone: &str, at: Timestamp) -> Markup {
    let on_hover = instant(at).strftime("%Y-%m-%d %H:%M UTC").to_string();
    let shown = in_zone(context, zone, at).strftime("%a %-d %b, %H:%M").to_string();
    html! { time datetime=(iso(at)) title=(on_hover) { (shown) } }
}

/// What clocks of a zone are called at an instant: "CET", "CEST", "+0530".
#[must_use]
pub fn zone_name(context: &Context<'_>, zone: &str, at: Timestamp) -> String {
    in_zone(context, zone, at).strftime("%Z").to_string()
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
        time datetime=(iso(at)) data-count="up" data-words { (brief(context.now.since(at))) }
    }
}

/// The time left until an instant, in words: "37 s", "12 min"; `due_text` once it has come.
#[must_use]
pub fn count_down(context: &Context<'_>, at: Timestamp, due_text: &str) -> Markup {
    let left = at.since(context.now);
    html! {
        time datetime=(iso(at)) data-count="down" data-words data-due=(due_text) {
            @if left.is_zero() { (due_text) } @else { (brief(left)) }
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

/// A span in words that a tired person understands: "12 seconds", "4 min", "3 hours", "2 days".
#[must_use]
pub fn span_words(span: Duration) -> String {
    match span.as_secs() {
        1 => "1 second".to_owned(),
        seconds @ 0..60 => format!("{seconds} seconds"),
        seconds @ 60..MINUTES_UNTIL => format!("{} min", seconds / 60),
        seconds @ MINUTES_UNTIL..HOURS_UNTIL => match seconds.saturating_add(1_800) / 3_600 {
            1 => "1 hour".to_owned(),
            hours => format!("{hours} hours"),
        },
        seconds => format!("{} days", seconds.saturating_add(43_200) / 86_400),
    }
}

/// Minutes are told below an hour and a half, hours below a day and a half.
const MINUTES_UNTIL: u64 = 90 * 60;
const HOURS_UNTIL: u64 = 36 * 3_600;

/// The short words that the ticking clocks use too.
fn brief(span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ MINUTES_UNTIL..HOURS_UNTIL => format!("{} h", (seconds + 1_800) / 3_600),
        _ => span_words(span),
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
