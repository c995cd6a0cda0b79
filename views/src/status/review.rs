//! What is said of a matter in hindsight: what happened, why, and what changes.

use domain::bulletins::Bulletin;
use domain::status::Shown;
use domain::words::Review;
use maud::{Markup, html};

use super::theirs;
use crate::{Context, say, times};

/// The review of a matter that is over, with what it said before it was put right.
pub(super) fn section(context: &Context<'_>, shown: &Shown<'_>, bulletin: &Bulletin) -> Markup {
    let zone = &shown.page.profile.zone;
    html! {
        @if let Some(known) = bulletin.reviewed() {
            section.entry id={ "u" (known.id) } {
                p.soft {
                    (times::day_time_in(context, zone, known.at)) " · "
                    b { (say!(context, "review-title")) }
                }
                (parts(context, theirs(context, shown), &known.said))
                @for former in &known.former {
                    div.corrected {
                        p.soft {
                            (say!(
                                context,
                                "status-corrected",
                                time = times::day_time_in(context, zone, former.at)
                            ))
                        }
                        (parts(context, theirs(context, shown), &former.said))
                    }
                }
            }
        }
    }
}

/// Its parts, in that language where it is not the reader's.
pub(crate) fn parts(context: &Context<'_>, language: Option<&str>, review: &Review) -> Markup {
    let parts = [
        (say!(context, "review-happened"), &review.happened),
        (say!(context, "review-cause"), &review.cause),
        (say!(context, "review-change"), &review.change),
    ];
    html! {
        dl {
            @for (title, text) in parts {
                @if !text.is_empty() {
                    dt { (title) }
                    dd dir="auto" lang=[language] { (text) }
                }
            }
        }
    }
}
