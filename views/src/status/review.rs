//! What is said of a matter in hindsight: what happened, why, and what changes.

use domain::bulletins::Bulletin;
use domain::status::Shown;
use domain::words::{Review, Spoken};
use maud::{Markup, html};

use crate::{Context, addresses, say, spoken, times};

/// The review of a matter that is over, with what it said before it was put right.
pub(super) fn section<'a>(
    context: &Context<'_>,
    shown: &Shown<'_>,
    bulletin: &'a Bulletin,
) -> Markup {
    let zone = &shown.page.profile.zone;
    let language = spoken::language(context);
    let read = |said: &'a Review| said.spoken(language);
    html! {
        @if let Some(known) = bulletin.reviewed() {
            // Who reads German is not told that a word in Spanish was mended.
            @let after = known.former.iter().skip(1).map(|one| &one.said).chain([&known.said]);
            @let both = known.former.iter().zip(after);
            @let corrections = both.filter(|(one, after)| read(&one.said) != read(after));
            @let corrections = corrections.map(|(one, _)| one);
            section.entry id={ "u" (known.id) } {
                p.soft {
                    (times::day_time_in(context, zone, known.at)) " · "
                    b { (say!(context, "review-title")) }
                }
                (parts(context, read(&known.said)))
                @for former in corrections {
                    div.corrected {
                        p.soft {
                            (say!(
                                context,
                                "status-corrected",
                                time = times::day_time_in(context, zone, former.at)
                            ))
                        }
                        (parts(context, read(&former.said)))
                    }
                }
            }
        }
    }
}

/// Its parts, each marked where it is in another language than the page around it.
pub(crate) fn parts(context: &Context<'_>, review: [Spoken<'_>; 3]) -> Markup {
    let [happened, cause, change] = review;
    let parts = [
        (say!(context, "review-happened"), happened),
        (say!(context, "review-cause"), cause),
        (say!(context, "review-change"), change),
    ];
    html! {
        dl {
            @for (title, part) in parts {
                @if !part.words.is_empty() {
                    dt { (title) }
                    dd dir="auto" lang=[spoken::lang(context, part)] {
                        (addresses::linked(part.words))
                    }
                }
            }
        }
    }
}
