//! An update in further languages: the folds in which it is written.

use domain::State;
use domain::bulletins::Bulletin;
use domain::words::{IncidentId, Language, Overview, Translation};
use maud::{Markup, html};

use crate::Returned;
pub use crate::languages::field;
use crate::languages::{Fold, Part, typed};

/// The parts of an update by the names of their fields, with what the form calls them.
pub const PARTS: [(&str, &str); 4] = [
    ("known", "What we know"),
    ("impact", "What it means for them"),
    ("workaround", "What they can do meanwhile"),
    ("next", "What we do next"),
];
/// The field of the heading.
pub const TITLE: &str = "title";

/// The folds of a form for an update.
pub(super) struct Folds<'a> {
    /// What stands in them until somebody has typed: what was told last, or is put right.
    pub known: Option<&'a Overview>,
    /// Whether they have a heading each.
    pub titled: bool,
    /// What everyone was told already: its heading goes on.
    pub told: Option<&'a Bulletin>,
    /// What was typed.
    pub returned: Option<&'a Returned>,
    /// What sets the ids of this form apart from those of others.
    pub of: &'a str,
}

impl Folds<'_> {
    /// One for each language in which it is read besides the first, and for each in which it is
    /// written already.
    pub(super) fn section(&self, state: &State, incident: IncidentId) -> Markup {
        let read = state.also_read_in(incident);
        let is_meant = |language: &Language| {
            let known = self.known.and_then(|known| known.translation(*language));
            let typed = |(part, _): &(&str, &str)| typed(self.returned, part, *language);
            read.contains(language) || known.is_some() || PARTS.iter().any(typed)
        };
        html! {
            @for language in Language::ALL.into_iter().filter(is_meant) { (self.one(language)) }
        }
    }

    fn one(&self, language: Language) -> Markup {
        let none = Translation::default();
        let known = self.known.and_then(|known| known.translation(language)).unwrap_or(&none);
        let fields = PARTS.into_iter().zip(known.parts());
        let fields = fields.map(|((name, label), known)| (Part { name, label, rows: 2 }, known));
        let stands = self.told.map(|told| told.title_in(language)).filter(|one| one.translated);
        let stands = stands.map_or(known.title.as_str(), |title| title.words);
        let title = Part { name: TITLE, label: "Heading on status pages", rows: 1 };
        let title = self.titled.then_some((title, stands));
        Fold {
            language,
            parts: fields.chain(title).collect(),
            returned: self.returned,
            of: self.of,
            // The browser keeps what is typed by form and field; forms that there are several of
            // would get each other's.
            keeps: self.of.is_empty(),
            is_name: false,
        }
        .markup()
    }
}
