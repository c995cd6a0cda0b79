//! Planned maintenance for calendars: iCalendar (RFC 5545), one event for each.

use std::fmt::Write;

use domain::maintenance::{Maintenance, Stage};
use domain::words::{Language, Timestamp};

use super::statuspage::Source;

/// Longest line, in bytes; what is longer is folded.
const LINE_LEN_MAX: usize = 75;
/// Most events, the latest first: clients read the whole of it each time.
const EVENTS_MAX: usize = 500;

/// The calendar of a page.
pub(super) fn write(source: &Source<'_>) -> String {
    let profile = &source.shown.page.profile;
    let mut calendar = Calendar::default();
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", "-//Mayday//Status pages//EN");
    calendar.line("CALSCALE", "GREGORIAN");
    calendar.line("METHOD", "PUBLISH");
    calendar.line("X-WR-CALNAME", &escaped(profile.name_in(source.language).words));
    calendar.line("X-WR-TIMEZONE", &escaped(&profile.zone));
    // How often it is worth asking again.
    calendar.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    calendar.line("X-PUBLISHED-TTL", "PT1H");
    for known in source.shown.maintenance.iter().rev().take(EVENTS_MAX) {
        event(&mut calendar, source, known);
    }
    calendar.line("END", "VCALENDAR");
    calendar.0
}

fn event(calendar: &mut Calendar, source: &Source<'_>, known: &Maintenance) {
    // It goes by its id, so that a calendar moves what it knows in place of adding another.
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &format!("{}@mayday", known.id));
    calendar.line("SEQUENCE", &known.sequence.to_string());
    calendar.line("DTSTAMP", &utc(known.changed_at));
    calendar.line("CREATED", &utc(known.planned_at));
    calendar.line("LAST-MODIFIED", &utc(known.changed_at));
    calendar.line("DTSTART", &utc(known.plan.from));
    calendar.line("DTEND", &utc(known.plan.until));
    let (title, impact) =
        (known.plan.title_in(source.language), known.plan.impact_in(source.language));
    calendar.line(&in_language("SUMMARY", source.other(&[title])), &escaped(title.words));
    let mut about = impact.words.to_owned();
    let mut tongue = source.other(&[impact]);
    let last = known.entries.last().map(|entry| (source.said(known, entry), entry));
    if let Some((last, entry)) = last.filter(|(last, _)| !last.is_empty() && *last != about) {
        let _ = write!(about, "\n\n{last}");
        tongue = source.other(&[impact, entry.words_in(source.language)]);
    }
    calendar.line(&in_language("DESCRIPTION", tongue), &escaped(&about));
    let named = source.shown.parts.iter();
    let named = named.filter(|part| known.plan.components.contains(part.key));
    let named = named.map(|part| escaped(part.known.profile.name_in(source.language).words));
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        calendar.line("CATEGORIES", &named.join(","));
    }
    let status = if known.stage == Stage::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    calendar.line("STATUS", status);
    // Nobody is busy because of it.
    calendar.line("TRANSP", "TRANSPARENT");
    calendar.line("URL", &source.at_address(known.into()));
    calendar.line("END", "VEVENT");
}

/// A name with the language of its text, where that is not the one of the calendar.
fn in_language(name: &str, tongue: Option<Language>) -> String {
    match tongue {
        Some(tongue) => format!("{name};LANGUAGE={}", tongue.code()),
        None => name.to_owned(),
    }
}

/// An instant in UTC, which needs no definition of a zone.
fn utc(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as calendars have it; what they cannot have at all is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => safe.extend(['\\', c]),
            '\n' => safe.push_str("\\n"),
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

#[derive(Default)]
struct Calendar(String);

impl Calendar {
    /// Adds a line, folded where it is too long and never within a character.
    fn line(&mut self, name: &str, value: &str) {
        let mut len = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if len + c.len_utf8() > LINE_LEN_MAX {
                self.0.push_str("\r\n ");
                len = 1;
            }
            self.0.push(c);
            len += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads lines as RFC 5545 says, and refuses whatever it does not allow.
    fn read(text: &str) -> Vec<(String, String)> {
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_LEN_MAX));
        let whole = text.replace("\r\n ", "");
        let split = |line: &str| {
            let (name, value) = line.split_once(':').expect("a name and a value");
            (name.to_owned(), value.to_owned())
        };
        whole.lines().map(split).collect()
    }

    #[test]
    fn lines_of_any_text_are_folded_and_read_back_whole() {
        bolero::check!().with_type::<String>().for_each(|text: &String| {
            let mut calendar = Calendar::default();
            calendar.line("SUMMARY", &escaped(text));
            let lines = read(&calendar.0);
            assert_eq!(lines.len(), 1);
            let mut back = String::new();
            let mut chars = lines[0].1.chars();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => match chars.next() {
                        Some('n') => back.push('\n'),
                        Some(c) => back.push(c),
                        None => panic!("a mark that escapes nothing"),
                    },
                    ';' | ',' => panic!("a separator inside a text"),
                    c => back.push(c),
                }
            }
            let kept: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            assert_eq!(back, kept);
        });
    }
}
