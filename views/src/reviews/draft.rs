//! The draft of a review: what the timeline of a bulletin knows, in the language of the page. A
//! person makes it theirs before anybody reads it.

use std::sync::Arc;

use domain::State;
use domain::bulletins::{Bulletin, Entry};
use domain::words::{Language, Overview, PART_LEN_MAX, Review};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::plain;
use crate::times::{day_time_said, span_in};
use crate::tongue::Tongue;

/// What stands in the editor when it is opened for the first time.
#[must_use]
pub fn draft(state: &State, zones: &TimeZoneDatabase, bulletin: &Bulletin) -> Review {
    let page = state.status_pages.first().map(|(_, known)| &known.profile);
    let settings = &state.organisation.settings;
    let tongue = Tongue::of(page.map_or(settings.spoken(None), |page| page.language));
    let zone = page.map_or(settings.zone.as_str(), |page| page.zone.as_str());
    let zone = zones.get(zone).unwrap_or(TimeZone::UTC);
    let latest = |part: fn(&Overview) -> &Arc<str>| {
        let mut said = bulletin.entries.iter().rev().map(|entry| part(&entry.overview));
        said.find(|part| !part.is_empty()).cloned().unwrap_or_default()
    };
    Review {
        happened: happened(bulletin, tongue, &zone).into(),
        cause: latest(|said| &said.known),
        change: latest(|said| &said.next),
        translations: Vec::new(),
    }
}

/// From when until when, and what was told when; as much of it as fits.
fn happened(bulletin: &Bulletin, tongue: &Tongue, zone: &TimeZone) -> String {
    let until = bulletin.resolved_at.unwrap_or(bulletin.changed_at);
    let mut text = plain!(
        tongue,
        "review-course",
        from = day_time_said(tongue, zone, bulletin.began_at()),
        until = day_time_said(tongue, zone, until),
        span = span_in(tongue, until.since(bulletin.began_at()))
    );
    for entry in &bulletin.entries {
        let at = day_time_said(tongue, zone, entry.at);
        let line = format!("\n{at}: {}", said(entry, tongue));
        if text.len() + line.len() > PART_LEN_MAX {
            break;
        }
        text.push_str(&line);
    }
    text
}

/// The first thing that a word said.
fn said(entry: &Entry, tongue: &Tongue) -> String {
    let Overview { known, impact, .. } = &entry.overview;
    match [impact, known].into_iter().find(|part| !part.is_empty()) {
        Some(part) => part.to_string(),
        None => crate::status::said_by_itself(tongue, entry),
    }
}

/// A review as one text, for programs, feeds and whoever reads it where nothing has a shape: in
/// their language what is written in it.
#[must_use]
pub fn body(review: &Review, language: Language) -> String {
    let tongue = Tongue::of(language);
    let [happened, cause, change] = review.spoken(language);
    let parts = [
        (plain!(tongue, "review-happened"), happened),
        (plain!(tongue, "review-cause"), cause),
        (plain!(tongue, "review-change"), change),
    ];
    let said = parts.into_iter().filter(|(_, part)| !part.words.is_empty());
    said.map(|(label, part)| format!("{label}\n{}", part.words)).collect::<Vec<_>>().join("\n\n")
}
