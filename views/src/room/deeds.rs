//! What can be done with the incident besides talking: how bad, how far, set aside, leave alone.

use domain::emergencies::{Aside, Emergency, Standing};
use domain::incidents::{Incident, Phase};
use domain::words::Severity;
use maud::{Markup, html};

use super::course;
use crate::board::names;
use crate::{Context, Returned, wording};

const SEVERITIES: [(Severity, &str); 3] =
    [(Severity::Critical, "critical"), (Severity::High, "high"), (Severity::Low, "low")];
const PHASES: [(Phase, &str); 3] = [
    (Phase::Investigating, "investigating"),
    (Phase::Identified, "identified"),
    (Phase::Monitoring, "monitoring"),
];
const ASIDES: [(Aside, &str); 4] = [
    (Aside::BelievedFixed, "believed_fixed"),
    (Aside::Unreachable, "unreachable"),
    (Aside::Mistake, "mistake"),
    (Aside::Abuse, "abuse"),
];

pub(super) fn section(
    context: &Context<'_>,
    incident: &Incident,
    emergency: Option<&Emergency>,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let live = incident.settled_at.is_none();
    let aside =
        emergency.filter(|known| matches!(known.standing, Standing::Open | Standing::Asked { .. }));
    let typed = |field: &str| returned.is_some_and(|r| r.typed.iter().any(|(n, _)| n == field));
    html! {
        @if live || aside.is_some() {
            details.fold id="deeds" open[typed("because") || typed("route")] {
                summary {
                    span {
                        "What else you can do"
                        @if live {
                            ": " b {
                                "how bad, how far, "
                                @if aside.is_some() { "set aside, " }
                                "snooze, send on"
                            }
                        } @else { ": " b { "set aside" } }
                    }
                }
                div.columns {
                    @if live {
                        div.stack {
                            @let how_bad = severities(incident);
                            (choice(context, incident, "severity", "How bad it is", &how_bad))
                            @let how_far = phases(incident);
                            (choice(context, incident, "phase", "How far we are", &how_far))
                            @if emergency.is_some() {
                                p.soft.small { "It is resolved when each customer says so." }
                            }
                        }
                        (course::deeds(context, incident, command, returned))
                    }
                    @if let Some(emergency) = aside { (set_aside(context, emergency)) }
                }
            }
        }
    }
}

fn severities(incident: &Incident) -> Vec<(&'static str, &'static str, bool)> {
    let one = |(severity, value): (Severity, &'static str)| {
        (value, wording::severity(severity), severity == incident.severity)
    };
    SEVERITIES.map(one).to_vec()
}

fn phases(incident: &Incident) -> Vec<(&'static str, &'static str, bool)> {
    let one = |(phase, value): (Phase, &'static str)| {
        (value, wording::phase(phase), phase == incident.phase)
    };
    PHASES.map(one).to_vec()
}

fn choice(
    context: &Context<'_>,
    incident: &Incident,
    name: &str,
    label: &str,
    options: &[(&str, &str, bool)],
) -> Markup {
    html! {
        form.deed method="post" action={ (names::room(context, incident)) "/" (name) } data-keep {
            div.field {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    @for (value, words, is_current) in options {
                        option value=(value) selected[*is_current] { (words) }
                    }
                }
            }
            button.button type="submit" { "Set" span.visually-hidden { ": " (label) } }
        }
    }
}

fn set_aside(context: &Context<'_>, emergency: &Emergency) -> Markup {
    let to = format!("{}/console/emergencies/{}", context.base, emergency.number);
    html! {
        form.deed method="post" action={ (to) "/aside" } data-keep {
            div.field {
                label for="reason" { "Set aside because" }
                select id="reason" name="reason" {
                    @for (reason, value) in ASIDES {
                        option value=(value) { (wording::aside(reason)) }
                    }
                }
            }
            button.button type="submit" { "Set aside" }
            p.soft.small { "They are told. Any word of theirs rings again." }
        }
    }
}
