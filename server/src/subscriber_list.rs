//! Lists of subscribers: read as other status pages export them, and written so that the same
//! comes in again.

use std::collections::{BTreeMap, BTreeSet};

use domain::subscribers::{Entry, Profile, Route};

mod columns;
mod making;
mod names;
mod reading;
mod row;
mod table;
#[cfg(test)]
mod tests;
mod written;

pub use making::{Stopped, make, seat};
pub use reading::{Given, Source, read};
pub use table::decoded;
pub use written::file;

/// Longest list, all its files together, in bytes.
pub const LIST_LEN_MAX: usize = 8 * 1024 * 1024;
/// Most lines of a list that name somebody.
pub const ROWS_MAX: usize = 100_000;
/// Most lines that are named one by one with what is wrong with them; the others are counted.
pub const NAMED_LINES_MAX: usize = 500;
/// Most components that are named because nobody knows them.
const UNKNOWN_MAX: usize = 100;
/// Most entries of one command: whoever calls for help meanwhile waits for one of these at most.
const AT_ONCE: usize = 250;

/// A line that adds nobody, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file in which it stands; empty where it was pasted.
    pub source: String,
    /// Its number, from 1.
    pub line: u32,
    /// What stands there, cut.
    pub what: String,
    /// Why, as the rest of a sentence.
    pub why: String,
}

/// Whom a list adds.
#[derive(Clone, Debug)]
struct Row {
    route: Route,
    address: Box<str>,
    /// Which of the profiles.
    profile: usize,
}

/// What a list comes to, before anything is written.
#[derive(Clone, Debug, Default)]
pub struct List {
    rows: Vec<Row>,
    profiles: Vec<Profile>,
    /// How many are added, over each way.
    pub ways: BTreeMap<Route, usize>,
    /// How many signed up here and waited for their confirmation: they are confirmed.
    pub confirms: usize,
    /// How many are here already, and keep what they chose.
    pub known: usize,
    /// How many lines name somebody once more.
    pub doubles: usize,
    /// How many of the mail addresses are read by several people.
    pub shared: usize,
    /// The first lines that add nobody.
    pub refused: Vec<Refused>,
    /// How many lines add nobody.
    pub refused_count: usize,
    /// Names of components that nobody knows here.
    pub unknown: BTreeSet<String>,
}

impl List {
    /// How many would be added or confirmed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nobody would be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The entries, in as many parts as there are commands. Each part can come again: whoever is
    /// there by then is left alone.
    pub fn parts(&self) -> impl Iterator<Item = Vec<Entry>> {
        self.rows.chunks(AT_ONCE).map(|rows| {
            let entry = |row: &Row| {
                let profile = Profile { route: row.route, ..self.profiles[row.profile].clone() };
                Entry { profile, address: (&*row.address).into() }
            };
            rows.iter().map(entry).collect()
        })
    }
}
