//! Planned maintenance on a status page: what is under way, what lies ahead, what is over.

use domain::maintenance::{Entry, Maintenance, Said, Stage};
use domain::status::Shown;
use domain::words::Timestamp;
use maud::{Markup, html};

use super::{Places, called, code, former, linked, matter};
use crate::tongue::Tongue;
use crate::{Context, addresses, plain, say, spoken, times};
use domain::words::Condition;

/// Most that lies ahead and stands on the page; the calendar has all of it.
const AHEAD_MAX: usize = 20;

/// What a word about maintenance says, as a text for every place that readers look at: in their
/// language what is written in it. `time` writes an instant.
#[must_use]
pub fn said(
    tongue: &Tongue,
    known: &Maintenance,
    entry: &Entry,
    time: &dyn Fn(Timestamp) -> String,
) -> String {
    let language = tongue.language();
    let (impact, words) = (known.plan.impact_in(language), entry.words_in(language));
    joined(tongue, (known, impact.words), (entry, words.words), time)
}

/// The same with the vendor's words as they were written first.
#[must_use]
pub fn said_first(
    tongue: &Tongue,
    known: &Maintenance,
    entry: &Entry,
    time: &dyn Fn(Timestamp) -> String,
) -> String {
    joined(tongue, (known, &known.plan.impact), (entry, &entry.words), time)
}

fn joined(
    tongue: &Tongue,
    (known, impact): (&Maintenance, &str),
    (entry, words): (&Entry, &str),
    time: &dyn Fn(Timestamp) -> String,
) -> String {
    let own = match entry.said {
        Said::Planned => impact.to_owned(),
        said => own_words(tongue, said, (entry.before, entry.stage), known.plan.from, time),
    };
    let parts = [own.as_str(), words].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// What Mayday itself says of maintenance that was planned already: which word it is, from where it
/// came to where it is, and when it starts. `time` writes an instant.
#[must_use]
pub fn own_words(
    tongue: &Tongue,
    said: Said,
    (before, stage): (Stage, Stage),
    from: Timestamp,
    time: &dyn Fn(Timestamp) -> String,
) -> String {
    match said {
        Said::Planned => String::new(),
        Said::Changed => plain!(tongue, "status-said-changed"),
        Said::Reminder(_) => plain!(tongue, "status-said-reminder", time = time(from)),
        Said::Extended(until) => plain!(tongue, "status-said-extended", time = time(until)),
        Said::Stage if before == stage => String::new(),
        Said::Stage => match stage {
            Stage::InProgress => plain!(tongue, "status-said-begun"),
            Stage::Verifying => plain!(tongue, "status-said-verifying"),
            Stage::Overrun => plain!(tongue, "status-said-overrun"),
            Stage::Completed => plain!(tongue, "status-said-completed"),
            Stage::Scheduled | Stage::Cancelled => plain!(tongue, "status-said-cancelled"),
        },
    }
}

/// How far maintenance is, in words.
#[must_use]
pub fn stage_words(tongue: &Tongue, stage: Stage) -> String {
    match stage {
        Stage::Scheduled => plain!(tongue, "status-stage-scheduled"),
        Stage::InProgress => plain!(tongue, "status-stage-in-progress"),
        Stage::Verifying => plain!(tongue, "status-stage-verifying"),
        Stage::Overrun => plain!(tongue, "status-stage-overrun"),
        Stage::Completed => plain!(tongue, "status-stage-completed"),
        Stage::Cancelled => plain!(tongue, "status-stage-cancelled"),
    }
}

fn stage(context: &Context<'_>, stage: Stage) -> Markup {
    html! { (stage_words(context.reader.tongue, stage)) }
}

/// One that is under way.
pub(super) fn whole(
    context: &Context<'_>,
    shown: &Shown<'_>,
    places: &Places<'_>,
    known: &Maintenance,
) -> Markup {
    one(context, shown, Some(places), known)
}

/// One alone, with everything that was said of it.
pub(super) fn alone(context: &Context<'_>, shown: &Shown<'_>, known: &Maintenance) -> Markup {
    one(context, shown, None, known)
}

fn one(
    context: &Context<'_>,
    shown: &Shown<'_>,
    places: Option<&Places<'_>>,
    known: &Maintenance,
) -> Markup {
    let zone = &shown.page.profile.zone;
    let (title, lang) = title(context, known);
    html! {
        article.matter id={ "m" (known.number) } data-is=(code(Condition::Maintenance)) {
            h2 lang=[lang] { (linked(places, known.into(), title)) }
            p.soft {
                (say!(context, "status-maintenance")) " · "
                b { (stage(context, known.stage)) }
                @if let Some((began, ended)) = known.began_at.zip(known.ended_at) {
                    " · "
                    (say!(
                        context,
                        "status-lasted",
                        span = times::span(context, ended.since(began))
                    ))
                }
            }
            (window(context, shown, known))
            @if known.is_late() {
                p.late {
                    (say!(
                        context,
                        "status-overdue",
                        time = times::day_time_in(context, zone, known.plan.until)
                    ))
                }
            }
            (concerned(context, shown, known))
            (impact(context, known))
            (former::of_work(context, shown, known))
            (entries(context, shown, known))
        }
    }
}

/// What lies ahead, and what was to be and does not take place.
pub(super) fn ahead(context: &Context<'_>, shown: &Shown<'_>, places: &Places<'_>) -> Markup {
    let off =
        |known: &&Maintenance| known.stage == Stage::Cancelled && known.plan.until > context.now;
    let listed: Vec<&Maintenance> = shown
        .maintenance
        .iter()
        .copied()
        .filter(|known| known.stage == Stage::Scheduled || off(known))
        .collect();
    html! {
        @if !listed.is_empty() {
            section aria-labelledby="ahead" {
                h2 id="ahead" { (say!(context, "status-maintenance")) }
                @for known in listed.iter().take(AHEAD_MAX) {
                    @let (title, lang) = title(context, known);
                    article.matter.off[known.stage == Stage::Cancelled]
                        id={ "m" (known.number) } data-is=(code(Condition::Maintenance)) {
                        h3 lang=[lang] { (linked(Some(places), (*known).into(), title)) }
                        @if known.stage == Stage::Cancelled {
                            p { b { (stage(context, known.stage)) } }
                        }
                        (window(context, shown, known))
                        (concerned(context, shown, known))
                        (impact(context, known))
                        (former::of_work(context, shown, known))
                        @if known.entries.len() > 1 { (entries(context, shown, known)) }
                    }
                }
                p { a href=(places.calendar) { (say!(context, "status-into-calendar")) } }
            }
        }
    }
}

/// One that is over, folded.
pub(super) fn folded(
    context: &Context<'_>,
    shown: &Shown<'_>,
    places: &Places<'_>,
    known: &Maintenance,
) -> Markup {
    let zone = &shown.page.profile.zone;
    let began = known.began_at.unwrap_or(known.plan.from);
    let (title, lang) = title(context, known);
    html! {
        details.matter id={ "m" (known.number) } data-is=(code(Condition::Maintenance)) {
            summary {
                b lang=[lang] { (title) } " "
                span.soft {
                    (times::day_time_in(context, zone, began)) " · "
                    (say!(context, "status-maintenance"))
                    @if let Some(ended) = known.ended_at {
                        " · "
                        (say!(
                            context,
                            "status-lasted",
                            span = times::span(context, ended.since(began))
                        ))
                    }
                }
            }
            (concerned(context, shown, known))
            (impact(context, known))
            (former::of_work(context, shown, known))
            (entries(context, shown, known))
            (matter::way_to(context, places, known.into()))
        }
    }
}

/// Its heading for whoever reads, and in which language that is where it is not theirs.
fn title<'a>(context: &Context<'_>, known: &'a Maintenance) -> (&'a str, Option<&'static str>) {
    let title = known.plan.title_in(spoken::language(context));
    (title.words, spoken::lang(context, title))
}

