//! The timeline: what happened, from the call to the close, as far as the live state tells.

use domain::emergencies::{Emergency, Line, Speaker, Text};
use domain::incidents::Incident;
use domain::paging::PageStanding;
use domain::words::Timestamp;
use maud::{Markup, html};

use crate::board::names;
use crate::{Context, times, wording};

/// Most entries that are shown; the first and the latest matter.
const ENTRIES_MAX: usize = 60;

struct Entry {
    at: Timestamp,
    words: Markup,
}

pub(super) fn section(context: &Context<'_>, incident: &Incident) -> Markup {
    let mut entries = Vec::new();
    for emergency in names::emergencies(context, incident) {
        entries.extend(of_emergency(context, emergency));
    }
    let machines = super::machines::told(context, incident);
    entries.extend(machines.into_iter().map(|(at, words)| Entry { at, words }));
    entries.extend(pages(context, incident));
    entries.extend(updates(context, incident));
    // Entries of the same instant keep the order in which they were gathered.
    entries.sort_by_key(|entry| entry.at);
    let left_out = entries.len().saturating_sub(ENTRIES_MAX);
    html! {
        section.section id="timeline" aria-labelledby="timeline-title" {
            header { h2 id="timeline-title" { "Timeline" } }
            @if left_out > 0 { p.soft { (left_out) " earlier entries are in the journal." } }
            ol.timeline {
                @for entry in entries.iter().skip(left_out) {
                    li { (times::clock_time(context, entry.at)) span { (entry.words) } }
                }
            }
        }
    }
}

fn of_emergency<'a>(
    context: &'a Context<'_>,
    emergency: &'a Emergency,
) -> impl Iterator<Item = Entry> + 'a {
    let opened = Entry {
        at: emergency.opened_at,
        words: html! { "emergency " (emergency.number) ": they asked for help" },
    };
    let said = emergency.messages.iter().filter_map(move |message| {
        let words = match (&message.text, &message.from) {
            // The update itself is told of with its promise.
            (Text::Line(Line::Updated), _) => return None,
            (Text::Line(line), _) => html! { (wording::line_for_responder(context, line)) },
            (Text::Words(_), Speaker::Participant(_)) if message.number > 1 => {
                html! { "they wrote" }
            }
            (Text::Words(_), Speaker::Person(person)) => {
                html! { (names::person(context, person)) " wrote" }
            }
            (Text::Words(_), _) => return None,
        };
        Some(Entry { at: message.at, words })
    });
    std::iter::once(opened).chain(said)
}

fn pages(context: &Context<'_>, incident: &Incident) -> Vec<Entry> {
    let escalation = context.state.paging.get(incident.id);
    let pages = escalation.into_iter().flat_map(|escalation| escalation.pages.values());
    pages
        .map(|page| {
            let outcome = match page.standing {
                PageStanding::Requested if page.failed => "nothing sent could arrive",
                PageStanding::Requested => "not answered yet",
                PageStanding::Accepted => "accepted",
                PageStanding::Declined { .. } => "passed it on",
                PageStanding::Withdrawn => "not needed any more",
            };
            let words = html! {
                "rang " (names::person(context, &page.person))
                @if page.rings > 1 { ", " (page.rings) " times" }
                ": " (outcome)
            };
            Entry { at: page.requested_at, words }
        })
        .collect()
}

fn updates(context: &Context<'_>, incident: &Incident) -> Vec<Entry> {
    let board = context.state.updates.get(incident.id);
    let updates = board.into_iter().flat_map(|board| board.updates.iter());
    updates
        .map(|update| {
            let words = html! {
                "update by " (names::person(context, &update.author))
                ", the next promised by " (times::time(context, update.next_by))
            };
            Entry { at: update.at, words }
        })
        .collect()
}
