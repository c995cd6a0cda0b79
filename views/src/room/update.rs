//! The form for an update: what is known, and by when the next one follows.

use domain::incidents::Incident;
use domain::updates::{Board, Estimate, Overview, WARNING};
use domain::words::LINE_LEN_MAX;
use maud::{Markup, html};

use super::Fresh;
use super::languages::Folds;
use crate::board::names;
use crate::{Context, Returned, Viewer, shell, times};

/// The press by which it goes to the customers inside although something was asked for.
pub const AS_IT_IS: &str = "as_it_is";
/// Stands among what was typed where something was asked for.
pub const ASKED: &str = "asked";
/// The tick that drops the estimate which stands in the form.
pub const NO_ESTIMATE: &str = "no_estimate";
/// The minutes that stood in the form: what was left as it is is kept to the minute, however long
/// the form was open.
pub const KEPT: &str = "estimate_kept";
/// The promises that can be chosen, in minutes, besides what is usual.
const NEXT_IN_MINS: [u32; 7] = [5, 10, 15, 30, 60, 120, 240];
/// How many callers' words about what it stops them doing stand above the form.
const IMPACTS_MAX: usize = 5;

/// Whether somebody can be told: whoever has called, the readers of a status page, or colleagues
/// who subscribe, as long as it is not kept from them.
pub(super) fn is_open(context: &Context<'_>, incident: &Incident) -> bool {
    let colleagues = || {
        let restricted = context.state.restricted_as(incident.id).is_some();
        !restricted && context.state.subscribers.colleagues() > 0
    };
    let pages = &context.state.status_pages.pages;
    !incident.emergencies.is_empty() || !pages.is_empty() || colleagues()
}

/// How the minutes of an estimate are written into [`KEPT`].
#[must_use]
pub fn kept(estimate: &Estimate) -> String {
    format!("{}-{}", estimate.low_mins, estimate.high_mins)
}

