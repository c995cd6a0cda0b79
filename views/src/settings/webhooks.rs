//! Webhooks: for each receiver the last attempts, and sending once more.

use domain::words::Timestamp;
use maud::{Markup, html};

use super::document;
use crate::{Context, Viewer, times};

/// A program that is told things, and what became of it.
pub struct Receiver {
    /// Its key in the configuration.
    pub key: String,
    /// The last attempts, newest first.
    pub attempts: Vec<Attempt>,
}

/// One attempt at one message.
pub struct Attempt {
    /// When it was over.
    pub at: Timestamp,
    /// The message's id, which is also its `webhook-id`.
    pub delivery: String,
    /// What it is.
    pub kind: &'static str,
    /// About which incident, while that is live.
    pub incident: Option<u32>,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// `taken`, `failed` or `unknown`.
    pub outcome: &'static str,
    /// Why it was not taken.
    pub reason: String,
    /// When it is tried again.
    pub retry_at: Option<Timestamp>,
    /// Whether it can be sent once more.
    pub can_be_replayed: bool,
}

/// How far back everything may be sent once more, in hours.
const HOURS: [(u32, &str); 4] =
    [(1, "the last hour"), (6, "6 hours"), (24, "24 hours"), (168, "7 days")];

/// All receivers.
#[must_use]
pub fn webhooks(context: &Context<'_>, viewer: &Viewer, receivers: &[Receiver]) -> Markup {
    let content = html! {
        p.soft {
            "What other programs were told, and what they answered. A notice is tried for a day. "
            a href={ (context.base) "/docs/operating" } { "How webhooks work" } "."
        }
        @if receivers.is_empty() {
            p.empty { "No program is told anything: webhooks are named in the organisation file." }
        }
        @for receiver in receivers { (one(context, receiver)) }
    };
    document(context, viewer, "Webhooks", &["keys.js"], content)
}

fn one(context: &Context<'_>, receiver: &Receiver) -> Markup {
    let path = format!("{}/console/webhooks/{}/replay", context.base, receiver.key);
    let id = format!("webhook-{}", receiver.key);
    html! {
        section.section aria-labelledby=(id) {
            header { h2 id=(id) { bdi { (receiver.key) } } }
            @if receiver.attempts.is_empty() { p.empty { "Nothing was sent of late." } }
            @else {
                table.table {
                    thead { tr {
                        th scope="col" { "When" } th scope="col" { "What" }
                        th scope="col" { "Attempt" } th scope="col" { "Outcome" }
                        th scope="col" { span.visually-hidden { "Send again" } }
                    } }
                    tbody { @for attempt in &receiver.attempts {
                        (row(context, &path, attempt))
                    } }
                }
                form.row method="post" action=(path) {
                    label for={ (id) "-hours" } { "Send all notices again, of" }
                    select id={ (id) "-hours" } name="hours" {
                        @for (hours, words) in HOURS { option value=(hours) { (words) } }
                    }
                    button.button type="submit" { "Send again" }
                }
            }
        }
    }
}

fn row(context: &Context<'_>, path: &str, attempt: &Attempt) -> Markup {
    let tone = if attempt.outcome == "taken" { "good" } else { "care" };
    html! {
        tr data-row tabindex="-1" {
            td data-label="When" { (times::day_time(context, attempt.at)) }
            th scope="row" {
                code { (attempt.kind) }
                @if let Some(number) = attempt.incident {
                    " " a.small href={ (context.base) "/console/incidents/" (number) } {
                        "incident " (number)
                    }
                }
            }
            td data-label="Attempt" { (attempt.attempt) }
            td data-label="Outcome" {
                span.tag data-tone=(tone) { (attempt.outcome) }
                @if !attempt.reason.is_empty() { " " (attempt.reason) }
                @if let Some(at) = attempt.retry_at { ", again at " (times::time(context, at)) }
            }
            td { @if attempt.can_be_replayed {
                form method="post" action=(path) {
                    input type="hidden" name="delivery" value=(attempt.delivery);
                    button.button type="submit" { "Send again" }
                }
            } }
        }
    }
}
