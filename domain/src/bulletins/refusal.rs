//! What cannot be told to everyone, and what to do instead.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AFFECTED_MAX, BULLETINS_MAX, ENTRIES_MAX};
use crate::words::{AUDIENCES_NAMED_MAX, Flaw, LINE_LEN_MAX, PART_LEN_MAX};

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such bulletin, or no such word in it.
    Unknown,
    /// It has no heading, or one that is too long.
    BadTitle,
    /// It names too many components, one twice, or one that is not there.
    BadComponents,
    /// It names too many audiences, one twice, or one that is not there.
    BadAudiences,
    /// There is nothing in it.
    Empty,
    /// What it means for the reader is missing.
    NoImpact,
    /// Too much was said about one matter.
    TooMany,
    /// What was told elsewhere ends before it begins, or later than now.
    BadTimes,
    /// It is not said to have failed since a time that can be.
    BadSince,
    /// What is over does not end after it begins, or not in the past.
    BadSpan,
    /// It is told of anew already.
    ToldAnew,
    /// The incident behind it is over and gone, and it was not said to be over.
    IncidentGone,
    /// Subscribers are told this word, whatever is wished.
    MustTell,
    /// There is no room for so much.
    Full,
    /// The matter goes on: there is nothing to look back on yet.
    GoesOn,
    /// The review does not say what happened.
    EmptyReview,
    /// A part of the review is too long.
    LongReview,
    /// What stands in a further language cannot stand.
    BadTranslation(Flaw),
    /// There is a review already.
    Reviewed,
    /// An update of the same matter waits for an objection.
    TextWaits,
    /// It is not said why it is put right, or at too great a length.
    BadReason,
    /// The estimate's range is empty or absurd.
    BadEstimate,
    /// It takes words back and says others in the same breath.
    SaysMore,
    /// Only a person of the vendor tells.
    NotYours,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such word on the status page."),
            Self::BadTitle => write!(
                f,
                "The status page needs a heading of at most {LINE_LEN_MAX} bytes that says what \
                 readers notice."
            ),
            Self::BadComponents => {
                write!(f, "Name at most {AFFECTED_MAX} components that are there, each once.")
            }
            Self::BadAudiences => {
                write!(f, "Name at most {AUDIENCES_NAMED_MAX} audiences that are there, each once.")
            }
            Self::Empty => f.write_str("Say what is known, even if it is only that you look."),
            Self::NoImpact => {
                f.write_str("Say what it means for the reader: what they cannot do, and where.")
            }
            Self::TooMany => {
                write!(f, "At most {ENTRIES_MAX} words about one matter are possible.")
            }
            Self::BadTimes => {
                f.write_str("What was told elsewhere must begin before it ends, and be past.")
            }
            Self::BadSince => f.write_str(
                "Say since when it has failed: not in the future, at most 90 days back, and not \
                 after everyone was told of it.",
            ),
            Self::BadSpan => f.write_str(
                "It must begin before it ends, end before now, and have begun within five years.",
            ),
            Self::ToldAnew => f.write_str(
                "The same incident is told of anew. Take that off first, or leave this as it is.",
            ),
            Self::IncidentGone => f.write_str(
                "Its incident is over, and readers were never told that this is. Write of it as of \
                 an incident that is over.",
            ),
            Self::MustTell => f.write_str(
                "Subscribers are always told the first word of a critical incident; and whoever \
                 was told that it fails is told that it is over.",
            ),
            Self::Full => write!(f, "At most {BULLETINS_MAX} matters are kept."),
            Self::GoesOn => {
                f.write_str("It is not over yet. Write the review once everyone was told that.")
            }
            Self::EmptyReview => f.write_str("Say what happened: when, to whom, for how long."),
            Self::LongReview => {
                write!(f, "Each part of the review has at most {PART_LEN_MAX} bytes.")
            }
            Self::BadTranslation(flaw) => flaw.fmt(f),
            Self::Reviewed => f.write_str("It has a review already. Put that right instead."),
            Self::TextWaits => f.write_str(
                "An update about it still waits for an objection. Write the review once that is \
                 out.",
            ),
            Self::BadReason => write!(
                f,
                "Say why it is put right, in one line of at most {LINE_LEN_MAX} bytes: readers see \
                 that."
            ),
            Self::SaysMore => f.write_str(
                "What is taken back only leaves words out, or has … in their place. Put other \
                 words right in a second step.",
            ),
            Self::BadEstimate => f.write_str(
                "The estimate needs a range: from fewer to more minutes, and 1 to 10 of 10.",
            ),
            Self::NotYours => f.write_str("Only a signed-in responder writes on the status page."),
        }
    }
}
