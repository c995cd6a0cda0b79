//! What was sent to whom over which channel, and what became of it.

use domain::deliveries::{About, Delivery, Standing};
use domain::words::dialling::masked;
use domain::words::{Channel, IncidentId};
use maud::{Markup, html};

use super::fold::Fold;
use crate::board::names;
use crate::{Context, times, wording};

/// Most deliveries that are listed; the latest matter.
const LISTED_MAX: usize = 12;

/// All of it, open.
pub(crate) fn card(context: &Context<'_>, incident: IncidentId) -> Markup {
    html! {
        section.card {
            h2 { "Sent" }
            (list(context, &latest(context, incident)))
        }
    }
}

/// The same, folded behind how much it is and how much of it failed.
pub(super) fn fold(context: &Context<'_>, incident: IncidentId) -> Markup {
    let sent = latest(context, incident);
    let failed = sent.iter().filter(|delivery| has_failed(delivery)).count();
    let state = html! { (sent.len()) @if failed > 0 { ", " (failed) " failed" } };
    Fold { id: "sent", title: "Sent", state, needs: None }.around(list(context, &sent))
}

fn latest<'a>(context: &Context<'a>, incident: IncidentId) -> Vec<&'a Delivery> {
    let mut sent: Vec<&Delivery> = context.state.deliveries.about(incident).collect();
    sent.sort_by_key(|delivery| (std::cmp::Reverse(delivery.owed_at), delivery.id));
    sent
}

/// Whether it reached nobody. A screen that nobody had open is no failure of a carrier.
fn has_failed(delivery: &Delivery) -> bool {
    delivery.standing == Standing::Failed && delivery.address.channel != Channel::Screen
}

fn list(context: &Context<'_>, sent: &[&Delivery]) -> Markup {
    html! {
        @if sent.is_empty() {
            p.soft { "Nothing was sent about this yet." }
        } @else {
            ul.timeline {
                @for delivery in sent.iter().take(LISTED_MAX) { (line(context, delivery)) }
            }
            @if sent.len() > LISTED_MAX {
                p.soft.small { "and " (sent.len() - LISTED_MAX) " earlier" }
            }
        }
    }
}

fn line(context: &Context<'_>, delivery: &Delivery) -> Markup {
    // Why an earlier attempt failed says nothing about what arrived in the end.
    let failed = match delivery.standing {
        Standing::Failed | Standing::Unanswered => true,
        Standing::Owed { .. } | Standing::Claimed(_) => delivery.failures > 0,
        Standing::Sent | Standing::Delivered | Standing::Void => false,
    };
    html! {
        li {
            (times::clock_time(context, delivery.owed_at))
            span {
                (about(&delivery.about))
                @match &delivery.address.person {
                    Some(person) => { " " (names::person(context, person)) }
                    None => { " " bdi { (to(delivery)) } }
                }
                " by " (wording::channel(delivery.address.channel)) ": "
                b { (standing(delivery)) }
                @if failed && !delivery.reason.is_empty() {
                    " (" bdi { (delivery.reason) } ")"
                }
            }
        }
    }
}

/// Where it goes; a caller's telephone number is for those who call it.
fn to(delivery: &Delivery) -> String {
    let to = delivery.address.to.as_str();
    match delivery.about {
        About::CallText { .. } => masked(to),
        _ => to.to_owned(),
    }
}

fn about(about: &About) -> &'static str {
    match about {
        About::Page { .. } => "Page to",
        About::Withdrawal { .. } => "All-clear to",
        About::Reminder { .. } => "Reminder to",
        About::SignIn { .. } => "Sign-in link to",
        About::Notice { .. } => "Notice to",
        About::Maintenance { .. } => "Word of maintenance to",
        About::Code { .. } => "Code to",
        About::Test { .. } => "Test to",
        About::Failing { .. } => "Word of a failing method to",
        About::Invitation { .. } => "Invitation to",
        About::Farewell { .. } => "Question how our help was, to",
        About::Inquiry { .. } => "Question to",
        About::Call { .. } => "Ring, to be joined with the caller, to",
        About::CallText { .. } => "In place of a call, to",
        About::Subscription { .. } => "Link of a subscription to",
        About::StatusLink { .. } | About::PageLink { .. } => "Link to the status page to",
        About::FollowUp { .. } => "Word of a follow-up to",
        About::FollowedUp { .. } => "Follow-up to",
        About::Approval { .. } => "Word of text that waits to",
        About::Objection { .. } => "Word of an objection to",
    }
}

fn standing(delivery: &Delivery) -> &'static str {
    match delivery.standing {
        // A screen carries nothing away: it was open, or nobody can have seen it.
        Standing::Failed if delivery.address.channel == Channel::Screen => "not seen by anyone",
        Standing::Owed { .. } => "waiting for another try",
        Standing::Claimed(_) => "being sent",
        Standing::Sent => "sent, no receipt",
        Standing::Delivered => "arrived",
        Standing::Failed => "failed",
        Standing::Unanswered => "not answered",
        Standing::Void => "not needed any more",
    }
}
