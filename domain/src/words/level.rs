//! Levels of proof: how surely it is known who takes part, hence what may be shown and done.

use serde::{Deserialize, Serialize};

/// How far a participant has proved who they are. Talking needs nothing; disclosing and acting do.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing is proved.
    #[default]
    Stranger,
    /// A name that fits, and something beyond the name.
    Plausible,
    /// Proved over a contact method that was on file before.
    Verified,
    /// Verified, and a second registered contact agrees.
    Dual,
}

impl Level {
    /// All of them, the least proof first.
    pub const ALL: [Self; 4] = [Self::Stranger, Self::Plausible, Self::Verified, Self::Dual];

    /// Its number, as people say it.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Stranger => 0,
            Self::Plausible => 1,
            Self::Verified => 2,
            Self::Dual => 3,
        }
    }

    /// The level of that number.
    #[must_use]
    pub fn of_number(number: u32) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// Whether nothing need be proved: what is tagged so is for everyone in the conversation.
    #[must_use]
    pub const fn is_for_all(&self) -> bool {
        matches!(self, Self::Stranger)
    }
}