/// The form lives outside every fragment, so that nothing overwrites what is being typed.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    fresh: &Fresh<'_>,
    returned: Option<&Returned>,
) -> Markup {
    let Fresh { command, preview, .. } = *fresh;
    // Another form of the room may have come back.
    let own = |known: &&Returned| {
        known.value("correct").is_empty() && known.typed.iter().any(|(name, _)| name == "known")
    };
    let returned_here = returned.filter(own);
    let action = format!("{}/update", names::room(context, incident));
    let latest = context.state.updates.get(incident.id).and_then(Board::latest);
    // What another page told last is told on from there.
    let before = context.state.bulletins.of(incident.id).and_then(|told| told.entries.last());
    let before = before.map(|entry| &entry.overview);
    let overview = latest.map(|update| &update.overview).or(before);
    // What was told last stands there to be changed; what was typed and refused comes first.
    let was = |field: &str, last: Option<&str>| match returned_here {
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
    let titled = !context.state.status_pages.pages.is_empty();
    let told_of = context.state.bulletins.of(incident.id);
    let languages =
        Folds { known: overview, titled, told: told_of, returned: returned_here, of: "" };
    let usual = (context.state.usually_within(incident.id).as_secs() / 60).to_string();
    let other = returned.is_some_and(|known| !own(&known) && is_of_correction(known));
    html! {
        details.fold id="update" open[returned_here.is_some() || other] {
            summary { "Write the update" (due(context, incident)) }
            form.stack method="post" action=(action) data-keep {
                (shell::enter_sends(None))
                @if let Some(preview) = preview {
                    (super::preview::section(context, incident, preview))
                }
                input type="hidden" name="command" value=(command);
                (impacts(context, incident))
                div.columns {
                    (area("known", "What we know", &known, returned_here))
                    (area("impact", "What it means for them", &impact, returned_here))
                    (area("workaround", "What they can do meanwhile", &workaround, returned_here))
                    (area("next", "What we do next", &next, returned_here))
                }
                (languages.section(context.state, incident.id))
                div.columns {
                    (next_in(&was("next_in_mins", Some(&usual)), &usual, returned_here))
                    (crate::began::ahead(
                        context,
                        viewer,
                        ("next_at", "next_at", "or at"),
                        &was("next_at", None),
                        returned_here,
                    ))
                    (estimate(&was, left(context, incident).as_ref(), returned_here))
                }
                (likely_by_others(context, incident, &action))
                (super::public::section(context, viewer, incident, returned_here))
                (super::aside::section(context, incident, &was("for_colleagues", None)))
                // What warns of immediate danger is never held.
                @if !context.state.is_in_danger(incident.id) {
                    (crate::approvals::before(
                        context,
                        &viewer.person,
                        "The customers inside get it at once. The public part",
                    ))
                }
                (templates(context, incident, &action, returned_here))
                (presses(&action, returned_here))
            }
            (super::correct::agreement((context, viewer), incident, command, returned))
            (super::correct::section(context, incident, returned))
        }
    }
}

/// What can be done with it: told, looked at, or told although something was asked for.
fn presses(action: &str, returned: Option<&Returned>) -> Markup {
    html! {
        div.row {
            button.button data-tone="ink" type="submit" { "Tell them" }
            button.button type="submit" formaction={ (action) "/preview#update" } { "Preview" }
            @if returned.is_some_and(|known| !known.value(ASKED).is_empty()) {
                button.button type="submit" name=(AS_IT_IS) value="1" { "Send it as it is" }
            }
        }
    }
}

/// How long others like it took; a press of its own writes it into the fields.
fn likely_by_others(context: &Context<'_>, incident: &Incident, action: &str) -> Markup {
    let likely = context.state.likely(incident.id, context.now);
    html! {
        @if let Some(likely) = likely {
            @let Estimate { low_mins, high_mins, .. } = likely.estimate;
            div.row {
                p.hint {
                    "Of " (likely.cases) " like it since " (times::day_time(context, likely.since))
                    " that had lasted as long, half were over within " (likely.half_mins)
                    " minutes from here, and 7 of 10 in " (low_mins) " to " (high_mins) "."
                }
                button.button type="submit" formaction={ (action) "/estimate#update" } {
                    "Take that"
                }
            }
        }
    }
}

/// A template to begin with.
fn templates(
    context: &Context<'_>,
    incident: &Incident,
    action: &str,
    returned: Option<&Returned>,
) -> Markup {
    let offered = context.state.templates.fitting(incident.service.as_ref(), incident.phase);
    let action = format!("{action}/template#update");
    crate::templates::fold(context, &offered, &action, "", returned)
}

/// Whether one of the smaller forms below came back.
fn is_of_correction(returned: &Returned) -> bool {
    !returned.value("correct").is_empty()
        || returned.typed.iter().any(|(name, _)| name == "agreed_at")
}

/// What it stops the callers doing, as they wrote it: the words to answer to.
fn impacts(context: &Context<'_>, incident: &Incident) -> Markup {
    let said = names::emergencies(context, incident)
        .filter_map(|known| Some((known, names::impact(context, known)?)));
    let said: Vec<_> = said.take(IMPACTS_MAX).collect();
    html! {
        @if !said.is_empty() {
            div {
                p.small { "What it stops them doing, in their words:" }
                @for (emergency, words) in said {
                    blockquote.small {
                        q.words { (words.as_str()) } " "
                        span.soft { bdi { (names::Caller::of(context, emergency).short()) } }
                    }
                }
            }
        }
    }
}

/// What is left of the estimate that was told last, from now on.
fn left(context: &Context<'_>, incident: &Incident) -> Option<Estimate> {
    let (at, last) = context.state.last_estimate(incident.id)?;
    last.left(context.now.since(at))
}

/// The fields for how long it may take, with what is left of what was told last: without a change
/// that is kept, and it takes a tick to drop it.
fn estimate(
    was: &dyn Fn(&str, Option<&str>) -> String,
    left: Option<&Estimate>,
    returned: Option<&Returned>,
) -> Markup {
    let mins = |field: &str, of: fn(&Estimate) -> u32| {
        let left = left.map(|left| of(left).to_string());
        was(field, left.as_deref())
    };
    let odds = mins("likely", |left| left.likely_of_ten.into());
    let depends_on = was("depends_on", left.map(|left| left.depends_on.as_str()));
    let stood = was(KEPT, left.map(kept).as_deref());
    let drops = !was(NO_ESTIMATE, None).is_empty();
    let (low, high) = ("Works again in, from (minutes)", "to (minutes, or like 1h30)");
    html! {
        (number("low_mins", low, &mins("low_mins", |left| left.low_mins), returned))
        (number("high_mins", high, &mins("high_mins", |left| left.high_mins), returned))
        (likely(&odds, returned))
        div.field {
            label for="depends_on" { "What that depends on" }
            input id="depends_on" name="depends_on" autocomplete="off" maxlength=(LINE_LEN_MAX)
                data-draft value=(depends_on);
        }
        @if !stood.is_empty() || drops {
            div.field {
                input type="hidden" name=(KEPT) value=(stood);
                label.choice {
                    input type="checkbox" name=(NO_ESTIMATE) value="1" checked[drops];
                    span { "No estimate any more" }
                }
                p.hint {
                    "What is left of the last one stands here. Left as it is, it is told again."
                }
            }
        }
    }
}

/// By when it is due, in its summary; it changes by itself.
pub(super) fn due(context: &Context<'_>, incident: &Incident) -> Markup {
    let promise = context.state.updates.get(incident.id).and_then(Board::soonest);
    html! {
        span.soft id="due" {
            @if let Some(promise) = promise {
                "due by " (times::time(context, promise.by)) ", "
                (times::promised(context, promise.by, "in {span}"))
            }
        }
    }
}

/// The promise: when they hear from us next. What is usual comes from how severe it is.
fn next_in(chosen: &str, usual: &str, returned: Option<&Returned>) -> Markup {
    let mut offered: Vec<u32> = NEXT_IN_MINS.to_vec();
    offered.extend(usual.parse::<u32>().ok());
    offered.extend(chosen.parse::<u32>().ok());
    offered.sort_unstable();
    offered.dedup();
    html! {
        div.field {
            label for="next_in_mins" { "Next update in" }
            select id="next_in_mins" name="next_in_mins" aria-describedby="next-hint" {
                @for mins in offered {
                    option value=(mins) selected[mins.to_string() == chosen] {
                        (mins) " minutes"
                        @if mins.to_string() == usual { " (usual)" }
                    }
                }
            }
            p.hint id="next-hint" {
                "A promise. You are warned " (WARNING.as_secs() / 60) " minutes before, and who \
                stands in for you one minute before."
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
            select id="likely" name="likely"
                aria-invalid=[shell::invalid(returned, "likely")] {
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
