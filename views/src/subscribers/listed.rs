//! What a list of subscribers comes to, before anything is written.

use domain::subscribers::{Lane, Route};
use maud::{Markup, html};

use super::{adding, route};
use crate::board::names;
use crate::{Context, Returned, Viewer, settings, shell};

/// A line that adds nobody.
pub struct Line<'a> {
    /// The file in which it stands; empty where it was pasted.
    pub source: &'a str,
    /// Its number, from 1.
    pub line: u32,
    /// What stands there.
    pub what: &'a str,
    /// Why, as the rest of a sentence.
    pub why: &'a str,
}

/// What a list comes to.
pub struct Preview<'a> {
    /// How many are added or confirmed.
    pub count: usize,
    /// How many are added, over each way.
    pub ways: Vec<(Route, usize)>,
    /// How many are confirmed by it.
    pub confirms: usize,
    /// How many are here already.
    pub known: usize,
    /// How many lines name somebody once more.
    pub doubles: usize,
    /// How many of the mail addresses several people read.
    pub shared: usize,
    /// Components that nobody knows here.
    pub unknown: Vec<&'a str>,
    /// The first lines that add nobody.
    pub refused: Vec<Line<'a>>,
    /// How many there are of these.
    pub refused_count: usize,
    /// By what the list is known again.
    pub seen: &'a str,
    /// Whether some of it came as files, which have to be chosen again.
    pub files: bool,
}

/// What would come of a list, and the form with it, to add those that can be.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    preview: &Preview<'_>,
    typed: &Returned,
) -> Markup {
    let content = html! {
        (shell::problem(Some(typed)))
        section.section aria-labelledby="preview-title" {
            header { h2 id="preview-title" { "What the list would add" } }
            (counted(preview))
        }
        @if preview.refused_count > 0 { (refused(preview)) }
        (adding::given(context, typed, preview))
        p { a href={ (context.base) "/console/subscribers" } { "All subscribers" } }
    };
    settings::document(context, viewer, super::TITLE, &["keys.js"], content)
}

fn counted(preview: &Preview<'_>) -> Markup {
    let one = |(way, count): &(Route, usize)| format!("{count} over {}", route(*way));
    let ways: Vec<String> = preview.ways.iter().map(one).collect();
    let over = |lane: Lane| preview.ways.iter().any(|(way, _)| way.lane() == lane);
    html! {
        p {
            @if ways.is_empty() { "It adds nobody new." }
            @else { (ways.join(", ")) "." }
            " Nothing is written yet."
        }
        ul {
            @if preview.confirms > 0 {
                li {
                    (names::count(preview.confirms, "reader", "readers")) " signed up here and had "
                    "not confirmed: they count as confirmed."
                }
            }
            @if preview.known > 0 {
                li { (preview.known) " here already, who keep what they chose." }
            }
            @if preview.doubles > 0 {
                li {
                    (names::count(preview.doubles, "line names", "lines name"))
                    " somebody once more; the first counts."
                }
            }
            @if preview.shared > 0 {
                li {
                    (names::count(preview.shared, "address", "addresses"))
                    " such as info@ or support@: several people read it, and any of them stops it."
                }
            }
            @if over(Lane::Hook) {
                li {
                    "Each webhook gets a secret of its own: it stands on its subscriber’s page. "
                    "The mail address beside a webhook is told nothing."
                }
            }
            @if over(Lane::Text) { li { "Text messages cost what your carrier asks." } }
            @if !preview.unknown.is_empty() {
                li {
                    "Components that are not on the page: "
                    @for (place, name) in preview.unknown.iter().enumerate() {
                        @if place > 0 { "; " }
                        bdi { (name) }
                    }
                    ". Whoever named others too is told of those."
                }
            }
        }
    }
}

fn refused(preview: &Preview<'_>) -> Markup {
    let more = preview.refused_count.saturating_sub(preview.refused.len());
    html! {
        section.section aria-labelledby="refused-title" {
            header {
                h2 id="refused-title" {
                    (names::count(preview.refused_count, "line adds", "lines add")) " nobody"
                }
            }
            ul.list {
                @for known in &preview.refused {
                    li {
                        b {
                            @if !known.source.is_empty() { bdi { (known.source) } ", " }
                            "line " (known.line)
                        }
                        ": " (known.why) ". "
                        span.soft.small { bdi { (known.what) } }
                    }
                }
                @if more > 0 { li { span.soft { "and " (more) " more" } } }
            }
        }
    }
}
