//! What machines report about an incident: each alert whole, what changed lately, and what a person
//! can say about it.

use domain::incidents::Incident;
use domain::monitoring::{Alert, Change, Gathering, Link, Resolver, Standing};
use domain::paging;
use domain::words::{Phase, Timestamp};
use maud::{Markup, html};

use crate::board::{frame, machines, names};
use crate::{Context, Viewer, times};

/// Most alerts that are shown whole; the others are counted.
const ALERTS_SHOWN_MAX: usize = 8;
/// Most changes that are shown.
const CHANGES_SHOWN_MAX: usize = 5;
/// How far back a change may have to do with it.
const CHANGES_OF: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// Everything that machines say, beside what the customers say.
pub(super) fn cards(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let gathering = context.state.monitoring.gathering(incident.id);
    html! {
        @if let Some(gathering) = gathering {
            (reported(context, incident, gathering))
            @if frame::may_respond(context, viewer) && gathering.is_live() {
                (deeds(context, incident, gathering))
            }
        }
        (changes(context, incident))
    }
}

fn reported(context: &Context<'_>, incident: &Incident, gathering: &Gathering) -> Markup {
    let mut alerts: Vec<&Alert> = context.state.monitoring.alerts_of(incident.id).collect();
    alerts.sort_by_key(|alert| (!alert.is_open(), alert.report.level, alert.first_at));
    let more = alerts.len().saturating_sub(ALERTS_SHOWN_MAX);
    html! {
        section.card {
            @let declared = gathering.declared.is_some();
            h2 { (if declared { "What was reported" } else { "What the machine says" }) }
            @if let Some(phrase) = machines::phrase(context, incident) { p { (phrase) } }
            @if gathering.overflow > 0 {
                p.soft.small { "Some alerts could not be kept apart; look at the tool itself." }
            }
            @for (index, alert) in alerts.iter().take(ALERTS_SHOWN_MAX).enumerate() {
                (one(context, alert, index == 0))
            }
            @if more > 0 { p.soft.small { "and " (more) " more alerts" } }
        }
    }
}

fn one(context: &Context<'_>, alert: &Alert, is_first: bool) -> Markup {
    let report = &alert.report;
    let tone = alert.is_open().then_some("care");
    // What stands above already is not said again.
    let said = |value: &str| *value == *report.summary || *value == *report.source;
    let details = report.details.iter().filter(|(name, value)| name != "severity" && !said(value));
    let details: Vec<_> = details.collect();
    html! {
        details open[is_first] {
            summary {
                span.tag data-tone=[tone] {
                    (machines::level(report.level))
                    @if !alert.is_open() { ", over" }
                }
                " " bdi { (report.summary) }
            }
            p.soft.small { (heard(context, alert)) }
            @if !report.source.is_empty() || !details.is_empty() {
                dl.facts {
                    @if !report.source.is_empty() {
                        div { dt { "source" } dd { bdi { (report.source) } } }
                    }
                    @for (name, value) in details {
                        div { dt { bdi { (name) } } dd.words { (value) } }
                    }
                }
            }
            (links(&report.links))
            @if report.cut > 0 {
                p.soft.small { (report.cut) " more parts were too many or too long to keep." }
            }
        }
    }
}

fn heard(context: &Context<'_>, alert: &Alert) -> Markup {
    html! {
        "since " (times::clock_time(context, alert.first_at))
        @if alert.count > 1 {
            ", seen " (alert.count) " times, last at " (times::clock_time(context, alert.last_at))
        }
        @match &alert.standing {
            Standing::Open => {}
            Standing::Acknowledged { at } => {
                ", acknowledged in the tool at " (times::time(context, *at))
            }
            Standing::Resolved { at, by } => {
                ", over since " (times::clock_time(context, *at)) " "
                @match by {
                    Resolver::Tool => { "as the tool says" }
                    Resolver::Person(person) => { "as " (names::person(context, person)) " says" }
                    Resolver::Silence => { "because nothing more was heard" }
                }
            }
        }
    }
}

pub(crate) fn links(links: &[Link]) -> Markup {
    html! {
        @if !links.is_empty() {
            ul.list {
                @for link in links {
                    li {
                        a href=(link.href) rel="noreferrer noopener" target="_blank" {
                            bdi { (if link.text.is_empty() { &link.href } else { &link.text }) }
                            span.visually-hidden { " (opens the tool)" }
                        }
                    }
                }
            }
        }
    }
}

