//! Many callers, one fault, in the room: who of them says what, what was joined and can be undone,
//! what may be the same fault, and the rules by which new callers join.

use domain::crowd::{self, Crowd, Stands};
use domain::emergencies::{Emergency, Speaker};
use domain::groups::{Join, Rule};
use domain::incidents::Incident;
use domain::twins::Twin;
use domain::words::{EmergencyId, IncidentId};
use maud::{Markup, html};

use crate::board::{frame, names};
use crate::{Context, Returned, Viewer, shell, times};

/// Most callers that are listed; the others are counted, and found by the search.
const LISTED_MAX: usize = 200;
/// Most conversations that stand as tabs over the messages.
const TABS_MAX: usize = 8;
/// The terms of a rule that can be chosen, in hours.
const TERMS: [u32; 5] = [1, 2, 4, 8, 24];

/// The conversation that is shown: the one asked for, else the one that has waited longest.
pub(super) fn chosen<'a>(
    context: &Context<'a>,
    incident: &'a Incident,
    with: Option<EmergencyId>,
) -> Option<&'a Emergency> {
    let asked = names::emergencies(context, incident).find(|known| Some(known.id) == with);
    asked.or_else(|| names::present(context, incident))
}

/// The calls of an incident, each caller once: a full conversation counts with the one in which it
/// goes on.
fn calls<'a>(context: &Context<'a>, incident: &'a Incident) -> Vec<&'a Emergency> {
    let mut calls: Vec<&Emergency> =
        names::emergencies(context, incident).filter(|known| !known.went_on()).collect();
    calls.sort_by_key(|known| (known.unread.is_none(), crowd::counts(known), known.number));
    calls
}

/// Whether several callers share the incident.
pub(super) fn is_shared(context: &Context<'_>, incident: &Incident) -> bool {
    names::emergencies(context, incident).filter(|known| !known.went_on()).nth(1).is_some()
}

/// How many words of a caller nobody of the vendor has seen.
fn unread(emergency: &Emergency) -> usize {
    let Some((number, _)) = emergency.unread else { return 0 };
    let from = usize::try_from(number).unwrap_or(1).saturating_sub(1);
    let theirs = emergency.messages.iter().skip(from);
    theirs.filter(|known| matches!(known.from, Speaker::Participant(_))).count()
}

/// The conversations as tabs; nothing while there is only one.
pub(super) fn tabs(
    context: &Context<'_>,
    incident: &Incident,
    with: Option<EmergencyId>,
) -> Markup {
    let chosen = chosen(context, incident, with).map(|known| known.id);
    let calls = calls(context, incident);
    let room = names::room(context, incident);
    let shared = calls.len() > 1;
    let after = calls.iter().position(|known| Some(known.id) == chosen).map_or(0, |at| at + 1);
    let next = calls.get(after).or(calls.first()).filter(|_| shared);
    html! {
        nav.conversations id="conversations" aria-label="Conversations" hidden[!shared] {
            @if shared {
                ul.tabs {
                    @for call in calls.iter().take(TABS_MAX) {
                        li { (tab(context, &room, call, Some(call.id) == chosen)) }
                    }
                }
                @if calls.len() > TABS_MAX {
                    a href="#callers" { "all " (calls.len()) }
                }
                @if let Some(next) = next {
                    a.button data-key="c" href={ (room) "?with=" (next.number) "#talk-title" } {
                        "Next " kbd aria-hidden="true" { "c" }
                    }
                }
            }
        }
    }
}

fn tab(context: &Context<'_>, room: &str, call: &Emergency, current: bool) -> Markup {
    let unread = unread(call);
    html! {
        a href={ (room) "?with=" (call.number) "#talk-title" }
            aria-current=[current.then_some("true")] {
            bdi { (who(context, call)) }
            @if call.danger.is_some() { " " span.tag data-tone="signal" { "danger" } }
            @if unread > 0 {
                " " span.tag data-tone="care" { (unread) span.visually-hidden { " unread" } }
            }
        }
    }
}

fn who(context: &Context<'_>, call: &Emergency) -> String {
    match names::Caller::of(context, call) {
        names::Caller::Unknown => format!("Caller {}", call.number),
        known => names::shortened(&known.short(), 28),
    }
}

