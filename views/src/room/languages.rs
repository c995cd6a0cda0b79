//! An update in further languages: the folds in which it is written, and what stands in them.

use domain::State;
use domain::bulletins::Bulletin;
use domain::spoken::Unwritten;
use domain::words::{IncidentId, LINE_LEN_MAX, Language, Overview, Translation};
use maud::{Markup, html};

use crate::{Returned, shell};

/// The parts of an update by the names of their fields, with what the form calls them.
pub const PARTS: [(&str, &str); 4] = [
    ("known", "What we know"),
    ("impact", "What it means for them"),
    ("workaround", "What they can do meanwhile"),
    ("next", "What we do next"),
];
/// The field of the heading.
pub const TITLE: &str = "title";

/// The field of a part in a language.
#[must_use]
pub fn field(part: &str, language: Language) -> String {
    format!("{part}-{}", language.code())
}

/// What the console calls a language.
#[must_use]
pub fn name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::German => "German",
        Language::French => "French",
        Language::Spanish => "Spanish",
        Language::Portuguese => "Portuguese",
    }
}

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
    /// written already. They are closed, unless something stands in them, which goes out too.
    pub(super) fn section(&self, state: &State, incident: IncidentId) -> Markup {
        let read = state.also_read_in(incident);
        let is_meant = |language: &Language| {
            let typed = |(part, _): &(&str, &str)| {
                let field = field(part, *language);
                self.returned.is_some_and(|known| !known.value(&field).is_empty())
            };
            let known = self.known.and_then(|known| known.translation(*language));
            read.contains(language) || known.is_some() || PARTS.iter().any(typed)
        };
        html! {
            @for language in Language::ALL.into_iter().filter(is_meant) { (self.one(language)) }
        }
    }

    fn one(&self, language: Language) -> Markup {
        let none = Translation::default();
        let known = self.known.and_then(|known| known.translation(language)).unwrap_or(&none);
        let value = |part: &str, known: &str| {
            let field = field(part, language);
            let came = |known: &&Returned| known.typed.iter().any(|(name, _)| *name == field);
            let value = match self.returned.filter(came) {
                typed @ Some(_) => shell::typed(typed, &field),
                None => known.to_owned(),
            };
            (field, value)
        };
        let fields = PARTS.into_iter().zip(known.parts());
        let fields = fields.map(|((part, label), known)| {
            let (field, value) = value(part, known);
            (label, field, value)
        });
        let fields: Vec<(&str, String, String)> = fields.collect();
        let said = fields.iter().any(|(_, _, value)| !value.is_empty());
        let stands = self.told.map(|told| told.title_in(language)).filter(|one| one.translated);
        let stands = stands.map_or(known.title.as_str(), |title| title.words);
        let (title, heading) = value(TITLE, stands);
        // A heading goes out too: nobody sends what they do not see.
        let open = said || (self.titled && !heading.is_empty());
        // The browser keeps what is typed by form and field; forms that there are several of would
        // get each other's.
        let keeps = self.of.is_empty();
        html! {
            details open[open] {
                summary {
                    "In " (name(language))
                    @if !said { " " span.soft { "not written" } }
                }
                div.columns lang=(language.code()) {
                    @for (label, field, value) in &fields {
                        div.field {
                            label for={ (field) (self.of) } lang="en" { (label) }
                            textarea id={ (field) (self.of) } name=(field) rows="2"
                                data-draft[keeps] { (value) }
                        }
                    }
                    @if self.titled {
                        div.field {
                            label for={ (title) (self.of) } lang="en" { "Heading on status pages" }
                            input id={ (title) (self.of) } name=(title) autocomplete="off"
                                maxlength=(LINE_LEN_MAX) data-draft[keeps] value=(heading);
                        }
                    }
                }
            }
        }
    }
}

/// What an update says in further languages, folded.
pub(crate) fn told(overview: &Overview) -> Markup {
    html! {
        @for known in &overview.translations {
            details {
                summary { "In " (name(known.language)) }
                div lang=(known.language.code()) {
                    @if !known.title.is_empty() { p { b dir="auto" { (known.title) } } }
                    @for part in known.parts().into_iter().filter(|part| !part.is_empty()) {
                        p.words dir="auto" { (part) }
                    }
                }
            }
        }
    }
}

/// Whom an update leaves with words in another language than theirs, or with old ones.
pub(super) fn say(unwritten: &Unwritten) -> Markup {
    html! {
        @match unwritten {
            Unwritten::Page { language, page } => {
                "The page " q { (page) } " is also read in " (name(*language))
                "; nothing is written in " (name(*language))
                " yet. Those readers get it as it stands."
            }
            Unwritten::Caller { language } => {
                "A caller inside reads " (name(*language)) "; nothing is written in "
                (name(*language)) " yet. They get it as it stands."
            }
            Unwritten::Stale { language } => {
                "What stands in " (name(*language)) " is what the last update said in it, and \
                the rest has changed."
            }
        }
    }
}
