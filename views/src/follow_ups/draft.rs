//! The draft of a follow-up: what the timeline knows, in the customer's language. A person makes it
//! theirs before it leaves.

use domain::State;
use domain::follow_ups::{FollowUp, Story};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::plain;
use crate::times::{day_time_said, span_in};
use crate::tongue::Tongue;

/// What stands in the editor when it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The heading.
    pub subject: String,
    /// The letter.
    pub text: String,
}

/// Writes the draft.
#[must_use]
pub fn draft(state: &State, zones: &TimeZoneDatabase, known: &FollowUp) -> Draft {
    let story = &known.story;
    let tongue = Tongue::of(story.language);
    let settings = &state.organisation.settings;
    let zone = zones.get(&settings.zone).unwrap_or(TimeZone::UTC);
    let mut parts = vec![plain!(tongue, "follow-hello"), course(state, story, &zone, tongue)];
    // What they said themselves stands there word by word; whoever writes leaves it out, or not.
    if let Some(words) = state.stopped(known) {
        let quoted: Vec<String> = words.lines().map(|line| format!("> {line}")).collect();
        parts.push(format!("{}\n{}", plain!(tongue, "follow-stopped"), quoted.join("\n")));
    }
    let said = state.told_of(known);
    if let Some(said) = &said {
        let said = said.spoken(story.language);
        let words = [
            (plain!(tongue, "follow-wrong"), said.known.words),
            (plain!(tongue, "follow-meant"), said.impact.words),
            (plain!(tongue, "follow-helped"), said.workaround.words),
        ];
        let said = words.into_iter().filter(|(_, words)| !words.is_empty());
        parts.extend(said.map(|(label, words)| format!("{label}\n{words}")));
    }
    parts.extend(promises(story, tongue));
    let next = said.as_ref().map(|said| said.spoken(story.language).next.words);
    if let Some(next) = next.filter(|next| !next.is_empty()) {
        parts.push(format!("{}\n{next}", plain!(tongue, "follow-next")));
    }
    parts.push(plain!(tongue, "follow-ask"));
    let name = story.by.as_ref().map(|by| state.access.name(by).to_owned());
    let us = settings.name.to_string();
    let signed: Vec<String> = name.into_iter().chain([us.clone()]).collect();
    parts.push(format!("{}\n{}", plain!(tongue, "follow-regards"), signed.join("\n")));
    Draft { subject: plain!(tongue, "follow-subject", organisation = us), text: parts.join("\n\n") }
}

/// When they called, who had it, and how long it lasted.
fn course(state: &State, story: &Story, zone: &TimeZone, tongue: &Tongue) -> String {
    let called = day_time_said(tongue, zone, story.called_at);
    let mut course = vec![plain!(tongue, "follow-called", time = called)];
    if let (Some(at), Some(by)) = (story.had_at, &story.by) {
        let after = span_in(tongue, at.since(story.called_at));
        let name = state.access.name(by).to_owned();
        course.push(plain!(tongue, "follow-had", name = name, span = after));
    }
    let lasted = span_in(tongue, story.over_at.since(story.called_at));
    course.push(match story.unheard {
        true => plain!(tongue, "follow-unheard", span = lasted),
        false => plain!(tongue, "follow-over", span = lasted),
    });
    course.join(" ")
}

/// What was promised, and what became of it: openly.
fn promises(story: &Story, tongue: &Tongue) -> Option<String> {
    let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    match (story.kept, story.missed) {
        (0, 0) => None,
        (kept, 0) => Some(plain!(tongue, "follow-kept", count = count(kept))),
        (_, missed) => Some(plain!(tongue, "follow-missed", count = count(missed))),
    }
}
