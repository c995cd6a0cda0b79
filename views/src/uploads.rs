//! What becomes of files that are sent, in the words of whoever sent them.

use domain::emergencies::{FILE_LEN_MAX, FILES_PER_MESSAGE_MAX};

use crate::plain;
use crate::tongue::Tongue;

/// Most pixels of a picture that is looked at, in millions; what telephones take has fewer.
pub const MEGAPIXELS_MAX: u32 = 50;

/// Why a file was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// It has more bytes than one file may have.
    TooLarge,
    /// More files came than go with one message.
    TooMany,
    /// The conversation holds no more.
    Full,
    /// Others send files, or have pictures looked at.
    Busy,
    /// It broke off on its way.
    Cut,
    /// Nothing is known of what came after, for the form broke off.
    Rest,
    /// It has no bytes.
    Empty,
    /// The store did not take it.
    NotStored,
    /// The store holds as much as it may.
    NoRoom,
    /// There is no store.
    Off,
    /// It begins like a picture and is none.
    NoPicture,
    /// The picture is larger than what is looked at.
    TooManyPixels,
    /// It cannot be read back.
    Unreadable,
    /// It was sent to several callers at once.
    OneCaller,
}

impl NotKept {
    /// The sentence that says so.
    #[must_use]
    pub fn said(self, tongue: &Tongue) -> String {
        match self {
            Self::TooLarge => plain!(tongue, "why-too-large", size = megabytes_max()),
            Self::TooMany => plain!(tongue, "why-too-many", count = FILES_PER_MESSAGE_MAX),
            Self::Full => plain!(tongue, "why-full"),
            Self::Busy => plain!(tongue, "why-busy"),
            Self::Cut => plain!(tongue, "why-cut"),
            Self::Rest => plain!(tongue, "kept-rest"),
            Self::Empty => plain!(tongue, "why-empty"),
            Self::NotStored => plain!(tongue, "why-not-stored"),
            Self::NoRoom => plain!(tongue, "why-no-room"),
            Self::Off => plain!(tongue, "why-off"),
            Self::NoPicture => plain!(tongue, "why-no-picture"),
            Self::TooManyPixels => {
                plain!(tongue, "why-too-many-pixels", millions = MEGAPIXELS_MAX)
            }
            Self::Unreadable => plain!(tongue, "why-unreadable"),
            Self::OneCaller => plain!(tongue, "why-one-caller"),
        }
    }
}

/// The largest file, in megabytes.
pub(crate) const fn megabytes_max() -> u64 {
    FILE_LEN_MAX / (1024 * 1024)
}

/// What was kept of a form in which not all files were: its words, other files, both, nothing.
#[must_use]
pub fn kept(tongue: &Tongue, words: bool, files: bool) -> String {
    match (words, files) {
        (true, false) => plain!(tongue, "kept-words"),
        (true, true) => plain!(tongue, "kept-words-and-files"),
        (false, true) => plain!(tongue, "kept-files"),
        (false, false) => plain!(tongue, "kept-nothing"),
    }
}

/// That a file was not kept, and why.
#[must_use]
pub fn not_kept(tongue: &Tongue, name: &str, why: NotKept) -> String {
    match why {
        NotKept::Rest => why.said(tongue),
        _ => format!("{} {}", plain!(tongue, "kept-not", name = name), why.said(tongue)),
    }
}
