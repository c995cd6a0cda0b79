//! What the page needs from the caller now, and what else the caller can do.

use domain::emergencies::{Emergency, Standing};
use domain::words::{ParticipantId, Personal};
use maud::{Markup, html};

use super::feedback;
use super::stand::Stand;
use super::together;
use crate::{Context, Returned, plain, say, shell};

/// What is to be decided before anything is written; an empty element when nothing is. It stands
/// above the conversation, so it stays short: the field to write in is in sight below it.
pub(super) fn answer(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let stand = Stand::of(context, emergency);
    html! {
        div.answers id="answer" {
            @match &emergency.standing {
                Standing::Asked { .. } => { (does_it_work(context, path)) }
                Standing::SetAside { .. } => {
                    (ring_again(
                        context,
                        path,
                        &plain!(context.reader.tongue, "again-aside-question"),
                        say!(context, "again-aside-button"),
                    ))
                }
                Standing::Closed { .. } => {
                    (ring_again(
                        context,
                        path,
                        &plain!(context.reader.tongue, "again-closed-question"),
                        say!(context, "again-closed-button"),
                    ))
                }
                Standing::Open => {
                    @if stand.waits_long(context, emergency) { (telephone(context)) }
                }
            }
        }
    }
}

/// What we ask for besides: how to reach them while it rings, how our help was when it is over. An
/// empty element when there is nothing.
pub(super) fn asks(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let stand = Stand::of(context, emergency);
    html! {
        div.answers id="asks" {
            @if asks_reach(context, emergency, &stand) {
                (how_to_reach(context, emergency, path, returned))
            } @else if asks_impact(emergency, &stand) {
                (what_it_stops(context, path, returned))
            }
            (feedback::section(context, emergency, participant, path, returned))
        }
    }
}

/// The smaller things that a caller can do; an empty element when there are none.
pub(super) fn actions(
    context: &Context<'_>,
    emergency: &Emergency,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let stand = Stand::of(context, emergency);
    let asked_above = asks_reach(context, emergency, &stand);
    html! {
        div.stack id="actions" {
            @if emergency.standing.is_live() {
                @if !asked_above {
                    details.typing open[is_returned(returned)] {
                        summary { (say!(context, "reach-summary")) }
                        (introduction(context, Place::Actions, emergency, path, returned))
                    }
                }
                form method="post" action={ (path) "/retract" } {
                    button.button data-tone="plain" type="submit" {
                        (say!(context, "retract-button"))
                    }
                }
            }
            (together::danger(context, emergency, path))
        }
    }
}

/// Whether it is this form that came back, with what was typed.
fn is_returned(returned: Option<&Returned>) -> bool {
    returned
        .is_some_and(|known| !(known.value("who").is_empty() && known.value("reach").is_empty()))
}

/// While it rings, a number is asked for; once more when it has rung for long.
fn asks_reach(context: &Context<'_>, emergency: &Emergency, stand: &Stand<'_>) -> bool {
    let open = emergency.standing == Standing::Open && stand.waits();
    open && (emergency.reach.is_none() || stand.waits_long(context, emergency))
}

/// Once somebody has it, they are asked what it keeps them from; one answer is enough.
fn asks_impact(emergency: &Emergency, stand: &Stand<'_>) -> bool {
    emergency.standing == Standing::Open && !stand.waits() && emergency.impact.is_none()
}

fn what_it_stops(context: &Context<'_>, path: &str, returned: Option<&Returned>) -> Markup {
    html! {
        section.answer.typing aria-labelledby="stops-title" {
            h2 id="stops-title" { (say!(context, "stops-title")) }
            form.stack method="post" action={ (path) "/impact" } data-keep {
                p.soft.small id="stops-hint" { (say!(context, "stops-hint")) }
                textarea name="stops" rows="2" dir="auto" aria-labelledby="stops-title"
                    aria-describedby="stops-hint" data-draft
                    placeholder=(plain!(context.reader.tongue, "stops-such-as"))
                    aria-invalid=[shell::invalid(returned, "stops")] {
                    (shell::typed(returned, "stops"))
                }
                div { button.button type="submit" { (say!(context, "stops-keep")) } }
            }
        }
    }
}

fn does_it_work(context: &Context<'_>, path: &str) -> Markup {
    html! {
        section.answer aria-label=(plain!(context.reader.tongue, "works-title")) {
            div.choices {
                form method="post" action={ (path) "/confirm" } {
                    button.button data-tone="ink" data-size="large" data-wide type="submit" {
                        (say!(context, "works-yes"))
                    }
                }
                form method="post" action={ (path) "/deny" } {
                    button.button data-size="large" data-wide type="submit" {
                        (say!(context, "works-not-yet"))
                    }
                }
            }
        }
    }
}

fn ring_again(context: &Context<'_>, path: &str, question: &str, label: Markup) -> Markup {
    html! {
        section.answer aria-label=(question) {
            p { (question) }
            form method="post" action={ (path) "/reopen" } {
                button.button data-tone="signal" data-size="large" data-wide type="submit" {
                    (label)
                }
            }
            p.soft.small { (say!(context, "again-hint")) }
        }
    }
}

fn telephone(context: &Context<'_>) -> Markup {
    let phone = context.state.organisation.settings.phone.trim();
    html! {
        @if !phone.is_empty() {
            section.answer aria-label=(plain!(context.reader.tongue, "call-us")) {
                p { (say!(context, "call-us-too")) }
                p { (shell::telephone(phone, Some("button"))) }
            }
        }
    }
}

fn how_to_reach(
    context: &Context<'_>,
    emergency: &Emergency,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    html! {
        section.answer.typing aria-labelledby="reach-title" {
            h2 id="reach-title" { (say!(context, "reach-title")) }
            (introduction(context, Place::Question, emergency, path, returned))
        }
    }
}

/// Where the form for who calls stands: it is asked for, or it is among the smaller things.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Question,
    Actions,
}

impl Place {
    fn id(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Actions => "actions",
        }
    }
}

/// Who the caller is and how to reach them.
fn introduction(
    context: &Context<'_>,
    place: Place,
    emergency: &Emergency,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let value = |field: &str, known: &Option<Personal>| match shell::typed(returned, field) {
        typed if typed.is_empty() => {
            known.as_ref().map(|known| known.as_str().to_owned()).unwrap_or_default()
        }
        typed => typed,
    };
    let (reach, who) = (value("reach", &emergency.reach), value("who", &emergency.who));
    html! {
        form.stack method="post" action={ (path) "/introduction" } data-keep {
            div.field {
                label for={ "reach-" (place.id()) } { (say!(context, "reach-number")) }
                input id={ "reach-" (place.id()) } name="reach" type="tel" autocomplete="tel"
                    inputmode="tel" value=(reach) data-draft
                    aria-invalid=[shell::invalid(returned, "reach")];
            }
            // While it rings the number matters; a company already told is not asked for again.
            @if place == Place::Actions || emergency.who.is_none() {
                div.field {
                    label for={ "who-" (place.id()) } {
                        (say!(context, "reach-company"))
                    }
                    input id={ "who-" (place.id()) } name="who" autocomplete="organization"
                        dir="auto" value=(who) data-draft
                        aria-invalid=[shell::invalid(returned, "who")];
                }
            }
            div { button.button type="submit" { (say!(context, "reach-keep")) } }
        }
    }
}
