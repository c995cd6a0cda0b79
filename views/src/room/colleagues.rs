//! What the people of a room did with each other, for the timeline.

use domain::crew::{Reply, Request, Standing};
use domain::incidents::{Change, Incident, Route, What as Changed};
use domain::notes::{Note, Share};
use maud::{Markup, html};

use super::timeline::{Entry, What};
use super::{Filter, crew};
use crate::board::names;
use crate::{Context, times, wording};

pub(super) fn entries(context: &Context<'_>, incident: &Incident) -> Vec<Entry> {
    let mut entries: Vec<Entry> =
        incident.changes.iter().filter_map(|change| changed(context, incident, change)).collect();
    if let Some(crew) = context.state.crew.get(incident.id) {
        for request in &crew.requests {
            entries.extend(of_request(context, request));
        }
        for one in &crew.takeovers {
            let words = html! {
                (names::person(context, &one.person)) " took over: "
                q.words { (one.reason.as_str()) }
            };
            entries.push(Entry::of_people(one.at, words));
        }
        for (person, at) in &crew.left {
            let words = html! { (names::person(context, person)) " is done helping" };
            entries.push(Entry::of_people(*at, words));
        }
    }
    if let Some(snooze) = context.state.paging.get(incident.id).and_then(|e| e.snooze.as_ref()) {
        let words = html! {
            (names::person(context, &snooze.by)) " snoozed it until "
            (times::time(context, snooze.until)) ", waiting " (wording::wait(snooze.wait)) ": "
            q.words { (snooze.because.as_str()) }
        };
        entries.push(Entry::of_people(snooze.at, words));
    }
    for note in context.state.notes.of(incident.id) {
        entries.extend(of_note(context, note));
    }
    entries
}

fn changed(context: &Context<'_>, incident: &Incident, change: &Change) -> Option<Entry> {
    let who = change.by.as_ref().map_or("Mayday", |by| names::person(context, by));
    let words = match &change.what {
        Changed::Severity(severity) => {
            html! { (who) " says it is " b { (wording::severity(*severity)) } }
        }
        Changed::Phase(phase) => html! { (who) " says: " b { (wording::phase(*phase)) } },
        // With a customer in it, the conversation says who accepted.
        Changed::Lead(_) if !incident.emergencies.is_empty() => return None,
        Changed::Lead(person) => html! { (names::person(context, person)) " leads" },
        Changed::Restarted => html! { (who) " restarted it with the current policy" },
        Changed::Rerouted(to) => html! { (who) " sent it to " (route(context, to)) },
    };
    Some(Entry::of_people(change.at, words))
}

fn route(context: &Context<'_>, to: &Route) -> String {
    let state = context.state;
    match to {
        Route::Service(key) => {
            let known = state.incidents.services.get(key);
            known.map_or_else(|| key.to_string(), |known| known.name.to_string())
        }
        Route::Policy(key) => {
            let known = state.paging.policies.get(key);
            known.map_or_else(|| key.to_string(), |known| known.name.to_string())
        }
    }
}

fn of_request(context: &Context<'_>, request: &Request) -> Vec<Entry> {
    let asked = html! {
        (names::person(context, &request.by)) " asked " (crew::whom(context, &request.whom)) " "
        (crew::purpose(request))
        @if let Some(words) = &request.words { ": " q.words { (words.as_str()) } }
    };
    let mut entries = vec![Entry::of_people(request.at, asked)];
    for one in &request.asked {
        let Some(at) = one.replied_at else { continue };
        let name = names::person(context, &one.person);
        let words: Markup = match &one.reply {
            Reply::None => continue,
            Reply::Joined => html! { (name) " came" },
            Reply::Declined(None) => html! { (name) " cannot come" },
            Reply::Declined(Some(why)) => {
                html! { (name) " cannot come: " q.words { (why.as_str()) } }
            }
            Reply::Missed => html! { (name) " could not be reached" },
        };
        entries.push(Entry::of_people(at, words));
    }
    if let (Standing::Unanswered | Standing::Withdrawn, Some(at)) =
        (request.standing, request.settled_at)
    {
        entries.push(Entry::of_people(at, crew::outcome(context, request)));
    }
    entries
}

fn of_note(context: &Context<'_>, note: &Note) -> Vec<Entry> {
    let deed = |at, words| Entry { at, of: Filter::Words, what: What::Deed(words) };
    let by = names::person(context, &note.by);
    let mut entries =
        vec![deed(note.at, html! { (by) " wrote a " a href={ "#n" (note.id) } { "note" } })];
    for share in &note.shares {
        if let Share::Left { by, at, .. } = share {
            let words = html! {
                (names::person(context, by)) " shared the " a href={ "#n" (note.id) } { "note" }
                " of " (names::person(context, &note.by))
            };
            entries.push(deed(*at, words));
        }
    }
    entries
}
