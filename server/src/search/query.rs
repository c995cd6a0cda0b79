//! What somebody searches for: read from anything that can be typed, and bounded.

use domain::policy::words_of;
use domain::words::Timestamp;

use super::documents::Kind;

/// Longest text that is read, in characters; what is beyond is left out.
pub const TEXT_CHARS_MAX: usize = 200;
/// Most terms of a query.
pub const TERMS_MAX: usize = 8;
/// Longest term, in bytes.
const TERM_LEN_MAX: usize = 40;

/// One thing that must stand in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its folded words: one, or several in a row where they stood in quotes.
    pub words: Vec<String>,
    /// Whether the beginning of the last word is enough.
    pub prefix: bool,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of these.
    pub terms: Vec<Term>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Only what is older than this document.
    pub before: Option<i64>,
}

impl Query {
    /// Reads what was typed: words, of which the beginning is enough, and phrases in quotes.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text: String = text.chars().take(TEXT_CHARS_MAX).collect();
        let mut terms = Vec::new();
        for (index, part) in text.split(['"', '“', '”', '„', '«', '»']).enumerate() {
            let words = words_of(part).into_iter().map(shortened).filter(|word| !word.is_empty());
            if index % 2 == 1 {
                let words: Vec<String> = words.take(TERMS_MAX).collect();
                if !words.is_empty() {
                    terms.push(Term { words, prefix: false });
                }
            } else {
                terms.extend(words.map(|word| Term { words: vec![word], prefix: true }));
            }
        }
        terms.truncate(TERMS_MAX);
        Self { terms, ..Self::default() }
    }

    /// The query in the words of the index. Folded words hold only letters and digits, so that
    /// nothing that is typed can be an operator.
    #[must_use]
    pub fn expression(&self) -> String {
        let term = |term: &Term| {
            let star = if term.prefix { " *" } else { "" };
            format!("\"{}\"{star}", term.words.join(" "))
        };
        self.terms.iter().map(term).collect::<Vec<_>>().join(" AND ")
    }

    /// Whether a folded word is one that was searched for.
    #[must_use]
    pub fn names(&self, word: &str) -> bool {
        self.terms.iter().any(|term| {
            let last = term.words.len() - 1;
            term.words.iter().enumerate().any(|(index, wanted)| {
                word == wanted || (term.prefix && index == last && word.starts_with(wanted))
            })
        })
    }
}

fn shortened(mut word: String) -> String {
    word.truncate(TERM_LEN_MAX);
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Query::parse(text).expression(), expected, "{text:?}");
    }

    #[test]
    fn what_is_typed_becomes_words_and_phrases() {
        check("Müller Straße", "\"muller\" * AND \"strasse\" *");
        check("\"card terminals\" down", "\"card terminals\" AND \"down\" *");
        check("“card terminals", "\"card terminals\"");
        check("  ", "");
        check("* NEAR(a) OR -x", "\"near\" * AND \"a\" * AND \"or\" * AND \"x\" *");
        check("*\"* NEAR(a b) OR -x ^y", "\"near a b or x y\"");
    }

    #[test]
    fn whatever_is_typed_is_bounded_and_has_no_operator() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let query = Query::parse(text);
            assert!(query.terms.len() <= TERMS_MAX);
            for word in query.terms.iter().flat_map(|term| &term.words) {
                assert!(!word.is_empty() && word.len() <= TERM_LEN_MAX);
                assert!(word.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{word:?}");
            }
            assert!(!query.names(""));
        });
    }
}
