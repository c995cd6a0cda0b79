//! Each refusal as a sentence that says what to do instead.

use std::fmt;

use super::{Counted, Refusal};

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Schedules => "schedules. Remove one that is no longer used",
            Self::Rotations => "rotations in a schedule. Split it into two schedules",
            Self::People => "people in a rotation. Split it into two rotations",
            Self::Windows => "windows in a rotation. Join windows of equal hours into one",
            Self::Overrides => "overrides ahead in a schedule. Remove some, or change the rotation",
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownSchedule { key } => {
                write!(f, "There is no schedule \"{key}\". Check the key, or add the schedule.")
            }
            Self::UnknownOverride { .. } => f.write_str(
                "This override is gone already. Reload the schedule to see it as it is.",
            ),
            Self::UnknownZone { zone } => {
                write!(
                    f,
                    "The time zone \"{zone}\" is unknown. Use a name like Europe/Berlin or UTC."
                )
            }
            Self::MalformedKey { key } => write!(
                f,
                "\"{key}\" cannot be a key. Use up to 64 of a-z, 0-9, dot, dash and underscore, \
                 with a letter or digit first."
            ),
            Self::Unnamed => f.write_str("The schedule has no name. Give it one people recognise."),
            Self::Empty => f.write_str("The schedule has no rotation. Add at least one."),
            Self::Doubled { rotation } => {
                write!(f, "Two rotations have the key \"{rotation}\". Give each its own.")
            }
            Self::Unstaffed { rotation } => {
                write!(f, "Nobody is in the rotation \"{rotation}\". Add at least one person.")
            }
            Self::EveryTooLong { rotation, max } => {
                write!(f, "A turn of \"{rotation}\" is too long. Set `every` to {max} or less.")
            }
            Self::StartImplausible { rotation, first, last } => {
                write!(f, "\"{rotation}\" starts in an odd year. Use one from {first} to {last}.")
            }
            Self::TooMany { what, max } => write!(f, "There may be at most {max} {what}."),
            Self::OverrideBackwards => {
                f.write_str("The override ends before it starts. Choose an end after the start.")
            }
            Self::OverrideOver => {
                f.write_str("The override is over already. Choose an end that lies ahead.")
            }
            Self::OverrideTooLong { days_max } => write!(
                f,
                "An override lasts at most {days_max} days. Make it shorter, or change the \
                 rotation."
            ),
            Self::OverrideTooFarAhead { days_max } => {
                write!(f, "An override may start at most {days_max} days ahead. Add it later.")
            }
            Self::OverrideOfSelf => {
                f.write_str("Someone cannot take over from themselves. Choose another person.")
            }
        }
    }
}
