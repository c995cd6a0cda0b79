//! What an announcement, or planned maintenance, had said before it was put right.

use domain::announcements::Announcement;
use domain::maintenance::Maintenance;
use domain::status::Shown;
use domain::words::{Spoken, Timestamp};
use maud::{Markup, html};

use crate::{Context, addresses, say, spoken, times};

/// A version as this reader reads it, or read it: its heading, and what it says.
type Version<'a> = [Spoken<'a>; 2];

/// When a version was put right, and what it had said; nothing, where that was taken back.
type Was<'a> = (Timestamp, Option<Version<'a>>);

/// What an announcement had said.
pub(super) fn of_notice(context: &Context<'_>, shown: &Shown<'_>, known: &Announcement) -> Markup {
    let reads = spoken::language(context);
    let now = [known.notice.title_in(reads), known.notice.text_in(reads)];
    let was = known
        .former
        .iter()
        .map(|one| (one.at, (!one.taken_back).then(|| [one.title_in(reads), one.text_in(reads)])));
    section(context, shown, &was.collect::<Vec<_>>(), now)
}

/// What planned maintenance had said.
pub(super) fn of_work(context: &Context<'_>, shown: &Shown<'_>, known: &Maintenance) -> Markup {
    let reads = spoken::language(context);
    let now = [known.plan.title_in(reads), known.plan.impact_in(reads)];
    let was = known
        .former
        .iter()
        .map(|one| (one.at, (!one.taken_back).then(|| [one.title_in(reads), one.text_in(reads)])));
    section(context, shown, &was.collect::<Vec<_>>(), now)
}

/// Each time that it was put right, the first one first. Who reads German is not told that words in
/// Spanish were mended.
fn section(context: &Context<'_>, shown: &Shown<'_>, was: &[Was<'_>], now: Version<'_>) -> Markup {
    let zone = &shown.page.profile.zone;
    // What was written in their language for the first time corrects nothing.
    let mended = |(was, is): (&Spoken<'_>, &Spoken<'_>)| {
        was.translated == is.translated && was.words != is.words
    };
    html! {
        @for (place, (at, said)) in was.iter().enumerate() {
            @let time = times::day_time_in(context, zone, *at);
            @let after = was.get(place + 1).and_then(|(_, said)| said.as_ref()).unwrap_or(&now);
            @match said {
                None => { p.soft { (say!(context, "status-taken-back", time = time)) } }
                Some(said) if said.iter().zip(after).any(mended) => {
                    details.corrected {
                        summary { (say!(context, "status-corrected", time = time)) }
                        p { b dir="auto" lang=[spoken::lang(context, said[0])] { (said[0].words) } }
                        p.said dir="auto" lang=[spoken::lang(context, said[1])] {
                            (addresses::linked(said[1].words))
                        }
                    }
                }
                Some(_) => {}
            }
        }
    }
}