/// Everything about the group, above the desk; an empty element when there is nothing.
pub(super) fn section(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let groups = &context.state.groups;
    let responds = frame::may_respond(context, viewer) && incident.settled_at.is_none();
    let twins = if responds { context.state.twins(incident.id) } else { Vec::new() };
    let joins: Vec<(IncidentId, &Join)> = groups.joined_to(incident.id).collect();
    let rules: Vec<&Rule> = groups.rules_of(incident.id).collect();
    let shared = is_shared(context, incident);
    let empty = twins.is_empty() && joins.is_empty() && rules.is_empty() && !shared;
    html! {
        div.group.stack id="group" hidden[empty] {
            @if !twins.is_empty() { (offered(context, incident, &twins)) }
            @if shared { (callers(context, viewer, incident, responds)) }
            @if !joins.is_empty() { (joined(context, &joins, responds)) }
            @for rule in rules { (in_force(context, incident, rule, responds)) }
        }
    }
}

fn offered(context: &Context<'_>, incident: &Incident, twins: &[Twin]) -> Markup {
    let action = format!("{}/join", names::room(context, incident));
    html! {
        form.card.twins method="post" action=(action) data-keep aria-labelledby="twins-title" {
            h2 id="twins-title" { "Perhaps the same fault" }
            ul.list {
                @for (index, twin) in twins.iter().enumerate() {
                    @if let Some(known) = context.state.incidents.get(twin.incident) {
                        (twin_line(context, known, twin, index == 0))
                    }
                }
            }
            div.row {
                button.button type="submit" data-key="t" {
                    "They are one: join them to this " kbd aria-hidden="true" { "t" }
                }
                p.soft.small { "You can undo it. Their callers are told, and may say no." }
            }
        }
    }
}

fn twin_line(context: &Context<'_>, known: &Incident, twin: &Twin, first: bool) -> Markup {
    let call = names::present(context, known);
    let reasons: Vec<String> = twin.reasons.iter().map(ToString::to_string).collect();
    let name = names::incident(context, known);
    html! {
        li {
            label {
                input type="checkbox" name="incident" value=(known.number) checked[first];
                span {
                    b {
                        (name)
                        @if !name.ends_with(&known.number.to_string()) { " (" (known.number) ")" }
                    }
                    @if let Some(call) = call { ", " (names::Caller::of(context, call).markup()) }
                    ": " (names::what(context, known))
                    span.soft.small { " " (twin.score / 10) " %: " (reasons.join("; ")) }
                }
            }
            a.small href=(names::room(context, known)) { "Look" }
        }
    }
}

fn callers(context: &Context<'_>, viewer: &Viewer, incident: &Incident, responds: bool) -> Markup {
    let calls = calls(context, incident);
    let crowd = context.state.crowd(incident.id, context.now);
    let room = names::room(context, incident);
    let answers = frame::may_respond(context, viewer);
    html! {
        details.fold id="callers" {
            summary {
                (names::count(crowd.callers as usize, "caller", "callers"))
                ", " (crowd.confirmed) " say that it works again"
            }
            (progress(&crowd))
            @if responds {
                form method="post" action={ (room) "/ask" } {
                    button.button type="submit" disabled[crowd.open == 0] {
                        "Ask the " (crowd.open) " others: does it work for you?"
                    }
                }
            }
            ul.list.callers {
                @for call in calls.iter().take(LISTED_MAX) {
                    li { (caller(context, &room, call, answers)) }
                }
            }
            @if calls.len() > LISTED_MAX {
                p.soft { "and " (calls.len() - LISTED_MAX) " more; the search finds them" }
            }
        }
    }
}

/// Who says that it works again, who was asked, who is open: one bar, with its words.
fn progress(crowd: &Crowd) -> Markup {
    let parts = [
        ("done", "works again", crowd.confirmed),
        ("asked", "asked, no answer yet", crowd.asked),
        ("aside", "set aside", crowd.aside),
        ("open", "not asked yet", crowd.open),
    ];
    let whole = crowd.callers.max(1);
    html! {
        div.progress role="img"
            aria-label={ (crowd.confirmed) " of " (crowd.callers) " say that it works again" } {
            svg viewBox={ "0 0 " (whole) " 1" } preserveAspectRatio="none" aria-hidden="true" {
                @for (index, (tone, _, count)) in parts.iter().enumerate() {
                    @let before: u32 = parts.iter().take(index).map(|part| part.2).sum();
                    rect data-tone=(tone) x=(before) y="0" width=(count) height="1" {}
                }
            }
        }
        p.soft.small.legend {
            @for (tone, words, count) in parts {
                @if count > 0 { span data-tone=(tone) { b { (count) } " " (words) } " " }
            }
            @if crowd.more { "of the first " (crowd::COUNTED_MAX) }
        }
    }
}

