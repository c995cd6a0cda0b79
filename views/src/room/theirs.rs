//! Who calls: their words and what they typed first; then which customer it likely is and why, what
//! it allows, what they have tried.

use domain::customers::{Attachment, Candidate, Reason};
use domain::emergencies::Emergency;
use domain::incidents::Incident;
use domain::words::{Actor, CustomerKey, EmergencyId};
use maud::{Markup, html};

use super::Carriers;
use super::fold::Fold;
use crate::board::{frame, machines as alone, names};
use crate::{Context, Viewer, wording};

/// What comes before everything else: who waits for a call, and why they called. Where nobody did,
/// what the machine says.
pub(super) fn asked(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    with: Option<EmergencyId>,
    carriers: Carriers,
) -> Markup {
    html! {
        section.asked id="asked" aria-label="Why it rang" {
            @if alone::is_alone(incident) { (machines(context, viewer, incident)) }
            (super::call::cards(context, viewer, incident, carriers))
            @if let Some(emergency) = super::together::chosen(context, incident, with) {
                (words(context, emergency))
            }
        }
    }
}

fn words(context: &Context<'_>, emergency: &Emergency) -> Markup {
    html! {
        section.card {
            h2 { "Their words" }
            @match names::first_words(context, emergency) {
                Some(words) => { blockquote.words { (words.as_str()) } }
                None => { p.soft { "Nothing written: they only pressed the button." } }
            }
            @if let Some(words) = names::impact(context, emergency) {
                p.small { b { "It stops them: " } q.words { (words.as_str()) } }
            }
            p.small {
                @match &emergency.who {
                    Some(who) => { "Who: " bdi { (who.as_str()) } }
                    None => { span.soft { "Who: not said" } }
                }
                " · "
                @match &emergency.reach {
                    Some(reach) => { "Reach: " bdi { (reach.as_str()) } }
                    None => { span.soft { "Reach: only here" } }
                }
            }
        }
    }
}

/// What machines report of all that was joined.
fn machines(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let whole = context.state.groups.whole(incident.id);
    html! {
        @for one in whole.iter().filter_map(|id| context.state.incidents.get(*id)) {
            (super::machines::cards(context, viewer, one))
        }
    }
}

/// What is to be known of them, folded: each says how it stands.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    with: Option<EmergencyId>,
) -> Markup {
    html! {
        section.theirs id="theirs" aria-label="Who calls" {
            @if let Some(emergency) = super::together::chosen(context, incident, with) {
                (customer(context, viewer, emergency))
                (super::proof::fold(context, viewer, emergency))
                (super::cards::fold(context, viewer, emergency))
                (feedback(context, emergency))
            }
            // What machines report stands beside the callers' words.
            @if !alone::is_alone(incident) { (reported(context, viewer, incident)) }
        }
    }
}

fn reported(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let inside = machines(context, viewer, incident);
    if inside.0.is_empty() {
        return inside;
    }
    let whole = context.state.groups.whole(incident.id);
    let gathered = whole.iter().filter_map(|id| context.state.monitoring.gathering(*id));
    let firing: Vec<u32> = gathered.map(|known| known.open).collect();
    let state = match firing.iter().sum() {
        0_u32 if firing.is_empty() => html! { "recent changes" },
        0 => html! { "nothing fires any more" },
        firing => html! { (firing) " firing" },
    };
    Fold { id: "machines", title: "Machines", state, needs: None }.around(inside)
}

/// Which customer it is. That somebody must say so is the one thing that opens it by itself.
fn customer(context: &Context<'_>, viewer: &Viewer, emergency: &Emergency) -> Markup {
    let attached = context.state.customers.attached(emergency.id);
    let search = context.state.customers.search(emergency.id);
    let found = search.and_then(|search| search.candidates.as_ref());
    let held = attached.map(|attached| &attached.customer);
    let others = |candidate: &&Candidate| Some(&candidate.customer) != held;
    let others: Vec<&Candidate> = found.into_iter().flatten().filter(others).collect();
    let choose = attached.is_none() && !others.is_empty();
    let said = search.is_some_and(|search| search.evidence.is_some());
    let state = match attached {
        Some(attached) => html! { bdi { (names::customer(context, &attached.customer)) } },
        None if choose => html! { (names::count(others.len(), "name fits", "names fit")) },
        None if !said => html! { "not said" },
        None if found.is_none() => html! { "being looked for" },
        None => html! { "nobody fits" },
    };
    let id = format!("customer-{}", emergency.number);
    let needs = choose.then_some("choice");
    Fold { id: &id, title: "Customer", state, needs }.around(html! {
        @if let Some(attached) = attached { (held_customer(context, viewer, emergency, attached)) }
        section.card {
            @if attached.is_some() { h2 { "Others it could be" } }
            @if !others.is_empty() {
                ol.likely {
                    @for (index, candidate) in others.iter().enumerate() {
                        (candidate_line(context, viewer, emergency, candidate, index + 1))
                    }
                }
            } @else if attached.is_some() {
                p.soft { "Nobody else fits." }
            } @else if !said {
                p.soft { "They have not said who they are. Help first; ask later." }
            } @else if found.is_none() {
                p.soft { "Looking for the customer …" }
            } @else {
                p.soft { "No customer fits what they said. They get full help all the same." }
            }
            @if frame::may_respond(context, viewer) {
                p {
                    a href={ (context.base) "/console/customers?emergency=" (emergency.number) } {
                        @if attached.is_some() { "It is another: find it in the directory" }
                        @else { "Find them in the directory" }
                    }
                }
            }
        }
    })
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

/// How they found our help, once they have said so.
fn feedback(context: &Context<'_>, emergency: &Emergency) -> Markup {
    let Some(given) = context.state.feedback.of(emergency.id) else { return html! {} };
    let state = html! { (wording::score(context.reader.tongue, given.score)) };
    let Some(words) = &given.words else {
        return html! { p.fold { "How they found our help: " b { (state) } } };
    };
    let fold = Fold { id: "feedback", title: "How they found our help", state, needs: None };
    fold.around(html! { blockquote.words { (words.as_str()) } })
}
