//! What happens at three in the morning if nobody answers, as a timeline of sentences.

use std::time::Duration;

use domain::paging::{CATCH_ALL_DELAY, Policy, WIDENED_DELAY};
use domain::words::{PersonKey, Timestamp};
use jiff::ToSpan;
use maud::{Markup, html};

use super::you;
use crate::board::{names, reached};
use crate::{Context, times};

/// The timeline of the next night.
pub(super) fn section(context: &Context<'_>, policy: &Policy) -> Markup {
    let at = next_three(context);
    let then = Context { now: at, ..*context };
    html! {
        section.section aria-labelledby="night-title" {
            header {
                h2 id="night-title" { "What happens at 03:00 if nobody answers" } " "
                span.count {
                    (times::in_zone(context, &context.state.organisation.settings.zone, at)
                        .strftime("%A, %-d %B").to_string())
                }
            }
            ol.night {
                @for (after, says) in lines(&then, policy) {
                    li { b { "03:" (clock(after)) } span { (says) } }
                }
            }
        }
    }
}

/// The next three in the morning on the organisation's clocks.
fn next_three(context: &Context<'_>) -> Timestamp {
    let zone = &context.state.organisation.settings.zone;
    let now = times::in_zone(context, zone, context.now);
    let today = now.date().at(3, 0, 0, 0).to_zoned(now.time_zone().clone());
    let three = match today {
        Ok(today) if today > now => Ok(today),
        _ => now.date().saturating_add(1.day()).at(3, 0, 0, 0).to_zoned(now.time_zone().clone()),
    };
    three.map_or(context.now, |three| Timestamp(three.timestamp().as_millisecond()))
}

/// Minutes and seconds after three.
fn clock(after: Duration) -> String {
    let secs = after.as_secs();
    format!("{:02}:{:02}", secs / 60, secs % 60)
}

fn lines(context: &Context<'_>, policy: &Policy) -> Vec<(Duration, Markup)> {
    let mut told = vec![(
        Duration::ZERO,
        html! { "A customer presses the button. It is stored, and ringing begins." },
    )];
    let (mut after, mut everyone) = (Duration::ZERO, Vec::new());
    for step in &policy.steps {
        let people = reached::of_step(context, step);
        let reachable: Vec<PersonKey> = people
            .iter()
            .filter(|person| reached::is_reachable(context, person))
            .cloned()
            .collect();
        if reachable.is_empty() {
            let why = match people.is_empty() {
                true => "Nobody is on call for this step: it goes on at once.".to_owned(),
                false => format!(
                    "{} cannot be reached: it goes on at once.",
                    names::people(context, &people)
                ),
            };
            told.push((after, html! { (why) }));
            continue;
        }
        told.push((after, html! { "Rings " (with_ways(context, &reachable)) "." }));
        everyone.extend(reachable);
        after += Duration::from_secs(step.delay_secs.into());
    }
    if policy.rounds > 1 && !after.is_zero() {
        let again = match policy.rounds {
            2 => "once more".to_owned(),
            rounds => format!("{} more times", rounds - 1),
        };
        told.push((after, html! { "The same in turn, " (again) "." }));
        after *= u32::from(policy.rounds);
    }
    everyone.sort();
    everyone.dedup();
    if !everyone.is_empty() {
        told.push((
            after,
            html! { "All of them at once: " (names::people(context, &everyone)) "." },
        ));
        after += WIDENED_DELAY;
    }
    told.push((after, html! { (catch_all(context)) }));
    told
}

fn catch_all(context: &Context<'_>) -> Markup {
    let all: Vec<&PersonKey> = context
        .state
        .access
        .responders()
        .filter(|person| reached::is_reachable(context, person))
        .collect();
    html! {
        @if all.is_empty() { "Nobody can be rung. " }
        @else {
            "Everyone who can respond: " (names::people(context, all)) ", again every "
            (CATCH_ALL_DELAY.as_secs()) " s. "
        }
        "The last-resort alarm sounds, and the customer reads the truth. It never stops by itself."
    }
}

fn with_ways(context: &Context<'_>, people: &[PersonKey]) -> String {
    let one = |person: &PersonKey| {
        let by = context.state.access.person(person).map(you::by);
        format!("{} ({})", names::person(context, person), by.unwrap_or_default())
    };
    names::list(people.iter().map(one).collect())
}
