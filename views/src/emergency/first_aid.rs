//! What the caller can do meanwhile: the vendor's cards, step by step, and what was tried of them.

use domain::cards::{Shown, Text};
use domain::emergencies::{self, Emergency, Line, Message};
use domain::words::{Language, ServiceKey};
use maud::{Markup, html};

use super::stand::Stand;
use crate::board::names;
use crate::{Context, addresses, plain, say};

/// Most bytes of cards that stand before the door. With the door around them they stay under its
/// 14 kB even where their words do not shrink on the way.
const WAITING_BYTES_MAX: usize = 7_000;

/// The cards of this emergency, from second 0. A step that was tried is ticked in one tap.
pub(super) fn section(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let (sent, others): (Vec<_>, Vec<_>) =
        shown(context, emergency).into_iter().partition(|shown| shown.by.is_some());
    let waits = Stand::of(context, emergency).waits();
    html! {
        div.first-aids id="first-aid" {
            @if gives_first_aid(context, emergency) {
                @for (index, shown) in others.iter().enumerate() {
                    // The one that fits best lies open, unless somebody has sent another.
                    (card(context, emergency, shown, path, index == 0 && waits && sent.is_empty()))
                }
                (general(context, others.is_empty() && waits && sent.is_empty()))
            }
        }
    }
}

/// The card that this entry of the conversation says was sent. It stands where it was sent, so
/// that it is read like anything else that somebody says; nothing with any other entry.
pub(super) fn sent(
    context: &Context<'_>,
    emergency: &Emergency,
    message: &Message,
    path: &str,
) -> Markup {
    let emergencies::Text::Line(Line::Card { card: key, .. }) = &message.text else {
        return html! {};
    };
    let shown = shown(context, emergency);
    let sent = shown.iter().find(|shown| shown.key == key && shown.by.is_some());
    html! {
        @if let Some(shown) = sent.filter(|_| gives_first_aid(context, emergency)) {
            (card(context, emergency, shown, path, true))
        }
    }
}

/// What is over needs no first aid, and what has left the live state takes no ticks.
pub(crate) fn gives_first_aid(context: &Context<'_>, emergency: &Emergency) -> bool {
    emergency.standing.is_live() && context.state.emergencies.get(emergency.id).is_some()
}

fn shown<'a>(context: &Context<'a>, emergency: &Emergency) -> Vec<Shown<'a>> {
    let words = names::first_words(context, emergency);
    let words = words.map_or("", |words| words.as_str());
    context.state.cards.shown(emergency.id, emergency.door.as_ref(), words)
}

/// What the vendor says to everybody: its first line is the summary.
fn general(context: &Context<'_>, open: bool) -> Markup {
    let words = context.state.organisation.settings.first_aid.trim();
    let title = plain!(context.reader.tongue, "first-aid-title");
    let (summary, rest) = words.split_once('\n').unwrap_or((&title, words));
    html! {
        @if !words.is_empty() {
            details.first-aid id="first-aid-general" open[open] {
                summary { span dir="auto" { (summary) } }
                p.words dir="auto" { (addresses::linked(rest.trim())) }
            }
        }
    }
}

/// The language of whoever reads.
fn language(context: &Context<'_>) -> Language {
    Language::of_tag(context.reader.tongue.code()).unwrap_or_default()
}

fn card(
    context: &Context<'_>,
    emergency: &Emergency,
    shown: &Shown<'_>,
    path: &str,
    open: bool,
) -> Markup {
    let Shown { key, known, .. } = *shown;
    let Some(text) = known.card.text(language(context)) else { return html! {} };
    let tried = context.state.cards.tried(emergency.id, key);
    let lang = text.language.code();
    html! {
        details.first-aid id={ "card-" (key) } open[open || !tried.is_empty()] {
            summary { span lang=(lang) dir="auto" { (text.title) } }
            ol.steps {
                @for (step, words) in (1_u16..).zip(&text.steps) {
                    @let done = tried.contains(&step);
                    li data-tried[done] {
                        span lang=(lang) dir="auto" { (words) }
                        form method="post" action={ (path) "/cards" } {
                            input type="hidden" name="card" value=(key);
                            input type="hidden" name="edition" value=(known.edition);
                            input type="hidden" name="tried" value=(if done { "0" } else { "1" });
                            button.tick type="submit" name="step" value=(step)
                                aria-pressed=(if done { "true" } else { "false" })
                                aria-label=(plain!(
                                    context.reader.tongue,
                                    "card-tried-step",
                                    number = u32::from(step)
                                )) {
                                span.box aria-hidden="true" { @if done { "✓" } }
                                (say!(context, "card-tried"))
                            }
                        }
                    }
                }
            }
            @if tried.len() == text.steps.len() {
                p { (say!(context, "card-all-tried")) }
            }
        }
    }
}

/// A card as its readers see it, with nothing to press.
pub(crate) fn preview(text: &Text, open: bool) -> Markup {
    beginning(text, text.steps.len(), open)
}

/// A card with its first so many steps.
fn beginning(text: &Text, steps: usize, open: bool) -> Markup {
    let lang = text.language.code();
    html! {
        details.first-aid open[open] {
            summary { span lang=(lang) dir="auto" { (text.title) } }
            ol.steps lang=(lang) {
                @for words in text.steps.iter().take(steps) {
                    li dir="auto" { (addresses::linked(words)) }
                }
            }
        }
    }
}

/// Which cards fit before the door, and how many steps of each: the door arrives on the worst
/// network, so it is small whatever the cards say. The button comes before them.
fn fitting<'a>(texts: &[&'a Text]) -> Vec<(&'a Text, usize)> {
    let mut left = WAITING_BYTES_MAX;
    let mut fits = |len: usize| {
        let fits = len <= left;
        left = if fits { left - len } else { 0 };
        fits
    };
    let mut found = Vec::new();
    for text in texts {
        if !fits(text.title.len()) {
            break;
        }
        let steps = text.steps.iter().take_while(|words| fits(words.len())).count();
        found.push((*text, steps));
    }
    found.retain(|(_, steps)| *steps > 0);
    found
}

/// The cards of a service that somebody stands before: what can be done while nobody is called yet.
pub(crate) fn waiting(context: &Context<'_>, service: &str) -> Markup {
    let service = ServiceKey::from(service);
    let mut cards = context.state.cards.fitting(Some(&service));
    cards.truncate(domain::cards::SHOWN_MAX);
    let texts: Vec<&Text> =
        cards.iter().filter_map(|(_, known)| known.card.text(language(context))).collect();
    let fitting = fitting(&texts);
    let whole = fitting.len() == texts.len()
        && fitting.iter().all(|(text, steps)| text.steps.len() == *steps);
    html! {
        @if !texts.is_empty() {
            section.first-aids aria-labelledby="first-aid-title" {
                h2.label id="first-aid-title" { (say!(context, "first-aid-title")) }
                @for (text, steps) in fitting { (beginning(text, steps, false)) }
                @if !whole { p.soft.small { (say!(context, "first-aid-more")) } }
            }
        }
    }
}