/// What a person can say about it; plain buttons, which a live update may replace.
fn deeds(context: &Context<'_>, incident: &Incident, gathering: &Gathering) -> Markup {
    let to = names::room(context, incident);
    let mine = context.state.paging.get(incident.id).and_then(|known| known.accepted_by());
    let by_hand = gathering.declared.is_some();
    let told = context.state.bulletins.of(incident.id).is_some_and(|told| !told.is_over());
    // Only the last word to everyone ends it by then; closing would leave them waiting for it.
    let last_word = by_hand && told && gathering.is_live();
    let waits = context.state.approvals.waiting_for(incident.id).filter(|_| last_word);
    let waits = waits.is_some_and(|waits| waits.words.public.phase == Phase::Resolved);
    html! {
        section.card {
            h2 { "When is it over" }
            @match &gathering.held {
                Some(hold) => { p { (machines::hold(context, hold)) } }
                None if waits => {
                    p.soft {
                        "What tells everyone that it is resolved is written and waits for an "
                        "objection. It closes when that is out."
                    }
                }
                None if last_word => {
                    p.soft {
                        "Everyone is told of it: publish the update that says that it is "
                        "resolved, and it closes with that."
                    }
                    a.button data-wide href="#update" { "Tell everyone that it is resolved" }
                }
                None if by_hand => { p.soft { "It closes when a person closes it." } }
                None => { p.soft { "It closes when every alert is over." } }
            }
            @if mine.is_some() {
                form method="post" action={ (to) "/carry" } {
                    button.button data-wide type="submit" { "I am still on it" }
                }
                @if let Some((at, person)) = &gathering.carried {
                    p.soft.small {
                        (names::person(context, person)) " said so at "
                        (times::time(context, *at)) "."
                    }
                }
            }
            @if gathering.held.is_none() && !by_hand {
                form method="post" action={ (to) "/keep" } {
                    button.button data-wide type="submit" { "Keep it open" }
                }
                p.soft.small { "Then only a person closes it, whatever the alerts say." }
            }
            @if !last_word {
                form method="post" action={ (to) "/close" } {
                    button.button data-wide type="submit" { "Close it" }
                }
                p.soft.small {
                    "Nobody is rung any more."
                    @if told { " Everyone still has to be told that it is over." }
                    @if !by_hand { " If it fires again, it opens a new incident and rings." }
                }
            }
        }
    }
}

/// What was changed lately in what the incident is about.
fn changes(context: &Context<'_>, incident: &Incident) -> Markup {
    let of_service = |service: Option<&domain::words::ServiceKey>| {
        incident.service.is_none() || service == incident.service.as_ref()
    };
    let integrations = context.state.monitoring.integrations.values();
    let mut changes: Vec<&(Timestamp, Change)> = integrations
        .filter(|known| of_service(known.profile.service.as_ref()))
        .flat_map(|known| known.changes.iter().map(AsRef::as_ref))
        .filter(|(at, _)| *at + CHANGES_OF > incident.opened_at)
        .collect();
    changes.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    html! {
        @if !changes.is_empty() {
            section.card {
                h2 { "Recent changes" }
                ul.timeline {
                    @for (at, change) in changes.into_iter().take(CHANGES_SHOWN_MAX) {
                        li {
                            (times::time(context, change.at.unwrap_or(*at)))
                            span {
                                bdi { (change.summary) }
                                @if !change.source.is_empty() {
                                    " " span.soft { "(" bdi { (change.source) } ")" }
                                }
                                (links(&change.links))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What machines reported, as lines of the timeline.
pub(super) fn told(context: &Context<'_>, incident: &Incident) -> Vec<(Timestamp, Markup)> {
    let mut told = Vec::new();
    for alert in context.state.monitoring.alerts_of(incident.id) {
        let summary = &alert.report.summary;
        let word = match machines::declared_by(context, incident) {
            Some(person) => html! { (names::person(context, person)) " opened it: " },
            None => html! { "alert: " },
        };
        told.push((alert.first_at, html! { (word) bdi { (summary) } }));
        match &alert.standing {
            Standing::Open => {}
            Standing::Acknowledged { at } => {
                told.push((*at, html! { "acknowledged in the tool: " bdi { (summary) } }));
            }
            Standing::Resolved { at, by } => {
                let by = match by {
                    Resolver::Person(person) => {
                        format!("{} closed", names::person(context, person))
                    }
                    Resolver::Tool | Resolver::Silence => "over".to_owned(),
                };
                told.push((*at, html! { (by) ": " bdi { (summary) } }));
            }
        }
    }
    // Where a customer called as well, their conversation has this line.
    let escalation = context.state.paging.get(incident.id);
    if let Some(paging::Standing::Accepted { by, at, .. }) = escalation.map(|known| &known.standing)
        && machines::is_alone(incident)
    {
        told.push((*at, html! { (names::person(context, by)) " accepted" }));
    }
    let gathering = context.state.monitoring.gathering(incident.id);
    if let Some((at, person)) = gathering.and_then(|known| known.carried.as_ref()) {
        told.push((*at, html! { (names::person(context, person)) " is still on it" }));
    }
    if let Some((at, by)) = gathering.and_then(|known| known.over.as_ref()) {
        let words = match by {
            Some(person) => format!("{} closed it", names::person(context, person)),
            None => "every alert is over".to_owned(),
        };
        told.push((*at, html! { (words) }));
    }
    told
}
