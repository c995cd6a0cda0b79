//! The components that a list names, as the readers of a page know them.

use std::collections::{BTreeSet, HashMap};

use domain::State;
use domain::status_pages::Readers;
use domain::subscribers::{NAMED_MAX, Through};
use domain::words::{ComponentKey, StatusPageKey, Timestamp};

/// Most parts of a cell that may be one name: names have commas too.
const PARTS_MAX: usize = 4;
/// Most names in a cell.
const NAMES_MAX: usize = 2_500;

/// The components of a page, by their names and keys.
pub struct Names {
    by_name: HashMap<String, Vec<ComponentKey>>,
    count: usize,
}

/// What a cell names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub known: BTreeSet<ComponentKey>,
    pub unknown: Vec<String>,
}

impl Names {
    /// Those that somebody finds on a page who reads it so.
    ///
    /// # Errors
    /// Why nobody reads it so.
    pub fn on(
        state: &State,
        page: &StatusPageKey,
        through: Option<&Through>,
    ) -> Result<Self, String> {
        let no_page = || format!("there is no status page “{page}”");
        let known = state.status_pages.get(page).ok_or_else(no_page)?;
        let readable = match through {
            None if known.profile.readers != Readers::Everyone => {
                return Err("its page is private, and no customer is named".to_owned());
            }
            None => state.for_everyone(),
            Some(through) => {
                let sight = state.sight_through(page, through, Timestamp(i64::MAX));
                let opens = |sight: &_| state.pages_for(sight).iter().any(|(key, _)| *key == page);
                let sight = sight.filter(opens);
                state.for_readers(&sight.ok_or("its page is not for that customer")?)
            }
        };
        let mut names = Self { by_name: HashMap::new(), count: 0 };
        for (_, key, component) in readable.components_on(&known.profile) {
            names.count += 1;
            // Where several have one name, the list means all of them for all that is known.
            let translated = component.translations.iter().map(|one| one.title.as_str());
            let spoken = translated.filter(|name| !name.is_empty());
            for name in std::iter::once(component.name.as_str()).chain(spoken) {
                names.by_name.entry(plain(name)).or_default().push(key.clone());
            }
            names.by_name.entry(plain(key.as_str())).or_default().push(key.clone());
        }
        Ok(names)
    }

    /// How many components there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// What a cell names: names or keys with `;`, `|`, commas or line ends between them.
    pub fn named(&self, cell: &str) -> Named {
        let cell = cell.trim();
        let mut named = Named::default();
        if cell.is_empty() || ["all", "all components", "*"].contains(&plain(cell).as_str()) {
            return named;
        }
        let parts: Vec<&str> = match cell.contains([';', '|', '\n']) {
            true => cell.split([';', '|', '\n']).take(NAMES_MAX).collect(),
            false => cell.split(',').take(NAMES_MAX).collect(),
        };
        let between = if cell.contains([';', '|', '\n']) { ";" } else { "," };
        let mut at = 0;
        while at < parts.len() {
            let longest = PARTS_MAX.min(parts.len() - at);
            let found = (1..=longest).rev().find_map(|many| {
                let name = parts[at..at + many].join(between);
                self.by_name.get(&plain(&name)).map(|keys| (many, keys))
            });
            match found {
                Some((many, keys)) => {
                    named.known.extend(keys.iter().cloned());
                    at += many;
                }
                None => {
                    let name = parts[at].trim();
                    if !name.is_empty() {
                        named.unknown.push(name.chars().take(100).collect());
                    }
                    at += 1;
                }
            }
        }
        // Whoever names every one of more than can be named wants all of them.
        if named.known.len() > NAMED_MAX && named.known.len() == self.count {
            named.known.clear();
        }
        named
    }
}

/// A name by which it is found again, however it is written.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
