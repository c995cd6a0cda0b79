//! What other sites show of a status page: a badge, and a summary for a frame.

use domain::status::{Part, Shown};
use domain::words::Condition;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    EDITION, PRINTED, Places, SCRIPT, bulletin, condition, head, icon, overall, says_when_old,
    shape, verdict, without_stop,
};
use crate::{Context, plain, say, spoken};

/// So many matters stand in a summary; the others are one tap away.
const MATTERS: usize = 3;
/// How often a summary asks whether it is still true, in seconds.
const RENEW_SECS: u32 = 60;
/// A longer name is cut on a badge.
const LABEL_CHARS: usize = 48;
const HEIGHT: usize = 20;
/// Space beside each text of a badge.
const PADDING: usize = 7;

/// How everything on a page fares, as an SVG image.
#[must_use]
pub fn badge(context: &Context<'_>, shown: &Shown<'_>) -> String {
    let (sentence, fares) = verdict(context, shown);
    let said = without_stop(sentence);
    let name = shown.page.profile.name_in(spoken::language(context));
    drawn(context, name.words, &said, fares)
}

/// How one component fares, as an SVG image.
#[must_use]
pub fn badge_of(context: &Context<'_>, part: &Part<'_>) -> String {
    let said = condition(context, part.condition);
    let name = part.known.profile.name_in(spoken::language(context));
    drawn(context, name.words, &said, part.condition)
}

/// A name, and beside it how it fares: by colour, by shape and in words. The lengths of the texts
/// are set, because nobody here knows the reader's letters.
fn drawn(context: &Context<'_>, name: &str, said: &Markup, fares: Condition) -> String {
    let name = match name.chars().count() > LABEL_CHARS {
        true => name.chars().take(LABEL_CHARS - 1).chain(['…']).collect(),
        false => name.to_owned(),
    };
    let said = format!("{} {}", shape(fares), said.0);
    let colour = match fares {
        Condition::Operational => "#0a655d",
        Condition::Maintenance => "#1c4c79",
        Condition::Degraded => "#755200",
        Condition::Partial | Condition::Major => "#9f3a06",
    };
    let (left, right) = (length(&name), length(&said));
    let (split, width) = (left + 2 * PADDING, left + right + 4 * PADDING);
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(HEIGHT)
            viewBox={ "0 0 " (width) " " (HEIGHT) } role="img"
            lang=(context.reader.tongue.code()) {
            title { (name) ": " (PreEscaped(&said)) }
            rect width=(width) height=(HEIGHT) rx="3" fill="#15202e" {}
            path fill=(colour)
                d={ "M" (split) " 0h" (width - split - 3) "q3 0 3 3v14q0 3-3 3H" (split) "z" } {}
            g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" {
                text x=(PADDING) y="14" textLength=(left) lengthAdjust="spacingAndGlyphs" {
                    (name)
                }
                text x=(split + PADDING) y="14" textLength=(right)
                    lengthAdjust="spacingAndGlyphs" {
                    (PreEscaped(&said))
                }
            }
        }
    };
    svg.into_string()
}

/// About how long a text is in letters of eleven pixels, in pixels.
fn length(text: &str) -> usize {
    let wide = |letter: char| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | ' ' => 4,
        'f' | 'r' | 't' | '(' | ')' | '-' => 5,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 11,
        'A'..='Z' => 8,
        _ if letter >= '\u{1100}' => 12,
        _ => 7,
    };
    text.chars().map(wide).sum()
}

/// A summary that another site may show in a frame: how everything fares, what goes on, and the way
/// to the page and to the door. It says when it was printed, renews itself, and says so where it no
/// longer can: a frame that is green for ever would be worse than none.
#[must_use]
pub fn widget(context: &Context<'_>, shown: &Shown<'_>, places: &Places<'_>) -> Markup {
    let tongue = context.reader.tongue;
    let profile = &shown.page.profile;
    let name = profile.name_in(tongue.language()).words;
    let title = plain!(tongue, "status-title", name = name);
    html! {
        (DOCTYPE)
        html lang=(tongue.code()) dir=(tongue.direction()) data-edition=(EDITION)
            data-printed=(PRINTED) {
            head {
                (head(places, &title, &profile.accent))
                link rel="icon" href=(icon(verdict(context, shown).1));
                noscript { meta http-equiv="refresh" content=(RENEW_SECS); }
            }
            body.widget {
                (says_when_old(context))
                main {
                    h1.skip { (title) }
                    (overall(context, shown))
                    (matters(context, shown, places))
                    p {
                        a target="_top" href=(places.page) { (title) }
                        a target="_top" href=(places.door) { (say!(context, "status-help")) }
                    }
                }
                footer { p.soft { (PRINTED) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn matters(context: &Context<'_>, shown: &Shown<'_>, places: &Places<'_>) -> Markup {
    html! {
        @if !shown.live.is_empty() {
            ul {
                @for one in shown.live.iter().take(MATTERS) {
                    li {
                        @let title = bulletin::title(context, one);
                        a target="_top" href=(places.matters.at((*one).into()))
                            lang=[spoken::lang(context, title)] {
                            (title.words)
                        }
                        " " span.soft { (bulletin::phase(context, one.phase())) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_given_room_for_its_letters() {
        assert!(length("mill") < length("MMMM"));
        assert!(length("料金") > length("il"));
    }
}
