//! What was seen of a component beside what is said of it, with the time between; and the button
//! by which a reader says that it fails for them.

use domain::bulletins::Bulletin;
use domain::evidence::Evidence;
use domain::status::{Part, Shown};
use domain::words::{Condition, Timestamp};
use maud::{Markup, html};

use super::Places;
use crate::{Context, plain, say, spoken, times};

/// What was seen, by whom, and since when we say so; nothing where nothing was seen.
pub(super) fn seen(context: &Context<'_>, shown: &Shown<'_>, part: &Part<'_>) -> Markup {
    let names = |bulletin: &&&Bulletin| {
        bulletin.affected.get(part.key).is_some_and(|fares| *fares != Condition::Operational)
    };
    let told = shown.live.iter().filter(names).min_by_key(|bulletin| bulletin.opened_at);
    let evidence = shown.evidence.get(part.key);
    let before = told.and_then(|bulletin| bulletin.seen.get(part.key).copied());
    let now = evidence.map(|evidence| evidence.since);
    let since = before.into_iter().chain(now).min();
    let zone = &shown.page.profile.zone;
    let time = |at: Timestamp| times::day_time_in(context, zone, at);
    html! {
        @if let (Some(since), Some(evidence)) = (since, evidence) {
            p.seen {
                (say!(context, "status-seen", time = time(since), by = by(context, evidence))) " "
                @match (told, shown.belied.get(part.key)) {
                    (None, Some(at)) => { (say!(context, "status-belied", time = time(*at))) }
                    (None, None) => { b { (say!(context, "status-suspected")) } }
                    (Some(bulletin), _) if bulletin.opened_at > since => {
                        (say!(
                            context,
                            "status-lag",
                            time = time(bulletin.opened_at),
                            span = times::span(context, bulletin.opened_at.since(since))
                        ))
                    }
                    (Some(_), _) => {}
                }
            }
        }
    }
}

fn by(context: &Context<'_>, evidence: &Evidence) -> String {
    let tongue = context.reader.tongue;
    let mut parts = Vec::new();
    if evidence.alerts > 0 {
        parts.push(plain!(tongue, "status-seen-alerts", count = evidence.alerts));
    }
    if evidence.programs > 0 {
        parts.push(plain!(tongue, "status-seen-programs", count = evidence.programs));
    }
    if evidence.readers > 0 {
        parts.push(plain!(tongue, "status-seen-readers", count = evidence.readers));
    }
    // How many customers called is theirs and ours to know.
    if evidence.callers > 0 {
        parts.push(plain!(tongue, "status-seen-callers"));
    }
    if evidence.people > 0 {
        parts.push(plain!(tongue, "status-seen-people"));
    }
    parts.join(", ")
}

/// One tap, without script. A copy has none: it leads to the door instead.
pub(super) fn button(context: &Context<'_>, part: &Part<'_>, places: &Places<'_>) -> Markup {
    let tongue = context.reader.tongue;
    let name = part.known.profile.name_in(spoken::language(context)).words;
    html! {
        @if let Some(fails) = places.fails {
            form method="post" action=(fails) {
                button.me name="component" value=(part.key)
                    aria-label=(plain!(tongue, "status-fails-of", name = name)) {
                    (say!(context, "status-fails"))
                }
            }
        }
    }
}

/// What a reader reads who has said so: how many did, and where a person helps.
#[must_use]
pub fn thanks(
    context: &Context<'_>,
    shown: &Shown<'_>,
    places: &Places<'_>,
    part: &Part<'_>,
    readers: u32,
) -> Markup {
    let service = part.known.profile.service.as_ref();
    let door = match service {
        Some(service) => format!("{}?service={service}", places.door),
        None => places.door.to_owned(),
    };
    let main = html! {
        main id="main" tabindex="-1" {
            p { a href=(places.page) { (say!(context, "status-back")) } }
            p.overall { (say!(context, "status-fails-title")) }
            section {
                p { b { (super::called(context, shown, part)) } }
                @if readers > 0 { p { (say!(context, "status-fails-count", count = readers)) } }
                (seen(context, shown, part))
                p { (say!(context, "status-fails-next")) }
                p { a.button href=(door) { (say!(context, "status-help")) } }
            }
        }
    };
    super::document(context, shown, places, main)
}
