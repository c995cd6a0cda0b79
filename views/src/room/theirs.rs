//! Who calls: their words, what they typed, which customer it likely is and why, what it allows.

use domain::customers::{Attachment, Candidate, Reason};
use domain::emergencies::Emergency;
use domain::incidents::Incident;
use domain::words::{Actor, CustomerKey, EmergencyId};
use maud::{Markup, html};

use super::Carriers;
use crate::board::{frame, names};
use crate::{Context, Viewer};

pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    with: Option<EmergencyId>,
    carriers: Carriers,
) -> Markup {
    let whole = context.state.groups.whole(incident.id);
    html! {
        section.theirs id="theirs" aria-label="Who calls" {
            (super::call::cards(context, viewer, incident, carriers))
            @if let Some(emergency) = super::together::chosen(context, incident, with) {
                (one(context, viewer, emergency))
            }
            // What machines report of all that was joined stands beside the callers' words.
            @for one in whole.iter().filter_map(|id| context.state.incidents.get(*id)) {
                (super::machines::cards(context, viewer, one))
            }
        }
    }
}

fn one(context: &Context<'_>, viewer: &Viewer, emergency: &Emergency) -> Markup {
    let attached = context.state.customers.attached(emergency.id);
    html! {
        section.card {
            h2 { "Their words" }
            @match emergency.first_words() {
                Some(words) => { blockquote.words { (words.as_str()) } }
                None => { p.soft { "Nothing written: they only pressed the button." } }
            }
        }
        section.card {
            h2 { "What they say of themselves" }
            @match &emergency.who {
                Some(who) => { p { "Who: " bdi { (who.as_str()) } } }
                None => { p.soft { "Who: not said" } }
            }
            @match &emergency.reach {
                Some(reach) => { p { "Reach: " bdi { (reach.as_str()) } } }
                None => { p.soft { "Reach: not said, only this conversation" } }
            }
        }
        (customer(context, viewer, emergency, attached))
        (super::proof::card(context, viewer, emergency))
    }
}

fn customer(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    attached: Option<&Attachment>,
) -> Markup {
    let search = context.state.customers.search(emergency.id);
    let found = search.and_then(|search| search.candidates.as_ref());
    let held = attached.map(|attached| &attached.customer);
    let others = |candidate: &&Candidate| Some(&candidate.customer) != held;
    let others: Vec<&Candidate> = found.into_iter().flatten().filter(others).collect();
    html! {
        @if let Some(attached) = attached { (held_customer(context, viewer, emergency, attached)) }
        section.card {
            h2 { @if attached.is_some() { "Others it could be" } @else { "Likely" } }
            @if !others.is_empty() {
                ol.likely {
                    @for (index, candidate) in others.iter().enumerate() {
                        (candidate_line(context, viewer, emergency, candidate, index + 1))
                    }
                }
            } @else if search.is_none() {
                p.soft { "They have not said who they are. Help first; ask later." }
            } @else if found.is_none() {
                p.soft { "Looking for the customer …" }
            } @else if attached.is_none() {
                p.soft { "No customer fits what they said. They get full help all the same." }
            } @else {
                p.soft { "Nobody else fits." }
            }
        }
    }
}

fn held_customer(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    attached: &Attachment,
) -> Markup {
    let base = context.base;
    let key = &attached.customer;
    let action = format!("{base}/console/emergencies/{}/customer/removal", emergency.number);
    let search = context.state.customers.search(emergency.id);
    let candidates = search.and_then(|search| search.candidates.as_ref());
    let why = candidates.and_then(|found| found.iter().find(|one| one.customer == *key));
    html! {
        section.card {
            h2 { "Customer" }
            p.large {
                a href={ (base) "/console/customers/" (key) } { (names::customer(context, key)) }
            }
            p.soft.small {
                @match &attached.by {
                    Actor::Person(person) | Actor::Token { person, .. } => {
                        "attached by " (names::person(context, person))
                    }
                    _ => { "attached by itself; nobody has confirmed it" }
                }
                @if let Some(why) = why { ", " (reasons(why)) }
            }
            (details(context, key))
            @if frame::may_respond(context, viewer) {
                form method="post" action=(action) {
                    button.button data-tone="plain" data-key="0" type="submit" {
                        "It is not them " kbd aria-hidden="true" { "0" }
                    }
                }
            }
        }
    }
}

fn details(context: &Context<'_>, key: &CustomerKey) -> Markup {
    let profile = context.state.customers.profile(key);
    html! {
        @if let Some(profile) = profile {
            p {
                "Plan: "
                @if profile.plan.is_empty() { span.soft { "none written down" } }
                @else { (profile.plan) }
                @if !profile.sites.is_empty() {
                    " · " (names::count(profile.sites.len(), "site", "sites"))
                }
            }
        }
    }
}

fn candidate_line(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    candidate: &Candidate,
    number: usize,
) -> Markup {
    let action = format!("{}/console/emergencies/{}/customer", context.base, emergency.number);
    let name = names::customer(context, &candidate.customer);
    html! {
        li {
            div {
                b { bdi { (name) } }
                p.why { (reasons(candidate)) }
                (details(context, &candidate.customer))
            }
            @if frame::may_respond(context, viewer) {
                form method="post" action=(action) {
                    input type="hidden" name="customer" value=(candidate.customer);
                    button.button data-key=(number) type="submit" {
                        "This one" span.visually-hidden { ": " (name) } " "
                        kbd aria-hidden="true" { (number) }
                    }
                }
            }
        }
    }
}

/// How likely, and what speaks for it and against it. The likelihood is the one number: how alike
/// two names are has gone into it.
fn reasons(candidate: &Candidate) -> String {
    let reason = |reason: &Reason| match reason {
        Reason::SimilarName { .. } => "similar name".to_owned(),
        Reason::SimilarSite { .. } => "similar name of a site".to_owned(),
        other => other.to_string(),
    };
    let reasons: Vec<String> = candidate.reasons.iter().map(reason).collect();
    let percent = candidate.rank_permille / 10;
    if reasons.is_empty() {
        format!("{percent} %")
    } else {
        format!("{percent} %: {}", reasons.join(", "))
    }
}
