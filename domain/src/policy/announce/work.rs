//! What subscribers are told of planned maintenance: that it comes, that it was planned otherwise,
//! that it starts, takes longer and is over.

use std::collections::BTreeSet;

use crate::maintenance::{Entry, Event, Maintenance, Stage};
use crate::subscribers::{self, About, Announcement, Kind, Work};
use crate::words::{
    Affected, ComponentKey, Condition, Language, MaintenanceId, Overview, Phase, Showing, TopicId,
    Translation, is_left_of,
};
use crate::{Command, State};

/// What subscribers are told when something was said of maintenance.
pub(crate) fn told(now: &State, event: &Event) -> Vec<Command> {
    if now.subscribers.is_empty() {
        return Vec::new();
    }
    let Some(maintenance) = about(event) else { return Vec::new() };
    // Subscribers are told what they may read, and nothing else.
    let told = |news: &dyn Fn(&Maintenance) -> bool| {
        now.told_each(|open, _| {
            let known = open.maintenance.get(maintenance).filter(|known| news(known))?;
            word(open, known)
        })
    };
    let less = less(now, maintenance, || told(&|_| true));
    // It is asked first: a routine brings dozens of occurrences, and a word is made for each class
    // of readers.
    let known = now.maintenance.get(maintenance).filter(|known| is_news(known, event));
    let word = known.and_then(|_| told(&|known| is_news(known, event)));
    let tell = word.map(|word| subscribers::Command::Announce(Box::new(word)).into());
    less.into_iter().chain(tell).collect()
}

/// What waits of it for readers for whom it is no more is told to nobody, and the rest to these.
fn less(
    now: &State,
    maintenance: MaintenanceId,
    stands: impl FnOnce() -> Option<Announcement>,
) -> Option<Command> {
    let topic = TopicId(maintenance.0);
    let waiting =
        now.subscribers.words().filter(|word| word.word.topic == topic && !word.is_done());
    let mut waiting = waiting.peekable();
    waiting.peek()?;
    let stands = stands();
    waiting.any(|word| word.word.exceeds(stands.as_ref())).then(|| match stands {
        None => subscribers::Command::Retract { topic }.into(),
        Some(stands) => subscribers::Command::Narrow { stands: Box::new(stands) }.into(),
    })
}

fn about(event: &Event) -> Option<MaintenanceId> {
    match event {
        Event::Planned { maintenance, .. }
        | Event::Changed { maintenance, .. }
        | Event::Reminded { maintenance, .. }
        | Event::Said { maintenance, .. }
        | Event::Extended { maintenance, .. } => Some(*maintenance),
        // Whoever read it elsewhere was told there.
        Event::Imported { .. }
        // Nobody reads it yet.
        | Event::Written { .. }
        | Event::Withdrawn { .. }
        | Event::Refused { .. }
        // Nobody is told anew what is left; what has not left leaves without it.
        | Event::TakenBack { .. }
        | Event::RoutineTakenBack { .. }
        | Event::RoutineWritten { .. }
        | Event::RoutineWithdrawn { .. }
        | Event::RoutinePut { .. }
        | Event::RoutineRemoved { .. }
        | Event::Skipped { .. }
        | Event::Left { .. } => None,
    }
}

/// What comes again is planned two months ahead: nobody is told of each before it comes near. And
/// that the work is being checked says nothing that a reader could act on, unless somebody adds to
/// it. What comes out once the time of its last reminder is past would be told to nobody before it
/// starts, and is near.
fn is_news(known: &Maintenance, event: &Event) -> bool {
    let late = !known.plan.remind_mins.is_empty() && known.reminders.is_empty();
    let due = late || known.reminded_at().is_some();
    let near = known.origin.is_none() || due || known.began_at.is_some();
    let empty = matches!(
        event,
        Event::Said { stage: Stage::Verifying, words, .. } if words.is_empty()
    );
    // Of what has begun, leaving words out is no news: its last word would be told once more.
    let left_out = matches!(event, Event::Changed { before: Showing::TakenBack, .. })
        && known.began_at.is_some();
    near && !empty && !left_out
}

