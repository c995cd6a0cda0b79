//! Components that machines, programs or readers have seen to fail and of which nobody has told
//! everyone yet.

use domain::evidence::Evidence;
use domain::words::ComponentKey;
use maud::{Markup, html};

use super::names;
use crate::{Context, times};

/// Most lines; a storm of suspicions is one matter.
const SHOWN_MAX: usize = 8;
/// Most customers that are named in a line.
const NAMED_MAX: usize = 5;

/// All of them, each with the way to the composer.
pub(super) fn section(context: &Context<'_>) -> Markup {
    // Without a page nobody waits for a word.
    let waits = !context.state.status_pages.pages.is_empty();
    let all = if waits { context.state.suspected(context.now) } else { Vec::new() };
    let more = all.len().saturating_sub(SHOWN_MAX);
    html! {
        section.section id="suspected" aria-labelledby="suspected-title" hidden[all.is_empty()] {
            header {
                h2 id="suspected-title" { "Suspected, and not told" } " "
                span.count { "readers of the status page wait for a word" }
            }
            ul.rows {
                @for (key, evidence) in all.iter().take(SHOWN_MAX) {
                    (line(context, key, evidence))
                }
            }
            @if more > 0 { p.soft { "and " (more) " more" } }
        }
    }
}

fn line(context: &Context<'_>, key: &ComponentKey, evidence: &Evidence) -> Markup {
    let known = context.state.components.get(key);
    let name = known.map_or(key.as_str(), |known| known.profile.name.as_str());
    let root = evidence.incident.map(|incident| context.state.groups.root(incident));
    let incident = root.and_then(|incident| context.state.incidents.get(incident));
    html! {
        li data-row {
            span.lamp data-tone="care" { span.visually-hidden { "Suspected" } }
            a.what href={ (context.base) "/console/status/components/" (key) } { bdi { (name) } }
            p.about {
                span { "fails since " (times::time(context, evidence.since)) }
                span { (seen_by(context, key, evidence)) }
            }
            @if let Some(incident) = incident {
                a.button href={
                    (names::room(context, incident)) "?suspected=" (key) "#update"
                } data-key="e" {
                    "Tell everyone"
                }
            } @else {
                // Nobody has been rung: whoever thinks it grave opens an incident of its service.
                a.button href={ (context.base) "/console/incidents/new?component=" (key) } {
                    "Open an incident"
                }
            }
        }
    }
}

/// Who has seen it, with the customers whose readers said so by their links: "5 readers, of
/// Brightwater Clinics".
pub(crate) fn seen_by(context: &Context<'_>, key: &ComponentKey, evidence: &Evidence) -> Markup {
    let seen = context.state.sightings.seen.get(key);
    let customers = seen.map(|seen| seen.customers_at(context.now)).unwrap_or_default();
    let known = |key| context.state.customers.profile(key);
    let names: Vec<&str> =
        customers.into_iter().filter_map(known).map(|known| known.name.as_str()).collect();
    let more = names.len().saturating_sub(NAMED_MAX);
    html! {
        (counted(evidence))
        @if !names.is_empty() {
            ", of " bdi { (names[..names.len() - more].join(", ")) }
            @if more > 0 { " and " (more) " more" }
        }
    }
}

/// Who has seen it: "3 alerts, 5 readers".
fn counted(evidence: &Evidence) -> String {
    let all = [
        (evidence.alerts, "alert", "alerts"),
        (evidence.programs, "program", "programs"),
        (evidence.people, "colleague", "colleagues"),
        (evidence.callers, "customer who called", "customers who called"),
        (evidence.readers, "reader", "readers"),
    ];
    let said = all.iter().filter(|(count, ..)| *count > 0);
    let said: Vec<String> = said
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    said.join(", ")
}
