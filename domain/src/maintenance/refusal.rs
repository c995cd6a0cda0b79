//! What this room refuses, in words that say what to do.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    COMPONENTS_MAX, ENTRIES_MAX, EVERY_MAX, LASTS_MAX, PLANNED_AHEAD_MAX, PLANNED_MAX,
    REMIND_MINS_MAX, REMINDERS_MAX, ROUTINES_MAX,
};
use crate::words::{AUDIENCES_NAMED_MAX, Flaw, LINE_LEN_MAX, PART_LEN_MAX};

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such maintenance.
    Unknown,
    /// No such routine.
    UnknownRoutine,
    /// It has no heading, or one that is too long.
    BadTitle,
    /// What it means for the reader is missing or too long.
    BadImpact,
    /// What stands in a further language cannot stand.
    BadTranslation(Flaw),
    /// It names a component twice, one that is not there, or too many.
    BadComponents,
    /// It names too many audiences, one twice, or one that is not there.
    BadAudiences,
    /// It would end before it starts.
    EndBeforeStart,
    /// It would lie in the past.
    Past,
    /// What was told of it elsewhere does not fit together in time.
    BadTimes,
    /// It would last too long.
    TooLong,
    /// It would lie too far ahead.
    TooFar,
    /// No such time zone.
    BadZone,
    /// A reminder is too early, none at all, or there are too many.
    BadReminders,
    /// Whoever should look after it is not there.
    BadOwner,
    /// The rule by which it comes again makes no sense.
    BadRepeat,
    /// A reason, or a word, is missing or too long.
    BadWords,
    /// It is over.
    Over,
    /// That cannot be done as far as it is.
    NotNow,
    /// It would end no later than it does already.
    NotLonger,
    /// Too much is planned, or too much was said.
    TooMany,
    /// What takes words back says something that was not there.
    SaysMore,
    /// No such word was said about it, or written.
    NotThere,
    /// Only a person of the vendor does that.
    NotYours,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = |span: Duration| span.as_secs() / 86_400;
        match self {
            Self::Unknown => f.write_str("There is no such maintenance."),
            Self::UnknownRoutine => f.write_str("There is no such regular maintenance."),
            Self::BadTitle => {
                write!(f, "The maintenance needs a heading of at most {LINE_LEN_MAX} bytes.")
            }
            Self::BadImpact => write!(
                f,
                "Say in at most {PART_LEN_MAX} bytes what it means for the reader: what they \
                 cannot do, and where."
            ),
            Self::BadTranslation(flaw) => flaw.fmt(f),
            Self::BadComponents => {
                write!(f, "Name at most {COMPONENTS_MAX} components that are there, each once.")
            }
            Self::BadAudiences => {
                write!(f, "Name at most {AUDIENCES_NAMED_MAX} audiences that are there, each once.")
            }
            Self::EndBeforeStart => f.write_str("It would end before it starts. Mend the end."),
            Self::Past => f.write_str("That time has passed already. Choose a later one."),
            Self::BadTimes => f.write_str(
                "What was told of it elsewhere lies in the future, or does not fit how far it is.",
            ),
            Self::TooLong => write!(
                f,
                "It can last {} days at most. Plan several, or tell it as an incident.",
                days(LASTS_MAX)
            ),
            Self::TooFar => {
                write!(f, "It can be planned {} days ahead at most.", days(PLANNED_AHEAD_MAX))
            }
            Self::BadZone => {
                f.write_str("There is no such time zone. Write one like Europe/Copenhagen.")
            }
            Self::BadReminders => write!(
                f,
                "At most {REMINDERS_MAX} reminders are possible, each from one minute to {} days \
                 before the start.",
                REMIND_MINS_MAX / 1_440
            ),
            Self::BadOwner => {
                f.write_str("Name a person of yours who looks after it and responds.")
            }
            Self::BadRepeat => write!(
                f,
                "It can come again every 1 to {EVERY_MAX} weeks or months, at a time of day from \
                 00:00 to 23:59, and must be over before it comes again."
            ),
            Self::BadWords => {
                write!(f, "Say why, or what is new, in at most {PART_LEN_MAX} bytes.")
            }
            Self::Over => f.write_str("It is over already. Plan another one."),
            Self::NotNow => f.write_str("As far as it is, that cannot be done any more, or yet."),
            Self::NotLonger => f.write_str("It ends at that time or later already."),
            Self::TooMany => write!(
                f,
                "At most {PLANNED_MAX} can lie ahead, with {ROUTINES_MAX} that come again and \
                 {ENTRIES_MAX} words about each."
            ),
            Self::SaysMore => f.write_str(
                "Taking words back can only leave words out: whole sentences, or words with … in \
                 their place. Plan anything else as a change.",
            ),
            Self::NotThere => f.write_str("No such word stands there any more."),
            Self::NotYours => f.write_str("Only a signed-in responder looks after maintenance."),
        }
    }
}
