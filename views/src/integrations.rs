//! Integrations: the tools whose alerts come in, how to connect one, and what arrives from it.

use domain::access::Role;
use domain::monitoring::Integration;
use domain::words::{IntegrationKey, ServiceKey};
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Fragment, Returned, Viewer, shell, times};

mod one;
pub use one::{Setup, one, one_fragments};

/// A wire format as it is offered.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Its name in forms and files.
    pub name: &'a str,
    /// What people call the tool that speaks it.
    pub title: &'a str,
}

/// How an urgency is described.
const URGENCIES: [(&str, &str); 3] = [
    ("by_severity", "critical ones and errors ring, the rest is shown"),
    ("high", "every alert rings"),
    ("low", "none rings, all are shown"),
];

/// All of them, and the form for another one.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    offers: &[Offer<'_>],
    after: &str,
    returned: Option<&Returned>,
) -> Markup {
    let base = context.base;
    let frame = Frame {
        title: "Integrations",
        current: "Settings",
        scripts: &["clock.js", "live.js", "keys.js"],
    };
    let live = format!("{base}/console/integrations/stream");
    let poll = format!("{base}/console/integrations/poll");
    let main = html! {
        main id="main" tabindex="-1" data-live=(live) data-poll=(poll) data-after=(after) {
            header.page-head {
                h1 { "Integrations" }
                p.soft { "Alerts of your other tools come in here and ring like a call does." }
            }
            (crate::settings::pages(context, viewer, "Integrations"))
            (shell::problem(returned))
            (list(context))
            (removed(context, viewer))
            @if frame::is_at_least(context, viewer, Role::Lead) {
                (add(context, offers, returned))
            }
            p.soft.small {
                a href={ (base) "/docs/alerts" } { "Moving your alerts over" }
                ": what to change in each tool."
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// The parts that change by themselves.
#[must_use]
pub fn fragments(context: &Context<'_>, viewer: &Viewer) -> Vec<Fragment> {
    vec![
        Fragment::new("you", frame::you(context, viewer)),
        Fragment::new("integrations", list(context)),
    ]
}

fn list(context: &Context<'_>) -> Markup {
    let all = &context.state.monitoring.integrations;
    html! {
        section.section id="integrations" aria-labelledby="integrations-title" {
            header {
                h2 id="integrations-title" { "Connected tools" } " " span.count { (all.len()) }
            }
            @if all.is_empty() {
                p.empty {
                    strong { "No tool is connected yet." }
                    "Add one below. You get an address and a key to paste into the tool."
                }
            } @else {
                ul.rows { @for (key, known) in all { (line(context, key, known)) } }
            }
        }
    }
}

fn line(context: &Context<'_>, key: &IntegrationKey, known: &Integration) -> Markup {
    let today = known.count_of_day(context.now);
    let (tone, says) = match (known.open, known.heard_at) {
        (1.., _) => ("care", "Firing"),
        (0, Some(_)) => ("steady", "Quiet"),
        (0, None) => ("quiet", "Never heard of"),
    };
    html! {
        li data-row {
            span.lamp data-tone=(tone) { span.visually-hidden { (says) } }
            a.what href={ (context.base) "/console/integrations/" (key) } {
                bdi { (known.profile.name) }
            }
            p.about {
                span { (service(context, known.profile.service.as_ref())) }
                span {
                    @match known.heard_at {
                        Some(at) => { "last heard of " (times::day_time(context, at)) }
                        None => { "nothing has arrived yet" }
                    }
                }
                span { (names::count(today as usize, "signal", "signals")) " in the last day" }
                @if known.open > 0 { span { b { (known.open) " firing" } } }
            }
        }
    }
}

/// Which service its alerts are about.
fn service(context: &Context<'_>, service: Option<&ServiceKey>) -> String {
    let Some(key) = service else { return "rings the front door".to_owned() };
    match context.state.incidents.services.get(key) {
        Some(known) => known.name.to_string(),
        None => format!("service {key} is gone, so it rings the front door"),
    }
}

/// What was just taken out can be put back, with the same key.
fn removed(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let removed = &context.state.monitoring.removed;
    html! {
        @if !removed.is_empty() && frame::is_at_least(context, viewer, Role::Lead) {
            section.section aria-labelledby="removed-title" {
                header { h2 id="removed-title" { "Taken out" } }
                ul.rows {
                    @for (key, (at, known)) in removed {
                        li data-row {
                            span.lamp data-tone="quiet" {}
                            span { bdi { (known.profile.name) } }
                            p.about {
                                span { "since " (times::day_time(context, *at)) }
                                span { "its key opens nothing" }
                            }
                            div.act {
                                form method="post" action={
                                    (context.base) "/console/integrations/" (key) "/restore"
                                } {
                                    button.button type="submit" {
                                        "Put it back"
                                        span.visually-hidden { ": " (known.profile.name) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn add(context: &Context<'_>, offers: &[Offer<'_>], returned: Option<&Returned>) -> Markup {
    let typed = |field: &str| shell::typed(returned, field);
    let (service, format) = (typed("service"), typed("format"));
    html! {
        section.section aria-labelledby="add-title" {
            header { h2 id="add-title" { "Connect a tool" } }
            form.stack method="post" action={ (context.base) "/console/integrations" } data-keep {
                div.columns {
                    div.field {
                        label for="name" { "What you call it" }
                        input id="name" name="name" required maxlength="200" autocomplete="off"
                            placeholder="Prometheus in the north" value=(typed("name"))
                            aria-invalid=[shell::invalid(returned, "name")];
                    }
                    (service_field(context, &service))
                    div.field {
                        label for="format" { "Which tool it is" }
                        select id="format" name="format" {
                            @for offer in offers {
                                option value=(offer.name) selected[offer.name == format] {
                                    (offer.title)
                                }
                            }
                        }
                    }
                }
                div.row { button.button data-tone="ink" type="submit" { "Connect it" } }
            }
        }
    }
}

fn service_field(context: &Context<'_>, chosen: &str) -> Markup {
    html! {
        div.field {
            label for="service" { "Whose alerts they are" }
            select id="service" name="service" {
                option value="" { "none: ring the front door" }
                @for (key, known) in &context.state.incidents.services {
                    option value=(key) selected[key.as_str() == chosen] { (known.name) }
                }
            }
        }
    }
}
