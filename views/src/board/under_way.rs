//! What somebody has, what is set aside, and what the customers closed a little while ago.

use domain::emergencies::{Closure, Emergency, Standing};
use domain::incidents::Incident;
use domain::words::Timestamp;
use maud::{Markup, html};

use super::{Row, names, needs, row};
use crate::{Context, Viewer, times, wording};

/// Most lines of one section; a board that cannot be taken in at a glance helps nobody.
const ROWS_MAX: usize = 50;

/// Live, accepted, and nothing of it due.
pub(super) fn under_way(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let mut incidents: Vec<&Incident> = all(context)
        .filter(|incident| incident.settled_at.is_none() && !needs::is_needed(context, incident))
        .collect();
    incidents.sort_by_key(|incident| (incident.severity, incident.opened_at));
    section("under-way", "Under way", &incidents, |incident| line(context, viewer, incident))
}

/// A responder set it aside; any word of the customer makes it ring again.
pub(super) fn set_aside(context: &Context<'_>) -> Markup {
    let mut rows: Vec<(Timestamp, &Incident, Markup)> = all(context)
        .filter(|incident| incident.settled_at.is_some() && !needs::is_needed(context, incident))
        .filter_map(|incident| {
            names::emergencies(context, incident).find_map(|emergency| match &emergency.standing {
                Standing::SetAside { reason, by, at } => {
                    let why = html! { (wording::aside(*reason)) " " (times::time(context, *at)) };
                    let by = html! { "by " (names::person(context, by)) };
                    Some((*at, incident, html! { span { (why) } span { (by) } }))
                }
                Standing::Open | Standing::Asked { .. } | Standing::Closed { .. } => None,
            })
        })
        .collect();
    rows.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    over("set-aside", "Set aside", "any word rings", context, &rows, "Set aside")
}

/// Closed by the customers, or over as machines say; after two days without a word they leave the
/// board.
pub(super) fn closed(context: &Context<'_>) -> Markup {
    let mut rows: Vec<(Timestamp, &Incident, Markup)> = all(context)
        .filter(|incident| incident.settled_at.is_some() && !needs::is_needed(context, incident))
        .filter(|incident| {
            let aside = |e: &Emergency| matches!(e.standing, Standing::SetAside { .. });
            !names::emergencies(context, incident).any(aside)
        })
        .filter_map(|incident| {
            names::emergencies(context, incident).find_map(|emergency| match emergency.standing {
                // What goes on elsewhere was closed by nobody.
                Standing::Closed { how: Closure::GoesOn, .. } => None,
                Standing::Closed { how, at } => {
                    let how = match how {
                        Closure::Mistake => "pressed by mistake",
                        Closure::Works | Closure::GoesOn => "it works again",
                    };
                    let how = html! { span { (how) " " (times::time(context, at)) } };
                    Some((at, incident, how))
                }
                Standing::Open | Standing::Asked { .. } | Standing::SetAside { .. } => None,
            })
        })
        .collect();
    rows.extend(over_by_machine(context));
    rows.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    over("closed", "Closed", "last two days", context, &rows, "Closed")
}

/// What only machines had reported, and is over.
fn over_by_machine<'a>(context: &Context<'a>) -> Vec<(Timestamp, &'a Incident, Markup)> {
    let alone = all(context).filter(|incident| super::machines::is_alone(incident));
    alone
        .filter_map(|incident| {
            let gathering = context.state.monitoring.gathering(incident.id)?;
            let (at, by) = gathering.over.as_ref()?;
            let how = match by {
                Some(person) => format!("closed by {}", names::person(context, person)),
                None => "every alert is over".to_owned(),
            };
            let how = html! { span { (how) " " (times::time(context, *at)) } };
            incident.settled_at.map(|_| (*at, incident, how))
        })
        .collect()
}

fn all<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Incident> + use<'a> {
    // What was joined to another one stands there.
    let state = context.state;
    let own = move |incident: &&Incident| !state.groups.is_joined(incident.id);
    state.incidents.incidents.values().map(AsRef::as_ref).filter(own)
}

