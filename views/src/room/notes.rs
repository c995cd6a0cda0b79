//! Notes for colleagues, and the one press that shares one with those who are named on the button.

use domain::emergencies::Emergency;
use domain::incidents::Incident;
use domain::notes::{Note, Share};
use maud::{Markup, html};

use crate::board::{frame, names};
use crate::{Context, Returned, Viewer, shell, times};

/// How much of a customer's name a button shows.
const AUDIENCE_CHARS_MAX: usize = 32;
/// Most audiences that a note offers one by one; the others are reached by sharing with all.
const AUDIENCES_MAX: usize = 4;
/// Most notes that are shown; the latest matter.
const NOTES_SHOWN_MAX: usize = 100;
/// How many of them lie open; what is older is one press away.
const NOTES_OPEN_MAX: usize = 4;

/// The form, and the notes below it, the newest first.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let action = format!("{}/notes", names::room(context, incident));
    let typed = shell::typed(returned, "note");
    html! {
        section.section.notes aria-labelledby="notes-title" {
            header {
                h2 id="notes-title" { "Notes" }
                p.soft.small { "For colleagues. Customers see one only if you share it." }
            }
            @if frame::may_respond(context, viewer) {
                form.composer method="post" action=(action) data-keep {
                    label.visually-hidden for="note" { "A note for your colleagues" }
                    textarea id="note" name="note" rows="2" data-draft data-key="n"
                        placeholder="Write a note …" { (typed) }
                    input type="hidden" name="command" value=(command);
                    button.button type="submit" { "Keep note" }
                }
            }
            (list(context, viewer, incident))
        }
    }
}

/// The notes; they change by themselves.
pub(super) fn list(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let notes: Vec<&Note> =
        context.state.notes.of(incident.id).rev().take(NOTES_SHOWN_MAX).collect();
    let (latest, earlier) = notes.split_at(notes.len().min(NOTES_OPEN_MAX));
    html! {
        div.stack id="notes" {
            @if !latest.is_empty() {
                ol.notes { @for note in latest { (one(context, viewer, incident, note)) } }
            }
            @if !earlier.is_empty() {
                details id="earlier-notes" {
                    summary { (names::count(earlier.len(), "earlier note", "earlier notes")) }
                    ol.notes { @for note in earlier { (one(context, viewer, incident, note)) } }
                }
            }
        }
    }
}

fn one(context: &Context<'_>, viewer: &Viewer, incident: &Incident, note: &Note) -> Markup {
    html! {
        li id={ "n" (note.id) } data-row tabindex="-1" {
            p.row {
                b { (names::person(context, &note.by)) } " "
                (times::clock_time(context, note.at))
            }
            p.words { (note.words.as_str()) }
            (shares(context, note))
            @if frame::may_respond(context, viewer) { (offers(context, incident, note)) }
        }
    }
}

fn shares(context: &Context<'_>, note: &Note) -> Markup {
    html! {
        @for share in &note.shares {
            @if let Share::Left { by, to, at } = share {
                p.soft.small {
                    "Shared with " (audience_of(context, to.iter().map(|(id, _)| *id)))
                    " by " (names::person(context, by)) ", " (times::clock_time(context, *at))
                }
            }
        }
    }
}

fn audience_of(
    context: &Context<'_>,
    to: impl Iterator<Item = domain::words::EmergencyId>,
) -> String {
    let names = to.map(|id| match context.state.emergencies.get(id) {
        Some(known) => names::Caller::of(context, known).short(),
        None => "an archived emergency".to_owned(),
    });
    names::list(names.collect())
}

/// What can be done with a note: share it, or, for five seconds, take that back.
fn offers(context: &Context<'_>, incident: &Incident, note: &Note) -> Markup {
    let path = format!("{}/notes/{}", names::room(context, incident), note.id);
    if let Some((by, to, due)) = note.owed() {
        return html! {
            form.row method="post" action={ (path) "/undo" } role="status" {
                span {
                    (names::person(context, by)) " shares it with "
                    (audience_of(context, to.iter().map(|(id, _)| *id))) " in "
                    (times::count_down(context, due, "a moment")) "."
                }
                button.button data-tone="signal" data-key="d" type="submit" {
                    "Undo " kbd aria-hidden="true" { "d" }
                }
            }
        };
    }
    let fresh: Vec<&Emergency> = names::emergencies(context, incident)
        .filter(|known| !known.went_on() && !note.is_shared_with(known.id))
        .collect();
    html! {
        @if incident.settled_at.is_none() {
            a.small href={ (names::room(context, incident)) "?draft=" (note.id) "#update" }
                data-key="e" { "Make an update of it " kbd aria-hidden="true" { "e" } }
        }
        @if !fresh.is_empty() {
            div.row {
                @for (index, emergency) in fresh.iter().take(AUDIENCES_MAX).enumerate() {
                    (offer(context, &path, &[emergency], note, index == 0))
                }
                @if fresh.len() > 1 { (offer(context, &path, &fresh, note, false)) }
            }
        }
    }
}

fn offer(
    context: &Context<'_>,
    path: &str,
    audience: &[&Emergency],
    note: &Note,
    first: bool,
) -> Markup {
    let readers: usize = audience.iter().map(|known| known.participants.len()).sum();
    let who = match audience {
        [one] => names::shortened(&names::Caller::of(context, one).short(), AUDIENCE_CHARS_MAX),
        all => format!("all {}", all.len()),
    };
    // After an undo it can be shared anew, which is another press.
    let presses = note.shares.len() as u64 + u64::from(note.undone);
    let since = note.at + std::time::Duration::from_millis(presses);
    let command = names::press(note.id.0 ^ audience.first().map_or(0, |one| one.id.0), since);
    html! {
        form method="post" action={ (path) "/share" } {
            @for emergency in audience {
                input type="hidden" name="with" value=(emergency.number);
            }
            input type="hidden" name="command" value=(command);
            button.button data-key=[first.then_some("s")] type="submit" {
                span {
                    "Share with " bdi { (who) } ", "
                    (names::count(readers, "person reads", "people read")) " this"
                }
                @if first { " " kbd aria-hidden="true" { "s" } }
            }
        }
    }
}
