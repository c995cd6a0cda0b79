//! The last word to everyone, with one press: that it is over, when nobody who called needs help
//! any more; and that it is broken again, when somebody does after all.

use domain::bulletins::Bulletin;
use domain::incidents::Incident;
use domain::words::{ComponentKey, Condition, Language, Phase};
use maud::{Markup, html};

use super::languages;
use super::public::CONDITIONS;
use crate::board::{frame, names};
use crate::tongue::Tongue;
use crate::{Context, Viewer, plain};

/// Plain buttons, which a live update may replace; an empty element where nothing is asked.
pub(super) fn section(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let told = context.state.bulletins.of(incident.id);
    let told = told.filter(|_| frame::may_respond(context, viewer));
    // It may have been written, and wait for an objection.
    let waits = context.state.approvals.waiting_for(incident.id);
    let waits = waits.is_some_and(|waits| waits.words.public.phase == Phase::Resolved);
    let asked = told.and_then(|told| match told.is_over() {
        true => {
            let again = context.state.is_over_too_soon(incident.id);
            again.then(|| self::again(context, incident, told))
        }
        false => {
            let over = context.state.awaits_last_word(incident.id) && !waits;
            over.then(|| self::over(context, incident, told))
        }
    });
    // An empty part would still push down what stands below it.
    html! {
        div id="last-word" hidden[asked.is_none()] {
            @if let Some(asked) = asked { (asked) }
        }
    }
}

fn over(context: &Context<'_>, incident: &Incident, told: &Bulletin) -> Markup {
    html! {
        form.notice data-tone="care" method="post"
            action={ (names::room(context, incident)) "/update" } {
            p {
                "Nobody who called needs help any more and nothing fires, but the status page "
                "still tells of " q { (told.title) } ". It is over for everyone when you say so."
            }
            (words(context, incident, told, "resolved", |tongue| {
                (plain!(tongue, "last-word-known"), plain!(tongue, "last-word-impact"))
            }))
            button.button data-tone="ink" type="submit" { "Tell everyone that it is over" }
        }
    }
}

fn again(context: &Context<'_>, incident: &Incident, told: &Bulletin) -> Markup {
    let phase = told.entries.iter().rev().map(|entry| entry.phase);
    let phase = phase.into_iter().find(|phase| *phase != Phase::Resolved);
    let phase = match phase {
        Some(Phase::Identified) => "identified",
        _ => "investigating",
    };
    html! {
        form.notice data-tone="care" method="post"
            action={ (names::room(context, incident)) "/update" } {
            p {
                "Somebody who called needs help, and the status page says that "
                q { (told.title) } " is over."
            }
            @for (component, condition) in before(told) {
                input type="hidden" name="part" value=(component);
                input type="hidden" name="fares" value=(code(condition));
            }
            (words(context, incident, told, phase, |tongue| {
                (plain!(tongue, "last-word-again"), plain!(tongue, "last-word-again-impact"))
            }))
            button.button type="submit" {
                "Tell everyone that it is broken again"
            }
        }
    }
}

/// What the form of the update would have said, in every language in which it is read.
fn words(
    context: &Context<'_>,
    incident: &Incident,
    told: &Bulletin,
    phase: &str,
    said: impl Fn(&Tongue) -> (String, String),
) -> Markup {
    let press = names::press(incident.id.0, told.changed_at);
    let first = context.state.organisation.settings.spoken(None);
    let (known, impact) = said(Tongue::of(first));
    let others = context.state.also_read_in(incident.id);
    let others = others.into_iter().map(|language: Language| {
        let (known, impact) = said(Tongue::of(language));
        [("known", known), ("impact", impact)]
            .map(|(part, said)| (languages::field(part, language), said))
    });
    html! {
        input type="hidden" name="command" value=(press);
        input type="hidden" name="public" value="1";
        input type="hidden" name="public_phase" value=(phase);
        input type="hidden" name="title" value=(told.title);
        input type="hidden" name="known" value=(known);
        input type="hidden" name="impact" value=(impact);
        @for (name, said) in others.flatten() {
            input type="hidden" name=(name) value=(said);
        }
    }
}

/// How the components fared until it was said to be over.
fn before(told: &Bulletin) -> Vec<(&ComponentKey, Condition)> {
    let last = told.entries.last().into_iter().flat_map(|entry| &entry.turns);
    let turned = last.filter(|turn| turn.before != Condition::Operational);
    turned.map(|turn| (&turn.component, turn.before)).collect()
}

fn code(condition: Condition) -> &'static str {
    CONDITIONS.iter().find(|one| one.2 == condition).map_or("partial", |one| one.0)
}
