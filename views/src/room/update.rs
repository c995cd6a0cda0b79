//! The form for an update: what is known, and by when the next one follows.

use domain::incidents::Incident;
use domain::updates::{Board, Overview, WARNING};
use maud::{Markup, html};

use crate::board::names;
use crate::{Context, Returned, shell, times};

/// The promises that can be chosen, in minutes; the first update is promised for the third.
const NEXT_IN_MINS: [u32; 5] = [5, 10, 15, 30, 60];
const NEXT_IN_MINS_USUAL: &str = "15";

/// The form lives outside every fragment, so that nothing overwrites what is being typed.
pub(super) fn section(
    context: &Context<'_>,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let action = format!("{}/update", names::room(context, incident));
    let latest = context.state.updates.get(incident.id).and_then(Board::latest);
    let overview = latest.map(|update| &update.overview);
    // What was told last stands there to be changed; what was typed and refused comes first.
    let was = |field: &str, last: Option<&str>| match returned {
        Some(returned) if returned.typed.iter().any(|(name, _)| name == field) => {
            shell::typed(Some(returned), field)
        }
        _ => last.unwrap_or_default().to_owned(),
    };
    let told = |field: &str, part: fn(&Overview) -> &str| was(field, overview.map(part));
    let known = told("known", |overview| &overview.known);
    let impact = told("impact", |overview| &overview.impact);
    let workaround = told("workaround", |overview| &overview.workaround);
    let next = told("next", |overview| &overview.next);
    let (low, high) = (was("low_mins", None), was("high_mins", None));
    let is_open = returned.is_some_and(|r| r.typed.iter().any(|(name, _)| name == "known"));
    html! {
        details.fold id="update" open[is_open] {
            summary { "Write the update" (due(context, incident)) }
            form.stack method="post" action=(action) data-keep {
                input type="hidden" name="command" value=(command);
                div.columns {
                    (area("known", "What we know", &known, returned))
                    (area("impact", "What it means for them", &impact, returned))
                    (area("workaround", "What they can do meanwhile", &workaround, returned))
                    (area("next", "What we do next", &next, returned))
                }
                div.columns {
                    (next_in(&was("next_in_mins", Some(NEXT_IN_MINS_USUAL)), returned))
                    (number("low_mins", "Works again in, from (minutes)", &low, returned))
                    (number("high_mins", "to (minutes)", &high, returned))
                    (likely(&was("likely", None), returned))
                }
                div.row {
                    button.button data-tone="ink" type="submit" { "Tell the customer" }
                }
            }
        }
    }
}

/// By when it is due, in its summary; it changes by itself.
pub(super) fn due(context: &Context<'_>, incident: &Incident) -> Markup {
    let promise = context.state.updates.get(incident.id).and_then(|board| board.promise);
    html! {
        span.soft id="due" {
            @if let Some(promise) = promise {
                "due by " (times::time(context, promise.by)) ", in "
                (times::count_down(context, promise.by, "no time"))
            }
        }
    }
}

/// The promise: when they hear from us next.
fn next_in(chosen: &str, returned: Option<&Returned>) -> Markup {
    html! {
        div.field {
            label for="next_in_mins" { "Next update in" }
            select id="next_in_mins" name="next_in_mins" aria-describedby="next-hint" {
                @for mins in NEXT_IN_MINS {
                    option value=(mins) selected[mins.to_string() == chosen] {
                        (mins) " minutes"
                    }
                }
            }
            p.hint id="next-hint" {
                "A promise. You are warned " (WARNING.as_secs() / 60) " minutes before."
            }
            (wrong("next_in_mins", returned))
        }
    }
}

/// How sure the estimate is.
fn likely(chosen: &str, returned: Option<&Returned>) -> Markup {
    html! {
        div.field {
            label for="likely" { "How many of ten like it end in that time" }
            select id="likely" name="likely" {
                option value="" { "no estimate" }
                @for likely in 1..=10 {
                    option value=(likely) selected[likely.to_string() == chosen] {
                        (likely) " of 10"
                    }
                }
            }
            p.hint { "An estimate, not a promise. Leave it empty if nobody knows." }
            (wrong("likely", returned))
        }
    }
}

fn area(name: &str, label: &str, value: &str, returned: Option<&Returned>) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            textarea id=(name) name=(name) rows="3" data-draft
                aria-invalid=[shell::invalid(returned, name)] {
                (value)
            }
            (wrong(name, returned))
        }
    }
}

fn number(name: &str, label: &str, value: &str, returned: Option<&Returned>) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) inputmode="numeric" autocomplete="off" value=(value)
                aria-invalid=[shell::invalid(returned, name)];
            (wrong(name, returned))
        }
    }
}

fn wrong(name: &str, returned: Option<&Returned>) -> Markup {
    let problem = returned.and_then(|returned| returned.problem.as_deref());
    html! {
        @if let (Some(_), Some(problem)) = (shell::invalid(returned, name), problem) {
            p.wrong { (problem) }
        }
    }
}
