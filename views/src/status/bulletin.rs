//! A matter on a status page: its heading, how far it is, and every word about it.

use std::collections::BTreeMap;

use domain::bulletins::{Bulletin, Entry};
use domain::status::Shown;
use domain::words::{
    Affected, ComponentKey, Condition, Estimate, Expected, Overview, Parts, Phase, Spoken,
    Timestamp, UpdateId,
};
use maud::{Markup, html};

use super::{Places, called, code, condition, corrected, linked, mark, matter, review};
use crate::tongue::Tongue;
use crate::{Context, addresses, plain, say, spoken, times};

/// One that goes on, with its latest word in full.
pub(super) fn whole(
    context: &Context<'_>,
    shown: &Shown<'_>,
    places: &Places<'_>,
    bulletin: &Bulletin,
) -> Markup {
    let zone = &shown.page.profile.zone;
    html! {
        article.matter id={ "b" (bulletin.number) } data-is=(code(bulletin.gravity())) {
            @let title = title(context, bulletin);
            h2 lang=[spoken::lang(context, title)] {
                (linked(Some(places), bulletin.into(), title.words))
            }
            p.soft {
                b { (phase(context, bulletin.phase())) } " · "
                (say!(
                    context,
                    "status-since",
                    time = times::day_time_in(context, zone, bulletin.opened_at)
                ))
            }
            (failing(context, shown, bulletin))
            (concerned(context, shown, bulletin))
            (late(context, shown, bulletin))
            @if let Some(latest) = bulletin.entries.last() {
                (entry(context, shown, bulletin, latest, true))
            }
            (earlier(context, shown, bulletin, 1))
        }
    }
}

/// One that is over, folded.
pub(super) fn folded(
    context: &Context<'_>,
    shown: &Shown<'_>,
    places: &Places<'_>,
    bulletin: &Bulletin,
) -> Markup {
    let zone = &shown.page.profile.zone;
    html! {
        details.matter id={ "b" (bulletin.number) } data-is=(code(bulletin.gravity())) {
            @let title = title(context, bulletin);
            summary {
                b lang=[spoken::lang(context, title)] { (title.words) } " "
                span.soft {
                    (times::day_time_in(context, zone, bulletin.opened_at))
                    @if let Some(at) = bulletin.resolved_at {
                        " · "
                        (say!(
                            context,
                            "status-lasted",
                            span = times::span(context, at.since(bulletin.began_at()))
                        ))
                    } @else {
                        " · " (phase(context, bulletin.phase()))
                    }
                }
            }
            (failing(context, shown, bulletin))
            (failed(context, shown, bulletin))
            (review::section(context, shown, bulletin))
            @for known in bulletin.entries.iter().rev() {
                (entry(context, shown, bulletin, known, false))
            }
            (matter::way_to(context, places, bulletin.into()))
        }
    }
}

/// One alone, with everything that was said of it.
pub(super) fn alone(context: &Context<'_>, shown: &Shown<'_>, bulletin: &Bulletin) -> Markup {
    let zone = &shown.page.profile.zone;
    let title = title(context, bulletin);
    let is_over = bulletin.is_over();
    let latest = bulletin.entries.len();
    html! {
        article.matter id={ "b" (bulletin.number) } data-is=(code(bulletin.gravity())) {
            h2 lang=[spoken::lang(context, title)] { (title.words) }
            p.soft {
                b { (phase(context, bulletin.phase())) } " · "
                (say!(
                    context,
                    "status-since",
                    time = times::day_time_in(context, zone, bulletin.opened_at)
                ))
                @if let Some(at) = bulletin.resolved_at {
                    " · "
                    (say!(
                        context,
                        "status-lasted",
                        span = times::span(context, at.since(bulletin.began_at()))
                    ))
                }
            }
            (failing(context, shown, bulletin))
            @if is_over {
                (fares(context, shown, &worst(bulletin)))
                (failed(context, shown, bulletin))
                (review::section(context, shown, bulletin))
            } @else {
                (concerned(context, shown, bulletin))
                (late(context, shown, bulletin))
            }
            @for (place, known) in bulletin.entries.iter().enumerate().rev() {
                (entry(context, shown, bulletin, known, !is_over && place + 1 == latest))
            }
        }
    }
}

/// How badly each component fared that it ever named.
fn worst(bulletin: &Bulletin) -> Vec<Affected> {
    let mut worst: BTreeMap<&ComponentKey, Condition> = BTreeMap::new();
    for turn in bulletin.entries.iter().flat_map(|entry| &entry.turns) {
        let known = worst.entry(&turn.component).or_default();
        *known = (*known).max(turn.after).max(turn.before);
    }
    let all = worst.into_iter();
    all.map(|(component, condition)| Affected { component: component.clone(), condition }).collect()
}

