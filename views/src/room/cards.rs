//! First aid in the room: what the callers have tried of the cards, and cards to send in one tap.

use domain::cards::Edited;
use domain::emergencies::Emergency;
use domain::words::{CardKey, Language};
use maud::{Markup, html};

use super::fold::Fold;
use crate::board::frame;
use crate::{Context, Viewer};

/// Most cards that are offered to be sent before the others are folded away.
const OFFERED_MAX: usize = 3;

/// What was tried, and what can be sent. Nothing where the vendor has written no card.
pub(super) fn fold(context: &Context<'_>, viewer: &Viewer, emergency: &Emergency) -> Markup {
    let cards = &context.state.cards;
    let fitting = cards.fitting(emergency.door.as_ref());
    let sent = cards.helped.get(&emergency.id).map(|helped| &helped.sent);
    let is_sent = |key: &CardKey| sent.is_some_and(|sent| sent.iter().any(|(own, _)| own == key));
    let seen = cards.listed().into_iter();
    let seen: Vec<_> = seen
        .filter(|(key, _)| is_sent(key) || !cards.tried(emergency.id, key).is_empty())
        .collect();
    let mut rest = cards.listed();
    rest.retain(|(key, _)| !is_sent(key));
    rest.sort_by_key(|(key, _)| !fitting.iter().any(|(own, _)| own == key));
    let sends = frame::may_respond(context, viewer) && emergency.standing.is_live();
    if cards.cards.is_empty() {
        return html! {};
    }
    let steps = seen.iter().filter_map(|(_, known)| known.card.text(Language::default()));
    let steps: usize = steps.map(|text| text.steps.len()).sum();
    let done: usize = seen.iter().map(|(key, _)| cards.tried(emergency.id, key).len()).sum();
    let state = match (done, steps) {
        (0, 0) => html! { "nothing tried yet" },
        (0, _) => html! { "sent, nothing tried yet" },
        (done, steps) => html! { (done) " of " (steps) " tried, none helped" },
    };
    let id = format!("first-aid-{}", emergency.number);
    Fold { id: &id, title: "First aid", state, needs: None }.around(html! {
        @if seen.is_empty() { p.soft { "They have tried nothing of the cards yet." } }
        @for (key, known) in seen { (tried(context, emergency, key, known, is_sent(key))) }
        @if sends && !rest.is_empty() {
            form.stack method="post"
                action={ (context.base) "/console/emergencies/" (emergency.number) "/cards" } {
                @for (key, known) in rest.iter().take(OFFERED_MAX) { (send(key, known)) }
                @if rest.len() > OFFERED_MAX {
                    details {
                        summary { (rest.len() - OFFERED_MAX) " more cards" }
                        div.stack {
                            @for (key, known) in rest.iter().skip(OFFERED_MAX) {
                                (send(key, known))
                            }
                        }
                    }
                }
            }
        }
    })
}

fn title(known: &Edited) -> &str {
    known.card.text(Language::default()).map_or("", |text| text.title.as_str())
}

fn send(key: &CardKey, known: &Edited) -> Markup {
    html! {
        // One piece, so that a narrow button breaks between its words.
        button.button type="submit" name="card" value=(key) {
            span { "Send: " bdi { (title(known)) } }
        }
    }
}

/// One card that they have: its steps, those that were tried marked.
fn tried(
    context: &Context<'_>,
    emergency: &Emergency,
    key: &CardKey,
    known: &Edited,
    sent: bool,
) -> Markup {
    let tried = context.state.cards.tried(emergency.id, key);
    let steps = known.card.text(Language::default()).map_or(&[][..], |text| &text.steps);
    html! {
        details open[!tried.is_empty()] {
            summary {
                span {
                    b { bdi { (title(known)) } } " "
                    span.soft.small {
                        @if sent { "sent, " }
                        (tried.len()) " of " (steps.len()) " tried"
                        @if !tried.is_empty() { ", none helped" }
                    }
                }
            }
            ol.plain {
                @for (step, words) in (1_u16..).zip(steps) {
                    li {
                        @if tried.contains(&step) {
                            "✓ tried: "
                        } @else {
                            span.soft { "not yet: " }
                        }
                        span dir="auto" { (words) }
                    }
                }
            }
        }
    }
}
