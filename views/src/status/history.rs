//! What happened, month by month: incidents with every word about them and how long things failed,
//! and maintenance. A month that is past is written once and lies still.

use domain::bulletins::Bulletin;
use domain::maintenance::{Maintenance, Stage};
use domain::status::Shown;
use domain::words::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{Places, bulletin, document, maintenance};
use crate::{Context, plain, say, times};

/// Most months that are kept ready: five years.
const MONTHS_MAX: usize = 60;
/// Most matters of one month that stand on its page; a month with more has no readers who want all.
const MATTERS_MAX: usize = 200;

/// Something that happened.
pub(super) enum Past<'a> {
    Bulletin(&'a Bulletin),
    Maintenance(&'a Maintenance),
}

impl Past<'_> {
    fn began_at(&self) -> Timestamp {
        match self {
            Self::Bulletin(bulletin) => bulletin.opened_at,
            Self::Maintenance(known) => known.began_at.unwrap_or(known.plan.from),
        }
    }

    pub(super) fn changed_at(&self) -> Timestamp {
        match self {
            Self::Bulletin(bulletin) => bulletin.changed_at,
            Self::Maintenance(known) => known.changed_at,
        }
    }

    pub(super) fn folded(
        &self,
        context: &Context<'_>,
        shown: &Shown<'_>,
        places: &Places<'_>,
    ) -> Markup {
        match self {
            Self::Bulletin(bulletin) => bulletin::folded(context, shown, places, bulletin),
            Self::Maintenance(known) => maintenance::folded(context, shown, places, known),
        }
    }
}

/// Everything that is over, the latest first.
pub(super) fn past<'a>(shown: &Shown<'a>) -> Vec<Past<'a>> {
    let told = shown.past.iter().copied().map(Past::Bulletin);
    let done = shown.maintenance.iter().copied();
    let done = done.filter(|known| known.stage == Stage::Completed).map(Past::Maintenance);
    sorted(told.chain(done).collect())
}

fn sorted(mut all: Vec<Past<'_>>) -> Vec<Past<'_>> {
    all.sort_by_key(|past| std::cmp::Reverse(past.began_at()));
    all
}

/// Everything that has begun, over or not, the latest first.
fn begun<'a>(shown: &Shown<'a>) -> Vec<Past<'a>> {
    let told = shown.live.iter().chain(&shown.past).copied().map(Past::Bulletin);
    let done = shown.maintenance.iter().copied();
    let done = done.filter(|known| known.began_at.is_some()).map(Past::Maintenance);
    sorted(told.chain(done).collect())
}

/// The first day of the month of an instant, by the calendar of the page.
fn month_of(context: &Context<'_>, shown: &Shown<'_>, at: Timestamp) -> Date {
    times::in_zone(context, &shown.page.profile.zone, at).date().first_of_month()
}

/// The months of a page, each by its first day, the latest first: from the first thing that
/// happened to this one, without a gap.
#[must_use]
pub fn months(context: &Context<'_>, shown: &Shown<'_>) -> Vec<Date> {
    let now = month_of(context, shown, context.now);
    let first = begun(shown).last().map(|past| month_of(context, shown, past.began_at()));
    let first = first.unwrap_or(now);
    let before = |month: &Date| month.checked_sub(1.month()).ok();
    let months = std::iter::successors(Some(now), before);
    months.take_while(|month| *month >= first || *month == now).take(MONTHS_MAX).collect()
}

/// How a month is written in addresses: "2026-10".
#[must_use]
pub fn month_code(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

fn month_name(context: &Context<'_>, month: Date) -> String {
    let tongue = context.reader.tongue;
    let name = plain!(tongue, "time-month", number = u32::from(month.month().unsigned_abs()));
    format!("{name} {}", month.year())
}

/// The months around one, and where they stand.
pub struct Around<'a> {
    /// The month itself, by its first day.
    pub month: Date,
    /// The one before, if it is kept.
    pub earlier: Option<(Date, &'a str)>,
    /// The one after, if it has begun.
    pub later: Option<(Date, &'a str)>,
}

/// What happened in a month.
#[must_use]
pub fn history(
    context: &Context<'_>,
    shown: &Shown<'_>,
    places: &Places<'_>,
    around: &Around<'_>,
) -> Markup {
    let in_month = |past: &Past<'_>| month_of(context, shown, past.began_at()) == around.month;
    let matters: Vec<Past<'_>> = begun(shown).into_iter().filter(in_month).collect();
    let more = matters.len().saturating_sub(MATTERS_MAX);
    let turn = |to: &Option<(Date, &str)>, rel: &str| {
        html! {
            @if let Some((month, link)) = to {
                a href=(link) rel=(rel) { (month_name(context, *month)) }
            }
        }
    };
    let main = html! {
        main id="main" tabindex="-1" {
            p { a href=(places.page) { (say!(context, "status-back")) } }
            h2 {
                (say!(context, "status-history-title")) " · " (month_name(context, around.month))
            }
            nav.row aria-label=(plain!(context.reader.tongue, "status-months")) {
                (turn(&around.earlier, "prev"))
                (turn(&around.later, "next"))
            }
            @if matters.is_empty() { p.soft { (say!(context, "status-past-none")) } }
            @for past in matters.iter().take(MATTERS_MAX) { (past.folded(context, shown, places)) }
            @if more > 0 {
                p.soft { (say!(context, "status-history-more", count = more as u32)) }
            }
        }
    };
    document(context, shown, places, main)
}