/// Since when it had failed as a person says, where that was before it was told of; and that it was
/// written afterwards, where it was.
fn failing(context: &Context<'_>, shown: &Shown<'_>, bulletin: &Bulletin) -> Markup {
    let zone = &shown.page.profile.zone;
    let time = |at| times::day_time_in(context, zone, at);
    let here = |key: &ComponentKey| shown.parts.iter().any(|part| part.key == key);
    let seen = bulletin.seen.iter().filter(|(key, _)| here(key)).map(|(_, since)| *since).min();
    let seen = seen.filter(|since| *since < bulletin.began_at());
    // What was seen still counts when machines have cleared, and when all is over.
    let since = seen.or(bulletin.failing_since());
    html! {
        @if let Some(since) = since {
            p.soft {
                @match seen {
                    Some(at) => { (say!(context, "status-seen-since", time = time(at))) }
                    None => { (say!(context, "status-failing-since", time = time(since))) }
                }
                " "
                (say!(
                    context,
                    "status-lag",
                    time = time(bulletin.opened_at),
                    span = times::span(context, bulletin.opened_at.since(since))
                ))
            }
        }
        @if let Some(at) = bulletin.written_at {
            p.soft { (say!(context, "status-written-afterwards", time = time(at))) }
        }
    }
}

/// For how long things failed, to the minute, once it is over.
fn failed(context: &Context<'_>, shown: &Shown<'_>, bulletin: &Bulletin) -> Markup {
    let failed = shown.failed(bulletin).filter(|failed| !failed.is_zero());
    html! {
        @if let Some(failed) = failed {
            p.soft { (say!(context, "status-failed", span = times::span(context, failed))) }
        }
    }
}

fn earlier(context: &Context<'_>, shown: &Shown<'_>, bulletin: &Bulletin, told: usize) -> Markup {
    let count = bulletin.entries.len().saturating_sub(told);
    html! {
        @if count > 0 {
            details {
                summary { (say!(context, "status-earlier", count = count as u32)) }
                @for known in bulletin.entries.iter().rev().skip(told) {
                    (entry(context, shown, bulletin, known, false))
                }
            }
        }
    }
}

/// Which components it names, and how they fare.
fn concerned(context: &Context<'_>, shown: &Shown<'_>, bulletin: &Bulletin) -> Markup {
    let named = bulletin.affected.iter().map(|(component, condition)| Affected {
        component: component.clone(),
        condition: *condition,
    });
    fares(context, shown, &named.collect::<Vec<_>>())
}

/// How these components fare, as far as the page has them.
pub(super) fn fares(context: &Context<'_>, shown: &Shown<'_>, named: &[Affected]) -> Markup {
    let named: Vec<_> = shown
        .parts
        .iter()
        .filter_map(|part| Some((part, named.iter().find(|one| one.component == *part.key)?)))
        .collect();
    html! {
        @if !named.is_empty() {
            p {
                span.soft { (say!(context, "status-affected")) ": " }
                @for (place, (part, one)) in named.iter().enumerate() {
                    @if place > 0 { ", " }
                    (called(context, shown, part)) " "
                    span data-is=(code(one.condition)) {
                        "(" (mark(one.condition)) " " (condition(context, one.condition)) ")"
                    }
                }
            }
        }
    }
}

/// A promise that was not kept is told, until a word comes.
fn late(context: &Context<'_>, shown: &Shown<'_>, bulletin: &Bulletin) -> Markup {
    html! {
        @if let Some(by) = bulletin.missed {
            p.late {
                (say!(
                    context,
                    "status-late",
                    time = times::day_time_in(context, &shown.page.profile.zone, by)
                ))
            }
        }
    }
}

/// What Mayday says where no person has written anything: what callers say.
#[must_use]
pub fn said_by_itself(tongue: &Tongue, entry: &Entry) -> String {
    match entry.phase {
        // A person wrote of it when it was over.
        Phase::Resolved if entry.author.is_some() => plain!(tongue, "status-over-afterwards"),
        Phase::Resolved => plain!(tongue, "status-over-by-itself"),
        Phase::Monitoring => plain!(tongue, "status-watched-by-itself"),
        Phase::Investigating | Phase::Identified => plain!(tongue, "status-again-by-itself"),
    }
}

/// When it may be over, in one line for letters, feeds and programs.
#[must_use]
pub fn expected_words(
    tongue: &Tongue,
    expected: &Expected,
    time: &dyn Fn(Timestamp) -> String,
) -> String {
    let odds = plain!(tongue, "known-odds", odds = u32::from(expected.likely_of_ten));
    let likely = plain!(tongue, "known-likely");
    let range = match expected.from == expected.until {
        true => time(expected.until),
        false => format!("{} – {}", time(expected.from), time(expected.until)),
    };
    let depends = match expected.depends_on.is_empty() {
        true => String::new(),
        false => {
            let what = expected.depends_on.to_string();
            format!("\n{}", plain!(tongue, "known-depends", what = what))
        }
    };
    format!("{likely}: {range} {odds}{depends}")
}