fn section(
    id: &str,
    title: &str,
    incidents: &[&Incident],
    line: impl Fn(&Incident) -> Markup,
) -> Markup {
    html! {
        section.section id=(id) aria-labelledby={ (id) "-title" } hidden[incidents.is_empty()] {
            header { h2 id={ (id) "-title" } { (title) } " " span.count { (incidents.len()) } }
            ul.rows { @for incident in incidents.iter().take(ROWS_MAX) { (line(incident)) } }
            (more(incidents.len()))
        }
    }
}

fn over(
    id: &str,
    title: &str,
    note: &str,
    context: &Context<'_>,
    rows: &[(Timestamp, &Incident, Markup)],
    lamp: &str,
) -> Markup {
    html! {
        section.section id=(id) aria-labelledby={ (id) "-title" } hidden[rows.is_empty()] {
            header { h2 id={ (id) "-title" } { (title) } " " span.count { (note) } }
            ul.rows {
                @for (_, incident, about) in rows.iter().take(ROWS_MAX) {
                    (quiet(context, incident, about, lamp))
                }
            }
            (more(rows.len()))
        }
    }
}

fn more(count: usize) -> Markup {
    html! {
        @if count > ROWS_MAX { p.soft { "and " (count - ROWS_MAX) " more" } }
    }
}

fn quiet(context: &Context<'_>, incident: &Incident, about: &Markup, lamp: &str) -> Markup {
    let tone = if lamp == "Closed" { "done" } else { "quiet" };
    let emergency = names::present(context, incident);
    let caller = emergency.map(|emergency| names::Caller::of(context, emergency).markup());
    html! {
        li data-row {
            span.lamp data-tone=(tone) { span.visually-hidden { (lamp) } }
            a.what href=(names::room(context, incident)) { (names::what(context, incident)) }
            p.about {
                @if let Some(caller) = caller { span { (caller) } }
                (about)
            }
        }
    }
}

fn line(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let emergency = names::present(context, incident);
    let mut about = Vec::new();
    about.extend(emergency.map(|emergency| names::Caller::of(context, emergency).markup()));
    about.extend(super::machines::phrase(context, incident));
    if context.state.is_in_danger(incident.id) {
        about.push(html! { b { "someone is in danger" } });
    }
    about.push(html! { (wording::severity(incident.severity)) });
    about.push(html! { (wording::phase(incident.phase)) });
    if let Some(lead) = &incident.lead {
        about.push(html! { (names::person(context, lead)) " leads" });
    }
    let board = context.state.updates.get(incident.id);
    if let Some(promise) = board.and_then(domain::updates::Board::soonest) {
        about.push(html! { "next update by " (times::time(context, promise.by)) });
    }
    about.extend(call_later(context, incident));
    if let Some(emergency) = emergency {
        about.extend(state_of(context, emergency));
    }
    let lamp = ("steady", "Under way");
    let href = names::room(context, incident);
    let what = names::what(context, incident);
    let since = Some(incident.opened_at);
    about.extend(super::together::callers(context, incident));
    about.extend(super::together::likely(context, viewer, incident));
    let act = super::together::pick(context, viewer, incident);
    let (ringing, urgent) = (None, false);
    row(context, &Row { lamp, href, what, since, about, act, ringing, urgent })
}

/// Who is being called, or when somebody who put it off is to be.
fn call_later(context: &Context<'_>, incident: &Incident) -> Option<Markup> {
    let callbacks = &context.state.callbacks;
    let desks = incident.emergencies.iter().filter_map(|emergency| callbacks.desk(*emergency));
    let next = desks.flat_map(domain::callbacks::Desk::open).min_by_key(|known| known.by)?;
    Some(match next.live_call() {
        Some(call) => html! { (names::person(context, &call.person)) " calls them" },
        None => html! { "to be called by " (times::time(context, next.by)) },
    })
}

fn state_of(context: &Context<'_>, emergency: &Emergency) -> Option<Markup> {
    if let Some((_, since)) = emergency.unread {
        return Some(
            html! { b { "unread words" } " for " (times::count_up_words(context, since)) },
        );
    }
    match emergency.standing {
        Standing::Asked { at } => {
            Some(html! { "asked whether it works, " (times::time(context, at)) })
        }
        Standing::Open | Standing::SetAside { .. } | Standing::Closed { .. } => None,
    }
}
