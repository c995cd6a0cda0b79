//! What cannot be done about subscribers, and what to do instead.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IMPORT_MAX, NAMED_MAX};

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such subscriber.
    Unknown,
    /// No such word, or nothing of it waits.
    NothingHeld,
    /// The address leads nowhere over that way.
    BadAddress,
    /// No such hour of a day.
    BadHour,
    /// No such time zone.
    BadZone,
    /// Too many components or services are named.
    TooManyNamed,
    /// That page is not for them.
    NotTheirs,
    /// Readers of that page do not subscribe over that way.
    NotOffered,
    /// Too many sign-ups, for now or for good.
    TooMany,
    /// Nobody says how they agreed.
    NoConsent,
    /// The list is too long.
    LongList,
    /// Too many wrong codes.
    TooManyCodes,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such subscriber any more."),
            Self::NothingHeld => f.write_str("Nothing of this word waits any more."),
            Self::BadAddress => f.write_str(
                "This address leads nowhere. Write a mail address, a telephone number with its \
                 country’s code, or an address that starts with https://.",
            ),
            Self::BadHour => f.write_str("Give full hours from 0 to 23."),
            Self::BadZone => {
                f.write_str("There is no such time zone. Write one like Europe/Copenhagen.")
            }
            Self::TooManyNamed => {
                write!(f, "Name at most {NAMED_MAX} components; their parts come along.")
            }
            Self::NotTheirs => f.write_str(
                "This page is not for them: the customer, the link or the mail domain opens no \
                 such page.",
            ),
            Self::NotOffered => f.write_str("Readers of this page cannot subscribe over this way."),
            Self::TooMany => f.write_str("Too many sign up just now. Please try again later."),
            Self::NoConsent => {
                f.write_str("Say how they agreed to be written to, such as “contract of May 2026”.")
            }
            Self::LongList => write!(f, "A list has at most {IMPORT_MAX} lines at a time."),
            Self::TooManyCodes => {
                f.write_str("Too many wrong codes. Sign up again, and a new one is sent.")
            }
        }
    }
}
