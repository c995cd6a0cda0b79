//! Files that are shown in a conversation: what is known of them. The bytes lie in a store apart.

use serde::{Deserialize, Serialize};

use super::Speaker;
use crate::words::{EmergencyId, FileId, LINE_LEN_MAX, Owner, Personal, tidied, tidied_line};

/// Most files that come with one message.
pub const FILES_PER_MESSAGE_MAX: usize = 6;
/// Most files of one emergency.
pub const FILES_MAX: usize = 60;
/// Largest file, in bytes.
pub const FILE_LEN_MAX: u64 = 15 * 1024 * 1024;
/// Most bytes of all files of one emergency.
pub const FILES_LEN_MAX: u64 = 150 * 1024 * 1024;
/// Longest beginning of a text that is shown, in bytes.
pub const EXTRACT_LEN_MAX: usize = 2_000;

/// What a file is, by its content; nobody's word is taken for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture, drawn anew by us: nothing is left in it but what is seen.
    Picture {
        /// How wide, in pixels.
        width: u32,
        /// How high, in pixels.
        height: u32,
    },
    /// A text, such as a log.
    Text,
    /// Anything else; it can be downloaded, and nothing else.
    Other,
}

/// A file on its way into a conversation; it is stored already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFile {
    /// Under which name it is stored.
    pub id: FileId,
    /// What whoever sends it calls it.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes are stored of it.
    pub len: u64,
    /// How a text begins; empty for what is none.
    pub extract: String,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Under which name it is stored.
    pub id: FileId,
    /// What whoever sent it called it; without text once it is gone.
    pub name: Personal,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes are stored of it.
    pub len: u64,
    /// How a text begins.
    pub extract: Option<Personal>,
}

/// What is known of a stored file without its conversation, also when that is archived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// In which emergency it stands.
    pub emergency: EmergencyId,
    /// With which message it came.
    pub number: u32,
    /// Whose it is.
    pub owner: Owner,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes are stored of it.
    pub len: u64,
}

impl NewFile {
    /// The event by which it comes to a message.
    pub(super) fn attached(
        self,
        emergency: EmergencyId,
        number: u32,
        from: &Speaker,
    ) -> super::Event {
        let owner = from.owner();
        let (name, _) = tidied_line(&self.name);
        debug_assert!(name.len() <= LINE_LEN_MAX, "a field of one line is cut");
        let (extract, _) = tidied(&self.extract, EXTRACT_LEN_MAX);
        let extract = (!extract.is_empty()).then(|| Personal::new(owner.clone(), &extract));
        super::Event::Attached {
            emergency,
            number,
            file: self.id,
            name: Personal::new(owner, &name),
            kind: self.kind,
            len: self.len,
            extract,
        }
    }
}
