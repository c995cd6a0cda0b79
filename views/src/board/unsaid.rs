//! What machines saw to fail, is over, and nobody told: each with its two answers. It was so, and
//! is written of; or it was nothing, and why.

use std::fmt::Write as _;

use domain::evidence::Unsaid;
use domain::words::LINE_LEN_MAX;
use maud::{Markup, html};

use super::frame;
use crate::telling::{typed, wrong};
use crate::{Context, Returned, Viewer, times};

/// Most lines; the others come when these are answered.
const SHOWN_MAX: usize = 8;
/// Most components that are named in a line.
const NAMED_MAX: usize = 5;
/// Which question a form is about.
pub const ASKED: &str = "asked";

/// All of them, the latest first.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    returned: Option<&Returned>,
) -> Markup {
    let all = context.state.unsaid(context.now);
    let more = all.len().saturating_sub(SHOWN_MAX);
    html! {
        section.section id="unsaid" aria-labelledby="unsaid-title" hidden[all.is_empty()] {
            header {
                h2 id="unsaid-title" { "Seen to fail, and never told" } " "
                span.count { "asked for seven days, until one of you answers" }
            }
            ul.rows {
                @for asked in all.iter().take(SHOWN_MAX) {
                    (line(context, viewer, asked, returned))
                }
            }
            @if more > 0 { p.soft { "and " (more) " more" } }
        }
    }
}

fn line(
    context: &Context<'_>,
    viewer: &Viewer,
    asked: &Unsaid,
    returned: Option<&Returned>,
) -> Markup {
    let zone = crate::began::zone_of(context.state, &viewer.person);
    html! {
        li data-row id={ "unsaid-" (id_of(asked)) } {
            span.lamp data-tone="care" { span.visually-hidden { "Never told" } }
            b { bdi { (named(context, asked)) } }
            @if frame::may_respond(context, viewer) {
                a.button href=(written(context, asked)) {
                    "Write it afterwards"
                    span.visually-hidden { ": " (named(context, asked)) }
                }
            }
            p.about {
                span {
                    "failed " (times::window_in(context, zone, asked.from, asked.until))
                    " (" (times::span(context, asked.lasted())) ")"
                }
            }
            @if frame::may_respond(context, viewer) {
                div.act { (dismissal(context, asked, returned)) }
            }
        }
    }
}

fn dismissal(context: &Context<'_>, asked: &Unsaid, returned: Option<&Returned>) -> Markup {
    let id = id_of(asked);
    // What was typed stands where it was typed.
    let returned = returned.filter(|returned| returned.value(ASKED) == id);
    let field = format!("reason-{id}");
    html! {
        details.fold open[returned.is_some()] {
            summary { "It was nothing" span.visually-hidden { ": " (named(context, asked)) } }
            form.stack method="post"
                action={ (context.base) "/console/sightings/dismissed" } data-keep {
                input type="hidden" name=(ASKED) value=(id);
                @for key in &asked.components {
                    input type="hidden" name="component" value=(key);
                }
                input type="hidden" name="from" value=(times::iso_exact(asked.from));
                input type="hidden" name="until" value=(times::iso_exact(asked.until));
                div.field {
                    label for=(field) { "Why it was nothing; the audit keeps it" }
                    input id=(field) name="reason" autocomplete="off" required
                        maxlength=(LINE_LEN_MAX) value=(typed(returned, "reason", ""))
                        aria-invalid=[crate::shell::invalid(returned, "reason")];
                    (wrong("reason", returned))
                }
                div {
                    button.button data-tone="plain" type="submit"
                        aria-label={ "It was nothing: " (named(context, asked)) } {
                        "It was nothing"
                    }
                }
            }
        }
    }
}

/// The same for as long as the question is.
fn id_of(asked: &Unsaid) -> String {
    let first = asked.components.first().map_or("", |key| key.as_str());
    format!("{first}-{}-{}", asked.from.0, asked.until.0)
}

/// "Card payments, Portal and 3 more".
fn named(context: &Context<'_>, asked: &Unsaid) -> String {
    let name = |key| context.state.components.get(key).map(|known| known.profile.name.as_str());
    let names: Vec<&str> = asked.components.iter().filter_map(name).collect();
    let shown = names.len().min(NAMED_MAX);
    let mut named = names[..shown].join(", ");
    if names.len() > shown {
        let _ = write!(named, " and {} more", names.len() - shown);
    }
    named
}

/// Where it is written of, with all that is known of it. Keys and instants need no escapes.
fn written(context: &Context<'_>, asked: &Unsaid) -> String {
    let (from, until) = (times::iso_exact(asked.from), times::iso_exact(asked.until));
    let mut href = format!("{}/console/status/told/new?from={from}&until={until}", context.base);
    for key in &asked.components {
        let _ = write!(href, "&component={key}");
    }
    href
}
