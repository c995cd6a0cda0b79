//! The timeline: what happened, from the call to the close, as far as the live state tells.

use domain::emergencies::{Emergency, Line, Message, Speaker, Text};
use domain::incidents::Incident;
use domain::paging::PageStanding;
use domain::redactions::Place;
use domain::words::Timestamp;
use maud::{Markup, html};

use super::{Filter, Look, colleagues};
use crate::board::names;
use crate::{Context, times, wording};

/// Most entries that are shown; the first and the latest matter.
const ENTRIES_MAX: usize = 60;
/// How many of the same in a row are folded into one line.
const RUN_MIN: usize = 3;
/// Most of a run that are shown when it is unfolded.
const RUN_SHOWN_MAX: usize = 50;
/// Most characters of what was written that an unfolded run shows; all of it stands above.
const GLIMPSE_CHARS_MAX: usize = 80;

pub(super) struct Entry {
    pub at: Timestamp,
    pub of: Filter,
    pub what: What,
}

impl Entry {
    /// Something that people did with each other.
    pub fn of_people(at: Timestamp, words: Markup) -> Self {
        Self { at, of: Filter::People, what: What::Deed(words) }
    }
}

pub(super) enum What {
    /// Something that happened once.
    Deed(Markup),
    /// Somebody wrote; many in a row are one line.
    Wrote(Wrote),
}

pub(super) struct Wrote {
    /// Who, as the timeline calls them.
    who: String,
    /// The message, unique in the incident.
    id: String,
    /// The beginning of what they wrote.
    glimpse: String,
}

pub(super) fn section(context: &Context<'_>, incident: &Incident, look: &Look) -> Markup {
    let mut entries = Vec::new();
    for emergency in names::emergencies(context, incident) {
        entries.extend(of_emergency(context, emergency));
    }
    let machines = super::machines::told(context, incident);
    let deed = |(at, words)| Entry { at, of: Filter::Machines, what: What::Deed(words) };
    entries.extend(machines.into_iter().map(deed));
    entries.extend(pages(context, incident));
    entries.extend(updates(context, incident));
    entries.extend(colleagues::entries(context, incident));
    entries.retain(|entry| look.filter == Filter::All || entry.of == look.filter);
    // Entries of the same instant keep the order in which they were gathered.
    entries.sort_by_key(|entry| entry.at);
    let lines: Vec<&[Entry]> = entries.chunk_by(is_one_run).flat_map(folded).collect();
    let left_out = lines.len().saturating_sub(ENTRIES_MAX);
    let shown_lines = &lines[left_out..];
    let seen = looked_at(shown_lines, look);
    let fresh = seen.map_or(0, |seen| shown_lines.len() - seen);
    html! {
        // What somebody chose to see of it lies open.
        details.fold id="timeline" open[look.filter != Filter::All] {
            summary {
                span {
                    "Timeline: " b { (names::count(lines.len(), "entry", "entries")) }
                    @if fresh > 0 { ", " (fresh) " new since you last looked" }
                }
            }
            (filters(context, incident, look))
            @if left_out > 0 { p.soft { (left_out) " earlier entries are in the journal." } }
            @if lines.is_empty() { p.soft { "Nothing of that kind has happened." } }
            ol.timeline id="course" {
                @for (index, line) in shown_lines.iter().enumerate() {
                    @if Some(index) == seen { (marker(context, look)) }
                    (shown(context, line))
                }
            }
        }
    }
}

/// What can be shown of it, as plain links.
fn filters(context: &Context<'_>, incident: &Incident, look: &Look) -> Markup {
    let room = names::room(context, incident);
    html! {
        nav.filters aria-label="What the timeline shows" {
            @for (filter, name, label) in Filter::ALL {
                a href={ (room) "?show=" (name) "#course" }
                    aria-current=[(filter == look.filter).then_some("true")] {
                    (label)
                }
            }
        }
    }
}

/// Before which line the reader had looked last; nothing when all of it is new, or none.
fn looked_at(lines: &[&[Entry]], look: &Look) -> Option<usize> {
    let since = look.since?;
    let first = lines.iter().position(|line| line.last().is_some_and(|entry| entry.at > since))?;
    (first > 0).then_some(first)
}

fn marker(context: &Context<'_>, look: &Look) -> Markup {
    html! {
        @if let Some(since) = look.since {
            li.looked id="looked" {
                (times::clock_time(context, since))
                span { "New since you last looked" }
            }
        }
    }
}

/// Whether the same person wrote twice, with nothing in between.
fn is_one_run(one: &Entry, next: &Entry) -> bool {
    matches!((&one.what, &next.what), (What::Wrote(one), What::Wrote(next)) if one.who == next.who)
}

/// A long run as one line, a short one as a line for each.
fn folded(run: &[Entry]) -> std::slice::Chunks<'_, Entry> {
    run.chunks(if run.len() >= RUN_MIN { run.len() } else { 1 })
}

