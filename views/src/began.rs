//! The field for since when it has failed: a person may know that it began before anybody said so.

use domain::State;
use domain::words::{PersonKey, Timestamp};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use maud::{Markup, html};

use crate::telling::wrong;
use crate::{Context, Returned, Viewer, shell};

/// By whose clocks somebody types times: their own, else the organisation's.
#[must_use]
pub fn zone_of<'a>(state: &'a State, person: &PersonKey) -> &'a str {
    let own = state.access.person(person).map(|known| known.zone.as_str());
    own.filter(|zone| !zone.is_empty()).unwrap_or(&state.organisation.settings.zone)
}

/// An instant as it is typed: "2026-11-22 20:24".
#[must_use]
pub fn text(zones: &TimeZoneDatabase, zone: &str, at: Timestamp) -> String {
    let shown = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    let shown = shown.to_zoned(zones.get(zone).unwrap_or(TimeZone::UTC));
    shown.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The same by the clocks of whoever looks; empty, where there is none.
pub(crate) fn typed(context: &Context<'_>, viewer: &Viewer, at: Option<Timestamp>) -> String {
    let zone = zone_of(context.state, &viewer.person);
    at.map(|at| text(context.zones, zone, at)).unwrap_or_default()
}

/// A field for when something was, with what stands in it.
pub(crate) fn field(
    context: &Context<'_>,
    viewer: &Viewer,
    names: (&str, &str, &str),
    value: &str,
    (hint, returned): (&str, Option<&Returned>),
) -> Markup {
    let like = ("20:24", "2026-11-22 20:24");
    instant(context, viewer, names, (value, like), (hint, returned))
}

/// The same for what is promised or agreed and lies ahead.
pub(crate) fn ahead(
    context: &Context<'_>,
    viewer: &Viewer,
    names: (&str, &str, &str),
    value: &str,
    returned: Option<&Returned>,
) -> Markup {
    let like = ("08:00", "2026-11-30 08:00");
    instant(context, viewer, names, (value, like), ("Up to seven days ahead.", returned))
}

fn instant(
    context: &Context<'_>,
    viewer: &Viewer,
    (name, id, label): (&str, &str, &str),
    (value, (time, day)): (&str, (&str, &str)),
    (hint, returned): (&str, Option<&Returned>),
) -> Markup {
    let hint_id = format!("{id}-hint");
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) name=(name) autocomplete="off" maxlength="40" value=(value)
                placeholder=(time) aria-describedby=(hint_id)
                aria-invalid=[shell::invalid(returned, name)];
            p.hint id=(hint_id) {
                (hint) " Like " (time) ", or " (day) "; by the clock of "
                (zone_of(context.state, &viewer.person)) "."
            }
            (wrong(name, returned))
        }
    }
}
