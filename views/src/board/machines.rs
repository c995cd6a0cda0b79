//! What machines report, in the words of the board, the room and the pager.

use domain::incidents::Incident;
use domain::monitoring::{Alert, Gathering, Hold, Level};
use domain::words::PersonKey;
use maud::{Markup, html};

use super::names;
use crate::{Context, times};

/// Whether only machines report it: no customer has called about it.
pub(crate) fn is_alone(incident: &Incident) -> bool {
    incident.alert.is_some() && incident.emergencies.is_empty()
}

/// The alert to name an incident by: the gravest that fires, else the first.
pub(crate) fn foremost<'a>(context: &Context<'a>, incident: &Incident) -> Option<&'a Alert> {
    let monitoring = &context.state.monitoring;
    let firing = monitoring.alerts_of(incident.id).filter(|alert| alert.is_open());
    firing
        .min_by_key(|alert| (alert.report.level, alert.first_at))
        .or_else(|| monitoring.alerts_of(incident.id).next())
}

/// What an incident is about, when only machines report it.
pub(crate) fn summary<'a>(context: &Context<'a>, incident: &Incident) -> Option<&'a str> {
    if !is_alone(incident) {
        return None;
    }
    foremost(context, incident).map(|alert| &*alert.report.summary)
}

/// The name of the tool that reports it.
pub(crate) fn tool(context: &Context<'_>, gathering: &Gathering) -> String {
    let known = context.state.monitoring.integration(&gathering.integration);
    known.map_or_else(|| gathering.integration.to_string(), |known| known.profile.name.to_string())
}

/// Who declared it, where a person of the vendor's did.
pub(crate) fn declared_by<'a>(context: &Context<'a>, incident: &Incident) -> Option<&'a PersonKey> {
    let gathering = context.state.monitoring.gathering(incident.id)?;
    gathering.declared.as_ref().map(|declared| &declared.by)
}

/// Who reports it and how much of it fires, as one phrase.
pub(crate) fn phrase(context: &Context<'_>, incident: &Incident) -> Option<Markup> {
    let gathering = context.state.monitoring.gathering(incident.id)?;
    if let Some(person) = declared_by(context, incident) {
        return Some(html! { "opened by " (names::person(context, person)) });
    }
    let all = gathering.alerts.len();
    let many = gathering.overflow > 0;
    Some(html! {
        "reported by a machine: " b { bdi { (tool(context, gathering)) } }
        @if all > 1 || many {
            ", " (names::count(all, "alert", "alerts")) @if many { " and more" } ", "
            (gathering.open) " firing"
        } @else if gathering.open == 0 && gathering.is_live() {
            ", firing no more"
        }
    })
}

/// What a level is called.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Critical => "critical",
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "info",
    }
}

/// Why it stays open although nothing fires.
pub(crate) fn hold(context: &Context<'_>, hold: &Hold) -> String {
    match hold {
        Hold::By(person) => format!("{} keeps it open.", names::person(context, person)),
        Hold::Flapping => "It came and went again and again, so it stays open until a person \
                           closes it."
            .to_owned(),
        Hold::Overflow => "More alerts came than can be kept apart, so it stays open until a \
                           person closes it."
            .to_owned(),
    }
}

/// Alerts that ring nobody; they are seen here or not at all.
pub(super) fn quiet(context: &Context<'_>) -> Markup {
    const SHOWN_MAX: usize = 5;
    let all = context.state.monitoring.alerts.values();
    let mut quiet: Vec<&Alert> = all
        .map(AsRef::as_ref)
        .filter(|alert| alert.incident.is_none() && alert.is_open())
        .collect();
    quiet.sort_by_key(|alert| (alert.report.level, std::cmp::Reverse(alert.last_at)));
    let more = quiet.len().saturating_sub(SHOWN_MAX);
    html! {
        section.section id="quiet" aria-labelledby="quiet-title" hidden[quiet.is_empty()] {
            header {
                h2 id="quiet-title" { "Warnings" } " " span.count { "nobody is rung for these" }
            }
            ul.rows {
                @for alert in quiet.iter().take(SHOWN_MAX) { (quiet_line(context, alert)) }
            }
            @if more > 0 { p.soft { "and " (more) " more" } }
        }
    }
}

fn quiet_line(context: &Context<'_>, alert: &Alert) -> Markup {
    let known = context.state.monitoring.integration(&alert.integration);
    let name = known.map_or(alert.integration.as_str(), |known| known.profile.name.as_str());
    html! {
        li data-row {
            span.lamp data-tone="quiet" { span.visually-hidden { "Warning" } }
            a.what href={ (context.base) "/console/integrations/" (alert.integration) } {
                bdi { (alert.report.summary) }
            }
            p.about {
                span { (level(alert.report.level)) }
                span { bdi { (name) } }
                span { "since " (times::day_time(context, alert.first_at)) }
            }
        }
    }
}