fn caller(context: &Context<'_>, room: &str, call: &Emergency, responds: bool) -> Markup {
    let to = format!("{}/console/emergencies/{}", context.base, call.number);
    let says = match crowd::counts(call) {
        None => "pressed by mistake",
        Some(Stands::Open) => "open",
        Some(Stands::Asked) => "asked",
        Some(Stands::Aside) => "set aside",
        Some(Stands::Confirmed) => "works again",
    };
    html! {
        (tab(context, room, call, false))
        span.soft.small { (says) ", called " (times::clock_time(context, call.opened_at)) }
        @if let Some(words) = names::first_words(context, call) {
            q.words.small { (words.as_str()) }
        }
        @if responds && call.standing.is_live() {
            form method="post" action={ (to) "/apart" } {
                button.button data-tone="plain" type="submit" {
                    "Take out" span.visually-hidden { ": " (who(context, call)) }
                }
            }
        }
    }
}

fn joined(context: &Context<'_>, joins: &[(IncidentId, &Join)], responds: bool) -> Markup {
    html! {
        section.card aria-labelledby="joined-title" {
            h2 id="joined-title" { "Joined to this" }
            ul.list {
                @for (index, (id, join)) in joins.iter().rev().enumerate() {
                    @if let Some(known) = context.state.incidents.get(*id) {
                        li {
                            span {
                                b { "Incident " (known.number) } " by "
                                (names::person(context, &join.by)) ", "
                                (times::clock_time(context, join.at))
                            }
                            @if responds { (undo(context, known, index == 0)) }
                        }
                    }
                }
            }
        }
    }
}

fn undo(context: &Context<'_>, known: &Incident, last: bool) -> Markup {
    html! {
        form method="post" action={ (names::room(context, known)) "/undo" } {
            button.button type="submit" data-key=[last.then_some("z")] {
                "Undo" span.visually-hidden { " joining incident " (known.number) }
                @if last { " " kbd aria-hidden="true" { "z" } }
            }
        }
    }
}

fn in_force(context: &Context<'_>, incident: &Incident, rule: &Rule, responds: bool) -> Markup {
    let end = format!("{}/rules/{}/end", names::room(context, incident), rule.number);
    let service = rule.pattern.service.as_ref();
    let service = service.and_then(|key| context.state.incidents.services.get(key));
    html! {
        p.notice data-tone="care" {
            "New callers"
            @if let Some(service) = service { " about " b { (service.name) } }
            @if !rule.pattern.words.is_empty() {
                " who write " b { "“" bdi { (rule.pattern.words) } "”" }
            }
            " join this by themselves until " (times::time(context, rule.until)) ". "
            (rule.count) " so far; a rule of " (names::person(context, &rule.by)) "."
        }
        @if responds {
            form method="post" action=(end) { button.button type="submit" { "End this rule" } }
        }
    }
}

/// The form for a rule. It lies outside every fragment, so that nothing overwrites what is typed.
pub(super) fn rule_form(
    context: &Context<'_>,
    incident: &Incident,
    returned: Option<&Returned>,
) -> Markup {
    let action = format!("{}/rules", names::room(context, incident));
    let typed = returned.is_some_and(|known| known.typed.iter().any(|(name, _)| name == "match"));
    let services = &context.state.incidents.services;
    let was = |field: &str| shell::typed(returned.filter(|_| typed), field);
    let chosen = |key: &str| match typed {
        true => was("service") == key,
        false => incident.service.as_ref().is_some_and(|known| known.as_str() == key),
    };
    html! {
        details.fold id="rule" open[typed] {
            summary { "Let new callers with this fault join" }
            form.stack method="post" action=(action) data-keep {
                div.columns {
                    div.field {
                        label for="rule-service" { "Who calls about" }
                        select id="rule-service" name="service" {
                            option value="" { "any service" }
                            @for (key, service) in services {
                                option value=(key) selected[chosen(key.as_str())] { (service.name) }
                            }
                        }
                    }
                    div.field {
                        label for="rule-words" { "and writes all of these words" }
                        input id="rule-words" name="match" autocomplete="off" value=(was("match"))
                            aria-invalid=[shell::invalid(returned, "match")];
                        p.hint { "The beginning of a word is enough. Empty: whatever they write." }
                    }
                    div.field {
                        label for="rule-hours" { "for" }
                        select id="rule-hours" name="hours" {
                            @for hours in TERMS {
                                option value=(hours) selected[was("hours") == hours.to_string()] {
                                    (hours) @if hours == 1 { " hour" } @else { " hours" }
                                }
                            }
                        }
                    }
                }
                p.soft.small {
                    "They ring nobody by themselves. Whoever leads hears of them, they read that "
                    "others have it too, and “Mine is different” rings at once."
                }
                div.row { button.button type="submit" { "Make this rule" } }
            }
        }
    }
}
