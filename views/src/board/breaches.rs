//! What was done without the proof it needs, until a lead has looked at it.

use domain::proof::Glass;
use maud::{Markup, html};

use super::names;
use crate::room::act_name;
use crate::{Context, Viewer, times};

/// How many wait for a look.
pub(super) fn count(context: &Context<'_>) -> usize {
    context.state.proof.breaches.len()
}

/// One line for each, for the list of what is to be mended.
pub(super) fn lines(context: &Context<'_>, viewer: &Viewer) -> Markup {
    html! {
        @for breach in context.state.proof.breaches.values() {
            @let reviews = context.state.may_review(&viewer.person, breach);
            @let own = breach.by == viewer.person;
            li data-tone="care" {
                span.sign aria-hidden="true" { "!" }
                span {
                    (names::person(context, &breach.by)) " broke the glass "
                    @match breach.glass {
                        Glass::Act { act, level, .. } => {
                            "(" (act_name(act)) ", at level " (level.number()) "): "
                        }
                        Glass::Restriction { incident } => {
                            "of a restricted incident"
                            @if let Some(known) = context.state.incidents.get(incident) {
                                ", " (names::incident(context, known))
                            }
                            ": "
                        }
                    }
                    q.words { (breach.reason.as_str()) } ", "
                    (times::day_time(context, breach.at))
                    @if own && !reviews {
                        " " span.soft.small { "Another lead or manager reviews it." }
                    }
                }
                @if reviews {
                    form method="post"
                        action={ (context.base) "/console/breaches/" (breach.number) "/review" } {
                        button.button data-tone="plain" type="submit" { "I have reviewed it" }
                    }
                }
            }
        }
    }
}