fn impact(context: &Context<'_>, known: &Maintenance) -> Markup {
    let impact = known.plan.impact_in(spoken::language(context));
    html! {
        @if !impact.words.is_empty() {
            p dir="auto" lang=[spoken::lang(context, impact)] { (addresses::linked(impact.words)) }
        }
    }
}

fn window(context: &Context<'_>, shown: &Shown<'_>, known: &Maintenance) -> Markup {
    let (zone, plan) = (&shown.page.profile.zone, &known.plan);
    html! {
        p { b { (times::window_in(context, zone, plan.from, plan.until)) } }
    }
}

fn concerned(context: &Context<'_>, shown: &Shown<'_>, known: &Maintenance) -> Markup {
    let named = shown.parts.iter().filter(|part| known.plan.components.contains(part.key));
    let named: Vec<_> = named.collect();
    html! {
        @if !named.is_empty() {
            p {
                span.soft { (say!(context, "status-affected")) ": " }
                @for (place, part) in named.into_iter().enumerate() {
                    @if place > 0 { ", " }
                    (called(context, shown, part))
                }
            }
        }
    }
}

/// What was said since it was planned, the latest first.
fn entries(context: &Context<'_>, shown: &Shown<'_>, known: &Maintenance) -> Markup {
    let zone = &shown.page.profile.zone;
    let time = |at| times::day_time_text_in(context, zone, at);
    let told = known.entries.iter().rev();
    let told = told.filter(|entry| !matches!(entry.said, Said::Planned | Said::Reminder(_)));
    html! {
        @for entry in told {
            section.entry id={ "u" (entry.id) } {
                p.soft { (times::day_time_in(context, zone, entry.at)) }
                @let own = own_words(
                    context.reader.tongue,
                    entry.said,
                    (entry.before, entry.stage),
                    known.plan.from,
                    &time,
                );
                @let words = entry.words_in(spoken::language(context));
                @if !own.is_empty() { p.said dir="auto" { (own) } }
                @if !words.words.is_empty() {
                    p.said dir="auto" lang=[spoken::lang(context, words)] {
                        (addresses::linked(words.words))
                    }
                }
                @if let Some(at) = entry.taken_back {
                    @let time = times::day_time_in(context, zone, at);
                    p.soft { (say!(context, "status-taken-back", time = time)) }
                }
            }
        }
    }
}
