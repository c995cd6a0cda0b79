//! One integration: what to paste into the tool, what arrives, and what can be changed.

use domain::access::Role;
use domain::monitoring::{Alert, Integration, Seen};
use domain::words::{IntegrationKey, Timestamp};
use maud::{Markup, html};

use super::{Offer, URGENCIES, service, service_field};
use crate::board::frame::{self, Frame};
use crate::board::machines;
use crate::{Context, Fragment, Returned, Viewer, shell, times};

/// What to paste into the tool; made by whoever knows the formats and the keys.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// What people call the tool.
    pub title: &'a str,
    /// What to do in it, in a sentence.
    pub advice: &'a str,
    /// The address to paste.
    pub address: String,
    /// The routing key.
    pub key: String,
    /// A command that sends one alert as the tool would.
    pub command: String,
    /// What could last not be read, and when.
    pub unread: Option<(Timestamp, String)>,
    /// All formats.
    pub offers: Vec<Offer<'a>>,
}

/// The page of one; nothing when there is none of that key.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &IntegrationKey,
    setup: &Setup<'_>,
    after: &str,
    returned: Option<&Returned>,
) -> Option<Markup> {
    let known = context.state.monitoring.integration(key)?;
    let path = format!("{}/console/integrations/{key}", context.base);
    let frame = Frame {
        title: &known.profile.name,
        current: "Settings",
        scripts: &["clock.js", "live.js", "keys.js"],
    };
    let plans = frame::is_at_least(context, viewer, Role::Lead);
    let main = html! {
        main id="main" tabindex="-1" data-live={ (path) "/stream" } data-poll={ (path) "/poll" }
            data-after=(after) {
            header.page-head {
                h1 { bdi { (known.profile.name) } }
                p.soft { (service(context, known.profile.service.as_ref())) }
            }
            (crate::settings::pages(context, viewer, "Integrations"))
            (shell::problem(returned))
            div.split {
                div.stack {
                    (arrivals(context, known, setup))
                    @if plans { (change(context, known, &path, setup, returned)) }
                }
                (paste(&path, known, setup, plans))
            }
        }
    };
    Some(frame::document(context, viewer, &frame, main))
}

/// The parts that change by themselves.
#[must_use]
pub fn one_fragments(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &IntegrationKey,
    setup: &Setup<'_>,
) -> Vec<Fragment> {
    let Some(known) = context.state.monitoring.integration(key) else { return Vec::new() };
    vec![
        Fragment::new("you", frame::you(context, viewer)),
        Fragment::new("arrivals", arrivals(context, known, setup)),
    ]
}

/// What has arrived: the first thing that whoever connects a tool wants to see.
fn arrivals(context: &Context<'_>, known: &Integration, setup: &Setup<'_>) -> Markup {
    html! {
        section.section id="arrivals" aria-labelledby="arrivals-title" aria-live="polite" {
            header {
                h2 id="arrivals-title" { "What arrives" } " "
                span.count { (known.count_of_day(context.now)) " in the last day" }
            }
            @if let Some((at, summary)) = &known.tested {
                p.notice data-tone="steady" {
                    b { "Test arrived " (times::clock_time(context, *at)) ": " }
                    bdi { (summary) } ". A test rings nobody."
                }
            }
            @if let Some((at, why)) = &setup.unread {
                p.notice data-tone="care" {
                    b { "! Not read, " (times::clock_time(context, *at)) ": " } bdi { (why) }
                }
            }
            @if known.latest.is_empty() {
                p.empty {
                    strong { "No alert has arrived yet." }
                    "Paste the address into the tool, or run the command: it appears here."
                }
            } @else {
                ul.rows { @for seen in &known.latest { (line(context, seen)) } }
            }
        }
    }
}

