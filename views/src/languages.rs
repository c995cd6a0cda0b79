//! The same words in further languages: the folds in which they are written in the console, what
//! stands in them, and whom they leave out.

use domain::State;
use domain::spoken::Unwritten;
use domain::words::{LINE_LEN_MAX, Language, Review, Translation};
use maud::{Markup, html};

use crate::{Returned, shell};

/// The field of a part in a language.
#[must_use]
pub fn field(part: &str, language: Language) -> String {
    format!("{part}-{}", language.code())
}

/// A part that is written in each language.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// The name of its field.
    pub name: &'static str,
    /// What the form calls it.
    pub label: &'static str,
    /// How many lines it shows; one line is never more than one.
    pub rows: u8,
}

/// One fold: the parts in one language, with what stands in them until somebody has typed.
pub(crate) struct Fold<'a> {
    /// In which language.
    pub language: Language,
    /// The parts, and what is known of each.
    pub parts: Vec<(Part, &'a str)>,
    /// What was typed, and what of it is wrong.
    pub returned: Option<&'a Returned>,
    /// What sets the ids of this form apart from those of others.
    pub of: &'a str,
    /// Whether the browser keeps what is typed.
    pub keeps: bool,
    /// Whether a heading is all that it needs, because it is a name.
    pub is_name: bool,
}

impl Fold<'_> {
    /// It is closed, unless something stands in it, which goes out too: nobody sends what they do
    /// not see. A heading alone leaves it unwritten.
    pub(crate) fn markup(&self) -> Markup {
        let code = self.language.code();
        let parts = self.parts.iter().map(|(part, known)| {
            let field = field(part.name, self.language);
            let value = self.value(&field, known);
            (part, field, value)
        });
        let parts: Vec<(&Part, String, String)> = parts.collect();
        let stands = |alone: bool| {
            parts.iter().any(|(part, _, value)| (alone || part.rows > 1) && !value.is_empty())
        };
        let wrong = parts.iter().any(|(_, field, _)| self.wrong(field).is_some());
        html! {
            details open[stands(true) || wrong] {
                summary {
                    "In " (self.language.name())
                    @if !stands(self.is_name) { " " span.soft { "not written" } }
                }
                div.columns lang=(code) {
                    @for (part, field, value) in &parts {
                        div.field {
                            label for={ (field) (self.of) } lang="en" { (part.label) }
                            @if part.rows > 1 {
                                textarea id={ (field) (self.of) } name=(field) rows=(part.rows)
                                    aria-invalid=[shell::invalid(self.returned, field)]
                                    data-draft[self.keeps] { (value) }
                            } @else {
                                input id={ (field) (self.of) } name=(field) autocomplete="off"
                                    aria-invalid=[shell::invalid(self.returned, field)]
                                    maxlength=(LINE_LEN_MAX) data-draft[self.keeps] value=(value);
                            }
                            @if let Some(wrong) = self.wrong(field) {
                                p.wrong lang="en" { (wrong) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn value(&self, field: &str, known: &str) -> String {
        let came = |known: &&Returned| known.typed.iter().any(|(name, _)| name == field);
        match self.returned.filter(came) {
            typed @ Some(_) => shell::typed(typed, field),
            None => known.to_owned(),
        }
    }

    /// What is wrong with a field, if that is the one.
    fn wrong(&self, field: &str) -> Option<&str> {
        shell::invalid(self.returned, field)?;
        self.returned?.problem.as_deref()
    }
}

/// Whether something was typed into a part in a language.
pub(crate) fn typed(returned: Option<&Returned>, part: &str, language: Language) -> bool {
    returned.is_some_and(|known| !known.value(&field(part, language)).is_empty())
}

/// Whether a part is wrong, in whichever language.
pub(crate) fn is_wrong(returned: Option<&Returned>, part: &str) -> bool {
    let wrong = |language| shell::invalid(returned, &field(part, language)).is_some();
    shell::invalid(returned, part).is_some() || Language::ALL.into_iter().any(wrong)
}

/// The folds of a form for what everyone is told: one for each language in which a status page is
/// read besides the first, and for each in which it is written already.
pub(crate) fn folds<'a>(
    state: &State,
    parts: &[Part],
    known: impl Fn(&str, Language) -> &'a str,
    returned: Option<&Returned>,
) -> Markup {
    each(state, parts, known, (returned, false))
}

/// The folds for a name and for what it stands for, where readers get what is written first
/// wherever nothing stands.
pub(crate) fn names(
    state: &State,
    [name, about]: [Part; 2],
    all: &[Translation],
    returned: Option<&Returned>,
) -> Markup {
    let known = |part: &str, language| {
        let known = match part == name.name {
            true => Translation::title_of(all, language),
            false => Translation::known_of(all, language),
        };
        known.unwrap_or_default()
    };
    let folds = each(state, &[name, about], known, (returned, true));
    html! {
        @if !folds.0.is_empty() {
            (folds)
            p.hint { "Where nothing stands, readers of that language get what stands above." }
        }
    }
}

fn each<'a>(
    state: &State,
    parts: &[Part],
    known: impl Fn(&str, Language) -> &'a str,
    (returned, is_name): (Option<&Returned>, bool),
) -> Markup {
    let read = state.also_read_on_pages();
    let is_meant = |language: &Language| {
        let stands = |part: &Part| {
            !known(part.name, *language).is_empty() || typed(returned, part.name, *language)
        };
        read.contains(language) || parts.iter().any(stands)
    };
    html! {
        @for language in Language::ALL.into_iter().filter(is_meant) {
            (Fold {
                language,
                parts: parts.iter().map(|part| (*part, known(part.name, language))).collect(),
                returned,
                of: "",
                keeps: false,
                is_name,
            }
            .markup())
        }
    }
}

/// What is said in further languages, folded.
pub(crate) fn said(translations: &[Translation]) -> Markup {
    html! {
        @for known in translations {
            details {
                summary { "In " (known.language.name()) }
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

/// What a review says in further languages, folded.
pub(crate) fn reviewed(review: &Review) -> Markup {
    html! {
        @for known in &review.translations {
            details {
                summary { "In " (known.language.name()) }
                div lang=(known.language.code()) {
                    @for part in known.parts().into_iter().filter(|part| !part.is_empty()) {
                        p.words dir="auto" { (part) }
                    }
                }
            }
        }
    }
}

/// For whom something is not written, as a notice; nothing where it is written for everyone.
pub(crate) fn unwritten(found: &[Unwritten]) -> Markup {
    html! {
        @if !found.is_empty() {
            div.notice data-tone="care" {
                p { b { "Worth another look" } }
                ul { @for one in found { li { (say(one)) } } }
            }
        }
    }
}

/// Whom it leaves with words in another language than theirs, or with old ones.
pub(crate) fn say(unwritten: &Unwritten) -> Markup {
    html! {
        @match unwritten {
            Unwritten::Page { language, page } => {
                "The page " q { (page) } " is also read in " (language.name())
                "; nothing is written in " (language.name())
                " yet. Those readers get it as it stands."
            }
            Unwritten::Caller { language } => {
                "A caller inside reads " (language.name()) "; nothing is written in "
                (language.name()) " yet. They get it as it stands."
            }
            Unwritten::Stale { language } => {
                "What stands in " (language.name()) " is what stood there before, and the rest has \
                changed."
            }
        }
    }
}
