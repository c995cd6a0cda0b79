//! What the vendor wrote in further languages: each reader gets, part by part, the words in theirs,
//! and what is not written in it as it was written first.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    LINE_LEN_MAX, Language, Overview, PART_LEN_MAX, Review, SmolStr, tidied, tidied_line,
    tidy_line, tidy_words,
};

/// An update in one more language. What else is told in several uses the parts that it has: planned
/// maintenance the heading and what it means, a word about it what is known, an announcement the
/// heading and what is known. So do components and status pages, whose heading is their name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// In which.
    pub language: Language,
    /// The heading on status pages; may be empty.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub title: SmolStr,
    /// What we know.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub known: Arc<str>,
    /// What it means for you.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub impact: Arc<str>,
    /// What you can do meanwhile.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub workaround: Arc<str>,
    /// What we do next.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub next: Arc<str>,
}

impl Translation {
    /// Its four parts, in the order in which they are written.
    #[must_use]
    pub fn parts(&self) -> [&str; 4] {
        [&self.known, &self.impact, &self.workaround, &self.next]
    }

    /// Each language once, the first that names it; without those in which nothing stands, without
    /// what could deceive a reader, and each part cut where it is too long. They stand in the order
    /// of the languages, so that the same words are the same whoever sends them.
    #[must_use]
    pub(super) fn tidied(all: &[Self]) -> Vec<Self> {
        let part = |text: &str| Arc::from(tidy_words(text, PART_LEN_MAX));
        let each = Language::ALL.into_iter();
        let each = each.filter_map(|one| all.iter().find(|known| known.language == one));
        let tidied = each.map(|known| Self {
            language: known.language,
            title: tidy_line(&known.title).into(),
            known: part(&known.known),
            impact: part(&known.impact),
            workaround: part(&known.workaround),
            next: part(&known.next),
        });
        tidied.filter(|known| !known.is_empty()).collect()
    }

    /// The one in a language.
    #[must_use]
    pub fn of(all: &[Self], language: Language) -> Option<&Self> {
        all.iter().find(|known| known.language == language)
    }

    /// The heading in a language, where one is written in it.
    #[must_use]
    pub fn title_of(all: &[Self], language: Language) -> Option<&str> {
        Self::of(all, language).map(|known| known.title.as_str())
    }

    /// What is known in a language, where that is written in it.
    #[must_use]
    pub fn known_of(all: &[Self], language: Language) -> Option<&str> {
        Self::of(all, language).map(|known| &*known.known)
    }

    /// Each language in the order of the languages, without those in which nothing stands, where
    /// nothing may be lost. `meant` leaves of each the parts that what is told has.
    ///
    /// # Errors
    /// The [`Flaw`] for which it cannot stand.
    pub fn checked(all: &[Self], meant: fn(Self) -> Self) -> Result<Vec<Self>, Flaw> {
        each_language_once(all.iter().map(|known| known.language))?;
        let mut checked = Vec::with_capacity(all.len());
        for known in all.iter().cloned().map(meant) {
            let language = known.language;
            let part = |name, text: &str| Flaw::unless_it_fits(language, name, text);
            let (title, cut) = tidied_line(&known.title);
            if cut {
                return Err(Flaw::TooLong { language, part: "title".into() });
            }
            let known = Self {
                language,
                title: title.into(),
                known: part("known", &known.known)?,
                impact: part("impact", &known.impact)?,
                workaround: part("workaround", &known.workaround)?,
                next: part("next", &known.next)?,
            };
            checked.extend(Some(known).filter(|known| !known.is_empty()));
        }
        checked.sort_by_key(|known| known.language);
        Ok(checked)
    }

    /// Of each only what has a heading and says what it means: so maintenance is planned.
    #[must_use]
    pub fn of_a_plan(self) -> Self {
        let Self { language, title, impact, .. } = self;
        Self { language, title, impact, ..Self::default() }
    }

    /// Of each only what is known: so a word is said.
    #[must_use]
    pub fn of_a_word(self) -> Self {
        let Self { language, known, .. } = self;
        Self { language, known, ..Self::default() }
    }