/// The latest word about maintenance, as subscribers get it.
fn word(now: &State, known: &Maintenance) -> Option<Announcement> {
    let entry = known.entries.last()?;
    let concerned: BTreeSet<ComponentKey> = known.plan.components.iter().cloned().collect();
    let there = |key: &&ComponentKey| now.components.get(key).is_some();
    let condition = match entry.stage.is_running() {
        true => Condition::Maintenance,
        false => Condition::Operational,
    };
    let affected = known.plan.components.iter().filter(there);
    let over = entry.stage.is_over();
    Some(Announcement {
        topic: TopicId(known.id.0),
        number: Some(known.number),
        kind: match (over, known.entries.len()) {
            (true, _) => Kind::Resolved,
            (false, 1) => Kind::Opened,
            (false, _) => Kind::Updated,
        },
        heading: known.plan.title.clone(),
        phase: if over { Phase::Resolved } else { Phase::Identified },
        affected: affected.map(|key| Affected { component: key.clone(), condition }).collect(),
        overview: Overview {
            known: entry.words.clone(),
            impact: known.plan.impact.clone(),
            translations: known.translations_with(entry),
            ..Overview::default()
        },
        next_by: None,
        expected: None,
        since: known.planned_at,
        audience: now.audience(&concerned, Condition::Maintenance),
        versions: Vec::new(),
        about: About::Work(Work {
            said: entry.said,
            before: entry.before,
            stage: entry.stage,
            from: known.plan.from,
            until: known.plan.until,
        }),
    })
}

/// What is left of a word that has not left yet, where words were taken back since it was said.
pub(super) fn left_of(word: &Announcement, known: &Maintenance) -> Option<Announcement> {
    let replanned = known.former.iter().any(|former| former.taken_back);
    let gone = known.entries.iter().filter(|entry| entry.taken_back.is_some());
    // Each word is known by what it says: the same words are gone wherever they were said.
    let stands = known.entries.iter().any(|entry| each(entry, word).all(|(now, was)| now == was));
    let mut gone = gone.filter(|entry| each(entry, word).all(|(now, was)| is_left_of(now, was)));
    let said = gone.next_back().filter(|_| !stands);
    if !replanned && said.is_none() {
        return None;
    }
    let mut left = word.clone();
    if replanned {
        left.heading = known.plan.title.clone();
        left.overview.impact = known.plan.impact.clone();
    }
    if let Some(said) = said {
        left.overview.known = said.words.clone();
    }
    for one in &mut left.overview.translations {
        let plan = Translation::of(&known.plan.translations, one.language).filter(|_| replanned);
        if replanned {
            one.title = plan.map(|plan| plan.title.clone()).unwrap_or_default();
            one.impact = plan.map(|plan| plan.impact.clone()).unwrap_or_default();
        }
        if let Some(said) = said {
            one.known = in_language(&said.translations, one.language).into();
        }
    }
    left.overview.translations.retain(|one| !one.is_empty());
    Some(left)
}

/// What a word of maintenance says now, beside what is about to be told, in each language: words
/// may have been taken back in one alone.
fn each<'a>(entry: &'a Entry, word: &'a Announcement) -> impl Iterator<Item = (&'a str, &'a str)> {
    let translated = Language::ALL.into_iter().map(|language| {
        let (now, was) = (&entry.translations, &word.overview.translations);
        (in_language(now, language), in_language(was, language))
    });
    std::iter::once((&*entry.words, &*word.overview.known)).chain(translated)
}

/// What was added, in that language; nothing, where it was not translated.
fn in_language(translations: &[Translation], language: Language) -> &str {
    Translation::of(translations, language).map_or("", |known| &known.known)
}