fn shown(context: &Context<'_>, line: &[Entry]) -> Markup {
    html! {
        @match line {
            [Entry { at, what: What::Deed(words), .. }] => {
                li { (times::clock_time(context, *at)) span { (words) } }
            }
            [Entry { at, what: What::Wrote(wrote), .. }] => {
                li { (times::clock_time(context, *at)) span { bdi { (wrote.who) } " wrote" } }
            }
            _ => { (run(context, line)) }
        }
    }
}

fn wrote_then(entry: &Entry) -> Option<(Timestamp, &Wrote)> {
    match &entry.what {
        What::Wrote(wrote) => Some((entry.at, wrote)),
        What::Deed(_) => None,
    }
}

fn run(context: &Context<'_>, run: &[Entry]) -> Markup {
    let each: Vec<(Timestamp, &Wrote)> = run.iter().filter_map(wrote_then).collect();
    let left_out = each.len().saturating_sub(RUN_SHOWN_MAX);
    html! {
        @if let ([(first, wrote), ..], [.., (last, _)]) = (each.as_slice(), each.as_slice()) {
            // Known by its first message, so that it stays open while it grows.
            li id={ "run-" (wrote.id) } {
                (times::clock_time(context, *first))
                details {
                    summary {
                        span {
                            bdi { (wrote.who) } " wrote ×" (each.len())
                            ", last at " (times::time(context, *last))
                        }
                    }
                    @if left_out > 0 { p.soft { (left_out) " earlier" } }
                    ol {
                        @for (at, wrote) in each.iter().skip(left_out) {
                            li {
                                (times::clock_time(context, *at))
                                q.words { (wrote.glimpse) }
                            }
                        }
                    }
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
        of: Filter::Words,
        what: What::Deed(html! { "emergency " (emergency.number) ": they asked for help" }),
    };
    let caller = names::Caller::of(context, emergency).short();
    let said = emergency.messages.iter().filter_map(move |message| {
        let place = Place { emergency: emergency.id, number: message.number, file: None };
        let gone = context.state.redactions.of(place).is_some();
        let wrote = |who: &str, words: &str| {
            let words = if gone { "(redacted)" } else { words };
            What::Wrote(wrote(emergency, message, who, words))
        };
        let what = match (&message.text, &message.from) {
            // The update itself is told of with its promise.
            (Text::Line(Line::Updated), _) => return None,
            (Text::Line(line), _) => {
                let words = wording::line_for_responder(context, emergency, line);
                return Some(Entry::of_people(message.at, words));
            }
            (Text::Words(words), Speaker::Participant(_)) if message.number > 1 => {
                wrote(&caller, words.as_str())
            }
            (Text::Words(words), Speaker::Person(person)) => {
                wrote(names::person(context, person), words.as_str())
            }
            (Text::Words(_), _) => return None,
        };
        Some(Entry { at: message.at, of: Filter::Words, what })
    });
    std::iter::once(opened).chain(said)
}

fn wrote(emergency: &Emergency, message: &Message, who: &str, words: &str) -> Wrote {
    let mut glimpse: String = words.chars().take(GLIMPSE_CHARS_MAX).collect();
    if glimpse.len() < words.len() {
        glimpse.push('…');
    }
    let id = format!("{}-{}", emergency.number, message.number);
    Wrote { who: who.to_owned(), id, glimpse }
}

fn pages(context: &Context<'_>, incident: &Incident) -> Vec<Entry> {
    let escalation = context.state.paging.get(incident.id);
    let pages = escalation.into_iter().flat_map(|escalation| escalation.pages.values());
    // Who was asked on purpose stands with the request.
    pages
        .filter(|page| page.errand.is_none())
        .map(|page| {
            let outcome = match page.standing {
                PageStanding::Requested if page.failed => "not reached",
                PageStanding::Requested => "not answered yet",
                PageStanding::Accepted => "accepted",
                PageStanding::Declined { .. } => "passed it on",
                PageStanding::Withdrawn => "not needed any more",
            };
            let words = html! {
                "rang " (names::person(context, &page.person))
                @if page.rings > 1 {
                    " ×" (page.rings) ", last at " (times::time(context, page.rang_at))
                }
                ": " (outcome)
            };
            Entry::of_people(page.requested_at, words)
        })
        .collect()
}

fn updates(context: &Context<'_>, incident: &Incident) -> Vec<Entry> {
    let board = context.state.updates.get(incident.id);
    let updates = board.into_iter().flat_map(|board| board.updates.iter());
    let told = context.state.bulletins.of(incident.id);
    let quiet = |id| told.and_then(|told| told.entry(id)).is_some_and(|entry| entry.quiet);
    updates
        .map(|update| {
            let words = html! {
                "update by " (names::person(context, &update.author))
                ", the next promised by " (times::time(context, update.next_by))
                @if quiet(update.id) { "; subscribers were not told, by wish" }
            };
            Entry { at: update.at, of: Filter::Words, what: What::Deed(words) }
        })
        .collect()
}
