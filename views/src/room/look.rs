//! How a person looks at a room: who else is here, since when they have looked, what they filter.

use domain::words::{PersonKey, Timestamp};

/// What of the timeline is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Everything.
    #[default]
    All,
    /// What people wrote to each other, and notes.
    Words,
    /// Who was rung or asked, who has it, who leads.
    People,
    /// What machines report.
    Machines,
}

impl Filter {
    pub(crate) const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::All, "all", "Everything"),
        (Self::Words, "words", "Words"),
        (Self::People, "people", "People"),
        (Self::Machines, "machines", "Machines"),
    ];

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(filter, ..)| *filter == self).map_or("all", |(_, name, _)| name)
    }

    /// The filter of that name; everything for any other.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map_or(Self::All, |(one, ..)| *one)
    }
}

/// How a person looks at a room.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Who has the room open on this node.
    pub here: Vec<PersonKey>,
    /// When this reader had looked last, before now.
    pub since: Option<Timestamp>,
    /// What of the timeline is shown.
    pub filter: Filter,
    /// What the carriers can do for a caller.
    pub carriers: Carriers,
}

/// What telephone carriers of the installation can do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carriers {
    /// Whether one makes calls.
    pub calls: bool,
    /// Whether one sends text messages.
    pub texts: bool,
}