fn line(context: &Context<'_>, seen: &Seen) -> Markup {
    let incident = seen.incident.and_then(|incident| context.state.incidents.get(incident));
    let alert = seen.alert.and_then(|alert| context.state.monitoring.alert(alert));
    let fires = alert.is_some_and(Alert::is_open);
    html! {
        li data-row {
            span.lamp data-tone=(if fires { "care" } else { "quiet" }) {
                span.visually-hidden { (if fires { "Firing" } else { "Over" }) }
            }
            span { bdi { (seen.summary) } }
            p.about {
                span { (machines::level(seen.level)) }
                span { (times::day_time(context, seen.at)) }
                span {
                    @match (incident, seen.incident) {
                        (Some(incident), _) => {
                            a href={ (context.base) "/console/incidents/" (incident.number) } {
                                "incident " (incident.number)
                            }
                        }
                        (None, Some(_)) => { "rang; archived since" }
                        (None, None) => { "rang nobody" }
                    }
                }
                @if !fires { span { "over" } }
            }
        }
    }
}

fn paste(path: &str, known: &Integration, setup: &Setup<'_>, plans: bool) -> Markup {
    html! {
        section.section aria-labelledby="paste-title" {
            header { h2 id="paste-title" { "Paste this into " (setup.title) } }
            p { (setup.advice) }
            div.field {
                label for="address" { "Address" }
                input id="address" readonly value=(setup.address);
            }
            div.field {
                label for="routing-key" { "Key" }
                input id="routing-key" readonly value=(setup.key);
                p.hint { "Whoever has it can send alerts, and nothing else." }
            }
            div.field {
                label for="command" { "Or send one alert by hand; it rings" }
                textarea id="command" rows="6" readonly { (setup.command) }
            }
            @if plans {
                form method="post" action={ (path) "/test" } {
                    button.button data-tone="ink" data-wide type="submit" { "Send a test alert" }
                    p.soft.small { "It goes the way of a true one and rings nobody." }
                }
                form method="post" action={ (path) "/renew" } {
                    button.button data-wide type="submit" { "Make a new key" }
                    p.soft.small { "The old one opens nothing from then on." }
                }
                form method="post" action={ (path) "/remove" } {
                    button.button data-wide type="submit" {
                        "Take out" span.visually-hidden { " " (known.profile.name) }
                    }
                    p.soft.small { "You can put it back, with the same key." }
                }
            }
        }
    }
}

fn change(
    context: &Context<'_>,
    known: &Integration,
    path: &str,
    setup: &Setup<'_>,
    returned: Option<&Returned>,
) -> Markup {
    let profile = &known.profile;
    let value = |field: &str, known: &str| match returned {
        Some(_) => shell::typed(returned, field),
        None => known.to_owned(),
    };
    let chosen = profile.service.as_ref().map_or("", |key| key.as_str());
    let urgency = value("urgency", profile.urgency.name());
    let format = value("format", &profile.format);
    html! {
        section.section aria-labelledby="change-title" {
            header { h2 id="change-title" { "Change it" } }
            form.stack method="post" action=(path) data-keep {
                div.columns {
                    div.field {
                        label for="name" { "What you call it" }
                        input id="name" name="name" required maxlength="200" autocomplete="off"
                            value=(value("name", &profile.name))
                            aria-invalid=[shell::invalid(returned, "name")];
                    }
                    (service_field(context, &value("service", chosen)))
                    div.field {
                        label for="format" { "Which tool it is" }
                        select id="format" name="format" {
                            @for offer in &setup.offers {
                                option value=(offer.name) selected[offer.name == format] {
                                    (offer.title)
                                }
                            }
                        }
                    }
                    div.field {
                        label for="urgency" { "Which alerts ring" }
                        select id="urgency" name="urgency" {
                            @for (name, words) in URGENCIES {
                                option value=(name) selected[name == urgency] { (words) }
                            }
                        }
                    }
                }
                @if profile.format == "json" {
                    fieldset {
                        legend { "Where its fields stand" }
                        p.hint {
                            "JSON pointers, like /labels/severity. What you leave empty is looked \
                             for under its usual names."
                        }
                        div.columns {
                            @for (name, pointer) in profile.mapping.parts() {
                                div.field {
                                    label for={ "mapping-" (name) } { (name) }
                                    input id={ "mapping-" (name) } name={ "mapping_" (name) }
                                        autocomplete="off" spellcheck="false"
                                        value=(value(&format!("mapping_{name}"), pointer));
                                }
                            }
                        }
                    }
                }
                div.row { button.button type="submit" { "Change" } }
            }
        }
    }
}