/// A word; the latest of a matter that goes on with what is promised now.
fn entry(
    context: &Context<'_>,
    shown: &Shown<'_>,
    bulletin: &Bulletin,
    entry: &Entry,
    latest: bool,
) -> Markup {
    let zone = &shown.page.profile.zone;
    html! {
        section.entry id={ "u" (entry.id) } {
            p.soft {
                (times::day_time_in(context, zone, entry.at)) " · " (phase(context, entry.phase))
            }
            (heading(context, bulletin, entry.id))
            @if entry.overview == Overview::default() {
                p { (said_by_itself(context.reader.tongue, entry)) }
            } @else {
                (parts(context, &entry.overview))
            }
            @if latest { (expected(context, zone, bulletin, entry)) }
            (corrected::section(context, shown, (bulletin, entry)))
        }
    }
}

/// Under which heading it was said, where the matter had several; and where that changed, what it
/// had been.
fn heading(context: &Context<'_>, bulletin: &Bulletin, entry: UpdateId) -> Markup {
    let headings = bulletin.headings_of(entry, context.reader.tongue.language());
    html! {
        @if let Some(headings) = headings.filter(|_| bulletin.was_renamed()) {
            p {
                b dir="auto" lang=[spoken::lang(context, headings.own)] { (headings.own.words) }
                @if let Some(before) = headings.before {
                    " "
                    span.soft {
                        (say!(context, "status-was")) ": "
                        bdi lang=[spoken::lang(context, before)] { (before.words) }
                    }
                }
            }
        }
    }
}

/// What readers of the latest word wait for.
fn expected(context: &Context<'_>, zone: &str, bulletin: &Bulletin, entry: &Entry) -> Markup {
    html! {
        dl {
            @if let Some(by) = bulletin.next_by {
                dt { (say!(context, "known-next-by")) }
                dd {
                    b { (times::day_time_in(context, zone, by)) }
                    (times::far_off(context, by))
                    @if let Some(at) = bulletin.moved_at {
                        br;
                        span.soft {
                            (say!(
                                context,
                                "status-moved",
                                time = times::day_time_in(context, zone, at)
                            ))
                        }
                    }
                }
            }
            @let estimate = entry.estimate.as_ref().filter(|_| !bulletin.is_over());
            @if let Some(estimate) = estimate {
                (likely(context, zone, (entry.at, true), estimate))
            }
        }
    }
}

/// The heading of a matter, for whoever reads.
pub(super) fn title<'a>(context: &Context<'_>, bulletin: &'a Bulletin) -> Spoken<'a> {
    bulletin.title_in(context.reader.tongue.language())
}

pub(super) fn parts(context: &Context<'_>, overview: &Overview) -> Markup {
    let Parts { known, impact, workaround, next } = spoken::parts(context, overview);
    let parts = [
        (say!(context, "known-for-you"), impact),
        (say!(context, "known-wrong"), known),
        (say!(context, "known-meanwhile"), workaround),
        (say!(context, "known-next"), next),
    ];
    html! {
        dl {
            @for (title, said) in parts {
                @if !said.words.is_empty() {
                    dt { (title) }
                    dd dir="auto" lang=[spoken::lang(context, said)] {
                        (addresses::linked(said.words))
                    }
                }
            }
        }
    }
}

/// When it may work again; never a promise, and said to take longer once that has passed, where it
/// still stands.
pub(super) fn likely(
    context: &Context<'_>,
    zone: &str,
    (said_at, stands): (Timestamp, bool),
    estimate: &Estimate,
) -> Markup {
    let Expected { from: low, until: high, .. } = estimate.given_at(said_at);
    html! {
        dt { (say!(context, "known-likely")) }
        dd {
            (times::day_time_in(context, zone, low))
            @if low != high { " – " (times::day_time_in(context, zone, high)) }
            " "
            span.soft {
                (say!(context, "known-odds", odds = u32::from(estimate.likely_of_ten)))
            }
            @if !estimate.depends_on.is_empty() {
                br;
                span.soft dir="auto" {
                    (say!(context, "known-depends", what = estimate.depends_on.to_string()))
                }
            }
            @if stands && context.now > high { br; (say!(context, "known-longer")) }
        }
    }
}

pub(super) fn phase(context: &Context<'_>, phase: Phase) -> Markup {
    match phase {
        Phase::Investigating => say!(context, "status-phase-investigating"),
        Phase::Identified => say!(context, "status-phase-identified"),
        Phase::Monitoring => say!(context, "status-phase-monitoring"),
        Phase::Resolved => say!(context, "status-phase-resolved"),
    }
}
