//! Writes a name the way it is compared: one script, one case, no ornaments.

use unicode_normalization::UnicodeNormalization;

/// Only this much of a text is looked at when a name is matched.
pub const CONSIDERED_CHARS_MAX: usize = 200;
/// Only this many words of a name are compared.
pub const WORDS_MAX: usize = 24;

/// Lower-case Latin letters, digits and single spaces: what is left of any name in any script.
///
/// ```
/// use domain::customers::fold::fold;
/// assert_eq!(fold("  Łódź  Smith & Sons' "), "lodz smith and sons");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let composed: String = text.chars().take(CONSIDERED_CHARS_MAX).nfkc().collect();
    let latin = deunicode::deunicode_with_tofu(&composed, " ");
    let mut folded = String::with_capacity(latin.len());
    for c in latin.chars().take(CONSIDERED_CHARS_MAX) {
        match c {
            'a'..='z' | '0'..='9' => folded.push(c),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '&' | '+' => folded.push_str(" and "),
            // They stand inside abbreviations and possessives, so they part no words.
            '.' | '\'' | '`' => {}
            _ => folded.push(' '),
        }
    }
    squeeze(&folded)
}

/// The name in its own script, without punctuation and case: tells apart what [`fold`] makes equal.
#[must_use]
pub fn own_script(text: &str) -> String {
    let lower = text.chars().take(CONSIDERED_CHARS_MAX).nfkc().flat_map(char::to_lowercase);
    let plain: String = lower.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    squeeze(&plain)
}

fn squeeze(text: &str) -> String {
    let mut words = text.split_ascii_whitespace().take(WORDS_MAX);
    let mut squeezed = String::from(words.next().unwrap_or_default());
    for word in words {
        squeezed.push(' ');
        squeezed.push_str(word);
    }
    squeezed
}

/// Joins runs of single letters, so that "A. B. C." and "ABC" are the same word.
#[must_use]
pub fn join_initials(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_run = false;
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        let single = word.len() == 1 && word.as_bytes()[0].is_ascii_lowercase();
        match words.last_mut() {
            Some(run) if single && in_run => run.push_str(word),
            _ => words.push(word.to_owned()),
        }
        in_run = single;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "fold({text:?})");
    }

    #[test]
    fn ornaments_and_case_do_not_count() {
        check("ACME", "acme");
        check("  Acme\u{a0}Dental,  ", "acme dental");
        check("Smith & Sons", "smith and sons");
        check("Bread+Butter", "bread and butter");
        check("O\u{2019}Hara's", "oharas");
        check("7-Eleven", "7 eleven");
        check("\u{ff21}\u{ff23}\u{ff2d}\u{ff25}", "acme");
    }

    #[test]
    fn other_scripts_become_latin() {
        check("Müller Straße", "muller strasse");
        check("Ромашка", "romashka");
        check("Ελλάς", "ellas");
    }

    #[test]
    fn nothing_is_left_of_nothing() {
        check("", "");
        check("\u{0}\u{202e}…!?", "");
        assert!(fold(&"ﷺ".repeat(5_000)).len() <= CONSIDERED_CHARS_MAX * 5);
    }

    #[test]
    fn initials_are_one_word() {
        assert_eq!(join_initials("a b c foods"), ["abc", "foods"]);
        assert_eq!(join_initials("plan b"), ["plan", "b"]);
        assert_eq!(join_initials("j p smith a s"), ["jp", "smith", "as"]);
    }

    #[test]
    fn own_script_keeps_the_letters() {
        assert_eq!(own_script("  MÜLLER, Café "), "müller café");
    }
}