    /// Of each only what has a heading and what is known: so something is announced, and so
    /// components and status pages are named.
    #[must_use]
    pub fn of_a_notice(self) -> Self {
        let Self { language, title, known, .. } = self;
        Self { language, title, known, ..Self::default() }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.parts().iter().all(|part| part.is_empty())
    }
}

/// A review in one more language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewTranslation {
    /// In which.
    pub language: Language,
    /// What happened.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub happened: Arc<str>,
    /// Why.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub cause: Arc<str>,
    /// What changes.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub change: Arc<str>,
}

impl ReviewTranslation {
    /// Its three parts, in the order in which they are written.
    #[must_use]
    pub fn parts(&self) -> [&str; 3] {
        [&self.happened, &self.cause, &self.change]
    }

    /// Each language once, in the order of the languages, without those in which nothing stands.
    ///
    /// # Errors
    /// The [`Flaw`] for which it cannot stand.
    pub fn checked(all: &[Self]) -> Result<Vec<Self>, Flaw> {
        each_language_once(all.iter().map(|known| known.language))?;
        let mut checked = Vec::with_capacity(all.len());
        for known in all {
            let language = known.language;
            let part = |name, text: &str| Flaw::unless_it_fits(language, name, text);
            let known = Self {
                language,
                happened: part("happened", &known.happened)?,
                cause: part("cause", &known.cause)?,
                change: part("change", &known.change)?,
            };
            checked.extend(Some(known).filter(|known| known.parts() != [""; 3]));
        }
        checked.sort_by_key(|known| known.language);
        Ok(checked)
    }
}

/// Why words in further languages cannot stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// A language is written in twice.
    Twice {
        /// Which.
        language: Language,
    },
    /// A part is too long.
    TooLong {
        /// In which language.
        language: Language,
        /// Which part, by the name of its field.
        part: SmolStr,
    },
}

impl Flaw {
    /// In which language it is.
    #[must_use]
    pub const fn language(&self) -> Language {
        match self {
            Self::Twice { language } | Self::TooLong { language, .. } => *language,
        }
    }

    /// A part as it is kept, unless it is too long.
    pub(super) fn unless_it_fits(
        language: Language,
        part: &str,
        text: &str,
    ) -> Result<Arc<str>, Self> {
        match tidied(text, PART_LEN_MAX) {
            (text, false) => Ok(text.into()),
            (_, true) => Err(Self::TooLong { language, part: part.into() }),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.language().name();
        match self {
            Self::Twice { .. } => write!(f, "{name} stands there twice. Write each language once."),
            Self::TooLong { part, .. } => {
                let most = if part == "title" { LINE_LEN_MAX } else { PART_LEN_MAX };
                write!(f, "In {name} this is too long: at most {most} bytes fit. Shorten it.")
            }
        }
    }
}

/// Whether each language is written in at most once.
pub(super) fn each_language_once(all: impl Iterator<Item = Language>) -> Result<(), Flaw> {
    let mut seen = BTreeSet::new();
    let mut all = all;
    let twice = all.find(|language| !seen.insert(*language));
    twice.map_or(Ok(()), |language| Err(Flaw::Twice { language }))
}

/// In which languages there stands what stood there before, while what was written first has
/// changed: just now, or when it last did.
#[must_use]
pub fn stale<T: PartialEq>(
    was: &BTreeSet<Language>,
    changed: bool,
    (before, after): (&[T], &[T]),
    language: fn(&T) -> Language,
) -> BTreeSet<Language> {
    let stays = after.iter().filter(|known| before.contains(known)).map(language);
    stays.filter(|language| changed || was.contains(language)).collect()
}

/// Words as a reader gets them who reads in some language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// The words; may be empty.
    pub words: &'a str,
    /// Whether they are in the reader's language because somebody wrote them in it, and not as
    /// they were written first.
    pub translated: bool,
}

impl<'a> Spoken<'a> {
    /// What is written in the reader's language, else what was written first.
    #[must_use]
    pub fn of(first: &'a str, theirs: Option<&'a str>) -> Self {
        match theirs.filter(|theirs| !theirs.is_empty()) {
            Some(words) => Self { words, translated: true },
            None => Self { words: first, translated: false },
        }
    }
}

