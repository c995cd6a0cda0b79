//! How a word was put right: what it had said, as far as this reader read it.

use domain::bulletins::{Bulletin, Entry, Frame};
use domain::status::Shown;
use domain::words::{Overview, Spoken};
use maud::{Markup, html};

use super::bulletin::{fares, likely, parts};
use crate::{Context, say, spoken, times};

/// What a word says, or had said, with what stands around it.
#[derive(Clone, Copy)]
struct Version<'a> {
    said: &'a Overview,
    frame: &'a Frame,
}

impl<'a> Version<'a> {
    fn title(self, context: &Context<'_>) -> Spoken<'a> {
        Spoken::of(&self.frame.title, self.said.title(context.reader.tongue.language()))
    }
}

/// Each time that it was put right, the first one first. Who reads German is not told that a word
/// in Spanish was mended.
pub(super) fn section(
    context: &Context<'_>,
    shown: &Shown<'_>,
    (bulletin, entry): (&Bulletin, &Entry),
) -> Markup {
    let now = bulletin.frame_of(entry);
    let now = Version { said: &entry.overview, frame: &now };
    let before = |place: usize| {
        let one = entry.corrections.get(place)?;
        Some(Version { said: &one.said, frame: &one.frame })
    };
    html! {
        @for (place, one) in entry.corrections.iter().enumerate() {
            @let after = before(place + 1).unwrap_or(now);
            @let was = Version { said: &one.said, frame: &one.frame };
            @let was = differing(context, shown, entry, was, after);
            @let time = times::day_time_in(context, &shown.page.profile.zone, one.at);
            @if one.taken_back {
                // What was hidden before it is told of once, with what hid it.
                @if entry.corrections.get(place + 1).is_none_or(|next| !next.taken_back) {
                    p.soft { (say!(context, "status-taken-back", time = time)) }
                }
            } @else if let Some(was) = was {
                div.corrected {
                    p.soft {
                        (say!(context, "status-corrected", time = time))
                    }
                    (was)
                    @if !one.reason.is_empty() {
                        p.soft {
                            (say!(context, "status-corrected-why")) ": "
                            span dir="auto" { (one.reason) }
                        }
                    }
                }
            }
        }
    }
}

/// What of it was another than after, for this reader.
fn differing(
    context: &Context<'_>,
    shown: &Shown<'_>,
    entry: &Entry,
    was: Version<'_>,
    after: Version<'_>,
) -> Option<Markup> {
    let zone = &shown.page.profile.zone;
    let title = was.title(context);
    let titled = title.words != after.title(context).words;
    let said = spoken::parts(context, was.said) != spoken::parts(context, after.said);
    // What this reader does not know of is not said to have been put right.
    let named = |frame: &Frame| {
        let named = frame.affected.iter().filter(|one| shown.has(&one.component));
        named.cloned().collect::<Vec<_>>()
    };
    let before = named(was.frame);
    let affected = before != named(after.frame);
    let estimate = was.frame.estimate != after.frame.estimate;
    let since = was.frame.since != after.frame.since;
    let until = was.frame.until.filter(|until| after.frame.until != Some(*until));
    let differs = titled || said || affected || estimate || since || until.is_some();
    differs.then(|| {
        html! {
            @if titled { p { b dir="auto" lang=[spoken::lang(context, title)] { (title.words) } } }
            @if said { (parts(context, was.said)) }
            @if affected {
                @if before.is_empty() {
                    p { (say!(context, "status-affected-none")) }
                } @else {
                    (fares(context, shown, &before))
                }
            }
            @if since {
                p {
                    @match was.frame.since {
                        Some(at) => {
                            (say!(
                                context,
                                "status-failing-since",
                                time = times::day_time_in(context, zone, at)
                            ))
                        }
                        None => { (say!(context, "status-failing-unsaid")) }
                    }
                }
            }
            @if let Some(until) = until {
                @let time = times::day_time_in(context, zone, until);
                p { (say!(context, "status-was-over", time = time)) }
            }
            @if estimate {
                @match &was.frame.estimate {
                    Some(estimate) => {
                        dl { (likely(context, zone, (entry.at, false), estimate)) }
                    }
                    None => { p { (say!(context, "status-estimate-none")) } }
                }
            }
        }
    })
}
