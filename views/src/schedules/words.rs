//! Times and rotations in words.

use domain::oncall::{Cadence, Rotation, Schedule};
use domain::words::Timestamp;

use crate::board::names;
use crate::{Context, times};

pub(super) use crate::times::day_time_in as day_time;

/// The same as a field for date and time wants it.
pub(super) fn input_value(context: &Context<'_>, zone: &str, at: Timestamp) -> String {
    times::in_zone(context, zone, at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// A rotation as one sentence.
pub(super) fn rotation(context: &Context<'_>, rotation: &Rotation) -> String {
    let every = rotation.cadence.every().get();
    let (one, many) = match rotation.cadence {
        Cadence::Daily { .. } => ("day", "days"),
        Cadence::Weekly { .. } => ("week", "weeks"),
        Cadence::Monthly { .. } => ("month", "months"),
    };
    let turn = if every == 1 { format!("every {one}") } else { format!("every {every} {many}") };
    let on = match rotation.cadence {
        Cadence::Weekly { .. } => format!(" on {}", rotation.start.strftime("%A")),
        Cadence::Monthly { .. } => format!(" on day {}", rotation.start.day()),
        Cadence::Daily { .. } => String::new(),
    };
    let people = names::people(context, &rotation.people);
    let turns = if rotation.people.len() == 1 {
        format!("{people}, always")
    } else {
        format!("{people} take turns; the pager passes on {turn}{on} at {}", rotation.hand_off)
    };
    let when = if rotation.windows.is_empty() {
        String::new()
    } else {
        let windows = rotation.windows.iter().map(ToString::to_string).collect();
        format!("; only {}", names::list(windows))
    };
    let since = rotation.start.strftime("%-d %B %Y");
    names::ended(&format!("{turns}{when}, since {since}"))
}

/// How the layers of a schedule decide between them.
pub(super) fn layers(schedule: &Schedule) -> Option<&'static str> {
    (schedule.rotations.len() > 1).then_some(
        "At each moment the last rotation that is active decides alone; where it is silent, the \
         one before it does.",
    )
}