/// The parts of an update as a reader gets them who reads in some language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// What we know.
    pub known: Spoken<'a>,
    /// What it means for you.
    pub impact: Spoken<'a>,
    /// What you can do meanwhile.
    pub workaround: Spoken<'a>,
    /// What we do next.
    pub next: Spoken<'a>,
}

impl Review {
    /// What is written in a language, besides the one in which it was written first.
    #[must_use]
    pub fn translation(&self, language: Language) -> Option<&ReviewTranslation> {
        self.translations.iter().find(|known| known.language == language)
    }

    /// Its three parts as they were written first.
    #[must_use]
    pub fn first(&self) -> [Spoken<'_>; 3] {
        [&self.happened, &self.cause, &self.change].map(|part| Spoken::of(part, None))
    }

    /// The same for a reader: what is written in their language, and the rest as it was written
    /// first.
    #[must_use]
    pub fn spoken(&self, language: Language) -> [Spoken<'_>; 3] {
        let Some(theirs) = self.translation(language) else { return self.first() };
        let [happened, cause, change] = theirs.parts();
        [
            Spoken::of(&self.happened, Some(happened)),
            Spoken::of(&self.cause, Some(cause)),
            Spoken::of(&self.change, Some(change)),
        ]
    }

    /// In which languages it says what another review said whose first words were others; `was` is
    /// where that one did already.
    #[must_use]
    pub fn stale_since(&self, before: &Self, was: &BTreeSet<Language>) -> BTreeSet<Language> {
        let both = (&*before.translations, &*self.translations);
        stale(was, before.first() != self.first(), both, |known| known.language)
    }
}

impl Overview {
    /// What is written in a language, besides the one in which it was written first.
    #[must_use]
    pub fn translation(&self, language: Language) -> Option<&Translation> {
        Translation::of(&self.translations, language)
    }

