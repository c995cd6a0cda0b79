//! What everyone was told, in the console: every matter that status pages told of, each word of it,
//! and the form that puts a word right.

use domain::bulletins::{AFFECTED_MAX, Bulletin, Correction, Entry, Frame};
use domain::words::{Affected, Estimate, Overview, UpdateId};
use maud::{Markup, html};

use crate::board::{frame, names};
use crate::room::correct::{Words, reason};
use crate::room::public;
use crate::room::update::{AS_IT_IS, ASKED};
use crate::telling::typed;
use crate::{Context, Returned, Viewer, settings, shell, times};

pub mod afterwards;
pub mod never;

const TITLE: &str = "Status pages";
/// Most matters on one page of the list.
const LISTED_MAX: usize = 50;
/// Most components whose rows the form has: a form has a limit, and what would be beyond it must
/// not be lost. An entry that names more keeps its components as they are.
pub const ROWS_MAX: usize = 50;
const _: () = assert!(ROWS_MAX < AFFECTED_MAX, "a form has fewer rows than a word may have");

/// Where the words of a matter stand.
pub(crate) fn href(context: &Context<'_>, known: &Bulletin) -> String {
    format!("{}/console/status/told/{}", context.base, known.number)
}

/// Every matter, the latest first; those that are older than that number.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    before: Option<u32>,
    form: (&str, Option<&Returned>),
) -> Markup {
    let mut all: Vec<&Bulletin> =
        context.state.bulletins.bulletins.values().map(AsRef::as_ref).collect();
    all.sort_by_key(|known| std::cmp::Reverse(known.number));
    all.retain(|known| before.is_none_or(|before| known.number < before));
    let next = (all.len() > LISTED_MAX).then(|| all.get(LISTED_MAX - 1)).flatten();
    let row = |known: &&Bulletin| {
        let said = html! {
            (times::day_time(context, known.opened_at))
            @if !known.is_over() { " · goes on" }
            " · " (names::count(known.entries.len(), "word", "words"))
        };
        settings::row(&href(context, known), &known.title, &said)
    };
    let content = html! {
        p.soft {
            "Each word that status pages told can be put right, however long ago it was said. \
             Every reader sees that it was, when, why, and what it had said before."
        }
        (settings::section("What was told", "Nothing yet.", all.iter().take(LISTED_MAX).map(row)))
        @if let Some(last) = next {
            p {
                a href={ (context.base) "/console/status/told?before=" (last.number) } {
                    "What was told before"
                }
            }
        }
        (never::list(context, viewer, form))
        p {
            a href={ (context.base) "/console/status/told/new" } {
                "Write of an incident that is over"
            }
        }
        p { a href={ (context.base) "/console/status" } { "All status pages" } }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// Which word of a matter is put right, and what came back of that.
#[derive(Clone, Copy, Default)]
pub struct Chosen<'a> {
    /// Which.
    pub entry: Option<UpdateId>,
    /// What was typed.
    pub returned: Option<&'a Returned>,
}

/// A matter with every word, the latest first, and the form for the chosen one.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &Bulletin,
    command: &str,
    chosen: Chosen<'_>,
) -> Markup {
    let writes = frame::may_respond(context, viewer);
    let content = html! {
        h2 { bdi { (known.title) } }
        (shell::problem(chosen.returned))
        p.soft {
            (times::day_time(context, known.began_at()))
            @if let Some(at) = known.resolved_at { " – " (times::day_time(context, at)) }
            @if let Some(incident) = context.state.incidents.get(known.incident) {
                " · " a href=(names::room(context, incident)) { "Incident " (incident.number) }
            }
        }
        (crate::status::open_on_pages(context, known.into()))
        @for entry in known.entries.iter().rev() {
            section.card id={ "w" (entry.id) } aria-label={ "Word " (entry.id) } {
                (word(context, known, entry))
                (crate::approvals::of_correction(context, known, entry.id))
                @if writes && chosen.entry == Some(entry.id) {
                    (form(context, viewer, known, entry, command, chosen.returned))
                } @else if writes {
                    p {
                        a href={ (href(context, known)) "?word=" (entry.id) "#w" (entry.id) } {
                            "Put it right"
                        }
                    }
                }
            }
        }
        (never::form(context, viewer, known, command, chosen.returned))
        p { a href={ (context.base) "/console/status/told" } { "All that was told" } }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn word(context: &Context<'_>, known: &Bulletin, entry: &Entry) -> Markup {
    html! {
        p.soft {
            (times::day_time(context, entry.at))
            @if let Some(author) = &entry.author { " · " (names::person(context, author)) }
            @if let Some((_, said, _)) = public::PHASES.iter().find(|one| one.2 == entry.phase) {
                " · " (said)
            }
            @if entry.quiet { " · subscribers were not told, by wish" }
        }
        (said(context, &entry.overview, &known.frame_of(entry)))
        @for one in entry.corrections.iter().rev() { (corrected(context, one)) }
    }
}

fn corrected(context: &Context<'_>, one: &Correction) -> Markup {
    html! {
        p.soft.small {
            "Put right by " (names::person(context, &one.by)) ", "
            (times::day_time(context, one.at)) "."
            @if !one.reason.is_empty() { " " q { (one.reason) } }
            @if one.taken_back { " Something was taken out." } @else { " Before, it said:" }
        }
        @if !one.taken_back { div.soft { (said(context, &one.said, &one.frame)) } }
    }
}

fn said(context: &Context<'_>, overview: &Overview, frame: &Frame) -> Markup {
    let parts = [&overview.known, &overview.impact, &overview.workaround, &overview.next];
    html! {
        p { b dir="auto" { (frame.title) } }
        @if *overview == Overview::default() { p.soft { "As Mayday said by itself." } }
        @for part in parts.into_iter().filter(|part| !part.is_empty()) {
            p.words dir="auto" { (part) }
        }
        (crate::languages::said(&overview.translations))
        @for one in &frame.affected { (fares(context, one)) }
        @if let Some(since) = frame.since {
            p.small { "It has failed since " (times::day_time(context, since)) }
        }
        @if let Some(until) = frame.until {
            p.small { "It was over " (times::day_time(context, until)) }
        }
        @if let Some(estimate) = &frame.estimate {
            p.small {
                "Likely " (estimate.low_mins) "–" (estimate.high_mins) " minutes from then ("
                (estimate.likely_of_ten) " of 10 like it)"
                @if !estimate.depends_on.is_empty() { ": " bdi { (estimate.depends_on) } }
            }
        }
    }
}

fn fares(context: &Context<'_>, one: &Affected) -> Markup {
    let part = context.state.components.get(&one.component);
    let said = public::CONDITIONS.iter().find(|(_, _, condition)| *condition == one.condition);
    html! {
        p.small {
            bdi { (part.map_or(one.component.as_str(), |part| part.profile.name.as_str())) }
            ": " (said.map_or("", |(_, said, _)| *said))
        }
    }
}

fn form(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &Bulletin,
    entry: &Entry,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let id = entry.id.to_string();
    let words = Words { told: &entry.overview, title: Some(&entry.title), id: &id, returned };
    let over = entry.phase == domain::words::Phase::Resolved;
    html! {
        form.stack method="post" action={ (href(context, known)) "/" (id) } {
            input type="hidden" name="command" value=(command);
            (reason(&id, known.is_over(), returned))
            (words.fields(context, known.incident))
            (crate::began::field(
                context,
                viewer,
                ("since", &format!("since-{id}"), "It has failed since (empty: nothing is said)"),
                &typed(returned, "since", &crate::began::typed(context, viewer, entry.since)),
                ("Bars and uptime count from then.", returned),
            ))
            @if known.begins_with(entry.id) {
                (crate::began::field(
                    context,
                    viewer,
                    ("until", &format!("until-{id}"), "It was over"),
                    &typed(
                        returned,
                        "until",
                        &crate::began::typed(context, viewer, known.resolved_at),
                    ),
                    ("Bars and uptime count until then.", returned),
                ))
            }
            // At its end nothing fails any more, and nothing is expected.
            @if !over {
                (estimate(entry.estimate.as_ref(), &id, returned))
                @let named = entry.affected();
                @if named.len() <= ROWS_MAX { (public::rows_of(context, &named, returned)) }
                p.hint {
                    "Later words that went on with the same heading or the same components are \
                     put right with it. Bars and uptime follow."
                }
            }
            (crate::approvals::before(context, &viewer.person, "For readers of the pages it"))
            div.row {
                button.button data-tone="ink" type="submit" { "Put it right" }
                @if returned.is_some_and(|known| !known.value(ASKED).is_empty()) {
                    button.button type="submit" name=(AS_IT_IS) value="1" { "Send it as it is" }
                }
                a href=(href(context, known)) { "Leave it" }
            }
        }
    }
}

/// How long it might take; nothing, where no time stands at its end.
pub(crate) fn estimate(known: Option<&Estimate>, id: &str, returned: Option<&Returned>) -> Markup {
    let was =
        |field: &str, known: Option<String>| typed(returned, field, &known.unwrap_or_default());
    let low = was("low_mins", known.map(|known| known.low_mins.to_string()));
    let high = was("high_mins", known.map(|known| known.high_mins.to_string()));
    let likely = was("likely", known.map(|known| known.likely_of_ten.to_string()));
    let depends = was("depends_on", known.map(|known| known.depends_on.to_string()));
    let fields = [
        ("low_mins", "Estimate, from (minutes after this word)", low, "text"),
        ("high_mins", "to (empty: no estimate)", high, "text"),
        ("likely", "So many of 10 like it", likely, "numeric"),
        ("depends_on", "It depends on (not required)", depends, "text"),
    ];
    html! {
        div.columns {
            @for (name, label, value, mode) in fields {
                div.field {
                    label for={ (name) "-" (id) } { (label) }
                    input id={ (name) "-" (id) } name=(name) autocomplete="off" inputmode=(mode)
                        value=(value) aria-invalid=[shell::invalid(returned, name)];
                    (crate::telling::wrong(name, returned))
                }
            }
        }
    }
}