    /// The parts for a reader: what is written in their language, and the rest as it was written
    /// first. Nobody reads less because somebody translated a part of it.
    #[must_use]
    pub fn spoken(&self, language: Language) -> Parts<'_> {
        let theirs = self.translation(language);
        let part = |first, part: fn(&Translation) -> &Arc<str>| {
            Spoken::of(first, theirs.map(|known| &**part(known)))
        };
        Parts {
            known: part(&self.known, |known| &known.known),
            impact: part(&self.impact, |known| &known.impact),
            workaround: part(&self.workaround, |known| &known.workaround),
            next: part(&self.next, |known| &known.next),
        }
    }

    /// The heading for a reader, where one is written in their language.
    #[must_use]
    pub fn title(&self, language: Language) -> Option<&str> {
        let title = self.translation(language).map(|known| known.title.as_str());
        title.filter(|title| !title.is_empty())
    }

    /// The same with that heading in that language, unless it has one.
    #[must_use]
    pub fn titled(mut self, language: Language, title: &str) -> Self {
        match self.translations.iter_mut().find(|known| known.language == language) {
            Some(known) if known.title.is_empty() => known.title = title.into(),
            Some(_) => {}
            None => {
                let title = title.into();
                self.translations.push(Translation { language, title, ..Translation::default() });
                self.translations.sort_by_key(|known| known.language);
            }
        }
        self
    }

    /// The same without headings: it is for the customers inside, who read none.
    #[must_use]
    pub fn untitled(mut self) -> Self {
        for known in &mut self.translations {
            known.title = SmolStr::default();
        }
        self.translations.retain(|known| !known.is_empty());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german(known: &str) -> Translation {
        Translation { language: Language::German, known: known.into(), ..Translation::default() }
    }

    fn overview(translations: Vec<Translation>) -> Overview {
        let (known, next) = ("A line is cut.".into(), "We mend it.".into());
        Overview { known, next, translations, ..Overview::default() }
    }

    #[test]
    fn a_reader_gets_what_is_written_in_their_language_and_the_rest_as_it_was_written_first() {
        let told = overview(vec![german("Eine Leitung ist gekappt.")]);
        let theirs = told.spoken(Language::German);
        let known = Spoken { words: "Eine Leitung ist gekappt.", translated: true };
        assert_eq!(theirs.known, known);
        assert_eq!(theirs.next, Spoken { words: "We mend it.", translated: false });
        let french = told.spoken(Language::French);
        assert_eq!(french.known, Spoken { words: "A line is cut.", translated: false });
    }

    #[test]
    fn a_language_that_is_named_twice_counts_once_and_one_without_words_not_at_all() {
        let french = Translation {
            language: Language::French,
            title: " ".into(),
            next: "\n\n".into(),
            ..Translation::default()
        };
        let spanish = Translation {
            language: Language::Spanish,
            title: "Se cayó\n una línea ".into(),
            ..Translation::default()
        };
        let all = vec![spanish, german(" Eins. "), french, german("Zwei.")];
        let tidied = overview(all).tidied();
        let known: Vec<_> =
            tidied.translations.iter().map(|known| (known.language, &*known.known)).collect();
        assert_eq!(known, [(Language::German, "Eins."), (Language::Spanish, "")]);
        assert_eq!(tidied.title(Language::Spanish), Some("Se cayó  una línea"));
        assert_eq!(tidied.tidied(), tidied, "tidying once is enough");
    }

    #[test]
    fn where_nothing_may_be_lost_a_flaw_is_said_and_nothing_is_cut() {
        let checked = |all: &[Translation]| Translation::checked(all, Translation::of_a_word);
        let known = checked(&[german(" Eins. ")]).expect("it fits");
        assert_eq!(known, [german("Eins.")]);
        let twice = checked(&[german("Eins."), german("Zwei.")]);
        assert_eq!(twice, Err(Flaw::Twice { language: Language::German }));
        let long = checked(&[german(&"ä".repeat(PART_LEN_MAX))]);
        let part = "known".into();
        assert_eq!(long, Err(Flaw::TooLong { language: Language::German, part }));
        let plan = Translation::checked(&[german("Eins.")], Translation::of_a_plan);
        assert_eq!(plan, Ok(Vec::new()), "a plan has no such part");
    }

    #[test]
    fn what_stays_while_the_first_words_change_is_stale_until_it_changes_too() {
        let (one, two) = ([german("Eins.")], [german("Zwei.")]);
        let none = BTreeSet::new();
        let of = |known: &Translation| known.language;
        let changed = stale(&none, true, (&one, &one), of);
        assert_eq!(changed, BTreeSet::from([Language::German]));
        assert_eq!(stale(&changed, false, (&one, &one), of), changed, "it still is");
        assert_eq!(stale(&changed, false, (&one, &two), of), none);
        assert_eq!(stale(&none, false, (&one, &one), of), none);
    }

    #[test]
    fn every_part_in_every_language_is_bounded() {
        let long = "ä".repeat(PART_LEN_MAX);
        let all = Language::ALL.into_iter().chain(Language::ALL);
        let all = all.map(|language| Translation {
            language,
            title: long.as_str().into(),
            known: long.as_str().into(),
            impact: long.as_str().into(),
            workaround: long.as_str().into(),
            next: long.as_str().into(),
        });
        let tidied = overview(all.collect()).tidied();
        assert_eq!(tidied.translations.len(), Language::ALL.len());
        for known in &tidied.translations {
            assert!(known.parts().iter().all(|part| part.len() <= PART_LEN_MAX));
            assert!(known.title.len() <= super::super::LINE_LEN_MAX);
        }
    }

    #[test]
    fn what_was_written_in_one_language_is_kept_as_it_ever_was() {
        let kept = r#"{"known":"A line is cut.","impact":"","workaround":"","next":"We mend it."}"#;
        let told: Overview = serde_json::from_str(kept).expect("it is read");
        assert_eq!(told, overview(Vec::new()));
        assert_eq!(serde_json::to_string(&told).expect("it is written"), kept);
    }

    #[test]
    fn a_heading_is_taken_along_where_there_is_none_and_left_out_where_nobody_reads_one() {
        let told = overview(vec![german("Eins.")]).titled(Language::German, "Karten gehen nicht");
        assert_eq!(told.title(Language::German), Some("Karten gehen nicht"));
        assert_eq!(told.clone().titled(Language::German, "Anders"), told);
        let both = told.titled(Language::French, "Les cartes sont en panne");
        assert_eq!(both.untitled(), overview(vec![german("Eins.")]));
    }
}
